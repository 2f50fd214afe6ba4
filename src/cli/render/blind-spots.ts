/** Blind spots of a run in words and tables. */
import { plural } from '../../domain/plural.ts';
import type { AgreementBlindSpots, BlindSpots } from '../../findings/blind/blind-spots.ts';
import type { MissedDay } from '../../findings/blind/days.ts';
import type { FeedSilence } from '../../findings/blind/feeds.ts';
import type { Hanging } from '../../findings/blind/fees.ts';
import { formatAmount, formatChange, formatCount } from '../../report/format.ts';
import { renderTable } from './table.ts';

const HANGING: Readonly<Record<Hanging['on'], string>> = {
  silence: 'silent, and TAP files are missing',
  permanence: 'permanent, if there on the missed days',
  fee_days: 'there on the missed days too',
  absence: 'machines never observed',
  hidden: 'never seen, at most',
};

export function blindSpotsText({ agreements }: BlindSpots): string {
  return agreements.map(agreementText).join('\n\n');
}

function agreementText(spots: AgreementBlindSpots): string {
  const { agreement_id, currency, missed_days, tap_files, silent, hanging, fees } = spots;
  const parts = [agreement_id];
  if (missed_days.length === 0) parts.push('No day of signaling is missing or thin.');
  else
    parts.push(
      renderTable(['missed day', '', 'interface', 'events', 'median'], missed_days.flatMap(dayRows), [
        'left',
        'left',
        'left',
        'right',
        'right',
      ]),
    );
  parts.push(
    `TAP files: ${formatCount(tap_files.loaded)} with records of the month, ${formatCount(tap_files.missing)} missing.`,
    `Silent devices: ${formatCount(silent.found)} found; from ${formatCount(silent.low)} to ${silent.high === null ? 'nobody knows how many' : formatCount(silent.high)}.`,
    ...silentNotes(spots),
    renderTable(
      ['hangs on what was missed', 'devices', `fees ${currency}`],
      hanging.map(({ on, devices, fees_change }) => [
        HANGING[on],
        formatCount(devices),
        formatChange(fees_change),
      ]),
      ['left', 'right', 'right'],
    ),
    `Access fees: ${formatAmount(fees.run)} ${currency}; from ${formatAmount(fees.low)} to ${fees.high === null ? 'nobody knows how much' : formatAmount(fees.high)}.`,
  );
  return parts.join('\n');
}

/** A line for the agreement and one for each feed, in short (`status --period`). */
export function feedLines({
  agreement_id,
  silent,
  feeds,
}: Pick<AgreementBlindSpots, 'agreement_id' | 'silent' | 'feeds'>): string[] {
  const most = silent.high === null ? 'nobody knows how many' : formatCount(silent.high);
  return [
    `  ${agreement_id}: ${formatCount(silent.found)} silent devices found; from ${formatCount(silent.low)} to ${most}`,
    ...feeds.map(
      (feed) =>
        `    ${feed.feed}: ${feedText(feed)}${feed.ends === null ? '' : `; no record is dated after ${feed.ends}`}`,
    ),
  ];
}

function feedText({ feed, missing, of, devices }: FeedSilence): string {
  const [unit, what] = feed === 'tap' ? ['file', 'are silent'] : ['day', 'silent devices are hidden'];
  if (feed === 'tap' && of === 0)
    return `no file of the month is there: how many ${what} by that cannot be told`;
  if (missing === 0) return `none of ${formatCount(of)} ${plural(of, unit)} missing`;
  const until = `${formatCount(missing)} of ${formatCount(of)} ${plural(of, unit)} missing${feed === 'tap' ? '' : ' or thin'}`;
  if (devices === null) return `${until}: how many ${what} by that cannot be told`;
  const { low, mean, high } = devices;
  return `${until}: ${formatCount(low)} to ${formatCount(high)} ${what} by that, ${mean} on average`;
}

function dayRows({ date, kind, in_period, interfaces }: MissedDay): string[][] {
  const name = in_period ? kind : `${kind}, before the month`;
  return interfaces.map((feed, i) => [
    i === 0 ? date : '',
    i === 0 ? name : '',
    feed.interface,
    formatCount(feed.events),
    formatCount(feed.median),
  ]);
}

function silentNotes({ silent: { falsely, hidden, absent } }: AgreementBlindSpots): string[] {
  const notes: string[] = [];
  if (falsely === null) notes.push('- No TAP file of the month is there: nothing says that any is silent.');
  else if (falsely.high > 0)
    notes.push(
      `- About ${falsely.estimate} of them have all their usage in missing TAP files, ${falsely.high} at most.`,
    );
  if (absent > 0) notes.push(`- ${formatCount(absent)} machines may have registered on a missed day alone.`);
  if (hidden.partial === null)
    notes.push('- An outage is longer than every stretch of good days: how many it hides cannot be told.');
  else if (hidden.partial.windows > 0) {
    const { windows, low, mean, high } = hidden.partial;
    notes.push(
      `- Outages as long, pretended on ${windows} stretches of good days, hide ${low} to ${high} silent devices, ${mean} on average.`,
    );
  }
  return notes;
}
