/**
 * How much of a run's silence and absence may be an outage of what feeds it: days and interfaces that are missing, TAP files that
 * are missing, the devices that hang on them, and bounds on the number of silent devices and on the fees. Reads the run folder
 * alone.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RAT_BITS } from '../../domain/agreement/segment-of.ts';
import type { Agreement } from '../../domain/agreement/types.ts';
import { dateOfDay, type Period, parsePeriod } from '../../domain/period.ts';
import { filesInRange } from '../../domain/sequence.ts';
import type { Statement } from '../../domain/statement.ts';
import { dayStartMs } from '../../domain/zone.ts';
import { RoamsettleError } from '../../errors.ts';
import { type AgreementCoverage, readKeptCoverage } from '../../runs/coverage.ts';
import { readRunInputs } from '../../runs/identity.ts';
import type { Db } from '../../store/db.ts';
import { literalPath } from '../../store/literal-path.ts';
import { streamColumns } from '../../store/stream.ts';
import { keptVersions } from '../kept-agreements.ts';
import { type MissedDay, missedDays } from './days.ts';
import { type FalseSilence, falselySilent } from './false-silence.ts';
import { type FeedSilence, feedSilence } from './feeds.ts';
import { countOf, type FeeBounds, feeBounds, type GroupRow } from './fees.ts';
import { type Hidden, hiddenBy } from './hidden.ts';

export interface BlindRules {
  /** A day is thin for an interface with less than so many percent of its median. */
  readonly thinPercent: number;
  /** Of this agreement alone; null: of all that the run settles. */
  readonly agreement: string | null;
}

/** A weekend has more than a quarter of a weekday. */
export const BLIND_RULES: BlindRules = { thinPercent: 25, agreement: null };

export interface AgreementBlindSpots extends FeeBounds {
  readonly agreement_id: string;
  readonly currency: string;
  readonly missed_days: readonly MissedDay[];
  readonly tap_files: { readonly loaded: number; readonly missing: number };
  readonly feeds: readonly FeedSilence[];
  readonly silent: {
    /** Charged and silent in the run. */
    readonly found: number;
    /** Of these, those that may have used something that is in missing TAP files; null where none is there. */
    readonly falsely: FalseSilence | null;
    /** Machines that were never observed, and may have been on a missed day. */
    readonly absent: number;
    /** Never seen at all, had blind days hidden them, and blind and partial days; null where an outage is too long to tell. */
    readonly hidden: { readonly blind: Hidden | null; readonly partial: Hidden | null };
    /** Bounds on the silent devices; the upper one is null where the hidden cannot be told. */
    readonly low: number;
    readonly high: number | null;
  };
}

export interface BlindSpots {
  readonly run_id: string;
  readonly period: string;
  readonly rules: { readonly thin_percent: number };
  readonly agreements: readonly AgreementBlindSpots[];
}

/** An agreement and what is missing of its feeds. */
interface Side {
  readonly versions: readonly Agreement[];
  readonly latest: Agreement;
  readonly coverage: AgreementCoverage;
  readonly missingFiles: number;
  readonly missed: readonly MissedDay[];
}

/** `folder`: `DATA/runs/<run id>`. Throws STATEMENT_NOT_FOUND, DATA_CORRUPT. */
export async function findBlindSpots(
  db: Db,
  { runId, folder }: { readonly runId: string; readonly folder: string },
  rules: BlindRules,
): Promise<BlindSpots> {
  const inputs = readRunInputs(folder);
  const period = parsePeriod(inputs.period);
  const coverage = readKeptCoverage(folder);
  const sides = [...keptVersions(folder, inputs)]
    .filter(([id]) => id === (rules.agreement ?? id))
    .map(([id, versions]): Side => {
      const own = coverage.find(({ agreement_id }) => agreement_id === id)!;
      return {
        versions,
        latest: versions.at(-1)!,
        coverage: own,
        missingFiles: missingFiles(statementOf(folder, id)),
        missed: missedDays(own, period.firstDay, period.endDay, rules.thinPercent),
      };
    });
  if (sides.length === 0) throw new RoamsettleError('STATEMENT_NOT_FOUND');
  const paths = {
    devices: literalPath(join(folder, 'devices.parquet')),
    features: literalPath(join(folder, 'features.parquet')),
    agreements: JSON.stringify(sides.map(({ latest }) => latest.id)),
  };
  const terms = JSON.stringify(sides.map(termsOf));
  const groups = await db.rows<GroupRow>('blind/device_group', { ...paths, terms });
  const active = await db.rows<{ no: number; days: number; devices: bigint }>('blind/active_day', paths);
  const spans = await readSpans(db, paths, sides, period);
  return {
    run_id: runId,
    period: inputs.period,
    rules: { thin_percent: rules.thinPercent },
    agreements: sides.map((side, no) =>
      spotsOf(side, period, {
        groups: groups.filter((row) => row.no === no),
        active: active
          .filter((row) => row.no === no)
          .map(({ days, devices }) => ({ days, devices: Number(devices) })),
        spans: spans[no]!,
      }),
    ),
  };
}

