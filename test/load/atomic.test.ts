/** Whole or not at all: a file that fails while it is decoded or stored leaves no row, no text and no manifest line. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArrangedBatch, arrange } from '../../src/arrow/arrange.ts';
import { SpareBuffers } from '../../src/arrow/spare-buffers.ts';
import { decodeFileInto } from '../../src/decode/decode-file.ts';
import type { DecodedTap, Identified } from '../../src/decode/outcome.ts';
import { DecodePool } from '../../src/load/decode-pool.ts';
import { ingest } from '../../src/load/ingest.ts';
import { judgeAudit, loadTapFiles } from '../../src/load/tap.ts';
import type { Store } from '../../src/store/store.ts';
import {
  dataRecord,
  everyDay,
  load,
  machineFor,
  query,
  type Scratch,
  scratch,
  sha256,
  signalingCsv,
  tapBytes,
  withStore,
} from './world.ts';

const COUNTS = `SELECT
  (SELECT count(*)::INT FROM tap_record) AS records, (SELECT count(*)::INT FROM text_dictionary) AS texts,
  (SELECT count(*)::INT FROM source_file) AS files, (SELECT count(*)::INT FROM tap_utc_offset) AS offsets,
  (SELECT count(*)::INT FROM tap_pattern) AS patterns, (SELECT count(*)::INT FROM signaling_event) AS events`;
const EMPTY = { records: 0, texts: 0, files: 0, offsets: 0, patterns: 0, events: 0 };
const options = { audit: 'enforce', workers: 1, run: { rows: 1_000_000, bytes: 2 ** 26 } } as const;

let space: Scratch;

beforeAll(() => {
  space = scratch();
});
afterAll(() => space.remove());

/** `count` records with their own APNs, so that the dictionary has something to lose. */
const apnRecords = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) =>
    dataRecord({ apn: `${prefix}${i}.example`, chargingId: BigInt(i), local: '20261005100000' }),
  );

type Arranged = DecodedTap<ArrangedBatch>;

function job(fileId: number, bytes: Uint8Array, change: (decoded: Arranged) => Arranged = (d) => d) {
  const outcome = decodeFileInto(bytes, 0, (open) => arrange(open, new SpareBuffers()));
  if (!outcome.ok) throw new Error('the file of the test does not decode');
  const decoded = change(outcome);
  const identified: Identified = {
    sha256: sha256(bytes),
    part: null,
    size: bytes.length,
    compression: 'none',
    kind: 'tap',
    claim: null,
    failure: null,
  };
  return {
    fileId,
    name: `${fileId}.tap`,
    names: [],
    identified,
    decoded,
    verdict: judgeAudit(decoded, 'enforce'),
  };
}

const columnLost = (batch: ArrangedBatch): ArrangedBatch => ({ ...batch, columns: batch.columns.slice(1) });

/** Counts, and that the dictionary in memory is the one on disk. */
async function stateOf(store: Store) {
  const [counts] = await store.db.query(COUNTS);
  expect(store.dictionary.size).toBe(counts?.texts);
  expect(store.patterns.savedSize).toBe(counts?.patterns);
  return counts;
}

