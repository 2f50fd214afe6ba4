/** Events and records that no network would send in this order: equal times, cancels, days of changed clocks, odd PLMNs. */
import fc from 'fast-check';
import type { Db } from '../../src/store/db.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const OCTOBER = Date.UTC(2026, 9, 1);

/** Texts of the dictionary; a soup names them by their place here. */
export const WORDS = [
  ...[
    'UL',
    'GPRS_UL',
    'ULR',
    'REGISTER',
    'CREATE_SESSION',
    'CL',
    'CLR',
    'PURGE',
    'PUR',
    'DEREGISTER',
    'DELETE_SESSION',
    'AIR',
    'SAI',
    'AUTH',
    'NOR',
  ],
  ...[
    'ok',
    '5004',
    '5012',
    '8',
    'vlr',
    'map',
    's6a',
    'NB-IOT',
    'LTE-M',
    'EUTRAN',
    'GERAN',
    'UTRAN',
    'NR',
    '99970',
    '99971',
    '99972',
    '99973',
  ],
  ...['iot0.bbbha.example', 'a.m2m.example', 'internet', 'cell-1', 'cell-2', 'cell-3', 'cell-4'],
];
const code = (word: string) => WORDS.indexOf(word);
const oneOf = (...words: string[]) => fc.constantFrom(...words.map(code));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 });

const PRESENCE = { carry_hours: 72 };
const key = (value: object) => JSON.stringify(value);

/** Changes to the agreement of test/support/month-agreement.ts, set by set. */
export const AGREEMENT_SETS: Readonly<Record<string, Readonly<Record<string, string>>[]>> = {
  'one agreement, events without a PLMN are its own': [
    { presence: key(PRESENCE), declared: key({ apns: ['*.m2m.example'], tacs: ['35123456'] }) },
  ],
  'home ranges inside a PLMN, two visited networks, other zones': [
    { period: key({ basis: 'start_local', time_zone: 'Asia/Beirut' }) },
    {
      id: 'CCCHA-AAAVP-2026',
      home: key({
        name: 'CCC',
        tadigs: ['CCCHA'],
        plmns: ['999015'],
        imsi_ranges: ['999017000000000-999017999999999'],
      }),
      period: key({ basis: 'start_utc', time_zone: 'Australia/Lord_Howe' }),
      presence: key({ carry_hours: 5, permanent: { days: 2, of_last: 9, max_gap_days: 1 } }),
      declared: key({ apns: ['iot0.bbbha.example', 'internet'], tacs: ['35123456', '35999999'] }),
    },
    {
      id: 'BBBHA-DDDVP-2026',
      visited: key({ name: 'DDD', tadigs: ['DDDVP'], plmns: ['99971', '99972'] }),
      period: key({ basis: 'file_available', time_zone: 'America/New_York' }),
      presence: key({ carry_hours: 200, permanent: { days: 20, of_last: 45, max_gap_days: 9 } }),
      term: key({ from: '2026-10-10', until: '2026-10-20' }),
    },
  ],
};

const IMSIS = [
  '1999010000000001',
  '1999017000000001',
  '1999015000000001',
  '199901500000',
  '1123456789012345',
  '19990170000000',
];

/** Instants that meet: whole seconds around few moments, edges of days, months and clock changes among them. */
const instant = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(
        OCTOBER,
        OCTOBER + 3 * DAY - 9.5 * 60 * MINUTE,
        Date.UTC(2026, 9, 24, 21),
        Date.UTC(2026, 9, 25, 1),
        Date.UTC(2026, 10, 1),
        OCTOBER - 30 * DAY,
      ),
      fc.integer({ min: -60, max: 33 }).map((day) => OCTOBER + day * DAY),
    ),
    fc.oneof(
      fc.constantFrom(
        0,
        1,
        -1,
        4999,
        5000,
        5001,
        999,
        60_000,
        61_000,
        3_600_000,
        -4 * 3_600_000,
        9 * 3_600_000,
      ),
      fc.integer({ min: -DAY, max: DAY }),
    ),
  )
  .map(([moment, after]) => moment + after);

const imei = fc.constantFrom(
  '13512345600000001',
  '1351234560000002',
  '135123456000003',
  '13599999900000001',
  '19999999999999999',
  '10000000000000000',
  '18000000000000001',
  '1123',
);

