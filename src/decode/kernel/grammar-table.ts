/** The grammar of regular calls and data as a table: for a state and a tag, the state that a group opens or an action. */
import { Tag } from '../tap/tags.ts';
import * as G from './grammar.ts';

/** [state, tag, state that the group opens or action]. */
type Rule = readonly [number, number, number];

/** GprsCall. */
const DATA_RULES: readonly Rule[] = [
  [G.IN_LIST, Tag.GprsCall, G.IN_GPRS],
  [G.IN_GPRS, Tag.GprsBasicCallInformation, G.IN_GPRS_BASIC],
  [G.IN_GPRS, Tag.GprsLocationInformation, G.IN_GPRS_LOCATION],
  [G.IN_GPRS, Tag.ImeiOrEsn, G.IN_SUBSCRIBER],
  [G.IN_GPRS, Tag.GprsServiceUsed, G.IN_GPRS_SERVICE],
  [G.IN_GPRS, Tag.CamelServiceUsed, G.IN_CAMEL],
  [G.IN_GPRS_BASIC, Tag.GprsChargeableSubscriber, G.IN_SUBSCRIBER],
  [G.IN_GPRS_BASIC, Tag.GprsDestination, G.IN_DESTINATION],
  [G.IN_DESTINATION, Tag.AccessPointNameNI, G.TAKE_APN],
  [G.IN_DESTINATION, Tag.AccessPointNameOI, G.TAKE_APN_OI],
  [G.IN_GPRS_BASIC, Tag.CallEventStartTimeStamp, G.IN_START],
  [G.IN_GPRS_BASIC, Tag.PDPContextStartTimestamp, G.IN_CONTEXT],
  [G.IN_CONTEXT, Tag.LocalTimeStamp, G.TAKE_TIME_STAMP],
  [G.IN_CONTEXT, Tag.UtcTimeOffsetCode, G.TAKE_OFFSET_CODE],
  [G.IN_GPRS_BASIC, Tag.TotalCallEventDuration, G.TAKE_DURATION],
  [G.IN_GPRS_BASIC, Tag.CauseForTerm, G.TAKE_CAUSE],
  [G.IN_GPRS_BASIC, Tag.PartialTypeIndicator, G.TAKE_PARTIAL],
  [G.IN_GPRS_BASIC, Tag.ChargingId, G.TAKE_REFERENCE],
  [G.IN_GPRS_BASIC, Tag.RapFileSequenceNumber, G.UNUSUAL],
  [G.IN_GPRS_LOCATION, Tag.GprsNetworkLocation, G.IN_GPRS_NETWORK],
  [G.IN_GPRS_LOCATION, Tag.GeographicalLocation, G.IN_GEOGRAPHY],
  [G.IN_GPRS_NETWORK, Tag.RecEntityCodeList, G.IN_ENTITIES],
  [G.IN_ENTITIES, Tag.RecEntityCode, G.TAKE_ENTITY],
  [G.IN_GPRS_NETWORK, Tag.LocationArea, G.TAKE_AREA],
  [G.IN_GPRS_NETWORK, Tag.CellId, G.TAKE_CELL],
  [G.IN_GPRS_SERVICE, Tag.DataVolumeIncoming, G.TAKE_DOWN],
  [G.IN_GPRS_SERVICE, Tag.DataVolumeOutgoing, G.TAKE_UP],
  [G.IN_GPRS_SERVICE, Tag.ChargeInformationList, G.IN_CHARGE_LIST],
];

/** MobileOriginatedCall or MobileTerminatedCall, which differ by the tag of their basic information. */
const callRules = (event: number, state: number, basic: number): readonly Rule[] => [
  [G.IN_LIST, event, state],
  [state, basic, G.IN_CALL_BASIC],
  [state, Tag.LocationInformation, G.IN_CALL_LOCATION],
  [state, Tag.ImeiOrEsn, G.IN_SUBSCRIBER],
  [state, Tag.BasicServiceUsedList, G.IN_CALL_SERVICES],
  [state, Tag.CamelServiceUsed, G.IN_CAMEL],
];

