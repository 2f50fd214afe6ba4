/** Values of single elements, by the types of the tables. A wrong one is a `ValueFault`. */
import type { LocalTime } from '../../../src/decode/outcome.ts';
import type { Node } from './ber.ts';

/** A value that its type does not allow: `tap-syntax` or `range`. */
export class ValueFault extends Error {
  readonly at: number;
  readonly family: 'tap-syntax' | 'range' | 'structure';
  constructor(at: number, family: 'tap-syntax' | 'range' | 'structure') {
    super(`${family} at ${at}`);
    this.at = at;
    this.family = family;
  }
}

/** The most octets of a value that arrives in segments. */
const MAX_JOINED = 4096;
const MAX_TEXT = 255;
const MAX_HEADER_TEXT = 64;
const INT64_MAX = (1n << 63n) - 1n;
const INT64_MIN = -(1n << 63n);
const INT31_MAX = (1n << 31n) - 1n;

function pieces(bytes: Uint8Array, node: Node): number[] {
  if (!node.constructed) return [...bytes.subarray(node.content, node.end)];
  return node.children.flatMap((child) => pieces(bytes, child));
}

/** The octets of a primitive value, joined where they arrive in segments. */
export function octetsOf(bytes: Uint8Array, node: Node): number[] {
  if (!node.constructed) return pieces(bytes, node);
  if (node.children.length > 0 && !node.segments) throw new ValueFault(node.at, 'tap-syntax');
  const joined = pieces(bytes, node);
  if (joined.length > MAX_JOINED) throw new ValueFault(node.at, 'tap-syntax');
  return joined;
}

/** The members of a group. */
export function membersOf(node: Node): readonly Node[] {
  if (!node.constructed || node.segments) throw new ValueFault(node.at, 'tap-syntax');
  return node.children;
}

const unsigned = (octets: readonly number[]): bigint =>
  octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);

/** INTEGER within 64 bits. */
export function integerOf(bytes: Uint8Array, node: Node): bigint {
  const octets = octetsOf(bytes, node);
  if (octets.length === 0) throw new ValueFault(node.at, 'tap-syntax');
  const value = BigInt.asIntN(octets.length * 8, unsigned(octets));
  if (value > INT64_MAX || value < INT64_MIN) throw new ValueFault(node.at, 'range');
  return value;
}

/** INTEGER that is not negative. */
export function naturalOf(bytes: Uint8Array, node: Node): bigint {
  const value = integerOf(bytes, node);
  if (value < 0n) throw new ValueFault(node.at, 'range');
  return value;
}

/** INTEGER within 32 bits. */
export function int32Of(bytes: Uint8Array, node: Node): number {
  const value = integerOf(bytes, node);
  if (BigInt.asIntN(32, value) !== value) throw new ValueFault(node.at, 'range');
  return Number(value);
}

/** A code of a table: natural, 31 bits. */
export function codeOf(bytes: Uint8Array, node: Node): number {
  const value = naturalOf(bytes, node);
  if (value > INT31_MAX) throw new ValueFault(node.at, 'range');
  return Number(value);
}

/** INTEGER octets read without a sign, 64 bits. */
export function unsignedOf(bytes: Uint8Array, node: Node): { value: bigint; signBit: boolean } {
  const octets = octetsOf(bytes, node);
  if (octets.length === 0) throw new ValueFault(node.at, 'tap-syntax');
  const value = unsigned(octets);
  if (value >= 1n << 64n) throw new ValueFault(node.at, 'range');
  return { value, signBit: octets[0]! >= 0x80 };
}

/** A total of the audit: natural, 16 octets. */
export function totalOf(bytes: Uint8Array, node: Node): bigint {
  const octets = octetsOf(bytes, node);
  if (octets.length === 0) throw new ValueFault(node.at, 'tap-syntax');
  if (octets[0]! >= 0x80 || octets.length > 16) throw new ValueFault(node.at, 'range');
  return unsigned(octets);
}

const printable = (octets: readonly number[]): string =>
  octets.map((octet) => (octet < 0x20 || octet > 0x7e ? '?' : String.fromCharCode(octet))).join('');

/** A text of a record: null where it is empty. */
export function textOf(bytes: Uint8Array, node: Node): string | null {
  const octets = octetsOf(bytes, node);
  if (octets.length > MAX_TEXT) throw new ValueFault(node.at, 'tap-syntax');
  return octets.length === 0 ? null : printable(octets);
}

/** A text of the header or a table. */
export function headerTextOf(bytes: Uint8Array, node: Node): string {
  const octets = octetsOf(bytes, node);
  if (octets.length === 0 || octets.length > MAX_HEADER_TEXT) throw new ValueFault(node.at, 'tap-syntax');
  return printable(octets);
}

const hex = (octets: readonly number[]): string =>
  octets.map((octet) => octet.toString(16).padStart(2, '0')).join('');

/** BCD digits as the integer `1` followed by them; null where they are not 1 to 18 digits. */
export function bcdOf(bytes: Uint8Array, node: Node): bigint | null {
  const digits = /^([0-9]{1,18})f*$/.exec(hex(octetsOf(bytes, node)));
  return digits ? BigInt(`1${digits[1]}`) : null;
}

/** The digits of a BCD address of a table (at most 16 octets of it); null where it is none. */
export function addressOf(bytes: Uint8Array, node: Node): string | null {
  const digits = /^([0-9a-e]+)f*$/.exec(hex(octetsOf(bytes, node).slice(0, 16)));
  return digits ? digits[1]! : null;
}

/** LocalTimeStamp in seconds since 1970-01-01 of its own clock; a leap second counts as the one before. */
export function timeStampOf(bytes: Uint8Array, node: Node): number {
  const text = String.fromCharCode(...octetsOf(bytes, node));
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!found || text.length !== 14) throw new ValueFault(node.at, 'tap-syntax');
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const real =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!real || hour > 23 || minute > 59 || second > 60) throw new ValueFault(node.at, 'tap-syntax');
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + Math.min(second, 59);
}

/** UtcTimeOffset in minutes east of UTC. */
export function offsetOf(bytes: Uint8Array, node: Node): number {
  const found = /^([+-])(\d\d)(\d\d)$/.exec(String.fromCharCode(...octetsOf(bytes, node)));
  const hours = Number(found?.[2]);
  const minutes = Number(found?.[3]);
  if (found?.[0].length !== 5 || hours >= 15 || minutes > 59) throw new ValueFault(node.at, 'tap-syntax');
  const total = hours * 60 + minutes;
  return found[1] === '-' && total !== 0 ? -total : total;
}

/** DateTimeLong; null where one of its two members is missing. */
export function dateTimeLongOf(
  bytes: Uint8Array,
  node: Node,
  tags: { localTimeStamp: number; utcTimeOffset: number },
): LocalTime | null {
  let local: number | null = null;
  let offset: number | null = null;
  for (const member of membersOf(node)) {
    if (member.tag === tags.localTimeStamp) local = timeStampOf(bytes, member);
    else if (member.tag === tags.utcTimeOffset) offset = offsetOf(bytes, member);
  }
  return local === null || offset === null ? null : { local, offset };
}
