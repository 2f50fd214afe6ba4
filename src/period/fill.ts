/** Brings the period store up to date with the loaded files: not at all, for touched devices, or whole. */
import {
  ALONE,
  beginSlice,
  computeSlice,
  KEPT,
  prepareScope,
  type ScopeRequest,
  SLICED,
} from '../features/compute.ts';
import { EventsAhead } from '../features/events-ahead.ts';
import type { SignalKernel } from '../features/kernel/signals.ts';
import { scopeIdentity } from '../features/scope.ts';
import { cutSlice, SLICE_ROWS, type Slice, slicesOf } from '../features/slices.ts';
import type { RunInputs } from '../runs/identity.ts';
import type { Db } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import {
  attachPeriodStore,
  forgetFeatures,
  type PeriodStore,
  periodStorePaths,
  renewPeriodStore,
} from './period-store.ts';

/** How the work is cut. */
export interface Cut {
  /** Rows of TAP and signaling together that are worked on at once. */
  readonly sliceRows: number;
  /** Above this share of touched devices everything is worked out again: the scans cost the same. */
  readonly maxTouched: number;
}

export const DEFAULT_CUT: Cut = { sliceRows: SLICE_ROWS, maxTouched: 0.3 };

export interface FillRequest extends ScopeRequest {
  /** The files that the run depends on, in their states, and the program that works. */
  readonly inputs: Pick<RunInputs, 'files' | 'program'>;
  /** Work everything out again, whatever is kept. */
  readonly afresh: boolean;
  readonly cut: Cut;
  /** For a simulation: stores of settlements are used as they are, and none of them is pushed out. */
  readonly whatIf?: boolean;
}

/**
 * Needs `usage_measure`. Leaves the relations of a period in the attached database `period` (see KEPT), and the scope in
 * TEMP relations. `no` in them is the agreement's position in `agreements`.
 */
export async function fillPeriodStore(store: Store, request: FillRequest): Promise<PeriodStore> {
  const { db, folder } = store;
  const { agreements, period, tacs, inputs, afresh, cut } = request;
  const kernel = await prepareScope(store, request);
  const identity = JSON.stringify([scopeIdentity(agreements, period, tacs), inputs.program]);
  const files = JSON.stringify(inputs.files);
  let path = '';
  let share: number | null = null;
  for (path of periodStorePaths(folder, period.name, identity, request.whatIf === true)) {
    const known = await attachPeriodStore(db, path);
    share = known && !afresh ? await touchedShare(store, files, cut) : null;
    if (share !== null) break;
  }
  if (share !== null) await db.run('period/feature');
  if (share === 0) return { path, filled: 'nothing' };
  if (share === null) {
    await renewPeriodStore(db, path);
    await fillWhole(store, kernel, files, cut.sliceRows);
    await db.run('period/feature');
  } else {
    const slices = await slicesOf(db, share, cut.sliceRows);
    forgetFeatures(path);
    await fillTouched(store, kernel, files, slices);
    const [gone] = await db.rows<{ many: boolean }>('period/gone');
    await db.checkpoint('period', gone!.many);
  }
  return { path, filled: share === null ? 'whole' : 'touched' };
}

/** Share of the devices that changed files touch; null where everything has to be worked out. */
async function touchedShare({ db }: Store, files: string, cut: Cut): Promise<number | null> {
  await db.run('period/changed_file', { files });
  await db.run('period/touched_imsi');
  const [state] = await db.rows<{
    has_measures: boolean;
    changed_files: bigint;
    touched: bigint;
    devices: bigint;
  }>('period/state');
  if (state === undefined || !state.has_measures) return null;
  if (state.changed_files === 0n) return 0;
  const share = Math.min(Number(state.touched) / Math.max(Number(state.devices), 1), 1);
  return share > cut.maxTouched ? null : Math.max(share, Number.MIN_VALUE);
}

async function fillWhole(
  store: Store,
  kernel: SignalKernel,
  files: string,
  sliceRows: number,
): Promise<void> {
  const { db } = store;
  for (const [view, source] of Object.entries(SLICED)) await db.run('period/slice', {}, { view, source });
  const slices = await slicesOf(db, 1, sliceRows);
  const tuned = await tuneFill(db);
  try {
    await fillSlices(store, kernel, slices, tuned.signalsOnly);
    await db.transaction(() => noteFilled(store, files));
    await db.exec('CHECKPOINT period');
  } finally {
    await tuned.restore();
  }
}

