/**
 * Days and attaches that access fees hang on (rule 8), of single devices by hand. The agreement cuts days in Europe/Madrid
 * (UTC+2 until 25 October 2026 01:00 UTC, then UTC+1) and carries for 72 hours where a case says nothing else.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import { versionsInForce } from '../../src/domain/agreement/set.ts';
import { DAY_MS, dateOfDay, dayOfDate, parsePeriod } from '../../src/domain/period.ts';
import { prepareScope, SLICED } from '../../src/features/compute.ts';
import { Store } from '../../src/store/store.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { rows } from '../support/month-tap.ts';
import { withMinAttached } from './min-attached.ts';
import { differences } from './reference.ts';
import { fillStore, WORDS } from './soup.ts';

/** The n-th device of a table. */
const imsi = (n: number) => `1999010000${String(n).padStart(6, '0')}`;
const PERIOD = parsePeriod('2026-10');
let root: string;
let store: Store;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'roamsettle-fees-'));
  store = await Store.open(join(root, 'data'), { threads: 1, memory: '1GB', purpose: 'test' });
  await store.transaction(async () => {
    store.dictionary.codes(WORDS);
    await store.dictionary.save();
  });
  for (const [view, source] of Object.entries(SLICED)) {
    await store.db.run('period/slice', {}, { view, source });
  }
  await store.db.exec('SET VARIABLE slice_low = 0::BIGINT');
  await store.db.exec('SET VARIABLE slice_high = 9223372036854775807::BIGINT');
});
afterAll(async () => {
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

const code = (word: string | undefined) => (word === undefined ? null : WORDS.indexOf(word));

/** `TIME PROCEDURE [RAT]`, result ok, or `TIME TAP` of a record whose own offset its time has. */
function read(text: string, n: number): Parameters<typeof fillStore>[1] {
  const lines = rows(text).map((line) => line.split(/\s+/));
  const events = lines.filter(([, what]) => what !== 'TAP');
  const records = lines.filter(([, what]) => what === 'TAP');
  return {
    events: events.map(([time = '', procedure, rat]) => ({
      event_ms: Date.parse(time),
      imsi: imsi(n),
      imei: null,
      interface: code('map'),
      procedure: code(procedure)!,
      result: code('ok'),
      visited_plmn: code('99970'),
      rat: code(rat),
      cell: null,
      apn: null,
    })),
    records: records.map(([time = '']) => {
      const event_day = dayOfDate(time.slice(0, 10));
      const in_period = event_day >= PERIOD.firstDay && event_day < PERIOD.endDay;
      const local_hour = Number(time.slice(11, 13));
      const start_ms = Date.parse(time);
      return {
        no: 0,
        imsi: imsi(n),
        start_ms,
        imei: null,
        apn: null,
        charged: true,
        service: 'data',
        bytes_up: null,
        bytes_down: null,
        event_day,
        in_period,
        local_hour,
      };
    }),
  };
}

interface Deal {
  readonly changes?: Readonly<Record<string, string>>;
  readonly minutes?: number;
}

type Case = readonly [why: string, text: string, expected: string];

/**
 * `why: days_observed days_present | fee_days present_fee_days attaches first_fee_day` of the device of each case; the
 * reference agrees.
 */
async function feesOf(cases: readonly Case[], { changes = {}, minutes = 0 }: Deal = {}): Promise<string[]> {
  const found = new Map(
    (
      await signalsOf(
        cases.map(([, text]) => text),
        { changes, minutes },
      )
    ).map((row) => [String(row.imsi), row]),
  );
  return cases.map(([why], n) => {
    const row = found.get(imsi(n));
    if (row === undefined) return `${why}: nothing`;
    const first =
      row.first_fee_day === null ? 'none' : dateOfDay(Number(row.first_fee_day)).slice('2026-'.length);
    const { days_observed, days_present, fee_days, present_fee_days, attaches } = row;
    return `${why}: ${days_observed} ${days_present} | ${fee_days} ${present_fee_days} ${attaches} ${first}`;
  });
}

/** Rows of device_signal, in order of the devices. */
async function signalsOf(texts: readonly string[], { changes = {}, minutes = 0 }: Deal = {}) {
  const { db } = store;
  const charges = '{ access: [{ per: imsi_month, price: "1" }] }';
  const agreement = parseAgreement(agreementYaml({ charges, ...changes }), 'a.yaml');
  const agreements = [withMinAttached(agreement, minutes)];
  const kernel = await prepareScope(store, {
    agreements: versionsInForce(agreements, PERIOD.name),
    period: PERIOD,
    tacs: [],
  });
  const soups = texts.map(read);
  await fillStore(db, {
    events: soups.flatMap(({ events }) => events),
    records: soups.flatMap(({ records }) => records),
  });
  await kernel.readEvents(db);
  await kernel.readRecords(db);
  await kernel.compute();
  await kernel.write(db);
  expect(await differences(db)).toEqual([]);
  return db.query<Record<string, number | bigint | null>>('FROM device_signal ORDER BY imsi');
}

const expected = (cases: readonly Case[]) => cases.map(([why, , fees]) => `${why}: ${fees}`);

test('a Madrid day is no multiple of a UTC day', () => {
  expect(Date.parse('2026-10-01T00:00:00+02:00')).toBe(PERIOD.firstDay * DAY_MS - 2 * 3_600_000);
});

// biome-ignore format: one device a row
const ATTACHES: readonly Case[] = [
  ['no sign of life', '2026-10-05T10:00:00Z AIR', '0 0 | 0 0 0 none'],
  // 5 to 8 October: 72 hours from the 5th 12:00 local.
  ['one registration', '2026-10-05T10:00:00Z ULR', '1 4 | 1 4 1 10-05'],
  ['signs while attached', '2026-10-05T10:00:00Z ULR\n2026-10-06T10:00:00Z UL\n2026-10-06T11:00:00Z REGISTER', '2 5 | 2 5 1 10-05'],
  ['a detachment between', '2026-10-05T10:00:00Z ULR\n2026-10-05T11:00:00Z PUR\n2026-10-05T12:00:00Z ULR\n2026-10-05T13:00:00Z DEREGISTER', '1 1 | 1 1 2 10-05'],
  ['carry_hours after the last sign it is still attached', '2026-10-05T10:00:00Z ULR\n2026-10-08T10:00:00Z ULR\n2026-10-08T10:00:01Z PUR', '2 4 | 2 4 1 10-05'],
  ['a millisecond later it is not', '2026-10-05T10:00:00Z ULR\n2026-10-08T10:00:00.001Z ULR\n2026-10-08T10:00:01Z PUR', '2 4 | 2 4 2 10-05'],
  ['a cancel 5 seconds after a sign is a change of serving node', '2026-10-05T10:00:00Z ULR\n2026-10-05T10:00:05Z CLR\n2026-10-05T10:01:00Z ULR', '1 4 | 1 4 1 10-05'],
  ['a cancel later is none', '2026-10-05T10:00:00Z ULR\n2026-10-05T10:00:05.001Z CL\n2026-10-05T10:01:00Z ULR', '1 4 | 1 4 2 10-05'],
  ['a purge at once is none either', '2026-10-05T10:00:00Z ULR\n2026-10-05T10:00:01Z PURGE\n2026-10-05T10:01:00Z ULR', '1 4 | 1 4 2 10-05'],
  // The cancel comes before the sign of its own instant: it detaches from the 09:00 one, and the sign attaches again.
  ['at equal times the sign of life comes last', '2026-10-05T09:00:00Z ULR\n2026-10-05T10:00:00Z CLR\n2026-10-05T10:00:00Z ULR', '1 4 | 1 4 2 10-05'],
  ['detached twice is detached', '2026-10-05T10:00:00Z ULR\n2026-10-05T11:00:00Z PUR\n2026-10-05T12:00:00Z CLR', '1 1 | 1 1 1 10-05'],
  // Attached from 29 September 10:00 local until 2 October 10:00: no attach in October, present on the 1st and 2nd, and
  // the sign of the 2nd 09:00 carries to the 5th.
  ['attached over the month edge', '2026-09-29T08:00:00Z ULR\n2026-10-02T07:00:00Z ULR', '1 5 | 1 5 0 10-02'],
  ['carried out on the 1st', '2026-09-28T21:59:59Z ULR\n2026-10-02T07:00:00Z ULR', '1 5 | 1 5 1 10-02'],
  ['carried out before the month', '2026-09-27T21:59:59Z ULR\n2026-10-02T07:00:00Z ULR', '1 4 | 1 4 1 10-02'],
  ['detached before the month', '2026-09-30T08:00:00Z ULR\n2026-09-30T09:00:00Z PUR\n2026-10-02T07:00:00Z ULR', '1 4 | 1 4 1 10-02'],
  // 00:00 and 23:59:59.999 local of 1 and 31 October (UTC+1 by then), and the milliseconds outside.
  ['first and last instant of the month', '2026-09-30T22:00:00Z ULR\n2026-09-30T22:30:00Z PUR\n2026-10-31T22:59:59.999Z ULR', '2 2 | 2 2 2 10-01'],
  ['the instants outside', '2026-09-30T21:59:59.999Z ULR\n2026-10-31T23:00:00Z ULR', '0 3 | 0 3 0 none'],
  ['known by records alone', '2026-10-05T10:00:00+02:00 TAP\n2026-10-07T10:00:00+02:00 TAP\n2026-10-12T10:00:00+02:00 TAP', '3 10 | 3 10 2 10-05'],
  // At -11:00 it is still 31 October, in Madrid 1 November: observed and attached on its own day, present on no other.
  ['a record by its own day', '2026-10-31T20:00:00-11:00 TAP', '1 1 | 1 1 1 10-31'],
  // The record begins on 1 October at +14:00, on 30 September 20:00 in Madrid; attached 30 September to 3 October.
  ['a record ahead of the zone', '2026-10-01T08:00:00+14:00 TAP', '1 3 | 1 3 1 10-01'],
  // Summer time ends on 25 October at 03:00, 01:00 UTC: 02:30 comes twice, and 72 hours from midnight end at 23:00.
  ['twice at half past two', '2026-10-25T00:30:00Z ULR\n2026-10-25T00:40:00Z PUR\n2026-10-25T01:30:00Z ULR\n2026-10-25T01:40:00Z PUR', '1 1 | 1 1 2 10-25'],
  ['carried over the clock change', '2026-10-22T22:00:00Z ULR', '1 3 | 1 3 1 10-23'],
  // At one instant a record of 30 September by its own clock, and an event of 1 October: attached in September.
  ['two days of one instant', '2026-09-30T22:30:00Z ULR\n2026-09-30T22:30:00+00:00 TAP', '1 4 | 1 4 0 10-01'],
];

test('attaches and days', async () => {
  expect(await feesOf(ATTACHES)).toEqual(expected(ATTACHES));
});

// biome-ignore format: one device a row
const IN_TERM: readonly Case[] = [
  // Term from 10 to 20 October. Attached on the 8th: no attach in the term, and it carries to the 11th.
  ['attached before the term', '2026-10-08T10:00:00Z ULR', '1 4 | 0 2 0 none'],
  ['and seen again in it', '2026-10-08T10:00:00Z ULR\n2026-10-11T09:00:00Z ULR', '2 7 | 1 5 0 10-11'],
  ['first instant of the term', '2026-10-09T22:00:00Z ULR\n2026-10-09T22:10:00Z PUR', '1 1 | 1 1 1 10-10'],
  ['last instant of the term', '2026-10-19T21:59:59Z ULR', '1 4 | 1 1 1 10-19'],
  // 72 hours from midnight: 20, 21 and 22 October.
  ['after the term', '2026-10-19T22:00:00Z ULR', '1 3 | 0 0 0 none'],
];

test('days and attaches outside the term', async () => {
  const changes = { term: '{ from: 2026-10-10, until: 2026-10-20 }' };
  expect(await feesOf(IN_TERM, { changes })).toEqual(expected(IN_TERM));
});

// biome-ignore format: one device a row
const STEERED: readonly Case[] = [
  ['cancelled in time: observed, no fee', '2026-10-05T10:00:00Z ULR\n2026-10-05T10:09:59.999Z CLR', '1 1 | 0 0 0 none'],
  ['purged in time', '2026-10-05T10:00:00Z ULR\n2026-10-05T10:00:01Z PUR', '1 1 | 0 0 0 none'],
  ['attached for 10 minutes', '2026-10-05T10:00:00Z ULR\n2026-10-05T10:10:00Z CLR', '1 1 | 1 1 1 10-05'],
  ['a change of serving node ends nothing', '2026-10-05T10:00:00Z ULR\n2026-10-05T10:00:04Z CLR', '1 4 | 1 4 1 10-05'],
  ['never cancelled', '2026-10-05T10:00:00Z ULR', '1 4 | 1 4 1 10-05'],
  ['with usage', '2026-10-05T10:00:00Z ULR\n2026-10-05T12:05:00+02:00 TAP\n2026-10-05T10:09:00Z CLR', '1 1 | 1 1 1 10-05'],
  // The record begins an attachment of its own.
  ['usage at the end comes after it', '2026-10-05T10:00:00Z ULR\n2026-10-05T12:09:00+02:00 TAP\n2026-10-05T10:09:00Z CLR', '1 4 | 1 4 1 10-05'],
  ['from its first sign, not its last', '2026-10-05T10:00:00Z ULR\n2026-10-05T10:08:00Z ULR\n2026-10-05T10:12:00Z CLR', '1 1 | 1 1 1 10-05'],
  ['several attempts, then a stay', '2026-10-05T10:00:00Z ULR\n2026-10-05T10:03:00Z CLR\n2026-10-06T10:00:00Z ULR\n2026-10-06T10:03:00Z CLR\n2026-10-07T10:00:00Z ULR\n2026-10-07T11:00:00Z CLR', '3 3 | 1 1 1 10-07'],
  ['an attempt on the day of a stay', '2026-10-05T08:00:00Z ULR\n2026-10-05T08:03:00Z CLR\n2026-10-05T10:00:00Z ULR\n2026-10-05T11:00:00Z CLR', '1 1 | 1 1 1 10-05'],
  // 23:58 to 00:02 local of the 6th: present on two days, neither of them a fee day.
  ['over midnight', '2026-10-05T21:58:00Z ULR\n2026-10-05T22:02:00Z CLR', '1 2 | 0 0 0 none'],
  // The cancel of 1 November is not of this month's events: a closed month does not change by the next one's.
  ['over the end of the month', '2026-10-31T22:58:00Z ULR\n2026-10-31T23:02:00Z CLR', '1 1 | 1 1 1 10-31'],
  ['over its beginning', '2026-09-30T21:58:00Z ULR\n2026-09-30T22:02:00Z CLR', '0 1 | 0 0 0 none'],
];

test('min_attached_minutes: 10', async () => {
  expect(await feesOf(STEERED, { minutes: 10 })).toEqual(expected(STEERED));
});

test('what ends by carry_hours was not cancelled, however short', async () => {
  const text = '2026-10-05T10:00:00Z ULR\n2026-10-05T11:30:00Z CLR';
  const cases: Case[] = [['an hour', text, '1 1 | 1 1 1 10-05']];
  const changes = { presence: '{ carry_hours: 1 }' };
  expect(await feesOf(cases, { changes, minutes: 120 })).toEqual(expected(cases));
});

// biome-ignore format: one device a row
const RATS: readonly (readonly [text: string, rats: number])[] = [
  ['2026-10-05T10:00:00Z ULR', 0],
  ['2026-10-05T10:00:00Z UL GERAN', 1],
  ['2026-10-05T10:00:00Z UL UTRAN\n2026-10-05T11:00:00Z ULR EUTRAN', 6],
  ['2026-10-05T10:00:00Z ULR NB-IOT\n2026-10-05T11:00:00Z ULR LTE-M\n2026-10-05T12:00:00Z ULR NB-IOT', 24],
  ['2026-10-05T10:00:00Z AIR NR\n2026-10-05T11:00:00Z ULR', 32],
  // Neither a word of no access nor September counts.
  ['2026-10-05T10:00:00Z ULR internet\n2026-09-30T21:59:59Z UL GERAN\n2026-10-05T11:00:00+02:00 TAP', 0],
];

test('rats: GERAN 1, UTRAN 2, EUTRAN 4, NB-IOT 8, LTE-M 16, NR 32', async () => {
  const found = await signalsOf(RATS.map(([text]) => text));
  expect(found.map(({ rats }, n) => [RATS[n]![0], rats])).toEqual(RATS);
});
