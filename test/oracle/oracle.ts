/**
 * A month settled by the book, in plain bigint: contracts.md, rules 2 to 14, for what deal.ts can say. It shares no code with
 * the product, and looks at nothing that the product made.
 */
import type { AccessTerms, Deal, Terms, UsageTerms, Version } from './deal.ts';
import { SERVICES, type Service } from './deal.ts';
import { MONTH_DAYS, MONTH_END, MONTH_START, type TapRecord, type Traffic } from './events.ts';
import { less, plus, type Ratio, ratio, rounded, times, total, whole, ZERO } from './ratio.ts';

export interface ExpectedLine {
  /** Number of the version. */
  readonly version: number;
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
  /** What tiers over the term go on from in a later version; null where nothing is priced by tiers of ours. */
  readonly used: Used | null;
}

/** Base units after what was included, by segment, and how many of them a unit of the price has. */
interface Used {
  /** Service, or what a fee is per. */
  readonly what: string;
  readonly size: bigint;
  readonly bySegment: ReadonlyMap<string, bigint>;
  readonly all: bigint;
}

export interface Expected {
  /** Of the device list: the latest version's. */
  readonly segments: ReadonlyMap<string, string>;
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
  const latest = deal.versions.at(-1)!;
  const [monthDay, endDay] = [dayOf(MONTH_START), dayOf(MONTH_END)];
  // Rule 2: the record's own clock, or UTC; registrations by the zone of the agreement.
  const recordDay = ({ local, offset }: TapRecord) =>
    dayOf(deal.basis === 'start_utc' ? local - offset * 60 : local);
  const inMonth = (day: number) => day >= monthDay && day < endDay;
  // Rule 7: the version of a day is the last that has begun.
  const versionOn = (day: number) =>
    inMonth(day) ? deal.versions.findLast(({ firstDay }) => day >= monthDay + firstDay - 1) : undefined;
  const known = records.filter((record) => inMonth(recordDay(record)) && !isExcluded(record.imsi));
  const charged = known.filter((record) => versionOn(recordDay(record)) !== undefined);

  const observed = new Map<string, Set<number>>();
  const observe = (imsi: string, day: number) => {
    if (versionOn(day) !== undefined) observed.set(imsi, (observed.get(imsi) ?? new Set()).add(day));
  };
  for (const record of known) observe(record.imsi, recordDay(record));
  for (const { imsi, utc } of registrations)
    if (!isExcluded(imsi)) observe(imsi, dayOf(utc + deal.zone.minutes * 60));
  // Rule 8: fees of all the month by the version of the first observed day.
  const feeVersion = (imsi: string) => versionOn(Math.min(...(observed.get(imsi) ?? [])));

  const bytesOf = (imsi: string) =>
    known.filter((record) => record.imsi === imsi).reduce((sum, { up, down }) => sum + up + down, 0);
  const segmentOf = (imsi: string, { segments }: Version): string => {
    if (!isMachine(imsi)) return 'standard';
    const bytes = bytesOf(imsi);
    const activity = bytes <= latest.silentBytes ? 'silent' : bytes <= latest.lowBytes ? 'low' : 'normal';
    return segments.find((segment) => segment.activity === null || segment.activity === activity)!.name;
  };
  const unitValue = times(ratio(rateOf(tapCurrency)), { n: 1n, d: 1000n });
  const billed = (of: readonly TapRecord[]) =>
    times(whole(of.reduce((sum, { charge }) => sum + BigInt(charge), 0n)), unitValue);
  const imsis = [...new Set([...known, ...registrations].map(({ imsi }) => imsi))]
    .filter((imsi) => !isExcluded(imsi))
    .sort();

