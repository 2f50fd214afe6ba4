/** Every file of test/corpus/golden decodes to the JSON beside it, which was written and checked by hand. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeFile } from '../../src/decode/decode-file.ts';
import type { DecodedTap, DecodeFailure } from '../../src/decode/outcome.ts';
import { showBatch } from '../../src/decode/show.ts';
import { corpusFiles, GOLDEN } from '../corpus/make.ts';
import { type DecodedRow, decodedCharges, decodedRows } from '../support/decoded-rows.ts';

const MAX_OCTETS = 4096;
/** MessagingEvent and MobileSession: their reference is a hash of a text. */
const HASHED_REFERENCE = [433, 434];

const entries = readdirSync(GOLDEN);
const names = entries
  .filter((entry) => entry.endsWith('.ber'))
  .map((entry) => entry.slice(0, -'.ber'.length));
const shown = names.filter((name) => entries.includes(`${name}.show.json`));

const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(GOLDEN, `${name}.ber`)));
const textOf = (entry: string): string => readFileSync(join(GOLDEN, entry), 'utf8');

/** As JSON has it: bigint as text, and no columns that are null. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part)));
}

function withoutNulls(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null));
}

function rowOf({ duplicate_hash: _, ...row }: DecodedRow): object {
  const hashed = row.reference !== null && HASHED_REFERENCE.includes(row.event_tag);
  return withoutNulls(hashed ? { ...row, reference: 'hash' } : row);
}

/** Sentences are free to change; codes and places are not. */
const placed = <T extends { readonly detail: string }>({ detail: _, ...rest }: T) => rest;

function summary(tap: DecodedTap): unknown {
  const { byteOffset, declared, decoded, agrees, differences } = tap.audit ?? {};
  return plain({
    header: tap.header,
    tables: tap.tables,
    audit: tap.audit && { declared, decoded, agrees, differences, byteOffset },
    warnings: tap.warnings.map(placed),
    rejected: tap.rejected.map(placed),
    rows: decodedRows(tap).map(rowOf),
    charges: decodedCharges(tap).map(withoutNulls),
    returns: tap.returns,
  });
}

function outcomeOf(name: string): { readonly file: string; readonly value: unknown } {
  const outcome = decodeFile(bytesOf(name), 0);
  if (outcome.ok) return { file: `${name}.json`, value: summary(outcome) };
  const failure: Omit<DecodeFailure, 'detail'> = placed(outcome.failure);
  return { file: `${name}.error.json`, value: plain(failure) };
}

describe('golden files', () => {
  test.each(names)('%s', (name) => {
    const { file, value } = outcomeOf(name);
    expect(entries, `the outcome is of ${file}`).toContain(file);
    expect(value).toEqual(JSON.parse(textOf(file)));
  });

  test.each(shown)('%s as `tap show` prints it', (name) => {
    let text = '';
    const result = showBatch(bytesOf(name), 0, { indent: 2 }, (piece) => {
      text += piece;
    });
    expect(result).toEqual({ result: 'shown' });
    expect(`${text}\n`).toBe(textOf(`${name}.show.json`));
  });

  test('every file is small and has exactly one JSON, and every JSON a file', () => {
    expect(shown.length).toBeGreaterThan(1);
    for (const name of names) {
      expect(bytesOf(name).length, name).toBeLessThan(MAX_OCTETS);
      const beside = [`${name}.json`, `${name}.error.json`].filter((entry) => entries.includes(entry));
      expect(beside, name).toHaveLength(1);
    }
    const json = [...names, ...names.map((name) => `${name}.error`), ...shown.map((name) => `${name}.show`)];
    expect(entries.filter((entry) => !entry.endsWith('.ber') && !json.includes(entry.slice(0, -5)))).toEqual(
      [],
    );
  });

  test('the maker makes these files', () => {
    const made = corpusFiles();
    expect([...made.keys()].sort()).toEqual([...names].sort());
    for (const [name, bytes] of made) expect(bytes, name).toEqual(bytesOf(name));
  });

  test('the README has a line for each file', () => {
    const readme = readFileSync(join(GOLDEN, '../README.md'), 'utf8');
    const listed = [...readme.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual([...names].sort());
  });
});
