/** Packs taken apart and put together again, with changes, by means of the tests alone. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { membersOf } from '../report/xlsx-reader.ts';
import { type ZipEntry, zip } from '../support/zip.ts';

export type Members = Map<string, string>;

/** Members of a pack as text, in its order. */
export function unpack(path: string): Members {
  return new Map([...membersOf(path)].map(([name, { bytes }]) => [name, bytes.toString('utf8')]));
}

export const entriesOf = (members: Members): ZipEntry[] =>
  [...members].map(([name, text]) => ({ name, bytes: Buffer.from(text) }));

export function writeZip(path: string, entries: readonly ZipEntry[]): string {
  writeFileSync(path, zip(entries));
  return path;
}

interface Manifest {
  members: { name: string; bytes: number; sha256: string }[];
}

/** The manifest tells the members as they are now; its signature stays what it was. */
export function withDigests(members: Members): Members {
  const manifest = JSON.parse(members.get('manifest.json')!) as Manifest;
  const told = [...members].filter(([name]) => !name.startsWith('manifest.'));
  manifest.members = told.map(([name, text]) => {
    const bytes = Buffer.from(text);
    return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  return new Map(members).set('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
}

const STRANGER = generateKeyPairSync('ed25519');

/** Everything as somebody with a key of his own would do it. */
export function signedByAnother(members: Members, key: KeyObject = STRANGER.privateKey): Members {
  const pem = STRANGER.publicKey.export({ format: 'pem', type: 'spki' }) as string;
  const told = withDigests(new Map(members).set('public-key.pem', pem));
  const signature = sign(null, Buffer.from(told.get('manifest.json')!), key).toString('base64');
  return told.set('manifest.sig', `${signature}\n`);
}
