/** Intervals of IMSIs that hold about equally many loaded rows, so that one after the other fits into memory. */
import type { Db } from '../store/db.ts';

/** Rows of TAP and signaling together that are worked on at once: about 1.5 GB of temporary tables. */
export const SLICE_ROWS = 4_000_000;
/** More rows than this are told by a sample. */
const SAMPLED_ROWS = 2_000_000;
/** No IMSI (1 followed by at most 15 digits) is above it. */
const LAST = 9_223_372_036_854_775_807n;

/** Inclusive bounds; the first slice begins at 0 and has the rows without an IMSI too. */
export interface Slice {
  readonly low: bigint;
  readonly high: bigint;
}

/** Slices over all IMSIs for `share` (0 to 1) of the loaded rows. Results never depend on where they part. */
export async function slicesOf(db: Db, share: number, sliceRows: number): Promise<Slice[]> {
  const [row] = await db.query<{ n: bigint }>(
    'SELECT (SELECT count(*) FROM tap_row) + (SELECT count(*) FROM signaling_event) AS n',
  );
  const rows = Number(row?.n ?? 0n);
  const count = Math.ceil((rows * share) / sliceRows);
  if (count <= 1) return [{ low: 0n, high: LAST }];
  const percent = rows < SAMPLED_ROWS ? '100' : '1';
  const bound = await db.rows<{ imsi: bigint }>('features/slice_bound', { slices: count }, { percent });
  const bounds = bound.map(({ imsi }) => imsi);
  const lows = [0n, ...bounds.map((bound) => bound + 1n)];
  return lows.map((low, i) => ({ low, high: bounds[i] ?? LAST }));
}

/** Tells the views of a slice (sql/period/slice.sql) on a connection which slice is at hand. */
export async function cutSlice(db: Db, { low, high }: Slice): Promise<void> {
  await db.exec(`SET VARIABLE slice_low = ${low}::BIGINT`);
  await db.exec(`SET VARIABLE slice_high = ${high}::BIGINT`);
}
