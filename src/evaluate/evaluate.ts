/**
 * A run against the truth: how many machines the charged list finds, how many people it holds, and how honest its
 * probabilities are; beside it the same figures of plainer methods over the same devices. Reads the run folder alone.
 */

import { basename, join } from 'node:path';
import { plural } from '../domain/plural.ts';
import { minorToText } from '../domain/rounding.ts';
import { checkFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { Db, type Row } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import { type Figures, figuresOf, type SliceCount } from './figures.ts';

/** Words in an APN's network identifier that say machine, as in Lutu et al., IMC 2020: verticals and platforms. */
const APN_WORDS =
  '(^|[.;_-])(m2m|iot|nbiot|lpwa|telemat|telem|meter|smart-?meter|scada|sensor|track|fleet|gps|alarm|pos|vending|car|auto|vehicle)';
/** Places of the amounts in sql/evaluate. */
const MONEY_PLACES = 4;
const MILLION = 1_000_000;

export type Method = 'run' | 'declared' | 'declared_and_tap' | 'tac' | 'apn_then_tac' | 'thresholds';

export interface SliceFigures extends Figures {
  readonly method: Method;
  readonly slice: string;
}

export interface Evaluation {
  readonly population: Readonly<Record<string, number>>;
  /** Devices in question, by method and slice; slices overlap. */
  readonly figures: readonly SliceFigures[];
  /** Devices charged rightly beyond those that declared parameters find in TAP, in percent of these; null without any. */
  readonly additional_percent: number | null;
  readonly calibration: {
    /** Mean distance of probability and share of machines over ten ranges, weighted by devices. */
    readonly error: number;
    readonly ranges: readonly {
      readonly from: number;
      readonly devices: number;
      readonly mean_probability: number;
      readonly machine_share: number;
    }[];
  };
  /** From the highest probability down; at most a point for each thousandth of the machines. */
  readonly curve: readonly {
    readonly probability: number;
    readonly precision: number;
    readonly recall: number;
  }[];
  readonly money: readonly {
    readonly currency: string;
    readonly humans_charged: number;
    readonly wrongly_charged: string;
    readonly machines_missed: number;
    readonly machines_without_peer: number;
    readonly missed_estimate: string;
  }[];
}

interface CountRow extends Row {
  method: Method;
  slice: string;
  machines: bigint;
  humans: bigint;
  machines_charged: bigint;
  humans_charged: bigint;
}

interface MoneyRow extends Row {
  currency: string;
  humans_charged: bigint;
  wrongly: string;
  machines_missed: bigint;
  unpriced_machines: bigint;
  missed: string;
}

/**
 * `truth` is a CSV with the columns imsi and device (iot or human), and silent (true or false), kind, and resembles (human or machine: what
 * a device was made to be taken for) where it has them;
 * others are ignored. Throws TRUTH_INVALID, and what `checkFile` throws.
 */
export async function evaluateRun(runDir: string, truth: string): Promise<Evaluation> {
  await checkFile(truth);
  const db = await Db.open(':memory:');
  try {
    await readTruth(db, truth);
    await db.run('evaluate/judged_device', {
      devices: literalPath(join(runDir, 'devices.parquet')),
      features: literalPath(join(runDir, 'features.parquet')),
      apn_words: APN_WORDS,
    });
    const [population] = await db.rows('evaluate/population');
    const counts = await db.rows<CountRow>('evaluate/slice_count');
    const figures = counts.map(({ method, slice, ...count }) => ({
      method,
      slice,
      ...figuresOf(numbers(count) as unknown as SliceCount),
    }));
    return {
      population: numbers(population!),
      figures,
      additional_percent: additional(figures),
      calibration: calibrationOf(await db.rows('evaluate/calibration')),
      curve: curveOf(await db.rows('evaluate/curve')),
      money: (await db.rows<MoneyRow>('evaluate/money')).map((row) => ({
        currency: row.currency,
        humans_charged: Number(row.humans_charged),
        wrongly_charged: minorToText(BigInt(row.wrongly), MONEY_PLACES),
        machines_missed: Number(row.machines_missed),
        machines_without_peer: Number(row.unpriced_machines),
        missed_estimate: minorToText(BigInt(row.missed), MONEY_PLACES),
      })),
    };
  } finally {
    db.close();
  }
}

async function readTruth(db: Db, path: string): Promise<void> {
  const place = { file: basename(path) };
  const refuse = (detail: string): never => {
    throw new RoamsettleError('TRUTH_INVALID', detail, place);
  };
  let columns: string[];
  try {
    await db.run('evaluate/truth_row', { path: literalPath(path) });
    columns = (await db.query<{ name: string }>("SELECT name FROM pragma_table_info('truth_row')")).map(
      ({ name }) => name.toLowerCase(),
    );
  } catch {
    return refuse('It is no CSV with a header line and as many fields in every row.');
  }
  const absent = ['imsi', 'device'].filter((name) => !columns.includes(name));
  if (absent.length > 0) refuse(`The column ${absent.join(' and ')} is missing.`);
  const [fault] =
    await db.rows<Record<'bad_imsi' | 'bad_device' | 'repeated', bigint>>('evaluate/truth_fault');
  const { bad_imsi, bad_device, repeated } = fault!;
  if (bad_imsi > 0n)
    refuse(`${bad_imsi} ${plural(bad_imsi, 'row has', 'rows have')} an imsi that is not 6 to 15 digits.`);
  if (bad_device > 0n)
    refuse(
      `${bad_device} ${plural(bad_device, 'row has', 'rows have')} a device that is neither iot nor human.`,
    );
  if (repeated > 0n) refuse(`${repeated} ${plural(repeated, 'row repeats', 'rows repeat')} an imsi.`);
  const given = (name: string) => (columns.includes(name) ? name : 'null');
  await db.run(
    'evaluate/truth',
    {},
    {
      kind: given('kind'),
      silent: given('silent'),
      resembles: given('resembles'),
    },
  );
}

function numbers(row: Row): Record<string, number> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
}

