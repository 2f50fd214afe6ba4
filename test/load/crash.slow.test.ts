/** What ends an ingest in its middle: a kill between and within transactions, a full disk. Nothing is lost or left behind. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataRecord, load, machineFor, query, type Scratch, scratch, tapBytes } from './world.ts';

const path = (name: string) => fileURLToPath(new URL(`../../src/${name}`, import.meta.url));
const FILES = 12;
const RECORDS = 400;
/** Files of a transaction: three fill a run. */
const RUN = { rows: 3 * RECORDS, bytes: 2 ** 30 };

const PER_FILE = `SELECT f.name, f.rows_loaded::INT AS loaded, count(r.file_id)::INT AS rows,
  count(DISTINCT r.record_index)::INT AS indexes,
  (SELECT count(*)::INT FROM tap_utc_offset AS o WHERE o.file_id = f.file_id) AS offsets,
  (SELECT count(*)::INT FROM file_day AS d WHERE d.file_id = f.file_id) AS days
  FROM source_file AS f LEFT JOIN tap_record AS r USING (file_id) GROUP BY ALL ORDER BY f.name`;

let space: Scratch;
let folder: string;

const sequence = (i: number) => String(i).padStart(5, '0');

beforeAll(() => {
  space = scratch();
  folder = space.folder('files');
  for (let i = 1; i <= FILES; i++) {
    const records = Array.from({ length: RECORDS }, (_, n) =>
      dataRecord({ chargingId: BigInt(i * RECORDS + n), apn: `apn${i}.example` }),
    );
    space.write(folder, sequence(i), tapBytes(sequence(i), records));
  }
});
afterAll(() => space.remove());

/** Ingests in a process of its own, in runs of three files, and kills it `afterMs` after file `n` was taken. */
function ingestAndKill(data: string, n: number, afterMs: number): Promise<void> {
  const script = `import { Store } from ${JSON.stringify(path('store/store.ts'))};
    import { DecodePool } from ${JSON.stringify(path('load/decode-pool.ts'))};
    import { ingest } from ${JSON.stringify(path('load/ingest.ts'))};
    const store = await Store.open(${JSON.stringify(data)}, { threads: 1, memory: '256MB', purpose: 'killed' });
    await ingest(store, new DecodePool(1), [${JSON.stringify(folder)}], { audit: 'enforce', workers: 1, run: ${JSON.stringify(RUN)},
      onFile: (done) => { if (done === ${n}) process.stdout.write('now'); } });
    process.stdout.write('now');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), afterMs));
    child.on('error', reject);
    child.on('exit', (code, signal) =>
      signal === 'SIGKILL' ? resolve() : reject(new Error(`the process ended by itself (${code})`)),
    );
  });
}

/** Every file is there once and whole, and nothing but the database and the run folder stands in `data`. */
async function expectWhole(data: string): Promise<void> {
  const files = await query(data, PER_FILE);
  const whole = { loaded: RECORDS, rows: RECORDS, indexes: RECORDS, offsets: 1, days: 1 };
  expect(files).toEqual(Array.from({ length: FILES }, (_, i) => ({ name: sequence(i + 1), ...whole })));
  expect(readdirSync(data).sort()).toEqual(['roamsettle.duckdb', 'runs', 'status.json']);
}

describe('a kill', () => {
  // Taken is not written: a run is begun with its third file, and the last one by the end of the call.
  it.each([
    [1, 0],
    [4, 0],
    [7, 5],
    [FILES, 20],
  ])(
    '%i files and %i ms into the call leaves whole files, and the next call brings the rest',
    async (n, ms) => {
      const data = space.folder('data');
      await ingestAndKill(data, n, ms);
      const before = await query<{ loaded: number; rows: number }>(data, PER_FILE);
      expect(before.filter(({ loaded, rows }) => loaded !== RECORDS || rows !== RECORDS)).toEqual([]);
      await load(machineFor(data), [folder]);
      await expectWhole(data);
    },
    60_000,
  );

  it('leaves no spilled pages behind once the folder is opened again', async () => {
    const data = space.folder('data');
    mkdirSync(join(data, 'spill'));
    writeFileSync(join(data, 'spill', 'duckdb_temp_storage_DEFAULT-0.tmp'), 'x'.repeat(1000));
    await query(data, 'SELECT 1');
    expect(readdirSync(data)).not.toContain('spill');
  });
});

describe('a full disk', () => {
  it.each([0, 4])(
    'where a database began with %i KiB, the next call begins it anew',
    async (kib) => {
      const data = join(space.folder('fresh'), 'data');
      const { code, out } = await limited(kib, [
        'ingest',
        folder,
        '--data',
        data,
        '--json',
        '--workers',
        '1',
      ]);
      expect([code, JSON.parse(out)]).toEqual([
        1,
        { error: expect.objectContaining({ code: 'OUTPUT_WRITE' }) },
      ]);
      await load(machineFor(data), [folder]);
      await expectWhole(data);
    },
    60_000,
  );

  it('is said in one sentence, loses nothing, and the next call goes on', async () => {
    const data = space.folder('data');
    await load(machineFor(data), [folder]);
    const records = Array.from({ length: 60_000 }, (_, n) => dataRecord({ chargingId: BigInt(n * 200_003) }));
    const large = space.write(space.folder('large'), 'large', tapBytes('00099', records));
    // What a process may write to one file stands for the free space of the disk.
    const limit = Math.ceil(statSync(join(data, 'roamsettle.duckdb')).size / 1024);
    const { code, out } = await limited(limit, ['ingest', large, '--data', data, '--json', '--workers', '1']);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'OUTPUT_WRITE' } });
    expect(code).toBe(1);
    await expectWhole(data);
    const [again] = await load(machineFor(data), [large]);
    expect(again).toMatchObject({ status: 'loaded', records: records.length });
    expect(await query(data, 'SELECT count(*)::INT AS n FROM tap_record')).toEqual([
      { n: FILES * RECORDS + records.length },
    ]);
  }, 60_000);
});

/** The command line under `ulimit -f` of so many KiB. */
function limited(kib: number, args: readonly string[]): Promise<{ code: number | null; out: string }> {
  const shell = `ulimit -f ${kib} && exec "$0" "$@"`;
  const child = spawn('bash', ['-c', shell, process.execPath, path('cli/main.ts'), ...args]);
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out }));
  });
}
