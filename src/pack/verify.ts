/** `roamsettle verify`: is the pack whole and signed, and does its statement follow from what is in it? */
import { readTextFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { PackArchive } from './archive.ts';
import { type Difference, Differences } from './differences.ts';
import { readPackDocuments } from './documents.ts';
import type { Manifest } from './format.ts';
import { comparedParts, recompute } from './recompute.ts';
import { readPublicKey } from './sign.ts';
import { compareDevices, compareLines } from './tables.ts';

/** Bytes of a file with a public key. */
const MAX_KEY_BYTES = 64 * 1024;

export interface Verification {
  /** Nothing that was recomputed differs. */
  readonly equal: boolean;
  readonly manifest: Manifest;
  readonly fingerprint: string;
  /** It is signed by the key that was given; false: none was given, and the one inside proves nothing. */
  readonly trusted: boolean;
  readonly recomputed: { readonly lines: number; readonly devices: number; readonly ddr: number };
  /** The first of them. */
  readonly differences: readonly Difference[];
  readonly different: number;
}

/** As the command line and the API show it. */
export function verificationJson({ manifest, fingerprint, trusted, ...result }: Verification) {
  const { run_id, agreement_id, period } = manifest;
  return { run_id, agreement_id, period, fingerprint, trusted, ...result };
}

/**
 * Verifies the pack at `path`, by the public key in the PEM file `key` where one is given. Throws KEY_INVALID, PACK_INVALID,
 * PACK_SIGNATURE, the FILE_* codes, and what settling throws where the pack's agreement, rates or usage cannot be settled.
 */
export async function verifyPack(path: string, key: string | null): Promise<Verification> {
  const archive = await PackArchive.open(path, key === null ? null : await readKeyFile(key));
  const documents = await readPackDocuments(archive);
  const recomputed = await recompute(archive, documents);
  const differences = new Differences();
  // As JSON has it: without what is undefined.
  const plain: unknown = JSON.parse(JSON.stringify(recomputed.statement));
  differences.compareParts('', comparedParts(documents.statement), plain);
  await compareLines(archive, recomputed, differences);
  const ddr = await compareDevices(archive, recomputed, differences);
  return {
    equal: differences.count === 0,
    manifest: archive.manifest,
    fingerprint: archive.fingerprint,
    trusted: key !== null,
    recomputed: { lines: recomputed.statement.lines.length, devices: recomputed.devices.kindAt.length, ddr },
    differences: differences.named,
    different: differences.count,
  };
}

async function readKeyFile(path: string) {
  const { text, file } = await readTextFile(path, MAX_KEY_BYTES, 'KEY_INVALID');
  const key = readPublicKey(text);
  if (key === null)
    throw new RoamsettleError('KEY_INVALID', 'PEM lines of a public Ed25519 key are wanted.', { file });
  return key;
}
