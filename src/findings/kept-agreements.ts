/** The agreements of a run as its folder keeps them: of each the version that is in force last, which classified the devices. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAgreement } from '../domain/agreement/load.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import { documentPath } from '../runs/documents.ts';
import type { RunInputs } from '../runs/identity.ts';

export function keptAgreements(folder: string, { agreements }: Pick<RunInputs, 'agreements'>): Agreement[] {
  const digests = new Map(agreements.map(({ id, digest }) => [id, digest]));
  return [...digests.values()].map((digest) =>
    parseAgreement(readFileSync(join(folder, documentPath(digest)), 'utf8'), digest),
  );
}
