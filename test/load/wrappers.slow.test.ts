/** What TAP files arrive in: archives, batches one after another, filler, and what transfers make of them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IngestedFile } from '../../src/load/ingested-file.ts';
import { encodeBer } from '../support/ber-encoder.ts';
import { SOUND_FILE } from '../support/sound-file.ts';
import { encodeTap, tapElement } from '../support/tap-encoder.ts';
import { PLAIN, restyle } from '../support/tap-style.ts';
import { type ZipEntry, zip } from '../support/zip.ts';
import { load, machineFor, query, type Scratch, scratch, sha256 } from './world.ts';

const model = (sequence: string) => ({ ...SOUND_FILE, header: { ...SOUND_FILE.header!, sequence } });
const sound = (sequence: string): Uint8Array => encodeTap(model(sequence));
const indefinite = (sequence: string): Uint8Array =>
  encodeBer(restyle(tapElement(model(sequence)), { ...PLAIN, indefinite: 1 })).bytes;
const EVENTS = SOUND_FILE.events!.length;

let space: Scratch;
beforeAll(() => {
  space = scratch();
});
afterAll(() => space.remove());

/** Ingests one file of these bytes into a fresh data folder. */
async function ingestOne(name: string, bytes: Uint8Array): Promise<IngestedFile[]> {
  return load(machineFor(space.folder('data')), [space.write(space.folder('files'), name, bytes)]);
}

const brief = (files: readonly IngestedFile[]) =>
  files.map(
    ({ path, status, code }) => `${path.split('/').at(-1)} ${status}${code === null ? '' : ` ${code}`}`,
  );

describe('zip', () => {
  it('every member is a file of its own, by its own content; folders and hidden names are left out', async () => {
    const archive = zip([
      { name: 'out/', bytes: new Uint8Array(), stored: true },
      { name: 'out/CDAAAVPBBBHA00001', bytes: sound('00001') },
      { name: 'out/CDAAAVPBBBHA00002', bytes: sound('00002'), stored: true },
      { name: '.hidden', bytes: sound('00003') },
      { name: 'packed.gz', bytes: gzipSync(sound('00004')) },
      { name: 'packed.zst', bytes: zstdCompressSync(sound('00005')) },
      { name: '/data/out/CDAAAVPBBBHA00006', bytes: sound('00006') },
      { name: '../CDAAAVPBBBHA00007', bytes: sound('00007') },
      { name: 'notes.txt', bytes: Buffer.from('hello') },
    ]);
    const data = machineFor(space.folder('data'));
    const path = space.write(space.folder('files'), 'month.zip', archive);
    const plain = space.write(space.folder('files'), 'plain', sound('00001'));
    const files = await load(data, [path]);
    expect(brief(files)).toEqual(
      [
        'CDAAAVPBBBHA00001 loaded',
        'CDAAAVPBBBHA00002 loaded',
        'CDAAAVPBBBHA00006 loaded',
        'CDAAAVPBBBHA00007 loaded',
        'month.zip!notes.txt refused FILE_UNKNOWN',
        'month.zip!packed.gz loaded',
        'month.zip!packed.zst loaded',
      ].map((line) => (line.startsWith('month') ? line : `month.zip!${line}`)),
    );
    expect(files[0]!.sha256).toBe(sha256(sound('00001')));
    expect(brief(await load(data, [plain]))).toEqual(['plain duplicate']);
  });

  it.each<readonly [string, readonly ZipEntry[], string]>([
    ['damaged content', [{ name: 'a', bytes: sound('00001'), stored: true, declaredCrc: 1 }], 'FILE_CORRUPT'],
    [
      'a declared size that is passed',
      [{ name: 'a', bytes: sound('00001'), declaredSize: 10 }],
      'FILE_CORRUPT',
    ],
    [
      'an encrypted member',
      [{ name: 'a', bytes: sound('00001'), encrypted: true }],
      'FILE_FORMAT_UNSUPPORTED',
    ],
    [
      'an archive within',
      [{ name: 'a', bytes: zip([{ name: 'b', bytes: sound('00001') }]) }],
      'FILE_FORMAT_UNSUPPORTED',
    ],
    ['an empty member', [{ name: 'a', bytes: new Uint8Array() }], 'FILE_EMPTY'],
    ['no member', [], 'FILE_EMPTY'],
    [
      'members that share their data',
      Array.from({ length: 40 }, (_, i) => ({
        name: `a${i}`,
        bytes: sound('00001'),
        stored: true,
        overlaps: i > 0,
      })),
      'FILE_CORRUPT',
    ],
    [
      'members that say they are huge',
      Array.from({ length: 20 }, (_, i) => ({
        name: `a${i}`,
        bytes: sound('00001'),
        declaredSize: 0xfffffff0,
      })),
      'FILE_TOO_LARGE',
    ],
  ])('%s', async (_, entries, code) => {
    const files = await ingestOne('bad.zip', zip(entries));
    expect(files.map((file) => file.code)).toEqual([code]);
  });

  it('a cut archive is reported and the rest goes on', async () => {
    const folder = space.folder('files');
    const archive = zip([{ name: 'a', bytes: sound('00001') }]);
    space.write(folder, 'cut.zip', archive.subarray(0, archive.length - 9));
    space.write(folder, 'good', sound('00002'));
    const files = await load(machineFor(space.folder('data')), [folder]);
    expect(brief(files)).toEqual(['cut.zip quarantined FILE_CORRUPT', 'good loaded']);
  });
});

