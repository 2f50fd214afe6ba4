/**
 * Kills the real command line at random moments and asks whether anything of it can be seen afterwards. A month is
 * settled undisturbed first; then trial by trial `ingest` or `settle` is killed (SIGKILL), sometimes more than once, the
 * same commands are run again until they are through, and the data folder must be equal to the undisturbed one: every
 * file loaded once with the same rows, the same run with the same bytes, nothing left over.
 */
import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, type Ended, type Month, makeMonth, runCommand, type State, stateOf } from './month.ts';

/** After a kill the same command is killed again with this chance. */
const AGAIN = 1 / 3;
/** Kills are drawn over a little more than the undisturbed time, so that the last moments are met too. */
const OVERTIME = 1.05;

export interface CrashOptions {
  readonly folder: string;
  readonly kills: number;
  readonly seed: number;
  readonly devices: number;
  /** Of the month's files every so many-th is used. */
  readonly every: number;
  readonly onTrial?: (report: CrashReport) => void;
}

export interface Finding {
  readonly trial: number;
  readonly kills: readonly { readonly command: Command; readonly at_ms: number }[];
  readonly what: string;
  /** The data folder as the last kill left it. */
  readonly folder: string;
}

export interface CrashReport {
  readonly trials: number;
  /** Kills that met a running process, by command. */
  readonly kills: Record<Command, number>;
  /** The process had ended before. */
  readonly missed: number;
  readonly undisturbed_ms: Record<Command, number>;
  readonly findings: readonly Finding[];
}

export async function crashTest(options: CrashOptions): Promise<CrashReport> {
  const { folder } = options;
  mkdirSync(folder, { recursive: true });
  const month = await makeMonth(join(folder, 'month'), options.devices, options.seed, options.every);
  const bench = await undisturbed(month, folder);
  const random = randomOf(options.seed);
  const kills: Record<Command, number> = { ingest: 0, settle: 0 };
  const findings: Finding[] = [];
  let trials = 0;
  let missed = 0;
  const report = (): CrashReport => ({ trials, kills, missed, undisturbed_ms: bench.times, findings });
  while (kills.ingest + kills.settle < options.kills) {
    const trial = new Trial(month, bench, folder, random);
    const what = await trial.run();
    for (const { command } of trial.killed) kills[command]++;
    missed += trial.missed;
    if (what !== null) {
      const kept = join(folder, `finding-${trials}`);
      renameSync(join(folder, 'after-kill'), kept);
      findings.push({ trial: trials, kills: trial.killed, what, folder: kept });
    }
    trials++;
    options.onTrial?.(report());
  }
  return report();
}

interface Undisturbed {
  readonly state: State;
  readonly times: Record<Command, number>;
  /** A copy of the data folder between the two commands. */
  readonly ingested: string;
}

async function undisturbed(month: Month, folder: string): Promise<Undisturbed> {
  const data = join(folder, 'undisturbed');
  const ingested = join(folder, 'ingested');
  const ingest = mustEnd('ingest', await runCommand(month, data, 'ingest'));
  cpSync(data, ingested, { recursive: true });
  const settle = mustEnd('settle', await runCommand(month, data, 'settle'));
  const state = await stateOf(data);
  const loaded = state.files.filter((row) => row.includes('"sha256"')).length;
  if (loaded !== month.files.length)
    throw new Error(`${loaded} of ${month.files.length} files are loaded without any kill`);
  return { state, times: { ingest: ingest.milliseconds, settle: settle.milliseconds }, ingested };
}

function mustEnd(command: Command, ended: Ended): Ended {
  if (ended.code !== 0)
    throw new Error(`${command} ends with ${ended.code} without any kill: ${ended.stderr}`);
  return ended;
}

class Trial {
  readonly killed: { command: Command; at_ms: number }[] = [];
  missed = 0;
  readonly #month: Month;
  readonly #bench: Undisturbed;
  readonly #data: string;
  readonly #afterKill: string;
  readonly #random: () => number;

  constructor(month: Month, bench: Undisturbed, folder: string, random: () => number) {
    this.#month = month;
    this.#bench = bench;
    this.#data = join(folder, 'data');
    this.#afterKill = join(folder, 'after-kill');
    this.#random = random;
  }

  /** What differs from the undisturbed month; null where nothing does. */
  async run(): Promise<string | null> {
    const { times, ingested, state } = this.#bench;
    rmSync(this.#data, { recursive: true, force: true });
    const command: Command =
      this.#random() * (times.ingest + times.settle) < times.ingest ? 'ingest' : 'settle';
    if (command === 'settle') cpSync(ingested, this.#data, { recursive: true });
    do await this.#kill(command);
    while (this.#random() < AGAIN);
    const commands: Command[] = command === 'ingest' ? ['ingest', 'settle'] : ['settle'];
    for (const next of commands) {
      const ended = await runCommand(this.#month, this.#data, next);
      if (ended.code !== 0) return `${next} after the kill ends with ${ended.code}: ${ended.stderr.trim()}`;
    }
    return difference(state, await stateOf(this.#data));
  }

  async #kill(command: Command): Promise<void> {
    const at = this.#random() * this.#bench.times[command] * OVERTIME;
    const ended = await runCommand(this.#month, this.#data, command, at);
    if (ended.code === null) this.killed.push({ command, at_ms: Math.round(at) });
    else this.missed++;
    rmSync(this.#afterKill, { recursive: true, force: true });
    // A kill in the first moments may come before the folder.
    mkdirSync(this.#data, { recursive: true });
    cpSync(this.#data, this.#afterKill, { recursive: true });
  }
}

function difference(expected: State, actual: State): string | null {
  if (actual.runs.join() !== expected.runs.join())
    return `runs/ holds ${actual.runs.join()} instead of ${expected.runs.join()}`;
  if (actual.runDigest !== expected.runDigest) return 'the bytes of the run differ';
  if (actual.rejected !== expected.rejected) return `${actual.rejected} rejected files`;
  const missing = expected.files.filter((row) => !actual.files.includes(row));
  const surplus = actual.files.filter((row) => !expected.files.includes(row));
  if (missing.length + surplus.length === 0) return null;
  return `files differ: ${JSON.stringify({ missing: missing.slice(0, 3), surplus: surplus.slice(0, 3) })}`;
}

/** Mulberry32: numbers from 0 to 1. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
