/** One harness for all charge models: an agreement entry, a quantity in base units, the exact amount and the tiers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import type { AccessCharge, UsageCharge } from '../../src/domain/agreement/types.ts';
import { add, fraction, parseDecimal, toExactText, ZERO } from '../../src/domain/fraction.ts';
import { accessUnit, priceAccess } from '../../src/settle/charge-models/access.ts';
import {
  asBilledAmount,
  type LinePrice,
  NOTHING_BEFORE,
  priceLine,
} from '../../src/settle/charge-models/index.ts';
import { edit, SMALLEST } from '../domain/agreement/documents.ts';

function usage(entry: string): UsageCharge {
  const charge = parseAgreement(edit(SMALLEST, '{}', `{ usage: [{ ${entry} }] }`), 'a').charges.usage[0];
  if (charge === undefined) throw new Error('no entry');
  return charge;
}

function access(entry: string): AccessCharge {
  const charge = parseAgreement(edit(SMALLEST, '{}', `{ access: [{ ${entry} }] }`), 'a').charges.access[0];
  if (charge === undefined) throw new Error('no entry');
  return charge;
}

const priceUsage = (charge: UsageCharge, base: bigint): LinePrice =>
  priceLine(charge, BigInt(charge.unitSize), new Map([['iot', base]]));

/** `quantity@price=amount` of each tier. */
const explained = (priced: LinePrice) =>
  priced.tiers
    .map((tier) => `${toExactText(tier.quantity)}@${tier.price}=${toExactText(tier.amount)}`)
    .join(' ');

const FLAT_MB = 'service: data, unit: MB, price: "0.0040"';
const FLAT_MIN = 'service: voice_mo, unit: minute, price: "0.05"';
const FLAT_SMS = 'service: sms_mo, unit: event, price: "0.01"';
const TWO =
  'service: data, unit: kB, unit_bytes: 1000, model: graduated, tiers: [{ from: 0, price: "0.4" }, { from: 10, price: "0.3" }]';
const THREE =
  'service: sms_mt, unit: event, model: graduated, tiers: [{ from: 0, price: "1" }, { from: 2, price: "0.5" }, { from: "4", price: "0" }]';
// The tier that is reached prices all of it; it is reached above its `from`, so 10 kB still costs 0.4 each.
const VOLUME = TWO.replace('graduated', 'volume');
const PACK = 'service: data, unit: kB, unit_bytes: 1000, model: package, block: 5, price: "2"';
const HALF_PACK = 'service: data, unit: kB, unit_bytes: 1000, model: package, block: "0.5", price: "2"';
const FREE = 'service: data, unit: kB, unit_bytes: 1000, model: free';
// 4 kB are free: tiers, volume and packages count what comes after them.
const FREE_4 = 'included: { units: 4 }';

// biome-ignore format: one rule a line
const RULES: readonly (readonly [entry: string, base: bigint, amount: string, tiers: string])[] = [
  // entry     base units   exact amount                tiers
  [FLAT_MB,           0n,   '0',                        '0@0.0040=0'],
  [FLAT_MB,     1048576n,   '0.004',                    '1@0.0040=0.004'],
  [FLAT_MB,           1n,   '0.000000003814697265625',  '0.00000095367431640625@0.0040=0.000000003814697265625'],
  [FLAT_MIN,         90n,   '0.075',                    '1.5@0.05=0.075'],
  [FLAT_MIN,         20n,   '1/60',                     '1/3@0.05=1/60'],
  [FLAT_SMS,          7n,   '0.07',                     '7@0.01=0.07'],
  [TWO,               0n,   '0',                        '0@0.4=0 0@0.3=0'],
  [TWO,            9999n,   '3.9996',                   '9.999@0.4=3.9996 0@0.3=0'],
  [TWO,           10000n,   '4',                        '10@0.4=4 0@0.3=0'],
  [TWO,           10001n,   '4.0003',                   '10@0.4=4 0.001@0.3=0.0003'],
  [TWO,           25000n,   '8.5',                      '10@0.4=4 15@0.3=4.5'],
  [THREE,             1n,   '1',                        '1@1=1 0@0.5=0 0@0=0'],
  [THREE,             2n,   '2',                        '2@1=2 0@0.5=0 0@0=0'],
  [THREE,             3n,   '2.5',                      '2@1=2 1@0.5=0.5 0@0=0'],
  [THREE,           100n,   '3',                        '2@1=2 2@0.5=1 96@0=0'],
  [VOLUME,            0n,   '0',                        '0@0.4=0 0@0.3=0'],
  [VOLUME,         9999n,   '3.9996',                   '9.999@0.4=3.9996 0@0.3=0'],
  [VOLUME,        10000n,   '4',                        '10@0.4=4 0@0.3=0'],
  [VOLUME,        10001n,   '3.0003',                   '0@0.4=0 10.001@0.3=3.0003'],
  [PACK,              0n,   '0',                        '0@2=0'],
  [PACK,              1n,   '2',                        '1@2=2'],
  [PACK,           4999n,   '2',                        '1@2=2'],
  [PACK,           5000n,   '2',                        '1@2=2'],
  [PACK,           5001n,   '4',                        '2@2=4'],
  [HALF_PACK,       500n,   '2',                        '1@2=2'],
  [HALF_PACK,       501n,   '4',                        '2@2=4'],
  [FREE,         123456n,   '0',                        '123.456@0=0'],
  [`${TWO}, ${FREE_4}`,     3999n, '0',      '0@0.4=0 0@0.3=0'],
  [`${TWO}, ${FREE_4}`,     4001n, '0.0004', '0.001@0.4=0.0004 0@0.3=0'],
  [`${TWO}, ${FREE_4}`,    14001n, '4.0003', '10@0.4=4 0.001@0.3=0.0003'],
  [`${VOLUME}, ${FREE_4}`, 14000n, '4',      '10@0.4=4 0@0.3=0'],
  [`${VOLUME}, ${FREE_4}`, 14001n, '3.0003', '0@0.4=0 10.001@0.3=3.0003'],
  [`${PACK}, ${FREE_4}`,    4000n, '0',      '0@2=0'],
  [`${PACK}, ${FREE_4}`,    4001n, '2',      '1@2=2'],
];