describe('batches one after another', () => {
  const filler = Buffer.from('0a0d1a2000ff', 'hex');

  it.each<readonly [string, (sequence: string) => Uint8Array, Buffer]>([
    ['definite', sound, Buffer.alloc(0)],
    ['indefinite', indefinite, Buffer.alloc(0)],
    ['with filler between', sound, filler],
    ['indefinite with filler between', indefinite, filler],
  ])('%s: each is a file, and known again alone', async (_, write, between) => {
    const bytes = Buffer.concat([write('00001'), between, write('00002'), between, write('00003'), between]);
    const data = machineFor(space.folder('data'));
    const files = await load(data, [
      space.write(space.folder('files'), 'CDAAAVPBBBHA00009', gzipSync(bytes)),
    ]);
    expect(brief(files)).toEqual([1, 2, 3].map((n) => `CDAAAVPBBBHA00009#${n} loaded`));
    expect(files.map(({ records }) => records)).toEqual([EVENTS, EVENTS, EVENTS]);
    expect(files[1]!.sha256).toBe(sha256(write('00002')));
    expect(brief(await load(data, [space.write(space.folder('files'), 'alone', write('00002'))]))).toEqual([
      'alone duplicate',
    ]);
    // The place of a record is its offset in the whole file.
    const [row] = await query<{ at: bigint }>(
      data.data,
      `SELECT min(tap_record.byte_offset) AS at FROM tap_record JOIN source_file USING (file_id) WHERE name LIKE '%#2'`,
    );
    expect(Number(row!.at)).toBeGreaterThan(write('00001').length);
  });

  it('a broken batch is quarantined with its place in the whole file, the others load', async () => {
    const broken = Uint8Array.from(sound('00002'));
    const at = Buffer.from(broken).lastIndexOf(Buffer.from('5f2b01', 'hex')) + 2;
    broken[at] = 0x40;
    const files = await ingestOne('joined', Buffer.concat([sound('00001'), broken, sound('00003')]));
    expect(brief(files)).toEqual([
      'joined#1 loaded',
      'joined#2 quarantined BER_LENGTH_OVERFLOW',
      'joined#3 loaded',
    ]);
    expect(files[1]!.byte_offset).toBe(sound('00001').length + at - 2);
  });

  it('what follows and is no batch breaks the last one', async () => {
    const files = await ingestOne(
      'joined',
      Buffer.concat([sound('00001'), sound('00002'), Buffer.from('7f7500', 'hex')]),
    );
    expect(brief(files)).toEqual(['joined#1 loaded', 'joined#2 quarantined BER_TRAILING_DATA']);
    expect(files[1]!.byte_offset).toBe(sound('00001').length + sound('00002').length);
  });

  it.each([
    ['leading', Buffer.concat([filler, sound('00001')])],
    ['trailing', Buffer.concat([sound('00001'), filler])],
  ])('%s filler alone keeps the file one, under the identity of all its bytes', async (_, bytes) => {
    const files = await ingestOne('filled', bytes);
    expect(brief(files)).toEqual(['filled loaded']);
    expect(files[0]).toMatchObject({ sha256: sha256(bytes), records: EVENTS });
  });
});

describe('a file that was changed on its way', () => {
  const latin1 = Buffer.from(sound('00001')).toString('latin1');
  const withLf = encodeTap({ ...model('00010'), messages: [{ code: 10, text: 'a\nb' }] });

  it.each<readonly [string, Uint8Array, RegExp]>([
    [
      'by text mode',
      Buffer.from(Buffer.from(withLf).toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
      /text mode/,
    ],
    ['by Latin-1 to UTF-8', Buffer.from(latin1, 'utf8'), /Latin-1 to UTF-8/],
    [
      'by reading it as UTF-8',
      Buffer.from(Buffer.from(sound('00001')).toString('utf8'), 'utf8'),
      /replacement/,
    ],
  ])('%s is diagnosed', async (_, bytes, words) => {
    const [file] = await ingestOne('mangled', bytes);
    expect(file).toMatchObject({ status: 'quarantined', code: 'FILE_MANGLED' });
    expect(file!.detail).toMatch(words);
  });

  it('a file that is only cut is not blamed on its transfer', async () => {
    const [file] = await ingestOne('cut', sound('00001').subarray(0, 300));
    expect(file!.code).toBe('BER_TRUNCATED');
  });
});

describe('what is no file', () => {
  it('a pipe in a folder is reported and never waited for', async () => {
    const folder = space.folder('files');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    mkdirSync(join(folder, 'empty'));
    space.write(folder, 'good', sound('00001'));
    const files = await load(machineFor(space.folder('data')), [folder]);
    expect(brief(files)).toEqual(['good loaded', 'pipe refused FILE_UNREADABLE']);
  });
});
