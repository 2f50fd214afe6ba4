/**
 * The hot path: one flat loop over a regular GprsCall [14] of 3.11 or later, with everything in local variables. It
 * takes definite lengths, the forms that the grammar asks for and everyday values; whatever else it meets, it gives up
 * without a trace, and the general walkers decode the event again, slowly and with its place. bench/decode.ts pays for
 * it; the property tests hold the two equal.
 *
 * Every header is bounded by the group that holds it, and the caller sees to it that the octets behind the event can be
 * read. The stack of groups is bounded by MAX_GROUPS.
 */
import { TWO_32 } from '../ber/values.ts';
import { bcdNumber, naturalNumber, unsignedNumber } from './fast-values.ts';
import { Has } from './record-columns.ts';
import type { TapState } from './state.ts';
import { Tag } from './tags.ts';
import { localSeconds } from './time.ts';

/** Deepest nesting of a regular GprsCall, with room. */
const MAX_GROUPS = 12;
const MAX_DURATION = 1_000_000_000;
const MAX_INT32 = 0x7fff_ffff;
/** Tags from here on are in no table: ignored where primitive. */
const TAGS = 512;

/** States: the group that is open. */
const S = {
  EVENT: 0,
  BASIC: 1,
  SUBSCRIBER: 2,
  DESTINATION: 3,
  START: 4,
  CONTEXT: 5,
  LOCATION: 6,
  NETWORK: 7,
  ENTITIES: 8,
  GEOGRAPHY: 9,
  SERVICE: 10,
  CHARGE_LIST: 11,
  CHARGE: 12,
  DETAIL_LIST: 13,
  DETAIL: 14,
  TAX_LIST: 15,
  TAX: 16,
  DISCOUNT: 17,
  /** Walked for its framing only. */
  IGNORED: 18,
} as const;
const STATES = 19;

/** Actions on primitive members; below FIRST_ACTION stands the state that a group opens. */
const FIRST_ACTION = 32;
const A = {
  IMSI: 32,
  MSISDN: 33,
  IMEI: 34,
  APN: 35,
  APN_OI: 36,
  TIME_STAMP: 37,
  OFFSET_CODE: 38,
  DURATION: 39,
  CAUSE: 40,
  PARTIAL: 41,
  CHARGING_ID: 42,
  ENTITY: 43,
  AREA: 44,
  CELL: 45,
  SERVING: 46,
  DOWN: 47,
  UP: 48,
  ITEM: 49,
  RATE: 50,
  TYPE: 51,
  AMOUNT: 52,
  TAX_VALUE: 53,
  DISCOUNT_VALUE: 54,
  /** Left to the general walkers. */
  UNUSUAL: 55,
} as const;

