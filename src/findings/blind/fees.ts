/** Access fees of the charged devices of an agreement, exact, as they are and as they would be had nothing been missed. */
import { runSegmentOf } from '../../domain/agreement/segment-of.ts';
import type { Agreement } from '../../domain/agreement/types.ts';
import type { FeeFacts } from '../../domain/devices.ts';
import { add, compare, type Fraction, sub, ZERO } from '../../domain/fraction.ts';
import { minorToText, roundFraction } from '../../domain/rounding.ts';
import type { Activity, Presence } from '../../domain/statement.ts';
import { accessUnit, priceAccess } from '../../settle/charge-models/access.ts';
import type { Row } from '../../store/db.ts';

/** A row of sql/blind/device_group.sql. */
export interface GroupRow extends Row {
  no: number;
  presence: Presence;
  activity: Activity;
  declared: boolean;
  detected_by: string;
  rats: number;
  version: number;
  observed: number;
  present: number;
  attaches: number;
  could_stay: boolean;
  is_absent: boolean;
  devices: bigint;
}

/**
 * Devices that hang on what is missing, and what the fees would change by, as decimal text. silence: all that are silent, had they
 * used something in missing TAP files; permanence: those that could be permanent; fee_days: all, had they been there on every missed
 * day; absence: machines that were never observed; hidden: the most that may never have been seen.
 */
export interface Hanging {
  readonly on: 'silence' | 'permanence' | 'fee_days' | 'absence' | 'hidden';
  readonly devices: number;
  readonly fees_change: string;
}

export interface FeeBounds {
  readonly hanging: readonly Hanging[];
  /** Access fees of the run, and the bounds that they lie between; the upper one is null where the hidden cannot be told. */
  readonly fees: { readonly run: string; readonly low: string; readonly high: string | null };
}

export interface Terms {
  /** In force in the month, by date; each prices the devices whose first fee day it holds on. */
  readonly versions: readonly Agreement[];
  readonly monthDays: number;
}

interface FeeGroup extends Pick<GroupRow, 'presence' | 'activity' | 'declared' | 'detected_by' | 'rats'> {
  readonly facts: FeeFacts;
  readonly devices: bigint;
}

export function countOf(rows: readonly GroupRow[]): number {
  return rows.reduce((sum, { devices }) => sum + Number(devices), 0);
}

/**
 * `missedDays`: of the period. Of a device that was not observed a fee is priced as if it had been there on the missed days alone.
 * Left out are attaches on missed days, what earlier months used up of tiers over the term, usage and commitment.
 */
export function feeBounds(
  terms: Terms,
  {
    groups,
    hidden,
    isIncomplete,
  }: {
    readonly groups: readonly GroupRow[];
    readonly hidden: number | null;
    readonly isIncomplete: boolean;
  },
  missedDays: number,
): FeeBounds {
  const { versions, monthDays } = terms;
  const latest = versions.length - 1;
  const charged = groups.filter((row) => !row.is_absent).map((row) => ({ row, group: groupOf(row, latest) }));
  const asRun = charged.map(({ group }) => group);
  const staying = charged.map(({ row, group }) =>
    row.could_stay ? { ...group, presence: 'permanent' as const } : group,
  );
  const longer = (all: readonly FeeGroup[]) =>
    all.map((group) => ({ ...group, facts: withDays(group.facts, missedDays, monthDays) }));
  const active = (all: readonly FeeGroup[]) =>
    all.map((group) =>
      isIncomplete && group.activity === 'silent' ? { ...group, activity: 'normal' as const } : group,
    );
  const facts = { observed: missedDays, present: missedDays, attaches: 1, version: latest };
  const absent = groups.filter((row) => row.is_absent).map((row) => ({ ...groupOf(row, latest), facts }));
  const unseen: FeeGroup = {
    presence: asRun.some(({ presence }) => presence === 'insufficient_history')
      ? 'insufficient_history'
      : 'temporary',
    ...{ activity: 'silent', declared: false, detected_by: 'signaling', rats: 0 },
    facts,
    devices: BigInt(hidden ?? 0),
  };
  const run = accessFees(terms, asRun);
  const all = [...longer(staying), ...absent, unseen];
  const [least, most] = [accessFees(terms, active(asRun)), accessFees(terms, all)];
  const highest = greater(most, accessFees(terms, active(all)));
  const { decimals, mode } = versions[latest]!.rounding;
  const text = (amount: Fraction) => minorToText(roundFraction(amount, decimals, mode), decimals);
  const hangs = (on: Hanging['on'], devices: number, groups: readonly FeeGroup[]): Hanging => ({
    on,
    devices,
    fees_change: text(sub(accessFees(terms, groups), run)),
  });
  const rows = charged.map(({ row }) => row);
  const silent = rows.filter(({ activity }) => activity === 'silent');
  return {
    hanging: [
      hangs('silence', isIncomplete ? countOf(silent) : 0, active(asRun)),
      hangs('permanence', countOf(rows.filter(({ could_stay }) => could_stay)), staying),
      hangs('fee_days', missedDays > 0 ? countOf(rows) : 0, longer(asRun)),
      hangs('absence', Number(absent.reduce((sum, { devices }) => sum + devices, 0n)), [...asRun, ...absent]),
      hangs('hidden', hidden ?? 0, [...asRun, unseen]),
    ],
    fees: {
      run: text(run),
      low: text(compare(least, run) < 0 ? least : run),
      high: hidden === null ? null : text(highest),
    },
  };
}

function accessFees({ versions, monthDays }: Terms, groups: readonly FeeGroup[]): Fraction {
  let sum = ZERO;
  versions.forEach((agreement, version) => {
    const own = groups
      .filter(({ facts, devices }) => facts.version === version && devices > 0n)
      .map((group) => ({ ...group, segment: runSegmentOf(agreement, 'charge', group) }));
    for (const charge of agreement.charges.access) {
      const owing = own.filter(({ segment }) => charge.segments.includes(segment));
      sum = add(sum, priceAccess(charge, owing, accessUnit(charge, monthDays).size).amount);
    }
  });
  return sum;
}

/** What owes no fee stays without one. */
function withDays(facts: FeeFacts, days: number, monthDays: number): FeeFacts {
  if (facts.observed === 0) return facts;
  const more = (count: number) => Math.min(count + days, monthDays);
  return { ...facts, observed: more(facts.observed), present: more(facts.present) };
}

function groupOf(row: GroupRow, latest: number): FeeGroup {
  const { presence, activity, declared, detected_by, rats, observed, present, attaches, devices } = row;
  return {
    ...{ presence, activity, declared, detected_by, rats, devices },
    facts: { observed, present, attaches, version: row.version < 0 ? latest : row.version },
  };
}

function greater(a: Fraction, b: Fraction): Fraction {
  return compare(a, b) < 0 ? b : a;
}
