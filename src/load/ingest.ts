/**
 * Ingest: find → identify in workers → claim by content → decode in workers → load by the one owner of the store.
 * Whatever the order of files, workers and restarts, the same set of files ends in the same state (rule 15).
 */
import type { ArrangedBatch } from '../arrow/arrange.ts';
import type { DecodedTap, DecodeFailure, DecodeOutcome, Identified } from '../decode/outcome.ts';
import type { Profile } from '../domain/profile/types.ts';
import { discoverFiles, type FoundFile, fileStamp, openArchives } from '../files/discover.ts';
import type { RunLimit } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import { type Candidate, identifyFiles } from './candidates.ts';
import { Claims } from './claims.ts';
import { type DecodePool, isUnread } from './decode-pool.ts';
import { inOrder } from './in-order.ts';
import { byPath, type FileStatus, type IngestedFile } from './ingested-file.ts';
import { type KnownFile, type Rejection, readManifest, writeRejectedFiles } from './manifest.ts';
import {
  AUDIT_PATH,
  conflict,
  failureOf,
  mappedOtherwise,
  nameFailure,
  statusOf,
  stillHeld,
} from './refusal.ts';
import { isSignaling } from './signaling.ts';
import { SignalingLoader } from './signaling-loader.ts';
import { judgeAudit, rowsOf, warningsOf } from './tap.ts';
import { TapLoader } from './tap-loader.ts';

export type AuditMode = 'enforce' | 'report';

export interface IngestOptions {
  readonly audit: AuditMode;
  readonly workers: number;
  /** What is gathered before it is written, at most. */
  readonly run: RunLimit;
  /** Maps text files that are not in our own columns. */
  readonly profile?: Profile | null;
  /** Called after each file. */
  readonly onFile?: (done: number, total: number) => void;
}

/**
 * Ingests every file under `paths`. A file that cannot be loaded is listed with its place and the rest goes on.
 * Throws FILE_NOT_FOUND for a path that is not there, and whatever stops the store itself.
 */
export async function ingest(
  store: Store,
  pool: DecodePool,
  paths: readonly string[],
  options: IngestOptions,
): Promise<IngestedFile[]> {
  const files = await openArchives(discoverFiles(paths));
  const run = new IngestRun(store, pool, options, files.length);
  await run.all(files);
  return run.results.sort(byPath);
}

class IngestRun {
  readonly results: IngestedFile[] = [];
  readonly #store: Store;
  readonly #pool: DecodePool;
  readonly #options: IngestOptions;
  /** Files, and batches once they are known. */
  #total: number;
  #bySha = new Map<string, KnownFile>();
  #claims = new Claims();
  #nextId = 1;
  /** Contents of this call that went on to be loaded. */
  readonly #seen = new Set<string>();
  /** Written last, so that nothing but the loader writes while its transactions run. */
  readonly #rejections: Rejection[] = [];

  constructor(store: Store, pool: DecodePool, options: IngestOptions, total: number) {
    this.#store = store;
    this.#pool = pool;
    this.#options = options;
    this.#total = total;
  }