function additional(figures: readonly SliceFigures[]): number | null {
  const found = (method: Method) =>
    figures.find((row) => row.method === method && row.slice === 'all')?.machines_charged ?? 0;
  const before = found('declared_and_tap');
  return before === 0 ? null : Math.round((10_000 * (found('run') - before)) / before) / 100;
}

function calibrationOf(rows: readonly Row[]): Evaluation['calibration'] {
  const ranges = rows.map(numbers).map(({ range, devices, p_sum, machines }) => ({
    from: range! / 10,
    devices: devices!,
    mean_probability: p_sum! / MILLION / devices!,
    machine_share: machines! / devices!,
  }));
  const all = ranges.reduce((sum, { devices }) => sum + devices, 0);
  const distance = ranges.reduce(
    (sum, { devices, mean_probability, machine_share }) =>
      sum + devices * Math.abs(mean_probability - machine_share),
    0,
  );
  return { error: all === 0 ? 0 : distance / all, ranges };
}

const CURVE_POINTS = 1000;

function curveOf(rows: readonly Row[]): Evaluation['curve'] {
  const points = rows.map(numbers);
  const machines = points.at(-1)?.machines ?? 0;
  const kept: { probability: number; precision: number; recall: number }[] = [];
  let lastStep = -1;
  for (const [i, point] of points.entries()) {
    const step = machines === 0 ? 0 : Math.floor((CURVE_POINTS * point.machines!) / machines);
    if (step === lastStep && i !== points.length - 1) continue;
    lastStep = step;
    kept.push({
      probability: point.p! / MILLION,
      precision: point.machines! / point.devices!,
      recall: machines === 0 ? 0 : point.machines! / machines,
    });
  }
  return kept;
}
