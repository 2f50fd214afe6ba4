/**
 * Readers of the values that several call events share, into the columns of the event's row. Each takes the current
 * element; a value that its type does not allow is TAP_SYNTAX or TAP_RANGE at the element.
 */
import { RecordFlag } from '../../arrow/schemas.ts';
import { enter, more } from '../ber/cursor.ts';
import { value } from '../ber/elements.ts';
import { Read, readBcdNumber, readInt64, readUint64 } from '../ber/values.ts';
import { finish32, hashOctets, MAX_TEXT_OCTETS, type TextDictionary } from '../text-dictionary.ts';
import { Has } from './record-columns.ts';
import { skipMember, type TapState } from './state.ts';
import { Tag } from './tags.ts';

/** Any INTEGER into `c.lo`/`c.hi`; false after a failure. */
export function integer(d: TapState): boolean {
  const { c } = d;
  const { at } = c;
  const result = readInt64(c);
  if (result === Read.OK) return true;
  if (result === Read.SYNTAX) d.fail('TAP_SYNTAX', at, 'An INTEGER has no octets.');
  else d.fail('TAP_RANGE', at, 'The INTEGER does not fit 64 bits.');
  return false;
}

/** An INTEGER that must not be negative (amounts, durations, counts). */
export function natural(d: TapState): boolean {
  if (!integer(d)) return false;
  if (d.c.hi >= 0) return true;
  d.fail('TAP_RANGE', d.c.at, 'The value is negative.');
  return false;
}

/** A code of the file's tables: a natural number below 2^31; −1 after a failure. */
export function tableCode(d: TapState): number {
  if (!natural(d)) return -1;
  if (d.c.hi === 0 && d.c.lo >= 0) return d.c.lo;
  d.fail('TAP_RANGE', d.c.at, 'The code does not fit 31 bits.');
  return -1;
}

/** Upper half of the largest volume: more than 9 PB in one record is no volume, and sums of them stay exact. */
const MAX_VOLUME_HIGH = 0x1f_ffff;
/** An event's volumes add up to less than 2^60 bytes: up and down together still fit 64 bits. */
const MAX_VOLUME_SUM_HIGH = 0x0fff_ffff;
/** Longest call or session in seconds, 31 years. */
const MAX_DURATION = 1_000_000_000;
/** Charging ids and references keep 64 bits; a hash of longer ones takes their place. */
const REFERENCE_OCTETS = 8;

/** TotalCallEventDuration in seconds. */
export function duration(d: TapState): void {
  if (!natural(d)) return;
  const { c, rows } = d;
  if (c.hi !== 0 || c.lo >>> 0 > MAX_DURATION) {
    d.fail('TAP_RANGE', c.at, `A duration is above ${MAX_DURATION} seconds.`);
    return;
  }
  rows.duration[2 * rows.row] = c.lo;
  rows.duration[2 * rows.row + 1] = 0;
  rows.present |= Has.DURATION;
}

/**
 * A data volume in bytes into `c.lo`/`c.hi`; false after a failure. Encoders drop the leading 00, so it is read
 * without a sign and flagged.
 */
function volume(d: TapState): boolean {
  const { c } = d;
  const { at } = c;
  const result = readUint64(c, value(c));
  if (result === Read.SYNTAX) {
    d.fail('TAP_SYNTAX', at, 'A volume has no octets.');
    return false;
  }
  if (result === Read.RANGE || c.hi < 0 || c.hi > MAX_VOLUME_HIGH) {
    d.fail('TAP_RANGE', at, 'The volume is 2^53 bytes or more.');
    return false;
  }
  if (result === Read.SIGN_BIT) {
    d.flags |= RecordFlag.VOLUME_SIGN;
    d.warn('VOLUME_SIGN', at, 'A volume is encoded as a negative number; it is read as unsigned.');
  }
  return true;
}

/** DataVolumeIncoming (down) or DataVolumeOutgoing (up). An event that names several volumes has their sum. */
export function dataVolume(d: TapState, column: Int32Array, bit: number): void {
  if (!volume(d)) return;
  const { c, rows } = d;
  const at = 2 * rows.row;
  if ((rows.present & bit) === 0) {
    column[at] = c.lo;
    column[at + 1] = c.hi;
    rows.present |= bit;
    return;
  }
  const low = (column[at]! >>> 0) + (c.lo >>> 0);
  const high = column[at + 1]! + c.hi + (low > 0xffff_ffff ? 1 : 0);
  if (high > MAX_VOLUME_SUM_HIGH) {
    d.fail('TAP_RANGE', c.at, 'The sum of the volumes is 2^60 bytes or more.');
    return;
  }
  column[at] = low | 0;
  column[at + 1] = high;
}

function reference(d: TapState): void {
  const { c, rows } = d;
  rows.reference[2 * rows.row] = c.lo;
  rows.reference[2 * rows.row + 1] = c.hi;
  rows.present |= Has.REFERENCE;
}

/** ChargingId: up to 64 bits without a sign (INTEGER; in 3.2 and 3.3 octets, which read alike). */
export function chargingId(d: TapState): void {
  const { c } = d;
  const { at } = c;
  const result = readUint64(c, value(c));
  if (result === Read.OK || result === Read.SIGN_BIT) reference(d);
  else if (result === Read.SYNTAX) d.fail('TAP_SYNTAX', at, 'The ChargingId has no octets.');
  else d.fail('TAP_RANGE', at, 'The ChargingId does not fit 64 bits.');
}

