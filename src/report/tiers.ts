/** How a tier is shown, on the page and on paper. */
import type { StatementLine } from '../domain/statement.ts';
import { formatExact } from './exact.ts';
import { unitName } from './format.ts';

type Tier = StatementLine['tiers'][number];

/** `0 – 50,000`, after the segment where each has tiers of its own, or the part of balanced traffic. */
export function tierRange({ from, to, segment, part }: Tier): string {
  const range = `${formatExact(from)} – ${to === null ? '…' : formatExact(to)}`;
  const name = segment ?? part;
  return name === undefined ? range : `${name}: ${range}`;
}

/** The quantity, with its unit where that is another than the line's. */
export function tierQuantity({ quantity, unit }: Tier): string {
  return unit === undefined ? formatExact(quantity) : `${formatExact(quantity)} ${unitName(unit)}`;
}
