/** Input that is made to harm: each is refused with a code, and the process stays small. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createGzip, createZstdCompress, type Gzip, type ZstdCompress } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTapCheck } from '../../src/pipeline.ts';
import { SOUND_FILE } from '../support/sound-file.ts';
import { encodeTap } from '../support/tap-encoder.ts';
import { zip } from '../support/zip.ts';
import { type Scratch, scratch } from './world.ts';

let space: Scratch;
beforeAll(() => {
  space = scratch();
});
afterAll(() => space.remove());

const MB = 1024 * 1024;

/** Code of the Fatal finding of one file, and by how much the process grew while it was checked, in MB. */
async function checked(
  name: string,
  bytes: Uint8Array,
): Promise<{ code: string; detail: string; grown: number }> {
  const path = space.write(space.folder('files'), name, bytes);
  const before = process.memoryUsage().rss;
  const { findings } = await runTapCheck([path], { workers: 1 });
  const grown = (process.memoryUsage().rss - before) / MB;
  const fatal = findings.find(({ severity }) => severity === 'fatal');
  return { code: fatal?.code ?? 'none', detail: fatal?.detail ?? '', grown };
}

/** Zeros, packed: what a bomb is made of. */
async function packedZeros(stream: Gzip | ZstdCompress, megabytes: number): Promise<Buffer> {
  const out: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => out.push(chunk));
  const zeros = Buffer.alloc(MB);
  for (let i = 0; i < megabytes; i++)
    if (!stream.write(zeros)) await new Promise((resolve) => stream.once('drain', resolve));
  await new Promise<void>((resolve) => stream.end(resolve));
  return Buffer.concat(out);
}

const sound = encodeTap(SOUND_FILE);
const batch = (content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([0x61, 0x84, 0, 0, 0, 0]), content]).fill(lengthOf(content), 2, 6);
function lengthOf(content: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return length;
}

describe('a hostile file', () => {
  it.each<readonly [string, () => Uint8Array, string]>([
    ['a nesting bomb', () => Buffer.from('6180'.repeat(1_000_000), 'hex'), 'BER_DEPTH'],
    [
      'a nesting bomb of segments',
      () => Buffer.from(`618064805f8144${'80'}${'2480'.repeat(500_000)}`, 'hex'),
      'BER_LENGTH_FORM',
    ],
    ['a length of 4 GB', () => Buffer.from('6184ffffffff64845f', 'hex'), 'BER_TRUNCATED'],
    ['a length of 2^63', () => Buffer.from('61887fffffffffffffff64', 'hex'), 'BER_LENGTH_OVERFLOW'],
    ['nothing', () => new Uint8Array(), 'FILE_EMPTY'],
    ['filler alone', () => Buffer.alloc(100_000), 'BER_UNEXPECTED_EOC'],
  ])('%s', async (name, bytes, code) => {
    const result = await checked(name.replaceAll(/\W/g, '-'), bytes());
    expect(result.code).toBe(code);
    expect(result.grown).toBeLessThan(300);
  });

  it('an unknown tag of 100 MB is skipped, not kept', async () => {
    const tail = sound.subarray(4);
    const unknown = Buffer.alloc(100 * MB);
    unknown.set(Buffer.from('5f89098406400000'.slice(0, 16), 'hex'));
    unknown.writeUInt32BE(unknown.length - 8, 4);
    const result = await checked('unknown-tag', batch(Buffer.concat([tail, unknown])));
    expect(result.code).toBe('none');
    expect(result.grown).toBeLessThan(500);
  });

  it('a root of 100 MB under an unknown tag is refused', async () => {
    const root = Buffer.alloc(100 * MB);
    root.set(Buffer.from('7e84', 'hex'));
    root.writeUInt32BE(root.length - 6, 2);
    const result = await checked('unknown-root', root);
    expect(result.code).toBe('TAP_ROOT_UNKNOWN');
    expect(result.grown).toBeLessThan(300);
  });

  it('bombs of gzip, zstd and zip are refused', async () => {
    const gzip = await packedZeros(createGzip({ level: 9 }), 300);
    expect(await checked('bomb.gz', gzip)).toMatchObject({ code: 'FILE_TOO_LARGE' });
    const zstd = await checked('bomb.zst', await packedZeros(createZstdCompress(), 300));
    expect(zstd).toMatchObject({ code: 'FILE_TOO_LARGE' });
    expect(zstd.grown).toBeLessThan(300);
    const zipped = await checked('bomb.zip', zip([{ name: 'a', bytes: Buffer.alloc(300 * MB) }]));
    expect(zipped.code).toBe('FILE_TOO_LARGE');
  });

  it('a pipe named by the user is refused, one in a folder and an unreadable file are listed', async () => {
    const folder = space.folder('files');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await expect(runTapCheck([join(folder, 'pipe')], { workers: 1 })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
    const locked = space.write(folder, 'locked', sound);
    chmodSync(locked, 0);
    mkdirSync(join(folder, 'empty-folder'));
    const { findings } = await runTapCheck([folder], { workers: 1 });
    const codes = findings
      .filter(({ severity }) => severity === 'fatal')
      .map(({ path, code }) => [path.split('/').at(-1), code]);
    // The superuser reads what nobody may.
    const isRoot = process.getuid?.() === 0;
    expect(codes).toEqual([...(isRoot ? [] : [['locked', 'FILE_UNREADABLE']]), ['pipe', 'FILE_UNREADABLE']]);
  });
});
