import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { RoamsettleError } from '../../src/errors.ts';
import { inflateFile, readInflated } from '../../src/files/inflate.ts';

const folder = mkdtempSync(join(tmpdir(), 'inflate-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (bytes: Uint8Array): string => {
  const path = join(folder, 'sample.bin');
  writeFileSync(path, bytes);
  return path;
};
const code = async (bytes: Uint8Array | string, max = 1 << 26): Promise<string> => {
  try {
    await readInflated(typeof bytes === 'string' ? bytes : file(bytes), max);
    return 'ok';
  } catch (error) {
    return error instanceof RoamsettleError ? error.code : String(error);
  }
};

const small = Buffer.from('roaming '.repeat(64));
const large = randomBytes(2_500_000);

describe('inflateFile', () => {
  it.each<[string, Uint8Array[], string, (part: Uint8Array) => Uint8Array]>([
    ['plain', [small], 'none', (part) => part],
    ['plain, several chunks', [large], 'none', (part) => part],
    ['gzip', [large], 'gzip', gzipSync],
    ['gzip of several members', [small, large, small], 'gzip', gzipSync],
    ['zstd', [large], 'zstd', zstdCompressSync],
    ['zstd of several frames in one chunk', [small, small, small], 'zstd', zstdCompressSync],
    ['zstd frames across chunks', [small, large, small, large], 'zstd', zstdCompressSync],
    ['empty', [], 'none', (part) => part],
  ])('%s', async (_name, parts, compression, pack) => {
    const whole = Buffer.concat(parts);
    const read = await readInflated(file(Buffer.concat(parts.map((part) => pack(part)))));
    expect(Buffer.compare(read.bytes, whole)).toBe(0);
    expect(read).toMatchObject({
      compression,
      size: whole.length,
      sha256: createHash('sha256').update(whole).digest('hex'),
    });
  });

  it('refuses compression that is damaged or ends too early, at every length', async () => {
    for (const packed of [gzipSync(small), zstdCompressSync(small)]) {
      for (let length = 4; length < packed.length; length++)
        expect(await code(packed.subarray(0, length))).toBe('FILE_CORRUPT');
    }
    const twoFrames = Buffer.concat([zstdCompressSync(small), zstdCompressSync(small).subarray(0, 9)]);
    expect(await code(twoFrames)).toBe('FILE_CORRUPT');
    expect(await code(Buffer.concat([zstdCompressSync(small), Buffer.from('rest')]))).toBe('FILE_CORRUPT');
    const flipped = gzipSync(large);
    flipped[1000] = flipped[1000]! ^ 0xff;
    expect(await code(flipped)).toBe('FILE_CORRUPT');
  });

  it('stops at the cap', async () => {
    const zeros = Buffer.alloc(8_000_000);
    for (const packed of [zeros, gzipSync(zeros), zstdCompressSync(zeros)]) {
      expect(await code(packed, 7_999_999)).toBe('FILE_TOO_LARGE');
      expect(await code(packed, 8_000_000)).toBe('ok');
    }
    const seen: number[] = [];
    await expect(inflateFile(file(gzipSync(zeros)), 100, (chunk) => seen.push(chunk.length))).rejects.toThrow(
      /limit/,
    );
    expect(seen).toEqual([]);
  });

  it('zip, a folder, nothing there', async () => {
    expect(await code(Buffer.from('PK\x03\x04....'))).toBe('FILE_CORRUPT');
    mkdirSync(join(folder, 'sub'));
    expect(await code(join(folder, 'sub'))).toBe('FILE_UNREADABLE');
    expect(await code(join(folder, 'none'))).toBe('FILE_NOT_FOUND');
  });
});
