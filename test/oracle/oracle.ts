/**
 * A month settled by the book, in plain bigint: contracts.md, rules 2 to 14, for what deal.ts can say. It shares no code with
 * the product, and looks at nothing that the product made.
 */
import type { AccessTerms, Deal, Mode, Terms, UsageTerms } from './deal.ts';
import { SERVICES, type Service } from './deal.ts';
import { MONTH_DAYS, MONTH_END, MONTH_START, type TapRecord, type Traffic } from './events.ts';

/** Not reduced: values are compared by cross multiplication. */
export interface Ratio {
  readonly n: bigint;
  readonly d: bigint;
}

const ZERO: Ratio = { n: 0n, d: 1n };
export const plus = (a: Ratio, b: Ratio): Ratio => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
const times = (a: Ratio, b: Ratio): Ratio => ({ n: a.n * b.n, d: a.d * b.d });
const less = (a: Ratio, b: Ratio): boolean => a.n * b.d < b.n * a.d;
export const same = (a: Ratio, b: Ratio): boolean => a.n * b.d === b.n * a.d;
export const total = (values: readonly Ratio[]): Ratio => values.reduce(plus, ZERO);
const whole = (n: bigint): Ratio => ({ n, d: 1n });

/** `12.30`, `-7` or `10/3`. */
export function ratio(text: string): Ratio {
  const [above = '', below] = text.split('/');
  if (below !== undefined) return { n: BigInt(above), d: BigInt(below) };
  const [units = '', places = ''] = above.split('.');
  return { n: BigInt(units + places), d: 10n ** BigInt(places.length) };
}

/** In units of the last decimal, by the mode (rule 9). */
export function rounded({ n, d }: Ratio, decimals: number, mode: Mode): bigint {
  const size = (n < 0n ? -n : n) * 10n ** BigInt(decimals);
  const floor = size / d;
  const twice = 2n * (size % d);
  const up =
    mode === 'half_up'
      ? twice >= d
      : mode === 'half_even'
        ? twice > d || (twice === d && floor % 2n === 1n)
        : false;
  return (n < 0n ? -1n : 1n) * (floor + (up ? 1n : 0n));
}

export interface ExpectedLine {
  /** `charges.usage[0]`, or `uncovered data`. */
  readonly ref: string;
  readonly kind: 'usage' | 'access' | 'as_billed' | 'commitment';
  readonly quantity: bigint;
  readonly included: bigint;
  readonly exact: Ratio;
  readonly minor: bigint;
  /** By segment, in the order of the agreement: devices, quantity, amount in minor units. */
  readonly segments: readonly (readonly [string, bigint, bigint, bigint])[];
  /** Share of each device. */
  readonly shares: ReadonlyMap<string, bigint>;
}

export interface Expected {
  readonly lines: readonly ExpectedLine[];
  readonly net: bigint;
  readonly tax: bigint;
  readonly tapInvoiced: bigint;
  readonly tapExact: Ratio;
  readonly volumeOnly: Ratio;
}

/** What a device has in a line. */
interface Part {
  readonly imsi: string;
  readonly segment: string;
  readonly quantity: bigint;
  readonly billable: bigint;
  /** Its own exact amount, where it has one. */
  readonly own: Ratio | null;
}

const DAY = 86_400;
const dayOf = (seconds: number): number => Math.floor(seconds / DAY);
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const upTo = (value: number, step: number): bigint => BigInt(Math.ceil(value / step)) * BigInt(step);

