/** The scope relations (see ../scope.ts) as the kernel reads them: one entry an agreement, by its `no`. */
import type { Db, Params } from '../../store/db.ts';
import { SIGNAL_WORDS, wordTables } from './event-words.ts';
import { type FeedScope, feedScope } from './feed.ts';
import { type OwnerTables, ownerTables } from './owner-tables.ts';

/** Days, windows and words of one agreement, as columns of the relation `scope`. */
export interface Terms {
  readonly windowFromDay: number;
  readonly periodFromDay: number;
  readonly periodEndDay: number;
  /** Days of the period that a version of the agreement holds on, as bits from the period's first day on. */
  readonly feeDayBits: number;
  readonly minAttachedMs: number;
  readonly carryMs: number;
  readonly scanFromMs: number;
  readonly scanUntilMs: number;
  readonly scanFromDay: number;
  /** From, until and milliseconds east of UTC of each piece of the time zone, in turn. */
  readonly zone: Float64Array<ArrayBuffer>;
  /** Ascending. */
  readonly declaredApns: Int32Array<ArrayBuffer>;
  readonly declaredTacs: Int32Array<ArrayBuffer>;
  /** Lowest and highest IMSI of disjoint intervals in turn, ascending. */
  readonly declaredImsis: BigUint64Array<ArrayBuffer>;
  readonly excludedImsis: BigUint64Array<ArrayBuffer>;
}

export interface KernelScope {
  readonly terms: readonly Terms[];
  readonly owners: OwnerTables;
  /** The period in UTC, in milliseconds: events that belong to nobody have no other (rule 1). */
  readonly periodFromMs: number;
  readonly periodUntilMs: number;
  readonly words: Uint16Array<ArrayBuffer>;
  readonly feed: FeedScope;
  /** Parameters of slice_signal: the instants between which an event can matter. */
  readonly reach: Params;
}

const DAY_MS = 86_400_000;

type Integers = Record<string, number | bigint>;
type Range = { no: number; role: string; low: bigint; high: bigint };

/** Reads what the scope models made. The dictionary must not change while the result is used. */
export async function readKernelScope(db: Db): Promise<KernelScope> {
  const read = (table: string) => db.query<Integers>(`FROM ${table} ORDER BY ALL`);
  const scopes = await db.rows<Integers>('features/scope_reach');
  const zones = await read('scope_zone');
  const versions = await read('scope_version');
  const apns = await read('scope_apn');
  const tacs = await read('scope_tac');
  const ranges = await db.query<Range>('FROM scope_range ORDER BY low, high');
  const of = (rows: Integers[], no: number) => rows.filter((row) => Number(row.no) === no);
  if (scopes.some((row, i) => Number(row.no) !== i))
    throw new Error('scope: agreements are not numbered from 0');
  const terms = scopes.map(
    (row, no): Terms => ({
      windowFromDay: Number(row.window_from_day),
      periodFromDay: Number(row.period_from_day),
      periodEndDay: Number(row.period_end_day),
      feeDayBits: feeDayBits(row, of(versions, no)),
      minAttachedMs: Number(row.min_attached_ms),
      carryMs: Number(row.carry_ms),
      scanFromMs: Number(row.scan_from_ms),
      scanUntilMs: Number(row.scan_until_ms),
      scanFromDay: Number(row.scan_from_day),
      zone: Float64Array.from(
        of(zones, no).flatMap((piece) => [piece.from_ms, piece.until_ms, piece.offset_ms].map(Number)),
      ),
      declaredApns: Int32Array.from(of(apns, no), (item) => Number(item.apn)).sort(),
      // A TAC is 1 followed by 8 digits.
      declaredTacs: Int32Array.from(of(tacs, no), (item) => Number(item.tac)).sort(),
      declaredImsis: disjoint(ranges.filter((range) => range.no === no && range.role === 'declared')),
      excludedImsis: disjoint(ranges.filter((range) => range.no === no && range.role === 'excluded')),
    }),
  );
  const periodFromMs = (terms[0]?.periodFromDay ?? 0) * DAY_MS;
  const periodUntilMs = (terms[0]?.periodEndDay ?? 0) * DAY_MS;
  const reachFromMs = Math.min(periodFromMs, ...terms.map((t) => t.scanFromMs));
  const reachUntilMs = Math.max(periodUntilMs, ...terms.map((t) => t.scanUntilMs));
  const plmns = await read('scope_plmn');
  const { codes, lastCode } = await readWords(db);
  return {
    terms,
    owners: ownerTables(await read('scope_home'), plmns),
    periodFromMs,
    periodUntilMs,
    words: wordTables(codes, lastCode),
    feed: feedScope(
      plmns.map((row) => Number(row.plmn_code)),
      codes,
      lastCode,
      { fromMs: reachFromMs, untilMs: reachUntilMs },
    ),
    reach: { from_ms: BigInt(reachFromMs), until_ms: BigInt(reachUntilMs) },
  };
}

/** The same IMSIs as intervals, given in order, hold. */
function disjoint(ranges: readonly Range[]): BigUint64Array<ArrayBuffer> {
  const bounds: bigint[] = [];
  for (const { low, high } of ranges) {
    const last = bounds.at(-1);
    if (last === undefined || low > last) bounds.push(low, high);
    else if (high > last) bounds[bounds.length - 1] = high;
  }
  return BigUint64Array.from(bounds);
}

/** Codes of SIGNAL_WORDS, and the largest of all texts. */
async function readWords(db: Db): Promise<{ codes: Map<string, number>; lastCode: number }> {
  const rows = await db.rows<{ code: number; value: string }>('features/signal_word', {
    words: JSON.stringify(SIGNAL_WORDS),
  });
  const [last] = await db.query<{ code: number }>(
    'SELECT coalesce(max(code), -1) AS code FROM text_dictionary',
  );
  return { codes: new Map(rows.map(({ code, value }) => [value, code])), lastCode: last!.code };
}

function feeDayBits(scope: Integers, versions: readonly Integers[]): number {
  const [from, end] = [Number(scope.period_from_day), Number(scope.period_end_day)];
  let bits = 0;
  for (let day = from; day < end; day++) {
    if (versions.some(({ from_day, end_day }) => day >= Number(from_day) && day < Number(end_day)))
      bits |= 1 << (day - from);
  }
  return bits;
}
