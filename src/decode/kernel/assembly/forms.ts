/**
 * Forms of events met before. Many events repeat the identifiers and lengths of one before, to the octet: such an event
 * has every value where that one had it, so its elements need not be walked again. Only what `event` took becomes a form
 * (learn.ts), and whatever a form does not take goes to `event`.
 *
 * A form: what an event is recognised by (key, then its octets under a mask), and where its values stand, by offsets from the
 * event's content. What is not in the form has a mask of 0 and reads as 0. Codes of texts belong to one file.
 */
import { FORM_OCTETS, FORM_SETS, FORM_WAYS, FORMS } from '../layout';

/** Content of the largest event that has a form. */
export const MAX_OCTETS: u32 = 512;
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

// Where the parts of a form stand.
/** Tag and octets of the content, in one word; 0 where there is no form. */
export const KEY = 0;
/** The file that the codes of texts belong to. */
export const FILE = 4;
/** Bits of `Has`; service, then number of charges. */
export const PRESENT = 8;
export const SERVICE = 12;
export const CHARGES = 16;
/** Recording entities, each a number from FIRST_ENTITY on. */
export const ENTITIES = 20;
/** Hash lanes of the partial type. */
export const LANES = 24;
/** Where a value begins, and its octets: 2 octets each. */
export const IMSI = 32;
export const MSISDN = 36;
export const IMEI = 40;
export const APN = 44;
export const START = 48;
export const CONTEXT = 52;
/** Texts that belong to what is recognised, by their number in the grammar: the code; where it begins, and its octets. */
export const TEXTS = 56;
export const TEXT_OCTETS = 8;
/** Numbers: where one ends, and the mask of its octets; NUMBER_OCTETS each. */
export const NUMBERS = 104;
export const NUMBER_OCTETS = 16;
export const DURATION = 0;
export const CAUSE = 1;
export const AREA = 2;
export const CELL = 3;
export const DOWN = 4;
export const UP = 5;
export const RATE = 6;
export const REFERENCE = 7;
export const START_CODE = 8;
export const CONTEXT_CODE = 9;
export const AMOUNT = 10;
export const TAX = 11;
export const DISCOUNT = 12;
export const FIRST_ENTITY = 13;
export const MAX_ENTITIES = 4;
/** The octets that an event is recognised by, and their mask; MAX_OCTETS each. */
export const EXPECTED = 384;
export const MASK = 896;

/** The set of an event's form. Its content begins with identifiers and lengths nearly always. */
export function setOf(tag: u32, begin: u32, octets: u32): u32 {
  const hash = (load<u64>(begin) ^ (keyOf(tag, octets) as u64)) * FACTOR;
  return FORMS + (((hash >>> 52) as u32) & (FORM_SETS - 1)) * (FORM_WAYS * FORM_OCTETS);
}

export function keyOf(tag: u32, octets: u32): u32 {
  return (tag << 16) | octets;
}

/** The form of an event's content; 0 where it has none. */
export function formOf(set: u32, key: u32, begin: u32, octets: u32): u32 {
  for (let form = set; form < set + FORM_WAYS * FORM_OCTETS; form += FORM_OCTETS)
    if (load<u32>(form, KEY) === key && isOf(form, begin, octets)) return form;
  return 0;
}

/** 64 octets at a time: what is behind the content is under no mask. */
function isOf(form: u32, begin: u32, octets: u32): bool {
  for (let i: u32 = 0; i < octets; i += 64) {
    const expected = form + EXPECTED + i;
    const at = begin + i;
    const differs = v128.or(
      v128.or(difference(at, expected, 0), difference(at, expected, 16)),
      v128.or(difference(at, expected, 32), difference(at, expected, 48)),
    );
    if (v128.any_true(differs)) return false;
  }
  return true;
}

function difference(at: u32, expected: u32, i: u32): v128 {
  const known = v128.load(expected + i, MASK - EXPECTED);
  return v128.xor(v128.and(v128.load(at + i), known), v128.load(expected + i));
}
