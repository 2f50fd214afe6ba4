/** An event of a known form into one row: every value is read from its place, and held to what `event` asks of it. */
import * as G from '../grammar';
import * as L from '../layout';
import { fewEntities } from './entities';
import * as F from './forms';
import { MAX_DURATION } from './limits';
import * as R from './rows';
import { placeText } from './texts';
import { seconds } from './times';
import { offsetOf, placeBcd } from './values';

/** False where a value is not regular: the row is then not to be used. */
export function formed(form: u32, eventTag: u32, begin: u32, row: i32): bool {
  const row4 = (row as u32) << 2;
  const row8 = (row as u32) << 3;
  let present = load<u32>(form, F.PRESENT);

  const duration = number(form, F.DURATION, begin);
  const cause = number(form, F.CAUSE, begin);
  const area = number(form, F.AREA, begin);
  const cell = number(form, F.CELL, begin);
  const down = number(form, F.DOWN, begin);
  const up = number(form, F.UP, begin);
  const rate = number(form, F.RATE, begin);
  const charge = number(form, F.AMOUNT, begin);
  const tax = number(form, F.TAX, begin);
  const discount = number(form, F.DISCOUNT, begin);
  const negative =
    sign(form, F.DURATION, duration) |
    sign(form, F.CAUSE, cause) |
    sign(form, F.AREA, area) |
    sign(form, F.CELL, cell) |
    sign(form, F.DOWN, down) |
    sign(form, F.UP, up) |
    sign(form, F.RATE, rate) |
    sign(form, F.AMOUNT, charge) |
    sign(form, F.TAX, tax) |
    sign(form, F.DISCOUNT, discount);
  if (negative !== 0 || duration > MAX_DURATION) return false;

  const local = seconds(begin + load<u16>(form, F.START));
  const offset = offsetOf(number(form, F.START_CODE, begin));
  if (local < 0 || offset === L.NO_OFFSET) return false;
  let contextUtc: i64 = 0;
  if ((present & R.HAS_CONTEXT_START) !== 0) {
    const contextLocal = seconds(begin + load<u16>(form, F.CONTEXT));
    const contextOffset = offsetOf(number(form, F.CONTEXT_CODE, begin));
    contextUtc = contextLocal - (contextOffset as i64) * 60;
    if (contextLocal < 0 || contextOffset === L.NO_OFFSET || contextUtc < 0) return false;
  }

  if (!bcd(form, F.IMSI, begin, row8 + L.IMSI)) return false;
  if (!bcd(form, F.IMEI, begin, row8 + L.IMEI)) return false;
  if (!bcd(form, F.MSISDN, begin, row8 + L.MSISDN)) return false;

  const codes = load<i32>(form, F.ENTITIES);
  let entity: u32 = 0;
  let recEntity = 0;
  let gateway = 0;
  if (codes > 0) {
    let signs: i64 = 0;
    let high: u64 = 0;
    const first = number(form, F.FIRST_ENTITY, begin);
    const second = number(form, F.FIRST_ENTITY + 1, begin);
    signs = sign(form, F.FIRST_ENTITY, first) | sign(form, F.FIRST_ENTITY + 1, second);
    if (codes > 2) {
      const third = number(form, F.FIRST_ENTITY + 2, begin);
      const fourth = number(form, F.FIRST_ENTITY + 3, begin);
      signs |= sign(form, F.FIRST_ENTITY + 2, third) | sign(form, F.FIRST_ENTITY + 3, fourth);
      high = third | (fourth << 32);
    }
    if (signs !== 0) return false;
    entity = fewEntities(codes, first | (second << 32), high);
    if (entity === 0) return false;
    recEntity = load<i32>(entity);
    gateway = load<i32>(entity, 4);
    if (gateway >= 0) present |= R.HAS_GATEWAY;
    else gateway = 0;
  }
  if (load<u32>(form, F.FILE) !== load<u32>(L.FILE) && !codesOf(form, begin)) return false;
  if ((present & R.HAS_APN) !== 0) {
    const at = begin + load<u16>(form, F.APN);
    if (placeText(G.TEXT_APN, at, at + load<u16>(form, F.APN + 2), row4 + L.APN) === 0) return false;
  } else store<i32>(row4, 0, L.APN);

  store<i64>(row8, duration, L.DURATION);
  store<i64>(row8, up, L.BYTES_UP);
  store<i64>(row8, down, L.BYTES_DOWN);
  store<i64>(row8, number(form, F.REFERENCE, begin), L.REFERENCE);
  store<i64>(row8, cell, L.CELL_ID);
  store<i64>(row8, contextUtc, L.CONTEXT_START_UTC);
  store<i32>(row4, rate as i32, L.EXCHANGE_RATE_CODE);
  store<i32>(row4, recEntity, L.REC_ENTITY);
  store<i32>(row4, gateway, L.GATEWAY);
  store<i32>(row4, codeOf(form, G.TEXT_PARTIAL), L.PARTIAL_TYPE);
  store<i32>(row4, codeOf(form, G.TEXT_APN_OI), L.APN_OI);
  store<i32>(row4, codeOf(form, G.TEXT_SERVING), L.SERVING_NETWORK);
  store<i32>(row4, codeOf(form, G.TEXT_TELESERVICE), L.TELESERVICE);
  store<i32>(row4, area as i32, L.LOCATION_AREA);
  store<i32>(row4, cause as i32, L.CAUSE_FOR_TERM);
  store<i32>(row4, codeOf(form, G.TEXT_ITEM), L.CHARGED_ITEM);
  store<u64>(L.PARTIAL_LANES, load<u64>(form, F.LANES));
  R.endRow(
    row,
    eventTag,
    load<u32>(form, F.SERVICE),
    present,
    local,
    offset,
    charge,
    tax,
    discount,
    load<i32>(form, F.CHARGES),
    entity + 8,
  );
  return true;
}

/** Asks for the codes of the form's texts in the file at hand; false where a dictionary cannot take one. */
function codesOf(form: u32, begin: u32): bool {
  for (let column = 0; column < G.TEXT_COLUMNS; column++) {
    const entry = form + F.TEXTS + column * F.TEXT_OCTETS;
    const octets = load<u16>(entry, 6);
    if (octets === 0) continue;
    const at = begin + load<u16>(entry, 4);
    const found = placeText(column, at, at + octets, entry);
    if (found === 0) return false;
    if (column === G.TEXT_PARTIAL) store<u64>(form, load<u64>(found + 4), F.LANES);
  }
  store<u32>(form, load<u32>(L.FILE), F.FILE);
  return true;
}

function codeOf(form: u32, column: u32): i32 {
  return load<i32>(form + F.TEXTS + column * F.TEXT_OCTETS);
}

function number(form: u32, i: u32, begin: u32): i64 {
  const at = form + F.NUMBERS + i * F.NUMBER_OCTETS;
  return bswap<u64>(load<u64>(begin + load<u32>(at) - 8)) & load<u64>(at, 8);
}

/** What is not 0 where the number has a sign. */
function sign(form: u32, i: u32, n: i64): i64 {
  const mask = load<u64>(form + F.NUMBERS + i * F.NUMBER_OCTETS, 8);
  return n & ((mask ^ (mask >>> 1)) as i64);
}

function bcd(form: u32, field: u32, begin: u32, cell: u32): bool {
  const octets: u32 = load<u16>(form + field, 2);
  if (octets === 0) {
    store<i64>(cell, 0);
    return true;
  }
  const at = begin + load<u16>(form + field);
  return placeBcd(at, at + octets, cell);
}
