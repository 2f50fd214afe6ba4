/** Every changed amount of two runs by its causes, worked out again from the archives of both. */

import { type Fraction, fromInteger, parseDecimal, ZERO } from '../domain/fraction.ts';
import { plural } from '../domain/plural.ts';
import type { Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { type StatedOpposites, statedOpposites } from '../settle/opposite.ts';
import { type Causes, causesOf, STEPS, type Walk } from './causes.ts';
import { type Facts, type HeldUsage, readFacts } from './facts.ts';
import { type Party, partyOf, type RunSide, readArchivedRun } from './party.ts';
import { type Settled, settle } from './settlement.ts';

/** Causes of what changed in one agreement's statement. */
export interface Explained {
  /** Null where they cannot be told; the notes say why. */
  readonly walk: {
    readonly lines: ReadonlyMap<string, Causes>;
    readonly totals: ReadonlyMap<string, Causes>;
    /** What groups of devices have in each settlement, by `groupKey`. */
    readonly groups: ReadonlyMap<string, Walk>;
  } | null;
  readonly notes: readonly string[];
}

/**
 * Gives the causes of an agreement, by its id, that both runs settle. Throws as the settlement does: AMOUNT_RANGE,
 * BALANCE_BROKEN.
 */
export async function explainChanges(
  data: string,
  from: RunSide,
  to: RunSide,
): Promise<(agreementId: string) => Explained> {
  const runs = await Promise.all([readArchivedRun(data, from), readArchivedRun(data, to)]).catch(untold);
  if (typeof runs === 'string') return () => ({ walk: null, notes: [runs] });
  const [old, now] = runs;
  const explained = new Map<string, Explained>();
  const parties: Party[] = [];
  for (const id of [...old.statements.keys()].filter((one) => now.statements.has(one)).sort()) {
    const party = partyOf(id, parties.length, old, now);
    if (typeof party === 'string') explained.set(id, { walk: null, notes: [party] });
    else parties.push(party);
  }
  const facts = parties.length === 0 ? null : await readFacts(from, to, parties);
  for (const party of parties) explained.set(party.old.inForce.id, explain(party, facts!));
  return (id) => explained.get(id)!;
}

function explain(party: Party, facts: Facts): Explained {
  const own = <T extends { no: number }>(rows: readonly T[]) => rows.filter(({ no }) => no === party.no);
  const { old, now, notes } = party;
  const settled = settlementsOf(party, { usage: own(facts.usage), fees: own(facts.fees) });
  return {
    walk: {
      lines: lineCauses(old.statement, now.statement, settled),
      totals: totalCauses(old.statement, now.statement, settled),
      groups: groupWalks(settled),
    },
    notes: [...notes, ...own(facts.held).flatMap(heldNotes)],
  };
}

/** Runs of another version of the program may hold no agreements, or such as this one does not read. */
function untold(error: unknown): string {
  if (error instanceof RoamsettleError) return error.message;
  throw error;
}

type Settlements = Readonly<Record<(typeof STEPS)[number], Settled>>;

function settlementsOf({ old, now, toOldRates }: Party, facts: Pick<Facts, 'usage' | 'fees'>): Settlements {
  const at = (step: number) => ({
    usage: facts.usage.filter((row) => row.step === step),
    fees: facts.fees.filter((row) => row.step === step),
  });
  const [saidBefore, saidNow] = [old, now].map(({ statement }) => statedOpposites(statement.lines)) as [
    StatedOpposites,
    StatedOpposites,
  ];
  // What the other direction of balanced traffic has are records; entries have the paths that they had in one agreement alone.
  const sameTerms = old.inForce.latest.digest === now.inForce.latest.digest;
  const stated = sameTerms ? saidNow : saidBefore;
  const before = { inForce: old.inForce, period: old.period, prior: old.prior, rate: toOldRates, stated };
  const after = { inForce: now.inForce, period: now.period, prior: old.prior, stated: saidNow, ...at(3) };
  const one = fromInteger(1n);
  return {
    repriced: settle({ ...before, stated: saidBefore, ...at(0) }),
    records: settle({ ...before, ...at(1) }),
    segment: settle({ ...before, ...at(2) }),
    agreement: settle({ ...after, rate: toOldRates }),
    rate: settle({ ...after, rate: one }),
    earlier_runs: settle({ ...after, prior: now.prior, rate: one }),
  };
}

function walkOf(settlements: Settlements, amountIn: (settled: Settled) => Fraction): Walk {
  return Object.fromEntries(STEPS.map((step) => [step, amountIn(settlements[step])])) as unknown as Walk;
}

function lineCauses(old: Statement, now: Statement, settlements: Settlements): Map<string, Causes> {
  const amountOf = ({ lines }: Statement, id: string) => {
    const line = lines.find(({ line_id }) => line_id === id);
    return line === undefined ? ZERO : parseDecimal(line.amount);
  };
  const ids = new Set([
    ...[now, old].flatMap(({ lines }) => lines.map(({ line_id }) => line_id)),
    ...STEPS.flatMap((step) => [...settlements[step].lines.keys()]),
  ]);
  return new Map(
    [...ids].map((id) => {
      const walk = walkOf(settlements, ({ lines }) => lines.get(id) ?? ZERO);
      return [id, causesOf(amountOf(old, id), amountOf(now, id), walk)];
    }),
  );
}

function totalCauses(old: Statement, now: Statement, settlements: Settlements): Map<string, Causes> {
  const names = Object.keys(now.totals) as (keyof Statement['totals'])[];
  return new Map(
    names.map((name) => {
      const walk = walkOf(settlements, ({ totals }) => totals[name]);
      return [name, causesOf(parseDecimal(old.totals[name]), parseDecimal(now.totals[name]), walk)];
    }),
  );
}

function groupWalks(settlements: Settlements): Map<string, Walk> {
  const keys = new Set(STEPS.flatMap((step) => [...settlements[step].groups.keys()]));
  return new Map([...keys].map((key) => [key, walkOf(settlements, ({ groups }) => groups.get(key) ?? ZERO)]));
}

function heldNotes({ service, ...held }: HeldUsage): string[] {
  const note = (devices: bigint, cause: string, other: string) =>
    devices === 0n
      ? []
      : [
          `${service} of ${devices} ${plural(devices, 'device')}: ${cause} and ${other} are told together as ${other}, because the archives do not have the quantity as it was measured before.`,
        ];
  return [
    ...note(held.records_with_segment, 'records', 'segment'),
    ...note(held.records_with_agreement, 'records', 'agreement'),
    ...note(held.segment_with_agreement, 'segment', 'agreement'),
  ];
}
