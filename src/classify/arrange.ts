/**
 * The device list of a period as far as neither thresholds nor prices are needed for it: evidence, texts and counts in the
 * order of the list, and the usage of each place. It stays in the period store, so that a settlement with other terms
 * reads it from end to end instead of joining and sorting it.
 */
import type { Agreement } from '../domain/agreement/types.ts';
import type { Db, Row } from '../store/db.ts';
import { judgeByModel } from './judge.ts';
import { modelFacts } from './model/facts.ts';
import { FEATURES } from './model/features.ts';
import { evidenceIdentity, type Said } from './said.ts';

/** Brings `device_row`, `usage_key` and `usage_row` of the period store up to date with its devices. Needs the scope, and what `readSaid` made. */
export async function arrangeDevices(
  db: Db,
  agreements: readonly Agreement[],
  taught: Said['taught'],
): Promise<void> {
  const identity = evidenceIdentity(agreements, taught);
  const ids = agreements.map(({ id }) => id);
  const arranged = await readArranged(db);
  const isKept = arranged?.identity === identity;
  if (isKept && arranged.whole) return;
  // What the model says of a device hangs on all of them.
  const learned = await judgeByModel(db);
  const byModel = learned !== null;
  const keeps = isKept && !byModel && !arranged.by_model;
  if (keeps) await db.run('classify/kept_device');
  else await db.exec('CREATE OR REPLACE TEMP TABLE kept_device (no INTEGER, imsi BIGINT)');
  await db.run('classify/party', { rows: JSON.stringify(agreements.map(partyRow)) });
  await db.run('classify/fresh_feature');
  if (!byModel) await db.run('classify/device_evidence');
  await db.run('classify/fresh_row');
  const kept = keeps ? ' UNION ALL FROM period.device_row' : '';
  await db.exec(`CREATE OR REPLACE TEMP VIEW listed_row AS FROM fresh_row${kept}`);
  // The note goes before what it tells of, and comes back after it: a process that is killed in between starts again.
  await db.transaction(async () => {
    await db.exec('DROP TABLE IF EXISTS period.arranged');
    await db.run('classify/device_row');
    await db.exec('DROP TABLE IF EXISTS period.device_row');
    await db.exec('ALTER TABLE period.ordered_row RENAME TO device_row');
  });
  await db.transaction(async () => {
    await db.run('classify/usage_key');
    await db.run('classify/usage_row');
    await db.run('classify/arranged', {
      identity,
      by_model: byModel,
      model: JSON.stringify(byModel ? modelFacts(learned, FEATURES, ids) : { taught_by: 'rules' }),
    });
  });
  await db.exec('CHECKPOINT period');
}

function partyRow(agreement: Agreement, no: number) {
  return {
    no,
    agreement_id: agreement.id,
    home_tadig: [...agreement.home.tadigs].sort()[0] ?? '',
    visited_tadig: [...agreement.visited.tadigs].sort()[0] ?? '',
  };
}

interface Arranged extends Row {
  identity: string;
  whole: boolean;
  by_model: boolean;
}

async function readArranged(db: Db): Promise<Arranged | undefined> {
  if ((await db.rows('period/arrangement')).length === 0) return undefined;
  const [row] = await db.query<Arranged>('FROM period.arranged');
  return row;
}
