/** The canonical columns of a signaling file (docs/inputs.md) and where a file has them. */
import { MAPPED_COLUMNS } from '../../domain/profile/types.ts';
import { type ErrorPlace, RoamsettleError } from '../../errors.ts';

export const SIGNALING_COLUMNS = ['event_time', ...MAPPED_COLUMNS] as const;
export type SignalingColumn = (typeof SIGNALING_COLUMNS)[number];

const REQUIRED: readonly SignalingColumn[] = ['event_time', 'imsi', 'procedure'];
/** Widest header, known and unknown columns together. */
const COLUMNS_MAX = 512;
/** What a column name may look like to be repeated to a person; a header may be a data row with an IMSI in it. */
const PRINTABLE_NAME = /^(?!.*\d{5})[\w .:/-]{1,64}$/;

export interface ColumnMap {
  /** 1-based place of each column, 0 where the file has it not. */
  readonly positions: Readonly<Record<SignalingColumn, number>>;
  /** How many columns the file has. */
  readonly width: number;
  /** Columns that are not canonical, in file order; `column 7` where the name is not fit to print. */
  readonly ignored: readonly string[];
}

/**
 * Finds the canonical columns among `names`, whatever their case and order.
 * @throws RoamsettleError SIGNALING_HEADER where one is missing or stands twice, or there are too many.
 */
export function mapColumns(names: readonly string[], place: ErrorPlace): ColumnMap {
  if (names.length > COLUMNS_MAX) {
    throw new RoamsettleError('SIGNALING_HEADER', `${names.length} columns, at most ${COLUMNS_MAX}.`, place);
  }
  const positions = Object.fromEntries(SIGNALING_COLUMNS.map((name) => [name, 0])) as Record<
    SignalingColumn,
    number
  >;
  const ignored: string[] = [];
  for (const [index, name] of names.entries()) {
    const known = SIGNALING_COLUMNS.find((column) => column === name.trim().toLowerCase());
    if (known === undefined) {
      ignored.push(PRINTABLE_NAME.test(name) ? name : `column ${index + 1}`);
    } else if (positions[known] !== 0) {
      throw new RoamsettleError('SIGNALING_HEADER', `${known} stands twice.`, place);
    } else {
      positions[known] = index + 1;
    }
  }
  const missing = REQUIRED.filter((name) => positions[name] === 0);
  if (missing.length > 0) {
    throw new RoamsettleError(
      'SIGNALING_HEADER',
      `Missing: ${missing.join(', ')}. Columns found: ${names.length}.`,
      place,
    );
  }
  return { positions, width: names.length, ignored };
}

/** The fields of one CSV line by RFC 4180 (the line feed is gone), or null where a quote is out of place. */
export function splitHeader(line: string): string[] | null {
  const fields: string[] = [];
  const field = /("(?:[^"]|"")*"|[^",]*)(,|$)/y;
  while (fields.length <= COLUMNS_MAX) {
    const found = field.exec(line);
    if (found === null) return null;
    const raw = found[1] ?? '';
    fields.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (found[2] === '') return fields;
  }
  return fields;
}
