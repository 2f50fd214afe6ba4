/**
 * Other ways to write the same file: member order, unknown extensions, length forms, leading zeros, segments. A file
 * means the same in every style, so every style must decode to the same rows.
 */
import { type BerElement, type LengthForm, octets } from './ber-encoder.ts';
import { TAG } from './tap-tags.ts';

/** Each number is the share (0..1) of the elements that could be written so and are. */
export interface Style {
  readonly seed: number;
  /** SEQUENCE members in another order (BatchControlInfo stays first in TransferBatch). */
  readonly shuffle: number;
  /** Unknown APPLICATION tags between the members of a SEQUENCE. */
  readonly unknown: number;
  readonly indefinite: number;
  /** Definite lengths with more octets than needed. */
  readonly overLong: number;
  /** Zero octets before an INTEGER's value. */
  readonly leadingZeros: number;
  /** Octet strings cut into UNIVERSAL 4 segments. */
  readonly segments: number;
}

export const PLAIN: Style = {
  seed: 1,
  shuffle: 0,
  unknown: 0,
  indefinite: 0,
  overLong: 0,
  leadingZeros: 0,
  segments: 0,
};

/** Numbers no TAP release uses: two-, three- and four-octet identifiers. */
const UNKNOWN_TAGS = [500, 777, 1000, 9000, 16000, 20000] as const;
const MAX_UNKNOWN_DEPTH = 3;

/** A small seeded generator (xorshift32): the same seed writes the same bytes. */
class Dice {
  #state: number;

  constructor(seed: number) {
    // Odd, so never the one state that xorshift cannot leave; multiplied, so small seeds differ at once.
    this.#state = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) | 1;
  }

  #next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  /** 0 … limit − 1. */
  below(limit: number): number {
    return this.#next() % limit;
  }

  chance(share: number): boolean {
    return this.#next() < share * 0x1_0000_0000;
  }
}

function shuffled<T>(items: readonly T[], dice: Dice): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = dice.below(i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

function unknownElement(dice: Dice, depth = 0): BerElement {
  const tag = UNKNOWN_TAGS[dice.below(UNKNOWN_TAGS.length)]!;
  if (depth < MAX_UNKNOWN_DEPTH && dice.chance(0.4)) {
    const children = Array.from({ length: dice.below(3) }, () => unknownElement(dice, depth + 1));
    return { tag, role: 'sequence', children };
  }
  return octets(
    tag,
    Uint8Array.from({ length: dice.below(5) }, () => dice.below(256)),
  );
}

function lengthForm(constructed: boolean, style: Style, dice: Dice): LengthForm {
  if (constructed && dice.chance(style.indefinite)) return 'indefinite';
  return dice.chance(style.overLong) ? { octets: 4 + dice.below(3) } : 'minimal';
}

/** Two or three primitive segments of UNIVERSAL class, one of which may be empty. */
function segmented(element: BerElement, bytes: Uint8Array, dice: Dice): BerElement {
  const cut = dice.below(bytes.length + 1);
  const segment = (part: Uint8Array): BerElement => ({ ...octets(4, part), override: { cls: 'universal' } });
  return {
    tag: element.tag,
    role: 'octets',
    children: [segment(bytes.slice(0, cut)), segment(bytes.slice(cut))],
  };
}

function withMembers(element: BerElement, style: Style, dice: Dice): BerElement {
  const rewritten = element.children!.map((child) => rewrite(child, style, dice));
  if (element.role !== 'sequence') return { ...element, children: rewritten };
  // The grammar fixes only one place: BatchControlInfo is first.
  const fixed = element.tag === TAG.transferBatch ? rewritten.slice(0, 1) : [];
  const rest = rewritten.slice(fixed.length);
  const members = dice.chance(style.shuffle) ? shuffled(rest, dice) : rest;
  const children = [...fixed];
  for (const member of members) {
    if (dice.chance(style.unknown)) children.push(unknownElement(dice));
    children.push(member);
  }
  if (dice.chance(style.unknown)) children.push(unknownElement(dice));
  return { ...element, children };
}

function rewrite(element: BerElement, style: Style, dice: Dice): BerElement {
  if (element.raw || element.override) return element;
  let out = element;
  if (element.children) out = withMembers(element, style, dice);
  else if (element.role === 'integer' && dice.chance(style.leadingZeros)) {
    // A negative number has no leading zeros: they would change its sign.
    const negative = (element.bytes![0] ?? 0) >= 0x80;
    const zeros = new Array<number>(negative ? 0 : 1 + dice.below(9)).fill(0);
    out = { ...element, bytes: Uint8Array.of(...zeros, ...element.bytes!) };
  } else if (element.role === 'octets' && dice.chance(style.segments)) {
    out = segmented(element, element.bytes!, dice);
  }
  return { ...out, length: lengthForm(out.children !== undefined, style, dice) };
}

/** The same tree written in another style; elements with `raw` or `override` stay as they are. */
export function restyle(root: BerElement, style: Style): BerElement {
  const { seed, ...shares } = style;
  // Nothing is to be written otherwise.
  if (Object.values(shares).every((share) => share === 0)) return root;
  return rewrite(root, style, new Dice(seed));
}
