/** BatchControlInfo [4] and Notification [2]: who sends what to whom, when, in which release. */
import { enter, Fault, more } from '../ber/cursor.ts';
import { asBigInt, readText } from '../ber/values.ts';
import type { LocalTime, TapHeader } from '../outcome.ts';
import { natural } from './fields.ts';
import { skipMember, type TapState } from './state.ts';
import { NEWEST_RELEASE } from './tag-names.ts';
import { Tag } from './tags.ts';
import { readDateTimeLong } from './time.ts';

/** Longest text of a header field, in octets. */
const MAX_HEADER_TEXT = 64;
const OLDEST_RELEASE = 1;

interface Fields {
  sender: string | null;
  recipient: string | null;
  sequence: string | null;
  test: boolean;
  version: bigint | null;
  versionAt: number;
  release: bigint | null;
  releaseAt: number;
  available: LocalTime | null;
  created: LocalTime | null;
  cutOff: LocalTime | null;
  rapSequence: string | null;
}

/** Text of the current header field; '' after a failure. */
export function headerText(d: TapState): string {
  const { at } = d.c;
  const text = readText(d.c, MAX_HEADER_TEXT);
  if (text === null || text === '')
    d.fail('TAP_SYNTAX', at, `The text has no octets or more than ${MAX_HEADER_TEXT}.`);
  return text ?? '';
}

/** TD.57 numbers what a header lacks on the page of this group. */
const HEADER = 'BatchControlInfo';

function missing(d: TapState, at: number, field: string, error: number): void {
  d.fail('TAP_MISSING', at, `${field} (TD.57 ${HEADER} error ${error}).`, { item: HEADER, error });
}

function numberField(d: TapState): bigint | null {
  return natural(d) ? asBigInt(d.c) : null;
}

/** Reads the current group; null after a failure. Unsupported releases and missing fields are failures here. */
export function readHeader(d: TapState): TapHeader | null {
  const { c } = d;
  const notification = c.tag === Tag.Notification;
  const { at } = c;
  const f: Fields = {
    sender: null,
    recipient: null,
    sequence: null,
    test: false,
    version: null,
    versionAt: at,
    release: null,
    releaseAt: at,
    available: null,
    created: null,
    cutOff: null,
    rapSequence: null,
  };
  const limit = enter(c);
  while (more(c, limit)) field(d, f);
  if (c.err !== Fault.NONE) return null;
  checkRelease(d, f, at);
  return complete(d, f, at, notification);
}

function field(d: TapState, f: Fields): void {
  const { c } = d;
  const { at } = c;
  switch (c.tag) {
    case Tag.Sender:
      f.sender = tadig(d);
      break;
    case Tag.Recipient:
      f.recipient = tadig(d);
      break;
    case Tag.FileSequenceNumber:
      f.sequence = headerText(d);
      if (!/^[0-9]{5}$/.test(f.sequence))
        d.fail('TAP_SYNTAX', at, 'A FileSequenceNumber is 5 digits (TD.57 error 10).');
      break;
    case Tag.RapFileSequenceNumber:
      f.rapSequence = headerText(d);
      break;
    case Tag.FileTypeIndicator:
      if (headerText(d) !== 'T') d.fail('TAP_SYNTAX', at, 'A FileTypeIndicator is T or absent.');
      f.test = true;
      break;
    case Tag.FileAvailableTimeStamp:
      f.available = readDateTimeLong(d);
      if (f.available === null)
        d.fail('TAP_MISSING', at, 'It lacks its LocalTimeStamp or its UtcTimeOffset.');
      break;
    case Tag.FileCreationTimeStamp:
      f.created = headerTime(d);
      break;
    case Tag.TransferCutOffTimeStamp:
      f.cutOff = headerTime(d);
      break;
    case Tag.SpecificationVersionNumber:
      f.versionAt = at;
      f.version = numberField(d);
      break;
    case Tag.ReleaseVersionNumber:
      f.releaseAt = at;
      f.release = numberField(d);
      break;
    default:
      skipMember(d);
  }
}

/** Sender or Recipient: field type PlmnId has 5 characters; others are taken with a warning. */
function tadig(d: TapState): string {
  const { at } = d.c;
  const text = headerText(d);
  if (!/^[A-Z0-9]{5}$/.test(text))
    d.warn('TADIG_FORMAT', at, 'A sender or recipient is no TADIG code (5 of A–Z, 0–9).');
  return text;
}

function headerTime(d: TapState): LocalTime | null {
  const { at } = d.c;
  const time = readDateTimeLong(d);
  if (time === null)
    d.warn('HEADER_TIME_INCOMPLETE', at, 'A header time lacks its LocalTimeStamp or its UtcTimeOffset.');
  return time;
}

function checkRelease(d: TapState, f: Fields, at: number): void {
  const { version, release } = f;
  if (version === null) {
    missing(d, at, 'SpecificationVersionNumber', 34);
    return;
  }
  if (version !== 3n) {
    d.fail('TAP_RELEASE_UNSUPPORTED', f.versionAt, `The specification version is ${version}, not 3.`);
    return;
  }
  if (release === null) {
    d.fail('TAP_MISSING', at, 'ReleaseVersionNumber.');
    return;
  }
  if (release < BigInt(OLDEST_RELEASE) || release > BigInt(NEWEST_RELEASE)) {
    d.fail('TAP_RELEASE_UNSUPPORTED', f.releaseAt, `The file is TAP 3.${release}.`);
  }
}

function complete(d: TapState, f: Fields, at: number, notification: boolean): TapHeader | null {
  const { sender, recipient, sequence, available, release } = f;
  if (sender === null) missing(d, at, 'Sender', 30);
  if (recipient === null) missing(d, at, 'Recipient', 31);
  if (sequence === null) missing(d, at, 'FileSequenceNumber', 32);
  if (available === null) missing(d, at, 'FileAvailableTimeStamp', 33);
  if (
    d.c.err !== Fault.NONE ||
    sender === null ||
    recipient === null ||
    sequence === null ||
    available === null
  )
    return null;
  if (f.cutOff === null) {
    d.warn('CUT_OFF_MISSING', at, 'TransferCutOffTimeStamp is missing.', 1, { item: HEADER, error: 36 });
  }
  return {
    sender,
    recipient,
    sequence,
    type: f.test ? 'TD' : 'CD',
    notification,
    release: `3.${release}`,
    available,
    created: f.created,
    cutOff: f.cutOff,
    rapSequence: f.rapSequence,
  };
}
