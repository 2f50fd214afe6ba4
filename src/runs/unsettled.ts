/**
 * Months that have TAP of a known partner and that no run settles, not even an accrual: nothing else says of them that they are there. A partner
 * is known by the agreements of any run, and by those that the server keeps; from the first day of its first term on, and after the last, for
 * a renewal may be missing.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tadigPairs } from '../domain/agreement/belonging.ts';
import { loadAgreementTexts } from '../domain/agreement/load.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import { dayOfDate, parsePeriod } from '../domain/period.ts';
import { RoamsettleError } from '../errors.ts';
import type { Db, Row } from '../store/db.ts';
import { readArchivedAgreement } from './archived.ts';
import type { RunFolder } from './heads.ts';
import type { RunReader } from './run-reader.ts';

export interface Unsettled {
  readonly period: string;
  /** The agreement of the TADIG pair in the month, or the last that it had. */
  readonly agreement_id: string;
  readonly sender: string;
  readonly recipient: string;
  /** Chargeable TAP files with a record of the month. */
  readonly files: number;
}

/** Days of no end. */
const EVER = 2 ** 31 - 1;

/** By month, agreement and pair. `runs`: the newest first. What cannot be read is kept by `reader`. */
export async function readUnsettled(
  db: Db,
  data: string,
  runs: readonly RunFolder[],
  reader: RunReader,
): Promise<Unsettled[]> {
  const byDigest = new Map<string, Agreement>();
  for (const { folder, digests, ...run } of runs)
    for (const digest of digests) {
      if (byDigest.has(digest)) continue;
      const agreement = await reader.tried(run, () => readArchivedAgreement(folder, digest, reader.parse));
      if (agreement !== null) byDigest.set(digest, agreement);
    }
  const kept = (await reader.tried(null, () => keptAgreements(data, reader))) ?? [];
  const settled = runs.flatMap(({ period, digests }) =>
    digests.flatMap((digest) => {
      const agreement = byDigest.get(digest);
      const first_day = parsePeriod(period).firstDay;
      return agreement === undefined ? [] : tadigPairs(agreement).map((pair) => ({ first_day, ...pair }));
    }),
  );
  const rows = await db.rows<Row & Unsettled>('status/unsettled', {
    terms: JSON.stringify(termsOf([...byDigest.values(), ...kept])),
    settled: JSON.stringify(settled),
  });
  return rows.map((row) => ({ ...row }));
}

async function keptAgreements(data: string, { parse }: RunReader): Promise<Agreement[]> {
  const folder = join(data, 'agreements');
  if (!existsSync(folder)) return [];
  try {
    return (await loadAgreementTexts(folder, parse)).map(({ agreement }) => agreement);
  } catch (error) {
    if (error instanceof RoamsettleError && error.code === 'AGREEMENT_NONE') return [];
    throw error;
  }
}

/** Which agreement a pair has on which days, half-open: each holds until the next one begins. The last version of an id is what it is. */
function termsOf(agreements: readonly Agreement[]) {
  const ordered = agreements.toSorted((a, b) => a.version - b.version);
  const latest = new Map(ordered.map((agreement) => [agreement.id, agreement]));
  const all = [...latest.values()].flatMap((agreement) =>
    tadigPairs(agreement).map((pair) => ({
      ...pair,
      agreement_id: agreement.id,
      basis: agreement.period.basis,
      from_day: dayOfDate(agreement.term.from),
    })),
  );
  return [...Map.groupBy(all, ({ sender, recipient }) => `${sender} ${recipient}`).values()].flatMap(
    (terms) =>
      terms
        .sort((a, b) => a.from_day - b.from_day || (a.agreement_id < b.agreement_id ? -1 : 1))
        .map((term, i) => ({ ...term, end_day: terms[i + 1]?.from_day ?? EVER })),
  );
}
