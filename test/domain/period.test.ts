import { describe, expect, test } from 'vitest';
import { lintAgreements } from '../../src/domain/agreement/lint.ts';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import { earlierPeriodsOf, parsePeriods } from '../../src/domain/period.ts';
import { agreementYaml } from '../support/month-agreement.ts';

describe('months before a period of a term', () => {
  test.each([
    ['2026-11-15', '2027-02', ['2026-11', '2026-12', '2027-01']],
    ['1989-12-01', '1990-02', ['1989-12', '1990-01']],
    ['2099-12-31', '2100-02', ['2099-12', '2100-01']],
    ['2026-10-01', '2026-10', []],
  ])('from %s to %s', (from, period, months) => {
    expect(earlierPeriodsOf({ from }, period)).toEqual(months);
  });

  test('of a term without end in sight', () => {
    expect(earlierPeriodsOf({ from: '2026-01-01' }, '9999-12')).toHaveLength((9999 - 2026) * 12 + 11);
  });
});

test('a range may end with the last month that there is', () => {
  expect(parsePeriods('2099-11..2099-12').map(({ name }) => name)).toEqual(['2099-11', '2099-12']);
});

test('the findings of an agreement that nobody means to end', () => {
  const term = '{ from: 1985-01-01, until: 9999-12-31 }';
  const agreement = parseAgreement(agreementYaml({ charges: '{}', term }), 'a.yaml');
  expect(lintAgreements([agreement]).filter(({ lint }) => lint === 'notice_over_term')).toEqual([]);
});

test('an IMSI in the place of a month is not repeated, nor a part of it', () => {
  for (const text of [
    '999017000000001',
    '2026-01-01 or 999017000000001',
    '2026-01..2026-02..999017000000001',
  ])
    expect(() => parsePeriods(text)).toThrow(/^(?!.*9990).*…/);
});
