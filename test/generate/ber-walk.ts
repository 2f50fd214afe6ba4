/** A BER walker for the generator's tests alone: recursive, without bounds of its own, sharing nothing with src. */

export interface Node {
  readonly tag: number;
  readonly indefinite: boolean;
  readonly children: readonly Node[];
  readonly content: Buffer;
}

/** The elements of a definite content, or of an indefinite one up to its end-of-contents. */
export function walk(bytes: Buffer): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [node, next] = element(bytes, at);
    nodes.push(node);
    at = next;
  }
  return nodes;
}

function element(bytes: Buffer, start: number): [Node, number] {
  let at = start;
  const lead = bytes.readUInt8(at++);
  if ((lead & 0xc0) !== 0x40) throw new Error(`class at ${start}`);
  let tag = lead & 31;
  if (tag === 31) {
    tag = 0;
    for (let more = true; more; ) {
      const octet = bytes.readUInt8(at++);
      tag = tag * 128 + (octet & 127);
      more = octet > 127;
    }
  }
  const length = bytes.readUInt8(at++);
  const constructed = (lead & 0x20) !== 0;
  if (length === 0x80) {
    const children: Node[] = [];
    while (bytes.readUInt16BE(at) !== 0) {
      const [child, next] = element(bytes, at);
      children.push(child);
      at = next;
    }
    return [{ tag, indefinite: true, children, content: bytes.subarray(start, at) }, at + 2];
  }
  let size = length;
  if (length > 0x80) {
    size = bytes.readUIntBE(at, length - 0x80);
    at += length - 0x80;
  }
  if (at + size > bytes.length) throw new Error(`overrun at ${start}`);
  const content = bytes.subarray(at, at + size);
  return [{ tag, indefinite: false, children: constructed ? walk(content) : [], content }, at + size];
}

/** First descendant along the tags. */
export function at(node: Node, ...tags: readonly number[]): Node | undefined {
  let here: Node | undefined = node;
  for (const tag of tags) here = here?.children.find((child) => child.tag === tag);
  return here;
}

/** All descendants with a tag. */
export function all(node: Node, tag: number): Node[] {
  return node.children.flatMap((child) => [...(child.tag === tag ? [child] : []), ...all(child, tag)]);
}

export function number(node: Node | undefined): number {
  if (node === undefined) throw new Error('no such element');
  let value = 0n;
  for (const octet of node.content) value = value * 256n + BigInt(octet);
  return Number(value);
}

export function text(node: Node | undefined): string {
  if (node === undefined) throw new Error('no such element');
  return node.content.toString('latin1');
}

export function digits(node: Node | undefined): string {
  if (node === undefined) throw new Error('no such element');
  return node.content.toString('hex').replace(/f$/, '');
}

/** UTC seconds of CCYYMMDDhhmmss and minutes of offset. */
export function utc(stamp: string, minutes: number): number {
  const iso = stamp.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z');
  return Date.parse(iso) / 1000 - 60 * minutes;
}

export function minutes(offset: string): number {
  const size = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3));
  return offset.startsWith('-') ? -size : size;
}
