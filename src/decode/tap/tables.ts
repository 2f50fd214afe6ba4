/** AccountingInfo [5] and NetworkInfo [6]: the tables that the codes of a file's records point into. */
import { enter, Fault, more } from '../ber/cursor.ts';
import { value } from '../ber/elements.ts';
import { asBigInt } from '../ber/values.ts';
import type { TapTables } from '../outcome.ts';
import { natural, tableCode } from './fields.ts';
import { headerText } from './header.ts';
import { skipMember, type TapState } from './state.ts';
import { Tag } from './tags.ts';
import { readOffset } from './time.ts';

/** Most rows of one table of a file. */
const MAX_TABLE_ROWS = 10_000;
/** TapDecimalPlaces: TD.57 allows 0 to 6. */
const MAX_DECIMALS = 6;
/** Longest BCD address, in octets. */
const MAX_ADDRESS_OCTETS = 16;

export type Accounting = Pick<
  TapTables,
  'localCurrency' | 'tapCurrency' | 'decimals' | 'exchangeRates' | 'taxation'
>;
export type Network = Pick<TapTables, 'utcOffsets' | 'recEntities'>;

/** Walks a list of groups with one reader per row; rows without their code are left out with a warning. */
function rows<T>(d: TapState, tag: number, read: () => T | null): T[] {
  const { c } = d;
  const limit = enter(c);
  const found: T[] = [];
  while (more(c, limit)) {
    const { at } = c;
    if (c.tag !== tag) {
      skipMember(d);
      continue;
    }
    const row = read();
    if (c.err !== Fault.NONE) break;
    if (row === null)
      d.warn('TABLE_ROW_INCOMPLETE', at, 'A row of a table lacks its code or its value; it is left out.');
    else if (found.length === MAX_TABLE_ROWS)
      d.fail('TAP_RANGE', at, `A table has more than ${MAX_TABLE_ROWS} rows.`);
    else found.push(row);
  }
  return found;
}

function duplicate(d: TapState, at: number, item: string, error: number): void {
  d.warn('TABLE_DUPLICATE_CODE', at, 'A code stands twice in a table; its first row counts.', 1, {
    item,
    error,
  });
}

/** Warns of rows whose code an earlier row has; `at` is the list. */
function findDuplicates(
  d: TapState,
  at: number,
  rows: readonly { code: number }[],
  item: string,
  error: number,
): void {
  const seen = new Set<number>();
  for (const { code } of rows) if (seen.size === seen.add(code).size) duplicate(d, at, item, error);
}

/** Up to 3.10 a recording entity's id is a choice: of an MSC, an IP address, a gateway mobile location centre. */
const OLD_ENTITY_IDS: ReadonlySet<number> = new Set([
  Tag.MscId,
  Tag.IPTextV4Address,
  Tag.IPTextV6Address,
  Tag.GmlcAddress,
]);

/** The address of a short message centre, up to 3.10: BCD digits. */
function addressDigits(d: TapState): string | null {
  const { at } = d.c;
  const b = value(d.c);
  let digits = '';
  for (let i = d.c.vs; i < d.c.ve && i < d.c.vs + MAX_ADDRESS_OCTETS; i++) {
    digits += b[i]!.toString(16).padStart(2, '0');
  }
  digits = digits.replace(/f+$/, '');
  if (digits !== '' && /^[0-9a-e]+$/.test(digits)) return digits;
  d.warn('TABLE_ROW_INCOMPLETE', at, 'The address of a recording entity is no number.');
  return null;
}

/** A currency that amounts are in: no row of a rates file could name another. */
function currency(d: TapState): string {
  const { at } = d.c;
  const text = headerText(d);
  if (!/^[A-Z]{3}$/.test(text)) d.fail('TAP_SYNTAX', at, 'A TapCurrency is 3 capital letters of ISO 4217.');
  return text;
}

