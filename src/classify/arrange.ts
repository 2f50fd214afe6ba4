/**
 * The device list of a period as far as neither thresholds nor prices are needed for it: evidence, texts and counts in the
 * order of the list, and the usage of each place. It stays in the period store, so that a settlement with other terms
 * reads it from end to end instead of joining and sorting it.
 */
import { existsSync } from 'node:fs';
import type { Agreement } from '../domain/agreement/types.ts';
import type { Db } from '../store/db.ts';
import { judgeByModel } from './judge.ts';
import { modelFacts } from './model/facts.ts';
import { FEATURES } from './model/features.ts';
import { evidenceIdentity, type Said } from './said.ts';

/** Runs statements by their names in one call of DuckDB, and what else is to be done while this thread judges. */
export type Beside = (statements: readonly string[]) => Promise<void>;

/**
 * Brings `device_row`, `usage_key` and `usage_row` of the period store up to date with its devices: all of them again after any
 * change of a device, because what the model says of one hangs on all. Leaves `seen_device` and `judged_device` where it does, for the
 * files `needed`: the list counts as kept only while they are there. Gives `beside` what it has to run while the model judges.
 * Needs the scope, and what `readSaid` made.
 */
export async function arrangeDevices(
  db: Db,
  agreements: readonly Agreement[],
  taught: Said['taught'],
  needed: readonly string[],
  beside: Beside,
): Promise<void> {
  const identity = evidenceIdentity(agreements, taught);
  const isListed = (await arrangedFor(db)) === identity;
  if (isListed && needed.every((file) => existsSync(file))) return;
  // The note goes before what it tells of, and comes back after it: a process that is killed in between starts again.
  await db.exec('DROP TABLE IF EXISTS period.arranged');
  await db.run('classify/usage_key');
  await db.run('classify/party', { party: JSON.stringify(partyWords(agreements)) });
  const learned = await judgeByModel(db, undefined, () => beside(['classify/usage_row']));
  if (learned === null) await db.run('classify/device_evidence');
  await db.run('classify/judged_device');
  const ids = agreements.map(({ id }) => id);
  const model = learned === null ? { taught_by: 'rules' } : modelFacts(learned, FEATURES, ids);
  await db.run('classify/device_row');
  await db.run('classify/arranged', { identity, model: JSON.stringify(model) });
  await db.checkpoint('period', false);
}

/** By agreement. */
function partyWords(agreements: readonly Agreement[]) {
  const first = (tadigs: readonly string[]) => [...tadigs].sort()[0] ?? '';
  return {
    agreement_id: agreements.map(({ id }) => id),
    home_tadig: agreements.map(({ home }) => first(home.tadigs)),
    visited_tadig: agreements.map(({ visited }) => first(visited.tadigs)),
  };
}

/** What the evidence of the list that is kept hangs on; null where there is none. */
async function arrangedFor(db: Db): Promise<string | null> {
  if ((await db.rows('period/arrangement')).length === 0) return null;
  const [row] = await db.query<{ identity: string }>('SELECT identity FROM period.arranged');
  return row!.identity;
}
