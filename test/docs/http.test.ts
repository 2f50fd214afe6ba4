/** docs/http.md names every key of the configuration, with its default and its words. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import schema from '../../src/config/serve.schema.json' with { type: 'json' };
import { ROOT } from '../tidy/repository.ts';

const OF_MACHINE: Readonly<Record<string, string>> = { workers: 'cores', memory: 'half of the machine' };

test('the table of the configuration is the schema', () => {
  const page = readFileSync(join(ROOT, 'docs/http.md'), 'utf8');
  const [, table = ''] = /^\| key \|.*\n\|[-|]+\|\n((?:\|.*\n)+)/m.exec(page) ?? [];
  const rows = Object.entries(
    schema.properties as Record<string, { default?: unknown; description: string }>,
  ).map(([key, { default: value, description }]) => {
    const shown = OF_MACHINE[key] ?? (Array.isArray(value) ? 'none' : `\`${value}\``);
    return `| \`${key}\` | ${shown} | ${description} |`;
  });
  expect(table.trimEnd().split('\n')).toEqual(rows);
});
