/** Balanced traffic: whether the two agreements of it fit together. */
import { describe, expect, test } from 'vitest';
import { checkDirections, versionsInForce } from '../../../src/domain/agreement/set.ts';
import type { Agreement } from '../../../src/domain/agreement/types.ts';
import { RoamsettleError } from '../../../src/errors.ts';
import { agreementWith } from './documents.ts';

type Keys = Readonly<Record<string, string>>;

const A = '{ name: AAA, tadigs: [AAAVP], plmns: ["99970"] }';
const B = '{ name: BBB, tadigs: [BBBHA], plmns: ["99901"] }';
const balanced = (opposite: string, entry = 'service: data, unit: kB, round_up_bytes: 1024') =>
  `{ usage: [{ ${entry}, model: balanced, opposite: ${opposite}, balanced: "1", unbalanced: "2" }] }`;

/** Subscribers of B in A, and those of A in B. */
const one = (keys: Keys = {}) =>
  agreementWith({ id: 'ONE', visited: A, home: B, charges: balanced('OTHER'), ...keys });
const other = (keys: Keys = {}) =>
  agreementWith({ id: 'OTHER', visited: B, home: A, charges: balanced('ONE'), ...keys });

function refusal(agreements: readonly Agreement[], period?: string): RoamsettleError | null {
  try {
    checkDirections(agreements, period);
    return null;
  } catch (error) {
    if (error instanceof RoamsettleError) return error;
    throw error;
  }
}

describe('both directions', () => {
  test('fit, with prices of their own', () => {
    const dearer = balanced('ONE')
      .replace('"2"', '"3"')
      .replace('data, unit', 'data, unit_bytes: 1024, unit');
    expect(refusal([one(), other({ charges: dearer })])).toBeNull();
    expect(refusal([other(), one()], '2026-05')).toBeNull();
  });

  test('a home party may have codes that are visited nowhere, a visited one may not', () => {
    const more = B.replace('BBBHA', 'BBBHA, BBBMV');
    expect(refusal([one({ home: more }), other()])).toBeNull();
    expect(refusal([one(), other({ visited: more })])?.detail).toContain('is not the other direction');
  });

  test('one of them alone is refused where its entry names the other', () => {
    for (const period of [undefined, '2026-05']) {
      expect(refusal([one()], period)).toMatchObject({
        code: 'AGREEMENT_INVALID',
        place: { file: 'ONE.yaml', key: 'charges.usage[0].opposite', line: expect.any(Number) as number },
        detail: `ONE balances data with OTHER, which is not among the agreements${period === undefined ? '' : ' of 2026-05'}: give those of both directions together.`,
      });
    }
  });

  // biome-ignore format: one rule a line
  test.each<[why: string, keys: Keys, detail: string]>([
    ['the same direction again',   { visited: '{ name: C, tadigs: [CCCVP], plmns: ["99971"] }', home: B }, 'OTHER (OTHER.yaml) is not the other direction'],
    ['another home party',         { home: '{ name: C, tadigs: [CCCVP], plmns: ["99971"] }' },             'OTHER (OTHER.yaml) is not the other direction'],
    ['no entry for the service',   { charges: balanced('ONE', 'service: sms_mo, unit: event') },         'has no balanced entry for data: write one with opposite: ONE.'],
    ['a flat entry',               { charges: '{ usage: [{ service: data, unit: kB, price: "1" }] }' },    'has no balanced entry for data'],
    ['another opposite',           { charges: balanced('ELSE') },                                          'has another opposite: write opposite: ONE there.'],
    ['unit',                       { charges: balanced('ONE', 'service: data, unit: MB, round_up_bytes: 1024') }, 'differ in unit:'],
    ['unit_bytes',                 { charges: balanced('ONE', 'service: data, unit: kB, unit_bytes: 1000, round_up_bytes: 1024') }, 'differ in unit_bytes:'],
    ['round_up_bytes',             { charges: balanced('ONE', 'service: data, unit: kB') },              'differ in round_up_bytes:'],
    ['round_up_per',               { charges: balanced('ONE', 'service: data, unit: kB, round_up_bytes: 1024, round_up_per: session') }, 'differ in round_up_per:'],
    ['currency',                   { currency: 'USD' },                                                    'differ in currency:'],
    ['the basis',                  { period: '{ basis: start_utc }' },                                     'differ in period.basis:'],
  ])('%s', (_, keys, detail) => {
    for (const set of [[one(), other(keys)], [other(keys), one()]]) {
      const refused = refusal(set, '2026-05');
      expect(refused?.code).toBe('AGREEMENT_INVALID');
      expect(refused?.place.key).toBe('charges.usage[0].opposite');
    }
    expect(refusal([one(), other(keys)], '2026-05')?.detail).toContain(detail);
  });

  test('increments of calls', () => {
    const calls = (opposite: string, seconds: number) => ({
      charges: balanced(opposite, `service: voice_mo, unit: minute, increment_seconds: ${seconds}`),
    });
    expect(refusal([one(calls('OTHER', 30)), other(calls('ONE', 30))])).toBeNull();
    expect(refusal([one(calls('OTHER', 30)), other(calls('ONE', 60))])?.detail).toContain(
      'increment_seconds',
    );
  });

  test('are compared over the same days of the month, under one version', () => {
    const late = other({ term: '{ from: 2026-05-10, until: 2027-01-01 }' });
    // Of any month they share days; April has one of them alone, May other days.
    expect(refusal([one(), late])).toBeNull();
    expect(refusal([one(), late], '2026-04')?.detail).toContain('is not among the agreements of 2026-04');
    expect(refusal([one(), late], '2026-05')?.detail).toBe(
      'ONE and OTHER hold on different days of 2026-05: balanced traffic is compared over the same days.',
    );
    expect(refusal([one(), late], '2026-06')).toBeNull();
    const versions = [one(), one({ version: '2', effective: '2026-05-10', file: 'v2' })];
    expect(() => versionsInForce(versions, '2026-05')).toThrow(
      'Version 2 of ONE begins inside 2026-05: balanced traffic is compared over whole months.',
    );
    expect(versionsInForce(versions, '2026-06')).toHaveLength(1);
  });
});
