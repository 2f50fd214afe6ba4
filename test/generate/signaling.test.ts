import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Db } from '../../src/store/db.ts';
import { type MadeMonth, makeMonth, table } from './month.ts';

const CANONICAL = 'event_time,imsi,imei,interface,procedure,result,visited_plmn,rat,cell,apn';
type Row = Record<string, string>;

let month: MadeMonth;
let files: { name: string; packed: string; lines: string[] }[];
let rows: (Row & { file: string })[];

beforeAll(async () => {
  month = await makeMonth({ devices: 500 });
  files = month.files('signaling').map(({ name, packed, bytes }) => ({
    name,
    packed,
    lines: bytes.toString('utf8').trimEnd().split('\n'),
  }));
  rows = files.flatMap(({ name, lines }) => {
    if (name.endsWith('.parquet')) return [];
    return name.endsWith('.csv')
      ? table(lines.join('\n')).map((row) => ({ ...row, file: name }))
      : lines.flatMap((line) => parsed(line, name));
  });
  rows.push(...(await parquetRows()));
});
afterAll(() => month.remove());

/** DuckDB is the independent reader of the Parquet day. */
async function parquetRows(): Promise<(Row & { file: string })[]> {
  const db = await Db.open(':memory:');
  const found = files.filter((file) => file.name.endsWith('.parquet')).map((file) => file.name);
  expect(found).toEqual(['events-2026-10-16.parquet']);
  const read = await db.query(
    `select * from read_parquet('${join(month.out, 'signaling', found[0] as string)}')`,
  );
  db.close();
  return read.map((row) => ({
    ...Object.fromEntries(
      Object.entries(row).map(([name, cell]) => [name, cell === null ? '' : String(cell)]),
    ),
    file: found[0] as string,
  }));
}

function parsed(line: string, file: string): (Row & { file: string })[] {
  try {
    return [{ ...(JSON.parse(line) as Row), file }];
  } catch {
    return [{ file }];
  }
}

const timeOf = (row: Row) =>
  /^\d+$/.test(row.event_time ?? '') ? Number(row.event_time) : Date.parse(row.event_time ?? '');
const sound = (row: Row) =>
  !Number.isNaN(timeOf(row)) && /^\d{15}$/.test(row.imsi ?? '') && (row.procedure ?? '') !== '';

test('one file a day, with two days before and one after; headers name canonical columns only', () => {
  const days = files.filter((file) => file.name.startsWith('events-')).map((file) => file.name.slice(7, 17));
  expect(days[0]).toBe('2026-09-29');
  expect(days.at(-1)).toBe('2026-11-01');
  expect(new Set(days).size).toBe(34);
  const names = new Set(CANONICAL.split(','));
  const heads = files.filter((file) => file.name.endsWith('.csv')).map((file) => file.lines[0] ?? '');
  for (const head of heads) {
    const columns = head.split(',');
    expect(columns.filter((column) => !names.has(column))).toEqual([]);
    for (const needed of ['event_time', 'imsi', 'procedure']) expect(columns).toContain(needed);
  }
  expect(heads.filter((head) => head === CANONICAL).length).toBeGreaterThan(25);
  expect(heads.some((head) => !head.includes('imei'))).toBe(true);
  expect(files.filter((file) => file.name.endsWith('.ndjson'))).toHaveLength(1);
  for (const suffix of ['.gz', '.zst']) expect(files.some((file) => file.packed.endsWith(suffix))).toBe(true);
});

test('the number of rows is the one returned, near the target', () => {
  expect(rows).toHaveLength(month.result.events);
  expect(Math.abs(rows.length - 500 * 44) / (500 * 44)).toBeLessThan(0.1);
});

test('about one row in a thousand is malformed', () => {
  const bad = rows.filter((row) => !sound(row)).length;
  expect(bad).toBeGreaterThan(0);
  expect(bad / rows.length).toBeLessThan(0.003);
});

test('rows are repeated inside a file and in the next one, and are out of order', () => {
  const places = new Map<string, string[]>();
  for (const row of rows) {
    const key = [
      timeOf(row),
      row.imsi,
      row.procedure,
      row.result,
      row.interface,
      row.cell,
      row.imei,
      row.apn,
    ].join('|');
    places.set(key, [...(places.get(key) ?? []), row.file]);
  }
  const repeated = [...places.values()].filter((list) => list.length > 1);
  expect(repeated.some((list) => new Set(list).size < list.length)).toBe(true);
  expect(repeated.some((list) => new Set(list).size > 1)).toBe(true);
  const day = rows.filter((row) => row.file === 'events-2026-10-17.csv' && sound(row)).map(timeOf);
  expect(day.some((time, i) => i > 0 && time < (day[i - 1] as number))).toBe(true);
});

describe('what devices do', () => {
  test('all interfaces and procedures of the contract occur', () => {
    const seen = new Set(rows.filter(sound).map((row) => `${row.interface} ${row.procedure}`));
    for (const pair of [
      'map SAI',
      'map UL',
      'map GPRS_UL',
      'map CL',
      'map PURGE',
      's6a AIR',
      's6a ULR',
      's6a CLR',
      's6a PUR',
      's6a NOR',
    ]) {
      expect(seen).toContain(pair);
    }
    for (const pair of [
      'gtp CREATE_SESSION',
      'gtp DELETE_SESSION',
      'sbi AUTH',
      'sbi REGISTER',
      'sbi DEREGISTER',
      'vlr REGISTERED',
    ]) {
      expect(seen).toContain(pair);
    }
    expect(rows.some((row) => row.imei === '')).toBe(true);
    const lengths = new Set(rows.filter(sound).map((row) => (row.imei ?? '').length));
    expect(lengths).toEqual(new Set([0, 14, 15, 16]));
  });

  test('a rejected fleet knocks and is never let in; every other device shows a sign of life', () => {
    const truth = table(month.text('truth.csv'));
    const success = new Set(['UL', 'GPRS_UL', 'ULR', 'REGISTER', 'CREATE_SESSION', 'REGISTERED']);
    const alive = new Set<string>();
    const seen = new Set<string>();
    for (const row of rows.filter(sound)) {
      seen.add(row.imsi ?? '');
      const accepted = row.result === 'ok' || row.interface === 'vlr';
      if (accepted && success.has(row.procedure ?? '')) alive.add(row.imsi ?? '');
    }
    const fleet = truth.filter((row) => row.kind === 'rejected_fleet');
    expect(fleet.length).toBeGreaterThan(0);
    for (const row of fleet)
      expect([seen.has(row.imsi ?? ''), alive.has(row.imsi ?? '')]).toEqual([true, false]);
    const dead = truth.filter((row) => row.kind !== 'rejected_fleet' && !alive.has(row.imsi ?? ''));
    expect(dead.length / truth.length).toBeLessThan(0.01);
    const codes = new Set(rows.map((row) => row.result));
    for (const code of ['5004', '5421']) expect(codes).toContain(code);
  });
});
