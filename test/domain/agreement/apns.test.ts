import { expect, test } from 'vitest';
import { apnExpression, apnMatcher } from '../../../src/domain/agreement/apns.ts';

test.each([
  ['iot0.bbbha.example', 'IOT0.BBBHA.Example', true],
  ['iot0.bbbha.example', 'iot0.bbbha.example.mnc001.mcc999.gprs', true],
  ['*.m2m.example', 'a.b.m2m.example.MNC01.MCC999.GPRS', true],
  ['iot0', 'iot0.mnc001.mcc999', false],
  ['iot0', 'iot0.mnc001.mcc999.gprs.', false],
  ['iot0.mnc001.mcc999.gprs', 'iot0.mnc001.mcc999.gprs', true],
  ['*.m2m.example', 'm2m.example', false],
  ['*.m2m.example', '.m2m.example', false],
  ['a.*.b.*', 'a.b.b.b', true],
  ['a.*.b.*', 'a.b.b', false],
  ['a_b', 'a?b', false],
])('declared %s, seen %s: %j', (declared, seen, expected) => {
  expect(apnMatcher([declared])(seen)).toBe(expected);
  expect(new RegExp(apnExpression([declared])!).test(seen.toLowerCase())).toBe(expected);
});

test('matcher and expression agree on every pattern and name of few labels', () => {
  const names = (labels: readonly string[], length: number): string[] =>
    length === 1
      ? [...labels]
      : names(labels, length - 1).flatMap((name) => labels.map((l) => `${name}.${l}`));
  const upTo = (labels: readonly string[], length: number) =>
    Array.from({ length }, (_, i) => names(labels, i + 1)).flat();
  const seen = upTo(['a', 'b'], 5);
  for (const pattern of upTo(['a', 'b', '*'], 5)) {
    const isOne = apnMatcher([pattern]);
    const expression = new RegExp(apnExpression([pattern])!);
    expect(seen.filter(isOne), pattern).toEqual(seen.filter((name) => expression.test(name)));
  }
});

test('many labels * and a name of many labels come to an end', () => {
  const declared = `${Array(45).fill('*.a').join('.').slice(0, 98)}.x`;
  expect(apnMatcher([declared])(Array(127).fill('a').join('.'))).toBe(false);
});
