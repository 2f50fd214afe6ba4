/** What a client wants to try → work for a job: candidates from texts, paths and kept versions, each in a folder of its name. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keptAgreements } from '../agreements/shelf.ts';
import { loadAgreementTexts, parseAgreement } from '../domain/agreement/load.ts';
import { isDecimal } from '../domain/fraction.ts';
import { parsePeriod, parsePeriods } from '../domain/period.ts';
import { RoamsettleError } from '../errors.ts';
import type { SimulateWork } from '../jobs/work.ts';
import type { Service } from './service.ts';
import {
  agreementTexts,
  pathOfReference,
  putAgreements,
  type SettleRequest,
  type Staged,
  stageAgreements,
  stageTables,
} from './staging.ts';

export interface PreviewRequest
  extends Pick<SettleRequest, 'period' | 'agreements' | 'tacs' | 'rates' | 'lists'> {
  readonly detection?: { readonly charge_at?: number; readonly review_at?: number };
}

export interface CandidateRequest {
  readonly name: string;
  /** One of the three. */
  readonly yaml?: string;
  readonly path?: string;
  readonly kept?: { readonly id: string; readonly version: number };
}

export interface SimulationRequest
  extends Pick<PreviewRequest, 'period' | 'tacs' | 'rates' | 'lists' | 'detection'> {
  readonly candidates: readonly CandidateRequest[];
  readonly among?: string;
  readonly extend_term?: boolean;
  readonly break_even?: string;
  readonly target?: string;
}

/** Throws what `stageSettle` throws of a period, agreements and tables. */
export async function stagePreview(
  service: Service,
  folder: string,
  request: PreviewRequest,
): Promise<Staged> {
  const period = parsePeriod(request.period).name;
  await stageAgreements(service, folder, request.agreements, period);
  const hash = createHash('sha256');
  const work: SimulateWork = {
    kind: 'preview',
    period,
    candidates: ['agreements'],
    among: null,
    ...(await stageTables(service, folder, request, hash)),
    extendTerm: false,
    breakEven: null,
    target: 'tap_as_billed',
    aim: null,
    detection: request.detection ?? null,
  };
  return { work, folder, digest: hash.update(JSON.stringify(work)).digest('hex') };
}

/**
 * Throws USAGE where two candidates have one name, one is of no or several sources, or the target is nothing that is known;
 * AGREEMENT_NOT_FOUND for a version that is not kept; PERIOD_INVALID, and what reading agreements and tables throws.
 */
export async function stageSimulation(
  service: Service,
  folder: string,
  request: SimulationRequest,
): Promise<Staged> {
  const { candidates, target = 'tap_as_billed', break_even: breakEven = null } = request;
  parsePeriods(request.period);
  const names = candidates.map(({ name }) => name);
  if (new Set(names).size < names.length) throw new RoamsettleError('USAGE', 'Two candidates have one name.');
  const isAim = names.includes(target);
  if (!isAim && target !== 'tap_as_billed' && !isDecimal(target))
    throw new RoamsettleError('USAGE', 'target is tap_as_billed, an amount or the name of a candidate.');
  if (request.target !== undefined && breakEven === null)
    throw new RoamsettleError('USAGE', 'target needs break_even.');
  const placeOf = (name: string) => join('candidates', name);
  for (const candidate of candidates)
    await putCandidate(service, join(folder, placeOf(candidate.name)), candidate);
  const others = await amongTexts(service, request.among);
  if (others.length > 0) putAgreements(join(folder, 'among'), others);
  const hash = createHash('sha256');
  const work: SimulateWork = {
    kind: 'simulate',
    period: request.period,
    candidates: names.map(placeOf),
    among: others.length > 0 ? 'among' : null,
    ...(await stageTables(service, folder, request, hash)),
    extendTerm: request.extend_term ?? false,
    breakEven,
    target: isAim ? 'tap_as_billed' : target,
    aim: isAim ? placeOf(target) : null,
    detection: request.detection ?? null,
  };
  return { work, folder, digest: hash.update(JSON.stringify(work)).digest('hex') };
}

async function putCandidate(service: Service, folder: string, candidate: CandidateRequest): Promise<void> {
  const { name, yaml, path, kept } = candidate;
  if ([yaml, path, kept].filter((one) => one !== undefined).length !== 1)
    throw new RoamsettleError('USAGE', `The candidate ${name} is one of yaml, path and kept.`);
  mkdirSync(folder, { recursive: true });
  if (yaml !== undefined) {
    parseAgreement(yaml, name);
    writeFileSync(join(folder, 'agreement.yaml'), yaml);
  } else if (path !== undefined) {
    putAgreements(folder, await loadAgreementTexts(pathOfReference(service, path)));
  } else {
    const found = (await keptAgreements(service.config.data)).find(
      ({ agreement }) => agreement.id === kept!.id && agreement.version === kept!.version,
    );
    if (found === undefined) throw new RoamsettleError('AGREEMENT_NOT_FOUND');
    putAgreements(folder, [found]);
  }
}

/** The other agreements of the months: those that are named, else those that the server keeps, if any. */
async function amongTexts(service: Service, among: string | undefined) {
  return among === undefined ? keptAgreements(service.config.data) : agreementTexts(service, among);
}
