/** Links of the README, the changelog and docs/ lead to a file, and to a heading in it; every document is led to. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, ROOT } from '../tidy/repository.ts';

const pages = [
  ...['README.md', 'CHANGELOG.md'].map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') })),
  ...filesIn(['docs'], '.md'),
];

/** Anchors that GitHub gives to headings: lower case, words joined by hyphens. */
const anchorsIn = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
const anchors = new Map(pages.map(({ path, text }) => [path, anchorsIn(text)]));

/** Files that a page links to, from the root, with the anchor behind `#`. */
const linksOf = ({ path, text }: (typeof pages)[number]): { file: string; anchor: string | undefined }[] =>
  [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, target]) => {
    const [file = '', anchor] = target!.split('#');
    return { file: file === '' ? path : join(dirname(path), file), anchor };
  });

test.each(pages)('links of $path lead somewhere', (page) => {
  const broken = linksOf(page).filter(
    ({ file, anchor }) =>
      !existsSync(join(ROOT, file)) || (anchor !== undefined && anchors.get(file)?.includes(anchor) !== true),
  );
  expect(broken).toEqual([]);
});

test('the README leads to every document', () => {
  const led = new Set(linksOf(pages[0]!).map(({ file }) => file));
  expect(pages.map(({ path }) => path).filter((path) => path !== 'README.md' && !led.has(path))).toEqual([]);
});

test('every script that a page names is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const named = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\bnpm run (?:-s )?([a-z][\w:-]*)/g)].map(([, script]) => ({ path, script: script! })),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ script }) => !Object.hasOwn(scripts, script))).toEqual([]);
});
