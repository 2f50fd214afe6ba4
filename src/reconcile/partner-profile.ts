/** How a partner's settlement or usage rows are read: which of its columns are what, in its words, signs and units. */
import { readDocument } from '../domain/agreement/document.ts';
import { checkAgainst, compileSchema } from '../domain/agreement/schema.ts';
import { readTextFile } from '../domain/text-file.ts';
import profileSchema from './partner-profile.json' with { type: 'json' };

const MAX_PROFILE_BYTES = 1024 * 1024;

/** What rows are told apart by. */
export const KEYS = ['line', 'service', 'segment', 'imsi'] as const;
export type Key = (typeof KEYS)[number];

export interface PartnerProfile {
  readonly separator: string;
  /** Decimal sign of its numbers. */
  readonly decimal: '.' | ',';
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
  return checkAgainst(check, readDocument(text, file, 'RECONCILE_INVALID'), 'RECONCILE_INVALID');
}
