/**
 * Agreements of a period as the rows that the feature SQL joins with: parties, windows, zones, ranges. One JSON
 * document, so that each `sql/features/scope*.sql` takes its part.
 */
import { apnMatcher } from '../domain/agreement/apns.ts';
import { belongingOf, each, imsiBounds, reachOf, visitedKeys } from '../domain/agreement/belonging.ts';
import { minAttachedMinutes } from '../domain/agreement/set.ts';
import type { Agreement, InForce } from '../domain/agreement/types.ts';
import { identifierToBigint } from '../domain/identifiers.ts';
import { DAY_MS, type Period } from '../domain/period.ts';
import { zonePieces } from '../domain/zone.ts';
import type { TextDictionary } from '../store/dictionary.ts';

const MILLION = 1_000_000;

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
  const { pairs, plmns, homes } = belongingOf(agreements);
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
    pairs,
    visited: each(agreements, (a) => a.visited.tadigs.map((sender) => ({ sender }))),
    plmns,
    homes,
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
      ...a.declared.imsiRanges.map((range) => ({ role: 'declared', ...imsiBounds(range) })),
      ...a.exclude.imsiRanges.map((range) => ({ role: 'excluded', ...imsiBounds(range) })),
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

function latestOf(inForce: readonly InForce[]): Agreement[] {
  return inForce.map(({ latest }) => latest);
}

/** Codes of the loaded texts that match a declared APN: case aside, `*` is one or more labels. */
function apnCodes(agreement: Agreement, texts: TextDictionary): number[] {
  const { apns } = agreement.declared;
  return apns.length === 0 ? [] : texts.matching(apnMatcher(apns));
}
