/** Which devices each proposal matches, and the share of machines among them. */
import type { Db } from '../../store/db.ts';
import { streamColumns } from '../../store/stream.ts';
import { IGNORED } from './blocks.ts';
import { machineShare, type ShareInterval } from './interval.ts';
import type { RangedDevices } from './ranged-devices.ts';

/** (proposal, device) by device. */
export interface Hits {
  readonly proposals: Int32Array;
  readonly devices: Int32Array;
}

export async function readHits(db: Db): Promise<Hits> {
  const [count] = await db.query<{ n: bigint }>('SELECT count(*) AS n FROM hit');
  const hits = {
    proposals: new Int32Array(Number(count!.n)),
    devices: new Int32Array(Number(count!.n)),
  };
  let at = 0;
  await streamColumns(db, 'ranges/hit_row', {}, ([proposals, devices], rows) => {
    hits.proposals.set(proposals!, at);
    hits.devices.set(devices!, at);
    at += rows;
  });
  return hits;
}

/** Of each proposal. */
export type Shares = readonly (ShareInterval | null)[];

export function sharesOf(
  { proposals, devices }: Hits,
  count: number,
  { kinds, ratios }: RangedDevices,
): Shares {
  const isJudged = (i: number) => kinds[devices[i]!] !== IGNORED;
  const counts = new Int32Array(count);
  for (let i = 0; i < devices.length; i++) if (isJudged(i)) counts[proposals[i]!]!++;
  const columns = Array.from(counts, (devicesOf) => new Float64Array(devicesOf));
  counts.fill(0);
  for (let i = 0; i < devices.length; i++)
    if (isJudged(i)) columns[proposals[i]!]![counts[proposals[i]!]!++] = ratios[devices[i]!]!;
  return columns.map(machineShare);
}
