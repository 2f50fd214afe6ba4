/** Lists by pages: a cursor names where the next page begins and what list it is of. */
import Type from 'typebox';
import { digestOf } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';

const DEFAULT_PAGE = 100;

export const Cursor = Type.Optional(
  Type.String({ pattern: '^[A-Za-z0-9_-]{1,400}$', description: '`next` of the page before' }),
);
export const Next = Type.Union([Type.String(), Type.Null()], { description: 'cursor of the next page' });

export function Limit(most: number) {
  return Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: most,
      default: Math.min(DEFAULT_PAGE, most),
      description: 'rows of the page',
    }),
  );
}

/** `list` says what the rows are chosen by. */
export function cursorFor(list: unknown, from: string): string {
  return Buffer.from(JSON.stringify([digestOf(JSON.stringify(list)).slice(0, 16), from])).toString(
    'base64url',
  );
}

/** Where the page begins; null: at the first row. Throws CURSOR_INVALID for the cursor of another list. */
export function readCursor(list: unknown, cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  try {
    const [digest, from] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    if (digest === digestOf(JSON.stringify(list)).slice(0, 16) && typeof from === 'string') return from;
  } catch {
    // Told below.
  }
  throw new RoamsettleError('CURSOR_INVALID');
}

/** The row that a page begins at; 0 for the first page. Throws CURSOR_INVALID for a cursor that names none. */
export function readRow(list: unknown, cursor: string | undefined): number {
  const from = readCursor(list, cursor) ?? '0';
  if (!/^[0-9]{1,10}$/.test(from)) throw new RoamsettleError('CURSOR_INVALID');
  return Number(from);
}

/** A page of rows in the order of their keys, which tell them apart. */
export function pageOf<T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  { list, cursor, limit }: { list: unknown; cursor: string | undefined; limit: number },
): { rows: T[]; next: string | null } {
  const from = readCursor(list, cursor);
  const first = from === null ? 0 : rows.findIndex((row) => keyOf(row) >= from);
  const page = first < 0 ? [] : rows.slice(first, first + limit);
  const after = first < 0 ? undefined : rows[first + limit];
  return { rows: page, next: after === undefined ? null : cursorFor(list, keyOf(after)) };
}
