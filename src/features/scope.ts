/**
 * Agreements of a period as the rows that the feature SQL joins with: parties, windows, zones, ranges. One JSON
 * document, so that each `sql/features/scope*.sql` takes its part.
 */
import { apnMatcher } from '../domain/agreement/apns.ts';
import { minAttachedMinutes } from '../domain/agreement/set.ts';
import type { Agreement, ImsiRange, InForce } from '../domain/agreement/types.ts';
import { identifierToBigint, imsiRangeBounds } from '../domain/identifiers.ts';
import { DAY_MS, type Period } from '../domain/period.ts';
import { dayStartMs, zonePieces } from '../domain/zone.ts';
import type { TextDictionary } from '../store/dictionary.ts';

/** IMSI lengths that a PLMN prefix stands for (ITU-T E.212: up to 15 digits). */
const IMSI_LENGTHS = [6, 7, 8, 9, 10, 11, 12, 13, 14, 15] as const;
/** Specificity of an IMSI range: above every PLMN length (rule 1). */
const RANGE_SPECIFICITY = 100;
const MILLION = 1_000_000;

/** The window of an agreement that feature SQL looks at, in days and UTC milliseconds. */
interface Reach {
  readonly windowFromDay: number;
  readonly scanFromDay: number;
  readonly scanFromMs: number;
  readonly scanUntilMs: number;
}

