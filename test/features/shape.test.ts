/**
 * What the kernel counts of single devices beside presence and fees, worked out by hand; the reference agrees. The agreement
 * cuts hours and days in Europe/Madrid (UTC+2 until 25 October 2026 01:00 UTC).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import { versionsInForce } from '../../src/domain/agreement/set.ts';
import { dayOfDate, parsePeriod } from '../../src/domain/period.ts';
import { prepareScope, SLICED } from '../../src/features/compute.ts';
import type { Row } from '../../src/store/db.ts';
import { Store } from '../../src/store/store.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { rows } from '../support/month-tap.ts';
import { differences } from './reference.ts';
import { fillStore, WORDS } from './soup.ts';

const PERIOD = parsePeriod('2026-10');
const root = mkdtempSync(join(tmpdir(), 'roamsettle-shape-'));
const found = new Map<string, Row>();

/** `TIME PROCEDURE RESULT [CELL]`, or `TIME TAP BYTES` of a data record whose own offset its time has. */
const DEVICES = {
  hourly: `
    2026-10-05T08:00:00Z  UL  ok
    2026-10-05T09:00:00Z  UL  ok
    2026-10-05T10:00:20Z  UL  ok
    2026-10-05T11:00:00Z  UL  ok
    2026-10-05T11:00:30Z  SAI ok`,
  weekend: `
    2026-10-03T10:07:00Z  UL  ok
    2026-10-03T22:30:00Z  UL  ok
    2026-10-05T04:10:00Z  UL  ok`,
  refused: `
    2026-10-05T10:00:00Z  UL  5004
    2026-10-05T10:05:00Z  UL  8
    2026-10-05T10:10:00Z  UL  ok
    2026-10-05T10:10:00Z  UL  5012
    2026-10-05T10:15:00Z  UL  5012`,
  regained: `
    2026-10-05T10:00:00Z  UL  5012
    2026-10-05T10:01:00Z  UL  ok
    2026-10-05T10:02:00Z  UL  ok
    2026-10-05T10:02:00Z  UL  5012`,
  procedures: `
    2026-10-05T10:00:00Z  AIR             ok    cell-1
    2026-10-05T10:01:00Z  AUTH            5004  cell-2
    2026-10-05T10:02:00Z  CREATE_SESSION  ok    cell-1
    2026-10-05T10:03:00Z  DELETE_SESSION  ok    cell-1
    2026-10-05T10:04:00Z  CL              ok
    2026-10-05T10:05:00Z  PUR             ok    cell-2
    2026-10-05T10:06:00Z  CLR             5012`,
  volumes: `
    2026-10-05T10:00:00+02:00  TAP  500
    2026-10-05T11:00:00+02:00  TAP  10239
    2026-10-05T12:00:00+02:00  TAP  10240
    2026-10-06T12:00:00+02:00  TAP  2000000000
    2026-11-01T12:00:00+02:00  TAP  700`,
} as const;

