/** A file as elements that can be moved about and written again with right lengths. */
import { definiteLength } from '../support/ber-encoder.ts';
import { type Node, parseBer } from '../support/reference/ber.ts';
import { knowledgeOf } from '../support/reference/tags.ts';

/** One element: `children` of a constructed one, else `value`. */
export interface Tlv {
  id: Uint8Array;
  indefinite: boolean;
  children: Tlv[] | null;
  value: Uint8Array;
}

const NEWEST = 12;

/** The file as a tree. Throws where it is not sound: the pool holds sound files. */
export function readTlv(bytes: Uint8Array): Tlv {
  const { root, faultAt } = parseBer(bytes, knowledgeOf(NEWEST));
  if (root === null || faultAt !== null) throw new Error(`a file of the pool is not sound at ${faultAt}`);
  return fromNode(bytes, root);
}

function fromNode(bytes: Uint8Array, node: Node): Tlv {
  let idEnd = node.at + 1;
  if ((bytes[node.at]! & 0x1f) === 0x1f) while (bytes[idEnd++]! >= 0x80);
  return {
    id: bytes.slice(node.at, idEnd),
    indefinite: node.next !== node.end,
    children: node.constructed ? node.children.map((child) => fromNode(bytes, child)) : null,
    value: node.constructed ? new Uint8Array(0) : bytes.slice(node.content, node.end),
  };
}

/** The octets of a tree. */
export function writeTlv(tlv: Tlv): Uint8Array {
  const out: Uint8Array[] = [];
  write(tlv, out);
  return Buffer.concat(out);
}

function write(tlv: Tlv, out: Uint8Array[]): number {
  const at = out.length;
  out.push(tlv.id, tlv.id);
  let size = 0;
  if (tlv.children === null) {
    out.push(tlv.value);
    size = tlv.value.length;
  } else {
    for (const child of tlv.children) size += write(child, out);
  }
  const indefinite = tlv.indefinite && tlv.children !== null;
  const length = indefinite ? Uint8Array.of(0x80) : definiteLength(BigInt(size));
  out[at + 1] = length;
  if (indefinite) {
    out.push(Uint8Array.of(0, 0));
    size += 2;
  }
  return tlv.id.length + length.length + size;
}

/** A copy that shares nothing with the original but octets. */
export function copyTlv(tlv: Tlv): Tlv {
  return { ...tlv, children: tlv.children?.map(copyTlv) ?? null };
}

/** Every element below `tlv` with the list that holds it. */
export function placesOf(tlv: Tlv): { readonly list: Tlv[]; readonly element: Tlv }[] {
  const found: { list: Tlv[]; element: Tlv }[] = [];
  const walk = (list: Tlv[]): void => {
    for (const element of list) {
      found.push({ list, element });
      if (element.children !== null) walk(element.children);
    }
  };
  walk(tlv.children ?? []);
  return found;
}
