/** The candidates of a simulation: agreements that were not in force, with the others of the months beside them. */
import { basename } from 'node:path';
import { loadAgreements } from '../domain/agreement/load.ts';
import { checkAgreementSet, checkDirections, checkOwners } from '../domain/agreement/set.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import { dateOfDay, type Period } from '../domain/period.ts';
import { RoamsettleError } from '../errors.ts';

/** Thresholds of probability that are tried in place of an agreement's own. */
export interface Thresholds {
  readonly charge_at?: number;
  readonly review_at?: number;
}

export interface LoadedCandidate {
  readonly path: string;
  /** Of its file, or its path where two have the same name. */
  readonly name: string;
  readonly agreements: readonly Agreement[];
  /** Its own, and the others of the months that are not of an id of its own. */
  readonly together: readonly Agreement[];
}

/**
 * Each path is a candidate: a file, or a folder whose agreements hold together. `among` are the other agreements. Throws the
 * FILE_* and AGREEMENT_* codes, USAGE where the term of one of several versions is to be extended, or where a threshold for
 * review is above the one for charging.
 */
export async function loadCandidates(
  named: readonly string[],
  {
    among,
    extendTerm,
    detection = null,
  }: { readonly among: string | null; readonly extendTerm: boolean; readonly detection?: Thresholds | null },
  periods: readonly Period[],
): Promise<LoadedCandidate[]> {
  const paths = [...new Set(named)];
  const names = paths.map((path) => basename(path));
  const others = among === null ? [] : await loadAgreements(among);
  const candidates: LoadedCandidate[] = [];
  for (const [i, path] of paths.entries()) {
    const name = names.indexOf(names[i]!) === names.lastIndexOf(names[i]!) ? names[i]! : path;
    const loaded = (await loadAgreements(path)).map((one) => withThresholds(one, detection));
    const agreements = extendTerm ? loaded.map((one) => extended(one, loaded, periods)) : loaded;
    const own = new Set(agreements.map(({ id }) => id));
    const together = [...agreements, ...others.filter(({ id }) => !own.has(id))];
    checkAgreementSet(together);
    for (const { name: period } of periods) {
      checkDirections(together, period);
      checkOwners(together, period);
    }
    candidates.push({ path, name, agreements, together });
  }
  return candidates;
}

/** Throws USAGE where review would begin above charging. A threshold for keeping stays where it was, as far as it may. */
function withThresholds(agreement: Agreement, detection: Thresholds | null): Agreement {
  if (detection === null) return agreement;
  const { chargeAt, reviewAt, keepAt, noticePeriods } = agreement.detection;
  const [charge, review] = [detection.charge_at ?? chargeAt, detection.review_at ?? reviewAt];
  if (review > charge)
    throw new RoamsettleError(
      'USAGE',
      `detection: review_at (${review}) is greater than charge_at (${charge}).`,
    );
  const keep = keepAt === chargeAt ? charge : Math.min(Math.max(keepAt, review), charge);
  return { ...agreement, detection: { chargeAt: charge, reviewAt: review, keepAt: keep, noticePeriods } };
}

/** Throws USAGE where the agreement has other versions: they tell when each of them holds. */
function extended(agreement: Agreement, all: readonly Agreement[], periods: readonly Period[]): Agreement {
  if (all.some((other) => other !== agreement && other.id === agreement.id))
    throw new RoamsettleError('USAGE', `--extend-term: ${agreement.id} has several versions.`);
  const [first, until] = [dateOfDay(periods[0]!.firstDay), dateOfDay(periods.at(-1)!.endDay)];
  const { term, effective } = agreement;
  return {
    ...agreement,
    effective: effective < first ? effective : first,
    term: { from: term.from < first ? term.from : first, until: term.until > until ? term.until : until },
  };
}
