import { describe, expect, test } from 'vitest';
import {
  checkAgreementSet,
  checkOwners,
  checkVersionMonths,
  lintOwners,
  minAttachedMinutes,
  versionsInForce,
} from '../../../src/domain/agreement/set.ts';
import type { Agreement } from '../../../src/domain/agreement/types.ts';
import { dateOfDay } from '../../../src/domain/period.ts';
import type { ErrorCode } from '../../../src/errors.ts';
import { RoamsettleError } from '../../../src/errors.ts';
import { agreementWith } from './documents.ts';

function refusalOf(work: () => unknown): RoamsettleError {
  try {
    work();
  } catch (error) {
    if (error instanceof RoamsettleError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function codeOf(work: () => unknown): ErrorCode | 'none' {
  try {
    work();
    return 'none';
  } catch (error) {
    if (error instanceof RoamsettleError) return error.code;
    throw error;
  }
}

const term = (from: string, until: string) => `{ from: ${from}, until: ${until} }`;
const visited = (tadig: string, plmns: string) => `{ name: V, tadigs: [${tadig}], plmns: [${plmns}] }`;
const home = (tadig: string, plmns: string, ranges = '') =>
  `{ name: H, tadigs: [${tadig}], plmns: [${plmns}], imsi_ranges: [${ranges}] }`;

describe('two agreements of different id over one term', () => {
  const V = visited('VVVVV', '"99970"');
  // biome-ignore format: one rule a line
  const rows: readonly (readonly [why: string, visitedA: string, homeA: string, visitedB: string, homeB: string, code: string])[] = [
    ['same TADIGs, other PLMNs',           visited('VVVVV', '"99970"'), home('HHHHH', '"99901"'), visited('VVVVV', '"99971"'), home('HHHHH', '"99902"'), 'AGREEMENT_CONFLICT'],
    ['same visited TADIG only',            visited('VVVVV', '"99970"'), home('HHHHH', '"99901"'), visited('VVVVV', '"99971"'), home('GGGGG', '"99902"'), 'none'],
    ['same home TADIG only',               visited('VVVVV', '"99970"'), home('HHHHH', '"99901"'), visited('WWWWW', '"99971"'), home('HHHHH', '"99901"'), 'none'],
    ['same PLMNs, other TADIGs',           V, home('HHHHH', '"99901"'),                          visited('WWWWW', '"99970"'), home('GGGGG', '"99901"'), 'AGREEMENT_CONFLICT'],
    ['one of several PLMNs',               V, home('HHHHH', '"99905", "99901"'),                 V, home('GGGGG', '"99904", "99901"'),                  'AGREEMENT_CONFLICT'],
    ['a longer home PLMN',                 V, home('HHHHH', '"99901"'),                          V, home('GGGGG', '"999011"'),                          'none'],
    ['a range inside the PLMN',            V, home('HHHHH', '"99901"'),                          V, home('GGGGG', '', '"999017000000000-999017999999999"'), 'none'],
    ['ranges that overlap',                V, home('HHHHH', '', '"999017000000000-999017000000009"'), V, home('GGGGG', '', '"999017000000009-999017000000020"'), 'AGREEMENT_CONFLICT'],
    ['ranges side by side',                V, home('HHHHH', '', '"999017000000000-999017000000009"'), V, home('GGGGG', '', '"999017000000010-999017000000020"'), 'none'],
    ['a range around another',             V, home('HHHHH', '', '"999017000000000-999017999999999", "999018000000000-999018000000001"'), V, home('GGGGG', '', '"999017500000000-999017500000001"'), 'AGREEMENT_CONFLICT'],
    ['ranges of other length',             V, home('HHHHH', '', '"999017000000000-999017999999999"'), V, home('GGGGG', '', '"99901700000000-99901799999999"'), 'none'],
    ['ranges seen from another network',   V, home('HHHHH', '', '"999017000000000-999017999999999"'), visited('WWWWW', '"99971"'), home('GGGGG', '', '"999017000000000-999017999999999"'), 'none'],
  ];

  test.each(rows)('%s', (_, visitedA, homeA, visitedB, homeB, code) => {
    const a = agreementWith({ id: 'A', visited: visitedA, home: homeA });
    const b = agreementWith({ id: 'B', visited: visitedB, home: homeB });
    expect(codeOf(() => checkAgreementSet([a, b]))).toBe(code);
    expect(codeOf(() => checkAgreementSet([b, a]))).toBe(code);
  });

  // biome-ignore format: one rule a line
  test.each([
    ['2026-01-01', '2026-07-01', '2026-07-01', '2027-01-01', 'none'],
    ['2026-01-01', '2026-07-01', '2026-06-30', '2027-01-01', 'AGREEMENT_CONFLICT'],
    ['2026-01-01', '2027-01-01', '2026-03-01', '2026-03-02', 'AGREEMENT_CONFLICT'],
  ])('terms %s to %s and %s to %s', (fromA, untilA, fromB, untilB, code) => {
    const a = agreementWith({ id: 'A', term: term(fromA, untilA) });
    const b = agreementWith({ id: 'B', term: term(fromB, untilB) });
    const swapped = [agreementWith({ id: 'B', term: term(fromA, untilA) }), agreementWith({ id: 'A', term: term(fromB, untilB) })];
    expect(codeOf(() => checkAgreementSet([a, b]))).toBe(code);
    expect(codeOf(() => checkAgreementSet(swapped))).toBe(code);
  });

  test('the error names both files and what they share', () => {
    const [a, b] = [agreementWith({ id: 'A' }), agreementWith({ id: 'B' })];
    expect(() => checkAgreementSet([a, b])).toThrow(
      /A \(A\.yaml\) and B \(B\.yaml\) both cover TAP from AAAVP to BBBHA/,
    );
  });
});

describe('versions of one id', () => {
  const version = (version: string, effective: string, until = '2027-01-01') =>
    agreementWith({ file: `v${version}-${effective}`, version, effective, term: term('2026-01-01', until) });

  test('the one in force in the month, whatever the order of the files', () => {
    const [one, two, three] = [
      version('1', '2026-01-01'),
      version('2', '2026-03-01'),
      version('3', '2026-06-01'),
    ];
    const set = [three, one, two];
    const found = ['2026-01', '2026-02', '2026-03', '2026-05', '2026-06', '2026-12'].map((period) =>
      versionsInForce(set, period).map(({ latest }) => latest.version),
    );
    expect(found).toEqual([[1], [1], [2], [2], [3], [3]]);
  });

  // biome-ignore format: one rule a line
  test.each([
    ['2026-02',  'none'],
    ['2026-03',  'none'],
    ['2026-04',  'none'],
    ['2026-09',  'none'],
    ['2026-10',  'none'],
    ['2026-11',  'AGREEMENT_NONE'],
    ['2025-12',  'AGREEMENT_NONE'],
    ['2026-13',  'PERIOD_INVALID'],
    ['2026-1',   'PERIOD_INVALID'],
  ])('a change on 15 March and an end on 10 October: %s', (period, code) => {
    const set = [version('1', '2026-01-01', '2026-10-10'), version('2', '2026-03-15', '2026-10-10')];
    expect(codeOf(() => versionsInForce(set, period))).toBe(code);
  });

  test('two files with one number, or with one date, are a conflict', () => {
    expect(codeOf(() => checkAgreementSet([version('1', '2026-01-01'), version('1', '2026-02-01')]))).toBe(
      'AGREEMENT_CONFLICT',
    );
    expect(codeOf(() => checkAgreementSet([version('1', '2026-02-01'), version('2', '2026-02-01')]))).toBe(
      'AGREEMENT_CONFLICT',
    );
  });

  test('ids come in text order', () => {
    const parties = (tadig: string) => ({ visited: visited(tadig, `"9997${tadig.charCodeAt(0) - 64}"`) });
    const set = ['b', 'B', 'a'].map((id, index) =>
      agreementWith({ id, ...parties(['AAAAA', 'BBBBB', 'CCCCC'][index]!) }),
    );
    expect(versionsInForce(set, '2026-01').map(({ id }) => id)).toEqual(['B', 'a', 'b']);
  });

  test('no agreement at all', () => {
    expect(codeOf(() => versionsInForce([], '2026-01'))).toBe('AGREEMENT_NONE');
  });
});

describe('versions inside a month', () => {
  const TERM = term('2026-01-01', '2027-01-01');
  const version = (number: string, effective: string, more: Readonly<Record<string, string>> = {}) =>
    agreementWith({ file: `v${number}`, version: number, effective, term: TERM, ...more });
  /** `id: version from-end …`, days of the month, the end being the day after. */
  const text = (agreements: readonly Agreement[], period: string): string[] =>
    versionsInForce(agreements, period).map(
      ({ id, latest, versions }) =>
        `${id}: ${versions
          .map(
            ({ agreement, fromDay, endDay }) =>
              `${agreement.version} ${dateOfDay(fromDay)}–${dateOfDay(endDay)}`,
          )
          .join(', ')}; latest ${latest.version}`,
    );

  // biome-ignore format: one rule a line
  test.each([
    ['2026-02', 'A: 1 2026-02-01–2026-03-01; latest 1'],
    ['2026-03', 'A: 1 2026-03-01–2026-03-15, 2 2026-03-15–2026-03-16, 3 2026-03-16–2026-04-01; latest 3'],
    ['2026-04', 'A: 3 2026-04-01–2026-05-01; latest 3'],
  ])('each holds until the next one begins: %s', (period, expected) => {
    const set = [version('3', '2026-03-16'), version('1', '2026-01-01'), version('2', '2026-03-15')];
    expect(text(set.map((agreement) => ({ ...agreement, id: 'A' })), period)).toEqual([expected]);
  });

  test('terms may leave days to none, and other ids stand beside', () => {
    const set = [
      version('1', '2026-01-01', { id: 'A', term: term('2026-01-01', '2026-03-10') }),
      version('2', '2026-03-20', { id: 'A', term: term('2026-03-20', '2027-01-01') }),
      version('1', '2026-03-31', { id: 'B' }),
    ];
    expect(text(set, '2026-03')).toEqual([
      'A: 1 2026-03-01–2026-03-10, 2 2026-03-20–2026-04-01; latest 2',
      'B: 1 2026-03-31–2026-04-01; latest 1',
    ]);
  });

  // biome-ignore format: one rule a line
  test.each([
    ['nothing',                            {}, null],
    ['charges',                            { charges: '{ usage: [{ model: as_billed }] }' }, null],
    ['declared',                           { declared: '{ tacs: ["35123456"] }' }, null],
    ['detection',                          { detection: '{ charge_at: 0.9, review_at: 0.5 }' }, null],
    ['presence',                           { presence: '{ carry_hours: 24 }' }, null],
    ['tax',                                { tax: '{ rate: "0.21" }' }, null],
    ['the order of a list',                { visited: visited('AAAVQ, AAAVP', '"99970"') }, null],
    ['a visited TADIG',                    { visited: visited('AAAVP', '"99970"') }, 'visited'],
    ['a visited PLMN',                     { visited: visited('AAAVP, AAAVQ', '"99970", "99971"') }, 'visited'],
    ['a home PLMN',                        { home: home('BBBHA', '"99901", "99902"') }, 'home'],
    ['a home range',                       { home: home('BBBHA', '"99901"', '"999017000000000-999017999999999"') }, 'home'],
    ['currency',                           { currency: 'USD' }, 'currency'],
    ['settlement',                         { settlement: '{ method: net_of_tap }' }, 'settlement'],
    ['the basis',                          { period: '{ basis: start_utc }' }, 'period'],
    ['the time zone',                      { period: '{ time_zone: Europe/Madrid }' }, 'period'],
    ['rounding',                           { rounding: '{ decimals: 3 }' }, 'rounding'],
    ['exclude',                            { exclude: '{ imsi_ranges: ["999017000000000-999017000000009"] }' }, 'exclude'],
  ] as const)('a version that differs in %s', (_, change, part) => {
    const parties = { visited: visited('AAAVP, AAAVQ', '"99970"'), home: home('BBBHA', '"99901"') };
    const set = [version('1', '2026-01-01', parties), version('2', '2026-03-15', { ...parties, ...change })];
    const work = () => versionsInForce(set, '2026-03');
    if (part === null) {
      expect(work()).toHaveLength(1);
      checkVersionMonths(set);
      return;
    }
    expect(codeOf(() => checkVersionMonths(set))).toBe('AGREEMENT_INVALID');
    expect(codeOf(work)).toBe('AGREEMENT_INVALID');
    expect(work).toThrow(`begins inside 2026-03 and differs in ${part} from version 1`);
    expect(refusalOf(work).place).toMatchObject({ file: 'v2.yaml', key: 'effective' });
    // On the first of a month nothing is shared.
    const later = [set[0]!, version('2', '2026-04-01', { ...parties, ...change })];
    expect(versionsInForce(later, '2026-03').concat(versionsInForce(later, '2026-04'))).toHaveLength(2);
    checkVersionMonths(later);
  });

  // biome-ignore format: one rule a line
  test.each([
    ['nothing that counts over it',  'tax: { rate: "0" }',                                              'none'],
    ['a commitment per period',      'commitment: { amount: "1", counts: [usage], per: period }',       'none'],
    ['a commitment per term',        'commitment: { amount: "1", counts: [usage], per: term }',         'AGREEMENT_INVALID'],
    ['tiers over the term',          'charges: { usage: [{ service: sms_mo, unit: event, model: volume, tiers: [{ from: 0, price: "1" }], tiers_over: term }] }', 'AGREEMENT_INVALID'],
  ])('a new term inside a month, with %s', (_, more, code) => {
    const [key = '', ...rest] = more.split(': ');
    const one = version('1', '2026-01-01', { [key]: rest.join(': ') });
    const two = version('2', '2026-03-15', { term: term('2026-03-15', '2027-03-15') });
    expect(codeOf(() => versionsInForce([one, two], '2026-03'))).toBe(code);
    // The same term, ended otherwise, goes on.
    const longer = version('2', '2026-03-15', { term: term('2026-01-01', '2027-03-15') });
    expect(versionsInForce([one, longer], '2026-03')).toHaveLength(1);
  });

  // biome-ignore format: one rule a line
  test.each([
    ['a new term while it lasts',          'per: term',   '2026-07-01', '2027-01-01', 'AGREEMENT_INVALID'],
    ['the same term goes on',              'per: term',   '2026-01-01', '2027-01-01', 'none'],
    ['a new term once it has ended',       'per: term',   '2026-07-01', '2026-07-01', 'none'],
    ['a commitment that is due monthly',   'per: period', '2026-07-01', '2027-01-01', 'none'],
  ])('what a term commits to is due in some month: %s', (_, per, from, until, code) => {
    const commitment = `{ amount: "1", counts: [usage], ${per} }`;
    const one = version('1', '2026-01-01', { commitment, term: term('2026-01-01', until) });
    const two = version('2', '2026-07-01', { term: term(from, '2027-07-01') });
    expect(codeOf(() => checkAgreementSet([two, one]))).toBe(code);
    if (code === 'none') return;
    const refusal = refusalOf(() => checkAgreementSet([two, one]));
    expect(refusal.place).toMatchObject({ file: 'v2.yaml', key: 'effective' });
    expect(refusal.message).toContain('Let its term end on 2026-07-01');
  });

  test('one min_attached_minutes a month', () => {
    const charges = '{ access: [{ per: imsi_month, price: "1" }] }';
    const [one, two] = [version('1', '2026-01-01', { charges }), version('2', '2026-03-15', { charges })];
    const access = two!.charges.access.map((entry) => ({ ...entry, minAttachedMinutes: 5 }));
    const steered = { ...two!, charges: { ...two!.charges, access } };
    expect(versionsInForce([one!, two!], '2026-03')).toHaveLength(1);
    expect(() => versionsInForce([one!, steered], '2026-03')).toThrow('differs in min_attached_minutes');
    // A version without access entries asks for nothing; versions on both sides of it do.
    const none = version('3', '2026-03-20');
    const [inForce] = versionsInForce([none, steered], '2026-03');
    expect(minAttachedMinutes(inForce!.versions.map(({ agreement }) => agreement))).toBe(5);
    const last = { ...one!, version: 4, effective: '2026-03-25' };
    expect(() => versionsInForce([steered, none, last], '2026-03')).toThrow(
      'differs in min_attached_minutes',
    );
  });
});

describe('whose an IMSI is, for whole months', () => {
  const V = visited('AAAVP', '"99970"');
  const RANGE = '"999017000000000-999017999999999"';
  const HOST = { id: 'HOST', visited: V, home: home('BBBHA', '"99901"') };
  const MVNO = { id: 'MVNO', visited: V, home: home('CCCHC', '', RANGE) };
  const YEAR = term('2026-01-01', '2027-01-01');
  const refused = 'AGREEMENT_INVALID';

  // biome-ignore format: one rule a line
  test.each([
    ['a range that begins inside the month',          { ...HOST, term: YEAR }, { ...MVNO, term: term('2026-03-15', '2027-01-01') }, 'warned'],
    ['a range that ends inside the month',            { ...HOST, term: YEAR }, { ...MVNO, term: term('2026-01-01', '2026-03-31') }, 'warned'],
    ['a longer PLMN that begins inside it',           { ...HOST, term: YEAR }, { ...MVNO, home: home('CCCHC', '"999017"'), term: term('2026-03-02', '2027-01-01') }, 'warned'],
    ['a range that begins with the month',            { ...HOST, term: YEAR }, { ...MVNO, term: term('2026-03-01', '2027-01-01') }, 'none'],
    ['a host that begins and ends inside it',         { ...HOST, term: term('2026-03-10', '2026-03-20') }, { ...MVNO, term: YEAR }, 'none'],
    ['both from one day on',                          { ...HOST, term: term('2026-03-15', '2027-01-01') }, { ...MVNO, term: term('2026-03-15', '2027-01-01') }, 'none'],
    ['a range elsewhere',                             { ...HOST, term: YEAR }, { ...MVNO, home: home('CCCHC', '', '"999027000000000-999027999999999"'), term: term('2026-03-15', '2027-01-01') }, 'none'],
    ['another network',                               { ...HOST, term: YEAR }, { ...MVNO, visited: visited('DDDVD', '"99971"'), term: term('2026-03-15', '2027-01-01') }, 'none'],
    ['another id from inside the month on',           { ...HOST, term: term('2026-01-01', '2026-03-15') }, { ...HOST, id: 'NEXT', term: term('2026-03-15', '2027-01-01') }, refused],
    ['another id, whose name comes first',            { ...HOST, term: term('2026-01-01', '2026-03-15') }, { ...HOST, id: 'AFTER', term: term('2026-03-15', '2027-01-01') }, refused],
    ['another id for the range',                      { ...MVNO, term: term('2026-01-01', '2026-03-15') }, { ...MVNO, id: 'NEXT', term: term('2026-03-15', '2027-01-01') }, refused],
    ['another id from the month on',                  { ...HOST, term: term('2026-01-01', '2026-03-01') }, { ...HOST, id: 'NEXT', term: term('2026-03-01', '2027-01-01') }, 'none'],
  ])('%s', (_, a, b, code) => {
    const set = [agreementWith(a), agreementWith(b)];
    checkAgreementSet(set);
    for (const some of [set, set.toReversed()]) {
      expect(codeOf(() => checkOwners(some, '2026-03'))).toBe(code === 'warned' ? 'none' : code);
      // Of two that are equal, the first by id.
      const taker = code === 'warned' ? 'MVNO.yaml' : set.map(({ file }) => file).sort()[0];
      expect(lintOwners(some).map(({ lint, file }) => `${lint} ${file}`)).toEqual(
        code === 'none' ? [] : [`owner_changes ${taker}`],
      );
      expect(codeOf(() => checkOwners(some, '2026-02'))).toBe('none');
    }
  });

  test('a term without an end is no month to look at', () => {
    const endless = term('2026-01-01', '9999-12-31');
    const set = [agreementWith({ ...HOST, term: endless }), agreementWith({ ...MVNO, term: endless })];
    expect(lintOwners(set)).toEqual([]);
    const later = agreementWith({ ...MVNO, term: term('2026-03-15', '9999-12-31') });
    expect(lintOwners([set[0]!, later]).map(({ file }) => file)).toEqual(['MVNO.yaml']);
  });

  test('error and warning name both, and the day', () => {
    const later = term('2026-03-15', '2027-01-01');
    const renewed = [
      agreementWith({ ...HOST, term: term('2026-01-01', '2026-03-15') }),
      agreementWith({ ...HOST, id: 'AFTER', term: later }),
    ];
    const words = (taker: string) =>
      `In 2026-03 the IMSIs that both ${taker} and HOST (HOST.yaml) name belong to ${taker}, which does not hold on 2026-03-01`;
    expect(() => checkOwners(renewed, '2026-03')).toThrow(words('AFTER'));
    expect(lintOwners(renewed).map(({ detail }) => detail)).toEqual([
      expect.stringContaining('That month is refused.'),
    ]);
    expect(refusalOf(() => checkOwners(renewed, '2026-03')).place).toMatchObject({
      file: 'AFTER.yaml',
      key: 'term',
    });
    const [warning] = lintOwners([
      agreementWith({ ...HOST, term: YEAR }),
      agreementWith({ ...MVNO, term: later }),
    ]);
    expect(warning?.detail).toContain(words('MVNO'));
    expect(warning?.detail).toContain('they owe HOST no fee');
  });
});
