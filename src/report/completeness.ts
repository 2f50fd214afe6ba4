/** What a provisional statement lacks, and what hangs on it, in words for the page and the terminal. */
import { plural } from '../domain/plural.ts';
import { filesInRange } from '../domain/sequence.ts';
import type { Statement } from '../domain/statement.ts';
import { formatAmount, formatCount } from './format.ts';

/** `5 files missing in 2 sequences, 1 quarantined file, 3 days without signaling`; empty where nothing is missing. */
export function whatIsMissing({ completeness }: Pick<Statement, 'completeness'>): string {
  const { sequence_gaps, quarantined, missing_days } = completeness;
  const files = sequence_gaps.reduce(
    (sum, gap) => sum + gap.missing.reduce((n, range) => n + filesInRange(range), 0),
    0,
  );
  const parts = [
    files > 0 ? `${counted(files, 'file')} missing in ${counted(sequence_gaps.length, 'sequence')}` : '',
    quarantined.length > 0 ? counted(quarantined.length, 'quarantined file') : '',
    missing_days.length > 0 ? `${counted(missing_days.length, 'day')} without signaling` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** `3 silent devices and EUR 1.05 hang on it`. */
export function whatHangsOnIt({
  completeness,
  currency,
}: Pick<Statement, 'completeness' | 'currency'>): string {
  const { silent_devices, amount_at_stake } = completeness;
  return `${counted(silent_devices, 'silent device')} and ${currency} ${formatAmount(amount_at_stake)} hang on it`;
}

/** What a whole statement says of itself. */
export const WHOLE =
  'No file is missing in sequence, none is in quarantine, every day of the period has signaling.';

/** Longer lists are cut, with the number of what is left out; the JSON holds them whole. */
const MAX_LISTED = 31;

/** What is missing, one thing a text. */
export function missingItems({ completeness }: Pick<Statement, 'completeness'>): string[] {
  const { sequence_gaps, quarantined, missing_days } = completeness;
  return [
    ...sequence_gaps
      .slice(0, MAX_LISTED)
      .map(({ sender, recipient, missing }) => `${sender} → ${recipient}: sequence ${listed(missing)}`),
    ...andMore(sequence_gaps, 'sequences'),
    ...quarantined
      .slice(0, MAX_LISTED)
      .map(
        ({ sha256, code, tap_charge, currency }) =>
          `Quarantined ${sha256.slice(0, 16)}…: ${code}, ${tap_charge === null ? 'charge unknown' : `TAP charge ${formatAmount(tap_charge)} ${currency ?? ''}`}`,
      ),
    ...andMore(quarantined, 'quarantined files'),
    ...(missing_days.length > 0 ? [`Days without signaling: ${listed(missing_days)}`] : []),
  ];
}

function listed(values: readonly string[]): string {
  const more = values.length - MAX_LISTED;
  return values.slice(0, MAX_LISTED).join(', ') + (more > 0 ? ` and ${formatCount(more)} more` : '');
}

function andMore(values: readonly unknown[], noun: string): string[] {
  const more = values.length - MAX_LISTED;
  return more > 0 ? [`and ${formatCount(more)} more ${noun}`] : [];
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${plural(count, noun)}`;
}
