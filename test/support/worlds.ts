/** The heads of tests on months made by hand. */
import { afterAll, beforeAll } from 'vitest';
import { type Settled, World } from './month-world.ts';

/** Makes worlds that are gone when the tests of the group are through. */
export function worlds(): () => World {
  const made: World[] = [];
  afterAll(() => {
    for (const world of made) world.remove();
  });
  return () => {
    const world = new World();
    made.push(world);
    return world;
  };
}

/** A world that `fill` writes, ingested and settled once for all tests of the group, which ask for its run. */
export function settledMonth(fill: (world: World) => void, period = '2026-10'): () => Settled {
  return settledMonths(fill, [period])[0]!;
}

/** The same for several periods of one world. */
export function settledMonths(
  fill: (world: World) => void,
  periods: readonly string[],
): readonly (() => Settled)[] {
  const world = worlds();
  const runs: Settled[] = [];
  beforeAll(async () => {
    const one = world();
    fill(one);
    await one.ingest();
    for (const period of periods) runs.push(await one.settle(period));
  });
  return periods.map((_, i) => () => runs[i]!);
}
