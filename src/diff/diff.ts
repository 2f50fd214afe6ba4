/** Two runs held against each other: what went in, and what that did to lines, totals and devices, by causes. */
import { add, type Fraction, parseDecimal, sub, toExactText, ZERO } from '../domain/fraction.ts';
import type { Decision, Statement, StatementLine } from '../domain/statement.ts';
import { type RunInputs, readRunInputs } from '../runs/identity.ts';
import { readStatements } from '../runs/read.ts';
import { readingRun } from '../runs/reading.ts';
import { Db, type Row } from '../store/db.ts';
import { type Causes, onlyBy, STEPS, type Walk } from './causes.ts';
import { deviceLists } from './devices.ts';
import { type Explained, explainChanges } from './explain.ts';
import type { RunSide } from './party.ts';
import { groupKey } from './settlement.ts';

/** An amount of either run; null where that run has no such line. */
export interface AmountChange {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly change: string;
  /** Null where they cannot be told. */
  readonly causes: Causes | null;
}

/** `rounding`: cents by which the shares of devices are cut (rule 7). */
export type GroupCauses = Readonly<Record<Exclude<keyof Walk, 'repriced'> | 'rounding', string>>;

export interface LineChange extends AmountChange {
  /** Base units of either run. */
  readonly from_quantity: number | null;
  readonly to_quantity: number | null;
}

/** Devices that changed alike; a side is null where that run does not have them. */
export interface DeviceChange {
  readonly from_segment: string | null;
  readonly to_segment: string | null;
  readonly from_decision: string | null;
  readonly to_decision: string | null;
  readonly devices: number;
  readonly usage: string;
  readonly access: string;
  readonly as_billed: string;
  /** Of the three together; null where they cannot be told. */
  readonly causes: GroupCauses | null;
}

export interface RunDiff {
  readonly from: string;
  readonly to: string;
  /** What differs in the inputs. */
  readonly inputs: {
    readonly files_added: readonly string[];
    readonly files_removed: readonly string[];
    /** Ids of agreements that only one run has, or other versions or texts of. */
    readonly agreements: readonly string[];
    readonly rates: boolean;
    readonly tacs: boolean;
    readonly waivers: boolean;
    readonly lists: boolean;
    /** The measured precision that statements print. */
    readonly measured: boolean;
    /** Runs of earlier periods that are counted. */
    readonly counted: boolean;
    /** The run that is corrected. */
    readonly corrects: boolean;
    /** Whether it is an accrual. */
    readonly accrual: boolean;
    /** The accrual that is reversed. */
    readonly reverses: boolean;
    readonly model: boolean;
    readonly program: boolean;
  };
  /** Statements that differ, by agreement id. */
  readonly statements: readonly {
    readonly agreement_id: string;
    readonly currency: string;
    readonly totals: readonly AmountChange[];
    readonly lines: readonly LineChange[];
    readonly devices: readonly DeviceChange[];
    /** What causes could not be told apart, and why. */
    readonly notes: readonly string[];
  }[];
}

interface DeviceRow extends Row {
  agreement_id: string;
  from_segment: string | null;
  to_segment: string | null;
  from_decision: Decision | null;
  to_decision: Decision | null;
  devices: bigint;
  usage: string;
  access: string;
  as_billed: string;
}

/** `data` is the data folder of both. Amounts are exact decimal strings. Reads the runs' folders alone; throws as `readingRun`. */
export async function diffRuns(data: string, from: RunSide, to: RunSide): Promise<RunDiff> {
  const db = await Db.open(':memory:');
  try {
    return await diffRunsWith(db, data, from, to);
  } finally {
    db.close();
  }
}

/** The same over a connection that is there. Causes are worked out in a database of their own, with TEMP tables in it. */
export function diffRunsWith(db: Db, data: string, from: RunSide, to: RunSide): Promise<RunDiff> {
  return readingRun(from.folder, () => readingRun(to.folder, () => compareRuns(db, data, from, to)));
}

async function compareRuns(db: Db, data: string, from: RunSide, to: RunSide): Promise<RunDiff> {
  const explained = await explainChanges(data, from, to);
  await db.run('diff/changed_device');
  const devices = await db.rows<DeviceRow>('diff/device_change', deviceLists(from, to));
  const sides = [from, to].map(
    ({ runId }) => new Map(readStatements(data, runId).map((s) => [s.agreement.id, s])),
  );
  const [old, now] = sides as [Map<string, Statement>, Map<string, Statement>];
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort();
  const statements = ids.map((id) => {
    const [before, after] = [old.get(id), now.get(id)];
    const { walk, notes } = before !== undefined && after !== undefined ? explained(id) : ONLY_ONE;
    return {
      agreement_id: id,
      currency: (after ?? before)!.currency,
      totals: totalChanges(before, after, walk),
      lines: lineChanges(before?.lines ?? [], after?.lines ?? [], walk),
      devices: devices.filter((row) => row.agreement_id === id).map((row) => plainDevice(row, walk)),
      notes,
    };
  });
  return {
    from: from.runId,
    to: to.runId,
    inputs: inputChanges(readRunInputs(from.folder), readRunInputs(to.folder)),
    statements: statements.filter((s) => s.totals.length + s.lines.length + s.devices.length > 0),
  };
}

