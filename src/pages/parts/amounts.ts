/** Money and counts as they are shown: cut out of decimal strings, never through a float. */
import { formatAmount, formatChange, formatCount } from '../../report/format.ts';
import { type Child, h } from '../dom.ts';

export function money(amount: string, currency: string): Child {
  return h('span', { class: 'money' }, formatAmount(amount), h('span', { class: 'unit' }, ` ${currency}`));
}

/** A change with its sign, in the colour of more or less. */
export function change(amount: string): HTMLElement {
  const text = formatChange(amount);
  const way = text.startsWith('+') ? 'up' : text.startsWith('-') ? 'down' : 'same';
  return h('span', { class: `change ${way}` }, text);
}

/** A count that an answer may lack. */
export function count(value: unknown): string {
  return typeof value === 'number' && Number.isSafeInteger(value) ? formatCount(value) : '';
}

/** The amount is no zero. */
export function isSome(amount: string): boolean {
  return /[1-9]/.test(amount);
}

const STEPS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes for a glance; the exact number stands in the CSV. */
export function bytes(value: unknown): string {
  if (typeof value !== 'number') return '';
  let step = 0;
  let left = value;
  while (left >= 1024 && step < STEPS.length - 1) {
    left /= 1024;
    step++;
  }
  return `${step === 0 ? left : left.toFixed(1)} ${STEPS[step]}`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `2026-10-03T…` → `3 Oct`. */
export function shortDay(time: unknown): string {
  if (typeof time !== 'string' || time.length < 10) return '?';
  return `${Number(time.slice(8, 10))} ${MONTHS[Number(time.slice(5, 7)) - 1] ?? ''}`;
}

/** `2026-10-03T04:08:11Z` → `2026-10-03 04:08`, as the server has it (UTC). */
export function minute(time: unknown): string {
  return typeof time === 'string' ? time.slice(0, 16).replace('T', ' ') : '';
}
