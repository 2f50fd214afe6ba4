/**
 * Rule 15 and issue 6: a month that is judged by the model gives the same bytes, and so the same probabilities to the last bit,
 * whatever the workers, DuckDB's threads and memory, and however the period is cut. Smaller months are judged by rules.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runSettle } from '../../src/pipeline.ts';
import { Db } from '../../src/store/db.ts';
import { type MadeMonth, makeMonth } from '../generate/month.ts';
import { load, runFiles, type Scratch, scratch } from '../load/world.ts';

let month: MadeMonth;
let space: Scratch;

beforeAll(async () => {
  month = await makeMonth({ devices: 1500, seed: 23 });
  space = scratch();
}, 120_000);
afterAll(() => {
  month?.remove();
  space?.remove();
});

async function settled(workers: number, memory: string, sliceRows?: number) {
  const data = space.folder(`data-${workers}-${memory}`);
  const machine = { data, workers, memory };
  await load(machine, [join(month.out, 'tap'), join(month.out, 'signaling')]);
  const { runId } = await runSettle(machine, {
    period: '2026-10',
    agreements: join(month.out, 'agreements'),
    tacs: join(month.out, 'tacs.csv'),
    rates: join(month.out, 'rates.csv'),
    ...(sliceRows === undefined ? {} : { cut: { sliceRows } }),
  });
  return { runId, folder: join(data, 'runs', runId), files: runFiles(data, runId) };
}

test('one worker with little memory and many slices, two with much: the same run', async () => {
  const [one, two] = [await settled(1, '512MB', 9000), await settled(2, '4GB')];
  expect(JSON.parse(readFileSync(join(one.folder, 'model.json'), 'utf8')).taught_by).toBe('tac_types');
  expect(two.runId).toBe(one.runId);
  expect(two.files).toEqual(one.files);
  const db = await Db.open(':memory:');
  // Scores before they are rounded to a probability.
  const [row] = await db.query<{ scores: bigint; different: bigint }>(
    `SELECT count(DISTINCT a.score) AS scores, count(*) FILTER (a.score IS DISTINCT FROM b.score) AS different
     FROM read_parquet('${join(one.folder, 'features.parquet')}') AS a
     FULL JOIN read_parquet('${join(two.folder, 'features.parquet')}') AS b
     ON b.agreement_id = a.agreement_id AND b.imsi = a.imsi`,
  );
  db.close();
  expect(Number(row!.scores)).toBeGreaterThan(400);
  expect(row!.different).toBe(0n);
}, 240_000);
