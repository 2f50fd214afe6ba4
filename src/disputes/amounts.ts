/**
 * What is disputed of a statement, exactly: by item, by line, and what is left to pay. A cell is what one device has in one
 * line, or a line that no device is in; it is disputed once, whatever names it.
 */
import {
  add,
  compare,
  type Fraction,
  fromInteger,
  mul,
  parseDecimal,
  sub,
  toExactText,
  ZERO,
} from '../domain/fraction.ts';
import { minorToText, roundFraction } from '../domain/rounding.ts';
import type { Statement } from '../domain/statement.ts';

/** What an item has in one line. */
export interface ItemCell {
  /** Position of the item. */
  readonly item: number;
  readonly lineId: string;
  readonly amount: Fraction;
}

export interface Weighed {
  /** By item: what the statement has, and what of it is disputed. */
  readonly items: readonly { readonly ours: Fraction; readonly disputed: Fraction }[];
  /** Disputed by line, of the lines that an item has something in. */
  readonly lines: ReadonlyMap<string, Fraction>;
  readonly net: Fraction;
}

/**
 * An item that claims less than the statement has disputes so much of its lines, in the order of `lineIds`; without a claim,
 * or with one above, all of it. A claim of a device that owes nothing disputes nothing.
 */
export function weigh(
  claims: readonly (Fraction | null)[],
  cells: readonly ItemCell[],
  lineIds: readonly string[],
): Weighed {
  const order = new Map(lineIds.map((id, at) => [id, at]));
  const byItem = Map.groupBy(cells, ({ item }) => item);
  const lines = new Map<string, Fraction>();
  const items = claims.map((claimed, item) => {
    const own = [...(byItem.get(item) ?? [])].sort((a, b) => order.get(a.lineId)! - order.get(b.lineId)!);
    const ours = sum(own.map(({ amount }) => amount));
    const part = claimed !== null && compare(claimed, ours) < 0;
    let rest = claimed ?? ZERO;
    let disputed = ZERO;
    for (const { lineId, amount } of own) {
      const taken = part ? least(rest, amount) : amount;
      rest = sub(rest, taken);
      disputed = add(disputed, taken);
      lines.set(lineId, add(lines.get(lineId) ?? ZERO, taken));
    }
    return { ours, disputed };
  });
  return { items, lines, net: sum(items.map(({ disputed }) => disputed)) };
}

export interface DisputeTotals {
  /** What is to be paid for the month: the statement's payable, and those of the statements it corrects. */
  readonly payable: string;
  /** Net, rounded once by the agreement's mode. */
  readonly disputed: string;
  /** The tax on it, rounded once. */
  readonly disputed_tax: string;
  /** Net and tax of what disputes registered before this one hold of the same month, and did not lose. */
  readonly disputed_before: string;
  /** payable − disputed − disputed_tax − disputed_before. */
  readonly undisputed: string;
}

/** `before`: net of each dispute registered before. */
export function totalsOf(
  net: Fraction,
  payables: readonly string[],
  before: readonly Fraction[],
  { tax_rate, rounding }: Statement['terms'],
): DisputeTotals {
  const { decimals, mode } = rounding;
  const rounded = (value: Fraction) => roundFraction(value, decimals, mode);
  const taxOn = (value: Fraction) => rounded(mul(value, parseDecimal(tax_rate)));
  const payable = rounded(sum(payables.map(parseDecimal)));
  const held = before.reduce((total, value) => total + rounded(value) + taxOn(value), 0n);
  const text = (value: bigint) => minorToText(value, decimals);
  return {
    payable: text(payable),
    disputed: text(rounded(net)),
    disputed_tax: text(taxOn(net)),
    disputed_before: text(held),
    undisputed: text(payable - rounded(net) - taxOn(net) - held),
  };
}

/** Decimal text of at least so many places; what has more keeps them. */
export function amountText(amount: Fraction, decimals: number): string {
  const { n, d } = mul(amount, fromInteger(10n ** BigInt(decimals)));
  return d === 1n ? minorToText(n, decimals) : toExactText(amount);
}

export function sum(amounts: readonly Fraction[]): Fraction {
  return amounts.reduce(add, ZERO);
}

/** What can be taken of a cell: none of one below zero. */
function least(rest: Fraction, amount: Fraction): Fraction {
  if (compare(amount, ZERO) <= 0) return ZERO;
  return compare(rest, amount) < 0 ? rest : amount;
}
