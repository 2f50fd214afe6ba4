/**
 * Thrift's compact protocol, as far as Parquet's footers need it: octets → fields by their numbers → the same octets. Knows
 * nothing of what the fields mean. https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

/** Types of the protocol that Parquet uses. TRUE and FALSE are one type: a field that is a boolean has its value there. */
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

/** How deep structures may lie in each other: Parquet's go to six. */
const MAX_DEPTH = 16;

export interface ThriftList {
  readonly type: number;
  readonly items: readonly ThriftValue[];
}

/** Fields in their order by number; none twice. */
export type ThriftStruct = Map<number, ThriftField>;
export type ThriftValue = bigint | boolean | Uint8Array | ThriftList | ThriftStruct;

interface ThriftField {
  readonly type: number;
  readonly value: ThriftValue;
}

/** Throws where the octets are no structure, or something stands behind it. */
export function readThrift(octets: Uint8Array): ThriftStruct {
  const reader = new Reader(octets);
  const struct = reader.struct(0);
  if (!reader.isAtEnd) throw new Error('thrift: octets behind the structure');
  return struct;
}

class Reader {
  readonly #octets: Uint8Array;
  #at = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#octets.length;
  }

  struct(depth: number): ThriftStruct {
    if (depth > MAX_DEPTH) throw new Error('thrift: too deep');
    const fields: ThriftStruct = new Map();
    let id = 0;
    for (;;) {
      const head = this.#octet();
      if (head === 0) return fields;
      id = head >> 4 === 0 ? Number(this.#zigzag()) : id + (head >> 4);
      const type = head & 15;
      fields.set(id, { type, value: this.#value(type, depth) });
    }
  }

  #value(type: number, depth: number): ThriftValue {
    if (type === TRUE || type === FALSE) return type === TRUE;
    if (type === BYTE) return BigInt(this.#octet());
    if (type === I16 || type === I32 || type === I64) return this.#zigzag();
    if (type === BINARY) return this.#take(Number(this.#varint()));
    if (type === LIST) return this.#list(depth);
    if (type === STRUCT) return this.struct(depth + 1);
    throw new Error(`thrift: type ${type}`);
  }

  #list(depth: number): ThriftList {
    const head = this.#octet();
    const length = head >> 4 === 15 ? Number(this.#varint()) : head >> 4;
    const type = head & 15;
    if (type === TRUE || type === FALSE || length > this.#octets.length)
      throw new Error(`thrift: a list of type ${type} and length ${length}`);
    return { type, items: Array.from({ length }, () => this.#value(type, depth)) };
  }

  #zigzag(): bigint {
    const value = this.#varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const octet = this.#octet();
      value |= BigInt(octet & 127) << shift;
      if (octet < 128) return value;
    }
    throw new Error('thrift: a number of more than ten octets');
  }

  #octet(): number {
    return this.#take(1)[0]!;
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#octets.length) throw new Error('thrift: the octets end too early');
    const octets = this.#octets.subarray(this.#at, end);
    this.#at = end;
    return octets;
  }
}

/** The shortest form of everything, which is the one that writers choose. */
export function writeThrift(struct: ThriftStruct): Uint8Array {
  const octets: number[] = [];
  writeStruct(octets, struct);
  return Uint8Array.from(octets);
}

function writeStruct(out: number[], struct: ThriftStruct): void {
  let before = 0;
  for (const [id, { type, value }] of struct) {
    const delta = id - before;
    const written = typeof value === 'boolean' ? (value ? TRUE : FALSE) : type;
    if (delta > 0 && delta < 16) out.push((delta << 4) | written);
    else {
      out.push(written);
      writeZigzag(out, BigInt(id));
    }
    before = id;
    writeValue(out, type, value);
  }
  out.push(0);
}

function writeValue(out: number[], type: number, value: ThriftValue): void {
  if (typeof value === 'boolean') return;
  if (typeof value === 'bigint') {
    if (type === BYTE) out.push(Number(value));
    else writeZigzag(out, value);
  } else if (value instanceof Uint8Array) {
    writeVarint(out, BigInt(value.length));
    for (const octet of value) out.push(octet);
  } else if (value instanceof Map) {
    writeStruct(out, value);
  } else {
    const { length } = value.items;
    out.push((Math.min(length, 15) << 4) | value.type);
    if (length >= 15) writeVarint(out, BigInt(length));
    for (const item of value.items) writeValue(out, value.type, item);
  }
}

function writeZigzag(out: number[], value: bigint): void {
  writeVarint(out, value < 0n ? (-value << 1n) - 1n : value << 1n);
}

function writeVarint(out: number[], value: bigint): void {
  let rest = value;
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  out.push(Number(rest));
}