const event = fc.record({
  event_ms: instant,
  imsi: fc.constantFrom(IMSIS[0]!, IMSIS[0]!, IMSIS[0]!, ...IMSIS),
  imei: maybe(imei),
  interface: maybe(oneOf('vlr', 'map', 's6a')),
  procedure: oneOf(...WORDS.slice(0, 15)),
  result: maybe(oneOf('ok', 'ok', 'ok', '5004', '5012', '8')),
  visited_plmn: maybe(oneOf('99970', '99970', '99970', '99971', '99972', '99973')),
  rat: maybe(oneOf('NB-IOT', 'LTE-M', 'EUTRAN', 'GERAN', 'UTRAN', 'NR', 'internet')),
  cell: maybe(oneOf('cell-1', 'cell-2', 'cell-3', 'cell-4')),
  apn: maybe(oneOf('iot0.bbbha.example', 'a.m2m.example', 'internet')),
});

/** A sign of life, and a detachment about as soon after it as a change of serving node is. */
const change = fc
  .tuple(
    event,
    oneOf('UL', 'CREATE_SESSION'),
    oneOf('CL', 'CLR', 'PUR'),
    fc.constantFrom(0, 1, 4999, 5000, 5001, 119_999, 120_000),
  )
  .map(([first, registration, detachment, after]) => {
    const sign = { ...first, interface: code('map'), procedure: registration, result: code('ok') };
    return [sign, { ...sign, procedure: detachment, event_ms: sign.event_ms + after }];
  });

const events = fc.oneof(
  // Few events, so that a day hangs on a single one of them.
  fc.array(change, { maxLength: 3 }).map((changes) => changes.flat()),
  fc.array(event, { maxLength: 120, size: 'max' }),
);

const record = (agreements: number) =>
  fc
    .record({
      no: fc.nat({ max: agreements - 1 }),
      imsi: fc.constantFrom('1', ...IMSIS),
      start_ms: instant,
      offset: fc.constantFrom(0, 60, 180, -300, 840, 6000),
      imei: maybe(imei),
      apn: maybe(oneOf('iot0.bbbha.example', 'internet')),
      charged: fc.boolean(),
      service: fc.constantFrom('data', 'data', 'sms_mo'),
      bytes_up: maybe(fc.constantFrom(0, 1023, 1024, 10_239, 700_000, 2_000_000_000)),
      bytes_down: maybe(fc.constantFrom(0, 1, 10_240, 5_000_000, 2_000_000_000)),
    })
    .map(({ offset, ...row }) => {
      const local = row.start_ms + offset * MINUTE;
      const event_day = Math.floor(local / DAY);
      const in_period = event_day >= OCTOBER / DAY && event_day < OCTOBER / DAY + 31;
      return { ...row, event_day, in_period, local_hour: Math.floor(local / 3_600_000) % 24 };
    });

export const soup = (agreements: number) =>
  fc.record({
    events,
    records: fc.array(record(agreements), { maxLength: 25, size: 'max' }),
  });

type Soup = ReturnType<typeof soup> extends fc.Arbitrary<infer T> ? T : never;

const EVENT_TYPES =
  '[{"event_ms":"BIGINT","imsi":"BIGINT","imei":"BIGINT","interface":"INTEGER","procedure":"INTEGER","result":"INTEGER","visited_plmn":"INTEGER","rat":"INTEGER","cell":"INTEGER","apn":"INTEGER"}]';
const RECORD_TYPES =
  '[{"no":"INTEGER","imsi":"BIGINT","start_ms":"BIGINT","imei":"BIGINT","apn":"INTEGER","event_day":"BIGINT","local_hour":"BIGINT","in_period":"BOOLEAN","charged":"BOOLEAN","service":"VARCHAR","bytes_up":"BIGINT","bytes_down":"BIGINT"}]';

/** Leaves the soup in signaling_event and device_record. */
export async function fillStore(db: Db, { events, records }: Soup): Promise<void> {
  await db.exec('DELETE FROM signaling_event');
  const event = `SELECT unnest(from_json($rows, '${EVENT_TYPES}')) AS e`;
  await db.exec(`INSERT INTO signaling_event BY NAME SELECT 1 AS file_id, 1 AS line, e.* FROM (${event})`, {
    rows: JSON.stringify(events),
  });
  const record = `SELECT unnest(from_json($rows, '${RECORD_TYPES}')) AS r`;
  await db.exec(`CREATE OR REPLACE TEMP TABLE device_record AS SELECT r.* FROM (${record})`, {
    rows: JSON.stringify(records),
  });
}
