/**
 * Agreements that a server keeps: `DATA/agreements/agreement-<id>.v<version>.yaml`, flat, so that `--agreements
 * DATA/agreements` settles by them too. A version is written once.
 */

import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lint, lintAgreements } from '../domain/agreement/lint.ts';
import { loadAgreementTexts, parseAgreement } from '../domain/agreement/load.ts';
import { checkAgreementSet, checkVersionMonths, lintOwners } from '../domain/agreement/set.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import { RoamsettleError } from '../errors.ts';
import { runExamples } from '../settle/charge-models/examples.ts';

export function agreementsFolder(data: string): string {
  return join(data, 'agreements');
}

export interface KeptAgreement {
  readonly agreement: Agreement;
  readonly text: string;
}

/** By id and version. Throws what `loadAgreementTexts` throws. */
export async function keptAgreements(data: string): Promise<KeptAgreement[]> {
  try {
    const kept = await loadAgreementTexts(agreementsFolder(data));
    return kept.sort(
      ({ agreement: a }, { agreement: b }) =>
        (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) || a.version - b.version,
    );
  } catch (error) {
    const isNone =
      error instanceof RoamsettleError &&
      (error.code === 'FILE_NOT_FOUND' || error.code === 'AGREEMENT_NONE');
    if (isNone) return [];
    throw error;
  }
}

/**
 * Everything that `check` looks at, of a text beside the agreements that are kept. Throws AGREEMENT_EXISTS where its version is
 * kept with another text, AGREEMENT_EXAMPLE, and what `parseAgreement`, `checkAgreementSet` and `checkVersionMonths` throw.
 */
export async function checkAgreement(
  data: string,
  text: string,
  file: string,
): Promise<{ agreement: Agreement; warnings: Lint[]; isNew: boolean }> {
  const agreement = parseAgreement(text, file);
  const { id, version } = agreement;
  const kept = (await keptAgreements(data)).map((one) => one.agreement);
  const twin = kept.find((one) => one.id === id && one.version === version);
  if (twin !== undefined && twin.digest !== agreement.digest) throw new RoamsettleError('AGREEMENT_EXISTS');
  // The other direction of balanced traffic may be put later: a settlement looks for it.
  const all = [...kept.filter((one) => one !== twin), agreement];
  checkAgreementSet(all);
  checkVersionMonths(all);
  const [failed] = runExamples(agreement);
  if (failed !== undefined) throw failed;
  return {
    agreement,
    warnings: [...lintAgreements([agreement]), ...lintOwners(all)],
    isNew: twin === undefined,
  };
}

/**
 * Keeps a version, after `checkAgreement`. `isNew` is false where it is kept already. Throws AGREEMENT_INVALID where the text is
 * of another id or version, and what `checkAgreement` throws.
 */
export async function keepAgreement(
  data: string,
  { id, version }: { id: string; version: number },
  text: string,
): Promise<Awaited<ReturnType<typeof checkAgreement>>> {
  const file = `agreement-${id}.v${version}.yaml`;
  const own = parseAgreement(text, file);
  if (own.id !== id || own.version !== version) {
    const detail = `The text is of ${own.id} version ${own.version}, the address of ${id} version ${version}.`;
    throw new RoamsettleError('AGREEMENT_INVALID', detail, { file });
  }
  const checked = await checkAgreement(data, text, file);
  if (checked.isNew) write(data, file, text);
  return checked;
}

/** Whole or not at all, and never over another text. Throws AGREEMENT_EXISTS, DATA_UNWRITABLE. */
function write(data: string, file: string, text: string): void {
  const folder = agreementsFolder(data);
  const draft = join(folder, `.${file}.${randomBytes(4).toString('hex')}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, text, { flush: true });
    linkSync(draft, join(folder, file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw new RoamsettleError('DATA_UNWRITABLE', `(${code})`, { file });
    // Somebody was first: with the same text it is kept all the same.
    if (readFileSync(join(folder, file), 'utf8') !== text) throw new RoamsettleError('AGREEMENT_EXISTS');
  } finally {
    rmSync(draft, { force: true });
  }
}
