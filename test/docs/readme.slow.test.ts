/**
 * The README is true: its commands run, and its excerpt is what the demo prints.
 *
 * Every line of a ```sh block is either run by `.ci/run` or run here, in the order of the page, in a copy of the repository
 * whose folders are links. Sizes are made small; the demo is run as it stands, because the page quotes it.
 */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../tidy/repository.ts';

const SMALL = '60';
const MINUTES = 60_000;
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8');

const commands = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  .flatMap(([, block]) => block!.trim().split('\n'))
  .flatMap((line) => line.split(' && '));
const byCi = (command: string) => new RegExp(`^${command}( |$)`, 'm').test(ci);
const here = [...new Set(commands.filter((command) => !byCi(command)))];

let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'roamsettle-readme-'));
  cpSync(join(ROOT, 'package.json'), join(clone, 'package.json'));
  for (const name of ['node_modules', 'src', 'workers', 'sql'])
    symlinkSync(join(ROOT, name), join(clone, name));
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

async function bash(script: string): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: clone,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return stdout;
}

test('the page names the commands of a first hour', () => {
  expect(commands.filter(byCi).toSorted()).toEqual([
    'npm ci',
    'npm ci',
    'npm run lint',
    'npm run typecheck',
    'npm test',
  ]);
  expect(here).toContain('npm run demo');
  for (const command of ['generate', 'ingest', 'settle', 'report', 'explain', 'check', 'status', 'runs']) {
    expect(
      here.some((line) => line.includes(`roamsettle -- ${command}`)),
      command,
    ).toBe(true);
  }
});

/** Lines that a page quotes of a command and that are not among those it printed. */
function notPrinted(page: string, command: string, printed: string): string[] {
  const lines = new Set(printed.split('\n').map((line) => line.trimEnd()));
  const [, rest = ''] = page.split(`<!-- excerpt of: ${command} -->\n\`\`\`text\n`);
  const quoted = rest.slice(0, rest.indexOf('\n```'));
  expect(quoted.length).toBeGreaterThan(500);
  return quoted.split('\n').filter((line) => line !== '…' && !lines.has(line.trimEnd()));
}

test('the demo prints what the page quotes', { timeout: 4 * MINUTES }, async () => {
  const printed = await bash('npm run -s demo');
  expect(notPrinted(readme, 'npm run demo', printed), `the demo prints:\n${printed}`).toEqual([]);
});

test('a device of the demo is explained as docs/model.md quotes it', { timeout: MINUTES }, async () => {
  const page = readFileSync(join(ROOT, 'docs/model.md'), 'utf8');
  const [, imsi] = /<!-- excerpt of: explain (\d+) -->/.exec(page)!;
  const [run] = readdirSync(join(clone, 'demo/data/runs'));
  const printed = await bash(`npm run -s roamsettle -- explain ${run} ${imsi} --data demo/data`);
  expect(notPrinted(page, `explain ${imsi}`, printed), `it prints:\n${printed}`).toEqual([]);
});

test('the month by hand runs as written', { timeout: 4 * MINUTES }, async () => {
  const script = here
    .filter((command) => command !== 'npm run demo')
    .map((command) => command.replace(/--devices \d+/, `--devices ${SMALL}`));
  const printed = await bash(script.join('\n'));
  expect(printed).toContain(`${SMALL} devices`);
  expect(printed).toMatch(/^run [0-9a-f]{64}/m);
  expect(printed).toMatch(/^IMSI \d{15} under /m);
  expect(printed).toContain('TADIG pairs');
  expect(existsSync(join(clone, 'report/report.html'))).toBe(true);
});
