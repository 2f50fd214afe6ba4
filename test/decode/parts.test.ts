/** A file that several threads decode while one of them reads it. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { Piscina } from 'piscina';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ArrangedBatch, arrange } from '../../src/arrow/arrange.ts';
import { SpareBuffers } from '../../src/arrow/spare-buffers.ts';
import { decodeFileInto } from '../../src/decode/decode-file.ts';
import type { DecodedWhole, DecodeOutcome } from '../../src/decode/outcome.ts';
import { Cutter } from '../../src/decode/parts/cutter.ts';
import { DecodePool } from '../../src/load/decode-pool.ts';
import { sameInParts } from '../support/in-parts.ts';
import { gprs, group, num, open, prim, simSubscriber, tapFile, tapMembers, text, time } from './bytes.ts';

const folder = mkdtempSync(join(tmpdir(), 'parts-'));
const worker = (name: string) => new URL(`../../workers/${name}.ts`, import.meta.url).href;
let pool: Piscina;
beforeAll(() => {
  pool = new Piscina({ minThreads: 2, maxThreads: 2 });
});
afterAll(async () => {
  await pool.destroy();
  rmSync(folder, { recursive: true });
});

const file = (bytes: Uint8Array): string => {
  const path = join(folder, 'x');
  writeFileSync(path, bytes);
  return path;
};
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A data call through one of some access points: each part meets them in another order. */
const through = (apn: number) =>
  group(
    14,
    group(114, group(115, simSubscriber()), group(116, text(261, `apn${apn}`)), time(44, '20261010101010')),
  );

/** Many events: regular ones, one that is rejected, one without a start. */
const events = Array.from({ length: 200 }, (_, i) => {
  if (i === 70) return group(14, text(900, 'without a start'));
  if (i === 140) return gprs(prim(250, new Array(9).fill(0x7f)));
  return i % 3 === 0 ? through((i * 7) % 11) : gprs(num(250, 1 + i));
});
const tap = tapFile({ events });
type Outcome = DecodeOutcome<ArrangedBatch>;
const whole = (bytes: Uint8Array): Outcome =>
  decodeFileInto(bytes, 0, (batch) => arrange(batch, new SpareBuffers()));

/** The outcome with its records in their order, whatever batches they come in: what is their own, and their combination. */
const plain = (outcome: Outcome): unknown =>
  outcome.ok
    ? {
        ...outcome,
        batches: outcome.batches.flatMap(recordsOf).sort((a, b) => a.index - b.index),
        days: [...new Set(outcome.batches.flatMap(({ days }) => days))].sort(),
      }
    : outcome;

function recordsOf({ rows, columns, patterns }: ArrangedBatch) {
  const words = (name: string) => new Int32Array(columns.find((column) => column.name === name)!.values);
  const indexes = words('record_index');
  const codes = words('pattern');
  const combinations = new Int32Array(patterns.words);
  const width = combinations.length / patterns.count;
  const own = columns.filter(({ name }) => name !== 'pattern');
  return Array.from({ length: rows }, (_, row) => ({
    index: indexes[row]!,
    own: own.map(({ values, validity }) => {
      const isNull = validity !== null && ((new Uint8Array(validity)[row >> 3]! >> (row & 7)) & 1) === 0;
      const octets = values.byteLength / (Math.ceil(rows / 8) * 8);
      return isNull ? null : Buffer.from(values, row * octets, octets).toString('hex');
    }),
    combination: [...combinations.subarray(codes[row]! * width, (codes[row]! + 1) * width)],
  }));
}

/** Decodes with helpers at the other ends of `ports`. */
async function decode(bytes: Uint8Array, ports: MessagePort[], packed = bytes): Promise<Outcome> {
  const inParts = { size: bytes.length, partOctets: 500, ports };
  const task = { source: { path: file(packed) }, sha256: sha(bytes), part: null, inParts };
  return pool.run(task, { filename: worker('decode'), transferList: ports });
}

/** A helper in the other thread; the promise ends with it. */
function helper(): { port: MessagePort; end: Promise<void> } {
  const { port1, port2 } = new MessageChannel();
  return { port: port1, end: pool.run({ port: port2 }, { filename: worker('help'), transferList: [port2] }) };
}

test('the file is decoded in many parts, and the test is not idle', () => {
  expect(sameInParts(tap, 500, 1000)).toBeGreaterThan(10);
  expect(whole(tap)).toMatchObject({ ok: true, rejectedCount: 1 });
});

