/** Help, usage errors and refusals: exit codes and words. */
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Store } from '../../src/store/store.ts';
import { filesIn } from '../tidy/repository.ts';
import { expectNoTrace, jsonOf, roamsettle, roamsettleHere } from './cli.ts';

let folder: string;
const inFolder = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-usage-'));
  mkdirSync(inFolder('agreements'));
  mkdirSync(inFolder('full'));
  writeFileSync(inFolder('full/file.txt'), 'not a report');
  writeFileSync(inFolder('broken.yaml'), 'id: [');
  writeFileSync(inFolder('rates.csv'), 'period,from_currency\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Groups of commands: folders of src/cli. */
const GROUPS = ['tap', 'dispute', 'review', 'token', 'audit'];
/** The commands, from the files that define them. */
const COMMANDS = filesIn(['src/cli'], '.ts').flatMap(({ path, text }) =>
  [...text.matchAll(/new Command\('([a-z]+)'\)/g)]
    .map(([, name]) => name!)
    .filter((name) => name !== 'roamsettle' && !GROUPS.includes(name))
    .map((name) => {
      const group = GROUPS.find((folder) => path.startsWith(`src/cli/${folder}/`));
      return group === undefined ? name : `${group} ${name}`;
    }),
);

describe('help', () => {
  test('there are the commands of this version', () => {
    expect(COMMANDS.toSorted()).toEqual(
      [
        ...[
          'demo',
          'generate',
          'ingest',
          'issue',
          'evaluate',
          'ranges',
          'blindspots',
          'drift',
          'reconcile',
          'pack',
          'verify',
          'settle',
          'simulate',
          'report',
          'diff',
          'trace',
          'explain',
          'check',
          'declare',
          'status',
          'runs',
          'serve',
        ],
        ...['tap show', 'tap check'],
        ...['dispute import', 'dispute list', 'dispute show', 'dispute resolve'],
        ...['review list', 'review export', 'review decide', 'review import', 'review history'],
        ...['token create', 'token list', 'token revoke'],
        ...['audit show', 'audit verify'],
      ].toSorted(),
    );
  });

  // What the help says of arguments and options stands in docs/commands.md too: test/docs/commands.test.ts.
  test.each(COMMANDS)('%s has help and --json', async (command) => {
    const help = await roamsettleHere([...command.split(' '), '--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain(`Usage: roamsettle ${command}`);
    expect(help.stdout).toMatch(/^ {2}--json /m);
  });
});

describe('usage errors exit with 2', () => {
  test.each<readonly [string, readonly string[], RegExp]>([
    ['no command', [], /Usage: roamsettle/],
    ['an unknown command', ['frobnicate'], /unknown command/],
    ['an unknown option', ['runs', '--frobnicate'], /unknown option/],
    ['a missing option', ['settle', '--agreements', 'x'], /--period/],
    ['a missing argument', ['ingest'], /missing required argument/],
    ['a missing option with --json', ['settle', '--json'], /--period/],
    ['a period that is no month', ['settle', '--period', '2026-13', '--agreements', 'x'], /PERIOD_INVALID/],
    [
      'a period to generate that is no month',
      ['generate', '--devices', '5', '--period', 'October', '--out', 'x'],
      /PERIOD_INVALID/,
    ],
    [
      'a count that is none',
      ['generate', '--devices', '-5', '--period', '2026-10', '--out', 'x'],
      /whole number/,
    ],
    ['no devices', ['generate', '--devices', '0', '--period', '2026-10', '--out', 'x'], /USAGE/],
    ['an unknown format', ['report', 'abcd', '--out', 'x', '--format', 'doc'], /formats are/],
    ['an unknown audit mode', ['ingest', 'x', '--audit', 'maybe'], /Allowed choices/],
    ['an unknown role', ['token', 'create', '--role', 'king', '--name', 'x'], /Allowed choices/],
    ['a port that is none', ['serve', '--port', 'http'], /0 to 65535/],
    ['no workers', ['ingest', 'x', '--workers', '0'], /1 to 64/],
    ['a memory without unit', ['ingest', 'x', '--memory', '4'], /512MB/],
  ])('%s', async (_, args, words) => {
    const finished = await roamsettleHere(args, folder);
    expect(finished.code).toBe(2);
    if (args.includes('--json')) {
      expect(jsonOf<{ error: object }>(finished).error).toMatchObject({ code: 'USAGE' });
    } else expect(finished.stdout).toBe('');
    expect(finished.stderr).toMatch(words);
    expectNoTrace(finished);
  });
});

// biome-ignore format: one command line a line
test.each([
  ['999017000000001'],
  ['audit show --imsi 99901700000001x'],
  ['review history 999017000000001'],
  ['review 999017000000001'],
  ['status --period 999017000000001'],
  ['settle --agreements a --period 2026-01..999017000000001'],
  ['runs --999017000000001'],
])('an IMSI where something else belongs is not repeated: %s', async (line) => {
  for (const more of [[], ['--json']]) {
    const { code, stdout, stderr } = await roamsettleHere([...line.split(' '), ...more]);
    expect(code).toBe(2);
    expect(stderr).not.toBe('');
    expect(`${stdout}${stderr}`).not.toMatch(/9990\d{9}/);
  }
});

describe('refusals exit with 1, and name code and cure', () => {
  test.each<readonly [string, readonly string[], string]>([
    ['a path that is not there', ['ingest', 'nowhere'], 'FILE_NOT_FOUND'],
    ['a profile that is not there', ['ingest', '.', '--profile', 'p.yaml'], 'FILE_NOT_FOUND'],
    ['YAML that is no profile', ['ingest', '.', '--profile', 'rates.csv'], 'PROFILE_INVALID'],
    ['a data folder without status', ['status', '--data', 'none'], 'FILE_NOT_FOUND'],
    ['a run that is not there', ['report', 'abcdef', '--out', 'r', '--data', 'none'], 'RUN_NOT_FOUND'],
    ['a run id that is none', ['explain', '../..', '1', '--data', '.'], 'RUN_NOT_FOUND'],
    [
      'a folder that is not empty',
      ['generate', '--devices', '1', '--period', '2026-10', '--out', 'full'],
      'OUTPUT_EXISTS',
    ],
    ['a server without a token', ['serve', '--data', 'none'], 'AUTH_NONE'],
    ['a token that is not there', ['token', 'revoke', '00000000', '--data', 'none'], 'TOKEN_NOT_FOUND'],
    ['YAML that is none', ['check', 'broken.yaml'], 'AGREEMENT_SYNTAX'],
    ['CSV as an agreement', ['check', 'rates.csv'], 'AGREEMENT_SCHEMA'],
    ['an agreement that is not there', ['check', 'nowhere.yaml'], 'FILE_NOT_FOUND'],
  ])('%s', async (_, args, code) => {
    const finished = await roamsettleHere([...args, '--json'], folder);
    expect(finished.code).toBe(1);
    expect(finished.stderr).toMatch(new RegExp(`^error ${code}: .+\\n {2}cure: .+\\n$`));
    expect(jsonOf<{ error: object }>(finished).error).toMatchObject({
      code,
      message: expect.any(String),
      cure: expect.any(String),
    });
    expectNoTrace(finished);
  });
});

test('without --json a refusal leaves standard output empty', async () => {
  const finished = await roamsettle(['check', 'rates.csv'], folder);
  expect(finished).toMatchObject({ code: 1, stdout: '' });
  expect(finished.stderr).toMatch(/^error AGREEMENT_SCHEMA: .*rates\.csv.*\n {2}cure: .+\n$/);
});

test('output that cannot be written is an error like any other', async () => {
  const full = openSync('/dev/full', 'w');
  const finished = await roamsettle(['check', '--help'], folder, full);
  closeSync(full);
  expect(finished.code).toBe(1);
  expect(finished.stderr).toMatch(/^error OUTPUT_WRITE: .* The disk is full\.\n {2}cure: .+\n$/);
});

test('a second process on a data folder is told who holds it', async () => {
  const data = inFolder('held');
  const store = await Store.open(data, { threads: 1, memory: '512MB', purpose: 'a test that holds it' });
  try {
    const finished = await roamsettle(['ingest', inFolder('agreements'), '--data', data, '--json']);
    expect(finished.code).toBe(1);
    const { error } = jsonOf<{ error: { code: string; message: string } }>(finished);
    expect(error.code).toBe('DATA_LOCKED');
    expect(error.message).toContain(`process ${process.pid} (a test that holds it)`);
    expectNoTrace(finished);
  } finally {
    await store.close();
  }
  expect((await roamsettle(['ingest', inFolder('agreements'), '--data', data])).code).toBe(0);
});