describe('usage', () => {
  test.each(RULES)('%s: %i', (entry, base, amount, tiers) => {
    const priced = priceUsage(usage(entry), base);
    expect(toExactText(priced.amount)).toBe(amount);
    expect(explained(priced)).toBe(tiers);
  });

  test('tiers are bounded by their neighbours, the last is open', () => {
    const bounds = priceUsage(usage(THREE), 1n).tiers.map(({ from, to }) => [from, to]);
    expect(bounds).toEqual([
      ['0', '2'],
      ['2', '4'],
      ['4', null],
    ]);
  });

  test('for any quantity: the tiers add up to quantity and amount; equal prices come to flat', () => {
    const [graduated, equal, flat] = [
      usage(TWO),
      usage(TWO.replace('0.3', '0.4')),
      usage('service: data, unit: kB, unit_bytes: 1000, price: "0.4"'),
    ];
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (base) => {
        const priced = priceUsage(graduated, base);
        const sum = (part: 'quantity' | 'amount') =>
          priced.tiers.reduce((a, tier) => add(a, tier[part]), ZERO);
        expect(sum('quantity')).toEqual(fraction(base, 1000n));
        expect(sum('amount')).toEqual(priced.amount);
        expect(priceUsage(equal, base).amount).toEqual(priceUsage(flat, base).amount);
      }),
    );
  });

  test('what has no price of its own, and what is no count, is refused', () => {
    expect(() => priceUsage(usage('model: as_billed'), 1n)).toThrow(
      expect.objectContaining({ code: 'INTERNAL' }),
    );
    for (const entry of [FLAT_MB, TWO]) {
      expect(() => priceUsage(usage(entry), -1n)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    }
  });
});

test('tiers per segment: every segment has tiers and included units of its own', () => {
  const charge = usage(`${TWO}, ${FREE_4}, tiers_per: segment`);
  const priced = priceLine(
    charge,
    1000n,
    new Map([
      ['iot', 15_000n],
      ['standard', 3_000n],
    ]),
  );
  // iot: 15 - 4 = 11 kB, 10 at 0.4 and 1 at 0.3; standard: all 3 are free. Together 4.3; as one line 14 kB were 5.2.
  expect(toExactText(priced.amount)).toBe('4.3');
  expect(priced.tiers.map(({ segment, quantity }) => [segment, toExactText(quantity)])).toEqual([
    ['iot', '10'],
    ['iot', '1'],
    ['standard', '0'],
    ['standard', '0'],
  ]);
  expect([...priced.bySegment!].map(([name, amount]) => [name, toExactText(amount)])).toEqual([
    ['iot', '4.3'],
    ['standard', '0'],
  ]);
  expect(priced.included).toBe(7_000n);
});

