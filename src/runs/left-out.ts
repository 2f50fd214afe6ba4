/**
 * Lists that resolved disputes left in the data folder (`DATA/lists`) and that a settlement was not given: it would charge devices that
 * were agreed to be none.
 */
import { existsSync } from 'node:fs';
import type { Agreement } from '../domain/agreement/types.ts';
import { type VerdictList, verdictsOf } from '../domain/lists.ts';
import { listsFolder, loadLists } from '../domain/lists-load.ts';
import { RoamsettleError } from '../errors.ts';

export interface LeftOut {
  readonly agreement_id: string;
  /** Devices of the agreement that those lists speak of in the month, and none that was given does. */
  readonly devices: number;
}

/** By agreement. A folder or a list that cannot be read leaves nothing out: who gives it is told why. */
export async function leftOutOf(
  data: string,
  given: readonly VerdictList[],
  agreements: readonly Agreement[],
  period: string,
): Promise<LeftOut[]> {
  const folder = listsFolder(data);
  if (!existsSync(folder)) return [];
  const kept = await loadLists(folder).catch(nothing);
  const said = new Set(verdictsOf(given, agreements, period).map(({ no, imsi }) => `${no} ${imsi}`));
  const left = agreements.map(() => new Set<string>());
  for (const { list } of kept)
    for (const { no, imsi } of readable(list, agreements, period))
      if (!said.has(`${no} ${imsi}`)) left[no]!.add(imsi);
  return agreements.flatMap(({ id: agreement_id }, no) => {
    const devices = left[no]!.size;
    return devices === 0 ? [] : [{ agreement_id, devices }];
  });
}

/** An IMSI may have become another partner's since. */
function readable(list: VerdictList, agreements: readonly Agreement[], period: string) {
  try {
    return verdictsOf([list], agreements, period);
  } catch (error) {
    return nothing(error);
  }
}

function nothing(error: unknown): never[] {
  if (error instanceof RoamsettleError) return [];
  throw error;
}
