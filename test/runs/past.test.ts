/** Which months before this one are looked at. */
import { expect, test } from 'vitest';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import { pastRuns } from '../../src/runs/past.ts';
import { agreementYaml } from '../support/month-agreement.ts';

const ID = 'BBBHA-AAAVP-2026';
const looked = (keys: string, months: readonly string[], period = '2026-02') => {
  const detection = `{ charge_at: 0.95, review_at: 0.6${keys} }`;
  const agreement = parseAgreement(agreementYaml({ detection }), 'a.yaml');
  const runOf = (month: string) =>
    months.includes(month) ? { agreement_id: ID, period: month, run_id: `run of ${month}` } : null;
  return pastRuns(agreement, 0, period, runOf).map(({ age, run }) => `${age} ${run.period}`);
};

test.each([
  ['nothing that looks back', '', []],
  ['keep_at is charge_at', ', keep_at: 0.95', []],
  ['keep_at looks at the month before', ', keep_at: 0.94', ['1 2026-01']],
  ['notice at as many as it asks for', ', notice_periods: 2', ['1 2026-01', '2 2025-12']],
  ['the longer of both', ', keep_at: 0.9, notice_periods: 3', ['1 2026-01', '2 2025-12', '3 2025-11']],
])('%s', (_, keys, expected) => {
  expect(looked(keys, ['2026-01', '2025-12', '2025-11', '2025-10'])).toEqual(expected);
});

test('a month without a run ends them', () => {
  expect(looked(', notice_periods: 4', ['2026-01', '2025-11'])).toEqual(['1 2026-01']);
  expect(looked(', notice_periods: 4', ['2025-12'])).toEqual([]);
});
