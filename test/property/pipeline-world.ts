/** Random small months for the money properties: several agreements, their devices, records and rates. */
import fc from 'fast-check';
import type { TapEvent } from '../support/tap-model.ts';

export type Mode = 'half_up' | 'half_even' | 'down';

export interface Tier {
  readonly from: number;
  readonly price: string;
}

export interface UsageEntry {
  readonly service: 'data' | 'sms_mo' | 'voice_mo' | null;
  readonly segments: readonly string[];
  /** null: as billed. */
  readonly unit: { readonly name: string; readonly size: number } | null;
  /** Base units that a record is rounded up to. */
  readonly step: number;
  /** One tier from 0 is the flat model. */
  readonly tiers: readonly Tier[];
}

export interface Deal {
  readonly id: string;
  readonly home: string;
  readonly plmn: string;
  readonly currency: string;
  readonly mode: Mode;
  readonly decimals: number;
  readonly method: 'replaces_tap' | 'net_of_tap';
  readonly binding: boolean;
  readonly tax: string;
  readonly usage: readonly UsageEntry[];
  readonly access: readonly { readonly segments: readonly string[]; readonly price: string }[];
  readonly tapCurrency: string;
  readonly tapDecimals: number;
  readonly records: readonly UsageRecord[];
  readonly registered: readonly string[];
}

export interface UsageRecord {
  readonly imsi: string;
  readonly service: 'data' | 'sms_mo' | 'voice_mo' | 'volte' | 'content';
  readonly up: bigint;
  readonly down: bigint;
  readonly seconds: bigint;
  readonly charge: bigint;
  readonly camel: bigint;
  readonly refund: bigint;
  readonly day: number;
}

/** `to` currency for one unit, by `from to`; long decimals so that exact amounts do not end soon. */
export const RATES: Readonly<Record<string, string>> = {
  'EUR USD': '1.0837',
  'USD EUR': '0.922764602',
  'XDR EUR': '1.2134567',
  'XDR USD': '1.31',
  'EUR JPY': '163.275',
  'USD JPY': '150.6',
  'XDR JPY': '198.01',
};

const CURRENCIES = ['EUR', 'USD', 'JPY'];
const decimalText = (places: number, most: number) =>
  fc.integer({ min: 0, max: most }).map((n) => {
    const digits = String(n).padStart(places + 1, '0');
    return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  });
type Price = fc.Arbitrary<string>;

/** Often half a unit of the last decimal, so that the modes of rounding part ways. */
function priceOf(decimals: number): Price {
  const half = `0.${'5'.padStart(decimals + 1, '0')}`;
  return fc.oneof(
    fc.constant(half),
    fc.constant(half),
    fc.constant(half),
    decimalText(4, 90_000),
    decimalText(0, 40),
    decimalText(8, 123_456_789),
  );
}

const tiers = (price: Price) =>
  fc.oneof(
    price.map((text): Tier[] => [{ from: 0, price: text }]),
    fc
      .uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 3 })
      .chain((bounds) =>
        fc.tuple(
          fc.constant([0, ...bounds.sort((a, b) => a - b)]),
          fc.array(price, { minLength: 4, maxLength: 4 }),
        ),
      )
      .map(([bounds, prices]): Tier[] => bounds.map((from, i) => ({ from, price: prices[i]! }))),
  );

const UNITS = {
  data: fc.constantFrom(
    { name: 'kB', size: 1024 },
    { name: 'kB', size: 1000 },
    { name: 'MB', size: 1_048_576 },
    { name: 'byte', size: 1 },
  ),
  sms_mo: fc.constant({ name: 'event', size: 1 }),
  voice_mo: fc.constantFrom({ name: 'minute', size: 60 }, { name: 'second', size: 1 }),
} as const;