async function fillSlices(
  store: Store,
  kernel: SignalKernel,
  slices: readonly Slice[],
  signalsOnly: boolean,
): Promise<void> {
  const { db } = store;
  // One slice leaves nothing that a second thread could do meanwhile.
  if (slices.length > 1) kernel.inThread();
  let events: EventsAhead | undefined;
  let devices = Promise.resolve();
  try {
    const ahead = await EventsAhead.of(db, kernel, slices);
    events = ahead;
    for (const [i, slice] of slices.entries()) {
      const noRecords = signalsOnly && i > 0;
      if (!noRecords) await cutSlice(db, slice);
      const into = (table: string) =>
        i === 0 ? `CREATE TABLE period.${table} AS` : `INSERT INTO period.${table}`;
      const begun = await beginSlice(store, kernel, {
        noRecords,
        gathers: noRecords && i < slices.length - 1,
        readAhead: () => ahead.next(),
        keep: (table) => db.exec(`${into(table)} FROM temp.${table}`),
        together: (work) => db.transaction(work),
        before: devices,
      });
      devices = begun.devices;
      // Told where it is waited for.
      devices.catch(() => undefined);
    }
    await devices;
    await kernel.writeFeed(db);
    await db.transaction(() => db.run('period/feed_day'));
  } finally {
    await devices.catch(() => undefined);
    await events?.close();
    await kernel.close();
  }
}

/** Sets DuckDB up for slice after slice. */
async function tuneFill(db: Db) {
  const [row] = await db.rows<{ has_records: boolean; threads: bigint }>('period/settings');
  const { has_records, threads } = row!;
  // A stream that two threads keep in order costs twice one that they do not, and nothing here hangs on an order.
  await db.exec('SET preserve_insertion_order = false');
  // Slices fill a row group by and by, and each checkpoint writes the one that is not full again; and joining those that stay
  // like that between others would write nearly all of them again.
  await db.exec("SET checkpoint_threshold = '256MB'");
  await db.exec('SET max_vacuum_tasks = 0');
  // Without records there is no statement that two threads share: one would wait for the other, and burn a core doing so.
  // Statements and the kernel are on threads of their own anyway.
  if (!has_records) await db.exec('SET threads = 1');
  return {
    signalsOnly: !has_records,
    restore: async () => {
      await db.exec('RESET preserve_insertion_order');
      await db.exec('RESET checkpoint_threshold');
      await db.exec('RESET max_vacuum_tasks');
      await db.exec(`SET threads = ${threads}`);
    },
  };
}

/**
 * Works out the touched devices anew, and puts them in the place of what the store has of them, all at once. Nothing is worked out
 * inside the transaction: of a table that is not committed DuckDB knows no number of rows, and joins it the wrong way round.
 */
async function fillTouched(
  store: Store,
  kernel: SignalKernel,
  files: string,
  slices: readonly Slice[],
): Promise<void> {
  const { db } = store;
  for (const [i, slice] of slices.entries()) {
    await cutSlice(db, slice);
    await takeTouched(store);
    const into = (table: string) =>
      i === 0 ? `CREATE OR REPLACE TEMP TABLE fresh_${table} AS` : `INSERT INTO fresh_${table}`;
    const keep = (table: string) => db.exec(`${into(table)} FROM temp.${table}`);
    await computeSlice(store, kernel, { ...ALONE, keep });
  }
  await db.transaction(async () => {
    for (const table of KEPT) {
      await db.exec(`DELETE FROM period.${table} WHERE imsi IN (SELECT imsi FROM touched_imsi)`);
      await db.exec(`INSERT INTO period.${table} FROM fresh_${table}`);
    }
    // What the model says of a device hangs on all of them, so the whole list is made again.
    await db.exec('DROP TABLE IF EXISTS period.arranged');
    // All events of the period are counted: only where some came or went.
    const [changed] = await db.rows<{ has_signaling: boolean }>('period/changed_signaling');
    if (changed!.has_signaling) {
      await db.run('period/feed_quarter');
      await db.run('period/feed_day');
    }
    await noteFilled(store, files);
  });
  for (const table of KEPT) await db.exec(`DROP TABLE fresh_${table}`);
}

/** The touched rows of the slice at hand under the names that its models read. */
async function takeTouched({ db }: Store): Promise<void> {
  for (const [view, source] of Object.entries(SLICED)) {
    if (view === 'slice_record') continue;
    const table = view.replace('slice', 'touched');
    await db.run('period/touched_row', {}, { table, source });
    await db.run('period/touched_slice', {}, { view, table });
  }
  await db.run('period/touched_record');
}

/** Last: without it the store is not taken for filled. */
async function noteFilled({ db }: Store, files: string): Promise<void> {
  await db.run('period/filled_live');
  await db.run('period/filled_measure');
  await db.run('period/filled_file', { files });
}
