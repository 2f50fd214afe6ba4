/** A month on disk, the commands of its settlement, and what a data folder holds after them. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateMonth } from '../../src/generate/generate.ts';
import { Db } from '../../src/store/db.ts';
import { filesBelow } from '../load/world.ts';

const PERIOD = '2026-10';
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Tables whose rows belong to files; all of them are counted by file. */
const TABLES = [
  'tap_record',
  'tap_charge',
  'signaling_event',
  'signaling_repeat',
  'signaling_rejected_row',
  'tap_exchange_rate',
  'tap_utc_offset',
  'tap_rec_entity',
  'tap_taxation',
];

export type Command = 'ingest' | 'settle';

export interface Month {
  readonly folder: string;
  readonly files: readonly string[];
}

/** A generated month; of its files every `every`-th goes in. */
export async function makeMonth(
  folder: string,
  devices: number,
  seed: number,
  every: number,
): Promise<Month> {
  const whole = join(folder, 'whole');
  await generateMonth({ devices, period: PERIOD, seed, out: whole });
  const files = ['tap', 'signaling'].flatMap((kind) => {
    mkdirSync(join(folder, kind), { recursive: true });
    return readdirSync(join(whole, kind))
      .sort()
      .filter((_, i) => i % every === 0)
      .map((name) => {
        copyFileSync(join(whole, kind, name), join(folder, kind, name));
        return join(folder, kind, name);
      });
  });
  return { folder, files };
}

export interface Ended {
  /** The exit code; null where it was killed. */
  readonly code: number | null;
  readonly milliseconds: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line; `killAfter` (milliseconds) ends it by SIGKILL. */
export async function runCommand(
  month: Month,
  data: string,
  command: Command,
  killAfter?: number,
): Promise<Ended> {
  const { folder } = month;
  const whole = join(folder, 'whole');
  const args =
    command === 'ingest'
      ? [join(folder, 'tap'), join(folder, 'signaling')]
      : [
          ...['--period', PERIOD, '--agreements', join(whole, 'agreements')],
          ...['--tacs', join(whole, 'tacs.csv'), '--rates', join(whole, 'rates.csv')],
        ];
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ['src/cli/main.ts', command, ...args, '--data', data, '--workers', '2', '--memory', '1GB', '--json'],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  clearTimeout(timer);
  return { code, milliseconds: performance.now() - start, stdout, stderr };
}

/** What must be equal whatever happened on the way. */
export interface State {
  /** Folders of `runs/`, drafts among them. */
  readonly runs: readonly string[];
  /** SHA-256 over names and bytes of every file below `runs/`. */
  readonly runDigest: string;
  /** Of every loaded file, by content, its rows as the manifest and as the tables have them; of every table its strays. */
  readonly files: readonly string[];
  /** Files that are listed as refused or quarantined. */
  readonly rejected: number;
}

export async function stateOf(data: string): Promise<State> {
  const runs = readdirSync(join(data, 'runs')).sort();
  const hash = createHash('sha256');
  for (const run of runs) {
    for (const name of filesBelow(join(data, 'runs', run)).sort())
      hash.update(`${run}/${name}\n`).update(readFileSync(join(data, 'runs', run, name)));
  }
  const db = await Db.open(join(data, 'roamsettle.duckdb'), { access_mode: 'READ_ONLY' });
  try {
    const counts = TABLES.map(
      (table) => `(SELECT count(*)::INT FROM ${table} AS t WHERE t.file_id = f.file_id) AS ${table}`,
    );
    const rows = await db.query(
      `SELECT sha256, name, kind, billable, rows_loaded::INT AS loaded, rows_rejected::INT AS rejected, rows_repeated::INT AS repeated, ${counts.join(', ')} FROM source_file AS f ORDER BY sha256`,
    );
    const strays = TABLES.map(
      (table) =>
        `SELECT '${table}' AS name, count(*)::INT AS n FROM ${table} WHERE file_id NOT IN (SELECT file_id FROM source_file)`,
    );
    const stray = await db.query(`${strays.join(' UNION ALL ')} ORDER BY ALL`);
    const [rejected] = await db.query<{ n: number }>('SELECT count(*)::INT AS n FROM rejected_file');
    return {
      runs,
      runDigest: hash.digest('hex'),
      files: [...rows, ...stray].map((row) => JSON.stringify(row)),
      rejected: rejected?.n ?? 0,
    };
  } finally {
    db.close();
  }
}
