/** One whole settlement: devices in the segments that somebody places them in → lines (docs/rules.md, rules 7 to 9). */
import type { Month } from './calendar.ts';
import {
  type AccessTerms,
  type Deal,
  SERVICES,
  type Service,
  type Terms,
  type UsageTerms,
  type Version,
} from './deal.ts';
import type { Device } from './devices.ts';
import { type Known, versionsIn } from './known.ts';
import {
  afterIncluded,
  largestRemainders,
  ownFee,
  priced,
  quantityOf,
  runningShares,
  smaller,
  unitsIn,
} from './prices.ts';
import { plus, type Ratio, rounded, times, total, whole, ZERO } from './ratio.ts';

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
  /** Rounded share of each device. */
  readonly shares: ReadonlyMap<string, bigint>;
  /** Exact part of each device. */
  readonly parts: ReadonlyMap<string, Ratio>;
  /** What tiers over the term go on from in a later version or month; null where nothing is priced by tiers of ours. */
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

/** Where a step of the bridge settles a device under a version, and whether it owes that version's fees. */
export type Placing = (
  device: Device,
  version: Version,
) => { readonly segment: string; readonly access: boolean };

/** Of some records: what TAP billed, in the agreement's currency. */
export type Billed = (records: readonly Known[]) => Ratio;

/** What a device has in a line. */
interface Part {
  readonly imsi: string;
  readonly segment: string;
  readonly quantity: bigint;
  readonly billable: bigint;
  /** Its own exact amount, where it has one. */
  readonly own: Ratio | null;
}

/** An entry's place in its agreement, and what it counts. */
interface Named {
  readonly ref: string;
  readonly kind: 'usage' | 'access';
  readonly what: string;
}

const weightOf = ({ own, billable }: Part): Ratio => own ?? whole(billable);

/** `before`: lines of the earlier months of the term. */
export function settleAs(
  deal: Deal,
  month: Month,
  devices: readonly Device[],
  placing: Placing,
  billed: Billed,
  before: readonly ExpectedLine[],
): ExpectedLine[] {
  const lines: ExpectedLine[] = [];
  for (const version of versionsIn(deal, month))
    lines.push(...linesOf(deal, month, devices, placing, billed, version, [...before, ...lines]));
  return lines;
}

