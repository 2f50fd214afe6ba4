/** Small worlds for the tests of the pipeline: TAP files by the test encoder, signaling as text, one agreement. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Statement } from '../../src/domain/statement.ts';
import type { IngestedFile } from '../../src/load/ingested-file.ts';
import { type Machine, runIngest, runSettle } from '../../src/pipeline.ts';
import type { StatusSnapshot } from '../../src/runs/status.ts';
import type { Row } from '../../src/store/db.ts';
import { Store } from '../../src/store/store.ts';
import { decodersOf } from '../support/decoders.ts';
import { putEmptyDatabase } from '../support/empty-database.ts';
import { encodeTap } from '../support/tap-encoder.ts';
import type { GprsEvent, TapEvent, TapFileModel } from '../support/tap-model.ts';

export const PERIOD = '2026-10';
const VISITED_PLMN = '99970';
/** Inside the declared range of `agreementText`: IoT by contract. */
export const MACHINE = '999017000000001';
/** Inside the home PLMN and declared nowhere. */
export const PERSON = '999015000000001';

/** A scratch folder that `remove` takes away. */
export interface Scratch {
  readonly root: string;
  /** A new folder of its own, for data or files. */
  folder(name: string): string;
  write(folder: string, name: string, content: Uint8Array | string): string;
  remove(): void;
}

