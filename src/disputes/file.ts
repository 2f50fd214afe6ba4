/** The rows of a partner's file: which devices and lines it disputes, why, and how much of them. */
import { csvRows } from '../domain/csv.ts';
import { add, type Fraction, parseDecimal } from '../domain/fraction.ts';
import { readTextFile, type TextFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { decimalOf, type PartnerProfile } from '../reconcile/partner-profile.ts';

const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_ROWS = 1_000_000;
const MAX_REASON_LENGTH = 1000;
const IMSI = /^[0-9]{6,15}$/;
const AMOUNT = /^[0-9]{1,15}(\.[0-9]{1,9})?$/;

/** What is disputed: a device in all its lines, a line with all its devices, or one device in one line. */
export interface DisputeKey {
  /** Digits; '' for every device. */
  readonly imsi: string;
  /** '' for every line. */
  readonly lineId: string;
}

export interface DisputedRow extends DisputeKey {
  readonly reason: string;
  /** Of it, in the statement's currency; null: all. */
  readonly claimed: Fraction | null;
  /** Where it stands first. */
  readonly line: number;
}

/** Columns of a file without a profile. */
const PLAIN: Pick<PartnerProfile, 'separator' | 'decimal' | 'thousands' | 'columns' | 'values'> = {
  separator: ',',
  decimal: '.',
  thousands: '',
  columns: { imsi: 'imsi', line: 'line', reason: 'reason', amount: 'amount' },
  values: {},
};
/** Columns that are looked at. */
const KEYS = ['imsi', 'line', 'reason', 'amount'] as const;

/** Text that names what a row is about; no IMSI has a space. */
export function keyOf({ imsi, lineId }: DisputeKey): string {
  return `${imsi} ${lineId}`;
}

/**
 * One row for each device and line that the file names; rows of the same are one, with the sum of their amounts. Throws
 * DISPUTE_INVALID with file and line (never the IMSI), and what `readTextFile` throws.
 */
export async function readDisputeFile(
  path: string,
  profile: PartnerProfile | null,
): Promise<{ file: TextFile; rows: DisputedRow[] }> {
  const file = await readTextFile(path, MAX_FILE_BYTES, 'DISPUTE_INVALID');
  return { file, rows: parseDisputed(file.text, file.file, profile) };
}

/** The same of a text; `file` is the name without folder. */
export function parseDisputed(text: string, file: string, profile: PartnerProfile | null): DisputedRow[] {
  const { separator, decimal, thousands, columns, values } = profile ?? PLAIN;
  const keys = KEYS.filter((key) => columns[key] !== undefined);
  const names = keys.map((key) => columns[key]!);
  const shape = { separator, optional: profile === null ? names : [] };
  const limits = { maxLength: MAX_FILE_BYTES, maxRows: MAX_ROWS };
  const lineIds = new Map(Object.entries(values.line ?? {}));
  const found = new Map<string, DisputedRow>();
  for (const { line, fields } of csvRows(text, file, 'DISPUTE_INVALID', names, limits, shape)) {
    const cell = (key: (typeof KEYS)[number]) => fields[keys.indexOf(key)] ?? '';
    const [imsi, reason] = [cell('imsi'), cell('reason')];
    const claim = cell('amount');
    const amount = claim === '' ? '' : decimalOf(claim, { decimal, thousands });
    const lineId = lineIds.get(cell('line')) ?? cell('line');
    const fault = rowFault(imsi, lineId, reason, amount);
    if (fault !== null) throw new RoamsettleError('DISPUTE_INVALID', fault, { file, line });
    const row = { imsi, lineId, reason, claimed: amount ? parseDecimal(amount) : null, line };
    const before = found.get(keyOf(row));
    found.set(keyOf(row), before === undefined ? row : joined(before, row));
  }
  if (found.size === 0) throw new RoamsettleError('DISPUTE_INVALID', 'The file has no rows.', { file });
  return [...found.values()];
}

/** What is wrong with a row, or null. */
function rowFault(imsi: string, lineId: string, reason: string, amount: string | null): string | null {
  if (imsi === '' && lineId === '')
    return 'The row names neither an IMSI nor a line (columns imsi, line; a profile names others).';
  if (imsi !== '' && !IMSI.test(imsi))
    return 'An IMSI is 6 to 15 digits: a program that took it for a number may have changed it.';
  if (amount === null || (amount !== '' && !AMOUNT.test(amount)))
    return 'An amount is a decimal without sign, of at most 15 digits and 9 places, or empty.';
  if (reason.length > MAX_REASON_LENGTH) return `A reason has at most ${MAX_REASON_LENGTH} characters.`;
  return null;
}

function joined(a: DisputedRow, b: DisputedRow): DisputedRow {
  const reasons = [...new Set([...a.reason.split('; '), b.reason])].filter((reason) => reason !== '');
  return {
    ...a,
    reason: reasons.join('; '),
    claimed: a.claimed === null || b.claimed === null ? null : add(a.claimed, b.claimed),
  };
}