/** [state, tag, state that the group opens or action]. */
const GRAMMAR: readonly (readonly [number, number, number])[] = [
  [S.EVENT, Tag.GprsBasicCallInformation, S.BASIC],
  [S.EVENT, Tag.GprsLocationInformation, S.LOCATION],
  [S.EVENT, Tag.ImeiOrEsn, S.SUBSCRIBER],
  [S.EVENT, Tag.GprsServiceUsed, S.SERVICE],
  [S.EVENT, Tag.CamelServiceUsed, A.UNUSUAL],
  [S.BASIC, Tag.GprsChargeableSubscriber, S.SUBSCRIBER],
  [S.SUBSCRIBER, Tag.ChargeableSubscriber, S.SUBSCRIBER],
  [S.SUBSCRIBER, Tag.SimChargeableSubscriber, S.SUBSCRIBER],
  [S.SUBSCRIBER, Tag.Imsi, A.IMSI],
  [S.SUBSCRIBER, Tag.Msisdn, A.MSISDN],
  [S.SUBSCRIBER, Tag.Imei, A.IMEI],
  [S.BASIC, Tag.GprsDestination, S.DESTINATION],
  [S.DESTINATION, Tag.AccessPointNameNI, A.APN],
  [S.DESTINATION, Tag.AccessPointNameOI, A.APN_OI],
  [S.BASIC, Tag.CallEventStartTimeStamp, S.START],
  [S.BASIC, Tag.PDPContextStartTimestamp, S.CONTEXT],
  [S.START, Tag.LocalTimeStamp, A.TIME_STAMP],
  [S.START, Tag.UtcTimeOffsetCode, A.OFFSET_CODE],
  [S.CONTEXT, Tag.LocalTimeStamp, A.TIME_STAMP],
  [S.CONTEXT, Tag.UtcTimeOffsetCode, A.OFFSET_CODE],
  [S.BASIC, Tag.TotalCallEventDuration, A.DURATION],
  [S.BASIC, Tag.CauseForTerm, A.CAUSE],
  [S.BASIC, Tag.PartialTypeIndicator, A.PARTIAL],
  [S.BASIC, Tag.ChargingId, A.CHARGING_ID],
  [S.BASIC, Tag.RapFileSequenceNumber, A.UNUSUAL],
  [S.LOCATION, Tag.GprsNetworkLocation, S.NETWORK],
  [S.LOCATION, Tag.GeographicalLocation, S.GEOGRAPHY],
  [S.NETWORK, Tag.RecEntityCodeList, S.ENTITIES],
  [S.ENTITIES, Tag.RecEntityCode, A.ENTITY],
  [S.NETWORK, Tag.LocationArea, A.AREA],
  [S.NETWORK, Tag.CellId, A.CELL],
  [S.GEOGRAPHY, Tag.ServingNetwork, A.SERVING],
  [S.SERVICE, Tag.DataVolumeIncoming, A.DOWN],
  [S.SERVICE, Tag.DataVolumeOutgoing, A.UP],
  [S.SERVICE, Tag.ChargeInformationList, S.CHARGE_LIST],
  [S.CHARGE_LIST, Tag.ChargeInformation, S.CHARGE],
  [S.CHARGE, Tag.ChargedItem, A.ITEM],
  [S.CHARGE, Tag.ExchangeRateCode, A.RATE],
  [S.CHARGE, Tag.ChargeDetailList, S.DETAIL_LIST],
  [S.DETAIL_LIST, Tag.ChargeDetail, S.DETAIL],
  [S.DETAIL, Tag.ChargeType, A.TYPE],
  [S.DETAIL, Tag.Charge, A.AMOUNT],
  [S.CHARGE, Tag.TaxInformationList, S.TAX_LIST],
  [S.TAX_LIST, Tag.TaxInformation, S.TAX],
  [S.TAX, Tag.TaxValue, A.TAX_VALUE],
  [S.CHARGE, Tag.DiscountInformation, S.DISCOUNT],
  [S.DISCOUNT, Tag.Discount, A.DISCOUNT_VALUE],
];

/** Groups of which nothing is needed. */
const IGNORED = [
  Tag.OperatorSpecInfoList,
  Tag.HomeLocationInformation,
  Tag.ChargeDetailTimeStamp,
  Tag.CallTypeGroup,
] as const;

const TABLE = new Uint8Array(STATES * TAGS);
for (let state = 0; state < STATES; state++) {
  for (const tag of IGNORED) TABLE[state * TAGS + tag] = S.IGNORED;
  TABLE[state * TAGS + Tag.ChargeRefundIndicator] = A.UNUSUAL;
}
for (const [state, tag, what] of GRAMMAR) TABLE[state * TAGS + tag] = what;

const ends = new Int32Array(MAX_GROUPS);
const states = new Int32Array(MAX_GROUPS);

/**
 * Decodes the event whose content stands from `from` to `end` into the open row and the state. False where it is not
 * regular: the row is then as if nothing had been read.
 */
export function fastGprsCall(d: TapState, from: number, end: number): boolean {
  if (fast(d, from, end)) return true;
  d.rows.present = 0;
  d.charges = 0;
  d.chargeInformations = 0;
  d.hasStart = false;
  d.hasOffset = false;
  d.startUtc = Number.NaN;
  d.entities.clear();
  return false;
}