beforeAll(async () => {
  const store = await Store.open(join(root, 'data'), { threads: 1, memory: '1GB', purpose: 'test' });
  try {
    const { db } = store;
    await store.transaction(async () => {
      store.dictionary.codes(WORDS);
      await store.dictionary.save();
    });
    for (const [view, source] of Object.entries(SLICED)) await db.run('period/slice', {}, { view, source });
    await db.exec('SET VARIABLE slice_low = 0::BIGINT');
    await db.exec('SET VARIABLE slice_high = 9223372036854775807::BIGINT');
    const charges = '{ access: [{ per: imsi_month, price: "1" }] }';
    const agreements = [parseAgreement(agreementYaml({ charges }), 'a.yaml')];
    const kernel = await prepareScope(store, {
      agreements: versionsInForce(agreements, PERIOD.name),
      period: PERIOD,
      tacs: [],
    });
    const soups = Object.values(DEVICES).map(read);
    await fillStore(db, {
      events: soups.flatMap(({ events }) => events),
      records: soups.flatMap(({ records }) => records),
    });
    await kernel.readEvents(db);
    await kernel.readRecords(db);
    await kernel.compute();
    await kernel.write(db);
    expect(await differences(db)).toEqual([]);
    const signals = await db.query('FROM device_signal ORDER BY imsi');
    Object.keys(DEVICES).forEach((name, n) => {
      found.set(name, signals[n]!);
    });
  } finally {
    await store.close();
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const code = (word: string | undefined) => (word === undefined ? null : WORDS.indexOf(word));

function read(text: string, n: number): Parameters<typeof fillStore>[1] {
  const imsi = `1999010000${String(n).padStart(6, '0')}`;
  const lines = rows(text).map((line) => line.split(/\s+/));
  const events = lines.filter(([, what]) => what !== 'TAP');
  const records = lines.filter(([, what]) => what === 'TAP');
  return {
    events: events.map(([time = '', procedure, result, cell]) => ({
      event_ms: Date.parse(time),
      imsi,
      imei: null,
      interface: code('map'),
      procedure: code(procedure)!,
      result: code(result),
      visited_plmn: code('99970'),
      rat: null,
      cell: code(cell),
      apn: null,
    })),
    records: records.map(([time = '', , bytes]) => {
      const event_day = dayOfDate(time.slice(0, 10));
      return {
        no: 0,
        imsi,
        start_ms: Date.parse(time),
        imei: null,
        apn: null,
        charged: true,
        service: 'data',
        bytes_up: null,
        bytes_down: Number(bytes) as 0,
        event_day,
        in_period: event_day < PERIOD.endDay,
        local_hour: Number(time.slice(11, 13)),
      };
    }),
  };
}

/** Columns of device_signal of a device. */
function said(device: keyof typeof DEVICES, ...columns: string[]): number[] {
  const row = found.get(device)!;
  return columns.map((column) => Number(row[column]));
}

const GAPS = ['gaps', 'top_gaps', 'top_gap_from'];

test('gaps of about the same length: the two neighbouring eighths of an octave that hold the most', () => {
  // Of the octave from 2048 s on, 3600 and 3620 s are in the seventh eighth (from 3584), 3580 s in the sixth (from 3328). The
  // authentication half a minute later belongs to its burst.
  expect(said('hourly', ...GAPS)).toEqual([3, 3, 3328]);
  // 44,580 s (40,960 to 45,056) and 106,800 s (106,496 to 114,688): one each; of the pairs the shortest begins at 36,864.
  expect(said('weekend', ...GAPS)).toEqual([2, 1, 36_864]);
});

test('bursts by five minutes of the hour', () => {
  // Four bursts in the first five minutes: 4².
  expect(said('hourly', 'slot_squares')).toEqual([16]);
  // Minutes 7, 30 and 10: one each.
  expect(said('weekend', 'slot_squares')).toEqual([3]);
});

test('days: how many, how even, on Saturday and Sunday, and their first hours', () => {
  const days = ['active_days', 'day_squares', 'weekend', 'first_hour_sum', 'first_hour_squares'];
  // Monday, five rows from 10 o'clock on.
  expect(said('hourly', ...days)).toEqual([1, 25, 0, 10, 100]);
  // Saturday at 12, Sunday at 0 (22:30 UTC on Saturday), Monday at 6: 18, and 144 + 0 + 36.
  expect(said('weekend', ...days)).toEqual([3, 3, 2, 18, 180]);
});

test('rejections: those that last, and the longest series; at one time the rejection comes first', () => {
  // 5004 and 8 last. Three before the registration has an end, one behind it.
  const columns = ['rejections', 'permanent_rejections', 'longest_rejected'];
  expect(said('refused', ...columns)).toEqual([4, 2, 3]);
  expect(said('hourly', ...columns)).toEqual([0, 0, 0]);
  // The registration at 10:01 ends the first series, whatever stands at the time of the second rejection.
  expect(said('regained', ...columns)).toEqual([2, 0, 1]);
});

test('kinds of procedures; a cancel that failed is none', () => {
  const columns = ['authentications', 'sessions', 'cancels', 'purges', 'permanent_rejections'];
  expect(said('procedures', ...columns)).toEqual([2, 1, 1, 1, 1]);
});

test('events that name a cell, and those in the commonest', () => {
  expect(said('procedures', 'cells', 'cell_events', 'top_cell_events')).toEqual([2, 5, 3]);
});

test('data records by size and day, in whole kB up to 1 GB each; November is not in the period', () => {
  const columns = ['small_records', 'kilobytes', 'kilobyte_squares', 'day_kilobyte_squares'];
  // 0, 9 and 10 kB on one day, 1,048,575 kB on the next: 1048575² = 1099509530625, 9² + 10² = 181, 19² = 361.
  expect(said('volumes', ...columns)).toEqual([2, 1_048_594, 1_099_509_530_806, 1_099_509_530_986]);
});