describe('a TAP file', () => {
  it('that breaks off in its last record leaves nothing, and the good file beside it is whole', async () => {
    const [folder, data] = [space.folder('files'), space.folder('data')];
    const good = tapBytes('00001', apnRecords('good', 3));
    const whole = tapBytes('00002', apnRecords('cut', 500));
    space.write(folder, 'good', good);
    space.write(folder, 'cut', whole.slice(0, whole.length - 300));
    const results = await load(machineFor(data), [folder]);
    expect(results.map(({ status, code, records }) => [status, code, records])).toEqual([
      ['quarantined', 'BER_TRUNCATED', 0],
      ['loaded', null, 3],
    ]);
    const [counts] = await query<{ records: number; files: number }>(data, COUNTS);
    expect(counts).toMatchObject({ records: 3, files: 1 });
    const texts = await query<{ value: string }>(data, 'SELECT value FROM text_dictionary');
    expect(texts.filter(({ value }) => value.startsWith('cut'))).toEqual([]);
  });

  it('whose batch cannot be stored takes rows, texts and manifest back, also of the files stored with it', async () => {
    const data = space.folder('data');
    await withStore(data, async (store) => {
      const good = tapBytes('00001', apnRecords('one', 2));
      const bad = tapBytes('00002', apnRecords('two', 3));
      const broken = job(2, bad, (decoded) => ({
        ...decoded,
        batches: [...decoded.batches, ...decoded.batches.map(columnLost)],
      }));
      await expect(loadTapFiles(store, [job(1, good), broken])).rejects.toThrow();
      expect(await stateOf(store)).toEqual(EMPTY);
      // The codes given back must not be met again under another text.
      await loadTapFiles(store, [job(2, bad)]);
      await loadTapFiles(store, [job(3, good)]);
      expect(await stateOf(store)).toMatchObject({ records: 5, files: 2 });
      const apns = await store.db.query(
        `SELECT r.file_id, r.record_index, d.value FROM tap_record AS r JOIN text_dictionary AS d ON d.code = r.apn
         ORDER BY ALL`,
      );
      expect(apns.map(({ file_id, value }) => [file_id, value])).toEqual([
        [2, 'two0.example'],
        [2, 'two1.example'],
        [2, 'two2.example'],
        [3, 'one0.example'],
        [3, 'one1.example'],
      ]);
    });
  });

  it('of which rows get lost on the way is refused as BALANCE_BROKEN and leaves nothing', async () => {
    await withStore(space.folder('data'), async (store) => {
      const short = job(1, tapBytes('00001', apnRecords('lost', 4)), (decoded) => ({
        ...decoded,
        batches: decoded.batches.map((batch) => ({ ...batch, rows: batch.rows - 1 })),
      }));
      await expect(loadTapFiles(store, [short])).rejects.toMatchObject({ code: 'BALANCE_BROKEN' });
      expect(await stateOf(store)).toEqual(EMPTY);
    });
  });
});

async function ingestAll(store: Store, path: string) {
  const pool = new DecodePool(options.workers);
  try {
    return await ingest(store, pool, [path], options);
  } finally {
    await pool.destroy();
  }
}

describe('a store that fails in the middle of a call', () => {
  it('fails the call, keeps none of its files, and the next call loads them all', async () => {
    const [folder, data] = [space.folder('files'), space.folder('data')];
    for (let i = 1; i <= 6; i++) space.write(folder, `${i}`, tapBytes(`0000${i}`, apnRecords(`f${i}-`, 2)));
    await withStore(data, async (store) => {
      await store.db.exec('ALTER TABLE tap_utc_offset RENAME TO out_of_the_way');
      await expect(ingestAll(store, folder)).rejects.toThrow();
      await store.db.exec('ALTER TABLE out_of_the_way RENAME TO tap_utc_offset');
      expect(await stateOf(store)).toEqual(EMPTY);
      const again = await ingestAll(store, folder);
      expect(again.map(({ status }) => status)).toEqual(Array(6).fill('loaded'));
      expect(await stateOf(store)).toMatchObject({ records: 12, files: 6, offsets: 6 });
    });
  });

  it('fails the call also where nothing is stored after the failure', async () => {
    const [folder, data] = [space.folder('files'), space.folder('data')];
    space.write(folder, '1-good', tapBytes('00001', apnRecords('good', 2)));
    // Long to decode, and broken at its end: the writer has failed before this file is done with.
    const last = dataRecord({ start: { local: '2026100510000x', code: 1 } });
    space.write(folder, '2-broken', tapBytes('00002', [...apnRecords('slow', 6000), last]));
    await withStore(data, async (store) => {
      await store.db.exec('ALTER TABLE tap_utc_offset RENAME TO out_of_the_way');
      await expect(ingestAll(store, folder)).rejects.toThrow();
      await store.db.exec('ALTER TABLE out_of_the_way RENAME TO tap_utc_offset');
      expect(await stateOf(store)).toEqual(EMPTY);
    });
  });

  it('takes a signaling file back whole', async () => {
    const [folder, data] = [space.folder('files'), space.folder('data')];
    const path = space.write(folder, 'events.csv', signalingCsv(everyDay()));
    await withStore(data, async (store) => {
      await store.db.exec('ALTER TABLE signaling_repeat RENAME TO out_of_the_way');
      await expect(ingestAll(store, path)).rejects.toThrow();
      await store.db.exec('ALTER TABLE out_of_the_way RENAME TO signaling_repeat');
      expect(await stateOf(store)).toEqual(EMPTY);
      const [again] = await ingestAll(store, path);
      expect(again).toMatchObject({ status: 'loaded', records: 31 });
    });
  });
});
