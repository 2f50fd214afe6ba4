/** Two runs held against each other: what went in, and what that did to lines, totals and devices. */
import { join } from 'node:path';
import { parseDecimal, sub, toExactText, ZERO } from '../domain/fraction.ts';
import type { Statement, StatementLine } from '../domain/statement.ts';
import { Db, type Row } from '../store/db.ts';
import { type RunInputs, readRunInputs } from './identity.ts';
import { readStatements } from './read.ts';

/** An amount of either run; null where that run has no such line. */
export interface AmountChange {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly change: string;
}

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
    /** Runs of earlier periods that are counted. */
    readonly counted: boolean;
    /** The run that is corrected. */
    readonly corrects: boolean;
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
  }[];
}

interface DeviceRow extends Row {
  agreement_id: string;
  from_segment: string | null;
  to_segment: string | null;
  from_decision: string | null;
  to_decision: string | null;
  devices: bigint;
  usage: string;
  access: string;
  as_billed: string;
}

interface Side {
  readonly runId: string;
  readonly folder: string;
}

/** `data` is the data folder of both. Amounts are exact decimal strings. Reads the runs' folders alone. */
export async function diffRuns(data: string, from: Side, to: Side): Promise<RunDiff> {
  const devices = await deviceChanges(from.folder, to.folder);
  const sides = [from, to].map(
    ({ runId }) => new Map(readStatements(data, runId).map((s) => [s.agreement.id, s])),
  );
  const [old, now] = sides as [Map<string, Statement>, Map<string, Statement>];
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort();
  const statements = ids.map((id) => ({
    agreement_id: id,
    currency: (now.get(id) ?? old.get(id))!.currency,
    totals: totalChanges(old.get(id), now.get(id)),
    lines: lineChanges(old.get(id)?.lines ?? [], now.get(id)?.lines ?? []),
    devices: devices.filter((row) => row.agreement_id === id).map(plainDevice),
  }));
  return {
    from: from.runId,
    to: to.runId,
    inputs: inputChanges(readRunInputs(from.folder), readRunInputs(to.folder)),
    statements: statements.filter((s) => s.totals.length + s.lines.length + s.devices.length > 0),
  };
}

async function deviceChanges(from: string, to: string): Promise<DeviceRow[]> {
  const db = await Db.open(':memory:');
  try {
    const path = (folder: string) => join(folder, 'devices.parquet');
    return await db.rows<DeviceRow>('diff/device_change', { from_devices: path(from), to_devices: path(to) });
  } finally {
    db.close();
  }
}

function plainDevice({
  agreement_id: _,
  devices,
  usage,
  access,
  as_billed,
  ...row
}: DeviceRow): DeviceChange {
  const exact = (amount: string) => toExactText(parseDecimal(amount));
  return {
    ...row,
    devices: Number(devices),
    usage: exact(usage),
    access: exact(access),
    as_billed: exact(as_billed),
  };
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
  const differs = (key: 'rates' | 'tacs' | 'waivers' | 'counted' | 'corrects' | 'model' | 'program') =>
    JSON.stringify(from[key]) !== JSON.stringify(to[key]);
  return {
    files_added: only(to, from),
    files_removed: only(from, to),
    agreements: [...new Set([...old.keys(), ...now.keys()])]
      .filter((id) => old.get(id) !== now.get(id))
      .sort(),
    rates: differs('rates'),
    tacs: differs('tacs'),
    waivers: differs('waivers'),
    counted: differs('counted'),
    corrects: differs('corrects'),
    model: differs('model'),
    program: differs('program'),
  };
}

function totalChanges(from: Statement | undefined, to: Statement | undefined): AmountChange[] {
  const names = Object.keys((to ?? from)!.totals) as (keyof Statement['totals'])[];
  return names.map((name) => change(name, from?.totals[name], to?.totals[name])).filter(isChange);
}

function lineChanges(from: readonly StatementLine[], to: readonly StatementLine[]): LineChange[] {
  const of = (lines: readonly StatementLine[], id: string) => lines.find((line) => line.line_id === id);
  const ids = [...new Set([...to, ...from].map((line) => line.line_id))];
  return ids
    .map((id) => ({
      ...change(id, of(from, id)?.amount, of(to, id)?.amount),
      from_quantity: of(from, id)?.quantity ?? null,
      to_quantity: of(to, id)?.quantity ?? null,
    }))
    .filter((line) => isChange(line) || line.from_quantity !== line.to_quantity);
}

function change(name: string, from: string | undefined, to: string | undefined): AmountChange {
  const value = (text: string | undefined) => (text === undefined ? ZERO : parseDecimal(text));
  const by = toExactText(sub(value(to), value(from)));
  return { name, from: from ?? null, to: to ?? null, change: by };
}

function isChange({ from, to, change: by }: AmountChange): boolean {
  return from === null || to === null || by !== '0';
}
