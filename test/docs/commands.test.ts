/** docs/commands.md and the commands say the same, and the README leads to each of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Option } from 'commander';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../tidy/repository.ts';
import { allCommands, differences, page, sections, shapeOf, shapesOf } from './command-page.ts';

const commands = await allCommands();
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const names = [...commands.keys()];

/** Options that many commands share, with the defaults that hang on the machine. */
const SHARED: Readonly<Record<string, string>> = {
  '--json': '',
  '--data': '`./data`',
  '--workers': 'cores',
  '--memory': 'half of the machine',
};

function synopsis(name: string, command: Command): string {
  const args = command.registeredArguments.map((argument) => {
    const word = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${word}>` : `[${word}]`;
  });
  const required = command.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
  return `\`roamsettle ${[name, ...args, ...required, '[options]'].join(' ')}\``;
}

function row({ flags, mandatory, defaultValue, description, argChoices }: Option): string {
  const value = defaultValue === undefined ? '' : `\`${[defaultValue].flat().join(',')}\``;
  const choices = argChoices === undefined ? '' : ` (${argChoices.join(', ')})`;
  return cells([`\`${flags}\``, mandatory ? 'required' : value, `${description}${choices}`]);
}

const cells = (texts: readonly string[]) =>
  `|${texts.map((text) => (text === '' ? ' ' : ` ${text} `)).join('|')}|`;
const rowsIn = (text: string) => text.split('\n').filter((line) => line.startsWith('| `--'));

describe('the page of commands', () => {
  test('has a section for each command, and for nothing else', () => {
    expect(names.length).toBeGreaterThan(30);
    expect([...sections.keys()].toSorted()).toEqual(names.toSorted());
    expect(page.match(/^### /gm)).toHaveLength(names.length);
  });

  test.each(names)('%s: arguments, options with defaults and words, and what --json prints', (name) => {
    const command = commands.get(name)!;
    const text = sections.get(name)!;
    expect(text.trim().split('\n', 1)).toEqual([synopsis(name, command)]);
    const own = command.options.filter(({ long }) => !Object.hasOwn(SHARED, long!));
    expect(rowsIn(text)).toEqual(own.map(row));
    expect(shapesOf(name).length).toBeGreaterThan(0);
  });

  test.each(Object.entries(SHARED))('%s: who takes it', (long, value) => {
    const takers = names.filter((name) => commands.get(name)!.options.some((option) => option.long === long));
    const { flags, description } = commands.get(takers[0]!)!.options.find((option) => option.long === long)!;
    const [shared = ''] = page.split(/^## Trying it out$/m);
    const written = rowsIn(shared).find((line) => line.startsWith(`| \`${long}`))!;
    const who = written.split('|').at(-2)!.trim();
    expect(written).toBe(cells([`\`${flags}\``, value, description, who]));
    const named = [...who.matchAll(/`([a-z ]+)`/g)].map(([, name]) => name!);
    const said = who.startsWith('all') ? names.filter((name) => !named.includes(name)) : named;
    expect(said.toSorted()).toEqual(takers.toSorted());
  });
});

test('the README has a row and a link for each command', () => {
  const rows = readme.split('\n').filter((line) => line.startsWith('| ['));
  const linked = rows.flatMap((line) =>
    [...line.matchAll(/\[`([a-z ]+)`\]\(docs\/commands\.md#([a-z-]+)\)/g)].map(([, name, anchor]) => {
      expect(anchor).toBe(name!.replaceAll(' ', '-'));
      expect(line).toMatch(/ \| \S.{10,} \|$/);
      return name!;
    }),
  );
  expect(linked.toSorted()).toEqual(names.toSorted());
});

test('what a page says of an object is held against it', () => {
  const shape = shapeOf('{a, b?, c: [{d, …}], e: {f}}');
  expect(differences(shape, { a: 1, c: [{ d: 1, g: 2 }], e: null })).toEqual([]);
  expect(differences(shape, { b: 1, c: [{ g: 2 }], e: { f: 1, h: 1 }, i: 1 })).toEqual([
    '.a is missing',
    '.i is not described',
    '.c[].d is missing',
    '.e.h is not described',
  ]);
  expect(differences(shape, { a: 1, c: {}, e: 1 })).toEqual(['.c is no list', '.e is no object']);
  expect(() => shapeOf('{a, b')).toThrow('} is missing');
});
