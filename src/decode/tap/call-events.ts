/** CallEventDetailList [3]: one row for every element, known or not. */
import { RecordFlag } from '../../arrow/schemas.ts';
import { enter, Fault, more } from '../ber/cursor.ts';
import { gprsCall } from './gprs-call.ts';
import { mobileOriginatedCall } from './mobile-originated-call.ts';
import { mobileTerminatedCall } from './mobile-terminated-call.ts';
import { walkMoney } from './money.ts';
import { otherEvent } from './other-event.ts';
import { MESSAGING_MO, MESSAGING_MT, type RecordWriter, setStart } from './record-writer.ts';
import type { TapState } from './state.ts';
import { TAP_TABLE } from './tag-names.ts';
import { Tag } from './tags.ts';

/** Largest event tag that its 16-bit column holds. */
const MAX_EVENT_TAG = 0x7fff;

export function callEventDetailList(d: TapState, writer: RecordWriter): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    d.beginRecord(c.at, c.tag);
    if (c.tag > MAX_EVENT_TAG) d.fail('TAP_RANGE', c.at, `A call event's tag is above ${MAX_EVENT_TAG}.`);
    callEvent(d);
    if (c.err !== Fault.NONE) return;
    settle(d);
    if (c.err !== Fault.NONE) return;
    writer.write(d);
  }
}

function callEvent(d: TapState): void {
  const { c } = d;
  const { pos, limit, tag } = c;
  switch (tag) {
    case Tag.GprsCall:
      gprsCall(d);
      break;
    case Tag.MobileOriginatedCall:
      mobileOriginatedCall(d);
      break;
    case Tag.MobileTerminatedCall:
      mobileTerminatedCall(d);
      break;
    default:
      if (tag !== Tag.MobileSession) d.flags |= RecordFlag.NOT_DECODED;
      // An alternative nobody knows yet may hold octets: it is one call event all the same.
      if (c.constructed || TAP_TABLE.names.has(tag)) otherEvent(d);
      if (tag === Tag.MessagingEvent && !hasDirection(d))
        d.warn('MESSAGING_DIRECTION', d.eventAt, 'A MessagingEvent of unknown direction is taken as other.');
      return;
  }
  if (d.refundSeen && c.err === Fault.NONE) walkRefunds(d, pos, limit);
}

function hasDirection(d: TapState): boolean {
  return d.messagingService === MESSAGING_MO || d.messagingService === MESSAGING_MT;
}

/** The event carries a refund indicator: its money is counted again by the walk that knows refunds. */
function walkRefunds(d: TapState, pos: number, limit: number): void {
  const { c } = d;
  d.clearMoney();
  c.pos = pos;
  c.limit = limit;
  c.tag = d.eventTag;
  c.constructed = true;
  d.chargeInformations = 0;
  d.hasExchangeRateCode = false;
  walkMoney(d, false, null);
}

/** Settles what needs the whole event: start and offset by the file's where the event lacks them, entities. */
function settle(d: TapState): void {
  const { available } = d;
  if (!d.start.set) {
    d.flags |= RecordFlag.START_MISSING;
    d.warn('START_MISSING', d.eventAt, 'A call event has no start; it is dated by FileAvailableTimeStamp.');
    setStart(d, available.local);
    d.offset = available.offset;
  } else if (!d.hasOffset) {
    d.flags |= RecordFlag.OFFSET_UNKNOWN;
    d.warn(
      'OFFSET_UNKNOWN',
      d.eventAt,
      "A start's UTC offset code is absent or not in NetworkInfo; the file's offset is used.",
    );
    d.offset = available.offset;
  }
  if (!d.entities.resolve())
    d.fail('TAP_RANGE', d.eventAt, 'The recording entities are too many or too long.');
  if (d.entities.unknown) d.warn('REC_ENTITY_UNKNOWN', d.eventAt, 'A RecEntityCode is not in NetworkInfo.');
}
