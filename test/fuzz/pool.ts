/** Sound files that mutants are made of: every call event, style and release, and the public samples where present. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type BerElement, encodeBer } from '../support/ber-encoder.ts';
import { type Node, parseBer } from '../support/reference/ber.ts';
import { knowledgeOf } from '../support/reference/tags.ts';
import { withRegularEvents } from '../support/regular-events.ts';
import { SOUND_FILE } from '../support/sound-file.ts';
import { anyStyle, tapFile } from '../support/tap-arbitraries.ts';
import { notificationElement, tapElement } from '../support/tap-encoder.ts';
import { PLAIN, restyle, type Style } from '../support/tap-style.ts';
import { asOldRelease } from './old-release.ts';
import { readTlv, type Tlv } from './tlv.ts';

/** A file and the places of its elements: identifier, first length octet, end. */
export interface PoolFile {
  readonly bytes: Uint8Array;
  readonly tree: Tlv;
  readonly elements: readonly { readonly at: number; readonly length: number; readonly end: number }[];
}

const SEED = 312;
const FILES = 240;
const MAX_EVENTS = 3;
const MAX_OCTETS = 4096;
const RELEASES = 12;
const LAST_OLD_RELEASE = 10;
/** Beside the project, or beside the folder of its worktrees. */
const SAMPLES = ['../../../shared/samples', '../../../../shared/samples'].map((path) =>
  join(import.meta.dirname, path),
);

/** The pool; without the samples it is the same everywhere. */
export function makePool({ withSamples }: { withSamples: boolean }): PoolFile[] {
  const trees: BerElement[] = [];
  const styles = [PLAIN, ...fc.sample(anyStyle, { seed: SEED, numRuns: FILES - 1 })];
  for (const [i, model] of fc.sample(tapFile(MAX_EVENTS), { seed: SEED, numRuns: FILES }).entries()) {
    // Every other file is of the two newest releases, and two in five are plain. In every other one of those, calls and
    // data are such as the kernel takes.
    const release = i % 2 === 0 ? 11 + ((i >> 1) % 2) : ((i >> 1) % RELEASES) + 1;
    const whole = { ...model, header: { ...model.header!, release } };
    const tree = tapElement(i % 5 < 2 && i % 2 === 0 ? withRegularEvents(whole) : whole);
    const written = release <= LAST_OLD_RELEASE && i % 3 > 0 ? asOldRelease(tree, release) : tree;
    trees.push(restyle(written, i % 5 < 2 ? PLAIN : (styles[i] as Style)));
  }
  const models = fc.sample(tapFile(0), { seed: SEED, numRuns: 8 });
  trees.push(...models.map((model) => notificationElement(model.header!)), tapElement(SOUND_FILE));
  const written = trees.map((tree) => encodeBer(tree).bytes).filter((bytes) => bytes.length <= MAX_OCTETS);
  return [...written, ...(withSamples ? samples() : [])].map(file);
}

/** The public samples that are sound by themselves; none where the folder is absent. */
function samples(): Uint8Array[] {
  const folder = SAMPLES.find((path) => existsSync(path));
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ber'))
    .sort()
    .map((name) => new Uint8Array(readFileSync(join(folder, name))))
    .filter((bytes) => parseBer(bytes, knowledgeOf(RELEASES)).faultAt === null);
}

function file(bytes: Uint8Array): PoolFile {
  const elements: { at: number; length: number; end: number }[] = [];
  const walk = (node: Node): void => {
    let length = node.at + 1;
    if ((bytes[node.at]! & 0x1f) === 0x1f) while (bytes[length++]! >= 0x80);
    elements.push({ at: node.at, length, end: node.next });
    node.children.forEach(walk);
  };
  const { root } = parseBer(bytes, knowledgeOf(RELEASES));
  if (root !== null) walk(root);
  return { bytes, tree: readTlv(bytes), elements };
}
