/**
 * How `--memory`, the limit of the whole process, is divided. DuckDB gets what is left beside Node's heaps, the
 * decode workers and, while files are loaded, the runs that gather.
 */

const MIB = 1024 ** 2;
/** Heap, code and buffers of the main thread. */
const MAIN_BYTES = 160 * MIB;
/** A decode worker: its heap, the file that it reads and the batches that it fills. */
const WORKER_BYTES = 96 * MIB;
/** DuckDB gets this share at least, whatever is left; below it a small limit would leave nothing to work with. */
const LEAST_SHARE = 0.5;

/** Rows of a run where memory allows it: 16 row groups, so that one IMSI in 16 reads two of them. */
const RUN_ROWS = 2_000_000;
/** One run gathers while another is written; both take this share of the whole. */
const RUNS_SHARE = 0.25;

/** When a run is full: at either limit. */
export interface RunLimit {
  readonly rows: number;
  /** Of column buffers. */
  readonly bytes: number;
}

export interface MemoryShares {
  /** DuckDB's `memory_limit`, in MiB. */
  readonly database: string;
  readonly run: RunLimit;
}

/** Shares of `memory`, a size like `512MB` or `4GB`, of a process that loads with `workers`, or with 0 that does not load. */
export function memoryShares(memory: string, workers: number): MemoryShares {
  const whole = bytesOf(memory);
  const bytes = Math.floor((whole * RUNS_SHARE) / 2);
  const beside = MAIN_BYTES + (workers === 0 ? 0 : workers * WORKER_BYTES + 2 * bytes);
  const database = Math.max(whole * LEAST_SHARE, whole - beside);
  return { database: `${Math.floor(database / MIB)}MiB`, run: { rows: RUN_ROWS, bytes } };
}

function bytesOf(size: string): number {
  const [, digits, unit] = /^([0-9]+)(MB|GB)$/.exec(size) ?? [];
  if (digits === undefined) throw new RangeError(`no size: ${size}`);
  return Number(digits) * (unit === 'GB' ? 1024 * MIB : MIB);
}
