/**
 * Every call event without a walker of its own: supplementary services, service centre usage, content, location,
 * messaging events, mobile sessions, and alternatives nobody knows yet. One walk collects all money and the fields
 * below wherever they stand.
 *
 * - Subscriber: `Imsi` [129], except inside the tracked customer and the non-charged party. Content transactions and
 *   location services name their parties by ASCII identifiers whose type codes are not public; their IMSI stays null
 *   rather than guessed (the tracked party of a location service never pays).
 * - Start: the first of the time stamps in `START_ORDER` that the event has.
 */
import { skip } from '../ber/elements.ts';
import {
  durationField,
  imei,
  imsi,
  integer,
  integerField,
  locationArea,
  octetReference,
  recEntityCode,
  startTime,
  textField,
} from './fields.ts';
import { walkMoney } from './money.ts';
import type { TapState } from './state.ts';
import { TAP_TABLE } from './tag-names.ts';
import { Tag } from './tags.ts';

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

export function otherEvent(d: TapState): void {
  d.startRank = START_ORDER.length;
  d.enterUnknown = !TAP_TABLE.names.has(d.eventTag);
  const directCharge = d.enterUnknown || d.eventTag === Tag.MessagingEvent;
  walkMoney(d, directCharge, collect);
  d.enterUnknown = false;
}

/** Takes the current member where it is a field; false leaves it to the walk. */
function collect(d: TapState): boolean {
  const { c } = d;
  switch (c.tag) {
    case Tag.Imsi:
      imsi(d);
      return true;
    case Tag.Imei:
      imei(d);
      return true;
    case Tag.TrackedCustomerInformation:
    case Tag.NonChargedParty:
      skip(c);
      return true;
    case Tag.RecEntityCode:
      recEntityCode(d);
      return true;
    case Tag.CallReference:
      octetReference(d, false);
      return true;
    case Tag.MessagingEventService:
      if (integer(d)) d.messagingService = c.hi === 0 ? c.lo : -1;
      return true;
    case Tag.EventReference:
      octetReference(d, true);
      return true;
    case Tag.LocationArea:
      locationArea(d);
      return true;
    case Tag.CellId:
      integerField(d, d.cellId);
      return true;
    case Tag.ServingNetwork:
      d.servingNetwork = textField(d, d.texts.serving_network);
      return true;
    case Tag.TotalCallEventDuration:
      durationField(d, d.duration);
      return true;
    default:
      return time(d);
  }
}

function time(d: TapState): boolean {
  const rank = START_ORDER.indexOf(d.c.tag);
  if (rank < 0) return false;
  if (rank < d.startRank) {
    d.startRank = rank;
    startTime(d);
  } else {
    skip(d.c);
  }
  return true;
}