/** What the groups of both kinds of call hold. */
const CALL_RULES: readonly Rule[] = [
  [G.IN_CALL_BASIC, Tag.ChargeableSubscriber, G.IN_SUBSCRIBER],
  [G.IN_CALL_BASIC, Tag.CallEventStartTimeStamp, G.IN_START],
  [G.IN_CALL_BASIC, Tag.TotalCallEventDuration, G.TAKE_DURATION],
  [G.IN_CALL_BASIC, Tag.CauseForTerm, G.TAKE_CAUSE],
  [G.IN_CALL_BASIC, Tag.RapFileSequenceNumber, G.UNUSUAL],
  [G.IN_CALL_LOCATION, Tag.NetworkLocation, G.IN_CALL_NETWORK],
  [G.IN_CALL_LOCATION, Tag.GeographicalLocation, G.IN_GEOGRAPHY],
  [G.IN_CALL_NETWORK, Tag.RecEntityCode, G.TAKE_ENTITY],
  [G.IN_CALL_NETWORK, Tag.CallReference, G.TAKE_REFERENCE],
  [G.IN_CALL_NETWORK, Tag.LocationArea, G.TAKE_AREA],
  [G.IN_CALL_NETWORK, Tag.CellId, G.TAKE_CELL],
  [G.IN_CALL_SERVICES, Tag.BasicServiceUsed, G.IN_CALL_SERVICE],
  [G.IN_CALL_SERVICE, Tag.BasicService, G.IN_BASIC_SERVICE],
  [G.IN_BASIC_SERVICE, Tag.BasicServiceCode, G.IN_SERVICE_CODE],
  [G.IN_SERVICE_CODE, Tag.TeleServiceCode, G.TAKE_TELESERVICE],
  [G.IN_CALL_SERVICE, Tag.ChargeInformationList, G.IN_CHARGE_LIST],
];

/** Groups that data and calls share. */
const SHARED_RULES: readonly Rule[] = [
  [G.IN_SUBSCRIBER, Tag.ChargeableSubscriber, G.IN_SUBSCRIBER],
  [G.IN_SUBSCRIBER, Tag.SimChargeableSubscriber, G.IN_SUBSCRIBER],
  [G.IN_SUBSCRIBER, Tag.Imsi, G.TAKE_IMSI],
  [G.IN_SUBSCRIBER, Tag.Msisdn, G.TAKE_MSISDN],
  [G.IN_SUBSCRIBER, Tag.Imei, G.TAKE_IMEI],
  [G.IN_START, Tag.LocalTimeStamp, G.TAKE_TIME_STAMP],
  [G.IN_START, Tag.UtcTimeOffsetCode, G.TAKE_OFFSET_CODE],
  [G.IN_GEOGRAPHY, Tag.ServingNetwork, G.TAKE_SERVING],
  [G.IN_CHARGE_LIST, Tag.ChargeInformation, G.IN_CHARGE],
  [G.IN_CHARGE, Tag.ChargedItem, G.TAKE_ITEM],
  [G.IN_CHARGE, Tag.ExchangeRateCode, G.TAKE_RATE],
  [G.IN_CHARGE, Tag.ChargeDetailList, G.IN_DETAIL_LIST],
  [G.IN_DETAIL_LIST, Tag.ChargeDetail, G.IN_DETAIL],
  [G.IN_DETAIL, Tag.ChargeType, G.TAKE_TYPE],
  [G.IN_DETAIL, Tag.Charge, G.TAKE_AMOUNT],
  [G.IN_CHARGE, Tag.TaxInformationList, G.IN_TAX_LIST],
  [G.IN_TAX_LIST, Tag.TaxInformation, G.IN_TAX],
  [G.IN_TAX, Tag.TaxValue, G.TAKE_TAX],
  [G.IN_CHARGE, Tag.DiscountInformation, G.IN_DISCOUNT],
  [G.IN_DISCOUNT, Tag.Discount, G.TAKE_DISCOUNT],
  // CAMEL without money. Taxes and discounts that arrive as octets are faults, so they are no member to ignore.
  [G.IN_CAMEL, Tag.CamelInvocationFee, G.UNUSUAL],
  [G.IN_CAMEL, Tag.TaxInformationList, G.UNUSUAL],
  [G.IN_CAMEL, Tag.DiscountInformation, G.UNUSUAL],
  [G.IN_CAMEL, Tag.ChargedItem, G.UNUSUAL],
  [G.IN_CAMEL, Tag.ExchangeRateCode, G.UNUSUAL],
];

const RULES: readonly Rule[] = [
  ...DATA_RULES,
  ...callRules(Tag.MobileOriginatedCall, G.IN_ORIGINATED, Tag.MoBasicCallInformation),
  ...callRules(Tag.MobileTerminatedCall, G.IN_TERMINATED, Tag.MtBasicCallInformation),
  ...CALL_RULES,
  ...SHARED_RULES,
];

/** Groups of which nothing is needed. */
const IGNORED = [
  Tag.OperatorSpecInfoList,
  Tag.HomeLocationInformation,
  Tag.ChargeDetailTimeStamp,
  Tag.CallTypeGroup,
  Tag.CallOriginator,
  Tag.Destination,
  Tag.ThirdPartyInformation,
  Tag.ChargingTimeStamp,
  Tag.ThreeGcamelDestination,
] as const;

/** The table by state × TAGS + tag; 0 for a primitive member that is not needed. */
export function grammarTable(): Uint8Array {
  const table = new Uint8Array(G.STATES * G.TAGS);
  for (let state = 0; state < G.STATES; state++) {
    for (const tag of IGNORED) table[state * G.TAGS + tag] = G.IN_IGNORED;
    table[state * G.TAGS + Tag.ChargeRefundIndicator] = G.UNUSUAL;
  }
  for (const [state, tag, what] of RULES) table[state * G.TAGS + tag] = what;
  return table;
}
