/** Issues a month of a world made by hand; what its feeds lack is waived. */
import { issueRun } from '../../src/runs/issue.ts';
import type { Settled, SettleMore, World } from './month-world.ts';

export async function issueMonth(world: World, period: string, more: SettleMore = {}): Promise<Settled> {
  const open = (await world.settle(period, more)).json('run.json') as { close: { id: string }[] };
  const waive = open.close.map(({ id }) => `- { id: "${id}", reason: no such feed here }\n`).join('');
  const run = await world.settle(period, waive === '' ? more : { ...more, waive });
  await issueRun(world.data, run.runId);
  return run;
}
