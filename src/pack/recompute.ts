/** A pack → its statement worked out again, by the code that settles, from what is in the pack alone. */

import type { InForce } from '../domain/agreement/types.ts';
import { countDevices, isSilentlyCharged, type ListedDevices } from '../domain/devices.ts';
import { minorToText } from '../domain/rounding.ts';
import type { Statement, StatementLine } from '../domain/statement.ts';
import { devicesBy, headOf } from '../runs/frame.ts';
import { type StatedOpposites, statedOpposites } from '../settle/opposite.ts';
import { type Settlement, settleUsage } from '../settle/settle.ts';
import type { PackArchive } from './archive.ts';
import { readDevices } from './devices.ts';
import type { PackDocuments } from './documents.ts';
import { invalid, MEMBER } from './format.ts';
import { readUsage } from './usage.ts';

/** Parts of a statement that hang on what no pack holds: the loaded files, the run's own files and state, the other runs. */
const CARRIED = [
  'run_id',
  'corrects',
  'status',
  'is_accrual',
  'accrual',
  'invoice',
  'measured',
  'inputs',
  'notes',
] as const;

/** The parts that are worked out; the rest of `completeness` and `device_list` is carried. */
type Statements = Omit<Statement, (typeof CARRIED)[number] | 'completeness' | 'device_list'> & {
  readonly completeness: Pick<Statement['completeness'], 'silent_devices' | 'amount_at_stake'>;
  readonly device_list: Pick<Statement['device_list'], 'rows'>;
};

export interface Recomputed {
  readonly statement: Statements;
  readonly settlement: Settlement;
  readonly devices: ListedDevices;
}

/** Throws what reading the pack and `settleUsage` throw. */
export async function recompute(
  archive: PackArchive,
  { agreement, period, rates, prior, statement: packed }: PackDocuments,
): Promise<Recomputed> {
  const devices = await readDevices(archive, archive.manifest.imsis, agreement);
  const { kinds } = devices;
  const usage = await readUsage(archive, {
    devices: devices.kindAt.length,
    kinds: kinds.length,
    versions: agreement.versions.length,
  });
  const settlement = await settleUsage(usage, {
    agreements: [agreement],
    devices,
    period,
    rates,
    prior: [prior],
    // The other direction of balanced traffic is another statement's: its quantity is taken as this one says it.
    stated: statedIn(packed, agreement),
  });
  const { lines, totals, commitment, baselines, bridge, uplift } = settlement.settled[0]!;
  const statement = {
    completeness: {
      silent_devices: countDevices(kinds, isSilentlyCharged),
      amount_at_stake: minorToText(settlement.silentFees[0]!, agreement.latest.rounding.decimals),
    },
    ...headOf(agreement, period.name),
    lines,
    totals,
    commitment,
    devices: devicesBy(agreement.latest, kinds),
    device_list: { rows: countDevices(kinds, () => true) },
    baselines,
    bridge,
    uplift,
  };
  return { statement, settlement, devices };
}

/** Throws PACK_INVALID where a balanced entry has no line that says what the other direction has. */
function statedIn({ lines }: Record<string, unknown>, { versions }: InForce): StatedOpposites {
  const said = Array.isArray(lines) ? (lines as readonly unknown[]).filter(isStated) : [];
  const stated = statedOpposites(said);
  const entries = versions.flatMap(({ agreement }) => agreement.charges.usage);
  if (entries.some(({ ref, balance }) => balance !== null && !stated.has(ref)))
    throw invalid('A balanced line does not say what the other direction has.', MEMBER.statement);
  return stated;
}

function isStated(line: unknown): line is Pick<StatementLine, 'charge_ref' | 'opposite'> {
  const { charge_ref, opposite, kind } = (line ?? {}) as Partial<StatementLine>;
  const quantity: unknown = opposite?.quantity;
  return (
    typeof charge_ref === 'string' &&
    kind === 'usage' &&
    Number.isSafeInteger(quantity) &&
    (quantity as number) >= 0
  );
}

/** The parts of the pack's statement that are worked out, to be held against `recompute`. */
export function comparedParts(statement: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const part = (key: string, names: readonly string[]) => {
    const value = statement[key];
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(names.map((name) => [name, (value as Record<string, unknown>)[name]]));
  };
  const parts = Object.entries(statement).filter(([key]) => !(CARRIED as readonly string[]).includes(key));
  return {
    ...Object.fromEntries(parts),
    completeness: part('completeness', ['silent_devices', 'amount_at_stake']),
    device_list: part('device_list', ['rows']),
  };
}
