/**
 * Reads runs while the status snapshot is made. One that cannot be read is named in it, and loading goes on; any other error is thrown. Of
 * agreements, which months have in common, each content is parsed once: a few milliseconds, and partners are hundreds.
 */
import { parseAgreement } from '../domain/agreement/load.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import { digestOf } from '../domain/text-file.ts';
import { type ErrorCode, RoamsettleError } from '../errors.ts';
import { readArchivedAgreements } from './archived.ts';
import { type RunInputs, readRunInputs } from './identity.ts';
import { readingRun } from './reading.ts';

export interface UnreadRun {
  /** Null: it is no run, but the register of issued runs, or the agreements that the server keeps. */
  readonly run_id: string | null;
  /** What it settles, as far as that is known. */
  readonly period: string | null;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface RunDocumentsRead {
  readonly inputs: RunInputs;
  readonly agreements: readonly Agreement[];
}

/** What reading a run says of one that is damaged, of another version, or another user's. */
const UNREAD: ReadonlySet<ErrorCode> = new Set([
  'DATA_CORRUPT',
  'RUN_FOREIGN',
  'FILE_UNREADABLE',
  'FILE_TOO_LARGE',
  'AGREEMENT_SYNTAX',
  'AGREEMENT_SCHEMA',
  'AGREEMENT_INVALID',
  'AGREEMENT_CONFLICT',
] as const);

export class RunReader {
  readonly #parsed = new Map<string, Agreement>();
  readonly #runs = new Map<string, UnreadRun>();

  /** What could not be read, each run once, as it was met first. */
  get unread(): UnreadRun[] {
    return [...this.#runs.values()];
  }

  /** What `read` gives; null where the run cannot be read, which is kept. */
  async tried<T>(
    run: Pick<UnreadRun, 'run_id' | 'period'> | null,
    read: () => Promise<T>,
  ): Promise<T | null> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof RoamsettleError && UNREAD.has(error.code))) throw error;
      const { code, message } = error;
      const { run_id, period } = run ?? { run_id: null, period: null };
      const key = run_id ?? message;
      if (!this.#runs.has(key)) this.#runs.set(key, { run_id, period, code, message });
      return null;
    }
  }

  /** As `parseAgreement`. */
  parse = (text: string, file: string): Agreement => {
    const digest = digestOf(text);
    const agreement = this.#parsed.get(digest) ?? parseAgreement(text, file);
    this.#parsed.set(digest, agreement);
    return agreement;
  };

  /** What a run was settled from. Throws the codes of UNREAD where it cannot be read. */
  documentsOf(folder: string): Promise<RunDocumentsRead> {
    return readingRun(folder, async () => {
      const inputs = readRunInputs(folder);
      return { inputs, agreements: await readArchivedAgreements(folder, inputs.agreements, this.parse) };
    });
  }
}
