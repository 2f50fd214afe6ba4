/** The agreements of a run as its folder keeps them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAgreement } from '../domain/agreement/load.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import { documentPath } from '../runs/documents.ts';
import type { RunInputs } from '../runs/identity.ts';

/** Of each id the versions in force in the period, by date. */
export function keptVersions(
  folder: string,
  { agreements }: Pick<RunInputs, 'agreements'>,
): ReadonlyMap<string, readonly Agreement[]> {
  const read = ({ digest }: RunInputs['agreements'][number]) =>
    parseAgreement(readFileSync(join(folder, documentPath(digest)), 'utf8'), digest);
  return new Map([...Map.groupBy(agreements, ({ id }) => id)].map(([id, all]) => [id, all.map(read)]));
}

/** Of each id the version that is in force last: it classified the devices. */
export function keptAgreements(folder: string, inputs: Pick<RunInputs, 'agreements'>): Agreement[] {
  return [...keptVersions(folder, inputs).values()].map((versions) => versions.at(-1)!);
}
