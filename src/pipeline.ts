/** The order of the stages: files → load, and features → classify → settle → run. The only file that knows it. */

import { channel } from 'node:diagnostics_channel';
import { classify } from './classify/classify.ts';
import { classifiedTacs } from './classify/tac-class.ts';
import { loadAgreements } from './domain/agreement/load.ts';
import { checkAgreementSet } from './domain/agreement/set.ts';
import { parsePeriod } from './domain/period.ts';
import { loadProfile } from './domain/profile/load.ts';
import { MAX_RATES_BYTES, parseRates } from './domain/rates.ts';
import type { Statement } from './domain/statement.ts';
import { MAX_TACS_BYTES, parseTacs } from './domain/tacs.ts';
import { readTextFile } from './domain/text-file.ts';
import { RoamsettleError } from './errors.ts';
import { reachOfAll } from './features/scope.ts';
import { discoverFiles } from './files/discover.ts';
import { type AuditMode, ingest } from './load/ingest.ts';
import type { IngestedFile } from './load/ingested-file.ts';
import { checkTap, type TapCheck } from './load/tap-check.ts';
import { type Cut, DEFAULT_CUT, fillPeriodStore } from './period/fill.ts';
import { featuresPath, type PeriodStore } from './period/period-store.ts';
import { readGaps } from './runs/completeness.ts';
import { prepareDeviceList } from './runs/device-list.ts';
import { frameStatements } from './runs/frame.ts';
import { readInputs, runIdOf } from './runs/identity.ts';
import { readStatements } from './runs/read.ts';
import { writeStatus } from './runs/status.ts';
import { runExists, writeRun } from './runs/write.ts';
import { measureUsage, settlePeriod } from './settle/settle.ts';
import type { Db } from './store/db.ts';
import { memoryShares } from './store/memory.ts';
import { Store, type StoreOptions } from './store/store.ts';

export interface StageTime {
  readonly stage: string;
  /** Wall-clock seconds; shown, never stored. */
  readonly seconds: number;
}

/** Says `{ stage, begins }` as each stage begins and ends: a profiler that is loaded beside the program hears it. */
const stageChannel = channel('roamsettle:stage');

/** Tells the caller which stage begins, so that a terminal can show it. */
export type OnStage = (stage: string) => void;

export interface Machine {
  readonly data: string;
  readonly workers: number;
  /** Of the whole process, e.g. `2GB`; DuckDB gets a share of it. */
  readonly memory: string;
}

