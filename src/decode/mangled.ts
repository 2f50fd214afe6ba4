/**
 * Why a binary file does not hold together: a transfer in text mode, or a conversion of its characters. Each is told by
 * undoing it: what frames well without the change was changed.
 */
import { checkFraming } from './ber/framing.ts';

export interface Mangling {
  readonly detail: string;
  /** The first octet that the change put there. */
  readonly offset: number;
}

const LF = 0x0a;
const CR = 0x0d;
/** U+FFFD in UTF-8: what a converter writes for an octet that it cannot read. */
const REPLACEMENT = [0xef, 0xbf, 0xbd] as const;
/** Replacement characters among the octets above 7F, by which a file is known to be converted: half of them. */
const REPLACED_SHARE = 2;

/** The change that explains why the root at `from` does not frame; null where none does. */
export function diagnose(bytes: Uint8Array, from: number, groups: Uint8Array): Mangling | null {
  const sound = (candidate: Uint8Array | null) =>
    candidate !== null && candidate.length < bytes.length && checkFraming(candidate, groups, from) === null;
  if (sound(withoutAddedReturns(bytes))) {
    const offset = firstPair(bytes, CR, LF);
    return {
      detail: 'Line feeds were turned into carriage return and line feed (a transfer in text mode).',
      offset,
    };
  }
  if (sound(fromUtf8(bytes))) {
    return { detail: 'Its octets were converted from Latin-1 to UTF-8.', offset: firstHigh(bytes) };
  }
  const { replaced, high } = replacements(bytes);
  if (replaced > 0 && replaced * REPLACED_SHARE >= high) {
    return {
      detail: `${replaced} octets were lost in a conversion to UTF-8 (replacement characters).`,
      offset: bytes.findIndex((_, i) => isReplacement(bytes, i)),
    };
  }
  return null;
}

/** The bytes with every carriage return before a line feed taken out; null where a line feed stands without one. */
function withoutAddedReturns(bytes: Uint8Array): Uint8Array | null {
  const out = new Uint8Array(bytes.length);
  let n = 0;
  for (let i = 0; i < bytes.length; i++) {
    const octet = bytes[i]!;
    if (octet === LF) {
      if (i === 0 || bytes[i - 1] !== CR) return null;
      n--;
    }
    out[n++] = octet;
  }
  return out.subarray(0, n);
}

/** The Latin-1 octets that the UTF-8 text stands for; null where it is no such text. */
function fromUtf8(bytes: Uint8Array): Uint8Array | null {
  const out = new Uint8Array(bytes.length);
  let n = 0;
  for (let i = 0; i < bytes.length; i++) {
    const octet = bytes[i]!;
    if (octet < 0x80) {
      out[n++] = octet;
      continue;
    }
    const next = bytes[++i] ?? 0;
    // C2 80 … C3 BF are U+0080 … U+00FF.
    if ((octet !== 0xc2 && octet !== 0xc3) || (next & 0xc0) !== 0x80) return null;
    out[n++] = ((octet & 0x03) << 6) | (next & 0x3f);
  }
  return out.subarray(0, n);
}

function isReplacement(bytes: Uint8Array, at: number): boolean {
  return REPLACEMENT.every((octet, i) => bytes[at + i] === octet);
}

/** Replacement characters, and all characters beyond ASCII. */
function replacements(bytes: Uint8Array): { readonly replaced: number; readonly high: number } {
  let replaced = 0;
  let high = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! < 0x80) continue;
    high++;
    if (!isReplacement(bytes, i)) continue;
    replaced++;
    i += 2;
  }
  return { replaced, high };
}

function firstPair(bytes: Uint8Array, a: number, b: number): number {
  return bytes.findIndex((octet, i) => octet === a && bytes[i + 1] === b);
}

function firstHigh(bytes: Uint8Array): number {
  return bytes.findIndex((octet) => octet >= 0x80);
}
