/**
 * The price book of an agreement version: which entry prices a service in a segment, and how its quantity is measured.
 * Entries are numbered by their position in `charges.usage`; usage that no entry covers has an as-billed entry per service
 * (rule 7), numbered below zero.
 */

import type { Agreement, InForce, UsageCharge } from '../domain/agreement/types.ts';
import type { Period } from '../domain/period.ts';
import { SERVICES, type Service } from '../domain/service.ts';
import { includedBase } from './charge-models/index.ts';
import type { CountedStatement } from './prior.ts';
import { type UsedLine, usedLine } from './term-tiers.ts';

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
  /** Number of the version among those in force in the period, by date from 0 on. */
  readonly version: number;
  /** Days of the calendar month. */
  readonly monthDays: number;
  /** Segment names in order, and '' for devices that no segment fits. */
  readonly segments: readonly string[];
  readonly entries: readonly UsageEntry[];
  entryOf(service: string, segment: string): number;
  /** Lines of the earlier periods of the term, which tiers over the term go on from. */
  readonly before: readonly UsedLine[];
  /** What the run has in the other direction of a balanced entry (`withOpposites`); null for every other entry. */
  oppositeOf(charge: UsageCharge): Opposite | null;
}

/** The other direction of balanced traffic. */
export interface Opposite {
  readonly agreementId: string;
  /** Base units. */
  readonly quantity: bigint;
}

/** The books of an agreement in a period, one a version, by date: at least one. */
export type Books = readonly Book[];

/** The book of the version that is in force last: of what a statement has once, it is the one that says it. */
export function latestBook(books: Books): Book {
  return books.at(-1)!;
}

/** `counted`: statements of the earlier periods of the term. */
export function buildBooks(
  { versions }: InForce,
  period: Period,
  counted: readonly CountedStatement[] = [],
): Books {
  const before = counted.flatMap(({ lines }) => lines.map(usedLine));
  return versions.map(({ agreement }, version) => buildBook(agreement, version, period, before));
}

function buildBook(
  agreement: Agreement,
  version: number,
  { firstDay, endDay }: Period,
  before: readonly UsedLine[],
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
    version,
    monthDays: endDay - firstDay,
    segments,
    entries,
    entryOf: (service, segment) => byServiceAndSegment.get(`${service} ${segment}`)!,
    before,
    oppositeOf: () => null,
  };
}

/** Base units that an entry of the book includes for each IMSI; null where it includes none so. */
export function allowanceOf({ agreement }: Book, entry: number): bigint | null {
  const charge = agreement.charges.usage[entry];
  return charge?.included?.scope === 'imsi' ? includedBase(charge, BigInt(charge.unitSize)) : null;
}

/** Ways in which usage has to be measured for agreement number `no`, some of them more than once. */
export function usageMeasureRows(books: Books, no: number) {
  return books.flatMap((book) =>
    SERVICES.flatMap((service) =>
      book.segments.map((segment) => ({
        no,
        service,
        ...measureFor(book, book.entryOf(service, segment), service),
      })),
    ),
  );
}

/** Names of segments in the latest version's order, those of earlier versions alone after them, and '' (none) last. */
export function segmentNames(books: Books): string[] {
  const latestFirst = [latestBook(books), ...books.slice(0, -1)];
  const names = latestFirst.flatMap(({ agreement }) => agreement.segments.map(({ name }) => name));
  return [...new Set(names), ''];
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
