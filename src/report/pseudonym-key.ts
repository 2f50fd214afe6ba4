/** The key of pseudonyms, `DATA/keys/pseudonym.key`. */
import { randomBytes } from 'node:crypto';
import { type KeyKind, keyOf } from './key-file.ts';

const KEY_BYTES = 32;
const HEX = new RegExp(`^([0-9a-f]{${2 * KEY_BYTES}})\\n?$`);

const PSEUDONYM_KEY: KeyKind<Buffer> = {
  file: 'pseudonym.key',
  name: 'key of pseudonyms',
  make: () => `${randomBytes(KEY_BYTES).toString('hex')}\n`,
  read: (text) => {
    const [, hex] = HEX.exec(text) ?? [];
    return hex === undefined ? null : Buffer.from(hex, 'hex');
  },
  wanted: `${2 * KEY_BYTES} hexadecimal digits`,
};

/** The key of the data folder; throws as `keyOf` does. */
export function pseudonymKey(data: string): Buffer {
  return keyOf(data, PSEUDONYM_KEY);
}

/** The key padded as HMAC-SHA-256 wants it (RFC 2104), for the macro `pseudonym` of sql/report/text_macros.sql. */
export function hmacPads(key: Uint8Array): { inner: Buffer; outer: Buffer } {
  const pad = (octet: number) => Buffer.from(Array.from({ length: 64 }, (_, i) => (key[i] ?? 0) ^ octet));
  return { inner: pad(0x36), outer: pad(0x5c) };
}
