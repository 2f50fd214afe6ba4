/**
 * The decoder on GprsCall data, one thread: against a plain C decoder of the same columns (bench/native, without the
 * checks) and against the BER parsers of npm. Equal results first: every column of the C decoder must have the same
 * octets before any time is shown. The two run by turns, so that a busy machine slows both.
 *
 *   npm run bench:decode -- [--records N] [--rounds N] [--seed N] [--peer-records N] [--no-peers] [--out FILE]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { decodeTap } from '../src/decode/tap/decode.ts';
import { COLUMNS } from './columns.ts';
import { gprsFile } from './gprs-file.ts';
import { machineFacts } from './machine.ts';
import { BenchError, compileNative, FLAGS, gccVersion, proveEqualColumns } from './native.ts';
import type { PeerReport } from './peer-run.ts';
import { installPeer, type Peer, pinnedPeers } from './peers.ts';
import { noTimes, round, type Speeds, speedsOf, timePass } from './speed.ts';

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
  main();
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function main(): void {
  const compiler = gccVersion();
  const records = Number(values.records);
  const bytes = gprsFile(records, Number(values.seed));
  const file = join(folder, 'gprs.tap');
  writeFileSync(file, bytes);
  const native = compileNative(folder);

  const digest = proveEqualColumns(native, file, folder);
  print(`results are equal: ${COLUMNS.length} columns of ${records} records, sha256 ${digest}`);

  const { c, ts } = race(native, file, bytes, Number(values.rounds));
  print(
    `${(bytes.length / MEGABYTE).toFixed(1)} MB, ${records} GprsCall records, one thread, medians of ${values.rounds} rounds by turns`,
  );
  for (const [name, { wall, cpu }] of [[`C ${FLAGS.join(' ')}`, c] as const, ['decoder', ts] as const]) {
    const rate = `${(bytes.length / MEGABYTE / cpu.median).toFixed(0)} MB/s ${(records / cpu.median / 1e6).toFixed(2)} M records/s`;
    print(
      `${name.padEnd(24)} ${milliseconds(cpu.median)} of CPU (${rate}), ${milliseconds(wall.median)} on the wall`,
    );
  }
  const ratios = {
    cpu: round(c.cpu.median / ts.cpu.median),
    cpu_best: round(c.cpu.best / ts.cpu.best),
    wall: round(c.wall.median / ts.wall.median),
    wall_best: round(c.wall.best / ts.wall.best),
  };
  print(
    `the decoder is at ${ratios.cpu} of C by CPU time (best passes ${ratios.cpu_best}), at ${ratios.wall} on the wall (${ratios.wall_best})`,
  );

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
    seconds: { c, decoder: ts },
    ratio_to_c: ratios,
    peer_records: Number(values['peer-records']),
    peers,
    machine: machineFacts(),
  };
  writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
}

function race(
  native: string,
  file: string,
  bytes: Uint8Array,
  rounds: number,
): { readonly c: Speeds; readonly ts: Speeds } {
  for (let i = 0; i < WARM_UP; i++) decodeTap(bytes);
  const c = noTimes();
  const ts = noTimes();
  for (let i = 0; i < rounds; i++) {
    const printed = execFileSync(native, [file, String(PASSES)], { encoding: 'utf8' });
    const { wall, cpu } = JSON.parse(printed) as Record<keyof Speeds, { passes: number[] }>;
    c.wall.push(...wall.passes);
    c.cpu.push(...cpu.passes);
    for (let pass = 0; pass < PASSES; pass++) timePass(ts, () => decodeTap(bytes));
  }
  return { c: speedsOf(c), ts: speedsOf(ts) };
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