/** `memory` is DuckDB's share. */
const options = ({ workers }: Machine, memory: string, purpose: string): StoreOptions => ({
  threads: workers,
  memory,
  purpose,
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
  const store = await Store.open(machine.data, options(machine, database, 'ingest'));
  try {
    const files = await ingest(store, paths, { ...request, profile, workers, run });
    await writeStatus(store);
    return files;
  } finally {
    await store.close();
  }
}

/** Checks TAP files without loading them. Throws as `discoverFiles` does. */
export async function runTapCheck(
  paths: readonly string[],
  request: { workers: number; onFile?: (done: number, total: number) => void },
): Promise<TapCheck> {
  return checkTap(paths, request);
}

export interface SettleRequest {
  readonly period: string;
  /** A file, or a folder of agreement files. */
  readonly agreements: string;
  readonly tacs: string | null;
  readonly rates: string | null;
  /** Work everything out again, whatever is kept, and hold a run that is there against it. */
  readonly check?: boolean;
  /** How the work is cut; no result depends on it. */
  readonly cut?: Partial<Cut>;
  readonly onStage?: OnStage;
}

export interface SettleResult {
  readonly runId: string;
  readonly period: string;
  readonly statements: readonly Statement[];
  /** The run was there already and was not computed again. */
  readonly reused: boolean;
  /** It was worked out again, and is the same. */
  readonly checked: boolean;
  /** Whose features had to be worked out. */
  readonly renewed: PeriodStore['filled'];
  readonly stages: readonly StageTime[];
}

/**
 * Settles a period into an immutable run; the same inputs give the same run id, and a run that is there already is
 * read instead of computed. Throws RUN_DIFFERS (only with `check`), the AGREEMENT_*, RATE_*, TACS_* codes, AMOUNT_RANGE,
 * BALANCE_BROKEN.
 */
export async function runSettle(machine: Machine, request: SettleRequest): Promise<SettleResult> {
  const period = parsePeriod(request.period);
  const agreements = checkAgreementSet(await loadAgreements(request.agreements), period.name);
  const tacs =
    request.tacs === null ? null : await readTextFile(request.tacs, MAX_TACS_BYTES, 'TACS_INVALID');
  const rates =
    request.rates === null ? null : await readTextFile(request.rates, MAX_RATES_BYTES, 'RATES_INVALID');
  const catalogue = tacs === null ? [] : classifiedTacs(parseTacs(tacs.text, tacs.file));
  const rateTable = rates === null ? null : parseRates(rates.text, rates.file);

  const { database } = memoryShares(machine.memory, 0);
  const store = await Store.open(machine.data, options(machine, database, `settle ${period.name}`));
  const clock = stageClock(request.onStage);
  try {
    const { db } = store;
    const inputs = await clock.time('inputs', async () =>
      readInputs(db, {
        agreements,
        period,
        reach: reachOfAll(agreements, period),
        tacs: tacs?.digest ?? null,
        rates: rates?.digest ?? null,
        gaps: await readGaps(db, agreements, period),
      }),
    );
    const runId = runIdOf(inputs);
    const reused = runExists(machine.data, runId);
    const checked = request.check === true;
    let renewed: PeriodStore['filled'] = 'nothing';
    if (!reused || checked) {
      const { path, filled } = await clock.time('features', async () => {
        await measureUsage(db, agreements);
        return fillPeriodStore(store, {
          agreements,
          period,
          tacs: catalogue,
          inputs,
          afresh: checked,
          cut: { ...DEFAULT_CUT, ...request.cut },
        });
      });
      renewed = filled;
      const devices = await clock.time('classify', () => classify(db, agreements));
      const settlement = await clock.time('settle', () =>
        settlePeriod(db, { agreements, devices, period: period.name, rates: rateTable }),
      );
      await clock.time('write', async () => {
        await prepareDeviceList(db, period.name, devices, settlement);
        await writeRun(db, machine.data, {
          runId,
          inputs,
          unmatched: await readUnmatched(db),
          features: featuresPath(path, agreements),
          agreementIds: agreements.map((agreement) => agreement.id),
          statements: await frameStatements(db, runId, inputs, agreements, devices, settlement),
        });
      });
    }
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
    // DuckDB never wraps an integer: a sum that does not fit stops the statement.
    if (
      !(error instanceof RoamsettleError) &&
      /^(Out of Range|Conversion) Error/.test(String((error as Error).message))
    )
      throw new RoamsettleError('AMOUNT_RANGE', firstLine(error));
    throw error;
  } finally {
    await store.close();
  }
}

/** DuckDB's first line, with long digit strings masked. */
function firstLine(error: unknown): string {
  return String((error as Error).message)
    .split('\n')[0]!
    .replace(/\d{6,}/g, '…')
    .slice(0, 200);
}

/** Records and events of the period that belong to no agreement, with their TAP money (rule 1). */
async function readUnmatched(db: Db): Promise<object> {
  const tap = await db.rows('runs/unmatched');
  const signaling = await db.rows('runs/unmatched_event');
  const plain = (row: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value]),
    );
  return { tap: tap.map(plain), signaling: signaling.map(plain) };
}

function stageClock(onStage: OnStage | undefined) {
  const times: StageTime[] = [];
  return {
    times,
    async time<T>(stage: string, work: () => Promise<T>): Promise<T> {
      onStage?.(stage);
      stageChannel.publish({ stage, begins: true });
      const start = performance.now();
      const result = await work();
      times.push({ stage, seconds: (performance.now() - start) / 1000 });
      stageChannel.publish({ stage, begins: false });
      return result;
    },
  };
}
