/**
 * The decoder on GprsCall data, one thread: against a plain C decoder of the same columns (bench/native, without the
 * checks) and against the BER parsers of npm. Equal results first: every column of the C decoder must have the same
 * octets before any time is shown. The two run by turns, so that a busy machine slows both.
 *
 *   npm run bench:decode -- [--records N] [--rounds N] [--seed N] [--peer-records N] [--no-peers] [--out FILE]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { decodeTap } from '../src/decode/tap/decode.ts';
import { COLUMNS, columnOctets } from './columns.ts';
import { gprsFile } from './gprs-file.ts';
import { machineFacts } from './machine.ts';
import type { PeerReport } from './peer-run.ts';
import { installPeer, type Peer, pinnedPeers } from './peers.ts';

const FLAGS = ['-O3', '-march=native'];
/** Passes of each decoder in a round. */
const PASSES = 3;
/** Passes before the clock runs, for the compiler of the engine. */
const WARM_UP = 5;
/** A peer gets this long and this much memory. */
const PEER_LIMIT_MS = 120_000;
const PEER_HEAP_MB = 4096;
const MEGABYTE = 1e6;

/** What ends the bench with a sentence instead of a stack. */
class BenchError extends Error {}

interface Speed {
  readonly best: number;
  readonly median: number;
}

interface PeerResult {
  readonly name: string;
  readonly version: string;
  readonly problem: string | null;
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
  const native = compile();

  const digest = proveEqual(native, file, bytes);
  print(`results are equal: ${COLUMNS.length} columns of ${records} records, sha256 ${digest}`);

  const { c, ts } = race(native, file, bytes, Number(values.rounds));
  print(
    `${(bytes.length / MEGABYTE).toFixed(1)} MB, ${records} GprsCall records, one thread, medians of ${values.rounds} rounds by turns`,
  );
  for (const [name, speed] of [[`C (${FLAGS.join(' ')})`, c] as const, ['decoder', ts] as const]) {
    print(
      `${name.padEnd(24)} ${(speed.median * 1000).toFixed(1).padStart(8)} ms ${(bytes.length / MEGABYTE / speed.median).toFixed(0).padStart(6)} MB/s ${(records / speed.median / 1e6).toFixed(2).padStart(6)} M records/s`,
    );
  }
  const ratio = c.median / ts.median;
  print(`the decoder is at ${ratio.toFixed(3)} of C (best passes: ${(c.best / ts.best).toFixed(3)})`);

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
    flags: FLAGS,
    seconds: { c, decoder: ts },
    ratio_to_c: round(ratio),
    ratio_to_c_best: round(c.best / ts.best),
    peer_records: Number(values['peer-records']),
    peers,
    machine: machineFacts(),
  };
  writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
}

function gccVersion(): string {
  const { error, stdout } = spawnSync('gcc', ['--version'], { encoding: 'utf8' });
  if (error) throw new BenchError('gcc is not installed: the bench needs it for its C decoder.');
  return stdout.split('\n', 1)[0]!;
}

function compile(): string {
  const program = join(folder, 'decode');
  const source = fileURLToPath(new URL('./native/decode.c', import.meta.url));
  execFileSync('gcc', [...FLAGS, '-o', program, source], { stdio: ['ignore', 'ignore', 'inherit'] });
  return program;
}

/** Compares every column octet by octet; returns the SHA-256 over all of them. */
function proveEqual(native: string, file: string, bytes: Uint8Array): string {
  const decoded = decodeTap(bytes);
  if (!decoded.ok)
    throw new BenchError(`the decoder refuses the file: ${decoded.failure.code} ${decoded.failure.detail}`);
  if (decoded.audit?.agrees !== true || decoded.warnings.length > 0)
    throw new BenchError("the bench's file is not sound: its audit differs, or the decoder warns of it");
  execFileSync(native, [file, 'dump', folder]);
  const hash = createHash('sha256');
  for (const { name } of COLUMNS) {
    const octets = columnOctets(decoded, name);
    if (!readFileSync(join(folder, name)).equals(octets))
      throw new BenchError(`results differ: column ${name}`);
    hash.update(name).update(octets);
  }
  return hash.digest('hex');
}

function race(
  native: string,
  file: string,
  bytes: Uint8Array,
  rounds: number,
): { readonly c: Speed; readonly ts: Speed } {
  for (let i = 0; i < WARM_UP; i++) decodeTap(bytes);
  const c: number[] = [];
  const ts: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const printed = execFileSync(native, [file, String(PASSES)], { encoding: 'utf8' });
    c.push(...(JSON.parse(printed) as { seconds: number[] }).seconds);
    for (let pass = 0; pass < PASSES; pass++) ts.push(timed(() => decodeTap(bytes)));
  }
  return { c: speedOf(c), ts: speedOf(ts) };
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
    const { median } = speedOf(theirs);
    return {
      name,
      version,
      problem,
      mb_per_second: round(bytes.length / MEGABYTE / median),
      decoder_is_faster: round(median / speedOf(decoder).median),
    };
  });
}

function racePeer(peer: Peer, file: string, records: number): PeerReport {
  const failed = (problem: string): PeerReport => ({ problem, peer: [], decoder: [] });
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

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function speedOf(seconds: readonly number[]): Speed {
  const sorted = seconds.toSorted((a, b) => a - b);
  return { best: round(sorted[0]!, 6), median: round(sorted[sorted.length >> 1]!, 6) };
}

function round(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