function linesOf(
  deal: Deal,
  month: Month,
  all: readonly Device[],
  placing: Placing,
  billed: Billed,
  version: Version,
  earlier: readonly ExpectedLine[],
): ExpectedLine[] {
  const names = [...version.segments.map(({ name }) => name), ''];
  const devices = all.filter(({ excluded }) => !excluded);
  const placed = devices.map((device) => ({ device, ...placing(device, version) }));
  const recordsOf = ({ records }: Device, service: Service | null) =>
    records.filter(
      (record) => record.version === version && (service === null || record.service === service),
    );

  const usageLine = (entry: UsageTerms, index: number): ExpectedLine => {
    const ref = `charges.usage[${index}]`;
    if (entry.model === 'as_billed')
      return asBilledLine(ref, entry.service, entry.segments, (segment) => entry.segments.includes(segment));
    const size = BigInt(entry.size);
    const parts = placed.flatMap(({ device, segment }): Part[] => {
      const own = recordsOf(device, entry.service);
      if (!entry.segments.includes(segment) || own.length === 0) return [];
      const quantity = quantityOf(entry, own);
      // Records without an IMSI are nobody's: nothing is included for them.
      const billable = device.imsi === '' ? quantity : afterIncluded(entry, quantity, size);
      return [{ imsi: device.imsi, segment, quantity, billable, own: null }];
    });
    return lineOf({ ref, kind: 'usage', what: String(entry.service) }, entry, size, parts);
  };

  const accessLine = (entry: AccessTerms, index: number): ExpectedLine => {
    const size = entry.prorated ? BigInt(month.end - month.first) : 1n;
    const parts = placed.flatMap(({ device: { imsi, fee }, segment, access }): Part[] => {
      if (!access || fee.version !== version || !entry.segments.includes(segment)) return [];
      if (fee.observed < entry.minDays) return [];
      const days = entry.feeDays === 'present' ? fee.present : fee.observed;
      const quantity = BigInt(
        entry.per === 'attach' ? fee.attaches : entry.per === 'imsi_month' && !entry.prorated ? 1 : days,
      );
      const billable = afterIncluded(entry, quantity, size);
      return [{ imsi, segment, quantity, billable, own: ownFee(entry, billable, size) }];
    });
    return lineOf({ ref: `charges.access[${index}]`, kind: 'access', what: entry.per }, entry, size, parts);
  };

  /** Of a segment, or of all: units that lines of the same place in earlier versions and months have used up. */
  const usedBefore = (of: Named, entry: Terms, size: bigint, segment: string | null): Ratio =>
    entry.tiersOver === 'period'
      ? ZERO
      : total(
          earlier.flatMap(({ ref, kind, used }) => {
            if (ref !== of.ref || kind !== of.kind || used?.what !== of.what) return [];
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
      : shown.map((name) => total(parts.filter(({ segment }) => segment === name).map(weightOf)));
    const used = {
      what: of.what,
      size,
      bySegment: new Map(shown.map((name, i) => [name, inSegment(name) - (perSegment ? free[i]! : 0n)])),
      all: quantity - included,
    };
    return finish({ ...of, quantity, included, exact, shown, segmentWeights, used }, parts);
  };

  const asBilledLine = (
    ref: string,
    service: Service | null,
    shown: readonly string[] | null,
    isCovered: (segment: string) => boolean,
  ): ExpectedLine => {
    const parts = placed.flatMap(({ device, segment }): Part[] => {
      const own = isCovered(segment) ? recordsOf(device, service) : [];
      const records = BigInt(own.length);
      return own.length === 0
        ? []
        : [{ imsi: device.imsi, segment, quantity: records, billable: records, own: billed(own) }];
    });
    const inOrder = names.filter(
      (name) => shown?.includes(name) ?? parts.some(({ segment }) => segment === name),
    );
    const exact = total(parts.map(({ own }) => own!));
    const quantity = parts.reduce((sum, part) => sum + part.quantity, 0n);
    const segmentWeights = inOrder.map((name) =>
      total(parts.filter(({ segment }) => segment === name).map(weightOf)),
    );
    const kind = 'as_billed' as const;
    return finish(
      { ref, kind, quantity, included: 0n, exact, shown: inOrder, segmentWeights, used: null },
      parts,
    );
  };

  const finish = (
    line: Omit<ExpectedLine, 'version' | 'minor' | 'segments' | 'shares' | 'parts'> & {
      shown: readonly string[];
      segmentWeights: readonly Ratio[];
    },
    parts: readonly Part[],
  ): ExpectedLine => {
    const { shown, segmentWeights, ...rest } = line;
    const minor = rounded(line.exact, deal.decimals, deal.mode);
    const amounts = largestRemainders(minor, segmentWeights);
    const weights = parts.map((part) => ({ imsi: part.imsi, weight: weightOf(part) }));
    const sum = total(weights.map(({ weight }) => weight));
    return {
      ...rest,
      version: version.number,
      minor,
      segments: shown.map((name, i) => {
        const own = parts.filter(({ segment }) => segment === name);
        const part = own.reduce((all, one) => all + one.quantity, 0n);
        return [name, BigInt(own.length), part, amounts[i]!] as const;
      }),
      shares: runningShares(minor, weights),
      parts: new Map(
        parts.map((part) => [
          part.imsi,
          part.own ??
            (sum.n === 0n ? ZERO : times(line.exact, times(whole(part.billable), { n: sum.d, d: sum.n }))),
        ]),
      ),
    };
  };

  const covers = (service: Service, segment: string) =>
    version.usage.some(
      (entry) => (entry.service === null || entry.service === service) && entry.segments.includes(segment),
    );
  const uncovered = SERVICES.map((service) =>
    asBilledLine(`uncovered ${service}`, service, null, (segment) => !covers(service, segment)),
  ).filter(({ quantity }) => quantity > 0n);
  return [...version.usage.map(usageLine), ...version.access.map(accessLine), ...uncovered];
}
