/** CallEventDetailList [3]: one row for every element, known or not. */
import { RecordFlag } from '../../arrow/schemas.ts';
import { SERVICES, type Service } from '../../domain/service.ts';
import { enter, Fault, misfit, more } from '../ber/cursor.ts';
import { isSegmented, skip } from '../ber/elements.ts';
import { kernelOfThread } from '../kernel/kernel.ts';
import type { ChargeRows } from './charge-rows.ts';
import { endEvent, placeEntities } from './event-row.ts';
import { gprsCall } from './gprs-call.ts';
import { mobileOriginatedCall } from './mobile-originated-call.ts';
import { mobileTerminatedCall } from './mobile-terminated-call.ts';
import { walkMoney } from './money-walk.ts';
import { otherEvent } from './other-event.ts';
import type { TapState } from './state.ts';
import { Tag } from './tags.ts';
import { setStart } from './time.ts';

/** Largest event tag that its 16-bit column holds. */
const MAX_EVENT_TAG = 0x7fff;

/** MessagingEventService codes, mobile originated and terminated: the usual order, the code list is not public. */
const MESSAGING_MO = 1;
const MESSAGING_MT = 2;

/** First octets of the kernel's events, constructed: MobileOriginatedCall, MobileTerminatedCall, GprsCall. */
const KERNEL_EVENTS: ReadonlySet<number | undefined> = new Set([0x69, 0x6a, 0x6e]);

/** Decodes the current list into `d.rows` and `charges`. */
export function callEventDetailList(d: TapState, charges: ChargeRows): void {
  callEvents(d, charges, enter(d.c));
}

/** Decodes the call events up to `limit` (see `enter`): regular ones by the kernel, all others by the general walkers. */
export function callEvents(d: TapState, charges: ChargeRows, limit: number): void {
  const { c, rows, span } = d;
  const kernel = kernelOfThread();
  kernel.begin(d);
  const bound = limit < 0 ? ~limit : limit;
  for (;;) {
    if (!d.old && KERNEL_EVENTS.has(c.buf[c.pos]))
      c.pos = rows.decodeRegular(c.buf, c.pos, bound, d.windowOctets);
    if (!more(c, limit)) break;
    callEvent(d, charges);
    if (c.err !== Fault.NONE) break;
  }
  const { earliest, latest } = kernel.span;
  span.earliestLow = Math.min(span.earliestLow, earliest);
  span.earliestHigh = Math.min(span.earliestHigh, earliest);
  span.latestLow = Math.max(span.latestLow, latest);
  span.latestHigh = Math.max(span.latestHigh, latest);
  kernel.end();
}

/** Decodes the current element, a CallEventDetail, into one row; its several charges go to `charges`, or nowhere. */
export function callEvent(d: TapState, charges: ChargeRows | null): void {
  const { c } = d;
  const { pos, limit } = c;
  if (c.tag > MAX_EVENT_TAG) d.fatal('TAP_RANGE', c.at, `A call event's tag is above ${MAX_EVENT_TAG}.`);
  d.beginRecord(c.at, c.tag);
  walk(d);
  if (c.err !== Fault.NONE) return;
  if (d.refundSeen) walkRefunds(d, pos, limit);
  settle(d);
  d.charges ||= d.ledger.charged();
  if (d.charges > 1) charges?.add(d.rows.records, d.ledger);
  endEvent(d, d.eventTag, serviceOf(d));
}

/** The walker of the event's kind: fast ones for calls and data of 3.11 and later. */
function walk(d: TapState): void {
  const { c } = d;
  const { tag } = c;
  const fast = d.old ? undefined : fastWalker(tag);
  if (fast !== undefined) {
    fast(d);
    d.timeLow = d.startUtc;
    d.timeHigh = d.startUtc;
    return;
  }
  if (!DECODED.has(tag)) d.flags |= RecordFlag.NOT_DECODED;
  // An alternative nobody knows yet may hold octets: it is one call event all the same.
  const isKnown = d.table.names.has(tag);
  if (c.constructed && isSegmented(c)) {
    if (isKnown) misfit(c, c.at);
    skip(c);
  } else if (c.constructed || isKnown) {
    otherEvent(d);
  }
  d.refundSeen = false;
  if (
    tag === Tag.MessagingEvent &&
    d.messagingService !== MESSAGING_MO &&
    d.messagingService !== MESSAGING_MT
  )
    d.warn('MESSAGING_DIRECTION', d.eventAt, 'A MessagingEvent of unknown direction is taken as other.');
}

