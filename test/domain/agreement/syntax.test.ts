import { expect, test } from 'vitest';
import { edit, refusal, SMALLEST } from './documents.ts';

const SYNTAX: readonly (readonly [what: string, text: string, line: number, detail: RegExp])[] = [
  ['a quote that is not closed', 'id: a\nversion: "1', 2, /Missing closing quote/],
  ['a tab as indentation', 'id: a\nvisited:\n\tname: x', 3, /Tabs are not allowed/],
  ['a duplicate key', 'id: a\nversion: 1\nid: b', 3, /id stands twice in one map, first on line 1/],
  [
    'a duplicate key below',
    'term:\n  from: a\n  until: b\n  from: c',
    4,
    /from stands twice in one map, first on line 2/,
  ],
  ['a custom tag', 'id: a\nversion: !mine 1', 2, /tag/i],
  ['a core tag', 'version: 1\nid: !!str 5', 2, /Tags/],
  ['a binary tag', 'id: !!binary aGk=', 1, /Tags/],
  ['an alias without an anchor', 'version: 1\nid: *x', 2, /no anchor/],
  ['an alias that holds itself', 'id: &a [*a]', 1, /deeper than 32/],
  ['a list as key', 'version: 1\n? [a]\n: b', 2, /A key is plain text/],
  ['a second document', 'id: a\n---\nid: b', 2, /one document/],
  ['33 levels', `a: ${'['.repeat(40)}${']'.repeat(40)}`, 1, /deeper than 32/],
];

test.each(SYNTAX)('AGREEMENT_SYNTAX: %s', (_, text, line, detail) => {
  const error = refusal(text);
  expect(error).toMatchObject({ code: 'AGREEMENT_SYNTAX', place: { file: 'a.yaml', line } });
  expect(error.detail).toMatch(detail);
});

test('merge keys are off: << is a key that nobody knows', () => {
  const text = edit(SMALLEST, 'charges: {}', 'charges:\n  <<: { usage: [] }');
  expect(refusal(text)).toMatchObject({ code: 'AGREEMENT_SCHEMA', place: { line: 11, key: 'charges.<<' } });
});

const MIB = 1024 * 1024;
/** Nine aliases of nine aliases of nine …: 9^9 values. */
const LAUGHS = Array.from(
  { length: 9 },
  (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`,
);

const BOMBS: readonly (readonly [what: string, text: string])[] = [
  ['nested lists', '['.repeat(MIB)],
  ['nested lists within the tokens', '['.repeat(190_000)],
  ['nested maps', '{a: '.repeat(30_000)],
  ['nested dashes', '- '.repeat(90_000)],
  ['nested question marks', '? '.repeat(49_000)],
  ['commas', `[${','.repeat(60_000)}]`],
  ['closing brackets', '] '.repeat(30_000)],
  ['anchors', '&a '.repeat(30_000)],
  ['documents', '---\n'.repeat(200_000)],
  ['comments', '#\n'.repeat(500_000)],
  ['laughs', ['a0: &a0 [x]', ...LAUGHS].join('\n')],
  ['wide aliases', `- &a [${'x,'.repeat(40_000)}]\n${'- *a\n'.repeat(90)}`],
  ['aliases', `- &a x\n${'- *a\n'.repeat(10_000)}`],
];

test.each(BOMBS)('a bomb of %s is AGREEMENT_SYNTAX', (_, text) => {
  const error = refusal(text);
  expect(error.code).toBe('AGREEMENT_SYNTAX');
  expect(error.message.length).toBeLessThan(500);
});

test.each([
  ['keys', Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n')],
  ['names of segments', `charges: { usage: [{ segments: [${'a,'.repeat(40_000)}b] }] }`],
  ['lists as names', `charges: { usage: [{ segments: [${'[a],'.repeat(30_000)}b] }] }`],
])('%s without end are AGREEMENT_SCHEMA with a short list', (_, text) => {
  const error = refusal(text);
  expect(error.code).toBe('AGREEMENT_SCHEMA');
  expect(error.message.length).toBeLessThan(3000);
});

test('a text over 1 MiB is not read, counted in bytes', () => {
  expect(refusal(`#${'x'.repeat(MIB)}`).code).toBe('FILE_TOO_LARGE');
  expect(refusal(`#${'é'.repeat(MIB / 2)}`).code).toBe('FILE_TOO_LARGE');
});

test('no refusal repeats an IMSI', () => {
  const imsi = '999017000000001';
  const texts = [
    `${imsi}: 1`,
    `id: "${imsi}\n`,
    `id: a\n  ${imsi}: b\n d`,
    `&a${imsi} &b${imsi} x`,
    edit(SMALLEST, 'charges: {}', `charges: {}\nexclude: { imsi_ranges: ["${imsi}"] }`),
    edit(SMALLEST, 'charges: {}', `charges: {}\nexclude: { imsi_ranges: ["${imsi}-999017000000000"] }`),
    edit(SMALLEST, 'charges: {}', `charges: {}\nexclude: { ${imsi}: [] }`),
  ];
  for (const text of texts) expect(refusal(text).message).not.toContain(imsi);
});
