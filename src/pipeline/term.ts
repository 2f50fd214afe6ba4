/** The statement of a term: issued months summed, with what is open between them. It opens no database. */
import { loadAgreements } from '../domain/agreement/load.ts';
import { checkAgreementSet, versionsInForce } from '../domain/agreement/set.ts';
import { parsePeriods } from '../domain/period.ts';
import type { TermStatement } from '../domain/term-statement.ts';
import { RoamsettleError } from '../errors.ts';
import { readTermMonths, termIdOf, writeTerm } from '../runs/term.ts';
import { buildTermStatement } from '../settle/term.ts';

export interface TermResult {
  readonly termId: string;
  readonly period: string;
  /** By agreement id. */
  readonly statements: readonly TermStatement[];
}

/**
 * Sums the months `YYYY-MM..YYYY-MM` of the agreements that are in force in them, and writes the term statement. Throws
 * TERM_MISSING where a month is not issued, TERM_INVALID, the AGREEMENT_* codes and PERIOD_INVALID.
 */
export async function runTerm(
  data: string,
  request: { period: string; agreements: string },
): Promise<TermResult> {
  const periods = parsePeriods(request.period).map(({ name }) => name);
  const agreements = await loadAgreements(request.agreements);
  checkAgreementSet(agreements);
  const months = new Map<string, string[]>();
  for (const period of periods)
    for (const id of idsInForce(agreements, period)) months.set(id, [...(months.get(id) ?? []), period]);
  if (months.size === 0) throw new RoamsettleError('AGREEMENT_NONE', `The months are ${request.period}.`);
  const asked = [...months]
    .map(([agreementId, names]) => ({ agreementId, months: names }))
    .sort((a, b) => (a.agreementId < b.agreementId ? -1 : 1));
  const { inputs, byAgreement } = await readTermMonths(data, request.period, asked);
  const termId = termIdOf(inputs);
  const statements = [...byAgreement.values()].map((of) => buildTermStatement(termId, of));
  writeTerm(data, inputs, statements);
  return { termId, period: request.period, statements };
}

/** None where no agreement of the folder holds in the month. */
function idsInForce(agreements: Awaited<ReturnType<typeof loadAgreements>>, period: string): string[] {
  try {
    return versionsInForce(agreements, period).map(({ id }) => id);
  } catch (error) {
    if (error instanceof RoamsettleError && error.code === 'AGREEMENT_NONE') return [];
    throw error;
  }
}
