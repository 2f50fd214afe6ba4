/**
 * The documents that a run was settled by, kept in its folder byte for byte: whoever checks, corrects or packs the run
 * later needs nothing else. Names hang on content alone, so that renamed files give the same run.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAgreementTexts } from '../domain/agreement/load.ts';
import { checkAgreementSet, versionsInForce } from '../domain/agreement/set.ts';
import type { InForce } from '../domain/agreement/types.ts';
import { MAX_RATES_BYTES, parseRates, type Rates } from '../domain/rates.ts';
import { MAX_TACS_BYTES, parseTacs, type TacRow } from '../domain/tacs.ts';
import { readTextFile } from '../domain/text-file.ts';
import { MAX_WAIVER_BYTES, parseWaivers, type Waiver } from '../domain/waivers.ts';
import type { ErrorCode } from '../errors.ts';

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
  readonly waivers: KeptText | null;
}

/** Paths of what a settlement is given. */
export interface DocumentPaths {
  /** A file, or a folder of agreement files. */
  readonly agreements: string;
  readonly tacs: string | null;
  readonly rates: string | null;
  /** YAML of checklist items that somebody lets pass. */
  readonly waive?: string;
}

export interface GivenDocuments {
  /** In force in the period, by id. */
  readonly agreements: readonly InForce[];
  readonly tacs: readonly TacRow[];
  readonly rates: Rates | null;
  readonly waivers: readonly Waiver[];
  /** Name of the file of waivers, for errors. */
  readonly waiverFile: string;
  readonly documents: RunDocuments;
}

/** Reads and checks them all. Throws the FILE_*, AGREEMENT_*, TACS_*, RATES_* codes, RATE_CONFLICT and WAIVER_INVALID. */
export async function readDocuments(paths: DocumentPaths, period: string): Promise<GivenDocuments> {
  const read = (path: string | null, maxBytes: number, code: ErrorCode) =>
    path === null ? null : readTextFile(path, maxBytes, code);
  const loaded = await loadAgreementTexts(paths.agreements);
  const all = loaded.map(({ agreement }) => agreement);
  checkAgreementSet(all);
  const agreements = versionsInForce(all, period);
  const settled = new Set(agreements.flatMap(({ versions }) => versions.map(({ agreement }) => agreement)));
  const tacs = await read(paths.tacs, MAX_TACS_BYTES, 'TACS_INVALID');
  const rates = await read(paths.rates, MAX_RATES_BYTES, 'RATES_INVALID');
  const waivers = await read(paths.waive ?? null, MAX_WAIVER_BYTES, 'WAIVER_INVALID');
  return {
    agreements,
    tacs: tacs === null ? [] : parseTacs(tacs.text, tacs.file),
    rates: rates === null ? null : parseRates(rates.text, rates.file),
    waivers: waivers === null ? [] : parseWaivers(waivers.text, waivers.file),
    waiverFile: waivers?.file ?? '',
    documents: {
      agreements: loaded
        .filter(({ agreement }) => settled.has(agreement))
        .map(({ agreement, text }) => ({ digest: agreement.digest, text })),
      rates,
      tacs,
      waivers,
    },
  };
}

/** Folder of the documents inside a run folder. */
const DOCUMENTS = 'inputs';

/** Path of an agreement's text inside a run folder; JSON is YAML: one ending for both. */
export function documentPath(digest: string): string {
  return join(DOCUMENTS, `agreement-${digest}.yaml`);
}

/** Writes `inputs/agreement-<SHA-256>.yaml`, `rates.csv`, `tacs.csv` and `waivers.yaml` beside it, into the run folder `folder`. */
export function writeDocuments(folder: string, documents: RunDocuments): void {
  const inputs = join(folder, DOCUMENTS);
  mkdirSync(inputs);
  for (const { digest, text } of documents.agreements) {
    writeFileSync(join(folder, documentPath(digest)), text);
  }
  const write = (name: string, kept: KeptText | null) => {
    if (kept !== null) writeFileSync(join(inputs, name), kept.text);
  };
  write('rates.csv', documents.rates);
  write('tacs.csv', documents.tacs);
  write('waivers.yaml', documents.waivers);
}
