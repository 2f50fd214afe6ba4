/** The product's decoder and the reference on the same octets: null where they agree, else what differs. */
import { isDeepStrictEqual } from 'node:util';
import type { DecodedTap, DecodeOutcome } from '../../../src/decode/outcome.ts';
import { ERRORS } from '../../../src/errors.ts';
import { decodedCharges, decodedRows } from '../decoded-rows.ts';
import type { ReferenceOutcome } from './decode.ts';

/** A difference: its class, short and without values, and the values. */
export interface Difference {
  readonly signature: string;
  readonly product: unknown;
  readonly reference: unknown;
}

const differs = (signature: string, product: unknown, reference: unknown): Difference => ({
  signature,
  product,
  reference,
});

/** Compares. `size`: octets of the file, which a place must lie in. */
export function compare(
  product: DecodeOutcome,
  reference: ReferenceOutcome,
  size: number,
): Difference | null {
  if (!product.ok) {
    const { code, byteOffset } = product.failure;
    if (!Number.isInteger(byteOffset) || byteOffset < 0 || byteOffset > size)
      return differs('offset outside the file', product.failure, reference);
    if (code === 'INTERNAL' || !Object.hasOwn(ERRORS, code))
      return differs('not an error code', product.failure, reference);
    if (reference.ok) return differs(`refused alone ${code}`, product.failure, 'decoded');
    if (code.startsWith('BER_') && reference.family === 'ber' && byteOffset !== reference.byteOffset)
      return differs(`offset ${code}`, product.failure, reference);
    if (code.startsWith('TAP_') && reference.family === 'ber')
      return differs(`framing missed ${code}`, product.failure, reference);
    return null;
  }
  if (!reference.ok) return differs(`decoded alone ${reference.family}`, 'decoded', reference);
  return compareDecoded(product, reference);
}

function compareDecoded(product: DecodedTap, reference: ReferenceOutcome & { ok: true }): Difference | null {
  const parts: readonly (readonly [string, unknown, unknown])[] = [
    ['header', product.header, reference.header],
    ['tables', product.tables, reference.tables],
    ['declared', product.audit?.declared ?? null, reference.declared],
    ['totals', product.audit?.decoded ?? null, reference.totals],
    ['rejected', product.rejected.map((failure) => failure.recordIndex), reference.rejected],
    ['rejectedCount', product.rejectedCount, reference.rejected.length],
  ];
  const rows = compareRows(product, reference);
  if (rows !== null) return rows;
  for (const [name, ours, theirs] of parts) {
    if (!isDeepStrictEqual(ours, theirs)) return differs(name, ours, theirs);
  }
  const charges = decodedCharges(product);
  if (charges.length !== reference.charges.length)
    return differs('charges count', charges, reference.charges);
  for (const [index, charge] of charges.entries()) {
    const found = difference(charge as unknown as Cells, reference.charges[index] as unknown as Cells);
    if (found !== null) return differs(`charges ${found}`, charges, reference.charges);
  }
  return null;
}

type Cells = Readonly<Record<string, unknown>>;

function compareRows(product: DecodedTap, reference: ReferenceOutcome & { ok: true }): Difference | null {
  const rows = decodedRows(product);
  if (rows.length !== reference.rows.length) return differs('row count', rows.length, reference.rows.length);
  for (const [index, { duplicate_hash: _, ...row }] of rows.entries()) {
    const expected = reference.rows[index]!;
    // The hash of a text is the product's own choice: it must only be there.
    const hashed = typeof expected.reference === 'string' && row.reference !== null;
    const theirs = hashed ? { ...expected, reference: row.reference } : expected;
    const found = difference(row as unknown as Cells, theirs as unknown as Cells);
    if (found !== null) return differs(`row ${found}`, row, expected);
  }
  return null;
}

/** Names of the columns that differ, or null. */
function difference(ours: Cells, theirs: Cells): string | null {
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  const found = [...names].filter((name) => ours[name] !== theirs[name]);
  return found.length === 0 ? null : found.join(',');
}
