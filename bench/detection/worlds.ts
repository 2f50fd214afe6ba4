/** The generated months that detection is measured on: worlds × seeds × shares of machines. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchError } from '../native.ts';
import { SECOND_WORLDS } from './second/settings.ts';

const WORLDS = fileURLToPath(new URL('./worlds/', import.meta.url));
/** Months of 28, 30 and 31 days; clocks change in two of them. */
const PERIODS = ['2026-10', '2027-02', '2026-06', '2027-03', '2026-12'];
/** Seeds begin here; those of tuning were others. */
const FIRST_SEED = 4_200_017;
const SEED_STEP = 7919;
/** What stands before the name of a world of the second generator. */
const SECOND = 'second:';

export interface Cell {
  readonly world: string;
  /** Path of its file, or `second:` and the name of a world of the second generator. */
  readonly file: string;
  /** Of the seeds, from 1, and the seed. */
  readonly no: number;
  readonly seed: number;
  readonly period: string;
  /** Share of machines. */
  readonly machines: number;
}

/** The world of the second generator that a cell asks for; null: it is one of `generate`. */
export function secondWorld({ file }: Cell): string | null {
  return file.startsWith(SECOND) ? file.slice(SECOND.length) : null;
}

/** `held`, `tuning`, `second` (all of the second generator), or names and paths of worlds with commas between. */
export function worldFiles(asked: string): string[] {
  if (asked === 'held' || asked === 'tuning') {
    const folder = join(WORLDS, asked);
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((name) => join(folder, name));
  }
  if (asked === 'second') return Object.keys(SECOND_WORLDS).map((name) => `${SECOND}${name}`);
  return asked.split(',').map((name) => {
    if (name.startsWith(SECOND) && name.slice(SECOND.length) in SECOND_WORLDS) return name;
    const places = [name, join(WORLDS, 'tuning', `${name}.yaml`), join(WORLDS, 'held', `${name}.yaml`)];
    const found = places.find((path) => existsSync(path));
    if (found === undefined) throw new BenchError(`${name}: no such world`);
    return found;
  });
}

/** Seed n is of world n; with more seeds than worlds they begin again. */
export function cellsOf(files: readonly string[], seeds: number, mixes: readonly number[]): Cell[] {
  return Array.from({ length: seeds }, (_, i) => {
    const file = files[i % files.length]!;
    return mixes.map((machines) => ({
      world: basename(file)
        .replace(/\.\w+$/, '')
        .replace(':', '-'),
      file,
      no: i + 1,
      seed: FIRST_SEED + i * SEED_STEP,
      period: PERIODS[i % PERIODS.length]!,
      machines,
    }));
  }).flat();
}

export const nameOf = ({ world, no, machines }: Cell): string =>
  `${world}-${Math.round(100 * machines)}-${no}`;
