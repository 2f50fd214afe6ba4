/**
 * The one writer of signaling files. Files gather in the staging tables and go in together: many small files cost one
 * commit and one sort. While a transaction runs, the next text file is decoded.
 */
import type { Identified } from '../decode/outcome.ts';
import { SignalingStage, type StagedSignaling } from '../decode/signaling/stage.ts';
import type { Profile } from '../domain/profile/types.ts';
import { RoamsettleError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { FORMATS, loadSignalingFiles, type SignalingJob, type SignalingKind } from './signaling.ts';

/** Rows and files that load together at most, but for the last file's. */
const GROUP_ROWS = 2_000_000;
const GROUP_FILES = 500;

/** A file to be loaded. */
export interface SignalingFile {
  readonly path: string;
  readonly name: string;
  readonly identified: Identified;
  /** Whether it still is what was identified. */
  readonly unchanged: () => boolean;
}

export interface LoadedSignaling {
  /** Well-formed rows, repeats among them. */
  readonly records: number;
  readonly rejected: number;
  /** Rows that repeat a row of the same file. */
  readonly repeated: number;
}

/** What is done when the file is in the tables. */
type OnLoaded = (fileId: number, loaded: LoadedSignaling) => void;

export class SignalingLoader {
  readonly #store: Store;
  readonly #stage: SignalingStage;
  readonly #profile: Profile | null;
  #nextId: number;
  #waiting: { readonly job: SignalingJob; readonly onLoaded: OnLoaded }[] = [];
  #running: Promise<void> = Promise.resolve();
  #cleared = false;
  /** The first failure of a transaction; nothing is written after it. */
  #failure: { readonly error: unknown } | null = null;

  /** File ids are given from `nextId` on. */
  constructor(store: Store, profile: Profile | null, nextId: number) {
    this.#store = store;
    this.#profile = profile;
    this.#nextId = nextId;
    this.#stage = new SignalingStage(store.db, store.dictionary, () => this.#ready());
  }

  /**
   * Takes a file; `onLoaded` is called when it is stored. Returns why it cannot be loaded: FILE_CHANGED, what
   * SignalingStage.read throws, or SIGNALING_ALL_ROWS_BAD where it holds rows and not one of them is well formed.
   * Throws what stopped the writer.
   */
  async push(file: SignalingFile, onLoaded: OnLoaded): Promise<RoamsettleError | null> {
    const fileId = this.#nextId;
    let staged: StagedSignaling;
    try {
      staged = await this.#read(fileId, file);
    } catch (error) {
      await this.#running;
      if (this.#failure !== null) throw this.#failure.error;
      if (!(error instanceof RoamsettleError) || error.code === 'BALANCE_BROKEN') throw error;
      await this.#stage.discard(fileId);
      return error;
    }
    this.#nextId++;
    const { name, identified } = file;
    const profile = identified.kind === 'signaling_profile' ? this.#profile : null;
    this.#waiting.push({ job: { fileId, name, identified, staged, profile }, onLoaded });
    const rows = this.#waiting.reduce((sum, { job }) => sum + job.staged.rows, 0);
    if (rows >= GROUP_ROWS || this.#waiting.length >= GROUP_FILES) this.#start();
    return null;
  }

  /** Resolves when everything taken is stored. Throws what stopped the writer. */
  async drain(): Promise<void> {
    await this.#ready();
    if (this.#waiting.length > 0) this.#start();
    await this.#ready();
    await this.#stage.close();
    // Texts that only refused files hold.
    this.#store.dictionary.forget();
  }

  async #read(fileId: number, { path, name, identified, unchanged }: SignalingFile) {
    const staged = await this.#stage.read(fileId, {
      path,
      format: FORMATS[identified.kind as SignalingKind],
      compression: identified.compression,
      profile: this.#profile,
    });
    if (!unchanged()) throw new RoamsettleError('FILE_CHANGED', '', { file: name });
    if (staged.rows > 0 && staged.wellFormed === 0) {
      const reasons = Object.entries(staged.rejectedByReason).map(([reason, count]) => `${reason}: ${count}`);
      throw new RoamsettleError('SIGNALING_ALL_ROWS_BAD', reasons.join(', '), { file: name });
    }
    return staged;
  }

  /** Resolves when no transaction runs and the staging tables can be written. */
  async #ready(): Promise<void> {
    await this.#running;
    if (this.#failure !== null) throw this.#failure.error;
    if (this.#cleared) return;
    await this.#stage.clear();
    this.#cleared = true;
  }

  /** Begins to load what is staged; never rejects. */
  #start(): void {
    const group = this.#waiting;
    this.#waiting = [];
    this.#running = this.#load(group).catch((error: unknown) => {
      this.#failure ??= { error };
    });
  }

  async #load(group: readonly { readonly job: SignalingJob; readonly onLoaded: OnLoaded }[]): Promise<void> {
    // A file without rows has written nothing yet.
    if (!this.#cleared) await this.#stage.clear();
    const repeated = await loadSignalingFiles(
      this.#store,
      group.map(({ job }) => job),
    );
    this.#cleared = false;
    for (const { job, onLoaded } of group) {
      const { staged, fileId } = job;
      onLoaded(fileId, {
        records: staged.wellFormed,
        rejected: staged.rejected,
        repeated: repeated.get(fileId) ?? 0,
      });
    }
  }
}
