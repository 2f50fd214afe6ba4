/** A dispute as a person reads it (no IMSI in it), and dates of the command line. */

import { InvalidArgumentError } from 'commander';
import type { Dispute } from '../../disputes/register.ts';
import { plural } from '../../domain/plural.ts';
import { printable } from '../../report/format.ts';

const MAX_DAYS = 3650;

export function disputeText(dispute: Dispute): string {
  const { items, lines, totals, currency, deadline } = dispute;
  const devices = items.filter(({ imsi }) => imsi !== '');
  const imsis = new Set(devices.map(({ imsi }) => imsi)).size;
  const unknown = devices.filter(({ known }) => !known).length;
  const reasons = Map.groupBy(items, ({ reason }) => (reason === '' ? '(no reason)' : reason));
  return [
    `dispute ${dispute.id} on run ${dispute.run_id}`,
    `  received ${dispute.received}${deadline === null ? '' : `, to be answered by ${deadline}`}`,
    `  ${items.length} ${plural(items.length, 'item')}, ${imsis} ${plural(imsis, 'IMSI')}${unknown === 0 ? '' : `; ${unknown} ${plural(unknown, 'item names', 'items name')} a device that the statement does not have`}`,
    ...[...reasons].map(
      ([reason, group]) => `    ${group.length} × ${printable(reason.replace(/\d{6,}/g, '…'))}`,
    ),
    ...lines.map((line) => `  line ${line.line_id}: ${line.disputed} of ${line.amount} ${currency}`),
    `  to pay for the month ${totals.payable} ${currency}`,
    `  disputed ${totals.disputed}, tax on it ${totals.disputed_tax}`,
    ...(/[1-9]/.test(totals.disputed_before) ? [`  disputed before ${totals.disputed_before}`] : []),
    `  undisputed ${totals.undisputed} ${currency}`,
  ].join('\n');
}

/** A day of the calendar. */
export function parseDate(text: string): string {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(text) ||
    Number.isNaN(time) ||
    !new Date(time).toISOString().startsWith(text)
  )
    throw new InvalidArgumentError('It is a day like 2026-11-20.');
  return text;
}

export function parseDays(text: string): number {
  const days = Number(text);
  if (!/^\d+$/.test(text) || days > MAX_DAYS)
    throw new InvalidArgumentError(`It is a number of days up to ${MAX_DAYS}.`);
  return days;
}
