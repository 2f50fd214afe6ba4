/** What the text of the repository must and must not hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { filesIn, type RepositoryFile, ROOT } from './repository.ts';

const MAX_LINES = 320;
const source = filesIn(['src', 'workers'], '.ts');
const sql = filesIn(['sql'], '.sql');

/** `path:line` of every match. */
function places(files: readonly RepositoryFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(new RegExp(pattern, `${pattern.flags.replace('g', '')}g`))].map(
      ({ index }) => `${path}:${text.slice(0, index).split('\n').length}`,
    ),
  );
}

/** Template literals as written. */
function templatesOf(path: string, text: string): string[] {
  const found: string[] = [];
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext);
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      found.push(text.slice(node.getStart(tree), node.end));
    }
    node.forEachChild(visit);
  };
  visit(tree);
  return found;
}

describe('source', () => {
  test('files are short', () => {
    const long = source.filter(({ text }) => text.trimEnd().split('\n').length > MAX_LINES);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test('nothing is printed past the command line', () => {
    expect(places(source, /\bconsole\./)).toEqual([]);
    const elsewhere = source.filter(({ path }) => !path.startsWith('src/cli/'));
    expect(places(elsewhere, /\bprocess\.(stdout|stderr)\b/)).toEqual([]);
  });

  test('nothing is left for later', () => {
    expect(places([...source, ...sql], /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
  });

  test('no literal looks like a subscriber', () => {
    const generated = source.filter(({ path }) => !path.startsWith('src/generate/'));
    // A JavaScript or SQL limit of round thousands is no IMSI.
    expect(places([...generated, ...sql], /(?<![\d.])(?!\d0+\b)\d{15}(?!\d)/)).toEqual([]);
  });

  test('SQL of several lines lives in sql/', () => {
    const long = source.flatMap(({ path, text }) =>
      templatesOf(path, text).filter((template) =>
        /\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE)\b[\s\S]*\n/.test(template),
      ),
    );
    expect(long).toEqual([]);
    expect(templatesOf('x.ts', 'f(`SELECT\n1`, `b`); // `c`')).toEqual(['`SELECT\n1`', '`b`']);
  });
});

describe('sql', () => {
  test('a file begins by saying what one of its rows is', () => {
    const silent = sql.filter(({ text }) => {
      const comment = /^(?:--.*\n)+/.exec(text)?.[0] ?? '';
      return !/\bGrain: |\b[Oo]ne row\b|\bmacros?\b|^-- (Migration|Appends) /i.test(comment);
    });
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test('a migration says it of every table', () => {
    for (const { path, text } of sql.filter((file) => file.path.startsWith('sql/migrations/'))) {
      // Tables that follow each other without a blank line share a comment.
      const blocks = text.split(/\n\s*\n/).filter((block) => /^CREATE TABLE/m.test(block));
      expect(blocks.length, path).toBeGreaterThan(0);
      expect(blocks.filter((block) => !block.startsWith('-- Grain: '))).toEqual([]);
    }
  });
});

describe('repository', () => {
  test('the licence in package.json is the one in LICENSE', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { license: string };
    const text = readFileSync(join(ROOT, 'LICENSE'), 'utf8');
    expect(manifest.license).toBe('Apache-2.0');
    expect(text).toMatch(/Apache License\s+Version 2\.0, January 2004/);
    expect(text).toContain('END OF TERMS AND CONDITIONS');
  });

  test('the changelog has an entry for the version', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')).toContain(`\n## [${version}]`);
  });
});