/** Of an agreement that one run alone settles, all is by the agreement. */
const ONLY_ONE = { walk: 'agreement', notes: [] } as const;
type Told = Explained['walk'] | typeof ONLY_ONE.walk;

function plainDevice(row: DeviceRow, walk: Told): DeviceChange {
  const { agreement_id: _, devices, usage, access, as_billed, ...sides } = row;
  const [used, owed, billed] = [usage, access, as_billed].map(parseDecimal) as [Fraction, Fraction, Fraction];
  return {
    ...sides,
    devices: Number(devices),
    usage: toExactText(used),
    access: toExactText(owed),
    as_billed: toExactText(billed),
    causes: groupCauses(row, add(add(used, owed), billed), walk),
  };
}

function groupCauses(row: DeviceRow, change: Fraction, walk: Told): GroupCauses | null {
  if (walk === null) return null;
  const key = groupKey({
    old_segment: row.from_segment,
    new_segment: row.to_segment,
    old_decision: row.from_decision,
    new_decision: row.to_decision,
  });
  const amounts = walk === 'agreement' ? undefined : walk.groups.get(key);
  const by = STEPS.slice(1).map((step, i) => {
    if (walk === 'agreement') return [step, step === 'agreement' ? change : ZERO] as const;
    return [step, amounts === undefined ? ZERO : sub(amounts[step], amounts[STEPS[i]!])] as const;
  });
  const told = by.reduce((sum, [, amount]) => add(sum, amount), ZERO);
  const all = [...by, ['rounding', sub(change, told)] as const];
  return Object.fromEntries(all.map(([cause, amount]) => [cause, toExactText(amount)])) as GroupCauses;
}

function inputChanges(from: RunInputs, to: RunInputs): RunDiff['inputs'] {
  const file = ({ sha256, state, profile }: RunInputs['files'][number]) =>
    `${sha256} ${state} ${profile ?? ''}`;
  const only = (a: RunInputs, b: RunInputs) => {
    const known = new Set(b.files.map(file));
    return a.files.filter((item) => !known.has(file(item))).map(({ sha256 }) => sha256);
  };
  const digests = (inputs: RunInputs) => {
    const byId = Map.groupBy(inputs.agreements, ({ id }) => id);
    return new Map([...byId].map(([id, versions]) => [id, versions.map(({ digest }) => digest).join(' ')]));
  };
  const [old, now] = [digests(from), digests(to)];
  const differs = (key: keyof RunInputs) => JSON.stringify(from[key]) !== JSON.stringify(to[key]);
  return {
    files_added: only(to, from),
    files_removed: only(from, to),
    agreements: [...new Set([...old.keys(), ...now.keys()])]
      .filter((id) => old.get(id) !== now.get(id))
      .sort(),
    rates: differs('rates'),
    tacs: differs('tacs'),
    waivers: differs('waivers'),
    lists: differs('lists'),
    measured: differs('measured'),
    counted: differs('counted'),
    corrects: differs('corrects'),
    accrual: differs('accrual'),
    reverses: differs('reverses'),
    model: differs('model'),
    program: differs('program'),
  };
}

function totalChanges(from: Statement | undefined, to: Statement | undefined, walk: Told): AmountChange[] {
  const names = Object.keys((to ?? from)!.totals) as (keyof Statement['totals'])[];
  return names
    .map((name) => change(name, from?.totals[name], to?.totals[name], walk, 'totals'))
    .filter(isChange);
}

function lineChanges(from: readonly StatementLine[], to: readonly StatementLine[], walk: Told): LineChange[] {
  const of = (lines: readonly StatementLine[], id: string) => lines.find((line) => line.line_id === id);
  // Some lines are in a settlement between the runs alone: what a device was that neither run has it for.
  const between = walk === null || walk === 'agreement' ? [] : walk.lines.keys();
  const ids = new Set([...[...to, ...from].map((line) => line.line_id), ...between]);
  return [...ids]
    .map((id) => ({
      ...change(id, of(from, id)?.amount, of(to, id)?.amount, walk, 'lines'),
      from_quantity: of(from, id)?.quantity ?? null,
      to_quantity: of(to, id)?.quantity ?? null,
    }))
    .filter((line) => isChange(line) || line.from_quantity !== line.to_quantity);
}

function change(
  name: string,
  from: string | undefined,
  to: string | undefined,
  walk: Told,
  kind: 'lines' | 'totals',
): AmountChange {
  const value = (text: string | undefined) => (text === undefined ? ZERO : parseDecimal(text));
  const by = toExactText(sub(value(to), value(from)));
  const causes = walk === 'agreement' ? onlyBy('agreement', by) : (walk?.[kind].get(name) ?? null);
  return { name, from: from ?? null, to: to ?? null, change: by, causes };
}

/** An amount that came or went, another amount, or causes that outweigh each other. */
function isChange({ from, to, change: by, causes }: AmountChange): boolean {
  return (
    (from === null) !== (to === null) ||
    by !== '0' ||
    Object.values(causes ?? {}).some((amount) => amount !== '0')
  );
}