/**
 * CallReference: its octets big-endian (INTEGER in 3.1, which reads alike); longer ones, and every EventReference, by
 * their hash. No octets: absent.
 */
export function octetReference(d: TapState, hashed: boolean): void {
  const { c } = d;
  const b = value(c);
  if (c.ve === c.vs) return;
  if (!hashed && c.ve - c.vs <= REFERENCE_OCTETS) {
    readUint64(c, b);
  } else {
    c.lo = hashOctets(b, c.vs, c.ve, 0x2545f491);
    c.hi = finish32(hashOctets(b, c.vs, c.ve, 0x6a09e667) ^ c.lo);
  }
  reference(d);
}

export function imsi(d: TapState): void {
  const { c, rows } = d;
  const { at } = c;
  if (readBcdNumber(c) !== Read.OK) {
    d.fail('TAP_SYNTAX', at, 'An IMSI is 1 to 18 digits 0–9, filled with f at its end.');
    return;
  }
  rows.imsi[2 * rows.row] = c.lo;
  rows.imsi[2 * rows.row + 1] = c.hi;
  rows.present |= Has.IMSI;
}

export function imei(d: TapState): void {
  const { c, rows } = d;
  const { at } = c;
  if (readBcdNumber(c) !== Read.OK) {
    d.flags |= RecordFlag.IMEI_UNUSABLE;
    d.warn('IMEI_UNUSABLE', at, 'An IMEI is not 1 to 18 digits 0–9; it is left out.');
    return;
  }
  rows.imei[2 * rows.row] = c.lo;
  rows.imei[2 * rows.row + 1] = c.hi;
  rows.present |= Has.IMEI;
}

/** MSISDN: left out with a warning where it is no number, since nothing is settled by it. */
export function msisdn(d: TapState): void {
  const { c, rows } = d;
  const { at } = c;
  if (readBcdNumber(c) !== Read.OK) {
    d.warn('MSISDN_UNUSABLE', at, 'An MSISDN is not 1 to 18 digits 0–9; it is left out.');
    return;
  }
  rows.msisdn[2 * rows.row] = c.lo;
  rows.msisdn[2 * rows.row + 1] = c.hi;
  rows.present |= Has.MSISDN;
}

export function locationArea(d: TapState): void {
  if (!integer(d)) return;
  const { c, rows } = d;
  if (c.hi !== c.lo >> 31) {
    d.fail('TAP_RANGE', c.at, 'The location area does not fit 32 bits.');
    return;
  }
  rows.locationArea[rows.row] = c.lo;
  rows.present |= Has.LOCATION_AREA;
}

export function cellId(d: TapState): void {
  if (!integer(d)) return;
  const { c, rows } = d;
  rows.cellId[2 * rows.row] = c.lo;
  rows.cellId[2 * rows.row + 1] = c.hi;
  rows.present |= Has.CELL_ID;
}

export function causeForTerm(d: TapState): void {
  if (!integer(d)) return;
  const { c, rows } = d;
  if (c.hi !== c.lo >> 31) {
    d.fail('TAP_RANGE', c.at, 'The cause does not fit 32 bits.');
    return;
  }
  rows.causeForTerm[rows.row] = c.lo;
  rows.present |= Has.CAUSE_FOR_TERM;
}

/** Code of the text in a dictionary; −1 for an empty one, and after a failure. */
export function textCode(d: TapState, texts: TextDictionary): number {
  const { c } = d;
  const { at } = c;
  const b = value(c);
  if (c.ve === c.vs) return -1;
  const code = texts.intern(b, c.vs, c.ve);
  if (code < 0) {
    if (c.ve - c.vs > MAX_TEXT_OCTETS)
      d.fail('TAP_SYNTAX', at, `The text is longer than ${MAX_TEXT_OCTETS} octets.`);
    else d.fatal('TAP_RANGE', at, 'The file has too many different values of this field.');
  }
  return code;
}

/** A text into its column; an empty one is absent. */
export function text(d: TapState, texts: TextDictionary, column: Int32Array, bit: number): void {
  const code = textCode(d, texts);
  if (code < 0) return;
  column[d.rows.row] = code;
  d.rows.present |= bit;
}

export function rapSequence(d: TapState): void {
  text(d, d.texts.rap_sequence, d.rows.rapSequence, Has.RAP_SEQUENCE);
}

export function recEntityCode(d: TapState): void {
  const { at } = d.c;
  const code = tableCode(d);
  if (code >= 0 && !d.entities.add(code))
    d.fail('TAP_RANGE', at, 'The event has more than 16 recording entities.');
}

export function recEntityCodeList(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.RecEntityCode) recEntityCode(d);
    else skipMember(d);
  }
}

/** ImeiOrEsn, SimChargeableSubscriber, ChargeableSubscriber and the like: IMSI, MSISDN and IMEI at any of these levels. */
export function subscriber(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.ChargeableSubscriber:
      case Tag.SimChargeableSubscriber:
        subscriber(d);
        break;
      case Tag.Imsi:
        imsi(d);
        break;
      case Tag.Msisdn:
        msisdn(d);
        break;
      case Tag.Imei:
        imei(d);
        break;
      default:
        skipMember(d);
    }
  }
}

/** GeographicalLocation: the serving network. */
export function geographicalLocation(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.ServingNetwork)
      text(d, d.texts.serving_network, d.rows.servingNetwork, Has.SERVING_NETWORK);
    else skipMember(d);
  }
}
