/** The features of a run's devices as its folder keeps them, for the SQL of the model. */
import { join } from 'node:path';
import { visitedKeys } from '../domain/agreement/belonging.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import type { Db } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';

export interface FeatureSide {
  readonly folder: string;
  readonly agreements: readonly Agreement[];
}

/** Makes `scope`, `feature` and `visited_feed`, and the macros that the model's SQL needs. */
export async function readKeptFeatures(db: Db, { folder, agreements }: FeatureSide): Promise<void> {
  const keys = visitedKeys(agreements);
  const scope = agreements.map(({ id, declared: { binding } }, no) => ({
    no,
    agreement_id: id,
    visited_key: keys[no],
    binding,
  }));
  await db.run('drift/scope', { scope: JSON.stringify(scope) });
  await db.exec('SET VARIABLE drift_features = $path', {
    path: literalPath(join(folder, 'features.parquet')),
  });
  await db.run('drift/feature');
  await db.run('macros');
  await db.run('classify/model_macros');
  await db.run('classify/visited_feed');
}

/** For a connection that goes on. */
export async function forgetKeptFeatures(db: Db): Promise<void> {
  await db.exec('DROP VIEW visited_feed');
  await db.exec('DROP VIEW feature');
  await db.exec('DROP TABLE scope');
}
