/** Seeded mutants of the pool's files: octets, headers, runs, prefixes, splices, what transfers do to binary files. */
import { Dice } from './dice.ts';
import { mutateTree } from './mutate-tree.ts';
import type { PoolFile } from './pool.ts';

/** Larger mutants are cut: a million of them must be feasible. */
const MAX_OCTETS = 8192;
const LONGEST_RUN = 40;
const EDGES = [
  0x00, 0x01, 0x04, 0x1f, 0x20, 0x24, 0x30, 0x3f, 0x5f, 0x61, 0x7f, 0x80, 0x81, 0x84, 0x88, 0xa0, 0xfe, 0xff,
];

type OctetChange = (bytes: Uint8Array, dice: Dice, file: PoolFile, other: PoolFile) => Uint8Array;

const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

function setOctet(bytes: Uint8Array, at: number, octet: number): Uint8Array {
  const out = Uint8Array.from(bytes);
  if (at < out.length) out[at] = octet;
  return out;
}

/** A run of octets somewhere in the file. */
function run(bytes: Uint8Array, dice: Dice): { from: number; to: number } {
  const from = dice.below(bytes.length);
  return { from, to: Math.min(bytes.length, from + 1 + dice.below(LONGEST_RUN)) };
}

/** An element of the original file: its places hold as long as the octets before it are unchanged. */
function element(file: PoolFile, dice: Dice) {
  return dice.pick(file.elements);
}

const prefix: OctetChange = (bytes, dice) => bytes.slice(0, dice.below(bytes.length + 1));

const CHANGES: readonly OctetChange[] = [
  (bytes, dice) => {
    const at = dice.below(bytes.length);
    return setOctet(bytes, at, (bytes[at] ?? 0) ^ (1 << dice.below(8)));
  },
  (bytes, dice) => setOctet(bytes, dice.below(bytes.length), dice.pick(EDGES)),
  (bytes, dice) => setOctet(bytes, dice.below(bytes.length), dice.below(256)),
  // Length octets.
  (bytes, dice, file) => setOctet(bytes, element(file, dice).length, dice.pick(EDGES)),
  (bytes, dice, file) => {
    const at = element(file, dice).length;
    return setOctet(bytes, at, ((bytes[at] ?? 0) + dice.pick([-2, -1, 1, 2])) & 0xff);
  },
  (bytes, dice, file) => {
    // The same length in more octets, or a huge one.
    const at = element(file, dice).length;
    const size = 1 + dice.below(9);
    const long = new Uint8Array(size + 1).fill(dice.once(2) ? 0 : 0xff);
    long[0] = 0x80 | size;
    long[size] = bytes[at] ?? 0;
    return joined(bytes.slice(0, at), long, bytes.slice(at + 1));
  },
  // Tag octets.
  (bytes, dice, file) => {
    const { at, length } = element(file, dice);
    return setOctet(bytes, at + dice.below(length - at), dice.once(2) ? dice.pick(EDGES) : dice.below(256));
  },
  // Runs and whole elements, lengths left as they are.
  (bytes, dice) => {
    const { from, to } = run(bytes, dice);
    return joined(bytes.slice(0, from), bytes.slice(to));
  },
  (bytes, dice) => {
    const { from, to } = run(bytes, dice);
    return joined(bytes.slice(0, to), bytes.slice(from));
  },
  (bytes, dice) => {
    const at = dice.below(bytes.length + 1);
    const noise = Uint8Array.from({ length: 1 + dice.below(8) }, () => dice.below(256));
    return joined(bytes.slice(0, at), noise, bytes.slice(at));
  },
  (bytes, dice) => {
    const a = run(bytes, dice);
    const b = run(bytes, dice);
    const [first, second] = a.from < b.from ? [a, b] : [b, a];
    if (first.to > second.from) return bytes;
    return joined(
      bytes.slice(0, first.from),
      bytes.slice(second.from, second.to),
      bytes.slice(first.to, second.from),
      bytes.slice(first.from, first.to),
      bytes.slice(second.to),
    );
  },
  (bytes, dice, file) => {
    const { at, end } = element(file, dice);
    return dice.once(2)
      ? joined(bytes.slice(0, at), bytes.slice(end))
      : joined(bytes.slice(0, end), bytes.slice(at));
  },
  prefix,
  (bytes, dice, _, other) =>
    joined(bytes.slice(0, dice.below(bytes.length)), other.bytes.slice(dice.below(other.bytes.length))),
  (bytes, dice) =>
    joined(
      bytes,
      Uint8Array.from({ length: 1 + dice.below(6) }, () => dice.pick([0, 0x0a, 0x1a, 0x20, 0xff, 0x61])),
    ),
  (bytes) =>
    joined(...[...bytes].map((octet) => (octet === 0x0a ? Uint8Array.of(0x0d, 0x0a) : Uint8Array.of(octet)))),
  (bytes) => new Uint8Array(Buffer.from(Buffer.from(bytes).toString('latin1'), 'utf8')),
  (bytes) => new Uint8Array(Buffer.from(Buffer.from(bytes).toString('utf8'), 'utf8')),
];

/** The mutant of a seed and index. Every file of the pool also appears unchanged and as prefixes. */
export function mutant(pool: readonly PoolFile[], seed: number, index: number): Uint8Array {
  const dice = new Dice(seed, index);
  const file = dice.pick(pool);
  const other = dice.pick(pool);
  const way = dice.below(20);
  if (way === 0) return prefix(file.bytes, dice, file, other);
  if (way === 1 && dice.once(20)) return file.bytes;
  let bytes = way < 11 ? mutateTree(file.tree, other.tree, dice) : file.bytes;
  let changes = way < 8 ? 0 : 1 + (dice.once(3) ? dice.below(3) : 0);
  for (; changes > 0 && bytes.length > 0; changes--) bytes = dice.pick(CHANGES)(bytes, dice, file, other);
  return bytes.length > MAX_OCTETS ? bytes.slice(0, MAX_OCTETS) : bytes;
}
