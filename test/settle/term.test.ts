/** A term statement where versions meet inside a month: tiers go on from version to version, each is taxed at its rate. */
import { expect, test } from 'vitest';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import type { Statement, StatementLine } from '../../src/domain/statement.ts';
import { buildTermStatement } from '../../src/settle/term.ts';
import { agreementYaml } from '../support/month-agreement.ts';

/** 15 kB at `first` and the rest at half of it, over the term. */
const version = (number: string, first: string, then: string, tax: string, effective: string) =>
  parseAgreement(
    agreementYaml({
      ...{ version: number, effective, tax: `{ rate: "${tax}" }` },
      ...{ term: '{ from: 2026-08-01, until: 2026-11-01 }' },
      charges: `{ usage: [{ service: data, segments: [iot], unit: kB, model: graduated, tiers_over: term, tiers: [{ from: 0, price: "${first}" }, { from: 15, price: "${then}" }] }] }`,
    }),
    `v${number}.yaml`,
  );
const old = version('1', '1.00', '0.50', '0.10', '2026-08-01');
const young = version('2', '2.00', '1.00', '0.20', '2026-09-16');

const usage = (of: number, kB: number, amount: string): StatementLine => ({
  ...{
    line_id: `v${of}-usage-0`,
    kind: 'usage',
    service: 'data',
    charge_ref: 'charges.usage[0]',
    version: of,
  },
  ...{
    segments: [],
    quantity: kB * 1024,
    included: 0,
    unit: 'byte',
    priced_unit: 'kB',
    priced_unit_size: 1024,
  },
  ...{ tiers: [], rate: null, rates: [], refers_to: null, amount_exact: amount, amount },
});
const statement = (period: string, run_id: string, lines: readonly StatementLine[]) =>
  ({
    ...{ period, run_id, currency: 'EUR', lines, parties: {} },
    agreement: {
      ...{ id: old.id, version: 2, digest: '' },
      versions: [
        { version: 1, tax_rate: '0.10' },
        { version: 2, tax_rate: '0.20' },
      ],
    },
    terms: { method: 'replaces_tap', rounding: { mode: 'half_up', decimals: 2 }, tax_rate: '0.20' },
    baselines: [{ name: 'tap_as_billed', amount: '0.00' }],
  }) as unknown as Statement;

test('a month of two versions after a correction of the month before', () => {
  const counted = statement('2026-08', 'first', [usage(1, 10, '10.00')]);
  const current = statement('2026-08', 'corrected', [usage(1, 20, '17.50')]);
  // From 10 to 14 at 1.00; from 14 to 22 one at 2.00 and seven at 1.00.
  const month = statement('2026-09', 'both', [usage(1, 4, '4.00'), usage(2, 8, '9.00')]);
  const { months, true_up, open } = buildTermStatement('', [
    { statement: current, corrections: 1, versions: [old], counted: [], current: [] },
    { statement: month, corrections: 0, versions: [old, young], counted: [counted], current: [current] },
  ]);
  // 0.10 of 4.00 and 0.20 of 9.00.
  expect(months[1]).toMatchObject({ net: '13.00', tax: '2.20' });
  // From 20 to 24 at 0.50, from 24 to 32 at 1.00.
  expect(true_up).toMatchObject([
    { line_id: 'true-up-2026-09-v1-usage-0', due_exact: '2', settled_exact: '4', amount: '-2.00' },
    { line_id: 'true-up-2026-09-v2-usage-0', due_exact: '8', settled_exact: '9', amount: '-1.00' },
  ]);
  expect(open).toMatchObject({ net: '-3.00', tax: '-0.60' });
});
