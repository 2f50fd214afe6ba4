/**
 * What a client asks for → work for a job. Documents are copied when they are named, so that a job that waits, or begins
 * again after a restart, works from what was asked for.
 */
import { createHash, type Hash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathBelow } from '../access/roots.ts';
import { agreementsFolder, type KeptAgreement } from '../agreements/shelf.ts';
import { loadAgreementTexts } from '../domain/agreement/load.ts';
import { checkAgreementSet, checkDirections, checkOwners, versionsInForce } from '../domain/agreement/set.ts';
import { listsFolder, loadLists } from '../domain/lists-load.ts';
import { parsePeriod } from '../domain/period.ts';
import { loadProfile } from '../domain/profile/load.ts';
import { MAX_RATES_BYTES } from '../domain/rates.ts';
import { MAX_TACS_BYTES } from '../domain/tacs.ts';
import { digestOf, readTextFile } from '../domain/text-file.ts';
import { parseWaivers } from '../domain/waivers.ts';
import { type ErrorCode, RoamsettleError } from '../errors.ts';
import type { IngestWork, JobWork, SettleWork } from '../jobs/work.ts';
import { listIssued } from '../runs/issued.ts';
import { readReviews } from '../runs/reviews.ts';
import type { Service } from './service.ts';

/** Bytes of a mapping profile. */
const MAX_PROFILE_BYTES = 1024 * 1024;
/** What names the lists of the data folder itself. */
const KEPT_LISTS = 'kept:lists';

export interface Staged {
  /** With the paths of documents relative to `folder`. */
  readonly work: JobWork;
  readonly folder: string;
  readonly digest: string;
}

export interface IngestRequest {
  readonly paths: readonly string[];
  readonly audit?: 'enforce' | 'report';
  readonly profile?: string;
}

export interface SettleRequest {
  readonly period: string;
  readonly agreements?: string;
  readonly tacs?: string;
  readonly rates?: string;
  readonly waivers?: readonly { readonly id: string; readonly reason: string }[];
  readonly lists?: string;
  readonly corrects?: string;
  readonly counted?: readonly string[];
  readonly provisional?: boolean;
  readonly reverses?: string;
  readonly check?: boolean;
}

/** The path that a reference names. Throws PATH_OUTSIDE, FILE_NOT_FOUND, UPLOAD_NOT_FOUND. */
export function pathOfReference({ uploads, roots }: Service, reference: string): string {
  return uploads.pathOf(reference) ?? pathBelow(roots, reference);
}

