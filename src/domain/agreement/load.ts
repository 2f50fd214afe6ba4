/**
 * Agreements from files. Checks in this order: size, YAML, JSON Schema, meaning.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { RoamsettleError } from '../../errors.ts';
import { digestOf, fileError, readTextFile } from '../text-file.ts';
import { buildAgreement } from './build.ts';
import { checkMeaning } from './checks.ts';
import { MAX_AGREEMENT_BYTES, readDocument } from './document.ts';
import { checkSchema } from './schema.ts';
import type { Agreement } from './types.ts';

const MAX_AGREEMENTS = 1000;
const EXTENSIONS = ['.yaml', '.yml', '.json'];

/**
 * One agreement from YAML (or JSON) text; `file` is its name without folder, for errors. Throws FILE_TOO_LARGE,
 * AGREEMENT_SYNTAX, AGREEMENT_SCHEMA, AGREEMENT_INVALID or AGREEMENT_CONFLICT, each with file, line and key.
 */
export function parseAgreement(text: string, file: string): Agreement {
  const document = readDocument(text, file);
  const raw = checkSchema(document);
  checkMeaning(raw, document);
  return buildAgreement(raw, document, digestOf(text));
}

/**
 * The agreement in a file, or all `*.yaml`, `*.yml` and `*.json` of a folder (not below it, not hidden), by file name.
 * Throws FILE_NOT_FOUND, FILE_UNREADABLE, AGREEMENT_NONE for a folder without any, and what `parseAgreement` throws.
 */
export async function loadAgreements(path: string): Promise<Agreement[]> {
  return (await loadAgreementTexts(path)).map(({ agreement }) => agreement);
}

/** Like `loadAgreements`, with the text of each document. `parse`: as `parseAgreement`. */
export async function loadAgreementTexts(
  path: string,
  parse = parseAgreement,
): Promise<{ agreement: Agreement; text: string }[]> {
  const loaded: { agreement: Agreement; text: string }[] = [];
  for (const file of await agreementFiles(path)) {
    const { text, file: name } = await readTextFile(file, MAX_AGREEMENT_BYTES, 'AGREEMENT_SYNTAX');
    loaded.push({ agreement: parse(text, name), text });
  }
  return loaded;
}

async function agreementFiles(path: string): Promise<string[]> {
  const file = basename(path);
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter(
      (name) => !name.startsWith('.') && EXTENSIONS.includes(extname(name)),
    );
    if (names.length === 0) {
      throw new RoamsettleError('AGREEMENT_NONE', `The folder has no ${EXTENSIONS.join(', ')} file.`, {
        file,
      });
    }
    if (names.length > MAX_AGREEMENTS) {
      throw new RoamsettleError(
        'AGREEMENT_INVALID',
        `The folder has more than ${MAX_AGREEMENTS} agreements.`,
        { file },
      );
    }
    return names.sort((a, b) => (a < b ? -1 : 1)).map((name) => join(path, name));
  } catch (error) {
    throw fileError(error, file);
  }
}
