/**
 * The order of the stages: files → load, and features → classify → settle → run. No other file knows it. The code that loads files
 * is imported only when files are loaded, because settling needs neither decoders nor their workers.
 */

import { classifiedTacs } from './classify/tac-class.ts';
import { parsePeriod } from './domain/period.ts';
import { loadProfile } from './domain/profile/load.ts';
import type { Statement } from './domain/statement.ts';
import { RoamsettleError } from './errors.ts';
import { reachOfAll } from './features/scope.ts';
import { discoverFiles } from './files/discover.ts';
import type { DecodePool } from './load/decode-pool.ts';
import type { AuditMode } from './load/ingest.ts';
import type { IngestedFile } from './load/ingested-file.ts';
import type { TapCheck } from './load/tap-check.ts';
import type { Cut } from './period/fill.ts';
import type { PeriodStore } from './period/period-store.ts';
import { computeMonth, rangeError } from './pipeline/compute.ts';
import { type OnStage, StageClock, type StageTime } from './pipeline/stage-clock.ts';
import { writeMonth } from './pipeline/write-month.ts';
import { readGaps } from './runs/completeness.ts';
import { type DocumentPaths, readDocuments } from './runs/documents.ts';
import { readInputs, runIdOf } from './runs/identity.ts';
import { type PriorRequest, readPrior } from './runs/prior.ts';
import { readStatements } from './runs/read.ts';
import { dropRefusal, keepRefusal } from './runs/refused.ts';
import { writeStatus } from './runs/status.ts';
import { makeNewest, runExists } from './runs/write.ts';
import { memoryShares } from './store/memory.ts';
import { Store, type StoreOptions } from './store/store.ts';

export interface Machine {
  readonly data: string;
  readonly workers: number;
  /** Of the whole process, e.g. `2GB`; DuckDB gets a share of it. */
  readonly memory: string;
  /** Called with what is ahead in the queue, while a server has the data folder. */
  readonly onWait?: (what: string) => void;
  /** Threads for ingests that come one after the other, ended by their owner; without them each ingest starts its own. */
  readonly decoders?: DecodePool;
}

/** `memory` is DuckDB's share. */
const options = ({ workers, onWait }: Machine, memory: string, purpose: string): StoreOptions => ({
  threads: workers,
  memory,
  purpose,
  ...(onWait === undefined ? {} : { onWait }),
});

/**
 * Ingests paths into the data folder and refreshes its status snapshot; `profile` is the path of a mapping profile.
 * Throws as `loadProfile`, `Store.open` and `ingest` do.
 */
export async function runIngest(
  machine: Machine,
  paths: readonly string[],
  request: { audit: AuditMode; profile?: string; onFile?: (done: number, total: number) => void },
): Promise<IngestedFile[]> {
  // A path that is not there must not leave an empty data folder behind.
  discoverFiles(paths);
  const profile = request.profile === undefined ? null : await loadProfile(request.profile);
  const { workers } = machine;
  const { database, run } = memoryShares(machine.memory, workers);
  // The first thread starts while the database opens.
  const pool = machine.decoders ?? (await newDecoders(workers));
  try {
    const store = await Store.open(machine.data, options(machine, database, 'ingest'));
    try {
      const { ingest } = await import('./load/ingest.ts');
      const files = await ingest(store, pool, paths, { ...request, profile, workers, run });
      await writeStatus(store);
      return files;
    } finally {
      await store.close();
    }
  } finally {
    if (machine.decoders === undefined) await pool.destroy();
  }
}

async function newDecoders(workers: number): Promise<DecodePool> {
  const { DecodePool } = await import('./load/decode-pool.ts');
  return new DecodePool(workers);
}

/** Checks TAP files without loading them. Throws as `discoverFiles` does. */
export async function runTapCheck(
  paths: readonly string[],
  request: { workers: number; onFile?: (done: number, total: number) => void },
): Promise<TapCheck> {
  const { checkTap } = await import('./load/tap-check.ts');
  return checkTap(paths, request);
}

export interface SettleRequest extends DocumentPaths, PriorRequest {
  readonly period: string;
  /** An estimate for the ledger: provisional, and never issued. */
  readonly accrual?: boolean;
  /** Recompute everything, whatever is kept, and compare an existing run with the result. */
  readonly check?: boolean;
  /** How the work is cut; no result depends on it. */
  readonly cut?: Partial<Cut>;
  readonly onStage?: OnStage;
}

export interface SettleResult {
  readonly runId: string;
  readonly period: string;
  readonly statements: readonly Statement[];
  /** The run already existed. */
  readonly reused: boolean;
  /** Everything was recomputed (`check`); an existing run has the same bytes. */
  readonly checked: boolean;
  /** Which devices' features had to be computed. */
  readonly renewed: PeriodStore['filled'];
  readonly stages: readonly StageTime[];
}

/**
 * Settles a period into an immutable run. The same inputs give the same run id, and a run that already exists is read instead
 * of computed. Throws RUN_DIFFERS (only with `check`), the AGREEMENT_*, RATE_*, TACS_* codes, LIST_INVALID,
 * AMOUNT_RANGE, BALANCE_BROKEN.
 */
export async function runSettle(machine: Machine, request: SettleRequest): Promise<SettleResult> {
  const period = parsePeriod(request.period);
  const given = await readDocuments(request, period.name, machine.data);
  const { agreements, documents } = given;
  const tacs = classifiedTacs(given.tacs);
  const latest = agreements.map((agreement) => agreement.latest);
  const prior = readPrior(machine.data, agreements, period.name, request);

  const { database } = memoryShares(machine.memory, 0);
  const store = await Store.open(machine.data, options(machine, database, `settle ${period.name}`));
  const clock = new StageClock(request.onStage);
  try {
    const { db } = store;
    const inputs = await clock.time('inputs', async () =>
      readInputs(db, {
        agreements,
        period,
        reach: reachOfAll(latest, period),
        documents,
        counted: prior.counted,
        corrects: prior.corrects,
        accrual: request.accrual === true,
        reverses: prior.reverses,
        gaps: await readGaps(db, latest, period),
      }),
    );
    const runId = runIdOf(inputs);
    const reused = runExists(machine.data, runId);
    const checked = request.check === true;
    let renewed: PeriodStore['filled'] = 'nothing';
    if (!reused || checked) {
      const computed = await computeMonth(store, clock, {
        agreements,
        period,
        tacs,
        rates: given.rates,
        inputs,
        prior: prior.prior,
        said: { verdicts: given.verdicts, taught: given.taught, past: prior.past },
        afresh: checked,
        ...(request.cut === undefined ? {} : { cut: request.cut }),
      });
      renewed = computed.kept.filled;
      const month = { runId, period, given, prior, inputs, computed };
      await clock.time('write', () => writeMonth(db, machine.data, month));
    }
    if (reused) makeNewest(machine.data, runId);
    dropRefusal(machine.data, period.name);
    await writeStatus(store);
    return {
      runId,
      period: period.name,
      statements: readStatements(machine.data, runId),
      reused,
      checked,
      renewed,
      stages: clock.times,
    };
  } catch (error) {
    if (error instanceof RoamsettleError) keepRefusal(machine.data, period.name, error);
    throw await rangeError(store.db, error, agreements);
  } finally {
    await store.close();
  }
}