describe('balanced traffic', () => {
  const KB =
    'service: data, unit: kB, unit_bytes: 1000, model: balanced, opposite: X, balanced: "0.02", unbalanced: "0.05"';
  const MINUTE =
    'service: voice_mo, unit: minute, model: balanced, opposite: X, balanced: "0.10", unbalanced: "0.20"';
  const against = (entry: string, base: bigint, opposite: bigint | null) => {
    const charge = usage(entry);
    return priceLine(charge, BigInt(charge.unitSize), new Map([['iot', base]]), NOTHING_BEFORE, opposite);
  };
  const shown = ({ tiers }: LinePrice) =>
    tiers.map(({ part, from, to }) => `${part} ${from}..${to ?? ''}`).join(' ');

  // The lesser of the two is balanced, what is above it is not; the tier ends where the other direction does.
  // biome-ignore format: one rule a line
  test.each<[string, bigint, bigint, string, string, string]>([
    [KB,        0n,    0n, '0',        '0@0.02=0 0@0.05=0',              'balanced 0..0 unbalanced 0..'],
    [KB,        0n, 4000n, '0',        '0@0.02=0 0@0.05=0',              'balanced 0..4 unbalanced 4..'],
    [KB,     4000n,    0n, '0.2',      '0@0.02=0 4@0.05=0.2',            'balanced 0..0 unbalanced 0..'],
    [KB,     1500n, 4000n, '0.03',     '1.5@0.02=0.03 0@0.05=0',         'balanced 0..4 unbalanced 4..'],
    [KB,     4000n, 1500n, '0.155',    '1.5@0.02=0.03 2.5@0.05=0.125',   'balanced 0..1.5 unbalanced 1.5..'],
    [KB,     3999n, 4000n, '0.07998',  '3.999@0.02=0.07998 0@0.05=0',    'balanced 0..4 unbalanced 4..'],
    [KB,     4000n, 4000n, '0.08',     '4@0.02=0.08 0@0.05=0',           'balanced 0..4 unbalanced 4..'],
    [KB,     4001n, 4000n, '0.08005',  '4@0.02=0.08 0.001@0.05=0.00005', 'balanced 0..4 unbalanced 4..'],
    [MINUTE,   90n,   20n, '4/15',     '1/3@0.10=1/30 7/6@0.20=7/30',    'balanced 0..1/3 unbalanced 1/3..'],
  ])('%s: %i against %i', (entry, base, opposite, amount, tiers, parts) => {
    const priced = against(entry, base, opposite);
    expect(toExactText(priced.amount)).toBe(amount);
    expect(explained(priced)).toBe(tiers);
    expect(shown(priced)).toBe(parts);
  });

  test('for any two quantities: both directions balance the same, one of them has the excess; equal prices come to flat', () => {
    const [equal, flat] = [
      KB.replace('0.05', '0.02'),
      usage('service: data, unit: kB, unit_bytes: 1000, price: "0.02"'),
    ];
    const any = fc.bigInt({ min: 0n, max: 10n ** 15n });
    fc.assert(
      fc.property(any, any, (there, back) => {
        const [one, other] = [against(KB, there, back), against(KB, back, there)];
        expect(one.tiers[0]!.quantity).toEqual(other.tiers[0]!.quantity);
        expect(one.tiers[1]!.quantity.n * other.tiers[1]!.quantity.n).toBe(0n);
        const sum = (part: 'quantity' | 'amount') =>
          one.tiers.reduce((total, tier) => add(total, tier[part]), ZERO);
        expect(sum('quantity')).toEqual(fraction(there, 1000n));
        expect(sum('amount')).toEqual(one.amount);
        expect(against(equal, there, back).amount).toEqual(priceUsage(flat, there).amount);
      }),
    );
  });

  test('without the other direction there is no price', () => {
    expect(() => against(KB, 1n, null)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    expect(() => against(KB, 1n, -1n)).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });
});

describe('tiers over the term', () => {
  const over = (entry: string, base: bigint, before: string) =>
    priceLine(usage(`${entry}, tiers_over: term`), 1000n, new Map([['iot', base]]), () =>
      parseDecimal(before),
    );

  // TWO: 0.4 up to 10 kB, 0.3 above. 8 before and 5 now: 2 at 0.4, 3 at 0.3.
  // VOLUME: 13 at 0.3 less 8 at 0.4: the tier that is reached now makes the earlier ones cheaper too.
  // biome-ignore format: one rule a line
  test.each<[string, bigint, string, string, string]>([
    [TWO,    5000n, '0',  '2',    '5@0.4=2 0@0.3=0'],
    [TWO,    5000n, '8',  '1.7',  '2@0.4=0.8 3@0.3=0.9'],
    [TWO,    5000n, '10', '1.5',  '0@0.4=0 5@0.3=1.5'],
    [TWO,    5000n, '99', '1.5',  '0@0.4=0 5@0.3=1.5'],
    [VOLUME, 5000n, '8',  '0.7',  '-8@0.4=-3.2 13@0.3=3.9'],
    [VOLUME, 1000n, '10', '-0.7', '-10@0.4=-4 11@0.3=3.3'],
    // What is included is of each period: 4 kB are free again, 1 kB goes on from 8.
    [`${TWO}, ${FREE_4}`, 5000n, '8', '0.4', '1@0.4=0.4 0@0.3=0'],
  ])('%s: %i after %s', (entry, base, before, amount, tiers) => {
    const priced = over(entry, base, before);
    expect(toExactText(priced.amount)).toBe(amount);
    expect(explained(priced)).toBe(tiers);
  });

  // As above, each by itself: 5 kB after 8, and 5 after none.
  test('of each segment from its own', () => {
    const charge = usage(`${TWO}, tiers_over: term, tiers_per: segment`);
    const both = new Map([
      ['iot', 5000n],
      ['standard', 5000n],
    ]);
    const priced = priceLine(charge, 1000n, both, (segment) => fraction(segment === 'iot' ? 8n : 0n, 1n));
    expect([...priced.bySegment!].map(([segment, amount]) => [segment, toExactText(amount)])).toEqual([
      ['iot', '1.7'],
      ['standard', '2'],
    ]);
  });

  test('for any cut of a quantity into two periods: together they cost what the whole costs', () => {
    const charge = usage(`${TWO}, tiers_over: term`);
    const all = fc.bigInt({ min: 0n, max: 50_000n });
    fc.assert(
      fc.property(all, all, (first, second) => {
        const [one, two] = [
          priceLine(charge, 1000n, new Map([['iot', first]])),
          priceLine(charge, 1000n, new Map([['iot', second]]), () => fraction(first, 1000n)),
        ];
        const whole = priceLine(charge, 1000n, new Map([['iot', first + second]]));
        expect(add(one.amount, two.amount)).toEqual(whole.amount);
      }),
    );
  });
});

describe('access', () => {
  // Devices by observed days: two of 1 day, one of 10, three of 30.
  const DEVICES = [
    [1, 2n],
    [10, 1n],
    [30, 3n],
  ] as const;
  const price = (entry: string, monthDays = 31) => {
    const charge = access(entry);
    const all = DEVICES.map(([observed, devices]) => ({
      segment: 'iot',
      // A present day more than observed ones, and an attach on every observed one.
      facts: { observed, present: observed + 1, attaches: observed, version: 0 },
      devices,
    }));
    return priceAccess(charge, all, accessUnit(charge, monthDays).size);
  };

  // biome-ignore format: one rule a line
  test.each<[entry: string, amount: string, tiers: string]>([
    // Six IMSIs; four of them with at least 2 days, three with 30.
    ['per: imsi_month, price: "0.35"',                               '2.1',     '6@0.35=2.1'],
    ['per: imsi_month, min_days: 2, price: "0.35"',                  '1.4',     '4@0.35=1.4'],
    ['per: imsi_month, min_days: 31, price: "0.35"',                 '0',       '0@0.35=0'],
    // 2 + 10 + 90 = 102 days of months of 31: 102/31 x 3.1 = 10.2.
    ['per: imsi_month, proration: days, price: "3.1"',               '10.2',    '102/31@3.1=10.2'],
    ['per: imsi_month, proration: days, min_days: 30, price: "3.1"', '9',       '90/31@3.1=9'],
    // Six IMSIs reach the tier above 5: all at 0.2; graduated: five at 0.25 and one at 0.2.
    ['per: imsi_month, model: volume, tiers: [{ from: 0, price: "0.25" }, { from: 5, price: "0.20" }]',    '1.2',  '0@0.25=0 6@0.20=1.2'],
    ['per: imsi_month, model: volume, tiers: [{ from: 0, price: "0.25" }, { from: 6, price: "0.20" }]',    '1.5',  '6@0.25=1.5 0@0.20=0'],
    ['per: imsi_month, model: graduated, tiers: [{ from: 0, price: "0.25" }, { from: 5, price: "0.20" }]', '1.45', '5@0.25=1.25 1@0.20=0.2'],
    ['per: imsi_month, model: package, block: 4, price: "1"',        '2',       '2@1=2'],
    ['per: imsi_month, model: free',                                 '0',       '6@0=0'],
    ['per: imsi_month, included: { units: 2 }, price: "0.35"',       '1.4',     '4@0.35=1.4'],
    ['per: imsi_day, price: "0.01"',                                 '1.02',    '102@0.01=1.02'],
    // 2 x 2 + 11 + 3 x 31 = 108 present days; what makes a fee due are observed ones.
    ['per: imsi_day, fee_days: present, price: "0.01"',              '1.08',    '108@0.01=1.08'],
    ['per: imsi_month, proration: days, fee_days: present, price: "3.1"', '10.8', '108/31@3.1=10.8'],
    ['per: imsi_day, fee_days: present, min_days: 31, price: "1"',   '0',       '0@1=0'],
    // 1 + 1 + 10 + 3 x 30 attaches; two of each are free: 8 + 3 x 28.
    ['per: attach, price: "0.01"',                                   '1.02',    '102@0.01=1.02'],
    ['per: attach, included: { units: 2, scope: imsi }, price: "1"', '92',      '92@1=92'],
    ['per: imsi_day, min_days: 10, price: "0.01"',                   '1',       '100@0.01=1'],
    // Three IMSIs of 30 days would owe 0.3 and stop at 0.2; 12 days of the others at 0.01.
    ['per: imsi_day, price: "0.01", cap_per_month: "0.20"',          '0.72',    '12@0.01=0.12 3@0.20=0.6'],
    // Ten days come to the cap just so: they are at it, 2 days of the others below.
    ['per: imsi_day, price: "0.01", cap_per_month: "0.10"',          '0.42',    '2@0.01=0.02 4@0.10=0.4'],
    // Each IMSI has 5 days free: 0 + 5 + 3 x 25 = 80.
    ['per: imsi_day, included: { units: 5, scope: imsi }, price: "0.01"',  '0.8', '80@0.01=0.8'],
    ['per: imsi_day, included: { units: 5, scope: line }, price: "0.01"',  '0.97', '97@0.01=0.97'],
    ['per: imsi_day, included: { units: 5, scope: imsi }, price: "0.01", cap_per_month: "0.20"', '0.65', '5@0.01=0.05 3@0.20=0.6'],
  ])('%s', (entry, amount, tiers) => {
    const priced = price(entry);
    expect(toExactText(priced.amount)).toBe(amount);
    expect(explained(priced)).toBe(tiers);
  });

  test.each([
    [28, '102/28'],
    [30, '102/30'],
  ])('a prorated month has %i days', (monthDays, share) => {
    const [n, d] = share.split('/').map(BigInt);
    expect(price('per: imsi_month, proration: days, price: "1"', monthDays).amount).toEqual(fraction(n!, d!));
  });

  // Two IMSIs of `standard`, three of `iot`: whichever is met first, the tiers stand in the order of the entry.
  test.each([
    ['segments: [iot, standard]', 'iot 3, standard 2'],
    ['segments: [standard, iot]', 'standard 2, iot 3'],
    // Nobody is in it.
    ['segments: [other, iot, standard]', 'other 0, iot 3, standard 2'],
  ])('each segment has tiers of its own: %s', (segments, shown) => {
    const three = edit(
      SMALLEST,
      '  - { name: standard }',
      '  - { name: other, when: { device: human } }\n  - { name: standard }',
    );
    const entry = `{ access: [{ ${segments}, per: imsi_month, model: volume, tiers_per: segment, tiers: [{ from: 0, price: "1" }] }] }`;
    const charge = parseAgreement(edit(three, '{}', entry), 'a').charges.access[0]!;
    const facts = { observed: 1, present: 1, attaches: 1, version: 0 };
    const owing = [
      { segment: 'standard', facts, devices: 2n },
      { segment: 'iot', facts, devices: 3n },
    ];
    for (const all of [owing, owing.toReversed()]) {
      const { tiers } = priceAccess(charge, all, 1n);
      expect(tiers.map(({ segment, quantity }) => `${segment} ${toExactText(quantity)}`).join(', ')).toBe(
        shown,
      );
    }
  });
});

// biome-ignore format: one rule a line
test.each<[minor: bigint, decimals: number, rate: string, amount: string]>([
  [12345n,   3, '1',       '12.345'],
  [12345n,   3, '1.2',     '14.814'],
  [-500n,    2, '0.5',     '-2.5'],
  [7n,       0, '0.00001', '0.00007'],
  [0n,       6, '9',       '0'],
])('as billed: %i of 10^-%i at %s', (minor, decimals, rate, amount) => {
  expect(asBilledAmount(minor, decimals, rate)).toEqual(parseDecimal(amount));
});
