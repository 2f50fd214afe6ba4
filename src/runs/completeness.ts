/** What a period may be missing: sequence gaps, quarantined files, TAP as a whole, by agreement. */
import { tadigPairs } from '../domain/agreement/belonging.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import type { Period } from '../domain/period.ts';
import { minorToText } from '../domain/rounding.ts';
import type { Statement } from '../domain/statement.ts';
import type { Db, Row } from '../store/db.ts';

/** By agreement, in the order of the agreements. */
export type Gaps = readonly (Pick<Statement['completeness'], 'sequence_gaps' | 'quarantined'> & {
  /** Whether any TAP file or Notification of the month is loaded. */
  readonly has_tap: boolean;
})[];

/** Whether devices are there and TAP as a whole is not: what is dormant misses nothing. */
export function lacksTap({ has_tap }: Pick<Gaps[number], 'has_tap'>, devices: number): boolean {
  return !has_tap && devices > 0;
}

interface GapRow extends Row {
  sender: string;
  recipient: string;
  first_missing: number;
  last_missing: number;
}

interface QuarantineRow extends Row {
  sha256: string;
  code: string;
  units: string | null;
  tap_decimals: number | null;
  tap_currency: string | null;
}

/** Sequence numbers go round after this one. */
const LAST_SEQUENCE = 99_999;

export async function readGaps(db: Db, agreements: readonly Agreement[], period: Period): Promise<Gaps> {
  const gaps = [];
  for (const agreement of agreements) {
    const pairs = JSON.stringify(tadigPairs(agreement));
    const params = { pairs, period_day: period.firstDay, end_day: period.endDay };
    const gapRows = await db.rows<GapRow>('runs/sequence_gap', params);
    const quarantined = await db.rows<QuarantineRow>('runs/quarantined_file', params);
    const [tap] = await db.rows<{ has_file: boolean }>('runs/has_tap_file', params);
    gaps.push({
      sequence_gaps: [...Map.groupBy(gapRows, (row) => `${row.sender} ${row.recipient}`).values()].map(
        (rows) => ({
          sender: rows[0]!.sender,
          recipient: rows[0]!.recipient,
          missing: rows.map(rangeText),
        }),
      ),
      quarantined: quarantined.map((row) => ({
        sha256: row.sha256,
        code: row.code,
        tap_charge: row.units === null ? null : minorToText(BigInt(row.units), row.tap_decimals ?? 0),
        currency: row.tap_currency,
      })),
      has_tap: tap!.has_file,
    });
  }
  return gaps;
}

/** `00012`, or `00012-00015` for a longer gap. */
function rangeText(row: GapRow): string {
  const digits = (number: number) => String(((number - 1) % LAST_SEQUENCE) + 1).padStart(5, '0');
  const [first, last] = [digits(row.first_missing), digits(row.last_missing)];
  return first === last ? first : `${first}-${last}`;
}
