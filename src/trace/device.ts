/**
 * A device's part of a statement line → the records and events behind it, from the database's owner. They are held against
 * what the run has of the device: if they do not come to it, the database is not what the run was worked out from.
 */
import type { Agreement } from '../domain/agreement/types.ts';
import { identifierToBigint } from '../domain/identifiers.ts';
import type { AppliedRate } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { readRun } from '../runs/read.ts';
import { memoryShares } from '../store/memory.ts';
import { Store } from '../store/store.ts';
import { type FeeDay, traceFee } from './fee-days.ts';
import { type DevicePart, type FoundLine, findLine, type LineRequest, partsOf } from './line.ts';
import { type TracedRecord, traceRecords } from './records.ts';
import { replayDevices } from './replay.ts';

export interface DeviceTrace {
  readonly run_id: string;
  readonly agreement_id: string;
  readonly period: string;
  readonly currency: string;
  readonly line_id: string;
  readonly kind: string;
  readonly charge_ref: string | null;
  readonly unit: string;
  /** What the run has of the device in the line, by service. */
  readonly parts: readonly DevicePart[];
  /** Of a usage or as-billed line. How many there are, and the first of them by their start. */
  readonly records: { readonly count: number; readonly rows: readonly TracedRecord[] } | null;
  /** Of an access line. */
  readonly days: readonly FeeDay[] | null;
  /** Rates that TAP money was brought over with. */
  readonly rates: readonly AppliedRate[];
}

/** What the database is asked with. */
export interface OwnerAccess {
  readonly workers: number;
  readonly memory: string;
  readonly onWait?: (what: string) => void;
}

export interface DeviceRequest extends LineRequest {
  /** Text; empty for records without an IMSI. */
  readonly imsi: string;
  /** Most records that are given. */
  readonly limit: number;
  readonly machine: OwnerAccess;
}

/**
 * Throws as `findLine`, DEVICE_NOT_FOUND where it has no part in the line, what `Store.open` throws, and RECORDS_DIFFER where
 * the loaded records do not come to the run's. No error names the IMSI.
 */
export async function traceDevice(request: DeviceRequest): Promise<DeviceTrace> {
  const found = await findLine(request);
  const { line, statement, runId } = found;
  if (line.kind === 'commitment' || line.kind === 'adjustment')
    throw new RoamsettleError('DEVICE_NOT_FOUND', `No device has a part in a line of kind ${line.kind}.`);
  const imsi = integerOf(request.imsi);
  const parts = await partsOf(found, request.imsi);
  if (parts.length === 0) throw new RoamsettleError('DEVICE_NOT_FOUND', 'It has no part in the line.');
  const { inputs } = readRun(request.data, runId);
  const { workers, memory, onWait } = request.machine;
  const store = await Store.open(request.data, {
    threads: workers,
    memory: memoryShares(memory, 0).database,
    purpose: 'trace',
    ...(onWait === undefined ? {} : { onWait }),
  });
  try {
    const { records, days } = await replayDevices(
      store,
      { inputs, agreements: found.agreements, imsis: [imsi] },
      async (ids) => {
        const no = ids.indexOf(statement.agreement.id);
        const scope = { db: store.db, no, version: versionNo(found), imsi };
        if (line.kind === 'access') return { records: null, days: await traceFee(found, parts[0]!, scope) };
        return { records: await traceRecords(found, parts, scope, request.limit), days: null };
      },
    );
    return {
      run_id: runId,
      agreement_id: statement.agreement.id,
      period: statement.period,
      currency: statement.currency,
      line_id: line.line_id,
      kind: line.kind,
      charge_ref: line.charge_ref,
      unit: line.unit,
      parts: parts.map(({ tap: _, places: __, ...part }) => part),
      records,
      days,
      rates: line.rates,
    };
  } finally {
    await store.close();
  }
}

/** Position of the line's version among those in force, by date. */
function versionNo({ agreement, agreements }: FoundLine): number {
  const byDate = (a: Agreement, b: Agreement) => (a.effective < b.effective ? -1 : 1);
  return agreements
    .filter(({ id }) => id === agreement.id)
    .sort(byDate)
    .indexOf(agreement);
}

function integerOf(imsi: string): bigint {
  if (imsi === '') return 1n;
  if (!/^[0-9]{1,15}$/.test(imsi))
    throw new RoamsettleError('DEVICE_NOT_FOUND', 'An IMSI has at most 15 digits.');
  return identifierToBigint(imsi);
}
