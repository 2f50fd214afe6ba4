/** Runs that cannot be read while the status snapshot is made: it names them, and loading goes on. Any other error is thrown. */
import { type ErrorCode, RoamsettleError } from '../errors.ts';
import { readArchivedAgreements } from './archived.ts';
import { readRunInputs } from './identity.ts';
import { readingRun } from './reading.ts';

export interface UnreadRun {
  /** Null: it is no run, but the register of issued runs, or the agreements that the server keeps. */
  readonly run_id: string | null;
  /** What it settles, as far as that is known. */
  readonly period: string | null;
  readonly code: ErrorCode;
  readonly message: string;
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

export class UnreadRuns {
  readonly #runs = new Map<string, UnreadRun>();

  /** Each run once, as it was met first. */
  get list(): UnreadRun[] {
    return [...this.#runs.values()];
  }

  /** What `read` gives; null where the run cannot be read, which is kept. */
  async unless<T>(
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
}

export type RunDocumentsRead = Awaited<ReturnType<typeof documentsOf>>;

/** What a run was settled from. Throws the codes of UNREAD where it cannot be read. */
export function documentsOf(folder: string) {
  return readingRun(folder, async () => {
    const inputs = readRunInputs(folder);
    return { inputs, agreements: await readArchivedAgreements(folder, inputs.agreements) };
  });
}
