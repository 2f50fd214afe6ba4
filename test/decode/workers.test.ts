import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { Piscina } from 'piscina';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArrangedBatch, arrange } from '../../src/arrow/arrange.ts';
import { SpareBuffers } from '../../src/arrow/spare-buffers.ts';
import { decodeFileInto } from '../../src/decode/decode-file.ts';
import type { DecodeOutcome, Identified } from '../../src/decode/outcome.ts';
import { gprs, group, hex, num, tapFile } from './bytes.ts';
import { rowsOf } from './rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'workers-'));
const worker = (name: string) => new URL(`../../workers/${name}.ts`, import.meta.url).href;
let pool: Piscina;
beforeAll(() => {
  pool = new Piscina({ minThreads: 1, maxThreads: 1 });
});
afterAll(async () => {
  await pool.destroy();
  rmSync(folder, { recursive: true });
});

const file = (bytes: Uint8Array | string, name = 'x'): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const identify = async (path: string): Promise<Identified> => {
  const found: Identified[] = await pool.run({ source: { path } }, { filename: worker('identify') });
  expect(found).toHaveLength(1);
  return found[0]!;
};
const decode = (path: string, sha256: string): Promise<DecodeOutcome<ArrangedBatch>> =>
  pool.run({ source: { path }, sha256, part: null }, { filename: worker('decode') });
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The first block of a tar archive with a member `CDAAAVPBBBHA00001`. */
const tar = (magic: string): Uint8Array => {
  const block = Buffer.alloc(512);
  block.write('CDAAAVPBBBHA00001');
  block.write(magic, 257, 'latin1');
  return block;
};

const tap = tapFile({ events: [gprs(num(251, 7)), gprs()] });

describe('workers in a Piscina pool', () => {
  it('identify and decode give one identity whatever the compression', async () => {
    for (const [packed, compression] of [
      [tap, 'none'],
      [gzipSync(tap), 'gzip'],
      [zstdCompressSync(tap), 'zstd'],
    ] as const) {
      const path = file(packed);
      const found = await identify(path);
      expect(found).toEqual({
        sha256: sha(tap),
        part: null,
        size: tap.length,
        compression,
        kind: 'tap',
        claim: { sender: 'AAAVP', recipient: 'BBBHA', type: 'CD', sequence: '00042', rapSequence: null },
        failure: null,
      });
      const outcome = await decode(path, sha(tap));
      const here = decodeFileInto(tap, 0, (open) => arrange(open, new SpareBuffers()));
      if (!outcome.ok || !here.ok) throw new Error('not decoded');
      expect(rowsOf(outcome)).toEqual(rowsOf(here));
      expect(outcome.batches.map(({ patterns, days }) => [patterns, days])).toEqual(
        here.batches.map(({ patterns, days }) => [patterns, days]),
      );
      expect({ ...outcome, batches: [] }).toEqual({ ...here, batches: [] });
    }
  });

  it('another content than was identified is FILE_CHANGED, a missing file is named', async () => {
    expect(await decode(file(tap), sha(Uint8Array.of(1)))).toMatchObject({
      ok: false,
      failure: { code: 'FILE_CHANGED' },
    });
    expect(await decode(join(folder, 'none'), '')).toMatchObject({
      ok: false,
      failure: { code: 'FILE_NOT_FOUND' },
    });
    expect(await identify(join(folder, 'none'))).toMatchObject({
      sha256: null,
      failure: { code: 'FILE_NOT_FOUND' },
    });
  });

  it.each<[string, Uint8Array | string, string, string | null]>([
    ['empty', '', 'unknown', 'FILE_EMPTY'],
    ['empty inside gzip', gzipSync(''), 'unknown', 'FILE_EMPTY'],
    ['CSV', 'event_time,imsi,procedure\n1,2,UL\n', 'signaling_csv', null],
    ['CSV in zstd', zstdCompressSync(Buffer.from('imsi,event_time,procedure\n')), 'signaling_csv', null],
    ['CSV without procedure', 'event_time,imsi\n', 'signaling_csv', 'SIGNALING_HEADER'],
    ['NDJSON', '{"imsi":"1"}\n', 'signaling_ndjson', null],
    ['Parquet', 'PAR1\x00\x00\x00\x00PAR1', 'signaling_parquet', null],
    ['half a Parquet', 'PAR1\x00\x00\x00\x00', 'signaling_parquet', 'SIGNALING_UNREADABLE'],
    ['notes', 'hello\n', 'unknown', 'FILE_UNKNOWN'],
    [
      'CSV in UTF-16',
      Buffer.from('\uFEFFevent_time,imsi,procedure\n', 'utf16le'),
      'unknown',
      'FILE_FORMAT_UNSUPPORTED',
    ],
    ['a zip without a directory', 'PK\x03\x04\x00\x00', 'unknown', 'FILE_CORRUPT'],
    ['NRTRDE', Uint8Array.from(hex('6104 5f290102')), 'nrtrde', null],
    ['RAP', Uint8Array.from(hex('7f841600')), 'rap', null],
    ['notification', Uint8Array.from(group(2)), 'notification', null],
    ['another APPLICATION root', Uint8Array.from(hex('6300')), 'unknown', 'TAP_ROOT_UNKNOWN'],
    ['gzip in gzip', gzipSync(gzipSync('imsi,event_time,procedure\n')), 'unknown', 'FILE_FORMAT_UNSUPPORTED'],
    ['zstd in gzip', gzipSync(zstdCompressSync(Buffer.from('x'))), 'unknown', 'FILE_FORMAT_UNSUPPORTED'],
    ['bzip2', Buffer.from('BZh91AY&SY'), 'unknown', 'FILE_FORMAT_UNSUPPORTED'],
    ['xz', Uint8Array.from(hex('fd377a585a0000')), 'unknown', 'FILE_FORMAT_UNSUPPORTED'],
    ['7z', Uint8Array.from(hex('377abcaf271c0004')), 'unknown', 'FILE_FORMAT_UNSUPPORTED'],
    ['rar', Uint8Array.from(hex('526172211a0700')), 'unknown', 'FILE_FORMAT_UNSUPPORTED'],
    ['lz4', Uint8Array.from(hex('04224d18')), 'unknown', 'FILE_FORMAT_UNSUPPORTED'],
    ['tar', tar('ustar\x0000'), 'unknown', 'FILE_FORMAT_UNSUPPORTED'],
    ['GNU tar', tar('ustar  \0'), 'unknown', 'FILE_FORMAT_UNSUPPORTED'],
    ['tar in gzip', gzipSync(tar('ustar\x0000')), 'unknown', 'FILE_FORMAT_UNSUPPORTED'],
    ['PNG', Uint8Array.from(hex('89504e470d0a1a0a0000')), 'unknown', 'BER_CLASS'],
    ['an unknown root longer than the file', Uint8Array.from(hex('6310 00')), 'unknown', 'BER_TRUNCATED'],
    [
      'a long unknown root',
      Uint8Array.from([...hex('6384 00020000'), ...new Array(0x20000).fill(0)]),
      'unknown',
      'TAP_ROOT_UNKNOWN',
    ],
  ])('identify: %s', async (_name, bytes, kind, code) => {
    const found = await identify(file(bytes));
    expect(found.kind).toBe(kind);
    expect(found.failure?.code ?? null).toBe(code);
  });
});
