/**
 * The documents that a run was settled by, kept in its folder byte for byte: whoever checks, corrects or packs the run
 * later needs nothing else. Names hang on content alone, so that renamed files give the same run.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAgreementTexts } from '../domain/agreement/load.ts';
import { checkAgreementSet, checkDirections, checkOwners, versionsInForce } from '../domain/agreement/set.ts';
import type { InForce } from '../domain/agreement/types.ts';
import {
  type DeviceVerdict,
  parseList,
  speaksOf,
  type TaughtDevice,
  taughtBy,
  type VerdictList,
  verdictsOf,
} from '../domain/lists.ts';
import { loadLists } from '../domain/lists-load.ts';
import { MAX_RATES_BYTES, parseRates, type Rates } from '../domain/rates.ts';
import type { MeasuredPrecision } from '../domain/statement.ts';
import { MAX_TACS_BYTES, parseTacs, type TacRow } from '../domain/tacs.ts';
import { readTextFile } from '../domain/text-file.ts';
import { MAX_WAIVER_BYTES, parseWaivers, type Waiver } from '../domain/waivers.ts';
import type { ErrorCode } from '../errors.ts';
import { type LeftOut, leftOutOf } from './left-out.ts';
import { lastMeasurement } from './measurements.ts';
import { reviewList } from './reviews.ts';

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
  /** Those that say something of the run's agreements in its period, by digest. */
  readonly lists: readonly KeptText[];
  /** The last measured precision, which the statements print. */
  readonly measured: KeptText | null;
  /** What it was not given. */
  readonly leftOut: readonly LeftOut[];
}

/** Paths of what a settlement is given. */
export interface DocumentPaths {
  /** A file, or a folder of agreement files. */
  readonly agreements: string;
  readonly tacs: string | null;
  readonly rates: string | null;
  /** YAML of checklist items that somebody lets pass. */
  readonly waive?: string;
  /** A CSV, or a folder of them, of what partners and reviewers say of devices. */
  readonly lists?: string;
}

export interface GivenDocuments {
  /** In force in the period, by id. */
  readonly agreements: readonly InForce[];
  readonly tacs: readonly TacRow[];
  readonly rates: Rates | null;
  readonly waivers: readonly Waiver[];
  /** What lists say of devices in the period. */
  readonly verdicts: readonly DeviceVerdict[];
  /** What the model learns from reviewers. */
  readonly taught: readonly TaughtDevice[];
  /** Name of the file of waivers, for errors. */
  readonly waiverFile: string;
  readonly measured: MeasuredPrecision | null;
  readonly documents: RunDocuments;
}

/** Reads and checks them all, and what reviewers decided (`DATA/reviews`). Throws the FILE_*, AGREEMENT_*, TACS_*, RATES_* codes, RATE_CONFLICT, WAIVER_INVALID and LIST_INVALID. */
export async function readDocuments(
  paths: DocumentPaths,
  period: string,
  data: string,
): Promise<GivenDocuments> {
  const read = (path: string | null, maxBytes: number, code: ErrorCode) =>
    path === null ? null : readTextFile(path, maxBytes, code);
  const loaded = await loadAgreementTexts(paths.agreements);
  const all = loaded.map(({ agreement }) => agreement);
  checkAgreementSet(all);
  const agreements = versionsInForce(all, period);
  checkDirections(all, period);
  checkOwners(all, period);
  const latest = agreements.map((agreement) => agreement.latest);
  const settled = new Set(agreements.flatMap(({ versions }) => versions.map(({ agreement }) => agreement)));
  const tacs = await read(paths.tacs, MAX_TACS_BYTES, 'TACS_INVALID');
  const rates = await read(paths.rates, MAX_RATES_BYTES, 'RATES_INVALID');
  const waivers = await read(paths.waive ?? null, MAX_WAIVER_BYTES, 'WAIVER_INVALID');
  const lists = [
    // First, so that an error names the line of a list that can be corrected.
    ...reviewList(data, latest, period),
    ...(paths.lists === undefined ? [] : await loadLists(paths.lists)),
  ];
  const told = lists.map(({ list }) => list);
  const last = lastMeasurement(data, period);
  return {
    agreements,
    verdicts: verdictsOf(told, latest, period),
    taught: taughtBy(told, latest, period),
    tacs: tacs === null ? [] : parseTacs(tacs.text, tacs.file),
    rates: rates === null ? null : parseRates(rates.text, rates.file),
    waivers: waivers === null ? [] : parseWaivers(waivers.text, waivers.file),
    waiverFile: waivers?.file ?? '',
    measured: last?.measured ?? null,
    documents: {
      agreements: loaded
        .filter(({ agreement }) => settled.has(agreement))
        .map(({ agreement, text }) => ({ digest: agreement.digest, text })),
      rates,
      tacs,
      waivers,
      measured: last,
      leftOut: await leftOutOf(data, told, latest, period),
      lists: keptLists(lists.filter(({ list }) => speaksOf(list, latest, period))),
    },
  };
}

/** Each content once, by digest: names and order of files say nothing. */
function keptLists(lists: readonly KeptText[]): KeptText[] {
  const byDigest = new Map(lists.map(({ text, digest }) => [digest, { text, digest }]));
  return [...byDigest.values()].sort((a, b) => (a.digest < b.digest ? -1 : 1));
}

/** Folder of the documents inside a run folder. */
const DOCUMENTS = 'inputs';

/** Path of an agreement's text inside a run folder; JSON is YAML: one ending for both. */
export function documentPath(digest: string): string {
  return join(DOCUMENTS, `agreement-${digest}.yaml`);
}

/** Digests of the agreements that a run folder keeps. */
export function agreementDigests(folder: string): string[] {
  return readdirSync(join(folder, DOCUMENTS)).flatMap(
    (name) => /^agreement-([0-9a-f]{64})\.yaml$/.exec(name)?.[1] ?? [],
  );
}

/**
 * Writes `inputs/agreement-<SHA-256>.yaml`, and beside it `list-<SHA-256>.csv`, `rates.csv`, `tacs.csv`, `waivers.yaml` and `measured.json`, into the
 * run folder `folder`.
 */
export function writeDocuments(folder: string, documents: RunDocuments): void {
  const inputs = join(folder, DOCUMENTS);
  mkdirSync(inputs);
  for (const { digest, text } of documents.agreements) {
    writeFileSync(join(folder, documentPath(digest)), text);
  }
  for (const { digest, text } of documents.lists) writeFileSync(join(inputs, `list-${digest}.csv`), text);
  const write = (name: string, kept: KeptText | null) => {
    if (kept !== null) writeFileSync(join(inputs, name), kept.text);
  };
  write('rates.csv', documents.rates);
  write('tacs.csv', documents.tacs);
  write('waivers.yaml', documents.waivers);
  write('measured.json', documents.measured);
}

/** The lists that a run was settled by, by digest. */
export function readKeptLists(folder: string): VerdictList[] {
  const inputs = join(folder, DOCUMENTS);
  return readdirSync(inputs)
    .filter((name) => /^list-[0-9a-f]{64}\.csv$/.test(name))
    .sort()
    .map((name) => parseList(readFileSync(join(inputs, name), 'utf8'), name));
}