export function settleByTheBook(
  deal: Deal,
  { records, registrations }: Traffic,
  rateOf: (currency: string) => string,
  tapCurrency: string,
): Expected {
  const isExcluded = (imsi: string) => imsi.slice(5).startsWith('79');
  const isMachine = (imsi: string) => imsi.slice(5).startsWith('7');
  const firstDay = dayOf(MONTH_START) + deal.firstDay - 1;
  const [monthDay, endDay] = [dayOf(MONTH_START), dayOf(MONTH_END)];
  // Rule 2: the record's own clock, or UTC; registrations by the zone of the agreement.
  const recordDay = ({ local, offset }: TapRecord) =>
    dayOf(deal.basis === 'start_utc' ? local - offset * 60 : local);
  const inMonth = (day: number) => day >= monthDay && day < endDay;
  const inTerm = (day: number) => day >= firstDay && day < endDay;
  const known = records.filter((record) => inMonth(recordDay(record)) && !isExcluded(record.imsi));
  const charged = known.filter((record) => inTerm(recordDay(record)));

  const observed = new Map<string, Set<number>>();
  const observe = (imsi: string, day: number) => {
    if (inTerm(day)) observed.set(imsi, (observed.get(imsi) ?? new Set()).add(day));
  };
  for (const record of known) observe(record.imsi, recordDay(record));
  for (const { imsi, utc } of registrations)
    if (!isExcluded(imsi)) observe(imsi, dayOf(utc + deal.zone.minutes * 60));

  const bytesOf = (imsi: string) =>
    known.filter((record) => record.imsi === imsi).reduce((sum, { up, down }) => sum + up + down, 0);
  const segmentOf = (imsi: string): string => {
    if (!isMachine(imsi)) return 'standard';
    const bytes = bytesOf(imsi);
    const activity = bytes <= deal.silentBytes ? 'silent' : bytes <= deal.lowBytes ? 'low' : 'normal';
    return deal.segments.find((segment) => segment.activity === null || segment.activity === activity)!.name;
  };
  const unitValue = times(ratio(rateOf(tapCurrency)), { n: 1n, d: 1000n });
  const billed = (of: readonly TapRecord[]) =>
    times(whole(of.reduce((sum, { charge }) => sum + BigInt(charge), 0n)), unitValue);
  const imsis = [...new Set([...known, ...registrations].map(({ imsi }) => imsi))]
    .filter((imsi) => !isExcluded(imsi))
    .sort();
  const names = [...deal.segments.map(({ name }) => name), 'standard'];

  const usageLine = (entry: UsageTerms, index: number): ExpectedLine => {
    const parts = imsis.flatMap((imsi): Part[] => {
      const segment = segmentOf(imsi);
      const own = charged.filter((record) => record.imsi === imsi && record.service === entry.service);
      if (!entry.segments.includes(segment) || own.length === 0) return [];
      const quantity = quantityOf(entry, own);
      const billable = afterIncluded(entry, quantity, BigInt(entry.size));
      return [{ imsi, segment, quantity, billable, own: null }];
    });
    return lineOf(`charges.usage[${index}]`, 'usage', entry, BigInt(entry.size), parts);
  };

  const accessLine = (entry: AccessTerms, index: number): ExpectedLine => {
    const size = entry.prorated ? BigInt(MONTH_DAYS) : 1n;
    const parts = imsis.flatMap((imsi): Part[] => {
      const segment = segmentOf(imsi);
      const days = observed.get(imsi)?.size ?? 0;
      if (!entry.segments.includes(segment) || days < entry.minDays) return [];
      const quantity = entry.per === 'imsi_month' && !entry.prorated ? 1n : BigInt(days);
      const billable = afterIncluded(entry, quantity, size);
      const own =
        entry.model === 'flat' && entry.included?.scope !== 'line' ? ownFee(entry, billable, size) : null;
      return [{ imsi, segment, quantity, billable, own: entry.model === 'free' ? ZERO : own }];
    });
    return lineOf(`charges.access[${index}]`, 'access', entry, size, parts);
  };

  const lineOf = (
    ref: string,
    kind: ExpectedLine['kind'],
    entry: Terms & { cap?: string | null },
    size: bigint,
    parts: readonly Part[],
  ): ExpectedLine => {
    const inSegment = (name: string) =>
      parts.filter(({ segment }) => segment === name).reduce((sum, { billable }) => sum + billable, 0n);
    const shown = names.filter((name) => entry.segments.includes(name));
    const copies =
      entry.tiersPer === 'segment'
        ? shown.map(inSegment)
        : [parts.reduce((sum, { billable }) => sum + billable, 0n)];
    const free = copies.map((copy) =>
      smaller(copy, entry.included?.scope === 'line' ? unitsIn(entry, size) : 0n),
    );
    const amounts = copies.map((copy, i) => priced(entry, { n: copy - free[i]!, d: size }));
    const isCapped = entry.cap !== undefined && entry.cap !== null;
    const exact = isCapped ? total(parts.map(({ own }) => own!)) : total(amounts);
    const quantity = parts.reduce((sum, part) => sum + part.quantity, 0n);
    const included =
      quantity - copies.reduce((sum, copy) => sum + copy, 0n) + free.reduce((sum, copy) => sum + copy, 0n);
    const segmentWeights =
      entry.tiersPer === 'segment'
        ? amounts
        : shown.map((name) => total(parts.filter(({ segment }) => segment === name).map(weight)));
    return finish({ ref, kind, quantity, included, exact, parts, shown, segmentWeights });
  };

  const asBilledLine = (
    ref: string,
    service: Service | null,
    isCovered: (segment: string) => boolean,
  ): ExpectedLine => {
    const parts = imsis.flatMap((imsi): Part[] => {
      const segment = segmentOf(imsi);
      const own = charged.filter(
        (record) =>
          record.imsi === imsi && (service === null || record.service === service) && isCovered(segment),
      );
      const records = BigInt(own.length);
      return own.length === 0
        ? []
        : [{ imsi, segment, quantity: records, billable: records, own: billed(own) }];
    });
    const shown =
      service === null ? ['standard'] : names.filter((name) => parts.some(({ segment }) => segment === name));
    const exact = total(parts.map(({ own }) => own!));
    const quantity = parts.reduce((sum, part) => sum + part.quantity, 0n);
    const segmentWeights = shown.map((name) =>
      total(parts.filter(({ segment }) => segment === name).map(weight)),
    );
    return finish({ ref, kind: 'as_billed', quantity, included: 0n, exact, parts, shown, segmentWeights });
  };

  const finish = (line: {
    ref: string;
    kind: ExpectedLine['kind'];
    quantity: bigint;
    included: bigint;
    exact: Ratio;
    parts: readonly Part[];
    shown: readonly string[];
    segmentWeights: readonly Ratio[];
  }): ExpectedLine => {
    const minor = rounded(line.exact, deal.decimals, deal.mode);
    const amounts = largestRemainders(minor, line.segmentWeights);
    return {
      ref: line.ref,
      kind: line.kind,
      quantity: line.quantity,
      included: line.included,
      exact: line.exact,
      minor,
      segments: line.shown.map((name, i) => {
        const own = line.parts.filter(({ segment }) => segment === name);
        const quantity = own.reduce((sum, part) => sum + part.quantity, 0n);
        return [name, BigInt(own.length), quantity, amounts[i]!] as const;
      }),
      shares: runningShares(minor, line.parts),
    };
  };

  const usage = deal.usage.map(usageLine);
  const standard = deal.standardAsBilled
    ? [asBilledLine(`charges.usage[${deal.usage.length}]`, null, (segment) => segment === 'standard')]
    : [];
  const covers = (service: Service, segment: string) =>
    (segment === 'standard' && deal.standardAsBilled) ||
    deal.usage.some((entry) => entry.service === service && entry.segments.includes(segment));
  const uncovered = SERVICES.map((service) =>
    asBilledLine(`uncovered ${service}`, service, (segment) => !covers(service, segment)),
  ).filter(({ quantity }) => quantity > 0n);
  const priced_ = [...usage, ...standard, ...deal.access.map(accessLine), ...uncovered];

  const unit = 10n ** BigInt(deal.decimals);
  const short = (lines: readonly ExpectedLine[]): Ratio => {
    if (deal.commitment === null) return ZERO;
    const { amount, counts } = deal.commitment;
    const counted = lines
      .filter(({ kind }) => counts.includes(kind))
      .reduce((sum, { minor }) => sum + minor, 0n);
    const rest = plus(ratio(amount), { n: -counted, d: unit });
    return less(ZERO, rest) ? rest : ZERO;
  };
  const shortfall = short(priced_);
  const lines = [
    ...priced_,
    ...(less(ZERO, shortfall)
      ? [
          {
            ref: 'commitment',
            kind: 'commitment' as const,
            quantity: 1n,
            included: 0n,
            exact: shortfall,
            minor: rounded(shortfall, deal.decimals, deal.mode),
            segments: [],
            shares: new Map<string, bigint>(),
          },
        ]
      : []),
  ];
  const net = lines.reduce((sum, { minor }) => sum + minor, 0n);
  const tapExact = billed(charged);
  // Rule 11: declared machines with a record keep their segment, and nobody owes access.
  const withoutAccess = priced_.filter(({ kind }) => kind !== 'access');
  return {
    lines,
    net,
    tax: rounded(times({ n: net, d: unit }, ratio(deal.tax)), deal.decimals, deal.mode),
    tapInvoiced: rounded(tapExact, deal.decimals, deal.mode),
    tapExact,
    volumeOnly: plus(total(withoutAccess.map(({ exact }) => exact)), short(withoutAccess)),
  };
}

