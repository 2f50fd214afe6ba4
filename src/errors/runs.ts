/** Codes of run folders as they are read: a part of the registry. */
import { type ErrorEntry, entry } from './entry.ts';

export const RUN_ERRORS = {
  RUN_FOREIGN: entry(
    'The run was settled by another version of the program, and this one cannot read it.',
    'Read it with the version that settled it, or settle the month again.',
    409,
  ),
  ISSUED_CHANGED: entry(
    'An issued run is not what was issued.',
    'Restore its folder from a backup; `DATA/issued` has the digest of every file.',
    500,
  ),
} as const satisfies Record<string, ErrorEntry>;