function statementOf(folder: string, id: string): Statement {
  return JSON.parse(readFileSync(join(folder, `statement-${id}.json`), 'utf8')) as Statement;
}

function termsOf({ versions, latest, missed }: Side, no: number) {
  const { days, maxGapDays } = latest.presence.permanent;
  const rats = new Set(
    versions.flatMap((agreement) => agreement.segments.flatMap(({ when }) => when?.rat ?? [])),
  );
  return {
    no,
    agreement_id: latest.id,
    charge_at: String(latest.detection.chargeAt),
    days,
    max_gap_days: maxGapDays,
    missed_days: missed.length,
    rats: [...rats].reduce((sum, rat) => sum + RAT_BITS[rat]!, 0),
  };
}

/** By agreement: silent devices by first and last day. */
async function readSpans(
  db: Db,
  paths: Readonly<Record<string, string>>,
  sides: readonly Side[],
  { firstDay, endDay }: Period,
): Promise<Int32Array[]> {
  const days = endDay - firstDay;
  const starts = sides.map(({ latest }) =>
    Array.from({ length: days }, (_, at) => dayStartMs(latest.period.timeZone, firstDay + at)),
  );
  const spans = sides.map(() => new Int32Array(days * days));
  const dayOf = (no: number, ms: number) =>
    Math.max(
      0,
      starts[no]!.findLastIndex((start) => start <= ms),
    );
  await streamColumns(db, 'blind/silent_span', paths, ([nos, first, last], rows) => {
    const msAt = (words: Int32Array, i: number) => words[2 * i + 1]! * 2 ** 32 + (words[2 * i]! >>> 0);
    for (let i = 0; i < rows; i++) {
      const no = nos![i]!;
      spans[no]![dayOf(no, msAt(first!, i)) * days + dayOf(no, msAt(last!, i))]!++;
    }
  });
  return spans;
}

interface Found {
  readonly groups: readonly GroupRow[];
  readonly active: readonly { readonly days: number; readonly devices: number }[];
  readonly spans: Int32Array;
}

function spotsOf(side: Side, period: Period, { groups, active, spans }: Found): AgreementBlindSpots {
  const { versions, latest, coverage, missed } = side;
  const files = { loaded: coverage.tap_files, missing: side.missingFiles };
  const charged = groups.filter((row) => !row.is_absent);
  const found = countOf(charged.filter(({ activity }) => activity === 'silent'));
  const absent = countOf(groups.filter((row) => row.is_absent && row.activity === 'silent'));
  const falsely = falselySilent(active, files);
  const hiddenOn = (kinds: readonly MissedDay['kind'][]) => {
    const dates = new Set(missed.filter(({ kind }) => kinds.includes(kind)).map(({ date }) => date));
    const days = Array.from({ length: period.endDay - period.firstDay }, (_, at) =>
      dates.has(dateOfDay(period.firstDay + at)),
    );
    return hiddenBy(spans, days);
  };
  const hidden = { blind: hiddenOn(['blind']), partial: hiddenOn(['blind', 'partial']) };
  const most = hidden.partial?.high ?? null;
  return {
    agreement_id: latest.id,
    currency: latest.currency,
    missed_days: missed,
    tap_files: files,
    feeds: feedSilence(coverage, { missingFiles: side.missingFiles, falsely, missed, spans }, period),
    silent: {
      found,
      falsely,
      absent,
      hidden,
      low: falsely === null ? 0 : Math.max(0, found - falsely.high),
      high: most === null ? null : found + absent + most,
    },
    ...feeBounds(
      { versions, monthDays: period.endDay - period.firstDay },
      { groups, hidden: most, isIncomplete: files.missing > 0 || falsely === null },
      missed.filter(({ in_period }) => in_period).length,
    ),
  };
}

/** Files that a number is missing of, and those that cannot be read. */
function missingFiles({ completeness }: Pick<Statement, 'completeness'>): number {
  const { sequence_gaps, quarantined } = completeness;
  const numbers = sequence_gaps.flatMap(({ missing }) => missing);
  const unread = quarantined.filter(({ tap_charge }) => tap_charge === null);
  return numbers.reduce((sum, range) => sum + filesInRange(range), unread.length);
}
