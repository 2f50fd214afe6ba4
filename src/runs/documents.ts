/**
 * The documents that a run was settled by, kept in its folder byte for byte: whoever checks, corrects or packs the run
 * later needs nothing else. Names hang on content alone, so that renamed files give the same run.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface KeptText {
  readonly text: string;
  readonly digest: string;
}

/** Texts as they were read (strict UTF-8, so writing them gives the same bytes back); null where none was given. */
export interface RunDocuments {
  /** Of the agreement versions that the run settles. */
  readonly agreements: readonly KeptText[];
  readonly rates: KeptText | null;
  readonly tacs: KeptText | null;
}

/** Folder of the documents inside a run folder. */
export const DOCUMENTS = 'inputs';

/** Writes `inputs/agreement-<SHA-256>.yaml`, `inputs/rates.csv` and `inputs/tacs.csv` into the run folder `folder`. */
export function writeDocuments(folder: string, documents: RunDocuments): void {
  const inputs = join(folder, DOCUMENTS);
  mkdirSync(inputs);
  for (const { digest, text } of documents.agreements) {
    // JSON is YAML: one ending for both.
    writeFileSync(join(inputs, `agreement-${digest}.yaml`), text);
  }
  for (const name of ['rates', 'tacs'] as const) {
    const kept = documents[name];
    if (kept !== null) writeFileSync(join(inputs, `${name}.csv`), kept.text);
  }
}
