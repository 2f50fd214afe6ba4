/**
 * The SQL catalogue: every statement lives in `sql/<folder>/<name>.sql`, one relation a file, its grain in the first
 * comment. TypeScript names a file and binds named parameters (`$name`); identifiers that SQL cannot bind are
 * written `{{name}}` in the file and must match [a-z0-9_]+, or are the place of a column (`#3`).
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SQL_ROOT = new URL('../../sql/', import.meta.url);
const cache = new Map<string, string>();
/** A name of ours, or the place of a column from 1. */
const IDENTIFIER = /^(?:[a-z0-9_]+|#[1-9][0-9]*)$/;

/** Text of `sql/<name>.sql` with `{{key}}` replaced. Throws on an unknown placeholder or an unsafe identifier. */
export function sqlText(name: string, identifiers: Readonly<Record<string, string>> = {}): string {
  let text = cache.get(name);
  if (text === undefined) {
    text = readFileSync(fileURLToPath(new URL(`${name}.sql`, SQL_ROOT)), 'utf8');
    cache.set(name, text);
  }
  return text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const value = identifiers[key];
    if (value === undefined || !IDENTIFIER.test(value)) throw new Error(`sql/${name}.sql: bad {{${key}}}`);
    return value;
  });
}
