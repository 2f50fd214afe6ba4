/** docs/model.md explains all of the model: every file of it is named, and what is named is there. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, ROOT } from '../tidy/repository.ts';

const page = readFileSync(join(ROOT, 'docs/model.md'), 'utf8');
const sources = filesIn(['src/classify/model'], '.ts');
const named = (pattern: RegExp) => [...new Set([...page.matchAll(pattern)].map(([, name]) => name!))];

test('every file of the model is named', () => {
  expect(sources.length).toBeGreaterThan(15);
  expect(sources.map(({ path }) => basename(path)).filter((name) => !page.includes(`\`${name}\``))).toEqual(
    [],
  );
});

test('every file that is named is there', () => {
  const files = named(/`([\w./-]+\.(?:ts|sql))`/g);
  const missing = files.filter(
    (name) => !existsSync(join(ROOT, name.includes('/') ? name : `src/classify/model/${name}`)),
  );
  expect(missing).toEqual([]);
});

test('every constant that is named is there', () => {
  const constants = named(/`([A-Z][A-Z_]{3,})`/g);
  expect(constants.length).toBeGreaterThan(10);
  expect(
    constants.filter((name) => !sources.some(({ text }) => new RegExp(`\\b${name}\\b`).test(text))),
  ).toEqual([]);
});

test('every paper that the source names is cited', () => {
  const years = sources.flatMap(({ text }) =>
    text
      .split('\n')
      .filter((line) => /^\s*(?:\/\*\*|\*|\/\/)/.test(line))
      .flatMap((line) => [...line.matchAll(/\b(?:19|20)\d\d(?=[).])/g)].map(([year]) => year)),
  );
  expect(years.length).toBeGreaterThan(5);
  expect(years.filter((year) => !page.includes(year))).toEqual([]);
});
