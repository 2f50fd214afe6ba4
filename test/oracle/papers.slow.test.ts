/**
 * What defends a statement, over random agreements: each pack verifies, each line is its devices, and a device's part of a line
 * is the records or days that it is traced to.
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifyPack } from '../../src/pack/verify.ts';
import { writePack } from '../../src/pack/write.ts';
import { traceDevice } from '../../src/trace/device.ts';
import { traceLine } from '../../src/trace/line.ts';
import { type Settled, World } from '../support/month-world.ts';
import { OCTOBER } from './calendar.ts';
import { type Case, checkMonth, loadCases, randomCases } from './month.ts';
import type { Expected } from './oracle.ts';
import { Random } from './random.ts';

const DEALS = 8;
const SEED = Number(process.env.ROAMSETTLE_SEED ?? 0);
/** Devices of each agreement that are traced: each replays its records. */
const TRACED = 2;

test(`${DEALS} agreements`, { timeout: 600_000 }, async () => {
  const random = new Random((SEED + 1) * 15_485_863);
  const cases = randomCases(random, DEALS, [OCTOBER]);
  const world = new World();
  try {
    const lists = await loadCases(world, cases, [OCTOBER]);
    const run = await world.settle(OCTOBER.name, { lists });
    const expected = checkMonth(cases, OCTOBER, run);
    for (const one of cases) await checkPapers(world, run, one, expected.get(one.deal.id)!, random);
  } finally {
    world.remove();
  }
});

async function checkPapers(
  world: World,
  { runId, statement }: Settled,
  { deal: { id } }: Case,
  expected: Expected,
  random: Random,
): Promise<void> {
  const out = join(world.root, `${id}.zip`);
  await writePack(world.data, runId, { agreement: id, out, devices: 'none', pseudonyms: false });
  const { differences, equal } = await verifyPack(out, null);
  expect([id, differences, equal]).toEqual([id, [], true]);

  const run = { runId, folder: join(world.data, 'runs', runId) };
  const parts: { lineId: string; imsi: string; amount: bigint }[] = [];
  for (const [i, { line_id: lineId, amount, quantity, kind }] of statement(id).lines.entries()) {
    const { sums, devices } = await traceLine({ data: world.data, run, lineId, agreement: id }, 100);
    if (kind === 'commitment') continue;
    const { shares } = expected.lines[i]!;
    expect([id, lineId, sums.devices, sums.quantity, sums.amount]).toEqual([
      ...[id, lineId, shares.size, quantity, amount],
    ]);
    expect(new Set(devices.map(({ imsi }) => imsi))).toEqual(new Set(shares.keys()));
    parts.push(...[...shares].map(([imsi, share]) => ({ lineId, imsi, amount: share })));
  }
  for (let traced = 0; traced < TRACED && parts.length > 0; traced++) {
    const { lineId, imsi } = random.of(parts);
    const machine = { workers: 1, memory: '1GB' };
    // RECORDS_DIFFER where they do not come to what the run has.
    const found = await traceDevice({
      data: world.data,
      run,
      lineId,
      agreement: id,
      imsi,
      limit: 100,
      machine,
    });
    expect((found.records?.count ?? found.days?.length ?? 0) > 0).toBe(true);
  }
}
