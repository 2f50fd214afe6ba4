/**
 * One peer in a process of its own, so that one that loops or takes all memory ends alone: parses the file, checks what
 * it found, then takes turns with the decoder. Prints a PeerReport as JSON.
 *
 *   node bench/peer-run.ts NAME FOLDER FILE EVENTS
 */
import { readFileSync } from 'node:fs';
import { decodeTap } from '../src/decode/tap/decode.ts';
import { type Counts, countElements, firstLine, loadPeer } from './peers.ts';
import { noTimes, type Times, timePass } from './speed.ts';

export interface PeerReport {
  /** Why there are no times. */
  readonly problem: string | null;
  readonly peer: Times;
  readonly decoder: Times;
}

const ROUNDS = 5;
/** Passes of the decoder before the clock runs, and in a round. */
const WARM_UP = 30;
const PASSES = 15;

if (import.meta.main) {
  const [name, folder, file, events] = process.argv.slice(2) as [string, string, string, string];
  const report = await run(name, folder, readFileSync(file), Number(events));
  process.stdout.write(JSON.stringify(report));
}

async function run(name: string, folder: string, bytes: Buffer, events: number): Promise<PeerReport> {
  const peer = noTimes();
  const decoder = noTimes();
  let problem: string | null = null;
  try {
    const parse = await loadPeer(name, folder);
    problem = difference(parse(bytes), { events, elements: countElements(bytes) });
    if (problem !== null) return { problem, peer, decoder };
    for (let i = 0; i < WARM_UP; i++) decodeTap(bytes);
    for (let i = 0; i < ROUNDS; i++) {
      timePass(peer, () => parse(bytes));
      for (let pass = 0; pass < PASSES; pass++) timePass(decoder, () => decodeTap(bytes));
    }
  } catch (error) {
    problem = `does not read it: ${firstLine(error)}`;
  }
  return { problem, peer, decoder };
}

function difference(found: Counts, expected: Counts): string | null {
  if (found.events === expected.events && found.elements === expected.elements) return null;
  return `does not read it: ${found.events} events of ${expected.events}, ${found.elements} elements of ${expected.elements}`;
}
