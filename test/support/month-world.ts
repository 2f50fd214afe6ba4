/** A folder with TAP, signaling, agreements, TACs and rates of a month made by hand, ingested and settled for real. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Statement, StatementLine } from '../../src/domain/statement.ts';
import type { IngestedFile } from '../../src/load/ingested-file.ts';
import { runIngest, runSettle } from '../../src/pipeline.ts';
import { Db } from '../../src/store/db.ts';
import { decodersOf } from './decoders.ts';
import { putEmptyDatabase } from './empty-database.ts';
import { type HandFile, handTap, rows } from './month-tap.ts';

const SIGNALING_HEADER = 'event_time,imsi,imei,interface,procedure,result,visited_plmn,rat,cell,apn';
const INTERFACES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['SAI', 'UL', 'GPRS_UL', 'CL', 'PURGE'].map((name) => [name, 'map'])),
  ...Object.fromEntries(['AIR', 'ULR', 'CLR', 'PUR', 'NOR'].map((name) => [name, 's6a'])),
  ...Object.fromEntries(['CREATE_SESSION', 'DELETE_SESSION'].map((name) => [name, 'gtp'])),
  ...Object.fromEntries(['AUTH', 'REGISTER', 'DEREGISTER'].map((name) => [name, 'sbi'])),
  REGISTERED: 'vlr',
};

/** A row of `devices.parquet` as text; null is the empty string. */
export type DeviceRow = Readonly<Record<string, string>>;

export interface Settled {
  readonly runId: string;
  /** Statement of an agreement; the only one where no id is given. */
  statement(id?: string): Statement;
  /** Rows of one agreement in the list's order. */
  devices(id?: string): readonly DeviceRow[];
  /** One row. Throws where there is none. */
  device(imsi: string, id?: string): DeviceRow;
  /** A file of the run folder as JSON. */
  json(name: string): unknown;
}

export interface SettleMore {
  readonly waive?: string;
  /** Path of a list, or of a folder of them. */
  readonly lists?: string;
  readonly corrects?: string;
  readonly counted?: readonly string[];
  readonly accrual?: boolean;
  readonly reverses?: string;
  /** Works it out again and holds the run that is there against it. */
  readonly check?: boolean;
}

export class World {
  readonly #folder = mkdtempSync(join(tmpdir(), 'roamsettle-month-'));
  #files = 0;
  #ingests = 0;