/** Some services of the IoT segments priced, the rest covered by nothing; `standard` as billed or covered by nothing. */
const usage = (price: Price) =>
  fc
    .tuple(
      fc.subarray(['data', 'sms_mo', 'voice_mo'] as const),
      fc.subarray(['silent', 'low', 'machines'], { minLength: 1 }),
      fc.boolean(),
      fc.boolean(),
    )
    .chain(([services, segments, split, standard]) => {
      const others = ['silent', 'low', 'machines'].filter((name) => !segments.includes(name));
      const entry = (service: (typeof services)[number], names: readonly string[]) =>
        fc.record({
          service: fc.constant(service),
          segments: fc.constant(names),
          unit: UNITS[service],
          step: service === 'data' ? fc.constantFrom(1, 1024, 10_240) : fc.constantFrom(1, 30, 60),
          tiers: tiers(price),
        });
      const entries: fc.Arbitrary<UsageEntry>[] = services.flatMap((service) => [
        entry(service, segments),
        ...(split && others.length > 0 ? [entry(service, others)] : []),
      ]);
      const billed: UsageEntry = { service: null, segments: ['standard'], unit: null, step: 1, tiers: [] };
      return fc.tuple(...entries).map((list): UsageEntry[] => (standard ? [...list, billed] : list));
    })
    .map((entries) => entries.map((entry) => (entry.service === 'sms_mo' ? { ...entry, step: 1 } : entry)));

const access = (price: Price) =>
  fc
    .tuple(fc.subarray(['silent', 'low', 'machines'], { minLength: 1 }), price, price)
    .map(([names, first, second]) => {
      const [one, ...more] = names;
      return [
        ...(one === undefined ? [] : [{ segments: [one], price: first }]),
        ...(more.length === 0 ? [] : [{ segments: more, price: second }]),
      ];
    });

const usageRecord = (imsis: readonly string[]) =>
  fc.record({
    imsi: fc.constantFrom(...imsis),
    // Content names no IMSI that is known to be one: its records stand under the empty IMSI.
    service: fc.constantFrom<UsageRecord['service']>(
      'data',
      'data',
      'sms_mo',
      'voice_mo',
      'volte',
      'content',
    ),
    up: fc.bigInt(0n, 90_000n),
    down: fc.oneof(fc.constant(0n), fc.bigInt(0n, 3_000_000n)),
    seconds: fc.bigInt(0n, 400n),
    charge: fc.oneof(fc.constant(0n), fc.bigInt(0n, 5_000n), fc.bigInt(0n, 10n ** 12n)),
    camel: fc.oneof(fc.constant(0n), fc.bigInt(0n, 50n)),
    refund: fc.oneof(fc.constant(0n), fc.constant(0n), fc.bigInt(0n, 6_000n)),
    day: fc.integer({ min: 1, max: 31 }),
  });

/** The i-th agreement of a month: a home network of its own. */
function deal(i: number): fc.Arbitrary<Deal> {
  return fc.integer({ min: 0, max: 6 }).chain((decimals) => dealOf(i, decimals));
}

function dealOf(i: number, decimals: number): fc.Arbitrary<Deal> {
  const price = priceOf(decimals);
  const plmn = `9990${i}`;
  // Blocks 7 are declared machines; 5 are not declared.
  const imsis = Array.from({ length: 6 }, (_, k) => `${plmn}${k % 2 === 0 ? 7 : 5}00000000${k}`);
  return fc
    .record({
      id: fc.constant(`HOM0${i}-AAAVP`),
      home: fc.constant(`HOM0${i}`),
      plmn: fc.constant(plmn),
      currency: fc.constantFrom(...CURRENCIES),
      mode: fc.constantFrom<Mode>('half_up', 'half_even', 'down'),
      decimals: fc.constant(decimals),
      method: fc.constantFrom('replaces_tap' as const, 'net_of_tap' as const),
      binding: fc.constantFrom(true, true, true, false),
      tax: fc.constantFrom('0', '0.21', '0.0725'),
      usage: usage(price),
      access: access(price),
      tapCurrency: fc.constantFrom('EUR', 'USD', 'XDR'),
      tapDecimals: fc.integer({ min: 0, max: 6 }),
      records: fc.array(usageRecord(imsis), { maxLength: 24 }),
      registered: fc.subarray(imsis),
    })
    .map((made) =>
      // There is no rate to or from the yen but those of the table.
      made.tapCurrency === made.currency || `${made.tapCurrency} ${made.currency}` in RATES
        ? made
        : { ...made, tapCurrency: made.currency },
    );
}