function reachOf(agreement: Agreement, period: Period): Reach {
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

/**
 * The days and instants whose records or events can matter to any of the agreements (rule 15: inputs). A record matters by its own
 * day, or by its instant.
 */
export function reachOfAll(agreements: readonly Agreement[], period: Period) {
  const reaches = agreements.map((agreement) => reachOf(agreement, period));
  return {
    fromDay: Math.min(...reaches.map((reach) => reach.scanFromDay)),
    fromMs: Math.min(...reaches.map((reach) => reach.scanFromMs)),
    untilMs: Math.max(...reaches.map((reach) => reach.scanUntilMs)),
  };
}

/** One TAC of the catalogue with the class its device type is taken for. */
export interface ClassifiedTac {
  /** Integer 1 followed by the 8 digits, as text. */
  readonly tac: string;
  readonly device_type: string;
  readonly tac_class: 'iot' | 'human' | 'open';
}

/** The JSON document for `$scope`. `no` is the agreement's position in the given order. */
export function scopeDocument(
  inForce: readonly InForce[],
  period: Period,
  catalogue: readonly ClassifiedTac[],
  texts: TextDictionary,
): string {
  return JSON.stringify({
    ...scopeParts(inForce, period, catalogue),
    apns: each(latestOf(inForce), (a) => apnCodes(a, texts).map((apn) => ({ apn }))),
  });
}

/** All but the days of versions is that of the latest, or the same in all. */
function scopeParts(inForce: readonly InForce[], period: Period, catalogue: readonly ClassifiedTac[]) {
  const agreements = latestOf(inForce);
  const keys = visitedKeys(agreements);
  const oneVisitedParty = new Set(keys).size === 1;
  return {
    scopes: inForce.map((one, no) => ({
      no,
      visited_key: keys[no],
      ...scopeRow(one, period),
    })),
    versions: inForce.flatMap(({ versions }, no) =>
      versions.map(({ fromDay, endDay }, version_no) => ({
        no,
        version_no,
        from_day: fromDay,
        end_day: endDay,
      })),
    ),
    pairs: each(agreements, (a) =>
      a.visited.tadigs
        .flatMap((sender) => a.home.tadigs.map((recipient) => ({ sender, recipient })))
        .map((codes, pair) => ({ pair, ...codes })),
    ),
    visited: each(agreements, (a) => a.visited.tadigs.map((sender) => ({ sender }))),
    plmns: each(agreements, (a) =>
      [...a.visited.plmns, ...(oneVisitedParty ? [''] : [])].map((plmn) => ({ plmn })),
    ),
    homes: each(agreements, homeIntervals),
    zones: each(agreements, (a) => {
      const reach = reachOf(a, period);
      // Two days to spare: a TAP record of the first or last local day may lie outside by its own UTC offset.
      const pieces = zonePieces(
        a.period.timeZone,
        reach.scanFromMs - 2 * DAY_MS,
        reach.scanUntilMs + 2 * DAY_MS,
      );
      return pieces.map((p) => ({ from_ms: p.fromMs, until_ms: p.untilMs, offset_ms: p.offsetMs }));
    }),
    ranges: each(agreements, (a) => [
      ...a.declared.imsiRanges.map((range) => ({ role: 'declared', ...bounds(range) })),
      ...a.exclude.imsiRanges.map((range) => ({ role: 'excluded', ...bounds(range) })),
    ]),
    tacs: each(agreements, (a) => a.declared.tacs.map((tac) => ({ tac: String(identifierToBigint(tac)) }))),
    catalogue,
  };
}

/** Columns of a scope that only classification looks at. */
const THRESHOLDS = [
  'permanent_days',
  'max_gap_days',
  'silent_bytes',
  'silent_sms',
  'silent_calls',
  'low_bytes',
  'low_sms',
  'low_calls',
  'binding',
  'charge_at',
  'review_at',
  'keep_at',
  'notice_periods',
] as const;

/**
 * What the features of a period hang on beside the loaded rows: the scope without thresholds, and patterns instead of
 * dictionary codes, which differ from one data folder to another.
 */
export function scopeIdentity(
  inForce: readonly InForce[],
  period: Period,
  catalogue: readonly ClassifiedTac[],
): string {
  const document = scopeParts(inForce, period, catalogue);
  const scopes = document.scopes.map((row) => {
    const kept: Record<string, unknown> = { ...row };
    for (const column of THRESHOLDS) delete kept[column];
    return kept;
  });
  const named = latestOf(inForce).map(({ id, declared }) => ({ id, apns: declared.apns }));
  return JSON.stringify({ ...document, scopes, named });
}

/** What the evidence of devices hangs on beside their features. */
export function bindingIdentity(agreements: readonly Agreement[]): string {
  return JSON.stringify(agreements.map(({ declared }) => declared.binding));
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

function scopeRow({ latest: agreement, versions }: InForce, period: Period) {
  const reach = reachOf(agreement, period);
  const { silent, low } = agreement.activity;
  return {
    basis: agreement.period.basis,
    window_from_day: reach.windowFromDay,
    period_from_day: period.firstDay,
    period_end_day: period.endDay,
    carry_ms: agreement.presence.carryHours * 3_600_000,
    min_attached_ms: (minAttachedMinutes(versions.map((version) => version.agreement)) ?? 0) * 60_000,
    scan_from_ms: reach.scanFromMs,
    scan_until_ms: reach.scanUntilMs,
    scan_from_day: reach.scanFromDay,
    permanent_days: agreement.presence.permanent.days,
    max_gap_days: agreement.presence.permanent.maxGapDays,
    silent_bytes: silent.bytes,
    silent_sms: silent.sms,
    silent_calls: silent.calls,
    low_bytes: low.bytes,
    low_sms: low.sms,
    low_calls: low.calls,
    binding: agreement.declared.binding,
    charge_at: millionths(agreement.detection.chargeAt),
    review_at: millionths(agreement.detection.reviewAt),
    keep_at: millionths(agreement.detection.keepAt),
    notice_periods: agreement.detection.noticePeriods,
  };
}

function millionths(probability: number): string {
  return String(Math.round(probability * MILLION));
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
    ...bounds(range),
    specificity: RANGE_SPECIFICITY,
  }));
  return [...plmns, ...ranges];
}

function bounds(range: ImsiRange): { low: string; high: string } {
  const { from, to } = imsiRangeBounds(range);
  return { low: String(from), high: String(to) };
}

function latestOf(inForce: readonly InForce[]): Agreement[] {
  return inForce.map(({ latest }) => latest);
}

/** Codes of the loaded texts that match a declared APN: case aside, `*` is one or more labels. */
function apnCodes(agreement: Agreement, texts: TextDictionary): number[] {
  const { apns } = agreement.declared;
  return apns.length === 0 ? [] : texts.matching(apnMatcher(apns));
}

function each<T extends object>(agreements: readonly Agreement[], rows: (agreement: Agreement) => T[]) {
  return agreements.flatMap((agreement, no) => rows(agreement).map((row) => ({ no, ...row })));
}
