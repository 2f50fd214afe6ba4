/** Signaling across files: one event however often it comes, malformed rows kept by line, counts that add up. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  agreementText,
  everyDay,
  load,
  MACHINE,
  machineFor,
  PERSON,
  query,
  readStatusFile,
  runFiles,
  type Scratch,
  type SignalingRow,
  scratch,
  settle,
  shuffled,
  signalingCsv,
} from './world.ts';

let space: Scratch;
let agreement: string;

beforeAll(() => {
  space = scratch();
  agreement = space.write(space.root, 'agreement.yaml', agreementText());
});
afterAll(() => space.remove());

/** The same events in another shape: time in milliseconds, keys in another order, upper and lower case swapped. */
function ndjson(rows: readonly SignalingRow[]): string {
  return rows
    .map(({ time, imsi = MACHINE, procedure = 'ULR', result = 'ok' }) =>
      JSON.stringify({
        visited_plmn: '99970',
        procedure: procedure.toLowerCase(),
        imsi,
        interface: 'S6A',
        result: result.toUpperCase(),
        event_time: String(Date.parse(time)),
      }),
    )
    .map((line) => `${line}\n`)
    .join('');
}

const MANIFEST = `SELECT name, rows_loaded::INT AS loaded, rows_repeated::INT AS repeated, rows_rejected::INT AS rejected
  FROM source_file ORDER BY name`;

describe('one event in several files', () => {
  const events = everyDay();
  const first = events.slice(0, 20);
  const second = events.slice(10);
  const files = {
    'a.csv': signalingCsv(first),
    'b.ndjson': ndjson(second),
    'c.csv.gz': gzipSync(signalingCsv([...events].reverse())),
    // The first event three times over.
    'd.csv': signalingCsv([events[0]!, events[0]!, { ...events[0]!, time: '2026-10-01T14:00:00+02:00' }]),
  };
  const rows = { 'a.csv': 20, 'b.ndjson': 21, 'c.csv.gz': 31, 'd.csv': 3 };

  it('is one event, whatever the order and the calls, and the run says the same', async () => {
    const runs = [];
    for (const seed of [1, 4]) {
      const data = space.folder('data');
      const folder = space.folder('files');
      const order = shuffled(Object.entries(files), seed);
      for (const part of [order.slice(0, 1), order.slice(1)]) {
        const paths = part.map(([name, content]) => space.write(folder, name, content));
        for (const result of await load(machineFor(data), paths)) {
          expect(result).toMatchObject({ status: 'loaded', rejected_rows: 0 });
          expect(result.records).toBe(rows[result.path.split('/').at(-1) as keyof typeof rows]);
        }
      }
      expect(
        await query(
          data,
          'SELECT count(*)::INT AS n, count(DISTINCT event_ms)::INT AS d FROM signaling_event',
        ),
      ).toEqual([{ n: 31, d: 31 }]);
      for (const { name, loaded, repeated, rejected } of await query<{
        name: string;
        loaded: number;
        repeated: number;
        rejected: number;
      }>(data, MANIFEST)) {
        expect(loaded + repeated + rejected, name).toBe(rows[name as keyof typeof rows]);
      }
      const repeats = await query(data, 'SELECT count(*)::INT AS n FROM signaling_repeat');
      expect(repeats).toEqual([{ n: 20 + 21 + 31 + 3 - 31 }]);
      const { runId, only } = await settle(machineFor(data), agreement);
      expect(only.inputs).toMatchObject({ files: 4, events: 31 });
      runs.push({ runId, files: runFiles(data, runId) });
    }
    expect(runs[1]).toEqual(runs[0]);
  });

  it('that differs in one column is another event', async () => {
    const data = space.folder('data');
    const time = '2026-10-05T12:00:00Z';
    const variants: SignalingRow[] = [
      { time },
      { time, imsi: PERSON },
      { time, procedure: 'AIR' },
      { time, result: '5004' },
      { time: '2026-10-05T12:00:00.001Z' },
    ];
    await load(machineFor(data), [space.write(space.folder('files'), 'a.csv', signalingCsv(variants))]);
    expect(await query(data, 'SELECT count(*)::INT AS n FROM signaling_event')).toEqual([{ n: 5 }]);
  });
});

