/** docs/findings.md names every option of the commands that it is about, with its default and its words. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blindspotsCommand } from '../../src/cli/blindspots.ts';
import { driftCommand } from '../../src/cli/drift.ts';
import { rangesCommand } from '../../src/cli/ranges.ts';
import { ROOT } from '../tidy/repository.ts';

/** Of every command. */
const COMMON = ['--data', '--json'];

test('the table of options is what the commands take', () => {
  const page = readFileSync(join(ROOT, 'docs/findings.md'), 'utf8');
  const [, table = ''] = /^\| command \| option \|.*\n\|[-|]+\|\n((?:\|.*\n)+)/m.exec(page) ?? [];
  const rows = [rangesCommand(), blindspotsCommand(), driftCommand()].flatMap((command) =>
    command.options
      .filter(({ long }) => !COMMON.includes(long!))
      .map(({ flags, defaultValue, description }) => {
        const value = defaultValue === undefined ? '' : `\`${defaultValue}\` `;
        return `| \`${command.name()}\` | \`${flags}\` | ${value}| ${description} |`;
      }),
  );
  expect(table.trimEnd().split('\n')).toEqual(rows);
});
