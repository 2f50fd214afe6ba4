/**
 * The money of a call event (docs/rules.md, as billed; TD.57 AuditControlInfo): charges of type 00, CAMEL invocation
 * fees, taxes, discounts. Sums are int64 per record; more is TAP_RANGE.
 *
 * The walkers here are the fast path of events without refunds. Where a ChargeRefundIndicator shows up, the event is
 * walked again by the generic walk (money-walk.ts), which knows groups only by what they hold.
 */
import { enter, more } from '../ber/cursor.ts';
import { skip, value } from '../ber/elements.ts';
import { Amount } from './charge-ledger.ts';
import { integer, natural, tableCode, textCode } from './fields.ts';
import { Has } from './record-columns.ts';
import { skipMember, type TapState } from './state.ts';
import { Tag } from './tags.ts';

/** Adds `lo`/`hi` (natural) to the row's amount in a money column. */
export function add(d: TapState, column: Int32Array, lo: number, hi: number): void {
  const at = 2 * d.rows.row;
  const low = (column[at]! >>> 0) + (lo >>> 0);
  const high = column[at + 1]! + hi + (low > 0xffff_ffff ? 1 : 0);
  if (high > 0x7fff_ffff) {
    d.amountsUnread = true;
    d.fail('TAP_RANGE', d.c.at, 'The sum of the record does not fit 64 bits.');
    return;
  }
  column[at] = low | 0;
  column[at + 1] = high;
}

/** The current amount into a money column, and to the charge that is open. */
export function addAmount(d: TapState, column: Int32Array, amount: number): void {
  if (!natural(d)) {
    d.amountsUnread = true;
    return;
  }
  add(d, column, d.c.lo, d.c.hi);
  d.ledger.add(amount, d.c.lo, d.c.hi);
}

/** A charge that stands by itself: one even where its amount is wrong. */
export function addCharge(d: TapState, column: Int32Array): void {
  d.ledger.charge();
  addAmount(d, column, Amount.CHARGE);
}

/** CamelInvocationFee: outside any charge it is one by itself. */
export function addCamelFee(d: TapState): void {
  const { ledger } = d;
  const outer = ledger.open < 0 ? ledger.begin(true, false) : ledger.open;
  addCharge(d, d.rows.camelFee);
  ledger.open = outer;
}

/** What a ChargeDetail holds; one object, reused. */
export const detail = { lo: 0, hi: 0, isTotal: false, hasCharge: false, refund: false, type: '' };

/**
 * Reads a ChargeDetail into `detail`: its Charge counts when its ChargeType is 00, wherever the two stand.
 * `type` is kept for old releases only, whose audit lists every type.
 */
export function readChargeDetail(d: TapState): void {
  const { c } = d;
  const { at } = c;
  const limit = enter(c);
  let hasType = false;
  detail.lo = 0;
  detail.hi = 0;
  detail.isTotal = false;
  detail.hasCharge = false;
  detail.refund = false;
  detail.type = '';
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.ChargeType: {
        const b = value(c);
        detail.isTotal = c.ve - c.vs === 2 && b[c.vs] === 0x30 && b[c.vs + 1] === 0x30;
        if (d.old) detail.type = String.fromCharCode(...b.subarray(c.vs, Math.min(c.ve, c.vs + 3)));
        hasType = true;
        break;
      }
      case Tag.Charge:
        if (detail.hasCharge) {
          d.amountsUnread = true;
          d.fail('TAP_SYNTAX', c.at, 'A ChargeDetail has one Charge.');
          skip(c);
          break;
        }
        if (natural(d)) {
          detail.lo = c.lo;
          detail.hi = c.hi;
        } else {
          d.amountsUnread = true;
        }
        detail.hasCharge = true;
        break;
      case Tag.ChargeRefundIndicator:
        detail.refund = refundIndicator(d);
        d.refundSeen = true;
        break;
      default:
        skip(c);
    }
  }
  if (detail.hasCharge && !hasType)
    d.warn('CHARGE_TYPE_MISSING', at, 'A Charge without ChargeType is not counted.');
}

/** True for 1; 0 is a charge. */
export function refundIndicator(d: TapState): boolean {
  return integer(d) && d.c.lo === 1 && d.c.hi === 0;
}

/** The ChargeDetail in `detail` into the record and the open charge, where it is of type 00. */
export function addDetail(d: TapState, refundColumn: Int32Array): void {
  if (!detail.isTotal) return;
  add(d, detail.refund ? refundColumn : d.rows.charge, detail.lo, detail.hi);
  d.ledger.add(Amount.CHARGE, detail.lo, detail.hi);
  if (detail.refund) d.ledger.refund();
}

function chargeDetailList(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.ChargeDetail) {
      readChargeDetail(d);
      addDetail(d, d.rows.charge);
    } else {
      skipMember(d);
    }
  }
}

export function chargeInformationList(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.ChargeInformation) chargeInformation(d);
    else skipMember(d);
  }
}

/** ChargedItem or ExchangeRateCode of the open charge; of the event's first charge information it is the record's too. */
export function chargeField(d: TapState, first: boolean): void {
  const { ledger, rows } = d;
  if (d.c.tag === Tag.ChargedItem) {
    const code = textCode(d, d.texts.charged_item);
    if (code < 0) return;
    ledger.item[ledger.open] = code;
    if (!first) return;
    rows.chargedItem[rows.row] = code;
    rows.present |= Has.CHARGED_ITEM;
    return;
  }
  const code = tableCode(d);
  if (code < 0) return;
  ledger.rateCode[ledger.open] = code;
  if (!first) return;
  rows.exchangeRateCode[rows.row] = code;
  rows.present |= Has.EXCHANGE_RATE_CODE;
}

function chargeInformation(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  const first = d.chargeInformations++ === 0;
  const outer = d.ledger.begin(false, true);
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.ChargedItem:
      case Tag.ExchangeRateCode:
        chargeField(d, first);
        break;
      case Tag.ChargeDetailList:
        chargeDetailList(d);
        break;
      case Tag.TaxInformationList:
        taxInformationList(d);
        break;
      case Tag.DiscountInformation:
        discountInformation(d);
        break;
      default:
        skipMember(d);
    }
  }
  d.ledger.open = outer;
}

function taxInformationList(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.TaxInformation) taxInformation(d);
    else skipMember(d);
  }
}

function taxInformation(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.TaxValue) addAmount(d, d.rows.tax, Amount.TAX);
    else skipMember(d);
  }
}

function discountInformation(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.Discount) addAmount(d, d.rows.discount, Amount.DISCOUNT);
    else skipMember(d);
  }
}

export function camelServiceUsed(d: TapState): void {
  const { c } = d;
  const outer = d.ledger.begin(true, false);
  const limit = enter(c);
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.CamelInvocationFee:
        addCamelFee(d);
        break;
      case Tag.ChargedItem:
      case Tag.ExchangeRateCode:
        chargeField(d, false);
        break;
      case Tag.TaxInformationList:
        taxInformationList(d);
        break;
      case Tag.DiscountInformation:
        discountInformation(d);
        break;
      default:
        skipMember(d);
    }
  }
  d.ledger.open = outer;
}
