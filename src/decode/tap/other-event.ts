/**
 * Every call event without a fast walker: supplementary services, service centre usage, content, location, messaging
 * events, mobile sessions, value added services, calls and data of releases up to 3.10, and alternatives nobody knows
 * yet. One walk collects all money and the fields below wherever they stand.
 *
 * - Subscriber: `Imsi` [129], except inside the tracked customer and the non-charged party. Content transactions and
 *   location services name their parties by ASCII identifiers whose type codes are not public; their IMSI stays null
 *   rather than guessed (the tracked party of a location service never pays).
 * - Start: the first of the time stamps in `START_ORDER` that the event has.
 * - Volumes: the sum over the event's services (up to 3.10 a data session lists one usage per quality of service).
 */
import { misfit } from '../ber/cursor.ts';
import { isSegmented, skip } from '../ber/elements.ts';
import { teleservice } from './circuit-call.ts';
import {
  causeForTerm,
  cellId,
  chargingId,
  dataVolume,
  duration,
  imei,
  imsi,
  integer,
  locationArea,
  msisdn,
  octetReference,
  rapSequence,
  recEntityCode,
  text,
} from './fields.ts';
import { countTypes, walkMoney } from './money-walk.ts';
import { Has } from './record-columns.ts';
import type { TapState } from './state.ts';
import { Tag } from './tags.ts';
import { contextStart, instant, startTime } from './time.ts';

/** Time stamps that say when an event began, the best first. */
const START_ORDER: readonly number[] = [
  Tag.CallEventStartTimeStamp,
  Tag.ServiceStartTimestamp,
  Tag.OrderPlacedTimeStamp,
  Tag.LCSRequestTimestamp,
  Tag.DepositTimeStamp,
  Tag.ChargingTimeStamp,
  Tag.CompletionTimeStamp,
  Tag.RequestedDeliveryTimeStamp,
  Tag.ActualDeliveryTimeStamp,
];
/** Time stamps up to this place are the event's start beyond doubt. */
const CERTAIN_RANK = 1;

export function otherEvent(d: TapState): void {
  d.startRank = START_ORDER.length;
  d.timeLow = Infinity;
  d.timeHigh = -Infinity;
  d.enterUnknown = !d.table.names.has(d.eventTag);
  const directCharge = d.enterUnknown || d.eventTag === Tag.MessagingEvent;
  walkMoney(d, directCharge, collect);
  countTypes(d);
  if (d.startRank > CERTAIN_RANK) return;
  d.timeLow = d.startUtc;
  d.timeHigh = d.startUtc;
}

/** Takes the current member where it is a field; false leaves it to the walk. */
function collect(d: TapState): boolean {
  const { c, rows } = d;
  switch (c.tag) {
    case Tag.Imsi:
      imsi(d);
      return true;
    case Tag.Msisdn:
      msisdn(d);
      return true;
    case Tag.Imei:
      imei(d);
      return true;
    case Tag.TrackedCustomerInformation:
    case Tag.NonChargedParty:
    case Tag.BasicServiceCodeList:
      skip(c);
      return true;
    case Tag.TeleServiceCode:
      if (d.eventTag === Tag.MobileOriginatedCall || d.eventTag === Tag.MobileTerminatedCall) teleservice(d);
      else skip(c);
      return true;
    case Tag.RecEntityCode:
      recEntityCode(d);
      return true;
    case Tag.RapFileSequenceNumber:
      rapSequence(d);
      return true;
    case Tag.CallReference:
      octetReference(d, false);
      return true;
    case Tag.EventReference:
      octetReference(d, true);
      return true;
    case Tag.ChargingId:
      chargingId(d);
      return true;
    case Tag.MessagingEventService:
      if (integer(d)) d.messagingService = c.hi === 0 ? c.lo : -1;
      return true;
    case Tag.LocationArea:
      locationArea(d);
      return true;
    case Tag.CellId:
      cellId(d);
      return true;
    case Tag.ServingNetwork:
      text(d, d.texts.serving_network, rows.servingNetwork, Has.SERVING_NETWORK);
      return true;
    case Tag.PartialTypeIndicator:
      text(d, d.texts.partial_type, rows.partialType, Has.PARTIAL_TYPE);
      return true;
    case Tag.AccessPointName:
    case Tag.AccessPointNameNI:
      text(d, d.texts.apn, rows.apn, Has.APN);
      return true;
    case Tag.AccessPointNameOI:
      text(d, d.texts.apn_oi, rows.apnOi, Has.APN_OI);
      return true;
    case Tag.DataVolumeIncoming:
      dataVolume(d, rows.bytesDown, Has.BYTES_DOWN);
      return true;
    case Tag.DataVolumeOutgoing:
      dataVolume(d, rows.bytesUp, Has.BYTES_UP);
      return true;
    case Tag.TotalCallEventDuration:
    case Tag.TotalTransactionDuration:
      duration(d);
      return true;
    case Tag.CauseForTerm:
      causeForTerm(d);
      return true;
    case Tag.PDPContextStartTimestamp:
      if (!skippedOctets(d)) contextStart(d);
      return true;
    default:
      return time(d);
  }
}

function time(d: TapState): boolean {
  const rank = START_ORDER.indexOf(d.c.tag);
  if (rank < 0) return false;
  if (skippedOctets(d)) return true;
  if (rank < d.startRank) {
    d.startRank = rank;
    startTime(d);
    widen(d, d.startUtc);
  } else {
    widen(d, instant(d));
  }
  return true;
}

/** A DateTime of an event that the release does not have may arrive as an octet string in segments: it cannot be entered. */
function skippedOctets({ c }: TapState): boolean {
  if (!c.constructed || !isSegmented(c)) return false;
  misfit(c, c.at);
  skip(c);
  return true;
}

/** Takes an instant into the range of the event's time stamps; NaN changes nothing. */
function widen(d: TapState, utc: number): void {
  if (utc < d.timeLow) d.timeLow = utc;
  if (utc > d.timeHigh) d.timeHigh = utc;
}
