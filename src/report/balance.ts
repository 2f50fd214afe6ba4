/** Pair assertions over a statement before any of it is shown: what is printed in a column adds up (rules 7, 12, 14). */

import { add, compare, type Fraction, sub, ZERO } from '../domain/fraction.ts';
import type { LineKind, Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { parseExact } from './exact.ts';
import { MONEY_KINDS } from './segments.ts';
import { waterfall } from './waterfall.ts';

/** Throws BALANCE_BROKEN with the key whose parts do not add up to it. */
export function checkBalance(statement: Statement): void {
  const { lines } = statement;
  const totals = Object.fromEntries(
    Object.entries(statement.totals).map(([key, text]) => [key, parseExact(text)]),
  ) as Record<keyof Statement['totals'], Fraction>;

  for (const [index, line] of lines.entries()) {
    if (line.segments.length === 0) continue;
    same(
      sum(line.segments.map((share) => share.amount)),
      parseExact(line.amount),
      `lines[${index}].segments`,
    );
  }
  for (const kind of MONEY_KINDS) same(sum(amountsOf(lines, kind)), totals[kind], `totals.${kind}`);
  const parts = MONEY_KINDS.map((kind) => totals[kind]).reduce(add, ZERO);
  same(parts, totals.net, 'totals.net');
  same(add(totals.net, totals.tax), totals.gross, 'totals.gross');
  const payable = deductsTap(statement) ? sub(totals.gross, totals.tap_invoiced) : totals.gross;
  same(payable, totals.payable, 'totals.payable');
  waterfall(statement);
}

/** Whether payable is gross less what TAP invoiced. */
export function deductsTap({ terms }: Pick<Statement, 'terms'>): boolean {
  return terms.method === 'net_of_tap';
}

function amountsOf(lines: Statement['lines'], kind: LineKind): string[] {
  return lines.filter((line) => line.kind === kind).map((line) => line.amount);
}

function sum(amounts: readonly string[]): Fraction {
  return amounts.map(parseExact).reduce(add, ZERO);
}

function same(parts: Fraction, whole: Fraction, key: string): void {
  if (compare(parts, whole) !== 0) {
    throw new RoamsettleError('BALANCE_BROKEN', 'The parts of a statement do not add up.', { key });
  }
}
