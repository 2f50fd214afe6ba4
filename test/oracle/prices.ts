/** Rule 8: what quantities cost. Rule 7: how amounts are shared. */
import type { AccessTerms, Terms, UsageTerms } from './deal.ts';
import { less, plus, type Ratio, ratio, times, total, whole, ZERO } from './ratio.ts';
import type { TapRecord } from './traffic.ts';

export const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const upTo = (value: number, step: number): bigint => BigInt(Math.ceil(value / step)) * BigInt(step);

/** Rounded up by record, by data session (id, gateway), or by call (partials that follow within a minute). */
export function quantityOf(entry: UsageTerms, records: readonly TapRecord[]): bigint {
  if (entry.service === null || entry.service.startsWith('sms')) return BigInt(records.length);
  const isData = entry.service === 'data';
  const amount = (record: TapRecord) => (isData ? record.up + record.down : record.seconds);
  if (!entry.perSession) return records.reduce((sum, record) => sum + upTo(amount(record), entry.step), 0n);
  const alone = records.filter(({ id }) => id === null);
  const groups = Map.groupBy(
    records.filter(({ id }) => id !== null),
    ({ id, node }) => `${id} ${node}`,
  );
  let sum = alone.reduce((all, record) => all + upTo(amount(record), entry.step), 0n);
  const utc = ({ local, offset }: TapRecord) => local - offset * 60;
  for (const group of groups.values()) {
    let open = 0;
    let end = Number.NEGATIVE_INFINITY;
    for (const record of [...group].sort((a, b) => utc(a) - utc(b) || a.seconds - b.seconds)) {
      if (!isData && utc(record) - end > 60) {
        sum += upTo(open, entry.step);
        open = 0;
      }
      open += amount(record);
      end = Math.max(end, utc(record) + record.seconds);
    }
    sum += upTo(open, entry.step);
  }
  return sum;
}

/** Base units that an entry includes. */
export function unitsIn(entry: Terms, size: bigint): bigint {
  return entry.included === null ? 0n : BigInt(entry.included.units) * size;
}

/** Base units of one IMSI without those that each has included. */
export function afterIncluded(entry: Terms, quantity: bigint, size: bigint): bigint {
  if (entry.included?.scope !== 'imsi') return quantity;
  return quantity - smaller(quantity, unitsIn(entry, size));
}

/** What an IMSI owes by itself; null where its price hangs on all of them. */
export function ownFee(entry: AccessTerms, billable: bigint, size: bigint): Ratio | null {
  if (entry.model === 'free') return ZERO;
  if (entry.model !== 'flat' || entry.included?.scope === 'line') return null;
  const fee = times({ n: billable, d: size }, ratio(entry.price));
  return entry.cap !== null && less(ratio(entry.cap), fee) ? ratio(entry.cap) : fee;
}

/** In units of the price. */
export function priced(entry: Terms, quantity: Ratio): Ratio {
  const bound = (index: number) => ratio(entry.tiers[index]?.from ?? '0');
  switch (entry.model) {
    case 'free':
      return ZERO;
    case 'flat':
      return times(quantity, ratio(entry.price));
    case 'package': {
      const blocks = times(quantity, { n: ratio(entry.block).d, d: ratio(entry.block).n });
      return times(whole((blocks.n + blocks.d - 1n) / blocks.d), ratio(entry.price));
    }
    case 'volume': {
      const reached = entry.tiers.findLast(({ from }) => less(ratio(from), quantity)) ?? entry.tiers[0]!;
      return times(quantity, ratio(reached.price));
    }
    case 'graduated':
      return total(
        entry.tiers.map(({ price }, i) => {
          const end = i + 1 < entry.tiers.length && less(bound(i + 1), quantity) ? bound(i + 1) : quantity;
          const slice = plus(end, times(whole(-1n), bound(i)));
          return less(ZERO, slice) ? times(slice, ratio(price)) : ZERO;
        }),
      );
    case 'as_billed':
      throw new Error('as billed has no price');
  }
}

/**
 * Rule 7: proportions rounded down, what is left one unit each to the largest remainders, ties to the earlier; a total
 * below zero as its opposite, negated.
 */
export function largestRemainders(minor: bigint, weights: readonly Ratio[]): bigint[] {
  if (minor < 0n) return largestRemainders(-minor, weights).map((share) => -share);
  const common = weights.reduce((d, weight) => d * weight.d, 1n);
  const signed = weights.map(({ n, d }) => (n * common) / d);
  const balance = signed.reduce((a, b) => a + b, 0n);
  if (balance === 0n) return signed.map((_, i) => (i === 0 ? minor : 0n));
  const parts = balance < 0n ? signed.map((part) => -part) : signed;
  const sum = balance < 0n ? -balance : balance;
  const rests = parts.map((part) => (((minor * part) % sum) + sum) % sum);
  const shares = parts.map((part, i) => (minor * part - rests[i]!) / sum);
  let left = minor - shares.reduce((a, b) => a + b, 0n);
  const order = parts
    .map((_, i) => i)
    .sort((a, b) => (rests[a]! === rests[b]! ? a - b : rests[a]! > rests[b]! ? -1 : 1));
  for (const i of order) {
    if (left === 0n) break;
    shares[i]! += 1n;
    left -= 1n;
  }
  return shares;
}

/** Rule 7: T(i) − T(i−1); `parts` in the order of IMSIs as text. */
export function runningShares(
  minor: bigint,
  parts: readonly { readonly imsi: string; readonly weight: Ratio }[],
): Map<string, bigint> {
  const common = parts.reduce((d, { weight }) => d * weight.d, 1n);
  const weighed = parts.map(({ imsi, weight }) => [imsi, (weight.n * common) / weight.d] as const);
  const sum = weighed.reduce((all, [, each]) => all + each, 0n);
  const shares = new Map<string, bigint>();
  let running = 0n;
  let before = 0n;
  for (const [imsi, each] of weighed) {
    running += each;
    const reached = sum === 0n ? 0n : (minor * running) / sum;
    shares.set(imsi, reached - before);
    before = reached;
  }
  return shares;
}
