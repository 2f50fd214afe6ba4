/** The versions of an agreement as they are shown: all that are in force in the period, and which one a line is of. */
import type { Statement, StatementLine } from '../domain/statement.ts';

/** `version 2`, or `versions 1, 2` where several are in force in the period. */
export function versionsTitle({ version, versions }: Statement['agreement']): string {
  return versions === undefined
    ? `version ${version}`
    : `versions ${versions.map((one) => one.version).join(', ')}`;
}

/** Each version by date: its number, with its days (the last one named too) where there are several, and its digest. */
export function versionFacts({ version, digest, versions }: Statement['agreement']) {
  if (versions === undefined) return [{ name: `version ${version}`, digest }];
  return versions.map((one) => ({
    name: `version ${one.version} (${one.from} to ${dayBefore(one.until)})`,
    digest: one.digest,
  }));
}

/** Rates of tax: one, or those of the versions where they differ, `0.1 (version 1), 0.21 (version 2)`. */
export function taxRates({ terms, agreement }: Pick<Statement, 'terms' | 'agreement'>): string {
  const { versions = [] } = agreement;
  if (new Set(versions.map((one) => one.tax_rate)).size < 2) return terms.tax_rate;
  return versions.map((one) => `${one.tax_rate} (version ${one.version})`).join(', ');
}

/** Path of the line in the agreement, with its version where the statement has several. */
export function chargePath({
  charge_ref,
  version,
}: Pick<StatementLine, 'charge_ref' | 'version'>): string | null {
  if (charge_ref === null || version === undefined) return charge_ref;
  return `v${version} ${charge_ref}`;
}

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
