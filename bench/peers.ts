/**
 * The generic BER parsers of npm on the same bytes: each parses the file into its own tree, and the tree is walked once.
 * Events and elements must be as many as they are before any time counts. Versions are pinned in peers.json; the bench
 * installs them into a temporary folder, so the project depends on none of them.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Tag } from '../src/decode/tap/tags.ts';

export interface Peer {
  readonly name: string;
  readonly version: string;
}

/** A parsed file as the peer presents it. */
interface Tree {
  readonly root: unknown;
  readonly tag: (node: never) => number;
  readonly children: (node: never) => readonly unknown[];
}
type Parse = (bytes: Buffer) => Tree;

export interface Counts {
  readonly events: number;
  readonly elements: number;
}

const CONSTRUCTED = 0x20;
const TAG_BITS = 0x1f;

/** asn1js stops at 10,000 elements unless it is told otherwise. */
const ASN1JS_LIMITS = { maxNodes: 2 ** 31, maxContentLength: 2 ** 31 };

/** How each package is called; `load` gives its exports. */
// biome-ignore lint/suspicious/noExplicitAny: the packages are not installed when this is type-checked.
const ADAPTERS: Readonly<Record<string, (library: any) => Parse>> = {
  asn1js: (library) => (bytes) => {
    const { result, offset } = library.fromBER(bytes, ASN1JS_LIMITS);
    if (offset < 0) throw new Error(result.error);
    return {
      root: result,
      tag: (node: { idBlock: { tagNumber: number } }) => node.idBlock.tagNumber,
      children: (node: { idBlock: { isConstructed: boolean }; valueBlock: { value: unknown[] } }) =>
        node.idBlock.isConstructed ? node.valueBlock.value : [],
    };
  },
  '@lapo/asn1js': (library) => (bytes) => ({
    root: library.ASN1.decode(bytes),
    tag: (node: { tag: { tagNumber: number } }) => node.tag.tagNumber,
    children: (node: { sub: unknown[] | null }) => node.sub ?? [],
  }),
  'asn1-ts': (library) => (bytes) => {
    const root = new library.BERElement();
    root.fromBytes(bytes);
    return {
      root,
      tag: (node: { tagNumber: number }) => node.tagNumber,
      children: (node: { construction: number; components: unknown[] }) =>
        node.construction === library.ASN1Construction.constructed ? node.components : [],
    };
  },
  'node-forge': (library) => (bytes) => ({
    root: library.asn1.fromDer(bytes.toString('binary'), { strict: false, decodeBitStrings: false }),
    tag: (node: { type: number }) => node.type,
    children: (node: { value: unknown }) => (Array.isArray(node.value) ? node.value : []),
  }),
  '@fidm/asn1': (library) => (bytes) => ({
    root: library.ASN1.fromDER(bytes, true),
    tag: (node: { tag: number }) => node.tag,
    children: (node: { value: unknown }) => (Array.isArray(node.value) ? node.value : []),
  }),
  asn1: (library) => (bytes) => readerTree(library, bytes),
  'asn1-ber': (library) => (bytes) => readerTree(library, bytes),
  jsrsasign: (library) => (bytes) => {
    const hex = bytes.toString('hex');
    const identifier = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
    return {
      root: 0,
      tag: (at: number) => identifier(at) & TAG_BITS,
      children: (at: number) => (identifier(at) & CONSTRUCTED ? library.ASN1HEX.getChildIdx(hex, at) : []),
    };
  },
};

interface ReaderNode {
  readonly tag: number;
  readonly children: ReaderNode[];
}

/** Builds the tree that the readers of `asn1` and `asn1-ber` leave to their callers. */
// biome-ignore lint/suspicious/noExplicitAny: the packages are not installed when this is type-checked.
function readerTree(library: any, bytes: Buffer): Tree {
  const reader = new library.BerReader(bytes);
  const level = (end: number): ReaderNode[] => {
    const nodes: ReaderNode[] = [];
    while (reader.offset < end) {
      const tag: number = reader.peek();
      const node: ReaderNode = { tag: tag & TAG_BITS, children: [] };
      const from: number = reader.offset;
      if (tag & CONSTRUCTED) {
        reader.readSequence();
        node.children.push(...level(reader.offset + reader.length));
      } else {
        reader.readString(tag, true);
      }
      if (reader.offset === from) throw new Error(`it stands still at octet ${from}`);
      nodes.push(node);
    }
    return nodes;
  };
  return {
    root: level(bytes.length)[0],
    tag: (node: ReaderNode) => node.tag,
    children: (node: ReaderNode) => node.children,
  };
}

/** The pinned peers. */
export function pinnedPeers(): readonly Peer[] {
  return JSON.parse(readFileSync(new URL('./peers.json', import.meta.url), 'utf8')) as Peer[];
}

/** Installs a peer into `folder`, without scripts. Throws where that fails. */
export function installPeer(peer: Peer, folder: string): void {
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
  execFileSync('npm', ['i', '--prefix', folder, ...options, `${peer.name}@${peer.version}`], {
    stdio: 'pipe',
  });
}

/** A function that parses a file with an installed peer and walks its tree. */
export async function loadPeer(name: string, folder: string): Promise<(bytes: Buffer) => Counts> {
  const adapter = ADAPTERS[name];
  if (adapter === undefined) throw new Error('the bench does not know how to call it');
  const parse = adapter(await load(name, folder));
  return (bytes) => countTree(parse(bytes));
}

/** The package's exports, whether it is CommonJS or a module. */
async function load(name: string, folder: string): Promise<unknown> {
  const require = createRequire(join(folder, 'here.js'));
  try {
    return require(name);
  } catch {
    const manifest = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'));
    return import(pathToFileURL(join(folder, 'node_modules', name, manifest.main)).href);
  }
}

function countTree({ root, tag, children }: Tree): Counts {
  let elements = 0;
  const visit = (node: unknown): void => {
    elements++;
    for (const child of children(node as never)) visit(child);
  };
  visit(root);
  const list = children(root as never).find((node) => tag(node as never) === Tag.CallEventDetailList);
  return { events: list === undefined ? 0 : children(list as never).length, elements };
}

/** Elements of the file by a walk over the headers (definite lengths only). */
export function countElements(bytes: Uint8Array): number {
  let at = 0;
  let elements = 0;
  while (at < bytes.length) {
    elements++;
    const identifier = bytes[at++]!;
    if ((identifier & TAG_BITS) === TAG_BITS) while (bytes[at++]! >= 0x80);
    let length = bytes[at++]!;
    if (length >= 0x80) {
      let octets = length & 0x7f;
      for (length = 0; octets > 0; octets--) length = length * 256 + bytes[at++]!;
    }
    if ((identifier & CONSTRUCTED) === 0) at += length;
  }
  return elements;
}

export function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0]!;
}
