/** docs/rules.md has every rule that a comment or a document cites. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, ROOT } from '../tidy/repository.ts';

test('a rule that is cited is written down', () => {
  const page = readFileSync(join(ROOT, 'docs/rules.md'), 'utf8');
  const written = new Set([...page.matchAll(/^(\d+)\. \*\*/gm)].map(([, number]) => number));
  const cited = [
    ...['.ts', '.sql'].flatMap((ending) => filesIn(['src', 'sql', 'workers', 'test', 'bench'], ending)),
    ...filesIn(['docs'], '.md'),
  ].flatMap(({ path, text }) =>
    [...text.matchAll(/\brules? (\d+)(?:(?:,| and| to) (\d+))*/g)].flatMap(([words]) =>
      [...words.matchAll(/\d+/g)].map(([number]) => ({ path, number })),
    ),
  );
  expect(cited.length).toBeGreaterThan(100);
  expect(cited.filter(({ number }) => !written.has(number))).toEqual([]);
});
