/** The generated months that detection is measured on: worlds × seeds × shares of machines. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchError } from '../native.ts';

const WORLDS = fileURLToPath(new URL('./worlds/', import.meta.url));
/** Months of 28, 30 and 31 days; clocks change in two of them. */
const PERIODS = ['2026-10', '2027-02', '2026-06', '2027-03', '2026-12'];
/** Seeds begin here; those of tuning were others. */
const FIRST_SEED = 4_200_017;
const SEED_STEP = 7919;

export interface Cell {
  readonly world: string;
  /** Path of its file. */
  readonly file: string;
  /** Of the seeds, from 1, and the seed. */
  readonly no: number;
  readonly seed: number;
  readonly period: string;
  /** Share of machines. */
  readonly machines: number;
}

/** `held`, `tuning`, or names and paths of worlds with commas between. */
export function worldFiles(asked: string): string[] {
  if (asked === 'held' || asked === 'tuning') {
    const folder = join(WORLDS, asked);
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((name) => join(folder, name));
  }
  return asked.split(',').map((name) => {
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
      world: basename(file).replace(/\.\w+$/, ''),
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
