/** The price at which net meets a target: exact where a line is linear in it, by halving where a cap or a commitment bends it. */
import { expect, test } from 'vitest';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import { parseDecimal } from '../../src/domain/fraction.ts';
import type { StatementLine } from '../../src/domain/statement.ts';
import { breakEven, type PricedMonth, pricePath } from '../../src/settle/break-even.ts';
import { agreementYaml } from '../support/month-agreement.ts';

const agreementOf = (changes: Readonly<Record<string, string>>) =>
  parseAgreement(agreementYaml(changes), 'a.yaml');
type Tier = StatementLine['tiers'][number];

function line(
  charge_ref: string,
  amount_exact: string,
  amount: string,
  tiers: readonly Tier[],
): StatementLine {
  const kind = charge_ref.startsWith('charges.usage') ? ('usage' as const) : ('access' as const);
  return {
    ...{ line_id: charge_ref, kind, service: null, charge_ref, segments: [], quantity: 0, included: 0 },
    ...{ unit: 'event', priced_unit: 'event', priced_unit_size: 1, rate: null, rates: [], refers_to: null },
    ...{ tiers, amount_exact, amount },
  };
}
const tier = (from: string, quantity: string, price: string, amount: string, to: string | null = null) => ({
  ...{ from, to, quantity, price, amount },
});
const month = (period: string, ...lines: readonly StatementLine[]): PricedMonth => ({
  statement: { period, run_id: '', lines },
  prior: { counted: [], missing: [], corrected: null },
  monthDays: 31,
  owing: [],
});

const FLAT = agreementOf({
  charges:
    '{ usage: [{ service: sms_mo, segments: [iot], unit: event, price: "0.10" }], access: [{ segments: [iot], per: imsi_month, price: "0.50" }] }',
});
const usage = (count: string, amount: string) =>
  line('charges.usage[0]', amount, amount, [tier('0', count, '0.10', amount)]);
const fee = (count: string, amount: string) =>
  line('charges.access[0]', amount, amount, [tier('0', count, '0.50', amount)]);
const solve = (target: string, ...months: readonly PricedMonth[]) =>
  breakEven(FLAT, pricePath(FLAT, 'charges.access[0]'), months, parseDecimal(target));

// 7 IMSIs and 30 messages for 3.00: 4 = 3 + 7 × price. At 0.142857 it is 0.999999 and at 0.142858 it is 1.000006.
test('a fraction, and the prices of six places around it', () => {
  expect(solve('4', month('2026-09', usage('30', '3.00'), fee('7', '3.50')))).toEqual({
    found: 'price',
    exact: '1/7',
    below: { price: '0.142857', net: '4.00' },
    above: { price: '0.142858', net: '4.00' },
  });
  expect(solve('4.75', month('2026-09', usage('30', '3.00'), fee('7', '3.50')))).toMatchObject({
    exact: '0.25',
    below: { price: '0.250000', net: '4.75' },
    above: { price: '0.250000', net: '4.75' },
  });
});

test.each([
  ['nothing is priced by it', '4', fee('0', '0.00'), 'no_quantity'],
  ['net is above the target for nothing', '2.99', fee('7', '3.50'), 'above_at_zero'],
])('none: %s', (_, target, line, found) => {
  const answer = solve(target, month('2026-09', usage('30', '3.00'), line));
  expect(answer).toEqual({ found, exact: null, below: null, above: null });
});

// Two segments with tiers of their own: 20 and 5 units above 10 at 0.02. 1.00 = 0.20 + 0.10 + 25 × price.
test('one tier of several, the same of each segment', () => {
  const tiered = agreementOf({
    charges:
      '{ usage: [{ service: sms_mo, unit: event, model: graduated, tiers_per: segment, tiers: [{ from: 0, price: "0.01" }, { from: 10, price: "0.02" }] }] }',
  });
  const tiers = [
    { segment: 'iot', ...tier('0', '10', '0.01', '0.1', '10') },
    { segment: 'iot', ...tier('10', '20', '0.02', '0.4') },
    { segment: 'standard', ...tier('0', '20', '0.01', '0.2', '10') },
    { segment: 'standard', ...tier('10', '5', '0.02', '0.1') },
  ];
  const months = [month('2026-09', line('charges.usage[0]', '0.8', '0.80', tiers))];
  const path = pricePath(tiered, 'charges.usage[0].tiers[1]');
  expect(breakEven(tiered, path, months, parseDecimal('1'))).toMatchObject({ exact: '0.028' });
  expect(() => pricePath(tiered, 'charges.usage[0]')).toThrow(
    'has 2 tiers: name one, like charges.usage[0].tiers[0]',
  );
});

// Usage 3.00 a month counts with the fee of 4 IMSIs against 20.00 for September and October. September has 3 + 4p and no
// shortfall; October pays 20 − (6 + 8p) at most. Together 20 up to p = 1.75, from there 6 + 8p: 22 at p = 2.
test('a commitment that counts it: the lowest price that reaches the target', () => {
  const committed = agreementOf({
    term: '{ from: 2026-09-01, until: 2026-11-01 }',
    charges:
      '{ usage: [{ service: sms_mo, segments: [iot], unit: event, price: "0.10" }], access: [{ segments: [iot], per: imsi_month, price: "0.50" }] }',
    commitment: '{ amount: "20.00", counts: [usage, access], per: term }',
  });
  const september = month('2026-09', usage('30', '3.00'), fee('4', '2.00'));
  const short = { ...line('commitment', '10', '10.00', []), kind: 'commitment' as const };
  const october = {
    ...month('2026-10', usage('30', '3.00'), fee('4', '2.00'), short),
    prior: { counted: [september.statement], missing: [], corrected: null },
  };
  const path = pricePath(committed, 'charges.access[0]');
  const at = (target: string) => breakEven(committed, path, [september, october], parseDecimal(target));
  // Both fees round up to 8.00 from 1.99875 on.
  expect(at('22')).toEqual({
    found: 'price',
    exact: null,
    below: { price: '1.998749', net: '21.98' },
    above: { price: '1.998750', net: '22.00' },
  });
  // The commitment brings 20.00 at any price below.
  expect(at('20')).toMatchObject({ found: 'price', above: { price: '0.000000', net: '20.00' } });
  expect(at('19')).toMatchObject({ found: 'above_at_zero' });
});

test.each([
  ['charges.access[7]', 'There is no such entry'],
  ['access[0]', 'write it like charges.access[0]'],
  ['charges.access[0].tiers[0]', 'has one price and no tiers'],
])('no price at %s', (path, words) => {
  expect(() => pricePath(FLAT, path)).toThrow(words);
});
