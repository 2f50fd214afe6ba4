/** Lists of partners and reviewers: what they say in a month, and what they may not say. */
import { expect, test } from 'vitest';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import { parseList, speaksOf, verdictsOf } from '../../src/domain/lists.ts';
import { agreementYaml } from '../support/month-agreement.ts';

const HEADER = 'agreement_id,imsi,verdict,from_period,until_period,reason,source\n';
const list = (rows: string, file = 'list.csv') => parseList(HEADER + rows, file);
const ID = 'BBBHA-AAAVP-2026';
const A = '999010000000001';

const agreement = parseAgreement(
  agreementYaml({
    home: '{ name: BBB, tadigs: [BBBHA], plmns: ["99901"], imsi_ranges: ["888010000000000-888019999999999"] }',
  }),
  'a.yaml',
);
/** An MVNO inside the home network, in the same visited network. */
const inside = parseAgreement(
  agreementYaml({
    id: 'MVNO',
    home: '{ name: M, tadigs: [MMMHA], plmns: ["999012"], imsi_ranges: ["999010000000100-999010000000199", "999010000000150-999010000000300"] }',
  }),
  'm.yaml',
);
const said = (rows: string, period = '2026-10', agreements = [agreement]) =>
  verdictsOf([list(rows)], agreements, period).map(({ no, imsi, verdict }) => `${no} ${imsi} ${verdict}`);

test('a reviewer goes over the partner, whatever stands first', () => {
  const rows = [`${ID},${A},accepted,,,agreed,BBB`, `${ID},${A},ignore,,,a phone,reviewer`];
  expect(said(rows.join('\n'))).toEqual([`0 ${A} ignore`]);
  expect(said(rows.toReversed().join('\n'))).toEqual([`0 ${A} ignore`]);
});

test('months: from the first, to the one before until_period', () => {
  const rows = `${ID},${A},accepted,2026-09,2026-11,,BBB\n${ID},${A},rejected,2026-11,,,BBB`;
  expect(
    ['2026-08', '2026-09', '2026-10', '2026-11', '2030-01'].map((month) => said(rows, month).join()),
  ).toEqual(['', `0 ${A} accepted`, `0 ${A} accepted`, `0 ${A} rejected`, `0 ${A} rejected`]);
  expect(speaksOf(list(rows), [agreement], '2026-08')).toBe(false);
  expect(speaksOf(list(rows), [agreement], '2026-09')).toBe(true);
  expect(speaksOf(list(rows), [inside], '2026-09')).toBe(false);
});

test('rows of other agreements say nothing', () => {
  expect(said('OTHER,123456,accepted,,,,x')).toEqual([]);
});

test.each([
  ['a PLMN', A, [agreement], true],
  ['a range', '888010000000000', [agreement], true],
  ['the end of a range', '888019999999999', [agreement], true],
  ['behind the range', '888020000000000', [agreement], false],
  ['digits of another length', '88801000000000', [agreement], false],
  ['another PLMN', '999020000000001', [agreement], false],
  ['a longer PLMN of another agreement', '999012000000001', [agreement, inside], false],
  ['that agreement not loaded', '999012000000001', [agreement], true],
  ['a range of another agreement', '999010000000300', [agreement, inside], false],
  ['behind it', '999010000000301', [agreement, inside], true],
])('whose an IMSI is: %s', (_, imsi, agreements, own) => {
  const act = () => said(`${ID},${imsi},accepted,,,,BBB`, '2026-10', agreements);
  if (own) expect(act()).toEqual([`0 ${imsi} accepted`]);
  else
    expect(act).toThrow(
      expect.objectContaining({ code: 'LIST_INVALID', place: { file: 'list.csv', line: 2 } }),
    );
});

test.each([
  ['a verdict that is none', `${ID},${A},maybe,,,,BBB`, 'verdict is accepted or rejected'],
  ['a verdict of a reviewer by the partner', `${ID},${A},charge,,,,BBB`, 'needs the source reviewer'],
  [
    'a verdict of the partner by a reviewer',
    `${ID},${A},accepted,,,,reviewer`,
    'verdict is charge or ignore',
  ],
  ['digits that are none', `${ID},9.9901E+14,accepted,,,,BBB`, 'imsi is 6 to 15 digits'],
  ['too many digits', `${ID},9990100000000011,accepted,,,,BBB`, 'imsi is 6 to 15 digits'],
  ['no agreement', `,${A},accepted,,,,BBB`, 'agreement_id'],
  ['a month that is none', `${ID},${A},accepted,2026-13,,,BBB`, 'from_period is a month'],
  ['no month between', `${ID},${A},accepted,2026-10,2026-10,,BBB`, 'until_period'],
])('%s is refused with its line and without the IMSI', (_, row, words) => {
  const act = () => list(`${ID},999010000000009,accepted,,,,BBB\n${row}`);
  expect(act).toThrow(
    expect.objectContaining({ code: 'LIST_INVALID', place: { file: 'list.csv', line: 3 } }),
  );
  expect(act).toThrow(words);
  expect(act).not.toThrow(/\d{6}/);
});

test('rows that contradict each other, in one file or two, in any month', () => {
  const [first, second] = [`${ID},${A},accepted,,2027-03,,BBB`, `${ID},${A},rejected,2027-02,,,CCC`];
  const act = () => verdictsOf([list(first, 'a.csv'), list(second, 'b.csv')], [agreement], '2026-10');
  expect(act).toThrow(expect.objectContaining({ code: 'LIST_INVALID', place: { file: 'b.csv', line: 2 } }));
  expect(act).toThrow(
    'Line 2 of a.csv says accepted of the same IMSI in the same months, this one rejected.',
  );
  expect(said(`${first}\n${ID},${A},rejected,2027-03,,,CCC`)).toEqual([`0 ${A} accepted`]);
  expect(said(`${first}\n${ID},${A},accepted,,,,CCC`)).toEqual([`0 ${A} accepted`]);
});