  const linesOf = (version: Version, earlier: readonly ExpectedLine[]): ExpectedLine[] => {
    const names = [...version.segments.map(({ name }) => name), 'standard'];
    const chargedHere = charged.filter((record) => versionOn(recordDay(record)) === version);

    const usageLine = (entry: UsageTerms, index: number): ExpectedLine => {
      const parts = imsis.flatMap((imsi): Part[] => {
        const segment = segmentOf(imsi, version);
        const own = chargedHere.filter((record) => record.imsi === imsi && record.service === entry.service);
        if (!entry.segments.includes(segment) || own.length === 0) return [];
        const quantity = quantityOf(entry, own);
        const billable = afterIncluded(entry, quantity, BigInt(entry.size));
        return [{ imsi, segment, quantity, billable, own: null }];
      });
      const ref = `charges.usage[${index}]`;
      return lineOf({ ref, kind: 'usage', what: entry.service }, entry, BigInt(entry.size), parts);
    };

    const accessLine = (entry: AccessTerms, index: number): ExpectedLine => {
      const size = entry.prorated ? BigInt(MONTH_DAYS) : 1n;
      const parts = imsis.flatMap((imsi): Part[] => {
        const segment = segmentOf(imsi, version);
        const days = observed.get(imsi)?.size ?? 0;
        if (feeVersion(imsi) !== version) return [];
        if (!entry.segments.includes(segment) || days < entry.minDays) return [];
        const quantity = entry.per === 'imsi_month' && !entry.prorated ? 1n : BigInt(days);
        const billable = afterIncluded(entry, quantity, size);
        const own =
          entry.model === 'flat' && entry.included?.scope !== 'line' ? ownFee(entry, billable, size) : null;
        return [{ imsi, segment, quantity, billable, own: entry.model === 'free' ? ZERO : own }];
      });
      return lineOf({ ref: `charges.access[${index}]`, kind: 'access', what: entry.per }, entry, size, parts);
    };

    /** Of a segment, or of all: units that lines of the same place in earlier versions have used up. */
    const usedBefore = (of: Named, entry: Terms, size: bigint, segment: string | null): Ratio =>
      entry.tiersOver === 'period'
        ? ZERO
        : total(
            earlier.flatMap(({ ref, used }) => {
              if (ref !== of.ref || used?.what !== of.what) return [];
              const n = segment === null ? used.all : (used.bySegment.get(segment) ?? 0n);
              return [{ n, d: of.kind === 'usage' ? size : used.size }];
            }),
          );

    const lineOf = (
      of: Named,
      entry: Terms & { cap?: string | null },
      size: bigint,
      parts: readonly Part[],
    ): ExpectedLine => {
      const inSegment = (name: string) =>
        parts.filter(({ segment }) => segment === name).reduce((sum, { billable }) => sum + billable, 0n);
      const shown = names.filter((name) => entry.segments.includes(name));
      const perSegment = entry.tiersPer === 'segment';
      const copies = perSegment
        ? shown.map(inSegment)
        : [parts.reduce((sum, { billable }) => sum + billable, 0n)];
      const free = copies.map((copy) =>
        smaller(copy, entry.included?.scope === 'line' ? unitsIn(entry, size) : 0n),
      );
      const amounts = copies.map((copy, i) => {
        const before = usedBefore(of, entry, size, perSegment ? shown[i]! : null);
        const after = plus(before, { n: copy - free[i]!, d: size });
        return plus(priced(entry, after), times(whole(-1n), priced(entry, before)));
      });
      const isCapped = entry.cap !== undefined && entry.cap !== null;
      const exact = isCapped ? total(parts.map(({ own }) => own!)) : total(amounts);
      const quantity = parts.reduce((sum, part) => sum + part.quantity, 0n);
      const included =
        quantity - copies.reduce((sum, copy) => sum + copy, 0n) + free.reduce((sum, copy) => sum + copy, 0n);
      const segmentWeights = perSegment
        ? amounts
        : shown.map((name) => total(parts.filter(({ segment }) => segment === name).map(weight)));
      const used = {
        what: of.what,
        size,
        bySegment: new Map(shown.map((name, i) => [name, inSegment(name) - (perSegment ? free[i]! : 0n)])),
        all: quantity - included,
      };
      return finish({ ...of, quantity, included, exact, parts, shown, segmentWeights, used });
    };

    const asBilledLine = (
      ref: string,
      service: Service | null,
      isCovered: (segment: string) => boolean,
    ): ExpectedLine => {
      const parts = imsis.flatMap((imsi): Part[] => {
        const segment = segmentOf(imsi, version);
        const own = chargedHere.filter(
          (record) =>
            record.imsi === imsi && (service === null || record.service === service) && isCovered(segment),
        );
        const records = BigInt(own.length);
        return own.length === 0
          ? []
          : [{ imsi, segment, quantity: records, billable: records, own: billed(own) }];
      });
      const shown =
        service === null
          ? ['standard']
          : names.filter((name) => parts.some(({ segment }) => segment === name));
      const exact = total(parts.map(({ own }) => own!));
      const quantity = parts.reduce((sum, part) => sum + part.quantity, 0n);
      const segmentWeights = shown.map((name) =>
        total(parts.filter(({ segment }) => segment === name).map(weight)),
      );
      const kind = 'as_billed' as const;
      return finish({ ref, kind, quantity, included: 0n, exact, parts, shown, segmentWeights, used: null });
    };

    const finish = (
      line: Omit<ExpectedLine, 'version' | 'minor' | 'segments' | 'shares'> & {
        parts: readonly Part[];
        shown: readonly string[];
        segmentWeights: readonly Ratio[];
      },
    ): ExpectedLine => {
      const { ref, kind, quantity, included, exact, used, parts, shown, segmentWeights } = line;
      const minor = rounded(exact, deal.decimals, deal.mode);
      const amounts = largestRemainders(minor, segmentWeights);
      const segments = shown.map((name, i) => {
        const own = parts.filter(({ segment }) => segment === name);
        const part = own.reduce((sum, one) => sum + one.quantity, 0n);
        return [name, BigInt(own.length), part, amounts[i]!] as const;
      });
      const shares = runningShares(minor, parts);
      return { version: version.number, ref, kind, quantity, included, exact, minor, segments, shares, used };
    };

    const standard = version.standardAsBilled
      ? [asBilledLine(`charges.usage[${version.usage.length}]`, null, (segment) => segment === 'standard')]
      : [];
    const covers = (service: Service, segment: string) =>
      (segment === 'standard' && version.standardAsBilled) ||
      version.usage.some((entry) => entry.service === service && entry.segments.includes(segment));
    const uncovered = SERVICES.map((service) =>
      asBilledLine(`uncovered ${service}`, service, (segment) => !covers(service, segment)),
    ).filter(({ quantity }) => quantity > 0n);
    return [...version.usage.map(usageLine), ...standard, ...version.access.map(accessLine), ...uncovered];
  };

