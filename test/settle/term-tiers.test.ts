/** What earlier lines have used up of tiers over the term: which lines count, and what each segment has used. */
import { describe, expect, test } from 'vitest';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import { toExactText } from '../../src/domain/fraction.ts';
import type { StatementLine } from '../../src/domain/statement.ts';
import { usedLine, usedUnits } from '../../src/settle/term-tiers.ts';
import { agreementYaml } from '../support/month-agreement.ts';

const TIERS = 'model: volume, tiers_over: term, tiers: [{ from: 0, price: "1" }]';
const { charges } = parseAgreement(
  agreementYaml({
    charges: `
  usage: [{ service: data, segments: [iot], unit: kB, unit_bytes: 1000, ${TIERS} }]
  access: [{ segments: [iot], per: imsi_month, ${TIERS} }]`,
  }),
  'a',
);
const [DATA] = charges.usage;
const [MONTHS] = charges.access;

const line = (changes: Partial<StatementLine>): StatementLine => ({
  line_id: 'v1-usage-0',
  kind: 'usage',
  service: 'data',
  charge_ref: 'charges.usage[0]',
  segments: [
    { segment: 'iot', devices: 1, quantity: 4000, amount: '0' },
    { segment: 'standard', devices: 1, quantity: 2500, amount: '0' },
  ],
  quantity: 6500,
  included: 0,
  unit: 'byte',
  priced_unit: 'kB',
  priced_unit_size: 1000,
  tiers: [],
  rate: null,
  rates: [],
  refers_to: null,
  amount_exact: '0',
  amount: '0',
  ...changes,
});
const tier = (segment: string, quantity: string) => ({
  segment,
  from: '0',
  to: null,
  quantity,
  price: '1',
  amount: '0',
});
const fee = (changes: Partial<StatementLine>) =>
  line({
    kind: 'access',
    service: null,
    charge_ref: 'charges.access[0]',
    unit: 'imsi_day',
    priced_unit: 'imsi_month',
    ...changes,
  });

describe('priced units before', () => {
  const unitsBefore = (
    charge: typeof DATA | typeof MONTHS,
    lines: StatementLine[],
    segment: string | null = null,
  ) => toExactText(usedUnits(charge!, lines.map(usedLine), segment));

  // biome-ignore format: one rule a line
  test.each<[string, StatementLine[], string]>([
    ['none',                         [],                                                      '0'],
    ['of any version, added up',     [line({}), line({ line_id: 'v2-usage-0' })],             '13'],
    ['after what was included',      [line({ included: 500 })],                               '6'],
    ['in the unit of now',           [line({ priced_unit: 'MB', priced_unit_size: 1_000_000 })], '6.5'],
    ['what counted something else',  [line({ service: 'sms_mo', unit: 'event' })],            '0'],
    ['what stood elsewhere',         [line({ charge_ref: 'charges.usage[1]' })],              '0'],
    ['what was taken back',          [line({ kind: 'adjustment', quantity: -6500 })],         '0'],
  ])('of data: %s', (_, lines, units) => {
    expect(unitsBefore(DATA, lines)).toBe(units);
  });

  // A month of 31 days and one of 30, each by its own days, and one that was not prorated.
  test('of months: by the days of each, but not of fees by the day', () => {
    const lines = [
      fee({ quantity: 31, priced_unit_size: 31 }),
      fee({ quantity: 15, priced_unit_size: 30 }),
      fee({ quantity: 2, priced_unit_size: 1, unit: 'imsi_month' }),
      fee({ quantity: 9, priced_unit_size: 1, priced_unit: 'imsi_day' }),
    ];
    expect(unitsBefore(MONTHS, lines)).toBe('3.5');
  });

  test('of a segment: what the line says of it, or the tiers that it had of its own', () => {
    expect(unitsBefore(DATA, [line({})], 'iot')).toBe('4');
    // 1 kB of it was included.
    const own = line({
      included: 1000,
      tiers: [tier('iot', '2'), tier('iot', '1'), tier('standard', '5/2')],
    });
    expect(unitsBefore(DATA, [own], 'iot')).toBe('3');
    expect(unitsBefore(DATA, [own, line({})], 'standard')).toBe('5');
    expect(unitsBefore(DATA, [own], 'new')).toBe('0');
    // Included in all of the line: nobody can say where.
    const untold = line({ included: 500 });
    expect(() => unitsBefore(DATA, [untold], 'iot')).toThrow(
      expect.objectContaining({ code: 'COUNTED_INVALID' }),
    );
    expect(unitsBefore(DATA, [untold])).toBe('6');
  });
});
