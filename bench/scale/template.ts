/** A small BER writer (class APPLICATION, definite lengths) that remembers where marked values lie, for patching. */

type Part = { readonly octets: Uint8Array; readonly marks: readonly (readonly [name: string, at: number])[] };

export interface Template {
  readonly octets: Uint8Array;
  /** Offset of each marked value. */
  readonly at: Readonly<Record<string, number>>;
}

/** A constructed element. */
export function group(tag: number, ...parts: readonly Part[]): Part {
  const length = parts.reduce((sum, { octets }) => sum + octets.length, 0);
  const head = headOf(0x60, tag, length);
  return join([{ octets: head, marks: [] }, ...parts]);
}

/** A primitive element; `mark` names its value. */
export function value(tag: number, octets: Uint8Array, mark?: string): Part {
  const head = headOf(0x40, tag, octets.length);
  return {
    octets: Buffer.concat([head, octets]),
    marks: mark === undefined ? [] : [[mark, head.length]],
  };
}

export const text = (tag: number, words: string, mark?: string): Part =>
  value(tag, Buffer.from(words, 'latin1'), mark);

/** A marked INTEGER that always takes `octets` octets: whoever patches it keeps to values that need them. */
export const hole = (tag: number, octets: number, mark: string): Part =>
  value(tag, new Uint8Array(octets).fill(1), mark);

/** A natural INTEGER below 2^53. */
export function integer(tag: number, natural: number): Part {
  const octets: number[] = [];
  let rest = natural;
  do {
    octets.unshift(rest % 256);
    rest = Math.floor(rest / 256);
  } while (rest > 0);
  if (octets[0]! >= 128) octets.unshift(0);
  return value(tag, Uint8Array.from(octets));
}

/** Digits as BCD, high nibble first, filled with f. */
export function bcdOf(digits: string): Uint8Array {
  return Buffer.from(digits.length % 2 === 1 ? `${digits}f` : digits, 'hex');
}

export function template(part: Part): Template {
  return { octets: part.octets, at: Object.fromEntries(part.marks) };
}

export function join(parts: readonly Part[]): Part {
  let at = 0;
  const marks: [string, number][] = [];
  for (const part of parts) {
    for (const [name, offset] of part.marks) marks.push([name, at + offset]);
    at += part.octets.length;
  }
  return { octets: Buffer.concat(parts.map(({ octets }) => octets)), marks };
}

function headOf(bits: number, tag: number, length: number): Uint8Array {
  const head = tag < 31 ? [bits | tag] : [bits | 31, ...(tag > 127 ? [128 | (tag >> 7)] : []), tag & 127];
  if (length < 128) head.push(length);
  else if (length < 256) head.push(0x81, length);
  else if (length < 65_536) head.push(0x82, length >> 8, length & 255);
  else throw new RangeError('a template is small');
  return Uint8Array.from(head);
}
