/** How the features that the model looks at are distributed in two runs, over bins of the first. */
import { FEATURES } from '../../classify/model/features.ts';
import type { Db } from '../../store/db.ts';
import { type FeatureSide, forgetKeptFeatures, readKeptFeatures } from '../kept-features.ts';
import { type Shift, shiftOf, type Thresholds } from './psi.ts';

/** Of the values of the first run, as sql/drift/feature_bound.sql cuts them. */
const PARTS = 10;
/** No value is above it. */
const HIGHEST = 0x7fff_ffff;
/** Values that bounds are taken from at most, evenly from all. */
const MOST_VALUES = 50_000;

export interface FeatureDrift extends Shift {
  readonly feature: string;
  /** What a value of it is called in reasons. */
  readonly words: string;
  /** The first is of devices of which it is not known. `to`: the highest value of a bin; null: open. */
  readonly bins: readonly {
    readonly to: number | null;
    readonly from_devices: number;
    readonly to_devices: number;
  }[];
}

/** Of the devices in question of all agreements together, the largest shift first. */
export async function featureDrift(
  db: Db,
  from: FeatureSide,
  to: FeatureSide,
  thresholds: Thresholds,
): Promise<FeatureDrift[]> {
  const devices = await readFeatures(db, from);
  const bounds = new Map<string, number[]>();
  const old = new Map<string, number[]>();
  const step = Math.max(1, Math.ceil(devices / MOST_VALUES));
  for (const { name } of FEATURES) {
    const rows = await db.rows<{ bound: number }>('drift/feature_bound', { step }, { feature: name });
    // The last part is open.
    bounds.set(name, rows.map(({ bound }) => bound).slice(0, -1));
    old.set(name, await countsOf(db, name, bounds.get(name)!));
  }
  await readFeatures(db, to);
  const drift: FeatureDrift[] = [];
  for (const { name, words } of FEATURES) {
    const tops = [null, ...bounds.get(name)!, null];
    const [before, after] = [old.get(name)!, await countsOf(db, name, bounds.get(name)!)];
    drift.push({
      feature: name,
      words,
      ...shiftOf(before, after, thresholds),
      bins: tops.map((top, bin) => ({ to: top, from_devices: before[bin]!, to_devices: after[bin]! })),
    });
  }
  await db.exec('DROP TABLE feature_row');
  return drift.sort((a, b) => (b.psi ?? -1) - (a.psi ?? -1));
}

/** Leaves the TEMP table `feature_row`; returns how many devices there are, in question or not. */
async function readFeatures(db: Db, side: FeatureSide): Promise<number> {
  await readKeptFeatures(db, side);
  await db.run('classify/taught_device', { rows: '[]' });
  await db.run('classify/seen_device');
  await db.run('classify/model_row');
  await db.run('drift/feature_row');
  const [count] = await db.query<{ n: bigint }>('SELECT count(*) AS n FROM seen_device');
  await db.exec('DROP VIEW model_row');
  await db.exec('DROP TABLE seen_device');
  await forgetKeptFeatures(db);
  return Number(count!.n);
}

/** Devices by bin: not known, then one for each bound, then above the last. */
async function countsOf(db: Db, feature: string, bounds: readonly number[]): Promise<number[]> {
  const rows = await db.rows<{ bin: number; devices: bigint }>(
    'drift/feature_count',
    Object.fromEntries(Array.from({ length: PARTS - 1 }, (_, i) => [`b${i + 1}`, bounds[i] ?? HIGHEST])),
    { feature },
  );
  const counts = new Array<number>(bounds.length + 2).fill(0);
  for (const { bin, devices } of rows) counts[bin] = Number(devices);
  return counts;
}
