/** The data folder: one owner, never a newer schema, and damage that is said in one sentence. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RoamsettleError } from '../../src/errors.ts';
import { Store } from '../../src/store/store.ts';
import {
  agreementText,
  dataRecord,
  everyDay,
  load,
  machineFor,
  type Scratch,
  scratch,
  settle,
  signalingCsv,
  tapBytes,
  withStore,
} from '../load/world.ts';

const STORE = fileURLToPath(new URL('../../src/store/store.ts', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const options = { threads: 1, memory: '512MB', purpose: 'test' };

let space: Scratch;
const children: ChildProcess[] = [];

beforeAll(() => {
  space = scratch();
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => space.remove());

/** Opens the store in a process of its own, and resolves when it is open. */
function hold(data: string, purpose: string): Promise<ChildProcess> {
  const script = `import { Store } from ${JSON.stringify(STORE)};
    await Store.open(${JSON.stringify(data)}, { threads: 1, memory: '512MB', purpose: ${JSON.stringify(purpose)} });
    process.stdout.write('open');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.stdout!.once('data', () => resolve(child));
    child.once('exit', () => reject(new Error('the holder did not open the store')));
  });
}

/** The error of opening, or null. */
async function refusal(data: string): Promise<RoamsettleError | null> {
  try {
    await (await Store.open(data, options)).close();
    return null;
  } catch (error) {
    if (error instanceof RoamsettleError) return error;
    throw new Error(`no RoamsettleError: ${String(error)}`);
  }
}

function cli(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args]);
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

/** A data folder with rows in it, closed. */
async function filled(name: string): Promise<string> {
  const [data, folder] = [space.folder(name), space.folder('files')];
  const records = Array.from({ length: 3000 }, (_, i) =>
    dataRecord({ chargingId: BigInt(i), apn: `a${i}.example` }),
  );
  await load(machineFor(data), [
    space.write(folder, '1.tap', tapBytes('00001', records)),
    space.write(folder, '1.csv', signalingCsv(everyDay())),
  ]);
  return data;
}

const database = (data: string) => join(data, 'roamsettle.duckdb');

describe('one owner', () => {
  it('keeps a second process out and names the holder, until it is gone', async () => {
    const data = space.folder('data');
    const holder = await hold(data, 'ingest of the night');
    const refused = await refusal(data);
    expect(refused).toMatchObject({ code: 'DATA_LOCKED' });
    expect(refused?.detail).toContain(String(holder.pid));
    expect(refused?.detail).toContain('ingest of the night');
    const shown = await cli('ingest', MAIN, '--data', data, '--json');
    expect(shown.code).toBe(1);
    expect(JSON.parse(shown.out)).toMatchObject({ error: { code: 'DATA_LOCKED' } });
    expect(shown.err).not.toMatch(/\n\s+at /);
    // A killed owner leaves its note behind; the lock is gone with it.
    holder.removeAllListeners('exit');
    const gone = new Promise((resolve) => holder.once('exit', resolve));
    holder.kill('SIGKILL');
    await gone;
    expect(existsSync(join(data, 'owner.json'))).toBe(true);
    expect(await refusal(data)).toBeNull();
    expect(existsSync(join(data, 'owner.json'))).toBe(false);
  });

  it('leaves what is read from the run folders readable', async () => {
    const data = await filled('readable');
    await settle(machineFor(data), space.write(space.root, 'agreement.yaml', agreementText()));
    await hold(data, 'ingest');
    for (const command of ['status', 'runs']) {
      const { code, err } = await cli(command, '--data', data, '--json');
      expect([command, code, err]).toEqual([command, 0, '']);
    }
  });
});

describe('the schema', () => {
  it('of a newer version is refused with both numbers, and the folder is left as it was', async () => {
    const data = space.folder('data');
    await withStore(data, (store) => store.db.exec('INSERT INTO schema_migration VALUES (9999)'));
    const before = readFileSync(database(data));
    const refused = await refusal(data);
    expect(refused).toMatchObject({ code: 'DATA_NEWER' });
    expect(refused?.detail).toContain('9999');
    expect(existsSync(join(data, 'owner.json'))).toBe(false);
    expect(readFileSync(database(data)).equals(before)).toBe(true);
  });

  it('is migrated once', async () => {
    const data = space.folder('data');
    const versions = () =>
      withStore(data, (store) => store.db.query('SELECT version FROM schema_migration ORDER BY version'));
    const first = await versions();
    expect(await versions()).toEqual(first);
    expect(first.length).toBeGreaterThan(0);
  });
});

describe('a damaged database', () => {
  const damages: { name: string; damage: (path: string) => void }[] = [
    { name: 'text', damage: (path) => writeFileSync(path, 'this is no database\n'.repeat(1000)) },
    { name: 'one byte', damage: (path) => writeFileSync(path, 'x') },
    { name: 'cut in the middle', damage: (path) => truncateSync(path, statSync(path).size >> 1) },
    { name: 'zeros over its header', damage: (path) => overwrite(path, 0, Buffer.alloc(12_288)) },
    {
      name: 'zeros over its middle',
      damage: (path) => {
        const size = statSync(path).size;
        // Everything between the three headers and the end.
        overwrite(path, 12_288, Buffer.alloc(size - 12_288));
      },
    },
  ];

  let whole: string;

  beforeAll(async () => {
    whole = await filled('whole');
  });

  it.each(damages)('$name is DATA_CORRUPT', async ({ damage }) => {
    const data = space.folder('damaged');
    copyFileSync(database(whole), database(data));
    damage(database(data));
    expect(await refusal(data)).toMatchObject({ code: 'DATA_CORRUPT' });
  });

  it('is said on the command line in one sentence', async () => {
    const data = space.folder('damaged');
    writeFileSync(database(data), 'this is no database\n'.repeat(1000));
    const shown = await cli('ingest', MAIN, '--data', data, '--json');
    expect(JSON.parse(shown.out)).toMatchObject({ error: { code: 'DATA_CORRUPT' } });
    expect(shown.code).toBe(1);
    expect(shown.err).not.toMatch(/\n\s+at /);
  });

  it('is no lock, whatever the folder is called', async () => {
    const data = space.folder('locks-of-block-island');
    writeFileSync(database(data), 'this is no database\n'.repeat(1000));
    expect(await refusal(data)).toMatchObject({ code: 'DATA_CORRUPT' });
  });

  it('that is a folder is no crash', async () => {
    const data = space.folder('data');
    mkdirSync(database(data));
    expect(await refusal(data)).toMatchObject({ code: 'DATA_CORRUPT' });
  });

  it('folder that is a file is said in one sentence', async () => {
    const path = space.write(space.root, 'a-file', 'x');
    const shown = await cli('ingest', MAIN, '--data', path, '--json');
    expect(shown.code).toBe(1);
    expect(JSON.parse(shown.out).error.code).not.toBe('INTERNAL');
  });
});

function overwrite(path: string, at: number, bytes: Buffer): void {
  writeSync(openSync(path, 'r+'), bytes, 0, bytes.length, at);
}
