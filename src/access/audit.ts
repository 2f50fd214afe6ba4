/**
 * The audit log: who issued, waived, reviewed, made a token or saw an IMSI. Each entry is a file `DATA/audit/<thousand>/<number>.json`
 * that only one process can link, and names the SHA-256 of the one before it, so that no entry can be changed, moved or
 * taken out unseen. An IMSI stands in it as an HMAC under the data folder's key of pseudonyms.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { RoamsettleError } from '../errors.ts';
import { pseudonymKey } from '../report/pseudonym-key.ts';
import type { Caller } from './tokens.ts';

export type AuditAction =
  | 'agreement_put'
  | 'dispute_register'
  | 'dispute_resolve'
  | 'imsi_lookup'
  | 'imsi_reveal'
  | 'issue'
  | 'issue_refused'
  | 'measure'
  | 'review'
  | 'server_open'
  | 'token_create'
  | 'token_revoke'
  | 'waive';

export interface AuditEntry {
  /** From 1, without a gap. */
  readonly number: number;
  /** RFC 3339. */
  readonly at: string;
  /** Name and id of the token, or the user of the command line. */
  readonly who: string;
  readonly action: AuditAction;
  /** What it was done to; no IMSI. */
  readonly subject: Readonly<Record<string, unknown>>;
  /** SHA-256 of the bytes of the entry before; of the first one, 64 zeros. */
  readonly previous: string;
}

const NONE = '0'.repeat(64);
const PER_FOLDER = 1000;
/** As many writers may be in front of one. */
const MAX_TRIES = 1000;

/** Who works at the command line. */
export function commandLineUser(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    return 'cli';
  }
}

export function nameOf({ name, id }: Caller): string {
  return `${name} (${id})`;
}

/** How the log names an IMSI: the first 96 bits of its HMAC. */
export function auditedImsi(data: string, imsi: string): string {
  return createHmac('sha256', pseudonymKey(data)).update(`audit/${imsi}`).digest('hex').slice(0, 24);
}

/** Appends an entry, on disk when it returns. Throws DATA_UNWRITABLE, CHAIN_BROKEN where its end cannot be read. */
export function audit(
  data: string,
  { who, action, subject }: Pick<AuditEntry, 'who' | 'action' | 'subject'>,
): AuditEntry {
  const folder = join(data, 'audit');
  const draft = join(folder, `.${process.pid}.${randomBytes(4).toString('hex')}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (let tried = 0; tried < MAX_TRIES; tried++) {
      const number = lastNumber(data) + 1;
      const previous = number === 1 ? NONE : digestOf(readBytes(data, number - 1));
      const entry: AuditEntry = { number, at: new Date().toISOString(), who, action, subject, previous };
      writeFileSync(draft, `${JSON.stringify(entry)}\n`, { mode: 0o600, flush: true });
      mkdirSync(folderOf(data, number), { recursive: true, mode: 0o700 });
      if (linked(draft, pathOf(data, number))) return entry;
    }
    throw new RoamsettleError('DATA_UNWRITABLE', 'Others write the audit log without a pause.');
  } catch (error) {
    if (error instanceof RoamsettleError) throw error;
    throw new RoamsettleError('DATA_UNWRITABLE', `(${(error as NodeJS.ErrnoException).code})`, {
      file: 'audit',
    });
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * The entries in order, each held against the one before. Throws CHAIN_BROKEN at the first that is missing, is no entry or
 * does not follow from the one before it.
 */
export function* readAudit(data: string): Generator<AuditEntry & { readonly sha256: string }> {
  let previous = NONE;
  const last = lastNumber(data);
  for (let number = 1; number <= last; number++) {
    const bytes = readBytes(data, number);
    const entry = parse(bytes, number);
    if (entry.number !== number || entry.previous !== previous) throw broken(number);
    previous = digestOf(bytes);
    yield { ...entry, sha256: previous };
  }
}

/**
 * Reads the whole chain. `head`: the SHA-256 of an entry that somebody wrote down, which must be in it; without one nothing
 * tells whether entries were cut off the end. Throws CHAIN_BROKEN.
 */
export function verifyAudit(data: string, head: string | null): { entries: number; head: string | null } {
  let [entries, last, isKnown]: [number, string | null, boolean] = [0, null, head === null];
  for (const { number, sha256 } of readAudit(data)) {
    [entries, last] = [number, sha256];
    isKnown ||= sha256 === head;
  }
  if (!isKnown) throw new RoamsettleError('CHAIN_BROKEN', 'The head that is named is not in the chain.');
  return { entries, head: last };
}

function parse(bytes: Buffer, number: number): AuditEntry {
  try {
    return JSON.parse(bytes.toString('utf8')) as AuditEntry;
  } catch {
    throw broken(number);
  }
}

/** Number of the newest entry; 0 where there is none. */
function lastNumber(data: string): number {
  const root = join(data, 'audit');
  const folder = newest(root, /^\d{6,}$/);
  if (folder === null) return 0;
  const file = newest(join(root, folder), /^\d{9,}\.json$/);
  // A process was killed between the folder and its first file.
  return file === null ? Math.max(0, Number(folder) * PER_FOLDER - 1) : Number.parseInt(file, 10);
}

function newest(folder: string, shape: RegExp): string | null {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => shape.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).at(-1) ?? null;
}

function readBytes(data: string, number: number): Buffer {
  try {
    return readFileSync(pathOf(data, number));
  } catch {
    throw broken(number);
  }
}

function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Entries 1 to 999 lie in 000000, 1000 to 1999 in 000001. */
function folderOf(data: string, number: number): string {
  return join(data, 'audit', String(Math.floor(number / PER_FOLDER)).padStart(6, '0'));
}

function pathOf(data: string, number: number): string {
  return join(folderOf(data, number), `${String(number).padStart(9, '0')}.json`);
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function broken(number: number): RoamsettleError {
  return new RoamsettleError(
    'CHAIN_BROKEN',
    `Entry ${number} is missing or does not follow from the one before.`,
  );
}
