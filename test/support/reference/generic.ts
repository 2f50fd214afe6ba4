/**
 * Every other event: groups are known by what they hold alone. All money counts wherever it stands; refunds are what a
 * group with a ChargeRefundIndicator of 1 holds, CAMEL fees apart.
 */
import type { Node } from './ber.ts';
import type { EventReading, MoneyColumn } from './event.ts';
import { otherTime, READERS, startTime } from './fields.ts';
import { amount, chargeDetail, chargeField, refunds } from './money.ts';
import { TAG } from './tags.ts';

/** Time stamps that say when an event began, the best first. */
const STARTS: readonly number[] = [
  TAG.callEventStartTimeStamp,
  TAG.serviceStartTimestamp,
  TAG.orderPlacedTimeStamp,
  TAG.lcsRequestTimestamp,
  TAG.depositTimeStamp,
  TAG.chargingTimeStamp,
  TAG.completionTimeStamp,
  TAG.requestedDeliveryTimeStamp,
  TAG.actualDeliveryTimeStamp,
];

/** Groups whose parties and services are not the event's own. */
const FOREIGN: readonly number[] = [
  TAG.trackedCustomerInformation,
  TAG.nonChargedParty,
  TAG.basicServiceCodeList,
];

const REFUNDED: readonly (readonly [MoneyColumn, MoneyColumn])[] = [
  ['charge', 'refund'],
  ['tax', 'tax_refund'],
  ['discount', 'discount_refund'],
];

/** How an event is walked. */
interface Walk {
  readonly event: EventReading;
  /** Its fields are read, not its money alone. */
  readonly fields: boolean;
  /** The event's own tag is unknown: groups of unknown tags are looked into. */
  readonly unknown: boolean;
  /** Place in STARTS of the start found so far. */
  rank: number;
}

/** Reads all of the event. */
export function readAnywhere(event: EventReading): void {
  const unknown = !event.file.tags.knows(event.node.tag);
  // An alternative nobody knows may hold octets, in segments too.
  if (unknown && (!event.node.constructed || event.node.segments)) return;
  const direct = unknown || event.node.tag === TAG.messagingEvent;
  walk({ event, fields: true, unknown, rank: STARTS.length }, event.node, direct);
}

/** Reads the money alone, again: the event has refunds. */
export function readMoneyAgain(event: EventReading): void {
  event.restart();
  walk({ event, fields: false, unknown: false, rank: 0 }, event.node, false);
}

function walk(state: Walk, node: Node, direct: boolean): void {
  const { event } = state;
  const { tags } = event.file;
  const information = node.tag === TAG.chargeInformation || node.tag === TAG.sessionChargeInformation;
  const camel = node.tag === TAG.camelServiceUsed;
  const own = information || camel || direct || node.tag === TAG.messagingEvent;
  const first = node.tag === TAG.messagingEvent || (information && event.informations++ === 0);
  const before = { ...event.money };
  const chargesBefore = event.charges.length;
  const outer = own ? event.begin(camel, information) : event.open;
  let refund = false;
  for (const member of event.members(node)) {
    if (!state.unknown && !tags.knows(member.tag)) continue;
    switch (member.tag) {
      case TAG.chargeDetail:
        chargeDetail(event, member, 'refund');
        break;
      case TAG.charge:
        if (direct) amount(event, member, 'charge');
        break;
      case TAG.taxValue:
        amount(event, member, 'tax');
        break;
      case TAG.discount:
        amount(event, member, 'discount');
        break;
      case TAG.camelInvocationFee:
        amount(event, member, 'camel_fee');
        break;
      case TAG.discountValue:
      case TAG.absoluteAmount:
        if (tags.old) oldAmount(event, member, node.tag);
        break;
      case TAG.chargedItem:
      case TAG.exchangeRateCode:
        chargeField(event, member, first, own);
        break;
      case TAG.chargeRefundIndicator:
        if (refunds(event, member)) refund = true;
        break;
      case TAG.advisedChargeInformation:
        break;
      default:
        if (state.fields && field(state, member)) break;
        if (isWalked(state, node.tag, member)) walk(state, member, false);
    }
  }
  event.open = outer;
  if (!refund) return;
  for (const [column, refundColumn] of REFUNDED) {
    const gained = event.money[column] - before[column];
    event.money[column] = before[column];
    event.add(refundColumn, gained);
  }
  for (const entry of event.charges.slice(chargesBefore)) entry.refund = !entry.camelFee;
}

/** Up to 3.10 some amounts carry the tags of their types. */
function oldAmount(event: EventReading, node: Node, group: number): void {
  if (group === TAG.discountInformation) amount(event, node, 'discount');
  else if (node.tag === TAG.discountValue) return;
  else if (group === TAG.taxInformation) amount(event, node, 'tax');
  else if (group === TAG.camelServiceUsed) amount(event, node, 'camel_fee');
}

function isWalked(state: Walk, group: number, member: Node): boolean {
  const { tags } = state.event.file;
  if (!member.constructed) return false;
  const holdsElements = tags.knows(member.tag) ? tags.isGroup(member.tag) : state.unknown && !member.segments;
  // The access point that a CAMEL service routed to is not the session's.
  const camelDestination =
    member.tag === TAG.threeGcamelDestination ||
    (group === TAG.camelServiceUsed && member.tag === TAG.gprsDestination);
  return holdsElements && !camelDestination;
}

/** Takes a member that is a field of the event, or one that is none of its business. */
function field(state: Walk, node: Node): boolean {
  const { event } = state;
  if (FOREIGN.includes(node.tag)) return true;
  const rank = STARTS.indexOf(node.tag);
  if (rank >= 0) {
    if (rank < state.rank) {
      state.rank = rank;
      startTime(event, node);
    } else {
      otherTime(event, node);
    }
    return true;
  }
  const reader = READERS.get(node.tag);
  if (reader === undefined) return false;
  const isCall = event.node.tag === TAG.mobileOriginatedCall || event.node.tag === TAG.mobileTerminatedCall;
  if (node.tag !== TAG.teleServiceCode || isCall) reader(event, node);
  return true;
}
