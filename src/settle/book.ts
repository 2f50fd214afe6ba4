/**
 * The price book of an agreement: which entry prices a service in a segment, and how its quantity is measured. Entries
 * are numbered by their position in `charges.usage`; usage that no entry covers has an as-billed entry per service
 * (rule 7), numbered below zero.
 */

import type { AccessCharge, Agreement, UsageCharge } from '../domain/agreement/types.ts';
import { add, type Fraction, fraction, ZERO } from '../domain/fraction.ts';
import type { Period } from '../domain/period.ts';
import { SERVICES, type Service } from '../domain/service.ts';
import type { Statement } from '../domain/statement.ts';
import { includedBase } from './charge-models/index.ts';

export interface UsageEntry {
  readonly entry: number;
  /** null: usage that no entry covers. */
  readonly charge: UsageCharge | null;
  readonly service: Service | null;
  readonly kind: 'usage' | 'as_billed';
}

/** How SQL measures a record for an entry. */
export interface Measure {
  readonly measure: 'bytes' | 'seconds' | 'events';
  /** Base units that a record or session is rounded up to. */
  readonly step: number;
  readonly per_session: boolean;
}

/** Services that are counted, not measured. */
const EVENTS: ReadonlySet<Service> = new Set(['sms_mo', 'sms_mt', 'content', 'location', 'other']);

export interface Book {
  readonly agreement: Agreement;
  /** Days of the calendar month. */
  readonly monthDays: number;
  /** Segment names in order, and '' for devices that no segment fits. */
  readonly segments: readonly string[];
  readonly entries: readonly UsageEntry[];
  entryOf(service: string, segment: string): number;
  /** Priced units that earlier periods of the term have used up of an entry's tiers; 0 where they count a period only. */
  usedBefore(charge: UsageCharge | AccessCharge): Fraction;
  /** What the run has in the other direction of a balanced entry (`withOpposites`); null for every other entry. */
  oppositeOf(charge: UsageCharge): Opposite | null;
}

/** The other direction of balanced traffic. */
export interface Opposite {
  readonly agreementId: string;
  /** Base units. */
  readonly quantity: bigint;
}

/** `counted`: statements of the earlier periods of the term, which tiers over the term go on from. */
export function buildBook(
  agreement: Agreement,
  { firstDay, endDay }: Period,
  counted: readonly Statement[] = [],
): Book {
  const segments = [...agreement.segments.map((segment) => segment.name), ''];
  const entries: UsageEntry[] = [
    ...agreement.charges.usage.map((charge, entry) => ({
      entry,
      charge,
      service: charge.service,
      kind: charge.model === 'as_billed' ? ('as_billed' as const) : ('usage' as const),
    })),
    ...SERVICES.map((service, i) => ({ entry: -1 - i, charge: null, service, kind: 'as_billed' as const })),
  ];
  const byServiceAndSegment = new Map<string, number>();
  for (const [i, service] of SERVICES.entries()) {
    for (const segment of segments) {
      const at = agreement.charges.usage.findIndex(
        (charge) =>
          (charge.service === null || charge.service === service) && charge.segments.includes(segment),
      );
      byServiceAndSegment.set(`${service} ${segment}`, at >= 0 ? at : -1 - i);
    }
  }
  return {
    agreement,
    monthDays: endDay - firstDay,
    segments,
    entries,
    entryOf: (service, segment) => byServiceAndSegment.get(`${service} ${segment}`)!,
    usedBefore: (charge) => (charge.tiersOver === 'term' ? usedIn(counted, charge) : ZERO),
    oppositeOf: () => null,
  };
}

/**
 * Priced units of an entry in earlier statements, without those that were included; what corrections took back is no usage.
 * Usage goes by base units, whatever unit its price was per; a prorated month by the days of its own month.
 */
function usedIn(counted: readonly Statement[], charge: UsageCharge | AccessCharge): Fraction {
  const isUsage = 'service' in charge;
  return counted
    .flatMap(({ lines }) => lines)
    .filter(({ charge_ref, kind }) => charge_ref === charge.ref && kind === (isUsage ? 'usage' : 'access'))
    .map(({ quantity, included, priced_unit_size }) =>
      fraction(BigInt(quantity - included), BigInt(isUsage ? charge.unitSize : priced_unit_size)),
    )
    .reduce(add, ZERO);
}

/** Base units that an entry of the book includes for each IMSI; null where it includes none so. */
export function allowanceOf({ agreement }: Book, entry: number): bigint | null {
  const charge = agreement.charges.usage[entry];
  return charge?.included?.scope === 'imsi' ? includedBase(charge, BigInt(charge.unitSize)) : null;
}

/** Ways in which usage has to be measured for agreement number `no`, some of them more than once. */
export function usageMeasureRows(book: Book, no: number) {
  return SERVICES.flatMap((service) =>
    book.segments.map((segment) => ({
      no,
      service,
      ...measureFor(book, book.entryOf(service, segment), service),
    })),
  );
}

/** How usage of a service is measured for an entry of the book. */
export function measureFor(book: Book, entry: number, service: Service): Measure {
  return measureOf(book.agreement.charges.usage[entry] ?? null, service);
}

function measureOf(charge: UsageCharge | null, service: Service): Measure {
  // A free entry may cover services that are counted in different units.
  const isCounted = charge === null || charge.model === 'as_billed' || charge.service === null;
  if (isCounted || EVENTS.has(service)) return { measure: 'events', step: 1, per_session: false };
  if (service === 'data') {
    return { measure: 'bytes', step: charge.roundUpBytes, per_session: charge.roundUpPer === 'session' };
  }
  return { measure: 'seconds', step: charge.incrementSeconds, per_session: charge.incrementSeconds > 1 };
}

/** The base unit that an entry's quantity counts. */
export function baseUnit(entry: UsageEntry): 'byte' | 'second' | 'event' | 'record' {
  if (entry.charge === null || entry.kind === 'as_billed' || entry.service === null) return 'record';
  if (entry.service === 'data') return 'byte';
  return EVENTS.has(entry.service) ? 'event' : 'second';
}
