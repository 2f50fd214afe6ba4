/** What says which agreement a record or an event belongs to (rule 1), and which days and instants a month of it looks at. */
import { identifierToBigint, imsiRangeBounds } from '../identifiers.ts';
import { DAY_MS, type Period } from '../period.ts';
import { dayStartMs } from '../zone.ts';
import type { Agreement, ImsiRange } from './types.ts';

/** IMSI lengths that a PLMN prefix stands for (ITU-T E.212: up to 15 digits). */
const IMSI_LENGTHS = [6, 7, 8, 9, 10, 11, 12, 13, 14, 15] as const;
/** Specificity of an IMSI range: above every PLMN length (rule 1). */
const RANGE_SPECIFICITY = 100;

/** The window of an agreement that a settlement looks at, in days and UTC milliseconds. */
interface Reach {
  readonly windowFromDay: number;
  readonly scanFromDay: number;
  readonly scanFromMs: number;
  readonly scanUntilMs: number;
}

export function reachOf(agreement: Agreement, period: Period): Reach {
  const carryMs = agreement.presence.carryHours * 3_600_000;
  const windowFromDay = period.endDay - agreement.presence.permanent.ofLast;
  const firstDay = Math.min(windowFromDay, period.firstDay);
  return {
    windowFromDay,
    scanFromDay: firstDay - Math.ceil(carryMs / DAY_MS),
    scanFromMs: dayStartMs(agreement.period.timeZone, firstDay) - carryMs,
    scanUntilMs: dayStartMs(agreement.period.timeZone, period.endDay),
  };
}

/** Who files to whom under an agreement. */
export function tadigPairs({ visited, home }: Agreement): { sender: string; recipient: string }[] {
  return visited.tadigs.flatMap((sender) => home.tadigs.map((recipient) => ({ sender, recipient })));
}

/** Which agreement has which TADIG pairs, visited PLMNs ('' for events that name none) and IMSIs; `no` is its position. */
export function belongingOf(agreements: readonly Agreement[]) {
  const oneVisitedParty = new Set(visitedKeys(agreements)).size === 1;
  return {
    pairs: each(agreements, (a) => tadigPairs(a).map((codes, pair) => ({ pair, ...codes }))),
    plmns: each(agreements, (a) =>
      [...a.visited.plmns, ...(oneVisitedParty ? [''] : [])].map((plmn) => ({ plmn })),
    ),
    homes: each(agreements, homeIntervals),
  };
}

/**
 * One key per visited party: agreements that share a visited TADIG or PLMN are of one party, whatever they call it and
 * whichever of its networks they list.
 */
export function visitedKeys(agreements: readonly Agreement[]): string[] {
  const keys = agreements.map((_, no) => String(no));
  agreements.forEach((agreement, no) => {
    const networks = new Set([...agreement.visited.tadigs, ...agreement.visited.plmns]);
    agreements.slice(0, no).forEach((other, earlier) => {
      if (![...other.visited.tadigs, ...other.visited.plmns].some((network) => networks.has(network))) return;
      const [from, to] = [keys[no]!, keys[earlier]!];
      keys.forEach((key, at) => {
        if (key === from) keys[at] = to;
      });
    });
  });
  return keys;
}

function homeIntervals(agreement: Agreement) {
  const plmns = agreement.home.plmns.flatMap((plmn) =>
    IMSI_LENGTHS.filter((length) => length > plmn.length).map((length) => ({
      low: String(identifierToBigint(plmn.padEnd(length, '0'))),
      high: String(identifierToBigint(plmn.padEnd(length, '9'))),
      specificity: plmn.length,
    })),
  );
  const ranges = agreement.home.imsiRanges.map((range) => ({
    ...imsiBounds(range),
    specificity: RANGE_SPECIFICITY,
  }));
  return [...plmns, ...ranges];
}

/** The integers that IMSIs are inside, as text. */
export function imsiBounds(range: ImsiRange): { low: string; high: string } {
  const { from, to } = imsiRangeBounds(range);
  return { low: String(from), high: String(to) };
}

/** Rows of each agreement, with its position. */
export function each<T extends object>(
  agreements: readonly Agreement[],
  rows: (agreement: Agreement) => T[],
) {
  return agreements.flatMap((agreement, no) => rows(agreement).map((row) => ({ no, ...row })));
}
