/**
 * What was measured of runs (`evaluate --record`): `DATA/measurements/<number>.json`, each written once. The last one of a month
 * not after the settled one is an input of a run, because the statement prints it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MeasuredPrecision } from '../domain/statement.ts';
import { digestOf } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { numberedFiles, writeNumbered } from '../store/numbered.ts';

/** Of a normal distribution, for 95 %. */
const Z = 1.959964;

export interface KeptMeasurement {
  readonly measured: MeasuredPrecision;
  readonly text: string;
  readonly digest: string;
}

/** Precision and its interval from counts. Throws TRUTH_INVALID where nothing was charged. */
export function precisionOf(
  charged: number,
  humansCharged: number,
): Pick<MeasuredPrecision, 'precision' | 'interval'> {
  if (charged === 0)
    throw new RoamsettleError('TRUTH_INVALID', 'The run charges none of its devices: there is no precision.');
  const share = (charged - humansCharged) / charged;
  const centre = share + (Z * Z) / (2 * charged);
  const spread = Z * Math.sqrt((share * (1 - share)) / charged + (Z * Z) / (4 * charged * charged));
  const bound = (value: number) => Math.min(1, Math.max(0, value / (1 + (Z * Z) / charged))).toFixed(4);
  return { precision: share.toFixed(4), interval: [bound(centre - spread), bound(centre + spread)] };
}

/** Keeps a measurement under the next number. Throws DATA_UNWRITABLE, DATA_CORRUPT. */
export function addMeasurement(data: string, measured: MeasuredPrecision): number {
  const text = `${JSON.stringify(measured, null, 2)}\n`;
  const written = writeNumbered(join(data, 'measurements'), readAll(data).length + 1, () => text);
  if (written === null)
    throw new RoamsettleError('DATA_UNWRITABLE', 'No number is free.', { file: 'measurements' });
  return written.number;
}

/** The one of the latest month not after `period`, of several the one that was kept last; null: none. */
export function lastMeasurement(data: string, period: string): KeptMeasurement | null {
  const known = readAll(data).filter(({ measured }) => measured.period <= period);
  const latest = known.reduce(
    (month, { measured }) => (measured.period > month ? measured.period : month),
    '',
  );
  return known.findLast(({ measured }) => measured.period === latest) ?? null;
}

function readAll(data: string): KeptMeasurement[] {
  const folder = join(data, 'measurements');
  return numberedFiles(folder).map(({ file }) => {
    try {
      const text = readFileSync(join(folder, file), 'utf8');
      return { measured: JSON.parse(text) as MeasuredPrecision, text, digest: digestOf(text) };
    } catch {
      throw new RoamsettleError('DATA_CORRUPT', 'It is a measurement.', { file });
    }
  });
}