  async all(files: readonly FoundFile[]): Promise<void> {
    const manifest = await readManifest(this.#store);
    this.#bySha = manifest.bySha;
    this.#claims = manifest.claims;
    this.#nextId = manifest.nextId;
    const candidates = await identifyFiles(this.#pool, files, this.#options, this.#claims);
    this.#total = candidates.length;
    // Copies and refusals are reported; of equal contents the lowest path goes on.
    const fresh = candidates.filter((found) => isUnread(found.identified) || this.#isFresh(found));
    const signaling = fresh.filter(({ identified }) => isSignaling(identified.kind));
    const tap = fresh.filter(({ identified }) => !isSignaling(identified.kind));
    // What RAP returns frees the number of its file.
    const [rap, sent] = [true, false].map((isRap) =>
      tap.filter((c) => (c.identified.kind === 'rap') === isRap),
    );
    await this.#loadTapFiles(rap!);
    await this.#loadTapFiles(sent!);
    await this.#loadSignalingFiles(signaling);
    // Another copy of the same content may have loaded.
    const isLoaded = ({ identified: { sha256 } }: Rejection) => sha256 !== null && this.#bySha.has(sha256);
    await writeRejectedFiles(
      this.#store,
      this.#rejections.filter((rejection) => !isLoaded(rejection)),
    );
  }

  /** False for a copy, and for what cannot be loaded, which are reported. */
  #isFresh({ file, identified }: Candidate): boolean {
    const { sha256, kind, failure } = identified;
    const known = sha256 === null ? undefined : this.#bySha.get(sha256);
    const isHeld = known !== undefined && !known.billable && kind === 'tap';
    // A file kept back by its audit is looked at again when audits are only reported.
    const again = isHeld && this.#options.audit === 'report';
    if (isHeld && !again) {
      this.#done(file, identified, 'quarantined', stillHeld(), 0);
    } else if (known !== undefined && this.#mappedOtherwise(known)) {
      this.#reject(file, identified, mappedOtherwise());
    } else if (sha256 !== null && (this.#seen.has(sha256) || (known !== undefined && !again))) {
      this.#done(file, identified, 'duplicate', null, 0);
    } else if (failure !== null) {
      this.#reject(file, identified, failure);
    } else {
      if (sha256 !== null) this.#seen.add(sha256);
      return true;
    }
    return false;
  }

  /** The file was mapped by a profile that is not the one of this call. */
  #mappedOtherwise({ profile }: KnownFile): boolean {
    const now = this.#options.profile?.digest;
    return profile !== null && now !== undefined && profile !== now;
  }

  /**
   * Files with the same claim are tried in the order of their hashes, so that the lowest one that can be loaded is loaded (rule 15);
   * different claims are decoded side by side and loaded as they come.
   */
  async #loadTapFiles(candidates: readonly Candidate[]): Promise<void> {
    const byClaim = Map.groupBy(candidates, ({ identified }) =>
      identified.claim === null ? identified.sha256 : Claims.key(identified.claim),
    );
    const chains = [...byClaim.values()].map((chain) =>
      [...chain].sort((a, b) => (a.identified.sha256! < b.identified.sha256! ? -1 : 1)),
    );
    // Kept in order, rows of a feed go in by one thread, and another waits for it, burning a core.
    await this.#store.db.exec('SET preserve_insertion_order = false');
    // Numbers are only packed: to try what else might suit them costs a tenth of writing them. Where they repeat, the column names its way.
    await this.#store.db.exec("SET force_compression = 'bitpacking'");
    try {
      await this.#loadChains(chains);
    } finally {
      await this.#store.db.exec('RESET force_compression');
      await this.#store.db.exec('RESET preserve_insertion_order');
      this.#pool.dropSpare();
    }
  }

  async #loadChains(chains: readonly (readonly Candidate[])[]): Promise<void> {
    const loader = new TapLoader(this.#store, this.#options.run, (batch) => this.#pool.giveBack(batch));
    await inOrder(chains, this.#options.workers + 1, async (chain) => {
      for (const candidate of chain) {
        if (isUnread(candidate.identified)) await this.#loadUnread(loader, candidate);
        else if (this.#refusedByClaim(candidate))
          this.#reject(candidate.file, candidate.identified, conflict(candidate.identified));
        else
          await this.#loadDecoded(
            loader,
            candidate,
            await this.#pool.decode(candidate.file, candidate.identified),
          );
      }
    });
    await loader.drain();
  }

  /** Its content is known only now, and may have been loaded or kept back before. */
  async #loadUnread(loader: TapLoader, { identified: peeked, ...candidate }: Candidate): Promise<void> {
    const { identified, outcome } = await this.#pool.decodeWhole(candidate.file, peeked);
    const found = { ...candidate, identified };
    if (this.#isFresh(found)) await this.#loadDecoded(loader, found, outcome!);
  }

