/** A short run of the fuzzer, and every file that it ever found. The long run: `npm run fuzz`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from './check.ts';
import { mutant } from './mutate.ts';
import { makePool } from './pool.ts';

const MUTANTS = 4_000;
const SEED = 20_260_101;
const FOUND = join(import.meta.dirname, '../corpus/found');

const pool = makePool({ withSamples: false });

/** What the product says of a file, and what differs. */
function look(bytes: Uint8Array): { readonly code: string; readonly finding: string | null } {
  const { code, difference } = check(bytes);
  return { code, finding: difference?.signature ?? null };
}

test('the pool has sound files of every release', () => {
  const decoded = pool.filter(({ bytes }) => check(bytes).code === 'decoded');
  expect(decoded.length).toBeGreaterThan(200);
  expect(pool.flatMap(({ bytes }) => look(bytes).finding ?? [])).toEqual([]);
});

test('mutants decode equal to the reference or are refused by both', { timeout: 120_000 }, () => {
  const findings: string[] = [];
  const codes = new Set<string>();
  for (let index = 0; index < MUTANTS && findings.length < 5; index++) {
    const bytes = mutant(pool, SEED, index);
    const { code, finding } = look(bytes);
    codes.add(code);
    if (finding !== null) findings.push(`${index}: ${finding} ${Buffer.from(bytes).toString('hex')}`);
  }
  expect(findings).toEqual([]);
  expect([...codes]).toEqual(expect.arrayContaining(['decoded', 'BER_CLASS', 'TAP_SYNTAX', 'TAP_RANGE']));
});

test('a mutant is the same every time', () => {
  expect(mutant(pool, 7, 77)).toEqual(mutant(makePool({ withSamples: false }), 7, 77));
});

describe('found before', () => {
  test.each(readdirSync(FOUND).filter((name) => name.endsWith('.ber')))('%s', (name) => {
    expect(look(new Uint8Array(readFileSync(join(FOUND, name)))).finding).toBeNull();
  });
});
