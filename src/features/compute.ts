/** The ordered SQL models that turn loaded rows into what is known of a device, one slice of IMSIs at a time. */
import type { InForce } from '../domain/agreement/types.ts';
import type { Period } from '../domain/period.ts';
import type { Db } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { SignalKernel } from './kernel/signals.ts';
import { type ClassifiedTac, scopeDocument } from './scope.ts';

/** Models of the agreements and of the files: small, and the same for every slice. */
const SCOPE_MODELS = [
  'scope',
  'scope_version',
  'scope_pair',
  'scope_visited',
  'scope_plmn',
  'scope_home',
  'scope_zone',
  'scope_range',
  'scope_tac',
  'scope_apn',
  'tac_catalogue',
  'tap_file',
  'live_file',
  'known_file',
  'file_kind',
  'file_agreement',
] as const;

/** Views that restrict the loaded rows to the slice at hand. */
export const SLICED = {
  slice_record: 'tap_record',
  // Without what tap_pattern holds: a third of the cost where that is not read.
  slice_row: 'tap_row',
  slice_event: 'signaling_event',
  slice_early: 'early_record',
  slice_returned: 'returned_record',
} as const;

/** Models of a slice: each row hangs on rows of its own IMSI alone. They say which records are known and which are charged. */
const KNOWN_MODELS = [
  'features/known_imsi',
  'features/imsi_match',
  'features/imsi_sender_owner',
  'features/foreign_imsi',
  'features/excluded_imsi',
  'features/returned_tap_record',
  'features/duplicate_record',
  'features/early_usage',
  'features/dated_record',
  'features/judged_record',
  'features/judged_foreign_record',
] as const;

/** What the kernel, and every sum, reads of them. */
const RECORD_MODELS = ['features/device_record', 'features/foreign_record'] as const;

/**
 * Models of the records alone that the kernel does not read: DuckDB works on them while it computes. Those of KEPT are
 * views, worked out as they are kept.
 */
const BESIDE_KERNEL = [
  'features/record_sum',
  'settle/usage_way',
  'settle/session_record',
  'settle/usage_quantity',
  'features/device_fact',
  'features/unmatched_record',
  'features/withheld_record',
  'features/repeated_record',
] as const;

/** Models of a slice that read the kernel's device_signal, device_apn and unmatched_event. */
const DEVICE_MODELS = [
  'features/device_seen',
  'features/foreign_device',
  'features/record_feature',
  'features/device_feature',
  'features/device_cover',
] as const;

/** Relations of a slice that are kept; each has a column `imsi` (1 stands for none). */
const KEPT_OF_RECORDS = [
  'usage_quantity',
  'device_fact',
  'unmatched_record',
  'withheld_record',
  'repeated_record',
] as const;
const KEPT_OF_DEVICES = ['device_feature', 'device_cover', 'unmatched_event'] as const;
export const KEPT: readonly string[] = [...KEPT_OF_DEVICES, ...KEPT_OF_RECORDS];

export interface ScopeRequest {
  /** In order of their numbers (`no`). */
  readonly agreements: readonly InForce[];
  readonly period: Period;
  readonly tacs: readonly ClassifiedTac[];
}

/** Builds the scope relations for all agreements of the period at once, and the kernel that reads them. */
export async function prepareScope(
  store: Store,
  { agreements, period, tacs }: ScopeRequest,
): Promise<SignalKernel> {
  await store.db.run('macros');
  const document = scopeDocument(agreements, period, tacs, store.dictionary);
  for (const model of SCOPE_MODELS) await store.db.run(`features/${model}`, { scope: document });
  return SignalKernel.of(store.db);
}

/** What is done beside and with the relations of a slice. */
export interface SliceWork {
  /**
   * Neither this slice nor the one before has a record: what hangs on records alone is empty as it stands, and is neither
   * made nor kept. Planning those models takes 60 ms.
   */
  readonly noRecords: boolean;
  /**
   * Without records: the devices may wait for those of the slices after it. What fills a row group of the period store goes into
   * its file once; fewer rows go into its log first.
   */
  readonly gathers: boolean;
  /** Called when the kernel could begin to read the events of the next slice. */
  readonly readAhead: () => Promise<void>;
  /** Called with the name of each relation of KEPT as soon as it is there. */
  readonly keep: (relation: string) => Promise<void>;
  /**
   * Runs what is better committed at once: in a transaction, where none is open. The devices of slices without records alone: what is not
   * committed is joined as if it were empty, which is right of their records and wrong of any other (src/period/fill.ts).
   */
  readonly together: (work: () => Promise<void>) => Promise<void>;
  /** The devices of the slice before. */
  readonly before: Promise<void>;
}

/** Rows of a row group of DuckDB's. */
const GATHERED = 122_880;

/** A slice that nothing is done beside. */
export const ALONE: SliceWork = {
  noRecords: false,
  gathers: false,
  readAhead: async () => {},
  keep: async () => {},
  together: (work) => work(),
  before: Promise.resolve(),
};

/** Builds the TEMP relations of the slice at hand (rules 1 to 4); needs the scope, the views of SLICED, `usage_measure`. */
export async function computeSlice(store: Store, kernel: SignalKernel, work = ALONE): Promise<void> {
  await (await beginSlice(store, kernel, work)).devices;
}

/**
 * Makes the views `judged_record` and `judged_foreign_record` of the slice at hand: its known records, under which agreement,
 * and whether it charges them. Needs the scope and the views of SLICED.
 */
export async function judgeRecords(db: Db): Promise<void> {
  await runInOrder(db, KNOWN_MODELS);
}

/**
 * The same, as far as the kernel is needed: DuckDB is still at work on `devices` then, and the next slice can begin. A
 * slice with records waits for them before it begins, as one without does before it needs DuckDB.
 */
export async function beginSlice(
  { db }: Store,
  kernel: SignalKernel,
  { noRecords, gathers, readAhead, keep, together, before }: SliceWork,
): Promise<{ readonly devices: Promise<void> }> {
  const build = async (models: readonly string[], kept: readonly string[]) => {
    await runInOrder(db, models);
    for (const relation of kept) await keep(relation);
  };
  if (!noRecords) {
    await before;
    await judgeRecords(db);
    await runInOrder(db, RECORD_MODELS);
  }
  await kernel.readEvents(db);
  if (!noRecords) await kernel.readRecords(db);
  await readAhead();
  const beside = noRecords ? Promise.resolve() : build(BESIDE_KERNEL, KEPT_OF_RECORDS);
  // Told where it is waited for.
  beside.catch(() => undefined);
  try {
    await kernel.compute();
  } finally {
    await beside;
  }
  if (gathers && kernel.unwritten < GATHERED) return { devices: before };
  await before;
  await kernel.write(db);
  const buildDevices = () => build(DEVICE_MODELS, KEPT_OF_DEVICES);
  const devices = noRecords ? together(buildDevices) : buildDevices();
  devices.catch(() => undefined);
  return { devices };
}

async function runInOrder(db: Db, models: readonly string[]): Promise<void> {
  for (const model of models) await db.run(model);
}
