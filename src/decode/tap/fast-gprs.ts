/**
 * The hot path: one flat loop over a regular GprsCall [14] of 3.11 or later, with everything in local variables. It
 * takes definite lengths, the forms that the grammar asks for and everyday values; whatever else it meets, it gives up
 * without a trace, and the general walkers decode the event again, slowly and with its place. bench/decode.ts pays for
 * it; the property tests hold the two equal.
 *
 * Every header is bounded by the group that holds it, and the caller sees to it that the octets behind the event can be
 * read. The stack of groups is bounded by MAX_GROUPS.
 */
import { A, FIRST_ACTION, FIRST_NATURAL, S, TABLE, TAGS } from './fast-grammar.ts';
import {
  bcdNumber,
  fastSeconds,
  isDateTime,
  MASKS,
  OFFSET_BASE,
  put,
  putWord,
  text,
  unsignedWord,
  WORD_OCTETS,
} from './fast-values.ts';
import { Has } from './record-columns.ts';
import { NO_OFFSET, type TapState } from './state.ts';
import { localSeconds } from './time.ts';

/** Deepest nesting of a regular GprsCall, with room. */
const MAX_GROUPS = 12;
const MAX_DURATION = 1_000_000_000;
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
  const { view } = d.c;
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
    // Identifier and length of nearly every element stand in four octets.
    const head = view.getInt32(p);
    if ((head & 0xc000_0000) !== 0x4000_0000) return false;
    let at = p + 3;
    let tag = (head >> 16) & 0xff;
    let to = (head >> 8) & 0xff;
    if ((head & 0x1f00_0000) !== 0x1f00_0000) {
      at = p + 2;
      to = tag;
      tag = (head >> 24) & 0x1f;
    } else if (tag >= 0x80) {
      if (tag === 0x80 || to >= 0x80) return false;
      tag = ((tag & 0x7f) << 7) | to;
      at = p + 4;
      to = head & 0xff;
    } else if (tag < 0x1f) {
      return false;
    }
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
    if ((head & 0x2000_0000) !== 0) {
      // A group: known here, or not regular.
      if (what === 0 || what >= FIRST_ACTION || depth === MAX_GROUPS) return false;
      if (what === S.START || what === S.CONTEXT) {
        // Every record has DateTimes, nearly all of them in these very octets: no group is opened for those.
        if (isDateTime(b, at, to)) {
          const seconds = fastSeconds(d, b, view, at + 2);
          const minutes = d.smallOffsets[b[at + 20]!]!;
          if (!(seconds >= 0) || minutes === NO_OFFSET) return false;
          if (what === S.CONTEXT) {
            contextLocal = seconds;
            contextOffset = minutes + OFFSET_BASE;
          } else {
            local = seconds;
            hasStart = true;
            put(rows.startLocal, row, seconds);
            d.offset = minutes;
            d.hasOffset = true;
          }
          p = to;
          continue;
        }
      }
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
        // Several charges each get a row of their own.
        if (informations++ > 0) return false;
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
    if (what === 0) continue;
    let n = 0;
    if (what >= FIRST_NATURAL) {
      // The four octets that end with the number, and of those its own: no loop, whose end nobody could foresee.
      const octets = to - at;
      if (octets > WORD_OCTETS || octets === 0 || b[at]! >= 0x80) return false;
      n = view.getInt32(to - WORD_OCTETS) & MASKS[octets]!;
    }
    switch (what) {
      case A.IMSI:
        if (!bcdNumber(view, at, to, rows.imsi, 2 * row)) return false;
        present |= Has.IMSI;
        break;
      case A.MSISDN:
        if (!bcdNumber(view, at, to, rows.msisdn, 2 * row)) return false;
        present |= Has.MSISDN;
        break;
      case A.IMEI:
        if (!bcdNumber(view, at, to, rows.imei, 2 * row)) return false;
        present |= Has.IMEI;
        break;
      case A.APN:
        if (!text(texts.apn, b, at, to, rows.apn, row)) return false;
        present |= Has.APN;
        break;
      case A.APN_OI:
        if (!text(texts.apn_oi, b, at, to, rows.apnOi, row)) return false;
        present |= Has.APN_OI;
        break;
      case A.PARTIAL:
        if (!text(texts.partial_type, b, at, to, rows.partialType, row)) return false;
        present |= Has.PARTIAL_TYPE;
        break;
      case A.SERVING:
        if (!text(texts.serving_network, b, at, to, rows.servingNetwork, row)) return false;
        present |= Has.SERVING_NETWORK;
        break;
      case A.ITEM:
        if (!text(texts.charged_item, b, at, to, rows.chargedItem, row)) return false;
        present |= Has.CHARGED_ITEM;
        break;
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
      case A.CHARGING_ID: {
        if (!unsignedWord(view, at, to, rows.reference, 2 * row)) return false;
        present |= Has.REFERENCE;
        break;
      }
      case A.TYPE:
        isTotal = to - at === 2 && b[at] === 0x30 && b[at + 1] === 0x30 ? 1 : 0;
        break;
      case A.OFFSET_CODE: {
        const minutes = d.smallOffsets[n] ?? NO_OFFSET;
        if (minutes === NO_OFFSET) return false;
        if (state === S.CONTEXT) contextOffset = minutes + OFFSET_BASE;
        else {
          d.offset = minutes;
          d.hasOffset = true;
        }
        break;
      }
      case A.DURATION:
        if (n > MAX_DURATION) return false;
        putWord(rows.duration, row, n);
        present |= Has.DURATION;
        break;
      case A.CAUSE:
        rows.causeForTerm[row] = n;
        present |= Has.CAUSE_FOR_TERM;
        break;
      case A.ENTITY:
        if (!d.entities.add(n)) return false;
        break;
      case A.AREA:
        rows.locationArea[row] = n;
        present |= Has.LOCATION_AREA;
        break;
      case A.CELL:
        putWord(rows.cellId, row, n);
        present |= Has.CELL_ID;
        break;
      case A.DOWN:
        if ((present & Has.BYTES_DOWN) !== 0) return false;
        putWord(rows.bytesDown, row, n);
        present |= Has.BYTES_DOWN;
        break;
      case A.UP:
        if ((present & Has.BYTES_UP) !== 0) return false;
        putWord(rows.bytesUp, row, n);
        present |= Has.BYTES_UP;
        break;
      case A.RATE:
        rows.exchangeRateCode[row] = n;
        present |= Has.EXCHANGE_RATE_CODE;
        break;
      case A.AMOUNT:
        if (amount >= 0) return false;
        amount = n;
        break;
      case A.TAX_VALUE:
        tax += n;
        break;
      case A.DISCOUNT_VALUE:
        discount += n;
        break;
      default:
        return false;
    }
  }
}