/** The current AccountingInfo; null after a failure. */
export function readAccounting(d: TapState): Accounting | null {
  const { c } = d;
  const { at } = c;
  let listAt = at;
  const limit = enter(c);
  let localCurrency: string | null = null;
  let tapCurrency = 'XDR';
  let decimals: number | null = null;
  let exchangeRates: Accounting['exchangeRates'] = [];
  let taxation: Accounting['taxation'] = [];
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.LocalCurrency:
        localCurrency = headerText(d);
        break;
      case Tag.TapCurrency:
        tapCurrency = currency(d);
        break;
      case Tag.TapDecimalPlaces:
        decimals = tableCode(d);
        if (decimals > MAX_DECIMALS)
          d.fail('TAP_RANGE', c.at, `TapDecimalPlaces is ${decimals}, at most ${MAX_DECIMALS} is allowed.`);
        break;
      case Tag.CurrencyConversionList:
        listAt = c.at;
        exchangeRates = rows(d, Tag.CurrencyConversion, () => conversion(d));
        findDuplicates(d, listAt, exchangeRates, 'CurrencyConversion', 34);
        break;
      case Tag.TaxationList:
        listAt = c.at;
        taxation = rows(d, Tag.Taxation, () => tax(d));
        findDuplicates(d, listAt, taxation, 'Taxation', 33);
        break;
      default:
        skipMember(d);
    }
  }
  if (decimals === null) {
    d.fail('TAP_MISSING', at, 'TapDecimalPlaces (TD.57 AccountingInfo error 35).', {
      item: 'AccountingInfo',
      error: 35,
    });
  }
  if (c.err !== Fault.NONE || decimals === null) return null;
  return { localCurrency, tapCurrency, decimals, exchangeRates, taxation };
}

function conversion(d: TapState): Accounting['exchangeRates'][number] | null {
  const { c } = d;
  const limit = enter(c);
  let code: number | null = null;
  let decimals: number | null = null;
  let rate: string | null = null;
  while (more(c, limit)) {
    if (c.tag === Tag.ExchangeRateCode) code = tableCode(d);
    else if (c.tag === Tag.NumberOfDecimalPlaces) decimals = tableCode(d);
    else if (c.tag === Tag.ExchangeRate) rate = natural(d) ? asBigInt(c).toString() : null;
    else skipMember(d);
  }
  return code === null || decimals === null || rate === null ? null : { code, decimals, rate };
}

function tax(d: TapState): Accounting['taxation'][number] | null {
  const { c } = d;
  const limit = enter(c);
  let code: number | null = null;
  let type: string | null = null;
  let rate: string | null = null;
  while (more(c, limit)) {
    if (c.tag === Tag.TaxCode) code = tableCode(d);
    else if (c.tag === Tag.TaxType) type = headerText(d);
    else if (c.tag === Tag.TaxRate) rate = headerText(d);
    else skipMember(d);
  }
  return code === null ? null : { code, type, rate };
}

/** The current NetworkInfo, also into the state that the records are decoded with. */
export function readNetwork(d: TapState): Network | null {
  const { c } = d;
  const limit = enter(c);
  let utcOffsets: Network['utcOffsets'] = [];
  let recEntities: Network['recEntities'] = [];
  while (more(c, limit)) {
    if (c.tag === Tag.UtcTimeOffsetInfoList) utcOffsets = rows(d, Tag.UtcTimeOffsetInfo, () => utcOffset(d));
    else if (c.tag === Tag.RecEntityInfoList)
      recEntities = rows(d, Tag.RecEntityInformation, () => recEntity(d));
    else skipMember(d);
  }
  return c.err === Fault.NONE ? { utcOffsets, recEntities } : null;
}

function utcOffset(d: TapState): Network['utcOffsets'][number] | null {
  const { c } = d;
  const { at } = c;
  const limit = enter(c);
  let code: number | null = null;
  let minutes: number | null = null;
  while (more(c, limit)) {
    if (c.tag === Tag.UtcTimeOffsetCode) code = tableCode(d);
    else if (c.tag === Tag.UtcTimeOffset) minutes = readOffset(d);
    else skipMember(d);
  }
  if (code === null || minutes === null) return null;
  if (d.utcOffsets.has(code)) duplicate(d, at, 'UtcTimeOffsetInfo', 33);
  else d.utcOffsets.set(code, minutes);
  return { code, minutes };
}

function recEntity(d: TapState): Network['recEntities'][number] | null {
  const { c } = d;
  const { at } = c;
  const limit = enter(c);
  let code: number | null = null;
  let type: number | null = null;
  let id: string | null = null;
  while (more(c, limit)) {
    if (c.tag === Tag.RecEntityCode) code = tableCode(d);
    else if (c.tag === Tag.RecEntityType) type = tableCode(d);
    else if (c.tag === Tag.RecEntityId || (d.old && OLD_ENTITY_IDS.has(c.tag))) id = headerText(d);
    else if (d.old && c.tag === Tag.Msisdn) id = addressDigits(d);
    else skipMember(d);
  }
  if (code === null || id === null) return null;
  if (!d.entities.define(code, type, id)) duplicate(d, at, 'RecEntityInformation', 33);
  return { code, type, id };
}
