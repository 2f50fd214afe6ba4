/** How a tier is shown, on the page and on paper. */
import type { StatementLine } from '../domain/statement.ts';
import { formatExact } from './exact.ts';
import { formatAmount, unitName } from './format.ts';

type Tier = StatementLine['tiers'][number];

/** `0 – 50,000`, after the segment where each has tiers of its own. */
export function tierRange({ from, to, segment }: Tier): string {
  const range = `${formatAmount(from)} – ${to === null ? '…' : formatAmount(to)}`;
  return segment === undefined ? range : `${segment}: ${range}`;
}

/** The quantity, with its unit where that is another than the line's. */
export function tierQuantity({ quantity, unit }: Tier): string {
  return unit === undefined ? formatExact(quantity) : `${formatExact(quantity)} ${unitName(unit)}`;
}
