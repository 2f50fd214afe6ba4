/** How a partner's settlement or usage rows are read: which of its columns are what, in its words, signs and units. */
import { readDocument } from '../domain/agreement/document.ts';
import { checkAgainst, compileSchema } from '../domain/agreement/schema.ts';
import { readTextFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import profileSchema from './partner-profile.json' with { type: 'json' };

const MAX_PROFILE_BYTES = 1024 * 1024;

/** What rows are told apart by. */
export const KEYS = ['line', 'service', 'segment', 'imsi'] as const;
export type Key = (typeof KEYS)[number];

export interface PartnerProfile {
  readonly separator: string;
  /** Decimal sign of its numbers. */
  readonly decimal: '.' | ',';
  /** Sign between thousands, `''` for none; every group then has three digits. */
  readonly thousands: '' | '.' | ',' | ' ' | "'";
  /** Names of its columns: one key at least; `reason` is for disputes. */
  readonly columns: Readonly<Partial<Record<Key | 'quantity' | 'amount' | 'reason', string>>>;
  /** Its words → ours, by key. */
  readonly values: Readonly<Partial<Record<Key, Readonly<Record<string, string>>>>>;
  /** Base units (bytes, seconds, events, days) in one of its units. */
  readonly quantity_size: number;
}

const check = compileSchema<PartnerProfile>(profileSchema);

/** Throws FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE, or RECONCILE_INVALID with line and key. */
export async function loadPartnerProfile(path: string): Promise<PartnerProfile> {
  const { text, file } = await readTextFile(path, MAX_PROFILE_BYTES, 'RECONCILE_INVALID');
  const document = readDocument(text, file, 'RECONCILE_INVALID');
  const profile = checkAgainst(check, document, 'RECONCILE_INVALID');
  if (profile.decimal === profile.thousands)
    throw new RoamsettleError('RECONCILE_INVALID', 'One sign cannot be both decimal and between thousands.', {
      file,
      key: 'thousands',
    });
  return profile;
}

type Signs = Pick<PartnerProfile, 'decimal' | 'thousands'>;

/** Regular expression (of SQL too) for a number of at most 15 digits and 9 places; a sign of the other kind is none. */
export function numberPattern({ decimal, thousands }: Signs): string {
  const places = `([${decimal}][0-9]{1,9})?`;
  const plain = `-?[0-9]{1,15}${places}`;
  return thousands === '' ? plain : `(${plain}|-?[0-9]{1,3}([${thousands}][0-9]{3}){1,4}${places})`;
}

/** The number as decimal text; null for what is none. */
export function decimalOf(text: string, signs: Signs): string | null {
  if (!new RegExp(`^(${numberPattern(signs)})$`).test(text)) return null;
  return text.replaceAll(signs.thousands, '').replace(signs.decimal, '.');
}
