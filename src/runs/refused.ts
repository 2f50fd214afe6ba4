/**
 * A month that could not be settled because rates are missing has no run to hold a checklist, so what is missing is kept
 * in `DATA/refused/<period>.json` until the month is settled.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RoamsettleError } from '../errors.ts';

export interface Refusal {
  readonly code: 'RATE_MISSING';
  /** Every missing rate: agreement, month, from and to. */
  readonly detail: string;
}

const pathOf = (data: string, period: string) => join(data, 'refused', `${period}.json`);

/** Keeps a refusal of missing rates; any other error is none of it. */
export function keepRefusal(data: string, period: string, { code, detail }: RoamsettleError): void {
  if (code !== 'RATE_MISSING') return;
  mkdirSync(join(data, 'refused'), { recursive: true });
  const refusal: Refusal = { code, detail };
  const path = pathOf(data, period);
  writeFileSync(`${path}.draft`, `${JSON.stringify(refusal, null, 2)}\n`);
  renameSync(`${path}.draft`, path);
}

export function dropRefusal(data: string, period: string): void {
  rmSync(pathOf(data, period), { force: true });
}

export function readRefusal(data: string, period: string): Refusal | null {
  const path = pathOf(data, period);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Refusal) : null;
}

/** Months whose last settlement was refused. */
export function refusedPeriods(data: string): string[] {
  const folder = join(data, 'refused');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => /^(\d{4}-\d{2})\.json$/.exec(name)?.[1] ?? []);
}
