/** The bridge (rule 12) as a waterfall: where each step begins and ends. Used by the page and by the terminal. */

import { add, compare, type Fraction, ZERO } from '../domain/fraction.ts';
import type { Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { drawn, parseExact, roundedText, shownDecimals } from './exact.ts';
import { words } from './format.ts';

export interface WaterfallStep {
  readonly step: string;
  readonly label: string;
  /** A level stands on zero (the first step, and net at the end); a change goes on from the step before. */
  readonly kind: 'level' | 'change';
  readonly devices: number | null;
  /** As the statement shows it. */
  readonly amount: string;
  /** Exact ends of the bar; `to` is the settlement with the steps so far. */
  readonly from: Fraction;
  readonly to: Fraction;
  /** Sum of the amounts shown so far: the column a reader can add up. */
  readonly running: string;
}

const NET = 'net';
/** An axis from zero is given up where the smallest level is more than so many times the span of the changes. */
const CUT_ABOVE = 3;

/**
 * Steps of the bridge with a running total, ending in a level `net`, which is added where the bridge does not name it.
 * Empty for a statement without a bridge. Throws BALANCE_BROKEN where the walk does not end at net, exactly
 * and as shown.
 */
export function waterfall(statement: Pick<Statement, 'bridge' | 'totals'>): WaterfallStep[] {
  const { net } = statement.totals;
  const decimals = shownDecimals(net);
  const steps: WaterfallStep[] = [];
  let level = ZERO;
  let shown = ZERO;
  const push = (
    step: string,
    kind: 'level' | 'change',
    devices: number | null,
    amount: string,
    from: Fraction,
  ) =>
    steps.push({
      step,
      label: words(step),
      kind,
      devices,
      amount,
      from,
      to: level,
      running: roundedText(shown, decimals),
    });

  for (const [index, { step, devices, amount, amount_exact }] of statement.bridge.entries()) {
    if (step === NET && index === statement.bridge.length - 1) continue;
    const from = level;
    level = add(level, parseExact(amount_exact));
    shown = add(shown, parseExact(amount));
    push(step, index === 0 ? 'level' : 'change', devices, amount, from);
  }
  const last = statement.bridge.at(-1);
  if (!last) return [];
  const ends = last.step === NET ? parseExact(last.amount_exact) : level;
  if ([level, shown, ends].some((end) => compare(end, parseExact(net)) !== 0)) {
    throw new RoamsettleError('BALANCE_BROKEN', 'The bridge does not end at net.', { key: 'bridge' });
  }
  push(NET, 'level', last.step === NET ? last.devices : null, net, ZERO);
  return steps;
}

/** Where a drawn axis begins if from zero the changes would be too thin to see; null: at zero. */
export function axisFloor(steps: readonly WaterfallStep[]): number | null {
  const levels = steps.map(({ to }) => drawn(to));
  const low = Math.min(...levels);
  const span = Math.max(...levels) - low;
  return span > 0 && low > span * CUT_ABOVE ? low - span / 4 : null;
}