describe('malformed rows', () => {
  const good = signalingCsv([{ time: '2026-10-05T12:00:00Z' }, { time: '2026-10-06T12:00:00Z' }]);
  const mixed = `${good}not a time,${MACHINE},s6a,ULR,ok,99970\n2026-10-07T12:00:00Z,12x,s6a,ULR,ok,99970\n\n2026-10-07T12:00:00Z,${MACHINE},s6a,JUMP,ok,99970\n2026-10-05T12:00:00Z,${MACHINE},s6a,ULR,ok,99970\n`;

  it('are counted and kept by file and line, and the counts add up', async () => {
    const data = space.folder('data');
    const [result] = await load(machineFor(data), [space.write(space.folder('files'), 'mixed.csv', mixed)]);
    expect(result).toMatchObject({ status: 'loaded', records: 3, rejected_rows: 3, repeated_rows: 1 });
    expect(await query(data, MANIFEST)).toEqual([{ name: 'mixed.csv', loaded: 2, repeated: 1, rejected: 3 }]);
    // The header is line 1, the blank line is line 6.
    expect(
      await query(
        data,
        'SELECT f.name, r.line::INT AS line, r.reason FROM signaling_rejected_row AS r JOIN source_file AS f USING (file_id) ORDER BY line',
      ),
    ).toEqual([
      { name: 'mixed.csv', line: 4, reason: 'bad_event_time' },
      { name: 'mixed.csv', line: 5, reason: 'bad_imsi' },
      { name: 'mixed.csv', line: 7, reason: 'unknown_procedure' },
    ]);
    const listed = readStatusFile(data).rejected_rows.map(({ name, reason, rows, first_line: line }) => [
      name,
      reason,
      rows,
      line,
    ]);
    expect(listed).toEqual([
      ['mixed.csv', 'bad_event_time', 1, 4],
      ['mixed.csv', 'bad_imsi', 1, 5],
      ['mixed.csv', 'unknown_procedure', 1, 7],
    ]);
    expect(JSON.stringify(readStatusFile(data))).not.toContain(MACHINE);
  });

  it('alone make no loaded file: it is listed with the reasons and loads nothing', async () => {
    const data = space.folder('data');
    const bad = `${good.split('\n')[0]}\nnot a time,${MACHINE},s6a,ULR,ok,99970\nneither,${MACHINE},s6a,ULR,ok,99970\n`;
    const [result] = await load(machineFor(data), [space.write(space.folder('files'), 'bad.csv', bad)]);
    expect(['refused', 'quarantined']).toContain(result?.status);
    expect(result).toMatchObject({ code: 'SIGNALING_ALL_ROWS_BAD', records: 0 });
    expect(result?.detail).toContain('bad_event_time: 2');
    expect(JSON.stringify(result)).not.toContain(MACHINE);
    expect(readStatusFile(data).rejected).toMatchObject([
      { name: 'bad.csv', code: 'SIGNALING_ALL_ROWS_BAD' },
    ]);
    expect(await query(data, 'SELECT count(*)::INT AS n FROM source_file')).toEqual([{ n: 0 }]);
  });

  it('do not keep the same content from loading after a wrong first line was corrected', async () => {
    const data = space.folder('data');
    const folder = space.folder('files');
    const headless = space.write(folder, 'headless.csv', good.split('\n').slice(1).join('\n'));
    expect((await load(machineFor(data), [headless]))[0]?.status).not.toBe('loaded');
    expect((await load(machineFor(data), [space.write(folder, 'whole.csv', good)]))[0]?.status).toBe(
      'loaded',
    );
  });
});

describe('files that load together', () => {
  const rows = everyDay();
  const time = '2026-10-05T12:00:00Z';
  const cut = gzipSync(signalingCsv(rows.map((row) => ({ ...row, imsi: PERSON }))));

  it('do not fall with one of them, and nothing of that one stays', async () => {
    const data = space.folder('data');
    const folder = space.folder('files');
    const files: [string, string | Buffer][] = [
      ['a.csv', signalingCsv(rows)],
      ['b.csv', signalingCsv([{ time: 'never', imsi: PERSON }])],
      ['c.csv.gz', cut.subarray(0, -5)],
      ['d.csv', signalingCsv([...rows.slice(0, 2), { time, imsi: PERSON }, { time: 'never' }])],
      ['e.ndjson', ndjson(rows.slice(5, 8))],
    ];
    const results = await load(
      machineFor(data),
      files.map(([name, content]) => space.write(folder, name, content)),
    );
    expect(results.map(({ status, code, records }) => [status, code, records])).toEqual([
      ['loaded', null, rows.length],
      [expect.stringMatching(/refused|quarantined/), 'SIGNALING_ALL_ROWS_BAD', 0],
      [expect.stringMatching(/refused|quarantined/), 'FILE_CORRUPT', 0],
      ['loaded', null, 3],
      ['loaded', null, 3],
    ]);
    expect(await query(data, MANIFEST)).toEqual([
      { name: 'a.csv', loaded: rows.length, repeated: 0, rejected: 0 },
      { name: 'd.csv', loaded: 1, repeated: 2, rejected: 1 },
      { name: 'e.ndjson', loaded: 0, repeated: 3, rejected: 0 },
    ]);
    const [stored] = await query(
      data,
      `SELECT (SELECT count(*)::INT FROM signaling_event) AS events, (SELECT count(*)::INT FROM signaling_repeat) AS repeats,
        (SELECT count(*)::INT FROM signaling_rejected_row) AS rejected, (SELECT max(file_id)::INT FROM source_file) AS last`,
    );
    expect(stored).toEqual({ events: rows.length + 1, repeats: 5, rejected: 1, last: 3 });
  });
});
