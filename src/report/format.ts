/**
 * How numbers and names are shown, on the page and on the terminal alike. Shown money is cut out of decimal strings
 * and never passes through a float.
 */

import type { StatementLine } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';

/** Digits are limited so that grouping them stays cheap whatever a file holds. */
const DECIMAL = /^(-?)(\d{1,2000})(\.\d{1,2000})?$/;

/** Decimals of the ratio of base units to priced units, e.g. bytes shown in MB. */
const SHOWN_UNIT_DECIMALS = 3;

/** C0, C1 and the characters that turn the direction of text or hide in it: a name must not rewrite what is beside it. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** Decimal string → the same digits with commas between thousands. Throws DATA_CORRUPT on anything else. */
export function formatAmount(amount: string): string {
  const match = DECIMAL.exec(amount);
  if (!match)
    throw new RoamsettleError('DATA_CORRUPT', 'A statement holds an amount that is no decimal number.');
  return `${match[1]}${groupThousands(match[2] ?? '')}${match[3] ?? ''}`;
}

/** Like `formatAmount`, with a plus before what is above zero: a change, not a level. */
export function formatChange(amount: string): string {
  const text = formatAmount(amount);
  return text.startsWith('-') || /^[0.,]*$/.test(text) ? text : `+${text}`;
}

/** The amount with its sign turned: what is taken away. */
export function negated(amount: string): string {
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
}

/** A safe integer (devices, records, base units) with commas. */
export function formatCount(count: number): string {
  if (!Number.isSafeInteger(count))
    throw new RoamsettleError('DATA_CORRUPT', 'A statement holds a count that is no integer.');
  return formatAmount(String(count));
}

/** `12.34` → `+12.34 %` (on one line); null (the base is 0, rule 13) → `n/a`. */
export function formatPercent(percent: string | null): string {
  return percent === null ? 'n/a' : `${formatChange(percent)}\u00a0%`;
}

/** Free text made safe to show on one line: control and direction characters become U+FFFD. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** Words of the field that are not written in lower case. */
const SPELLED: Readonly<Record<string, string>> = {
  tap: 'TAP',
  iot: 'IoT',
  imsi: 'IMSI',
  imsis: 'IMSIs',
  sms: 'SMS',
  mo: 'MO',
  mt: 'MT',
  volte: 'VoLTE',
};

/** A name of ours in words: `added_without_tap` → `added without TAP`, `access_fees:silent` → `access fees: silent`. */
export function words(name: string): string {
  const [own = '', ...rest] = printable(name).split(':');
  const text = own.replace(/[a-z]+/g, (word) => SPELLED[word] ?? word).replaceAll('_', ' ');
  return rest.length > 0 ? `${text}: ${rest.join(':').trim()}` : text;
}

/** Units in the plural; what is not named here (MB, GB) has none. */
const PLURALS: Readonly<Record<string, string>> = {
  byte: 'bytes',
  second: 'seconds',
  minute: 'minutes',
  event: 'events',
  record: 'records',
  imsi_month: 'IMSI-months',
  imsi_day: 'IMSI-days',
  attach: 'attaches',
  block: 'blocks',
};

/** `3 events`, `486,396,657,664 bytes`. */
export function formatQuantity(quantity: number, unit: string): string {
  return `${formatCount(quantity)} ${quantity === 1 ? words(unit) : unitName(unit)}`;
}

/** A unit as it follows a number. */
export function unitName(unit: string): string {
  return PLURALS[unit] ?? words(unit);
}

/** What a line is for, in words: `Usage · data`, `Access · IMSI-months`, `As billed · all services`. */
export function lineTitle(line: Pick<StatementLine, 'kind' | 'service' | 'unit'>): string {
  const service = line.service === null ? 'all services' : words(line.service);
  switch (line.kind) {
    case 'usage':
      return `Usage · ${service}`;
    case 'access':
      return `Access · ${unitName(line.unit)}`;
    case 'as_billed':
      return `As billed · ${service}`;
    case 'commitment':
      return 'Commitment shortfall';
    case 'adjustment':
      return `Adjustment · ${line.service === null ? unitName(line.unit) : service}`;
  }
}

/**
 * Quantity of a line in the unit its price is per, e.g. 1572864 bytes → `1.5 MB`; cut after three decimals, with `≈`
 * where that loses something. The integer of base units is shown beside it.
 */
export function pricedQuantity(
  line: Pick<StatementLine, 'quantity' | 'priced_unit' | 'priced_unit_size'>,
): string {
  const scale = 10n ** BigInt(SHOWN_UNIT_DECIMALS);
  const size = BigInt(line.priced_unit_size);
  if (size <= 0n) throw new RoamsettleError('DATA_CORRUPT', 'A statement line has a unit of no size.');
  const quantity = BigInt(line.quantity);
  const scaled = (quantity < 0n ? -quantity : quantity) * scale;
  const shown = scaled / size;
  const fraction = (shown % scale).toString().padStart(SHOWN_UNIT_DECIMALS, '0').replace(/0+$/, '');
  const sign = quantity < 0n ? '-' : '';
  const unit = shown === scale ? words(line.priced_unit) : unitName(line.priced_unit);
  const text = `${sign}${groupThousands((shown / scale).toString())}${fraction ? `.${fraction}` : ''} ${unit}`;
  return scaled % size === 0n ? text : `≈ ${text}`;
}

function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}
