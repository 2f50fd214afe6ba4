/**
 * Readers of the values that several call events share. Each takes the current element; a value that its type does
 * not allow stops the decoding with TAP_SYNTAX or TAP_RANGE at the element.
 */
import { RecordFlag } from '../../arrow/schemas.ts';
import { enter, more } from '../ber/cursor.ts';
import { value } from '../ber/elements.ts';
import { Read, readBcdNumber, readInt64, readUint64 } from '../ber/values.ts';
import { finish32, hashOctets, MAX_TEXT_OCTETS, type TextDictionary } from '../text-dictionary.ts';
import { skipMember, type TapState, type Wide } from './state.ts';
import { Tag } from './tags.ts';
import { readTimeStamp } from './time.ts';

/** Any INTEGER into `c.lo`/`c.hi`; false after a failure. */
export function integer(d: TapState): boolean {
  const { c } = d;
  const result = readInt64(c);
  if (result === Read.OK) return true;
  if (result === Read.SYNTAX) d.fail('TAP_SYNTAX', c.at, 'An INTEGER has no octets.');
  else d.fail('TAP_RANGE', c.at, 'The INTEGER does not fit 64 bits.');
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

function keep(d: TapState, field: Wide): void {
  field.lo = d.c.lo;
  field.hi = d.c.hi;
  field.set = true;
}

export function integerField(d: TapState, field: Wide): void {
  if (integer(d)) keep(d, field);
}

/** Upper half of the largest volume: more than 9 PB in one record is no volume, and sums of them stay exact. */
const MAX_VOLUME_HIGH = 0x1f_ffff;
/** Longest call or session in seconds, 31 years. */
const MAX_DURATION = 1_000_000_000;

/** TotalCallEventDuration in seconds. */
export function durationField(d: TapState, field: Wide): void {
  if (!natural(d)) return;
  if (d.c.hi !== 0 || d.c.lo >>> 0 > MAX_DURATION) {
    d.fail('TAP_RANGE', d.c.at, `A duration is above ${MAX_DURATION} seconds.`);
    return;
  }
  keep(d, field);
}

/** A data volume in bytes. Encoders drop the leading 00, so it is read without a sign and flagged. */
export function volumeField(d: TapState, field: Wide): void {
  const { c } = d;
  const result = readUint64(c, value(c));
  if (result === Read.SYNTAX) {
    d.fail('TAP_SYNTAX', c.at, 'A volume has no octets.');
    return;
  }
  if (result === Read.RANGE || c.hi < 0 || c.hi > MAX_VOLUME_HIGH) {
    d.fail('TAP_RANGE', c.at, 'The volume is 2^53 bytes or more.');
    return;
  }
  if (result === Read.SIGN_BIT) {
    d.flags |= RecordFlag.VOLUME_SIGN;
    d.warn('VOLUME_SIGN', c.at, 'A volume is encoded as a negative number; it is read as unsigned.');
  }
  keep(d, field);
}

/** ChargingId: up to 64 bits without a sign. */
export function chargingId(d: TapState): void {
  const result = readUint64(d.c, value(d.c));
  if (result === Read.OK || result === Read.SIGN_BIT) keep(d, d.reference);
  else if (result === Read.SYNTAX) d.fail('TAP_SYNTAX', d.c.at, 'The ChargingId has no octets.');
  else d.fail('TAP_RANGE', d.c.at, 'The ChargingId does not fit 64 bits.');
}

/** CallReference: its octets big-endian; longer ones, and every EventReference, by their hash. No octets: absent. */
export function octetReference(d: TapState, hashed: boolean): void {
  const { c } = d;
  const b = value(c);
  if (c.ve === c.vs) return;
  if (!hashed && c.ve - c.vs <= 8) {
    readUint64(c, b);
  } else {
    c.lo = hashOctets(b, c.vs, c.ve, 0x2545f491);
    c.hi = finish32(hashOctets(b, c.vs, c.ve, 0x6a09e667) ^ c.lo);
  }
  keep(d, d.reference);
}

export function imsi(d: TapState): void {
  if (readBcdNumber(d.c) === Read.OK) keep(d, d.imsi);
  else d.fail('TAP_SYNTAX', d.c.at, 'An IMSI is 1 to 18 digits 0–9, filled with f at its end.');
}

export function imei(d: TapState): void {
  if (readBcdNumber(d.c) === Read.OK) {
    keep(d, d.imei);
    return;
  }
  d.flags |= RecordFlag.IMEI_UNUSABLE;
  d.warn('IMEI_UNUSABLE', d.c.at, 'An IMEI is not 1 to 18 digits 0–9; it is left out.');
}

export function locationArea(d: TapState): void {
  if (!integer(d)) return;
  if (d.c.hi !== d.c.lo >> 31) {
    d.fail('TAP_RANGE', d.c.at, 'The location area does not fit 32 bits.');
    return;
  }
  d.locationArea = d.c.lo;
  d.hasLocationArea = true;
}

export function exchangeRateCode(d: TapState): void {
  d.exchangeRateCode = tableCode(d);
  d.hasExchangeRateCode = true;
}

/** Code of the text in a dictionary; −1 for an empty one. */
export function textField(d: TapState, texts: TextDictionary): number {
  const { c } = d;
  const b = value(c);
  if (c.ve === c.vs) return -1;
  const code = texts.intern(b, c.vs, c.ve);
  if (code < 0) {
    if (c.ve - c.vs > MAX_TEXT_OCTETS)
      d.fail('TAP_SYNTAX', c.at, `The text is longer than ${MAX_TEXT_OCTETS} octets.`);
    else d.fail('TAP_RANGE', c.at, 'The file has too many different values of this field.');
  }
  return code;
}

export function recEntityCode(d: TapState): void {
  const code = tableCode(d);
  if (code >= 0 && !d.entities.add(code))
    d.fail('TAP_RANGE', d.c.at, 'The event has more than 16 recording entities.');
}

export function recEntityCodeList(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.RecEntityCode) recEntityCode(d);
    else skipMember(d);
  }
}

/** ImeiOrEsn, SimChargeableSubscriber, ChargeableSubscriber and the like: IMSI and IMEI at any of these levels. */
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
    if (c.tag === Tag.ServingNetwork) d.servingNetwork = textField(d, d.texts.serving_network);
    else skipMember(d);
  }
}

/** DateTime: the event's start and its UTC offset by the file's table. */
export function startTime(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  d.start.set = false;
  d.hasOffset = false;
  while (more(c, limit)) {
    if (c.tag === Tag.LocalTimeStamp) {
      if (readTimeStamp(d)) keep(d, d.start);
    } else if (c.tag === Tag.UtcTimeOffsetCode) {
      const minutes = d.utcOffsets.get(tableCode(d));
      if (minutes !== undefined) {
        d.offset = minutes;
        d.hasOffset = true;
      }
    } else {
      skipMember(d);
    }
  }
}