function fast(d: TapState, from: number, eventEnd: number): boolean {
  const { rows, texts } = d;
  const b = d.c.buf;
  const { row } = rows;
  let p = from;
  let end = eventEnd;
  let depth = 0;
  let state: number = S.EVENT;
  let present = 0;
  let charge = 0;
  let tax = 0;
  let discount = 0;
  let informations = 0;
  // Of the ChargeDetail at hand: its amount and whether its type is 00; −1 not yet seen.
  let amount = -1;
  let isTotal = -1;
  let local = 0;
  let hasStart = false;
  let contextLocal = -1;
  let contextOffset = -1;

  for (;;) {
    while (p === end) {
      if (state === S.DETAIL) {
        // A Charge without type is a warning: not here.
        if (amount >= 0 && isTotal < 0) return false;
        if (isTotal === 1 && amount > 0) charge += amount;
      }
      if (depth === 0) {
        if (charge > Number.MAX_SAFE_INTEGER || tax > Number.MAX_SAFE_INTEGER) return false;
        if (discount > Number.MAX_SAFE_INTEGER) return false;
        if (contextLocal >= 0 && contextOffset >= 0) {
          const utc = contextLocal - (contextOffset - OFFSET_BASE) * 60;
          if (utc < 0) return false;
          put(rows.contextStart, row, utc);
          present |= Has.CONTEXT_START;
        }
        // Amounts last: a row that is given up has none.
        put(rows.charge, row, charge);
        put(rows.tax, row, tax);
        put(rows.discount, row, discount);
        rows.present = present;
        d.charges = informations;
        d.hasStart = hasStart;
        if (hasStart && d.hasOffset) d.startUtc = local - d.offset * 60;
        return true;
      }
      depth--;
      end = ends[depth]!;
      state = states[depth]!;
    }
    const id = b[p]!;
    if ((id & 0xc0) !== 0x40) return false;
    let at = p + 1;
    let tag = id & 0x1f;
    if (tag === 0x1f) {
      let octet = b[at++]!;
      tag = octet & 0x7f;
      if (octet < 0x80) {
        if (tag < 0x1f) return false;
      } else {
        if (tag === 0) return false;
        octet = b[at++]!;
        if (octet >= 0x80) return false;
        tag = (tag << 7) | octet;
      }
    }
    let to = b[at++]!;
    if (to >= 0x80) {
      if (to === 0x81) to = b[at++]!;
      else if (to === 0x82) {
        to = (b[at]! << 8) | b[at + 1]!;
        at += 2;
      } else return false;
    }
    to += at;
    if (to > end) return false;
    const what = tag < TAGS ? TABLE[state * TAGS + tag]! : 0;
    if ((id & 0x20) !== 0) {
      // A group: known here, or not regular.
      if (what === 0 || what >= FIRST_ACTION || depth === MAX_GROUPS) return false;
      ends[depth] = end;
      states[depth] = state;
      depth++;
      end = to;
      p = at;
      state = what;
      if (what === S.DETAIL) {
        amount = -1;
        isTotal = -1;
      } else if (what === S.CHARGE) {
        informations++;
      } else if (what === S.START) {
        hasStart = false;
        d.hasOffset = false;
      } else if (what === S.CONTEXT) {
        contextLocal = -1;
        contextOffset = -1;
      }
      continue;
    }
    p = to;
    switch (what) {
      case 0:
        break;
      case A.IMSI:
        if (!bcdNumber(b, at, to, rows.imsi, 2 * row)) return false;
        present |= Has.IMSI;
        break;
      case A.MSISDN:
        if (!bcdNumber(b, at, to, rows.msisdn, 2 * row)) return false;
        present |= Has.MSISDN;
        break;
      case A.IMEI:
        if (!bcdNumber(b, at, to, rows.imei, 2 * row)) return false;
        present |= Has.IMEI;
        break;
      case A.APN: {
        const code = texts.apn.intern(b, at, to);
        if (code < 0 || at === to) return false;
        rows.apn[row] = code;
        present |= Has.APN;
        break;
      }
      case A.APN_OI: {
        const code = texts.apn_oi.intern(b, at, to);
        if (code < 0 || at === to) return false;
        rows.apnOi[row] = code;
        present |= Has.APN_OI;
        break;
      }
      case A.PARTIAL: {
        const code = texts.partial_type.intern(b, at, to);
        if (code < 0 || at === to) return false;
        rows.partialType[row] = code;
        present |= Has.PARTIAL_TYPE;
        break;
      }
      case A.SERVING: {
        const code = texts.serving_network.intern(b, at, to);
        if (code < 0 || at === to) return false;
        rows.servingNetwork[row] = code;
        present |= Has.SERVING_NETWORK;
        break;
      }
      case A.ITEM: {
        if (informations > 1) break;
        const code = texts.charged_item.intern(b, at, to);
        if (code < 0 || at === to) return false;
        rows.chargedItem[row] = code;
        present |= Has.CHARGED_ITEM;
        break;
      }
      case A.TIME_STAMP: {
        const seconds = localSeconds(d, b, at, to);
        if (!(seconds >= 0)) return false;
        if (state === S.CONTEXT) contextLocal = seconds;
        else {
          local = seconds;
          hasStart = true;
          put(rows.startLocal, row, seconds);
        }
        break;
      }
      case A.OFFSET_CODE: {
        const code = naturalNumber(b, at, to);
        if (code !== d.lastOffsetCode) {
          if (code < 0 || code > MAX_INT32) return false;
          d.lastOffsetCode = code;
          d.lastOffset = d.utcOffsets.get(code);
        }
        const minutes = d.lastOffset;
        if (minutes === undefined) return false;
        if (state === S.CONTEXT) contextOffset = minutes + OFFSET_BASE;
        else {
          d.offset = minutes;
          d.hasOffset = true;
        }
        break;
      }
      case A.DURATION: {
        const seconds = naturalNumber(b, at, to);
        if (seconds < 0 || seconds > MAX_DURATION) return false;
        rows.duration[2 * row] = seconds;
        rows.duration[2 * row + 1] = 0;
        present |= Has.DURATION;
        break;
      }
      case A.CAUSE: {
        const cause = naturalNumber(b, at, to);
        if (cause < 0 || cause > MAX_INT32) return false;
        rows.causeForTerm[row] = cause;
        present |= Has.CAUSE_FOR_TERM;
        break;
      }
      case A.CHARGING_ID: {
        const value = unsignedNumber(b, at, to);
        if (value < 0) return false;
        put(rows.reference, row, value);
        present |= Has.REFERENCE;
        break;
      }
      case A.ENTITY: {
        const code = naturalNumber(b, at, to);
        if (code < 0 || code > MAX_INT32 || !d.entities.add(code)) return false;
        break;
      }
      case A.AREA: {
        const area = naturalNumber(b, at, to);
        if (area < 0 || area > MAX_INT32) return false;
        rows.locationArea[row] = area;
        present |= Has.LOCATION_AREA;
        break;
      }
      case A.CELL: {
        const cell = naturalNumber(b, at, to);
        if (cell < 0) return false;
        put(rows.cellId, row, cell);
        present |= Has.CELL_ID;
        break;
      }
      case A.DOWN: {
        const bytes = naturalNumber(b, at, to);
        if (bytes < 0 || (present & Has.BYTES_DOWN) !== 0) return false;
        put(rows.bytesDown, row, bytes);
        present |= Has.BYTES_DOWN;
        break;
      }
      case A.UP: {
        const bytes = naturalNumber(b, at, to);
        if (bytes < 0 || (present & Has.BYTES_UP) !== 0) return false;
        put(rows.bytesUp, row, bytes);
        present |= Has.BYTES_UP;
        break;
      }
      case A.RATE: {
        if (informations > 1) break;
        const code = naturalNumber(b, at, to);
        if (code < 0 || code > MAX_INT32) return false;
        rows.exchangeRateCode[row] = code;
        present |= Has.EXCHANGE_RATE_CODE;
        break;
      }
      case A.TYPE:
        isTotal = to - at === 2 && b[at] === 0x30 && b[at + 1] === 0x30 ? 1 : 0;
        break;
      case A.AMOUNT:
        if (amount >= 0) return false;
        amount = naturalNumber(b, at, to);
        if (amount < 0) return false;
        break;
      case A.TAX_VALUE: {
        const value = naturalNumber(b, at, to);
        if (value < 0) return false;
        tax += value;
        break;
      }
      case A.DISCOUNT_VALUE: {
        const value = naturalNumber(b, at, to);
        if (value < 0) return false;
        discount += value;
        break;
      }
      default:
        return false;
    }
  }
}

/** Added to an offset in minutes, so that no known one is negative. */
const OFFSET_BASE = 1024;

/** A whole number below 2^53 into a pair of words. */
function put(words: Int32Array, row: number, n: number): void {
  if (n <= MAX_INT32) {
    words[2 * row] = n;
    words[2 * row + 1] = 0;
    return;
  }
  const high = Math.floor(n / TWO_32);
  words[2 * row] = (n - high * TWO_32) | 0;
  words[2 * row + 1] = high;
}