export const month = (deals: number): fc.Arbitrary<Deal[]> =>
  fc.tuple(...Array.from({ length: deals }, (_, i) => deal(i + 1)));

/** The agreement as YAML. */
export function dealText(made: Deal): string {
  const usage = made.usage.map((entry) => {
    const names = `segments: [${entry.segments.join(', ')}]`;
    if (entry.unit === null) return `    - { ${names}, model: as_billed }`;
    const tier = entry.tiers.map(({ from, price: text }) => `{ from: ${from}, price: "${text}" }`).join(', ');
    const model =
      entry.tiers.length === 1
        ? `model: flat, price: "${entry.tiers[0]!.price}"`
        : `model: graduated, tiers: [${tier}]`;
    const measure =
      entry.service === 'data'
        ? `${entry.unit.name === 'byte' ? '' : `unit_bytes: ${entry.unit.size}, `}round_up_bytes: ${entry.step}, `
        : entry.service === 'voice_mo'
          ? `increment_seconds: ${entry.step}, `
          : '';
    return `    - { service: ${entry.service}, ${names}, unit: ${entry.unit.name}, ${measure}${model} }`;
  });
  const fees = made.access.map(
    ({ segments, price: text }) =>
      `    - { segments: [${segments.join(', ')}], per: imsi_month, price: "${text}" }`,
  );
  return `id: ${made.id}
version: 1
visited: { name: AAA, tadigs: [AAAVP], plmns: ["99970"] }
home: { name: ${made.home}, tadigs: [${made.home}], plmns: ["${made.plmn}"] }
term: { from: 2026-01-01, until: 2027-01-01 }
currency: ${made.currency}
settlement: { method: ${made.method} }
rounding: { mode: ${made.mode}, decimals: ${made.decimals} }
declared: { binding: ${made.binding}, imsi_ranges: ["${made.plmn}7000000000-${made.plmn}7999999999"] }
activity: { silent: { bytes: 0, sms: 0, calls: 0 }, low: { bytes: 2097152 } }
segments:
  - { name: silent, when: { device: iot, activity: silent } }
  - { name: low, when: { device: iot, activity: low } }
  - { name: machines, when: { device: iot } }
  - { name: standard }
charges:
  usage:${usage.length === 0 ? ' []' : `\n${usage.join('\n')}`}
  access:${fees.length === 0 ? ' []' : `\n${fees.join('\n')}`}
tax: { rate: "${made.tax}" }
`;
}

/** The TAP event of a record; `index` is its reference, so that no two are partials or duplicates of one another. */
export function eventOf(record: UsageRecord, index: number): TapEvent {
  const start = { local: `202610${String(record.day).padStart(2, '0')}100000`, code: 1 };
  const charge = { details: [{ type: '00', amount: record.charge }] };
  const base = { imsi: record.imsi, start, duration: record.seconds };
  const camel = record.camel > 0n ? { camel: { fee: record.camel } } : {};
  const refund = { refund: 1, details: [{ type: '00', amount: record.refund }] };
  switch (record.service) {
    case 'data':
      return {
        kind: 'gprs',
        ...base,
        ...camel,
        chargingId: BigInt(index + 1),
        location: { recEntities: [1] },
        bytesIn: record.down,
        bytesOut: record.up,
        charges: [charge],
      };
    case 'volte':
      return {
        kind: 'session',
        ...base,
        service: 1,
        eventReference: `session-${index}`,
        charges: record.refund > 0n ? [charge, refund] : [charge],
      };
    case 'content':
      return { kind: 'content', start, services: [{ charges: [charge] }, { refund: 1, charges: [refund] }] };
    default:
      return {
        kind: 'moc',
        ...base,
        ...camel,
        location: { recEntities: [2], callReference: Uint8Array.of(1, index >> 8, index & 255) },
        services: [{ tele: record.service === 'sms_mo' ? '22' : '11', charges: [charge] }],
      };
  }
}
