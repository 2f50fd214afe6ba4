/** Signatures of packs: Ed25519 (RFC 8032), by the key `DATA/keys/pack.key`. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { RoamsettleError } from '../errors.ts';
import { type KeyKind, keyOf } from '../report/key-file.ts';

const ED25519 = 'ed25519';
/** Octets of a signature. */
const SIGNATURE_BYTES = 64;

const PACK_KEY: KeyKind<KeyObject> = {
  file: 'pack.key',
  name: 'key that signs packs',
  make: () => generateKeyPairSync(ED25519).privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
  read: (text) => {
    try {
      const key = createPrivateKey(text);
      return key.asymmetricKeyType === ED25519 ? key : null;
    } catch {
      return null;
    }
  },
  wanted: 'PEM lines of a private Ed25519 key',
};

/** Who signs: the key, what others know it by, and the octets that say so. */
export interface Signer {
  readonly sign: (text: string) => string;
  readonly publicPem: string;
  /** SHA-256 of the public key (SubjectPublicKeyInfo, DER), hex. */
  readonly fingerprint: string;
}

/** The signer of the data folder; throws as `keyOf` does. */
export function packSigner(data: string): Signer {
  return signerOf(keyOf(data, PACK_KEY));
}

export function signerOf(privateKey: KeyObject): Signer {
  const publicKey = createPublicKey(privateKey);
  return {
    // Of the UTF-8 of the text, as one line of base64. Ed25519 signs the same octets by the same signature.
    sign: (text) => `${sign(null, Buffer.from(text), privateKey).toString('base64')}\n`,
    publicPem: publicKey.export({ format: 'pem', type: 'spki' }) as string,
    fingerprint: fingerprintOf(publicKey),
  };
}

export function fingerprintOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('hex');
}

/** The public key in a PEM text; null where it holds none of Ed25519. A private key is none: it has no business here. */
export function readPublicKey(pem: string): KeyObject | null {
  try {
    if (pem.includes('PRIVATE KEY')) return null;
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === ED25519 ? key : null;
  } catch {
    return null;
  }
}

/** Throws PACK_SIGNATURE where `signature`, base64, is not that of the text by the key. */
export function checkSignature(text: string, signature: string, publicKey: KeyObject): void {
  const octets = Buffer.from(signature.trim(), 'base64');
  const holds =
    octets.length === SIGNATURE_BYTES &&
    `${octets.toString('base64')}\n` === signature &&
    verify(null, Buffer.from(text), publicKey, octets);
  if (!holds) throw new RoamsettleError('PACK_SIGNATURE', 'The manifest was changed after it was signed.');
}