  const pricedLines: ExpectedLine[] = [];
  for (const version of deal.versions) pricedLines.push(...linesOf(version, [...pricedLines]));

  const unit = 10n ** BigInt(deal.decimals);
  const short = (lines: readonly ExpectedLine[]): Ratio => {
    if (latest.commitment === null) return ZERO;
    const { amount, counts } = latest.commitment;
    const counted = lines
      .filter(({ kind }) => counts.includes(kind))
      .reduce((sum, { minor }) => sum + minor, 0n);
    const rest = plus(ratio(amount), { n: -counted, d: unit });
    return less(ZERO, rest) ? rest : ZERO;
  };
  const shortfall = short(pricedLines);
  const lines = [
    ...pricedLines,
    ...(less(ZERO, shortfall)
      ? [
          {
            version: latest.number,
            ref: 'commitment',
            kind: 'commitment' as const,
            quantity: 1n,
            included: 0n,
            exact: shortfall,
            minor: rounded(shortfall, deal.decimals, deal.mode),
            segments: [],
            shares: new Map<string, bigint>(),
            used: null,
          },
        ]
      : []),
  ];
  const net = lines.reduce((sum, { minor }) => sum + minor, 0n);
  const tax = total(
    deal.versions.map(({ number, tax }) => {
      const own = lines.filter(({ version }) => version === number);
      return times({ n: own.reduce((sum, { minor }) => sum + minor, 0n), d: unit }, ratio(tax));
    }),
  );
  const tapExact = billed(charged);
  // Rule 11: declared machines with a record keep their segment, and nobody owes access.
  const withoutAccess = pricedLines.filter(({ kind }) => kind !== 'access');
  return {
    segments: new Map(imsis.map((imsi) => [imsi, segmentOf(imsi, latest)])),
    lines,
    net,
    tax: rounded(tax, deal.decimals, deal.mode),
    tapInvoiced: rounded(tapExact, deal.decimals, deal.mode),
    tapExact,
    volumeOnly: plus(total(withoutAccess.map(({ exact }) => exact)), short(withoutAccess)),
  };
}

/** An entry's place in its agreement, and what it counts. */
interface Named {
  readonly ref: string;
  readonly kind: 'usage' | 'access';
  readonly what: string;
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

/**
 * Rule 7: proportions rounded down, what is left one unit each to the largest remainders, ties to the earlier; a total
 * below zero as its opposite, negated.
 */
function largestRemainders(minor: bigint, weights: readonly Ratio[]): bigint[] {
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