describe('the outcome is that of the whole pass', () => {
  test.each([
    ['plain', tap],
    ['gzip', gzipSync(tap)],
    ['zstd', zstdCompressSync(tap)],
  ])('with a helper, %s', async (_, packed) => {
    const { port, end } = helper();
    expect(plain(await decode(tap, [port], packed))).toEqual(plain(whole(tap)));
    await end;
  });

  test('without helpers, and with one that never comes', async () => {
    expect(plain(await decode(tap, []))).toEqual(plain(whole(tap)));
    const { port1 } = new MessageChannel();
    expect(plain(await decode(tap, [port1]))).toEqual(plain(whole(tap)));
  });

  test('with a helper that goes away with a part', async () => {
    const { port1, port2 } = new MessageChannel();
    port2.postMessage({});
    port2.on('message', () => port2.close());
    expect(plain(await decode(tap, [port1]))).toEqual(plain(whole(tap)));
  });

  test('of a file that breaks in the middle, whoever decodes it', async () => {
    const broken = Uint8Array.from(tap);
    // The class of a context tag, in an event about half way.
    broken[tap.indexOf(0x6e, tap.length / 2)] = 0xae;
    const failed = whole(broken);
    expect(failed).toMatchObject({ ok: false, failure: { code: 'BER_CLASS' } });
    const { port, end } = helper();
    expect(await decode(broken, [port])).toEqual(failed);
    expect(await decode(broken, [])).toEqual(failed);
    await end;
  });

  test('of a list of indefinite length, which is not cut', async () => {
    const list = Uint8Array.from(group(1, ...tapMembers({ events }).with(3, open(3, ...events))));
    expect(sameInParts(list, 500, 1000)).toBe('whole');
    expect(plain(await decode(list, []))).toEqual(plain(whole(list)));
  });

  test('of a list before the tables of its events, whichever octets of them come with the head', () => {
    // The code stands last: where it is not there yet, the file's own zeros are a code, too.
    const network = group(6, group(234, group(233, text(231, '+0200'), num(232, 7))));
    const event = group(14, group(114, group(115, simSubscriber()), time(44, '20261010101010', 7)));
    const [header, accounting, , list, audit] = tapMembers({ events: [event, event] });
    const late = Uint8Array.from(group(1, header!, accounting!, list!, audit!, network));
    for (let head = 1; head <= late.length; head++) sameInParts(late, 20, head);
  });
});

test('a file that is not the one that was identified is FILE_CHANGED', async () => {
  for (const size of [tap.length - 1, tap.length, tap.length + 1]) {
    const inParts = { size, partOctets: 500, ports: [] };
    const task = { source: { path: file(tap) }, sha256: sha(Uint8Array.of(1)), part: null, inParts };
    const outcome = await pool.run(task, { filename: worker('decode') });
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'FILE_CHANGED' } });
  }
});

test('the pool has large files decoded in parts, known or unread, with rows or without', async () => {
  const decodes = new DecodePool(2, 1000);
  const found = { path: file(tap), name: 'CDAAAVPBBBHA00042', source: { path: join(folder, 'x') } };
  const [peeked] = await decodes.peek(found);
  const unread: DecodedWhole = await decodes.decodeWhole(found, peeked!);
  expect(unread.identified).toEqual({ ...peeked, sha256: sha(tap) });
  expect(plain(unread.outcome!)).toEqual(plain(whole(tap)));
  expect(plain(await decodes.decode(found, unread.identified))).toEqual(plain(whole(tap)));
  const outcome = whole(tap);
  expect(await decodes.decode(found, unread.identified, true)).toEqual({
    ...outcome,
    batches: [],
    charges: [],
    dictionaries: {},
  });
  await decodes.destroy();
});

describe('elements are cut by their lengths', () => {
  const cut = (
    stream: readonly number[],
    partOctets: number,
    chunk: number,
    partElements = 1000,
  ): string[] | null => {
    const parts: string[] = [];
    const cutter = new Cutter({
      size: stream.length,
      partOctets,
      partElements,
      buffer: (octets) => new Uint8Array(octets),
      onPart: ({ octets, from, firstIndex, elements }) =>
        parts.push(`${firstIndex}+${elements}@${from} ${Buffer.from(octets).toString('hex')}`),
    });
    for (let at = 0; at < stream.length; at += chunk)
      cutter.take(Uint8Array.from(stream.slice(at, at + chunk)));
    cutter.finish();
    return cutter.isBroken ? null : parts;
  };
  const one = [0x41, 0x01, 0xaa];
  const long = [0x5f, 0x81, 0x00, 0x82, 0x00, 0x03, 1, 2, 3];

  test.each([1, 2, 100])('whatever the chunks: %i octets', (chunk) => {
    expect(cut([...one, ...one, ...long, ...one], 7, chunk)).toEqual([
      '0+2@0 4101aa4101aa',
      // The third element needs a larger part, which has room for another.
      '2+2@6 5f81008200030102034101aa',
    ]);
  });

  test('so many of them make a part', () => {
    expect(cut([...one, ...one, ...one, ...one, ...one], 100, 100, 2)).toEqual([
      '0+2@0 4101aa4101aa',
      '2+2@6 4101aa4101aa',
      '4+1@12 4101aa',
    ]);
  });

  test.each([
    ['an indefinite length', [0x61, 0x80, 0x00, 0x00]],
    ['a length that passes the end', [0x41, 0x05, 0x00]],
    ['a header that ends too early', [0x41]],
    ['an endless identifier', [0x5f, 0xff, 0xff, 0xff, 0xff, 0x00]],
    ['nine octets of length', [0x41, 0x89, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])('%s is not cut', (_, element) => {
    expect(cut([...one, ...element], 100, 100)).toBeNull();
  });
});