  async #loadDecoded(
    loader: TapLoader,
    candidate: Candidate,
    outcome: DecodeOutcome<ArrangedBatch>,
  ): Promise<void> {
    const failure = outcome.ok ? this.#nameFailure(candidate, outcome) : outcome.failure;
    if (failure !== null) this.#reject(candidate.file, candidate.identified, failure);
    else if (outcome.ok) await this.#loadTapFile(loader, candidate, outcome);
  }

  #refusedByClaim({ identified }: Candidate): boolean {
    return identified.claim !== null && this.#claims.isTaken(identified.claim);
  }

  /** A name that contradicts the header, and no copy under a better one; `--audit report` only says so. */
  #nameFailure({ names }: Candidate, { header }: DecodedTap): DecodeFailure | null {
    return this.#options.audit === 'enforce' ? nameFailure(names, header) : null;
  }

  async #loadTapFile(
    loader: TapLoader,
    candidate: Candidate,
    decoded: DecodedTap<ArrangedBatch>,
  ): Promise<void> {
    const { file, identified } = candidate;
    const verdict = judgeAudit(decoded, this.#options.audit);
    const known = this.#bySha.get(identified.sha256!);
    const fileId = known?.fileId ?? this.#nextId++;
    // The claim is taken before the rows are in: a failed load stops the whole call.
    this.#bySha.set(identified.sha256!, { fileId, billable: verdict.billable, profile: null });
    if (verdict.billable && identified.claim !== null) this.#claims.take(identified.claim);
    this.#claims.giveBack(decoded.header, decoded.returns?.files ?? []);
    if (known === undefined)
      await loader.push({ fileId, name: file.name, names: candidate.names, identified, decoded, verdict });
    else loader.release(fileId);
    const audit = {
      code: verdict.code ?? 'TAP_AUDIT_MISMATCH',
      detail: verdict.detail ?? '',
      byteOffset: decoded.audit?.byteOffset ?? 0,
      tagPath: AUDIT_PATH,
      recordIndex: null,
    };
    const warnings = warningsOf(decoded, candidate.names).map((warning) => ({
      code: warning.code,
      count: warning.count,
      byte_offset: warning.byteOffset,
      tag_path: warning.tagPath,
      detail: warning.detail,
    }));
    this.#done(
      file,
      identified,
      verdict.billable ? 'loaded' : 'quarantined',
      verdict.code === null ? null : audit,
      rowsOf(decoded),
      {
        warnings,
      },
    );
  }

  async #loadSignalingFiles(candidates: readonly Candidate[]): Promise<void> {
    const profile = this.#options.profile ?? null;
    const loader = new SignalingLoader(this.#store, profile, this.#nextId);
    for (const { file, identified, stamp } of candidates) {
      const digest = identified.kind === 'signaling_profile' ? (profile?.digest ?? null) : null;
      const { name, source } = file;
      const unchanged = () => fileStamp(source.path) === stamp;
      const refused = await loader.push(
        { path: file.path, name, identified, unchanged },
        (fileId, loaded) => {
          this.#bySha.set(identified.sha256!, { fileId, billable: false, profile: digest });
          this.#done(file, identified, 'loaded', null, loaded.records, {
            rejected_rows: loaded.rejected,
            repeated_rows: loaded.repeated,
          });
        },
      );
      if (refused !== null) this.#reject(file, identified, failureOf(refused));
    }
    await loader.drain();
  }

  #reject(file: FoundFile, identified: Identified, failure: DecodeFailure): void {
    const status = statusOf(failure.code);
    this.#rejections.push({ name: file.name, identified, status, failure });
    this.#done(file, identified, status, failure, 0);
  }

  #done(
    file: FoundFile,
    identified: Identified,
    status: FileStatus,
    failure: DecodeFailure | null,
    records: number,
    more: Partial<Pick<IngestedFile, 'warnings' | 'rejected_rows' | 'repeated_rows'>> = {},
  ): void {
    this.results.push({
      path: file.path,
      sha256: identified.sha256,
      kind: identified.kind,
      status,
      code: failure?.code ?? null,
      detail: failure?.detail ?? null,
      byte_offset: failure?.byteOffset ?? null,
      tag_path: failure?.tagPath ?? null,
      record_index: failure?.recordIndex ?? null,
      records,
      rejected_rows: 0,
      repeated_rows: 0,
      warnings: [],
      ...more,
    });
    this.#options.onFile?.(this.results.length, this.#total);
  }
}
