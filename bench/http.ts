/**
 * Readers beside work: how long list pages, filters and evidence take while a settlement runs, and how much readers slow an
 * ingest. First every row of the list is read once, as a client does, and counted.
 *
 *   npm run bench:http                   100,000 devices, some minutes
 *     [--devices N] [--records N] [--readers N] [--seconds N] [--rounds N] [--memory SIZE] [--seed N]
 *     [--folder DIR] [--keep] [--out FILE]
 *
 * Readers in a closed loop ask again as soon as they are answered; people think for a second. The ingest is measured with
 * readers and without, in turns, each time into a new database beside the same runs.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { KINDS, openLibrary, type Reading, readBy } from './http/readers.ts';
import { BenchServer, type Job, secondsOf } from './http/server.ts';
import { machineFacts } from './machine.ts';
import { StageTable } from './scale/stages.ts';

const THINK_MS = 1000;
const BOOK_MS = 600_000;

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '100000' },
    records: { type: 'string', default: '1000000' },
    readers: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '2' },
    memory: { type: 'string', default: '4GB' },
    seed: { type: 'string', default: '7' },
    folder: { type: 'string', default: tmpdir() },
    keep: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
const readers = Number(values.readers);
const seconds = Number(values.seconds);
const folder = mkdtempSync(join(values.folder, 'roamsettle-http-'));
const month = join(folder, 'month');
const data = join(folder, 'data');
const paths = [join(month, 'tap'), join(month, 'signaling')];
try {
  await main();
} finally {
  if (!values.keep) rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const loadBefore = loadavg();
  const { runId, rows } = await settledMonth();
  const server = await BenchServer.start(data, month, values.memory);
  const figures: Record<string, Reading> = {};
  const say = (name: string, reading: Reading) => {
    figures[name] = reading;
    process.stdout.write(`${lineOf(name, reading)}\n`);
  };
  process.stdout.write(`${headLine()}\n`);
  try {
    const list = await openLibrary(server, runId, rows);
    await server.json(`/v1/runs/${runId}/devices/0`);
    await bookOf(runId);
    const checked = await openLibrary(server, runId, rows);
    if (checked.cursors.join() !== list.cursors.join())
      throw new Error('The book has other pages than the files.');
    const after = (ms: number) => {
      const end = Date.now() + ms;
      return () => Date.now() >= end;
    };
    say('alone, 1', await readBy(server, list, { readers: 1, think: 0, until: after(seconds * 250) }));
    for (const [name, count, think] of [
      ['settling, 1', 1, 0],
      [`settling, ${readers} people`, readers, THINK_MS],
      [`settling, ${readers} in a loop`, readers, 0],
    ] as const)
      say(
        name,
        await besideSettling(server, (until) => readBy(server, list, { readers: count, think, until })),
      );
    const ingests = await ingestTimes(list.run, rows);
    const ratio = Math.round((1000 * ingests.with) / ingests.alone) / 1000;
    process.stdout.write(
      `ingest: alone ${ingests.alone} s, beside ${readers} readers in a loop ${ingests.with} s: ratio ${ratio}\n`,
    );
    if (values.out === undefined) return;
    const facts = { machine: machineFacts(), load_before: loadBefore, load_after: loadavg() };
    const result = { ...facts, settings: values, devices: rows, figures, ingest: { ...ingests, ratio } };
    writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await server.stop();
  }
}

/** Ingested and settled by the command line. */
async function settledMonth(): Promise<{ runId: string; rows: number }> {
  const table = new StageTable(
    {
      ...{
        records: Number(values.records),
        devices: values.devices,
        seed: values.seed,
        signaling: 'parquet',
      },
      ...{ fileMb: '30', memory: values.memory, workers: String(availableParallelism()), folder },
    },
    ({ stage, wall_s }) => process.stderr.write(`${stage} ${wall_s} s\n`),
  );
  const { tap, signaling, devices } = await table.generate();
  await table.ingest('ingest TAP', 'tap', tap.records, tap.bytes);
  await table.ingest('ingest signaling', 'signaling', signaling.rows, signaling.bytes);
  const { run_id } = await table.settle('settle', 'agreements', tap.records + signaling.rows);
  const { readStatements } = await import('../src/runs/read.ts');
  const rows = readStatements(data, run_id).reduce((sum, { device_list }) => sum + device_list.rows, 0);
  process.stdout.write(`${devices} devices, ${rows} rows in the list\n`);
  return { runId: run_id, rows };
}

/** Waits until the server has made the book. */
async function bookOf(runId: string): Promise<void> {
  const begun = Date.now();
  while (!readdirSync(join(data, 'server/books')).includes(runId)) {
    if (Date.now() - begun > BOOK_MS) throw new Error('No book was made.');
    await sleep(100);
  }
  process.stdout.write(`book of the run after ${Math.round((Date.now() - begun) / 100) / 10} s\n`);
}

/** Reads for the seconds asked for, while one settlement after another works everything out again. */
async function besideSettling(
  server: BenchServer,
  read: (until: () => boolean) => Promise<Reading>,
): Promise<Reading> {
  const end = Date.now() + seconds * 1000;
  let isOver = false;
  const settling = (async () => {
    while (!isOver) {
      const body = {
        ...{ period: '2026-10', agreements: join(month, 'agreements'), check: true },
        ...{ tacs: join(month, 'tacs.csv'), rates: join(month, 'rates.csv') },
      };
      await server.finished(await server.json<Job>('/v1/runs', body));
    }
  })();
  const reading = await read(() => Date.now() >= end);
  isOver = true;
  await settling;
  return reading;
}

/** Seconds of an ingest of the whole month, the least of the rounds. */
async function ingestTimes(run: string, rows: number): Promise<{ alone: number; with: number }> {
  const times = { alone: [] as number[], with: [] as number[] };
  for (let round = 0; round < Number(values.rounds); round++)
    for (const kind of ['alone', 'with'] as const) {
      const fresh = join(folder, `${kind}-${round}`);
      mkdirSync(fresh);
      cpSync(join(data, 'runs'), join(fresh, 'runs'), { recursive: true });
      mkdirSync(join(fresh, 'server'));
      cpSync(join(data, 'server/books'), join(fresh, 'server/books'), { recursive: true });
      const server = await BenchServer.start(fresh, month, values.memory);
      try {
        const list = await openLibrary(server, run, rows);
        let isOver = false;
        const reading =
          kind === 'with' ? readBy(server, list, { readers, think: 0, until: () => isOver }) : null;
        const job = await server.finished(await server.json<Job>('/v1/ingests', { paths }));
        isOver = true;
        const read = await reading;
        if (read !== null) process.stdout.write(`${lineOf('loading', read)}\n`);
        times[kind].push(secondsOf(job));
      } finally {
        await server.stop();
        rmSync(fresh, { recursive: true, force: true });
      }
    }
  return { alone: Math.min(...times.alone), with: Math.min(...times.with) };
}

function headLine(): string {
  const heads = KINDS.map((kind) => `${kind} ms`.padStart(20));
  return [''.padEnd(28), 'requests'.padStart(9), 'errors'.padStart(7), 'CPU ms'.padStart(7), ...heads].join(
    ' ',
  );
}

/** Medians, and what 95 of 100 are below. */
function lineOf(name: string, { requests, errors, cpu_ms, median, p95 }: Reading): string {
  const times = KINDS.map((kind) => `${median[kind]} (${p95[kind]})`.padStart(20));
  return [
    name.padEnd(28),
    String(requests).padStart(9),
    String(errors).padStart(7),
    String(cpu_ms).padStart(7),
    ...times,
  ].join(' ');
}