  constructor() {
    for (const name of ['in', 'agreements']) mkdirSync(join(this.#folder, name));
  }

  /** A world of its own that goes on from here, with what is loaded, settled and issued. */
  copy(): World {
    const copy = new World();
    cpSync(this.#folder, copy.#folder, { recursive: true });
    copy.#files = this.#files;
    copy.#ingests = this.#ingests;
    for (const name of this.#written) copy.#written.add(name);
    return copy;
  }

  /** Folder of everything that is made. */
  get root(): string {
    return this.#folder;
  }

  /** Path of the data folder. */
  get data(): string {
    return join(this.#folder, 'data');
  }

  /** Writes a file of any content for the next ingest and returns its path. */
  file(name: string, bytes: Uint8Array): string {
    return this.#write(name, bytes);
  }

  /** Writes a TAP file for the next ingest and returns its path. */
  tap(file: HandFile, text: string): string {
    return this.#write(`${++this.#files}.tap`, handTap(file, text));
  }

  /**
   * Writes a signaling CSV for the next ingest. A line is `TIME IMSI PROCEDURE [RESULT] [key=value…]` with keys imei,
   * apn, plmn, rat; RESULT is `ok` where it is absent and empty where it is `-`.
   */
  signaling(text: string): string {
    const lines = rows(text).map((line) => {
      const [time = '', imsi = '', procedure = '', ...rest] = line.split(/\s+/);
      const result = rest.find((word) => !word.includes('=')) ?? 'ok';
      const keys = new Map(
        rest.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]),
      );
      const at = INTERFACES[procedure];
      if (at === undefined) throw new Error(`No procedure in: ${line}`);
      const cells = [
        time,
        imsi,
        keys.get('imei') ?? '',
        at,
        procedure,
        result === '-' ? '' : result,
        keys.get('plmn') ?? '99970',
        keys.get('rat') ?? '',
        '',
        keys.get('apn') ?? '',
      ];
      return cells.join(',');
    });
    return this.#write(`${++this.#files}.csv`, `${[SIGNALING_HEADER, ...lines].join('\n')}\n`);
  }

  agreement(name: string, yaml: string): void {
    writeFileSync(join(this.#folder, 'agreements', `${name}.yaml`), yaml);
  }

  removeAgreement(name: string): void {
    rmSync(join(this.#folder, 'agreements', `${name}.yaml`));
  }

  /** `TAC device_type` lines. */
  tacs(text: string): void {
    const lines = rows(text).map((line) => {
      const [tac = '', ...words] = line.split(/\s+/);
      return `${tac},Maker,Model,${words.join(' ')}`;
    });
    this.#put('tacs.csv', `tac,manufacturer,model,device_type\n${lines.join('\n')}\n`);
  }

  /** `PERIOD FROM TO RATE` lines. */
  rates(text: string): void {
    const lines = rows(text).map((line) => `${line.split(/\s+/).join(',')},paper`);
    this.#put('rates.csv', `period,from_currency,to_currency,rate,source\n${lines.join('\n')}\n`);
  }

  /** Ingests what was written since the last call. */
  async ingest(audit: 'enforce' | 'report' = 'enforce'): Promise<IngestedFile[]> {
    const folder = this.#inbox();
    this.#ingests++;
    await putEmptyDatabase(this.data);
    return runIngest({ ...this.#machine(), decoders: decodersOf(1) }, [folder], { audit });
  }

  /** `waive` is YAML; `corrects` and `counted` are run ids. */
  async settle(period = '2026-10', more: SettleMore = {}): Promise<Settled> {
    const optional = (name: string): string | null =>
      this.#written.has(name) ? join(this.#folder, name) : null;
    await putEmptyDatabase(this.data);
    const result = await runSettle(this.#machine(), {
      period,
      agreements: join(this.#folder, 'agreements'),
      tacs: optional('tacs.csv'),
      rates: optional('rates.csv'),
      ...more,
      ...(more.waive === undefined ? {} : { waive: this.#waivers(more.waive) }),
    });
    const run = join(this.data, 'runs', result.runId);
    const list = await readRows(join(run, 'devices.parquet'));
    const only = result.statements[0]?.agreement.id;
    const rowsOf = (id: string | undefined) => list.filter((row) => row.agreement_id === (id ?? only));
    return {
      runId: result.runId,
      statement: (id) => {
        const found = result.statements.find((statement) => statement.agreement.id === (id ?? only));
        if (found === undefined) throw new Error(`No statement ${id}`);
        return found;
      },
      devices: rowsOf,
      device: (imsi, id) => {
        const found = rowsOf(id).filter((row) => row.imsi === imsi);
        if (found.length !== 1) throw new Error(`${found.length} rows of ${imsi}`);
        return found[0]!;
      },
      json: (name) => JSON.parse(readFileSync(join(run, name), 'utf8')) as unknown,
    };
  }

  #waivers(yaml: string): string {
    writeFileSync(join(this.#folder, 'waivers.yaml'), yaml);
    return join(this.#folder, 'waivers.yaml');
  }

  /** DATA/status.json, or another file of the data folder. */
  dataFile(name: string): string {
    return readFileSync(join(this.data, name), 'utf8');
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  readonly #written = new Set<string>();

  #put(name: string, text: string): void {
    writeFileSync(join(this.#folder, name), text);
    this.#written.add(name);
  }

  #inbox(): string {
    const folder = join(this.#folder, 'in', String(this.#ingests));
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  #write(name: string, bytes: Uint8Array | string): string {
    const path = join(this.#inbox(), name);
    writeFileSync(path, bytes);
    return path;
  }

  #machine() {
    return { data: this.data, workers: 1, memory: '1GB' };
  }
}

/** Opened once in a process. */
let reader: Promise<Db> | undefined;

/** Rows of a Parquet file in its order, as text; null is the empty string. */
export async function readRows(path: string): Promise<DeviceRow[]> {
  reader ??= Db.open(':memory:');
  const found = await (await reader).query(
    'SELECT CAST(COLUMNS(* EXCLUDE file_row_number) AS VARCHAR) FROM read_parquet($path, file_row_number = true) ORDER BY file_row_number::BIGINT',
    { path },
  );
  return found.map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === null ? '' : String(value)])),
  );
}

/** A line as one row of a table: `ref service | quantity unit | exact | amount | segment=amount(devices)…`. */
export function lineText(line: StatementLine): string {
  const shares = line.segments.map((share) => `${share.segment}=${share.amount}(${share.devices})`);
  return [
    line.charge_ref ?? `uncovered ${line.service}`,
    line.kind,
    line.amount_exact,
    line.amount,
    shares.join(' '),
  ].join(' | ');
}

/** Chosen columns of device rows as aligned-free text, one device a line. */
export function deviceTable(devices: readonly DeviceRow[], columns: readonly string[]): string[] {
  return devices.map((row) => columns.map((column) => row[column] ?? `no ${column}`).join(' '));
}

/** One cell a column, blanks squeezed: the shape of `deviceTable`. */
export function expectedRows(text: string): string[] {
  return rows(text).map((line) => line.split(/\s+/).join(' '));
}
