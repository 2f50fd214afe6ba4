/** What the loaded feeds have of each day of a run, kept as `coverage.json` in its folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agreement } from '../domain/agreement/types.ts';
import { dateOfDay, type Period } from '../domain/period.ts';
import { RoamsettleError } from '../errors.ts';
import type { Db, Row } from '../store/db.ts';

export const COVERAGE_FILE = 'coverage.json';

export interface AgreementCoverage {
  readonly agreement_id: string;
  /** First day of the lists, YYYY-MM-DD: of the presence window or of the period, whichever is earlier; the last is the period's. */
  readonly from: string;
  /** Signaling events of the visited party by interface ('' where none is named), of all home networks, by local day. */
  readonly events: Readonly<Record<string, readonly number[]>>;
  /** TAP files of the agreement's TADIG pairs with a record dated on the day, and those with one in the period. */
  readonly tap: readonly number[];
  readonly tap_files: number;
}

interface DayRow extends Row {
  no: number;
  feed: string;
  day: number;
  amount: bigint;
}

/** By agreement number. Needs the scope and the period store. */
export async function readCoverage(
  db: Db,
  agreements: readonly Agreement[],
  period: Period,
): Promise<AgreementCoverage[]> {
  const rows = await db.rows<DayRow>('runs/feed_day');
  const files = await db.rows<{ no: number; files: bigint }>('runs/feed_file');
  return agreements.map(({ id, presence }, no) => {
    const from = Math.min(period.endDay - presence.permanent.ofLast, period.firstDay);
    const own = rows.filter((row) => row.no === no);
    const byDay = (feed: string) => {
      const days = new Array<number>(period.endDay - from).fill(0);
      for (const row of own) if (row.feed === feed) days[Number(row.day) - from] = Number(row.amount);
      return days;
    };
    const interfaces = [...new Set(own.map(({ feed }) => feed))].filter((feed) => feed !== 'tap');
    return {
      agreement_id: id,
      from: dateOfDay(from),
      events: Object.fromEntries(interfaces.sort().map((name) => [name, byDay(name)])),
      tap: byDay('tap'),
      tap_files: Number(files.find((row) => row.no === no)!.files),
    };
  });
}

/** The coverage in a run's folder. Throws DATA_CORRUPT where it is gone, or was never there. */
export function readKeptCoverage(folder: string): AgreementCoverage[] {
  const path = join(folder, COVERAGE_FILE);
  if (!existsSync(path)) {
    const detail = 'The run has lost it, or is of a version that kept none: settle the month again.';
    throw new RoamsettleError('DATA_CORRUPT', detail, { file: COVERAGE_FILE });
  }
  return JSON.parse(readFileSync(path, 'utf8')) as AgreementCoverage[];
}
