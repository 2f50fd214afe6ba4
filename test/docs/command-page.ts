/** docs/commands.md as its tests read it: a section of each command, and the keys that it says a command prints. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { COMMANDS } from '../../src/cli/program.ts';
import { ROOT } from '../tidy/repository.ts';

export const page = readFileSync(join(ROOT, 'docs/commands.md'), 'utf8');

/** Text below the heading of each command, up to the next heading. */
export const sections: ReadonlyMap<string, string> = new Map(
  page
    .split(/^#+ /m)
    .map((part) => /^`([a-z ]+)`\n([\s\S]*)$/.exec(part))
    .filter((found) => found !== null)
    .map(([, name, text]) => [name!, text!]),
);

/** Every command by its whole name, as the program has them. */
export async function allCommands(): Promise<ReadonlyMap<string, Command>> {
  const all = new Map<string, Command>();
  for (const make of Object.values(COMMANDS)) {
    const command = await make();
    if (command.commands.length === 0) all.set(command.name(), command);
    for (const one of command.commands) all.set(`${command.name()} ${one.name()}`, one);
  }
  return all;
}

/** `{a, b: {c}, d: [{e?, …}]}`: keys of an object; null where nothing is said of a value. */
export type Shape = null | [Shape] | { readonly keys: ReadonlyMap<string, Shape> };

/** The objects that the section of a command shows after `--json`. */
export function shapesOf(command: string): Shape[] {
  const [, paragraph = ''] = /^`--json`: ([\s\S]+?)\n\n/m.exec(`${sections.get(command)}\n\n`) ?? [];
  return [...paragraph.matchAll(/`(\{[^`]+\})`/g)].map(([, text]) => shapeOf(text!));
}

export function shapeOf(text: string): Shape {
  const words = text.match(/[{}[\],:?]|[\w…]+/g)!;
  let at = 0;
  const take = (wanted: string) => {
    if (words[at++] !== wanted) throw new Error(`${text}: ${wanted} is missing`);
  };
  const value = (): Shape => {
    if (words[at] === '[') {
      at++;
      const item = value();
      take(']');
      return [item];
    }
    take('{');
    const keys = new Map<string, Shape>();
    for (;;) {
      let key = words[at++]!;
      if (words[at] === '?') key += words[at++]!;
      const described = words[at] === ':';
      if (described) at++;
      keys.set(key, described ? value() : null);
      if (words[at] !== ',') break;
      at++;
    }
    take('}');
    return { keys };
  };
  const shape = value();
  if (at !== words.length) throw new Error(`${text}: more behind its end`);
  return shape;
}

/** What of `value` is not as described, by path; a list stands for its items together. */
export function differences(shape: Shape, value: unknown, path = ''): string[] {
  if (shape === null || value === null) return [];
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return [...new Set(value.flatMap((item) => differences(shape[0], item, `${path}[]`)))];
  }
  if (typeof value !== 'object' || Array.isArray(value)) return [`${path} is no object`];
  const found = value as Record<string, unknown>;
  const described = [...shape.keys].filter(([key]) => key !== '…');
  const names = described.map(([key]) => key.replace('?', ''));
  return [
    ...described.flatMap(([key]) => (key.endsWith('?') || key in found ? [] : [`${path}.${key} is missing`])),
    ...(shape.keys.has('…')
      ? []
      : Object.keys(found)
          .filter((key) => !names.includes(key))
          .map((key) => `${path}.${key} is not described`)),
    ...described.flatMap(([key, inner]) =>
      differences(inner, found[key.replace('?', '')] ?? null, `${path}.${key.replace('?', '')}`),
    ),
  ];
}
