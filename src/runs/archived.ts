/** The agreements that a run was settled by, from the documents in its own folder. */
import { join } from 'node:path';
import { MAX_AGREEMENT_BYTES } from '../domain/agreement/document.ts';
import { parseAgreement } from '../domain/agreement/load.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import { readTextFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { documentPath } from './documents.ts';
import type { RunInputs } from './identity.ts';

/**
 * Versions in force in the run's period, in the order of `run.json`. Throws DATA_CORRUPT where a document is gone or changed, and the
 * AGREEMENT_* codes where this version of the program does not read it any more. `parse`: as `parseAgreement`.
 */
export async function readArchivedAgreements(
  folder: string,
  agreements: RunInputs['agreements'],
  parse = parseAgreement,
): Promise<Agreement[]> {
  return Promise.all(agreements.map(({ digest }) => readArchivedAgreement(folder, digest, parse)));
}

/** The agreement of a run folder that has the digest. Throws as `readArchivedAgreements`. */
export async function readArchivedAgreement(
  folder: string,
  digest: string,
  parse = parseAgreement,
): Promise<Agreement> {
  const path = join(folder, documentPath(digest));
  const {
    text,
    file,
    digest: found,
  } = await readTextFile(path, MAX_AGREEMENT_BYTES, 'DATA_CORRUPT').catch(lost);
  if (found !== digest)
    throw new RoamsettleError('DATA_CORRUPT', 'An agreement of the run was changed.', { file });
  return parse(text, file);
}

function lost(error: unknown): never {
  if (!(error instanceof RoamsettleError) || error.code !== 'FILE_NOT_FOUND') throw error;
  throw new RoamsettleError(
    'DATA_CORRUPT',
    'The run has lost an agreement that it was settled by.',
    error.place,
  );
}
