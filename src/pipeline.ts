/** The order of the stages: files → load, and features → classify → settle → run. The only file that knows it. */

import { channel } from 'node:diagnostics_channel';
import { classify } from './classify/classify.ts';
import { classifiedTacs } from './classify/tac-class.ts';
import { parsePeriod } from './domain/period.ts';
import { loadProfile } from './domain/profile/load.ts';
import type { Statement } from './domain/statement.ts';
import { RoamsettleError } from './errors.ts';
import { reachOfAll } from './features/scope.ts';
import { discoverFiles } from './files/discover.ts';
import { type AuditMode, ingest } from './load/ingest.ts';
import type { IngestedFile } from './load/ingested-file.ts';
import { checkTap, type TapCheck } from './load/tap-check.ts';
import { type Cut, DEFAULT_CUT, fillPeriodStore } from './period/fill.ts';
import { featuresPath, type PeriodStore, usagePath } from './period/period-store.ts';
import { readCloseItems, readUnmatchedRows, waive } from './runs/close.ts';
import { readGaps } from './runs/completeness.ts';
import { prepareDeviceList, reviewMoney } from './runs/device-list.ts';
import { type DocumentPaths, readDocuments } from './runs/documents.ts';
import { checkExchangeRates } from './runs/exchange-check.ts';
import { frameStatements } from './runs/frame.ts';
import { readInputs, runIdOf } from './runs/identity.ts';
import { checkPastRuns } from './runs/past.ts';
import { type PriorRequest, readPrior } from './runs/prior.ts';
import { readStatements } from './runs/read.ts';
import { dropRefusal, keepRefusal } from './runs/refused.ts';
import { writeStatus } from './runs/status.ts';
import { runExists, writeRun } from './runs/write.ts';
import { measureUsage, settlePeriod } from './settle/settle.ts';
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

export interface SettleRequest extends DocumentPaths, PriorRequest {
  readonly period: string;
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
 * read instead of computed. Throws RUN_DIFFERS (only with `check`), the AGREEMENT_*, RATE_*, TACS_* codes, LIST_INVALID,
 * AMOUNT_RANGE, BALANCE_BROKEN.
 */
export async function runSettle(machine: Machine, request: SettleRequest): Promise<SettleResult> {
  const period = parsePeriod(request.period);
  const given = await readDocuments(request, period.name);
  const { agreements, documents } = given;
  const catalogue = classifiedTacs(given.tacs);
  const latest = agreements.map((agreement) => agreement.latest);
  const { prior, past, counted, corrects } = readPrior(machine.data, agreements, period.name, request);

  const { database } = memoryShares(machine.memory, 0);
  const store = await Store.open(machine.data, options(machine, database, `settle ${period.name}`));
  const clock = stageClock(request.onStage);
  try {
    const { db } = store;
    const inputs = await clock.time('inputs', async () =>
      readInputs(db, {
        agreements,
        period,
        reach: reachOfAll(latest, period),
        documents,
        counted,
        corrects,
        gaps: await readGaps(db, latest, period),
      }),
    );
    const runId = runIdOf(inputs);
    const reused = runExists(machine.data, runId);
    const checked = request.check === true;
    let renewed: PeriodStore['filled'] = 'nothing';
    if (!reused || checked) {
      const { path, filled, measures } = await clock.time('features', async () => {
        const measures = await measureUsage(db, agreements, period);
        const kept = await fillPeriodStore(store, {
          agreements,
          period,
          tacs: catalogue,
          inputs,
          afresh: checked,
          cut: { ...DEFAULT_CUT, ...request.cut },
        });
        return { ...kept, measures };
      });
      renewed = filled;
      const devices = await clock.time('classify', async () => {
        await checkPastRuns(past);
        return classify(db, agreements, { verdicts: given.verdicts, past });
      });
      const settlement = await clock.time('settle', () =>
        settlePeriod(db, { agreements, devices, period, rates: given.rates, prior }),
      );
      await clock.time('write', async () => {
        const exchange = await checkExchangeRates(db, { ...given, period, files: inputs.files });
        const frame = await frameStatements(db, runId, { inputs, agreements, devices, settlement, exchange });
        const unmatched = await readUnmatchedRows(db);
        const completeness = frame('').map((statement) => statement.completeness);
        const items = await readCloseItems(db, {
          agreements: latest,
          completeness,
          review: reviewMoney(devices, settlement),
          exchange,
          unmatched,
        });
        await prepareDeviceList(db, period.name, devices, settlement);
        return writeRun(db, machine.data, {
          runId,
          inputs,
          documents,
          unmatched,
          features: featuresPath(path, latest),
          usage: usagePath(path, measures),
          agreementIds: agreements.map(({ id }) => id),
          statements: frame,
          close: waive(items, given.waivers, given.waiverFile),
        });
      });
    }
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
