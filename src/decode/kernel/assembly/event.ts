/** One regular call event into one row: a flat loop over its elements, and a stack of the groups that are open. */
import * as G from '../grammar';
import * as L from '../layout';
import { entities } from './entities';
import { MAX_CODE, MAX_DURATION, MAX_VOLUME } from './limits';
import * as R from './rows';
import { isShortMessage, serviceOf } from './services';
import { placeText } from './texts';
import { seconds } from './times';
import { big, natural, offsetOf, placeBcd } from './values';

/** A DateTime as nearly every one stands: LocalTimeStamp [16] of 14 octets, UtcTimeOffsetCode [232] of one octet. */
const DATE_TIME_OCTETS: u32 = 21;
const LOCAL_TIME_STAMP: u16 = 0x0e50;
const OFFSET_CODE: u32 = 0x0168_815f;
const CHARGE_TYPE_00: u16 = 0x3030;

/**
 * Decodes the content of one event into the row; `eventState` is what its tag opens. False where it is not regular: the
 * row is then not to be used.
 */
export function event(eventTag: u32, eventState: i32, from: u32, eventEnd: u32, row: i32): bool {
  const row4 = (row as u32) << 2;
  const row8 = (row as u32) << 3;
  let p = from;
  let end = eventEnd;
  let groups = L.GROUPS;
  let state = eventState;
  let present: u32 = 0;
  let charge: i64 = 0;
  let tax: i64 = 0;
  let discount: i64 = 0;
  let charges: i32 = 0;
  // Of the ChargeDetail at hand: its amount and whether its type is 00; −1 not yet seen.
  let amount: i64 = -1;
  let isTotal: i32 = -1;
  // Of the start and of the context's start: −1 or NO_OFFSET not yet seen.
  let local: i64 = -1;
  let offset: i32 = L.NO_OFFSET;
  let contextLocal: i64 = -1;
  let contextOffset: i32 = L.NO_OFFSET;
  let hasContext = false;
  let codes = 0;
  let isShort = false;
  R.clearRow(row4, row8);

  for (;;) {
    if (p === end) {
      if (state === G.IN_DETAIL) {
        // A Charge without type is a warning: not here.
        if (amount >= 0 && isTotal < 0) return false;
        if (isTotal === 1 && amount > 0) charge += amount;
        if (charge < 0) return false;
      }
      if (groups === L.GROUPS) break;
      groups -= 8;
      end = load<u32>(groups);
      state = load<i32>(groups, 4);
      continue;
    }
    // Identifier and length of nearly every element stand in four octets.
    const head = load<u32>(p);
    if ((head & 0xc0) !== 0x40) return false;
    let at = p + 2;
    let tag = (head & 0x1f) as i32;
    let octets = (head >>> 8) & 0xff;
    if (tag === 0x1f) {
      tag = octets as i32;
      octets = (head >>> 16) & 0xff;
      at = p + 3;
      if (tag >= 0x80) {
        if (tag === 0x80 || octets >= 0x80) return false;
        tag = ((tag & 0x7f) << 7) | (octets as i32);
        octets = head >>> 24;
        at = p + 4;
      } else if (tag < 0x1f) {
        return false;
      }
    }
    if (octets >= 0x80) {
      if (octets === 0x81) {
        octets = load<u8>(at);
        at += 1;
      } else if (octets === 0x82) {
        octets = ((load<u8>(at) as u32) << 8) | (load<u8>(at, 1) as u32);
        at += 2;
      } else return false;
    }
    const to = at + octets;
    if (to > end) return false;
    const what: i32 = tag < G.TAGS ? load<u8>(state * G.TAGS + tag, L.GRAMMAR) : 0;
    if ((head & 0x20) !== 0) {
      // A group: known here, or not regular.
      if (what === 0 || what >= G.FIRST_ACTION || groups === L.GROUPS + 8 * L.MAX_GROUPS) return false;
      if (what === G.IN_START) {
        local = -1;
        offset = L.NO_OFFSET;
      } else if (what === G.IN_CONTEXT) {
        // Of several contexts the general walkers keep the last whole one.
        if (hasContext) return false;
        hasContext = true;
      } else if (what === G.IN_DETAIL) {
        amount = -1;
        isTotal = -1;
      } else if (what === G.IN_CHARGE) {
        // Several charges each get a row of their own.
        if (charges > 0) return false;
        charges = 1;
      }
      if (
        (what === G.IN_START || what === G.IN_CONTEXT) &&
        octets === DATE_TIME_OCTETS &&
        load<u16>(at) === LOCAL_TIME_STAMP &&
        load<u32>(at, 16) === OFFSET_CODE
      ) {
        // Every record has DateTimes, nearly all of them in these very octets: no group is opened for those.
        const stamp = seconds(at + 2);
        const minutes = offsetOf(load<u8>(at, 20));
        if (stamp < 0) return false;
        if (what === G.IN_START) {
          local = stamp;
          offset = minutes;
        } else {
          contextLocal = stamp;
          contextOffset = minutes;
        }
        p = to;
        continue;
      }
      store<u32>(groups, end);
      store<i32>(groups, state, 4);
      groups += 8;
      end = to;
      p = at;
      state = what;
      continue;
    }
    p = to;
    if (what === 0) continue;
    let n: i64 = 0;
    if (what >= G.FIRST_NATURAL) {
      n = natural(at, to);
      if (n < 0) return false;
    }
    switch (what) {
      case G.TAKE_IMSI:
        if (!placeBcd(at, to, row8 + L.IMSI)) return false;
        present |= R.HAS_IMSI;
        break;
      case G.TAKE_MSISDN:
        if (!placeBcd(at, to, row8 + L.MSISDN)) return false;
        present |= R.HAS_MSISDN;
        break;
      case G.TAKE_IMEI:
        if (!placeBcd(at, to, row8 + L.IMEI)) return false;
        present |= R.HAS_IMEI;
        break;
      case G.TAKE_APN:
        if (placeText(G.TEXT_APN, at, to, row4 + L.APN) === 0) return false;
        present |= R.HAS_APN;
        break;
      case G.TAKE_APN_OI:
        if (placeText(G.TEXT_APN_OI, at, to, row4 + L.APN_OI) === 0) return false;
        present |= R.HAS_APN_OI;
        break;
      case G.TAKE_PARTIAL: {
        const found = placeText(G.TEXT_PARTIAL, at, to, row4 + L.PARTIAL_TYPE);
        if (found === 0) return false;
        // Another text may take the slot over before the event ends.
        store<u64>(L.PARTIAL_LANES, load<u64>(found + 4));
        present |= R.HAS_PARTIAL_TYPE;
        break;
      }
      case G.TAKE_SERVING:
        if (placeText(G.TEXT_SERVING, at, to, row4 + L.SERVING_NETWORK) === 0) return false;
        present |= R.HAS_SERVING_NETWORK;
        break;
      case G.TAKE_TELESERVICE:
        // Of several the first one counts: left to the general walkers.
        if ((present & R.HAS_TELESERVICE) !== 0) return false;
        if (placeText(G.TEXT_TELESERVICE, at, to, row4 + L.TELESERVICE) === 0) return false;
        present |= R.HAS_TELESERVICE;
        isShort = isShortMessage(at, octets);
        break;
      case G.TAKE_ITEM:
        if (placeText(G.TEXT_ITEM, at, to, row4 + L.CHARGED_ITEM) === 0) return false;
        present |= R.HAS_CHARGED_ITEM;
        break;
      case G.TAKE_TYPE:
        isTotal = octets === 2 && load<u16>(at) === CHARGE_TYPE_00 ? 1 : 0;
        break;
      case G.TAKE_TIME_STAMP: {
        const stamp = octets === 14 ? seconds(at) : -1;
        if (stamp < 0) return false;
        if (state === G.IN_CONTEXT) contextLocal = stamp;
        else local = stamp;
        break;
      }
      case G.TAKE_REFERENCE:
        // Octets without a sign: the pattern.
        if (octets - 1 > 7) return false;
        store<i64>(row8, big(to, octets), L.REFERENCE);
        present |= R.HAS_REFERENCE;
        break;
      case G.TAKE_OFFSET_CODE:
        if (state === G.IN_CONTEXT) contextOffset = offsetOf(n as u64);
        else offset = offsetOf(n as u64);
        break;
      case G.TAKE_DURATION:
        if (n > MAX_DURATION) return false;
        store<i64>(row8, n, L.DURATION);
        present |= R.HAS_DURATION;
        break;
      case G.TAKE_CAUSE:
        if (n > MAX_CODE) return false;
        store<i32>(row4, n as i32, L.CAUSE_FOR_TERM);
        present |= R.HAS_CAUSE_FOR_TERM;
        break;
      case G.TAKE_ENTITY:
        if (n > MAX_CODE || codes === L.MAX_ENTITIES) return false;
        store<i32>(L.ENTITY_CODES + (codes << 2), n as i32);
        codes++;
        break;
      case G.TAKE_AREA:
        if (n > MAX_CODE) return false;
        store<i32>(row4, n as i32, L.LOCATION_AREA);
        present |= R.HAS_LOCATION_AREA;
        break;
      case G.TAKE_CELL:
        store<i64>(row8, n, L.CELL_ID);
        present |= R.HAS_CELL_ID;
        break;
      case G.TAKE_DOWN:
        if (n > MAX_VOLUME || (present & R.HAS_BYTES_DOWN) !== 0) return false;
        store<i64>(row8, n, L.BYTES_DOWN);
        present |= R.HAS_BYTES_DOWN;
        break;
      case G.TAKE_UP:
        if (n > MAX_VOLUME || (present & R.HAS_BYTES_UP) !== 0) return false;
        store<i64>(row8, n, L.BYTES_UP);
        present |= R.HAS_BYTES_UP;
        break;
      case G.TAKE_RATE:
        if (n > MAX_CODE) return false;
        store<i32>(row4, n as i32, L.EXCHANGE_RATE_CODE);
        present |= R.HAS_EXCHANGE_RATE_CODE;
        break;
      case G.TAKE_AMOUNT:
        if (amount >= 0) return false;
        amount = n;
        break;
      case G.TAKE_TAX:
        tax += n;
        if (tax < 0) return false;
        break;
      case G.TAKE_DISCOUNT:
        discount += n;
        if (discount < 0) return false;
        break;
      default:
        return false;
    }
  }

  if (local < 0 || offset === L.NO_OFFSET) return false;
  if (hasContext) {
    if (contextLocal < 0 || contextOffset === L.NO_OFFSET) return false;
    const utc = contextLocal - (contextOffset as i64) * 60;
    if (utc < 0) return false;
    store<i64>(row8, utc, L.CONTEXT_START_UTC);
    present |= R.HAS_CONTEXT_START;
  }
  let entity: u32 = 0;
  if (codes > 0) {
    entity = entities(codes);
    if (entity === 0) return false;
    store<i32>(row4, load<i32>(entity), L.REC_ENTITY);
    present |= R.HAS_REC_ENTITY;
    const gateway = load<i32>(entity, 4);
    if (gateway >= 0) {
      store<i32>(row4, gateway, L.GATEWAY);
      present |= R.HAS_GATEWAY;
    }
  }
  const service = serviceOf(eventState, isShort);
  R.endRow(row, eventTag, service, present, local, offset, charge, tax, discount, charges, entity + 8);
  return true;
}
