/**
 * The whole chain on a seeded month, stage by stage. Equal results first: the month is ingested and settled with one
 * worker and with all of them, and the two runs must have the same id and the same bytes before any time is shown.
 *
 *   npm run bench:pipeline -- [--devices N] [--records N] [--events N] [--out FILE]
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeTap } from '../src/decode/tap/decode.ts';
import { readInflated } from '../src/files/inflate.ts';
import { generateMonth } from '../src/generate/generate.ts';
import { runIngest, runSettle } from '../src/pipeline.ts';
import { digestsBelow } from '../src/runs/digests.ts';
import { runFolder } from '../src/runs/write.ts';
import { machineFacts } from './machine.ts';

const PERIOD = '2026-10';
const SEED = 7;

interface Stage {
  readonly stage: string;
  readonly workers: number;
  readonly rows: number;
  readonly seconds: number;
  readonly rows_per_second: number;
}

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '5000' },
    records: { type: 'string' },
    events: { type: 'string' },
    out: { type: 'string' },
  },
});
const optional = (key: 'records' | 'events') =>
  values[key] === undefined ? {} : { [key]: Number(values[key]) };

const folder = mkdtempSync(join(tmpdir(), 'roamsettle-bench-'));
const stages: Stage[] = [];
try {
  const month = join(folder, 'month');
  const made = await timed(
    'generate',
    1,
    () =>
      generateMonth({
        devices: Number(values.devices),
        period: PERIOD,
        seed: SEED,
        out: month,
        ...optional('records'),
        ...optional('events'),
      }),
    ({ records, events }) => records + events,
  );
  await timed(
    'decode',
    1,
    () => decodeAll(join(month, 'tap')),
    (records) => records,
  );
  const one = await settleWith(1, month);
  const all = await settleWith(availableParallelism(), month);
  if (one.digest !== all.digest)
    throw new Error(`results differ: ${one.digest} with one worker, ${all.digest} with all`);
  const result = {
    bench: 'pipeline',
    ...made,
    run_id: all.runId,
    result_sha256: all.digest,
    stages,
    peak_rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    machine: machineFacts(),
  };
  process.stdout.write(`results are equal: run ${all.runId}, bytes ${all.digest}\n`);
  for (const { stage, workers, rows, seconds, rows_per_second } of stages) {
    process.stdout.write(
      `${stage.padEnd(10)} ${String(workers).padStart(2)} worker(s) ${String(rows).padStart(10)} rows ${seconds.toFixed(2).padStart(8)} s ${String(rows_per_second).padStart(9)} rows/s\n`,
    );
  }
  process.stdout.write(`peak memory ${result.peak_rss_mb} MB\n`);
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function settleWith(workers: number, month: string): Promise<{ runId: string; digest: string }> {
  const machine = { data: join(folder, `data-${workers}`), workers, memory: '4GB' };
  rmSync(machine.data, { recursive: true, force: true });
  const files = await timed(
    'ingest',
    workers,
    () => runIngest(machine, [join(month, 'tap'), join(month, 'signaling')], { audit: 'enforce' }),
    (list) => list.reduce((sum, file) => sum + file.records, 0),
  );
  const rows = files.reduce((sum, file) => sum + file.records, 0);
  const { runId } = await timed(
    'settle',
    workers,
    () =>
      runSettle(machine, {
        period: PERIOD,
        agreements: join(month, 'agreements'),
        tacs: join(month, 'tacs.csv'),
        rates: join(month, 'rates.csv'),
      }),
    () => rows,
  );
  // Over the names and bytes of the run's files.
  const digests = JSON.stringify(await digestsBelow(runFolder(machine.data, runId)));
  return { runId, digest: createHash('sha256').update(digests).digest('hex') };
}

/** Decodes every TAP file on this thread; returns the records. */
async function decodeAll(tap: string): Promise<number> {
  let records = 0;
  for (const name of readdirSync(tap).sort()) {
    if (!statSync(join(tap, name)).isFile()) continue;
    const decoded = decodeTap((await readInflated(join(tap, name))).bytes);
    if (!decoded.ok) throw new Error(`${name}: ${decoded.failure.code}`);
    records += decoded.batches.reduce((sum, batch) => sum + batch.rows, 0);
  }
  return records;
}

async function timed<T>(
  stage: string,
  workers: number,
  work: () => Promise<T>,
  rowsOf: (result: T) => number,
): Promise<T> {
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  const rows = rowsOf(result);
  stages.push({
    stage,
    workers,
    rows,
    seconds: Number(seconds.toFixed(3)),
    rows_per_second: Math.round(rows / seconds),
  });
  return result;
}
