/**
 * All that a run knows of a device: why it is what it is, what it owes and how that came about (run folder alone), and its
 * month day by day where the database is at hand.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Agreement } from '../domain/agreement/types.ts';
import { identifierToBigint } from '../domain/identifiers.ts';
import type { Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { readArchivedAgreements } from '../runs/archived.ts';
import { type Explained, type ExplainedDevice, explainDevice } from '../runs/explain.ts';
import { readRun, readStatements } from '../runs/read.ts';
import { readingRun } from '../runs/reading.ts';
import { Db } from '../store/db.ts';
import { memoryShares } from '../store/memory.ts';
import { Store } from '../store/store.ts';
import type { OwnerAccess } from './device.ts';
import { type DeviceShare, devicePartsOf, type ExplainedFees, readDeviceShares } from './device-parts.ts';
import { replayDevices } from './replay.ts';
import { readTimeline, type Timeline } from './timeline.ts';

/** A device under an agreement, with its parts of the statement. */
export type ExplainedWhole = Explained & ExplainedFees;

export interface DeviceExplanation {
  readonly run_id: string;
  readonly devices: readonly (ExplainedWhole & {
    /** null where the database could not be asked: `no_timeline` says why. */
    readonly timeline: Timeline | null;
  })[];
  /** null where it could. */
  readonly no_timeline: { readonly code: string; readonly message: string } | null;
}

export interface ExplainRequest {
  readonly data: string;
  readonly run: { readonly runId: string; readonly folder: string };
  readonly imsi: string;
  /** Most single events, and records, that are given. */
  readonly limit: number;
  readonly machine: OwnerAccess;
}

/** Throws DEVICE_NOT_FOUND; no error names the IMSI. A database that is in use, or holds other files, is no error. */
export async function explainWhole(request: ExplainRequest): Promise<DeviceExplanation> {
  const { data, run, imsi } = request;
  const { devices: known } = await explainDevice(run.folder, run.runId, imsi);
  const statements = readStatements(data, run.runId);
  const agreements = await readArchivedAgreements(run.folder, readRun(data, run.runId).inputs.agreements);
  const devices = await withReader(async (db) => {
    const whole: ExplainedWhole[] = [];
    for (const one of known) {
      const statement = statements.find(({ agreement }) => agreement.id === one.agreement_id)!;
      whole.push(await withParts(db, { folder: run.folder, statement, agreements }, one));
    }
    return whole;
  });
  const { timelines, no_timeline } = await timelinesOf(request, agreements, devices);
  return {
    run_id: run.runId,
    devices: devices.map((device, i) => ({ ...device, timeline: timelines?.[i] ?? null })),
    no_timeline,
  };
}

interface GivenStatement {
  readonly statement: Statement;
  /** Versions in force, by date. */
  readonly agreements: readonly Agreement[];
}

async function withParts(
  db: Db,
  { folder, ...given }: GivenStatement & { readonly folder: string },
  device: Explained,
): Promise<ExplainedWhole> {
  const asked = { statement: given.statement, imsi: String(device.device.imsi) };
  const shares = await readingRun(folder, () => readDeviceShares(db, folder, asked));
  return { ...device, ...partsGiven(given, device, shares) };
}

/** What a device has in the statement's lines, by its shares. Throws DATA_CORRUPT where they are not of these lines. */
export function partsGiven(
  { statement, agreements }: GivenStatement,
  { agreement_id, device, features, versions }: ExplainedDevice,
  shares: readonly DeviceShare[],
): ExplainedFees {
  const asked = {
    statement,
    versions: agreements.filter(({ id }) => id === agreement_id),
    imsi: String(device.imsi),
    features,
    segment:
      versions.find(({ version }) => version === features.fee_version)?.segment ?? String(device.segment),
  };
  return devicePartsOf(asked, shares);
}

async function timelinesOf(
  { data, run, imsi, limit, machine }: ExplainRequest,
  agreements: readonly Agreement[],
  devices: readonly ExplainedWhole[],
): Promise<{ timelines: Timeline[] | null; no_timeline: DeviceExplanation['no_timeline'] }> {
  if (!existsSync(join(data, 'roamsettle.duckdb')))
    return {
      timelines: null,
      no_timeline: { code: 'FILE_NOT_FOUND', message: 'There is no database here.' },
    };
  let store: Store | null = null;
  try {
    store = await Store.open(data, {
      threads: machine.workers,
      memory: memoryShares(machine.memory, 0).database,
      purpose: 'explain',
      ...(machine.onWait === undefined ? {} : { onWait: machine.onWait }),
    });
    const { db } = store;
    const { inputs } = readRun(data, run.runId);
    const integer = imsi === '' ? 1n : identifierToBigint(imsi);
    const timelines = await replayDevices(store, { inputs, agreements, imsis: [integer] }, async (ids) => {
      const found: Timeline[] = [];
      for (const { agreement_id, device } of devices) {
        const held = {
          days_observed: Number(device.days_observed),
          days_present: Number(device.days_present),
          signaling_events: Number(device.signaling_events),
        };
        const scope = { db, no: ids.indexOf(agreement_id), version: 0, imsi: integer };
        found.push(await readTimeline(scope, held, limit));
      }
      return found;
    });
    return { timelines, no_timeline: null };
  } catch (error) {
    if (!(error instanceof RoamsettleError)) throw error;
    return { timelines: null, no_timeline: { code: error.code, message: error.message } };
  } finally {
    await store?.close();
  }
}

async function withReader<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const db = await Db.open(':memory:');
  try {
    return await work(db);
  } finally {
    db.close();
  }
}
