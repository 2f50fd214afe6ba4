/** docs/agreement.md against the schema and the loader. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAgreement } from '../../../src/domain/agreement/load.ts';
import schema from '../../../src/domain/agreement/schema.json' with { type: 'json' };
import { runExamples } from '../../../src/settle/charge-models/examples.ts';

const docs = readFileSync(new URL('../../../docs/agreement.md', import.meta.url), 'utf8');

test('the agreement of the page loads and its examples come out', () => {
  const text = /```yaml\n(.*?)```/s.exec(docs)?.[1] ?? '';
  const agreement = parseAgreement(text, 'docs.yaml');
  expect(agreement.examples).toHaveLength(2);
  expect(runExamples(agreement)).toEqual([]);
});

/** Names of all properties, at any depth. */
function propertyNames(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'properties' in node ? Object.keys(node.properties as object) : [];
  return [...own, ...Object.values(node).flatMap(propertyNames)];
}

test('every key of the schema is on the page, as code', () => {
  const names = [...new Set(propertyNames(schema))];
  expect(names.length).toBeGreaterThan(50);
  const code = (docs.match(/`[^`\n]+`|```yaml[^`]+```/g) ?? []).join(' ');
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
});
