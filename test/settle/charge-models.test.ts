/** One harness for all charge models: an agreement entry, a quantity in base units, the exact amount and the tiers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import type { AccessCharge, UsageCharge } from '../../src/domain/agreement/types.ts';
import { add, fraction, parseDecimal, toExactText, ZERO } from '../../src/domain/fraction.ts';
import {
  asBilledAmount,
  type Priced,
  priceAccess,
  priceUsage,
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

/** `quantity@price=amount` of each tier. */
const explained = (priced: Priced) =>
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

test.each([
  [0n, '0'],
  [1n, '0.35'],
  [3n, '1.05'],
])('access per IMSI month: %i', (months, amount) => {
  const priced = priceAccess(access('per: imsi_month, price: "0.35"'), months);
  expect(toExactText(priced.amount)).toBe(amount);
  expect(explained(priced)).toBe(`${months}@0.35=${amount}`);
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
