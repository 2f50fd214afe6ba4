/** Calls and data of 3.11 and later: members where the grammar of the groups has them, everything else skipped. */
import type { Node } from './ber.ts';
import type { EventReading } from './event.ts';
import { READERS, startTime } from './fields.ts';
import { amount, chargeDetail, chargeField } from './money.ts';
import { TAG } from './tags.ts';

/** What a group's members are: another group, or a field. */
interface Group {
  readonly kind: 'plain' | 'information' | 'camel' | 'detail';
  readonly groups: ReadonlyMap<number, () => Group>;
  readonly fields: ReadonlySet<number>;
}

const group = (
  groups: readonly (readonly [number, () => Group])[],
  fields: readonly number[] = [],
  kind: Group['kind'] = 'plain',
): Group => ({ kind, groups: new Map(groups), fields: new Set(fields) });

const TAX = group([], [TAG.taxValue]);
const TAXES = group([[TAG.taxInformation, () => TAX]]);
const DISCOUNT = group([], [TAG.discount]);
const DETAIL = group([], [], 'detail');
const DETAILS = group([[TAG.chargeDetail, () => DETAIL]]);
const INFORMATION = group(
  [
    [TAG.chargeDetailList, () => DETAILS],
    [TAG.taxInformationList, () => TAXES],
    [TAG.discountInformation, () => DISCOUNT],
  ],
  [TAG.chargedItem, TAG.exchangeRateCode],
  'information',
);
const INFORMATIONS = group([[TAG.chargeInformation, () => INFORMATION]]);
const CAMEL = group(
  [
    [TAG.taxInformationList, () => TAXES],
    [TAG.discountInformation, () => DISCOUNT],
  ],
  [TAG.camelInvocationFee, TAG.exchangeRateCode, TAG.chargedItem],
  'camel',
);
const SUBSCRIBER: Group = group(
  [
    [TAG.chargeableSubscriber, () => SUBSCRIBER],
    [TAG.simChargeableSubscriber, () => SUBSCRIBER],
  ],
  [TAG.imsi, TAG.msisdn, TAG.imei],
);
const GEOGRAPHY = group([], [TAG.servingNetwork]);

const DESTINATION = group([], [TAG.accessPointNameNi, TAG.accessPointNameOi]);
const GPRS_BASIC = group(
  [
    [TAG.gprsChargeableSubscriber, () => SUBSCRIBER],
    [TAG.gprsDestination, () => DESTINATION],
  ],
  [
    TAG.callEventStartTimeStamp,
    TAG.totalCallEventDuration,
    TAG.causeForTerm,
    TAG.partialTypeIndicator,
    TAG.pdpContextStartTimestamp,
    TAG.chargingId,
    TAG.rapFileSequenceNumber,
  ],
);
const ENTITIES = group([], [TAG.recEntityCode]);
const GPRS_NETWORK = group([[TAG.recEntityCodeList, () => ENTITIES]], [TAG.locationArea, TAG.cellId]);
const GPRS_LOCATION = group([
  [TAG.gprsNetworkLocation, () => GPRS_NETWORK],
  [TAG.geographicalLocation, () => GEOGRAPHY],
]);
const GPRS_SERVICE = group(
  [[TAG.chargeInformationList, () => INFORMATIONS]],
  [TAG.dataVolumeIncoming, TAG.dataVolumeOutgoing],
);
const GPRS = group([
  [TAG.gprsBasicCallInformation, () => GPRS_BASIC],
  [TAG.gprsLocationInformation, () => GPRS_LOCATION],
  [TAG.imeiOrEsn, () => SUBSCRIBER],
  [TAG.gprsServiceUsed, () => GPRS_SERVICE],
  [TAG.camelServiceUsed, () => CAMEL],
]);

const CALL_BASIC = group(
  [[TAG.chargeableSubscriber, () => SUBSCRIBER]],
  [TAG.callEventStartTimeStamp, TAG.totalCallEventDuration, TAG.causeForTerm, TAG.rapFileSequenceNumber],
);
const CALL_NETWORK = group([], [TAG.recEntityCode, TAG.callReference, TAG.locationArea, TAG.cellId]);
const CALL_LOCATION = group([
  [TAG.networkLocation, () => CALL_NETWORK],
  [TAG.geographicalLocation, () => GEOGRAPHY],
]);
const SERVICE_CODE = group([], [TAG.teleServiceCode]);
const SERVICE = group([[TAG.basicServiceCode, () => SERVICE_CODE]]);
const SERVICE_USED = group([
  [TAG.basicService, () => SERVICE],
  [TAG.chargeInformationList, () => INFORMATIONS],
]);
const SERVICES_USED = group([[TAG.basicServiceUsed, () => SERVICE_USED]]);
const call = (basic: number): Group =>
  group([
    [basic, () => CALL_BASIC],
    [TAG.locationInformation, () => CALL_LOCATION],
    [TAG.imeiOrEsn, () => SUBSCRIBER],
    [TAG.basicServiceUsedList, () => SERVICES_USED],
    [TAG.camelServiceUsed, () => CAMEL],
  ]);

const EVENTS = new Map<number, Group>([
  [TAG.gprsCall, GPRS],
  [TAG.mobileOriginatedCall, call(TAG.moBasicCallInformation)],
  [TAG.mobileTerminatedCall, call(TAG.mtBasicCallInformation)],
]);

/** Reads the event by its grammar; false where it has none here. */
export function readByGrammar(event: EventReading): boolean {
  const found = event.file.tags.old ? undefined : EVENTS.get(event.node.tag);
  if (found === undefined) return false;
  walk(event, event.node, found);
  return true;
}

function walk(event: EventReading, node: Node, grammar: Group): void {
  if (grammar.kind === 'detail') {
    chargeDetail(event, node, 'charge');
    return;
  }
  const outer = event.open;
  const own = grammar.kind === 'information' || grammar.kind === 'camel';
  const first = grammar.kind === 'information' && event.informations++ === 0;
  if (own) event.begin(grammar.kind === 'camel', grammar.kind === 'information');
  for (const member of event.members(node)) {
    const inner = grammar.groups.get(member.tag);
    if (inner !== undefined) walk(event, member, inner());
    else if (grammar.fields.has(member.tag)) field(event, member, first);
    else if (member.tag === TAG.chargeRefundIndicator) event.refundSeen = true;
  }
  event.open = outer;
}

function field(event: EventReading, node: Node, first: boolean): void {
  switch (node.tag) {
    case TAG.taxValue:
      amount(event, node, 'tax');
      break;
    case TAG.discount:
      amount(event, node, 'discount');
      break;
    case TAG.camelInvocationFee:
      amount(event, node, 'camel_fee');
      break;
    case TAG.chargedItem:
    case TAG.exchangeRateCode:
      chargeField(event, node, first, true);
      break;
    case TAG.callEventStartTimeStamp:
      startTime(event, node);
      break;
    default:
      READERS.get(node.tag)?.(event, node);
  }
}