export function scratch(): Scratch {
  const root = mkdtempSync(join(tmpdir(), 'roamsettle-pipeline-'));
  let count = 0;
  return {
    root,
    folder(name) {
      const path = join(root, `${name}-${count++}`);
      mkdirSync(path);
      return path;
    },
    write(folder, name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export const machineFor = (data: string, workers = 1): Machine => ({ data, workers, memory: '512MB' });

/** A GPRS record of the 5th at 10:00 local (+0000) unless told otherwise; `charge` in units of 10^-2 EUR. */
export function dataRecord(part: Partial<GprsEvent> & { charge?: bigint; local?: string }): GprsEvent {
  const { charge = 100n, local = '20261005100000', ...rest } = part;
  return {
    kind: 'gprs',
    imsi: MACHINE,
    apn: 'iot.example',
    start: { local, code: 1 },
    duration: 60n,
    chargingId: 1n,
    location: { recEntities: [1] },
    bytesIn: 1000n,
    bytesOut: 2000n,
    charges: [{ details: [{ type: '00', amount: charge }] }],
    ...rest,
  };
}

/** A file AAAVP → BBBHA that became available on the 6th of the period; header keys can be replaced. */
function tapModel(
  sequence: string,
  events: readonly TapEvent[],
  more: {
    header?: Partial<NonNullable<TapFileModel['header']>>;
    accounting?: Partial<NonNullable<TapFileModel['accounting']>>;
    audit?: NonNullable<TapFileModel['audit']>;
  } = {},
): TapFileModel {
  return {
    header: {
      sender: 'AAAVP',
      recipient: 'BBBHA',
      sequence,
      created: { local: '20261006010000', offset: '+0000' },
      available: { local: '20261006020000', offset: '+0000' },
      specification: 3,
      release: 12,
      ...more.header,
    },
    accounting: { localCurrency: 'EUR', tapCurrency: 'EUR', decimals: 2, ...more.accounting },
    network: {
      utcOffsets: [{ code: 1, offset: '+0000' }],
      recEntities: [
        { code: 1, type: 3, id: 'ggsn' },
        { code: 2, type: 1, id: 'msc' },
      ],
    },
    events,
    ...(more.audit ? { audit: more.audit } : {}),
  };
}

export const tapBytes = (...model: Parameters<typeof tapModel>): Uint8Array => encodeTap(tapModel(...model));

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

const SIGNALING_HEADER = 'event_time,imsi,interface,procedure,result,visited_plmn';

export interface SignalingRow {
  readonly time: string;
  readonly imsi?: string;
  readonly procedure?: string;
  readonly result?: string;
}

/** A CSV of S6a events in the visited network. */
export function signalingCsv(rows: readonly SignalingRow[]): string {
  const lines = rows.map(
    ({ time, imsi = MACHINE, procedure = 'ULR', result = 'ok' }) =>
      `${time},${imsi},s6a,${procedure},${result},${VISITED_PLMN}`,
  );
  return `${[SIGNALING_HEADER, ...lines].join('\n')}\n`;
}

/** One event a day of the period for the machine, so that no day is missing. */
export function everyDay(period = PERIOD, imsi = MACHINE): SignalingRow[] {
  const [year, month] = period.split('-').map(Number) as [number, number];
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return Array.from({ length: days }, (_, day) => ({
    time: `${period}-${String(day + 1).padStart(2, '0')}T12:00:00Z`,
    imsi,
  }));
}

/** An agreement AAAVP – BBBHA as YAML; `replace` swaps whole top-level lines by key, '' drops one. */
export function agreementText(replace: Readonly<Record<string, string>> = {}): string {
  const lines: Record<string, string> = {
    id: 'BBBHA-AAAVP',
    version: '1',
    visited: `{ name: AAA, tadigs: [AAAVP], plmns: ["${VISITED_PLMN}"] }`,
    home: '{ name: BBB, tadigs: [BBBHA], plmns: ["99901"] }',
    term: '{ from: 2026-01-01, until: 2027-01-01 }',
    currency: 'EUR',
    declared: '{ binding: true, imsi_ranges: ["999017000000000-999017999999999"] }',
    segments: '[{ name: machines, when: { device: iot } }, { name: standard }]',
    charges:
      '{ usage: [{ service: data, segments: [machines], unit: byte, price: "0.001" }, { segments: [standard], model: as_billed }],' +
      ' access: [{ segments: [machines], per: imsi_month, price: "0.35" }] }',
    ...replace,
  };
  return Object.entries(lines)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

export interface Settled {
  readonly runId: string;
  readonly statements: readonly Statement[];
  /** The statement of the only agreement. */
  readonly only: Statement;
}

export async function settle(
  machine: Machine,
  agreements: string,
  more: { period?: string; tacs?: string | null; rates?: string | null } = {},
): Promise<Settled> {
  const { runId, statements } = await runSettle(machine, {
    period: PERIOD,
    agreements,
    tacs: null,
    rates: null,
    ...more,
  });
  return { runId, statements, only: statements[0]! };
}

export async function load(
  machine: Machine,
  paths: readonly string[],
  audit: 'enforce' | 'report' = 'enforce',
): Promise<IngestedFile[]> {
  await putEmptyDatabase(machine.data);
  return runIngest({ ...machine, decoders: decodersOf(machine.workers) }, paths, { audit });
}

/** Status by file name, without the folder. */
export function statuses(files: readonly IngestedFile[]): Record<string, string> {
  return Object.fromEntries(files.map((file) => [file.path.split('/').at(-1)!, file.status]));
}

/** SHA-256 of every file of a run folder. */
export function runFiles(data: string, runId: string): Record<string, string> {
  const folder = join(data, 'runs', runId);
  return Object.fromEntries(
    filesBelow(folder)
      .sort()
      .map((name) => [name, sha256(readFileSync(join(folder, name)))]),
  );
}

/** Paths of all files below a folder, relative to it. */
export function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** The status snapshot as it lies on disk: rows of whatever columns. */
export function readStatusFile(data: string): Record<keyof StatusSnapshot, Record<string, unknown>[]> {
  return JSON.parse(readFileSync(join(data, 'status.json'), 'utf8'));
}

/** Opens the data folder for the time of `work`. */
export async function withStore<T>(data: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await Store.open(data, { threads: 1, memory: '512MB', purpose: 'test' });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Rows of literal SQL on the closed data folder. */
export function query<T extends Row>(data: string, sql: string): Promise<T[]> {
  return withStore(data, (store) => store.db.query<T>(sql));
}

/** Pseudo-random numbers of a seed (mulberry32), so that a failure can be repeated. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The items in an order that the seed decides. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const next = random(seed);
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
