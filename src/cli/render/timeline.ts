/** A device's month by day, and the files, lines and offsets behind it, for a terminal of 100 columns. */
import { plural } from '../../domain/plural.ts';
import { formatAmount, formatCount, words } from '../../report/format.ts';
import type { Timeline, TimelineDay } from '../../trace/timeline.ts';
import { renderTable, type TableRow } from './table.ts';

const LEFT = 'left' as const;
const RIGHT = 'right' as const;

/** Lines, or tables as one text. */
export function renderTimeline({ days, events, records, files }: Timeline): string[] {
  return [
    'Day by day (● seen, ○ attached since it was last seen, · absent)',
    renderTable(['day', '', 'signaling', 'TAP', 'charge', 'RAT', 'cells', 'APN'], dayRows(days), [
      LEFT,
      LEFT,
      LEFT,
      LEFT,
      RIGHT,
      LEFT,
      RIGHT,
      LEFT,
    ]),
    '',
    `Behind it: ${formatCount(events.count)} ${plural(events.count, 'event')} and ${formatCount(records.count)} ${plural(records.count, 'record')}`,
    renderTable(
      ['file', 'events', 'records', 'SHA-256'],
      files
        .slice(0, MOST_FILES)
        .map((file) => [
          file.file,
          String(file.events),
          String(file.records),
          file.sha256.slice(0, DIGEST_DIGITS),
        ]),
      [LEFT, RIGHT, RIGHT, LEFT],
    ),
    ...(files.length > MOST_FILES
      ? [`and ${files.length - MOST_FILES} ${plural(files.length - MOST_FILES, 'file')} more (--json)`]
      : []),
    ...singles(
      'events',
      events,
      ['at', 'what', 'RAT', 'line', 'file'],
      events.rows.map((event) => [
        event.at,
        [event.interface, event.procedure, event.result].filter((word) => word !== '').join(' '),
        event.rat,
        String(event.line),
        event.file,
      ]),
    ),
    ...singles(
      'records',
      records,
      ['start', 'what', 'charge', 'offset', 'file'],
      records.rows.map((record) => [
        record.start,
        `${words(record.service)}${amountOf(record.bytes_up + record.bytes_down, record.seconds)}${record.charged ? '' : ', not charged'}`,
        `${record.tap_charge} ${record.tap_currency}`.trim(),
        String(record.byte_offset),
        record.file,
      ]),
    ),
  ];
}

/** The JSON has all of them. */
const DIGEST_DIGITS = 16;
const MOST_FILES = 20;

function singles(
  what: string,
  { count, rows }: { readonly count: number; readonly rows: readonly unknown[] },
  headers: readonly string[],
  cells: readonly (readonly string[])[],
): string[] {
  if (rows.length === 0) return [];
  const hidden = count - rows.length;
  return [
    '',
    renderTable(headers, cells, [LEFT, LEFT, LEFT, RIGHT, LEFT]),
    ...(hidden > 0 ? [`and ${formatCount(hidden)} ${what} more (--limit)`] : []),
  ];
}

/** Absent days that follow each other share a row. */
function dayRows(days: readonly TimelineDay[]): TableRow[] {
  const rows: TableRow[] = [];
  for (let at = 0; at < days.length; at++) {
    const from = at;
    while (isEmpty(days[at]!) && at + 1 < days.length && isEmpty(days[at + 1]!)) at++;
    const day = days[at]!;
    const name = from === at ? dayName(day) : `${dayName(days[from]!)} to ${day.day.slice(8)}`;
    rows.push(isEmpty(day) ? [name, '·', '', '', '', '', '', ''] : dayRow(name, day));
  }
  return rows;
}

/** The month is said above. */
function dayName({ day }: TimelineDay): string {
  return day.slice(5);
}

function isEmpty({ present, events, records }: TimelineDay): boolean {
  return !present && events.length === 0 && records.length === 0;
}

function dayRow(name: string, day: TimelineDay): string[] {
  return [
    name,
    day.observed ? '●' : day.present ? '○' : '·',
    day.events
      .map(({ procedure, result, count }) =>
        counted(result === 'ok' ? procedure : `${procedure} ${result}`.trim(), count),
      )
      .join(', '),
    day.records
      .map(
        ({ service, count, bytes, seconds }) =>
          `${counted(words(service), count)}${amountOf(bytes, seconds)}`,
      )
      .join(', '),
    day.charges.map(({ amount, currency }) => `${formatAmount(amount)} ${currency}`).join(' + '),
    day.rats.join(' '),
    day.cells === 0 ? '' : String(day.cells),
    day.apns.join(' '),
  ];
}

function counted(what: string, count: number): string {
  return count === 1 ? what : `${count}× ${what}`;
}

function amountOf(bytes: number, seconds: number): string {
  if (bytes > 0) return ` ${formatCount(Math.ceil(bytes / 1024))} kB`;
  return seconds > 0 ? ` ${formatCount(seconds)} s` : '';
}