/** A folder of the server's own for what a request needs; whoever makes it removes it. */
export function temporaryFolder({ temporary }: Service): string {
  const folder = join(temporary, randomBytes(8).toString('hex'));
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

/** Throws what `pathOfReference` and `loadProfile` throw. */
export async function stageIngest(
  service: Service,
  folder: string,
  { paths, audit = 'enforce', profile }: IngestRequest,
): Promise<Staged> {
  const work: IngestWork = {
    kind: 'ingest',
    paths: paths.map((path) => pathOfReference(service, path)),
    roots: [...service.roots, service.uploads.folder],
    audit,
    profile: profile === undefined ? null : 'profile.yaml',
  };
  if (profile !== undefined) {
    const path = pathOfReference(service, profile);
    await loadProfile(path);
    await copyText(path, join(folder, 'profile.yaml'), MAX_PROFILE_BYTES, 'PROFILE_INVALID');
  }
  return { work, folder, digest: digestOf(JSON.stringify(work)) };
}

/** The agreements that a month is settled by, checked together and copied to `agreements` of the folder. */
export async function stageAgreements(
  service: Service,
  folder: string,
  reference: string | undefined,
  period: string,
): Promise<Awaited<ReturnType<typeof agreementTexts>>> {
  const texts = await agreementTexts(service, reference);
  const agreements = texts.map(({ agreement }) => agreement);
  checkAgreementSet(agreements);
  versionsInForce(agreements, period);
  checkDirections(agreements, period);
  checkOwners(agreements, period);
  putAgreements(join(folder, 'agreements'), texts);
  return texts;
}

/**
 * Throws PERIOD_INVALID, AGREEMENT_NONE where nothing is named and the server keeps none, and what `pathOfReference`,
 * `loadAgreementTexts`, `checkAgreementSet`, `versionsInForce`, `checkDirections`, `checkOwners`, `loadLists` and `parseWaivers` throw. Rates and TACs are judged by the job.
 */
export async function stageSettle(service: Service, folder: string, request: SettleRequest): Promise<Staged> {
  const period = parsePeriod(request.period).name;
  const hash = createHash('sha256');
  const texts = await stageAgreements(service, folder, request.agreements, period);
  for (const { agreement } of texts) hash.update(`${agreement.digest}\n`);
  // Whoever asks after a review or an issue counts on it.
  const { data } = service.config;
  hash.update(`reviews ${readReviews(data).length} issued ${listIssued(data).length}\n`);
  const tables = await stageTables(service, folder, request, hash);
  const { waivers = [] } = request;
  const waiverText = JSON.stringify(waivers);
  if (waivers.length > 0) {
    parseWaivers(waiverText, 'waivers');
    writeFileSync(join(folder, 'waivers.yaml'), waiverText);
    hash.update(`${waiverText}\n`);
  }
  const work: SettleWork = {
    kind: 'settle',
    period,
    agreements: 'agreements',
    ...tables,
    waive: waivers.length === 0 ? null : 'waivers.yaml',
    corrects: request.corrects ?? null,
    counted: request.counted ?? [],
    accrual: request.provisional ?? false,
    reverses: request.reverses ?? null,
    check: request.check ?? false,
  };
  return { work, folder, digest: hash.update(JSON.stringify(work)).digest('hex') };
}

/** Copies TACs, rates and lists; gives their places. Throws what `pathOfReference` and `loadLists` throw. */
export async function stageTables(
  service: Service,
  folder: string,
  request: Pick<SettleRequest, 'tacs' | 'rates' | 'lists'>,
  hash: Hash,
): Promise<Pick<SettleWork, 'tacs' | 'rates' | 'lists'>> {
  const copy = async (reference: string | undefined, name: string, maxBytes: number, code: ErrorCode) => {
    if (reference === undefined) return null;
    const digest = await copyText(pathOfReference(service, reference), join(folder, name), maxBytes, code);
    hash.update(`${name} ${digest}\n`);
    return name;
  };
  const tacs = await copy(request.tacs, 'tacs.csv', MAX_TACS_BYTES, 'TACS_INVALID');
  const rates = await copy(request.rates, 'rates.csv', MAX_RATES_BYTES, 'RATES_INVALID');
  const lists = await listsOf(service, request.lists);
  if (lists.length > 0) mkdirSync(join(folder, 'lists'));
  for (const { text, digest } of lists) {
    writeFileSync(join(folder, 'lists', `list-${digest}.csv`), text);
    hash.update(`list ${digest}\n`);
  }
  return { tacs, rates, lists: lists.length === 0 ? null : 'lists' };
}

/** The lists of a reference; `kept:lists` are those that resolved disputes have left. Throws what `pathOfReference` and `loadLists` throw. */
async function listsOf(service: Service, reference: string | undefined) {
  if (reference === undefined) return [];
  if (reference !== KEPT_LISTS) return loadLists(pathOfReference(service, reference));
  const folder = listsFolder(service.config.data);
  return existsSync(folder) ? loadLists(folder) : [];
}

/** Makes the folder, with a file for each. */
export function putAgreements(folder: string, texts: readonly KeptAgreement[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { agreement, text } of texts)
    writeFileSync(join(folder, `agreement-${agreement.digest}.yaml`), text);
}

/** Those of a reference; where there is none, those that the server keeps. Throws AGREEMENT_NONE for none of these. */
export async function agreementTexts(service: Service, reference: string | undefined) {
  return loadAgreementTexts(keptOrNamed(service, reference));
}

/** Path of the agreements of a reference, else of those that the server keeps. Throws AGREEMENT_NONE where it keeps none. */
export function keptOrNamed(service: Service, reference: string | undefined): string {
  if (reference !== undefined) return pathOfReference(service, reference);
  const folder = agreementsFolder(service.config.data);
  if (!existsSync(folder)) throw new RoamsettleError('AGREEMENT_NONE', 'The server keeps none.');
  return folder;
}

/** Gives the SHA-256. */
async function copyText(from: string, to: string, maxBytes: number, code: ErrorCode): Promise<string> {
  const { text, digest } = await readTextFile(from, maxBytes, code);
  writeFileSync(to, text);
  return digest;
}
