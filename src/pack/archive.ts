/**
 * A pack as it is read: nothing of it is used before its directory is sound, its manifest is signed and every member has the
 * digest that the manifest says. Names of members are compared with those that a pack has, and are never paths.
 */
import { createHash, type KeyObject } from 'node:crypto';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { checkFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { type DeclaredMember, openMember, zipDirectory } from '../files/zip.ts';
import {
  invalid,
  isAgreement,
  isCounted,
  isMemberName,
  MANIFEST,
  MAX_MANIFEST_BYTES,
  MAX_MEMBERS,
  type Manifest,
  MEMBER,
  parseManifest,
  SIGNATURE,
} from './format.ts';
import { checkSignature, fingerprintOf, readPublicKey } from './sign.ts';

const MIB = 1024 ** 2;
/** Octets of the signature, and of a key. */
const MAX_KEY_BYTES = 4096;
/** Octets of a document: a statement, an agreement, rates. Those that read them have limits of their own. */
const MAX_DOCUMENT_BYTES = 64 * MIB;
/** Octets of a table: 50 million rows of usage take 1.5 GB. */
const MAX_TABLE_BYTES = 16 * 1024 * MIB;
/** Octets that a packed one becomes, beyond the first of them: tables reach 25, a bomb 1000. */
const MAX_RATIO = 200;
const MIN_BOMB_BYTES = 16 * MIB;

export class PackArchive {
  readonly manifest: Manifest;
  /** Of the key inside the pack, which by itself proves nothing. */
  readonly fingerprint: string;
  readonly #path: string;
  readonly #members: ReadonlyMap<string, DeclaredMember>;

  private constructor(
    path: string,
    members: ReadonlyMap<string, DeclaredMember>,
    manifest: Manifest,
    fingerprint: string,
  ) {
    this.#path = path;
    this.#members = members;
    this.manifest = manifest;
    this.fingerprint = fingerprint;
  }

  /**
   * `trusted`: the key that must have signed it; null where none is known. Throws the FILE_* codes for what is no sound
   * archive or too large, PACK_INVALID for one that is no pack or was changed, PACK_SIGNATURE.
   */
  static async open(path: string, trusted: KeyObject | null): Promise<PackArchive> {
    await checkFile(path);
    const members = packMembers(await zipDirectory(path), basename(path));
    const text = async (name: string, maxBytes: number) => textOf(path, memberOf(members, name), maxBytes);
    const manifestText = await text(MANIFEST, MAX_MANIFEST_BYTES);
    const publicKey = readPublicKey(await text(MEMBER.publicKey, MAX_KEY_BYTES));
    if (publicKey === null)
      throw new RoamsettleError('PACK_SIGNATURE', 'The key inside it is no Ed25519 key.', {
        file: MEMBER.publicKey,
      });
    const fingerprint = fingerprintOf(publicKey);
    checkSignature(manifestText, await text(SIGNATURE, MAX_KEY_BYTES), publicKey);
    if (trusted !== null && fingerprintOf(trusted) !== fingerprint) {
      const detail = `It is signed by another key than that of --key: ${fingerprint}.`;
      throw new RoamsettleError('PACK_SIGNATURE', detail);
    }
    const manifest = parseManifest(manifestText);
    await checkDigests(path, members, manifest);
    return new PackArchive(path, members, manifest, fingerprint);
  }

  /** Names of the members, in the order of the archive. */
  names(): string[] {
    return [...this.#members.keys()];
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  /** Throws PACK_INVALID for what is no UTF-8. */
  text(name: string): Promise<string> {
    return textOf(this.#path, memberOf(this.#members, name), MAX_DOCUMENT_BYTES);
  }

  /** Throws FILE_CORRUPT while it is read. */
  stream(name: string): Promise<Readable> {
    return openMember(this.#path, memberOf(this.#members, name).index);
  }
}

/** The members, each with a name and a size that a pack has. */
function packMembers(
  members: ReadonlyMap<string, DeclaredMember>,
  file: string,
): ReadonlyMap<string, DeclaredMember> {
  if (members.size > MAX_MEMBERS)
    throw new RoamsettleError('FILE_TOO_LARGE', `It has more than ${MAX_MEMBERS} members.`, { file });
  for (const [name, { index, size, packed }] of members) {
    if (name !== MANIFEST && name !== SIGNATURE && !isMemberName(name))
      throw invalid(`Member ${index + 1} has a name that no pack has.`, file);
    const limit = limitOf(name);
    if (size > limit)
      throw new RoamsettleError('FILE_TOO_LARGE', `The limit is ${limit} bytes.`, { file: name });
    if (size > MIN_BOMB_BYTES && size > packed * MAX_RATIO) {
      const detail = `It inflates to more than ${MAX_RATIO} times its size.`;
      throw new RoamsettleError('FILE_TOO_LARGE', detail, { file: name });
    }
  }
  return members;
}

function limitOf(name: string): number {
  if (name === MANIFEST) return MAX_MANIFEST_BYTES;
  if (name === SIGNATURE || name === MEMBER.publicKey) return MAX_KEY_BYTES;
  const isDocument =
    isAgreement(name) ||
    isCounted(name) ||
    ([MEMBER.statement, MEMBER.corrected, MEMBER.rates, MEMBER.readme] as string[]).includes(name);
  return isDocument ? MAX_DOCUMENT_BYTES : MAX_TABLE_BYTES;
}

function memberOf(members: ReadonlyMap<string, DeclaredMember>, name: string): DeclaredMember {
  const member = members.get(name);
  if (member === undefined) throw invalid('The pack lacks it.', name);
  return member;
}

/** What is in the archive and what the manifest says are the same, octet by octet. */
async function checkDigests(
  path: string,
  members: ReadonlyMap<string, DeclaredMember>,
  manifest: Manifest,
): Promise<void> {
  const named = new Set<string>([MANIFEST, SIGNATURE, ...manifest.members.map(({ name }) => name)]);
  const stray = [...members.keys()].find((name) => !named.has(name));
  if (stray !== undefined) throw invalid('The manifest does not name it.', stray);
  for (const { name, bytes, sha256 } of manifest.members) {
    const hash = createHash('sha256');
    const size = await readMember(path, memberOf(members, name), MAX_TABLE_BYTES, (chunk) => {
      hash.update(chunk);
    });
    if (size !== bytes || hash.digest('hex') !== sha256)
      throw invalid('It is not what the manifest says: it was changed after the pack was signed.', name);
  }
}

async function textOf(path: string, member: DeclaredMember, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  await readMember(path, member, maxBytes, (chunk) => chunks.push(chunk));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    throw invalid('It is no UTF-8 text.', member.path);
  }
}

/** Hands over what the member holds; gives its size. */
async function readMember(
  path: string,
  member: DeclaredMember,
  maxBytes: number,
  take: (chunk: Buffer) => void,
): Promise<number> {
  let size = 0;
  try {
    for await (const chunk of await openMember(path, member.index)) {
      size += (chunk as Buffer).length;
      if (size > maxBytes)
        throw new RoamsettleError('FILE_TOO_LARGE', `The limit is ${maxBytes} bytes.`, { file: member.path });
      take(chunk as Buffer);
    }
  } catch (error) {
    throw asPackError(error, member.path);
  }
  return size;
}

/** What zlib and yauzl say of a damaged member is no defect of ours. */
export function asPackError(error: unknown, name: string): RoamsettleError {
  if (error instanceof RoamsettleError) return error;
  return new RoamsettleError('FILE_CORRUPT', 'The zip data are damaged or end too early.', { file: name });
}