/** What a device, and with it its segment, weighs in a line (rule 7). */
function weight({ own, billable }: Part): Ratio {
  return own ?? whole(billable);
}

/** Rule 8: rounded up by record, by data session (id, gateway), or by call (partials that follow within a minute). */
function quantityOf(entry: UsageTerms, records: readonly TapRecord[]): bigint {
  if (entry.service.startsWith('sms')) return BigInt(records.length);
  const amount = (record: TapRecord) => (entry.service === 'data' ? record.up + record.down : record.seconds);
  if (!entry.perSession) return records.reduce((sum, record) => sum + upTo(amount(record), entry.step), 0n);
  const groups = Map.groupBy(records, ({ id, node }) => `${id} ${node}`);
  let sum = 0n;
  for (const group of groups.values()) {
    let open = 0;
    let end = Number.NEGATIVE_INFINITY;
    const utc = ({ local, offset }: TapRecord) => local - offset * 60;
    for (const record of [...group].sort((a, b) => utc(a) - utc(b) || a.seconds - b.seconds)) {
      if (entry.service !== 'data' && utc(record) - end > 60) {
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
function unitsIn(entry: Terms, size: bigint): bigint {
  return entry.included === null ? 0n : BigInt(entry.included.units) * size;
}

function afterIncluded(entry: Terms, quantity: bigint, size: bigint): bigint {
  if (entry.included?.scope !== 'imsi') return quantity;
  return quantity - smaller(quantity, unitsIn(entry, size));
}

function ownFee(entry: AccessTerms, billable: bigint, size: bigint): Ratio {
  const fee = times({ n: billable, d: size }, ratio(entry.price));
  return entry.cap !== null && less(ratio(entry.cap), fee) ? ratio(entry.cap) : fee;
}

/** Rule 8, in units of the price. */
function priced(entry: Terms, quantity: Ratio): Ratio {
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
  }
}

/** Rule 7: proportions rounded down, what is left one unit each to the largest remainders, ties to the earlier. */
function largestRemainders(minor: bigint, weights: readonly Ratio[]): bigint[] {
  const common = weights.reduce((d, weight) => d * weight.d, 1n);
  const parts = weights.map(({ n, d }) => (n * common) / d);
  const sum = parts.reduce((a, b) => a + b, 0n);
  if (sum === 0n) return parts.map((_, i) => (i === 0 ? minor : 0n));
  const shares = parts.map((part) => (minor * part) / sum);
  const rests = parts.map((part) => (minor * part) % sum);
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

/** Rule 7: T(i) − T(i−1) in the order of IMSIs as text. */
function runningShares(minor: bigint, parts: readonly Part[]): Map<string, bigint> {
  const common = parts.reduce((d, part) => d * weight(part).d, 1n);
  const weighed = [...parts]
    .sort((a, b) => (a.imsi < b.imsi ? -1 : 1))
    .map((part) => [part.imsi, (weight(part).n * common) / weight(part).d] as const);
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
