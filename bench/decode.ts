/**
 * The decoder on GprsCall data, in one thread and in two: against a plain C decoder of the same columns (bench/native, without the
 * checks) and against the BER parsers of npm. Equal results first: every column of the C decoder must have the same
 * octets before any time is shown. The two run by turns, so that a busy machine slows both.
 *
 *   npm run bench:decode -- [--records N] [--rounds N] [--seed N] [--peer-records N] [--no-peers] [--out FILE]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { COLUMNS } from './columns.ts';
import { DecoderThreads, nativePasses } from './decode-threads.ts';
import { gprsFile } from './gprs-file.ts';
import { machineFacts } from './machine.ts';
import { BenchError, compileNative, FLAGS, gccVersion, proveEqualColumns } from './native.ts';
import type { PeerReport } from './peer-run.ts';
import { installPeer, type Peer, pinnedPeers } from './peers.ts';
import { noTimes, round, type Speeds, speedsOf, type Times } from './speed.ts';

const THREADS = [1, 2];
/** Passes of each decoder in a round. */
const PASSES = 10;
/** Passes before the clock runs, for the compiler of the engine. */
const WARM_UP = 5;
/** A peer gets this long and this much memory. */
const PEER_LIMIT_MS = 120_000;
const PEER_HEAP_MB = 4096;
const MEGABYTE = 1e6;

interface PeerResult {
  readonly name: string;
  readonly version: string;
  readonly problem: string | null;
  /** By CPU time. */
  readonly mb_per_second: number | null;
  /** How many times as fast the decoder is on the same bytes. */
  readonly decoder_is_faster: number | null;
}

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '9' },
    seed: { type: 'string', default: '7' },
    'peer-records': { type: 'string', default: '10000' },
    'no-peers': { type: 'boolean', default: false },
    out: { type: 'string', default: fileURLToPath(new URL('./results/decode.json', import.meta.url)) },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'roamsettle-bench-decode-'));
try {
  await main();
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const compiler = gccVersion();
  const records = Number(values.records);
  const bytes = gprsFile(records, Number(values.seed));
  const file = join(folder, 'gprs.tap');
  writeFileSync(file, bytes);
  const native = compileNative(folder);

  const digest = proveEqualColumns(native, file, folder);
  print(`results are equal: ${COLUMNS.length} columns of ${records} records, sha256 ${digest}`);
  print(
    `${(bytes.length / MEGABYTE).toFixed(1)} MB, ${records} GprsCall records, medians of ${values.rounds} rounds by turns`,
  );
  const races = new Map<number, Race>();
  for (const threads of THREADS) races.set(threads, await race(native, file, threads));

  const peers = values['no-peers'] ? [] : racePeers();
  for (const { name, version, problem, mb_per_second, decoder_is_faster } of peers) {
    const figures = `${mb_per_second?.toFixed(2).padStart(8)} MB/s, decoder ${decoder_is_faster?.toFixed(0)} times as fast`;
    print(`${`${name}@${version}`.padEnd(24)} ${problem ?? figures}`);
  }
  const result = {
    bench: 'decode',
    records,
    bytes: bytes.length,
    columns: COLUMNS.length,
    columns_sha256: digest,
    compiler,
    flags: FLAGS.join(' '),
    races: Object.fromEntries([...races].map(([threads, it]) => [`threads_${threads}`, it])),
    peer_records: Number(values['peer-records']),
    peers,
    machine: machineFacts(),
  };
  writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
}

/** Times of a pass over the file, and C's divided by the decoder's. */
interface Race {
  readonly c: Speeds;
  readonly decoder: Speeds;
  readonly ratio_to_c: Readonly<Record<'cpu' | 'cpu_best' | 'wall' | 'wall_best', number>>;
}

/** Both by turns, each in as many threads; a pass of a thread is a pass over the whole file. */
async function race(native: string, file: string, threads: number): Promise<Race> {
  const decoder = new DecoderThreads(threads, file, WARM_UP);
  const c = noTimes();
  const ours = noTimes();
  for (let i = 0; i < Number(values.rounds); i++) {
    add(c, await nativePasses(native, file, threads, PASSES));
    add(ours, await decoder.passes(PASSES));
  }
  await decoder.end();
  return shown(threads, { c: speedsOf(c), decoder: speedsOf(ours) });
}

function add(times: Times, { wall, cpu }: Times): void {
  times.wall.push(...wall);
  times.cpu.push(...cpu);
}

function shown(threads: number, speeds: Pick<Race, 'c' | 'decoder'>): Race {
  const { c, decoder } = speeds;
  const ratio_to_c = {
    cpu: round(c.cpu.median / decoder.cpu.median),
    cpu_best: round(c.cpu.best / decoder.cpu.best),
    wall: round(c.wall.median / decoder.wall.median),
    wall_best: round(c.wall.best / decoder.wall.best),
  };
  const { cpu, cpu_best, wall, wall_best } = ratio_to_c;
  print(`${threads === 1 ? 'one thread' : `${threads} threads`}, a pass over the file:`);
  for (const [name, { wall, cpu }] of [[`C ${FLAGS.join(' ')}`, c] as const, ['decoder', decoder] as const])
    print(
      `  ${name.padEnd(24)} ${milliseconds(cpu.median)} of CPU, ${milliseconds(wall.median)} on the wall`,
    );
  print(`  decoder ÷ C: ${cpu} by CPU time (best passes ${cpu_best}), ${wall} on the wall (${wall_best})`);
  return { ...speeds, ratio_to_c };
}

function racePeers(): PeerResult[] {
  const records = Number(values['peer-records']);
  const bytes = gprsFile(records, Number(values.seed));
  const file = join(folder, 'peers.tap');
  writeFileSync(file, bytes);
  return pinnedPeers().map((peer) => {
    const { name, version } = peer;
    const { problem, peer: theirs, decoder } = racePeer(peer, file, records);
    if (problem !== null) return { name, version, problem, mb_per_second: null, decoder_is_faster: null };
    const { median } = speedsOf(theirs).cpu;
    return {
      name,
      version,
      problem,
      mb_per_second: round(bytes.length / MEGABYTE / median),
      decoder_is_faster: round(median / speedsOf(decoder).cpu.median),
    };
  });
}

function racePeer(peer: Peer, file: string, records: number): PeerReport {
  const failed = (problem: string): PeerReport => ({ problem, peer: noTimes(), decoder: noTimes() });
  const prefix = join(folder, peer.name.replaceAll('/', '-'));
  try {
    installPeer(peer, prefix);
  } catch {
    return failed('cannot be installed here');
  }
  const script = fileURLToPath(new URL('./peer-run.ts', import.meta.url));
  const run = spawnSync(
    process.execPath,
    [`--max-old-space-size=${PEER_HEAP_MB}`, script, peer.name, prefix, file, String(records)],
    { encoding: 'utf8', timeout: PEER_LIMIT_MS },
  );
  if (run.status === 0) return JSON.parse(run.stdout) as PeerReport;
  return failed(`does not read it: it ended by ${run.signal ?? `exit code ${run.status}`}`);
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(1).padStart(7)} ms`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
