/**
 * A form made of an event that `event` took: a second, slower walk over sound octets. Events with anything twice, or with numbers so long
 * that their limits would have to be checked, get none.
 */
import * as G from '../grammar';
import * as L from '../layout';
import * as F from './forms';
import * as R from './rows';

/** Octets of a code, and of a volume, that no value passes its limit with. */
const CODE_OCTETS: u32 = 4;
const VOLUME_OCTETS: u32 = 6;
const CHARGE_TYPE_00: u16 = 0x3030;

/**
 * A form costs as much as some events, so it is paid for by events: 32 that had a form, or 256 that had none. Where hardly any event is
 * like one before, or gets a form, little time is lost on them. MOST_FORMS may be made in advance.
 */
const PRICE: i32 = 256;
const WITH_FORM: i32 = 8;
const MOST_FORMS = 512;
let credit: i32 = PRICE * MOST_FORMS;
/** Of a full set the form that goes next. */
let turn: u32 = 0;

/** Makes the form of the event in `row`. It takes the place of an old one. */
export function learn(set: u32, key: u32, state: i32, begin: u32, end: u32, row: i32): void {
  if (++credit < PRICE) return;
  credit -= PRICE;
  const form = placeIn(set);
  memory.fill(form, 0, L.FORM_OCTETS);
  if (!walk(form, state, begin, end, begin)) return;
  for (let i: u32 = 0; i < F.MAX_OCTETS; i += 16) {
    const mask = v128.load(form + i, F.MASK);
    v128.store(form + i, v128.and(v128.load(begin + i), mask), F.EXPECTED);
  }
  const row4 = (row as u32) << 2;
  store<u32>(form, load<u32>(row4, L.PRESENCE) & ~R.HAS_GATEWAY, F.PRESENT);
  store<u32>(form, load<u8>(row, L.SERVICE), F.SERVICE);
  store<i32>(form, load<i32>(row4, L.CHARGES), F.CHARGES);
  // Its file is none yet: the codes of texts are asked for when it is used first.
  store<u32>(form, key, F.KEY);
}

/** Counts an event that had a form. */
export function earn(): void {
  if (credit < PRICE * MOST_FORMS) credit += WITH_FORM;
}

/** An empty place of the set, or else each in turn. */
function placeIn(set: u32): u32 {
  for (let form = set; form < set + L.FORM_WAYS * L.FORM_OCTETS; form += L.FORM_OCTETS)
    if (load<u32>(form, F.KEY) === 0) return form;
  return set + (turn++ & (L.FORM_WAYS - 1)) * L.FORM_OCTETS;
}

/** The members of a group, and of the groups in it. False where the event gets no form. */
function walk(form: u32, state: i32, from: u32, end: u32, begin: u32): bool {
  let p = from;
  while (p < end) {
    const head = load<u32>(p);
    let at = p + 2;
    let tag = head & 0x1f;
    let octets = (head >>> 8) & 0xff;
    if (tag === 0x1f) {
      tag = octets;
      octets = (head >>> 16) & 0xff;
      at = p + 3;
      if (tag >= 0x80) {
        tag = ((tag & 0x7f) << 7) | octets;
        octets = head >>> 24;
        at = p + 4;
      }
    }
    if (octets === 0x81) {
      octets = load<u8>(at);
      at += 1;
    } else if (octets === 0x82) {
      octets = ((load<u8>(at) as u32) << 8) | (load<u8>(at, 1) as u32);
      at += 2;
    }
    recognise(form, p - begin, at - begin);
    const to = at + octets;
    const what: i32 = (tag as i32) < G.TAGS ? load<u8>(state * G.TAGS + tag, L.GRAMMAR) : 0;
    const isSound =
      (head & 0x20) !== 0 ? walk(form, what, at, to, begin) : take(form, what, state, at, to, begin);
    if (!isSound) return false;
    p = to;
  }
  return true;
}

/** The octets from one offset to another are what an event is recognised by. */
function recognise(form: u32, from: u32, to: u32): void {
  for (let at = form + F.MASK + from; at < form + F.MASK + to; at++) store<u8>(at, 0xff);
}

