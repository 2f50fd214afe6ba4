/**
 * Worker: rows of signaling events and known records in parcels → what is known of each device. Rows of one slice are taken while
 * another is worked out, between two steps. What it throws ends it, and whoever started it hears of that.
 */
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { feedOf, KernelInstance, type Step } from '../src/features/kernel/instance.ts';
import { unpack } from '../src/features/kernel/parcel.ts';
import type { KernelScope } from '../src/features/kernel/scope.ts';
import type { FromKernel, ToKernel } from '../src/features/kernel/thread.ts';

const scope = workerData as KernelScope;
const slices = [new KernelInstance(scope), new KernelInstance(scope)] as const;

parentPort?.on('message', (message: ToKernel) => {
  if (message.kind === 'feed') {
    tell({ kind: 'feed', rows: feedOf(slices) });
    return;
  }
  const slice = slices[message.slice];
  if (message.kind === 'clear') slice.clear();
  else if (message.kind === 'compute') void compute(slice);
  else {
    const { areRecords, parcel } = message;
    unpack(parcel, (columns, rows) => slice.take(areRecords, columns, rows));
    tell({ kind: 'empty', buffer: parcel.buffer }, [parcel.buffer]);
  }
});

async function compute(slice: KernelInstance): Promise<void> {
  for (const step of slice.steps()) {
    tell({ kind: 'step', step }, buffersOf(step));
    await setImmediate();
  }
  tell({ kind: 'computed' });
}

function tell(message: FromKernel, moved: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, moved);
}

function buffersOf({ batch, apns, strays }: Step): ArrayBuffer[] {
  const columns = batch.columns.flatMap(({ values, validity }) =>
    validity === null ? [values] : [values, validity],
  );
  return [...columns, apns.buffer, strays.buffer];
}