/** The walker of an event with a fast one; it has one time stamp that dates it. */
function fastWalker(tag: number): ((d: TapState) => void) | undefined {
  switch (tag) {
    case Tag.GprsCall:
      return gprsCall;
    case Tag.MobileOriginatedCall:
      return mobileOriginatedCall;
    case Tag.MobileTerminatedCall:
      return mobileTerminatedCall;
    default:
      return undefined;
  }
}

/** Events whose fields are decoded, whatever walker reads them. */
const DECODED: ReadonlySet<number> = new Set([
  Tag.GprsCall,
  Tag.MobileOriginatedCall,
  Tag.MobileTerminatedCall,
  Tag.MobileSession,
]);

/** The event carries a refund indicator: its money is counted again by the walk that knows refunds. */
function walkRefunds(d: TapState, pos: number, limit: number): void {
  const { c, rows } = d;
  const at = 2 * rows.row;
  for (const column of [rows.charge, rows.camelFee, rows.refund, rows.tax, rows.taxRefund, rows.discount]) {
    column[at] = 0;
    column[at + 1] = 0;
  }
  rows.discountRefund[at] = 0;
  rows.discountRefund[at + 1] = 0;
  c.pos = pos;
  c.limit = limit;
  c.tag = d.eventTag;
  c.constructed = true;
  d.ledger.clear();
  d.chargeInformations = 0;
  walkMoney(d, false, null);
}

/** Settles what needs the whole event: start and offset by the file's where the event lacks them, entities. */
function settle(d: TapState): void {
  const { available, entities, span } = d;
  if (!d.hasStart) {
    d.flags |= RecordFlag.START_MISSING;
    d.warn('START_MISSING', d.eventAt, 'A call event has no start; it is dated by FileAvailableTimeStamp.');
    setStart(d, available.local);
    d.offset = available.offset;
    d.spanUnknown = true;
  } else if (!d.hasOffset) {
    d.flags |= RecordFlag.OFFSET_UNKNOWN;
    d.warn(
      'OFFSET_UNKNOWN',
      d.eventAt,
      "A start's UTC offset code is absent or not in NetworkInfo; the file's offset is used.",
    );
    d.offset = available.offset;
    d.spanUnknown = true;
  } else if (Number.isNaN(d.timeLow) || d.timeLow > d.timeHigh) {
    // The stamp that dates the event is unusable and another one stands in: the audit may mean either.
    d.spanUnknown = true;
  } else {
    if (d.timeLow < span.earliestLow) span.earliestLow = d.timeLow;
    if (d.timeHigh < span.earliestHigh) span.earliestHigh = d.timeHigh;
    if (d.timeLow > span.latestLow) span.latestLow = d.timeLow;
    if (d.timeHigh > span.latestHigh) span.latestHigh = d.timeHigh;
  }
  if (!entities.resolve()) d.fail('TAP_RANGE', d.eventAt, 'The recording entities are too many or too long.');
  if (entities.unknown) d.warn('REC_ENTITY_UNKNOWN', d.eventAt, 'A RecEntityCode is not in NetworkInfo.');
  placeEntities(d);
}

const code = (service: Service) => SERVICES.indexOf(service);
const SERVICE = {
  data: code('data'),
  smsMo: code('sms_mo'),
  smsMt: code('sms_mt'),
  voiceMo: code('voice_mo'),
  voiceMt: code('voice_mt'),
  volte: code('volte'),
  content: code('content'),
  location: code('location'),
  other: code('other'),
} as const;

/** Service of the event (docs/inputs.md). No release gives these tags another meaning. */
function serviceOf(d: TapState): number {
  switch (d.eventTag) {
    case Tag.GprsCall:
      return SERVICE.data;
    case Tag.MobileOriginatedCall:
      return d.isShortMessage ? SERVICE.smsMo : SERVICE.voiceMo;
    case Tag.MobileTerminatedCall:
      return d.isShortMessage ? SERVICE.smsMt : SERVICE.voiceMt;
    case Tag.MobileSession:
      return SERVICE.volte;
    case Tag.MessagingEvent:
      if (d.messagingService === MESSAGING_MO) return SERVICE.smsMo;
      return d.messagingService === MESSAGING_MT ? SERVICE.smsMt : SERVICE.other;
    case Tag.ContentTransaction:
      return SERVICE.content;
    case Tag.LocationService:
      return SERVICE.location;
    default:
      return SERVICE.other;
  }
}