function take(form: u32, what: i32, state: i32, at: u32, to: u32, begin: u32): bool {
  const octets = to - at;
  switch (what) {
    case 0:
      return true;
    case G.TAKE_IMSI:
      return place(form, F.IMSI, at - begin, octets);
    case G.TAKE_MSISDN:
      return place(form, F.MSISDN, at - begin, octets);
    case G.TAKE_IMEI:
      return place(form, F.IMEI, at - begin, octets);
    case G.TAKE_APN:
      return place(form, F.APN, at - begin, octets);
    case G.TAKE_TIME_STAMP:
      return place(form, state === G.IN_CONTEXT ? F.CONTEXT : F.START, at - begin, octets);
    case G.TAKE_TYPE:
      if (octets !== 2 || load<u16>(at) !== CHARGE_TYPE_00) return false;
      recognise(form, at - begin, to - begin);
      return true;
    // Of the file, or of the kind of event: hardly any text but the APN differs from one event of a form to the next.
    case G.TAKE_APN_OI:
      return text(form, G.TEXT_APN_OI, at - begin, to - begin);
    case G.TAKE_PARTIAL:
      return text(form, G.TEXT_PARTIAL, at - begin, to - begin);
    case G.TAKE_SERVING:
      return text(form, G.TEXT_SERVING, at - begin, to - begin);
    case G.TAKE_TELESERVICE:
      return text(form, G.TEXT_TELESERVICE, at - begin, to - begin);
    case G.TAKE_ITEM:
      return text(form, G.TEXT_ITEM, at - begin, to - begin);
    case G.TAKE_ENTITY: {
      const codes = load<u32>(form, F.ENTITIES);
      if (codes === F.MAX_ENTITIES || octets > CODE_OCTETS) return false;
      store<u32>(form, codes + 1, F.ENTITIES);
      return number(form, F.FIRST_ENTITY + codes, to - begin, octets);
    }
    case G.TAKE_OFFSET_CODE:
      return number(form, state === G.IN_CONTEXT ? F.CONTEXT_CODE : F.START_CODE, to - begin, octets);
    case G.TAKE_DURATION:
      return number(form, F.DURATION, to - begin, octets);
    case G.TAKE_CAUSE:
      return octets <= CODE_OCTETS && number(form, F.CAUSE, to - begin, octets);
    case G.TAKE_AREA:
      return octets <= CODE_OCTETS && number(form, F.AREA, to - begin, octets);
    case G.TAKE_CELL:
      return number(form, F.CELL, to - begin, octets);
    case G.TAKE_DOWN:
      return octets <= VOLUME_OCTETS && number(form, F.DOWN, to - begin, octets);
    case G.TAKE_UP:
      return octets <= VOLUME_OCTETS && number(form, F.UP, to - begin, octets);
    case G.TAKE_RATE:
      return octets <= CODE_OCTETS && number(form, F.RATE, to - begin, octets);
    case G.TAKE_REFERENCE:
      return number(form, F.REFERENCE, to - begin, octets);
    case G.TAKE_AMOUNT:
      return number(form, F.AMOUNT, to - begin, octets);
    case G.TAKE_TAX:
      return number(form, F.TAX, to - begin, octets);
    case G.TAKE_DISCOUNT:
      return number(form, F.DISCOUNT, to - begin, octets);
    default:
      return false;
  }
}

/** A text that an event is recognised by; false for a second one of its column. */
function text(form: u32, column: i32, from: u32, to: u32): bool {
  recognise(form, from, to);
  return place(form, F.TEXTS + 4 + column * F.TEXT_OCTETS, from, to - from);
}

/** Where a value stands; false for a second one. */
function place(form: u32, field: u32, at: u32, octets: u32): bool {
  if (load<u16>(form + field, 2) !== 0) return false;
  store<u16>(form + field, at as u16);
  store<u16>(form + field, octets as u16, 2);
  return true;
}

/** Where a number stands; false for a second one. */
function number(form: u32, i: u32, to: u32, octets: u32): bool {
  const field = form + F.NUMBERS + i * F.NUMBER_OCTETS;
  if (load<u64>(field, 8) !== 0) return false;
  store<u32>(field, to);
  store<u64>(field, (-1 as u64) >>> ((64 - (octets << 3)) as u64), 8);
  return true;
}
