/** The grammar of a regular GprsCall as a table: for a state and a tag, the state that a group opens or an action. */
import { Tag } from '../tap/tags.ts';
import * as G from './grammar.ts';

/** [state, tag, state that the group opens or action]. */
const RULES: readonly (readonly [number, number, number])[] = [
  [G.IN_EVENT, Tag.GprsBasicCallInformation, G.IN_BASIC],
  [G.IN_EVENT, Tag.GprsLocationInformation, G.IN_LOCATION],
  [G.IN_EVENT, Tag.ImeiOrEsn, G.IN_SUBSCRIBER],
  [G.IN_EVENT, Tag.GprsServiceUsed, G.IN_SERVICE],
  [G.IN_EVENT, Tag.CamelServiceUsed, G.UNUSUAL],
  [G.IN_BASIC, Tag.GprsChargeableSubscriber, G.IN_SUBSCRIBER],
  [G.IN_SUBSCRIBER, Tag.ChargeableSubscriber, G.IN_SUBSCRIBER],
  [G.IN_SUBSCRIBER, Tag.SimChargeableSubscriber, G.IN_SUBSCRIBER],
  [G.IN_SUBSCRIBER, Tag.Imsi, G.TAKE_IMSI],
  [G.IN_SUBSCRIBER, Tag.Msisdn, G.TAKE_MSISDN],
  [G.IN_SUBSCRIBER, Tag.Imei, G.TAKE_IMEI],
  [G.IN_BASIC, Tag.GprsDestination, G.IN_DESTINATION],
  [G.IN_DESTINATION, Tag.AccessPointNameNI, G.TAKE_APN],
  [G.IN_DESTINATION, Tag.AccessPointNameOI, G.TAKE_APN_OI],
  [G.IN_BASIC, Tag.CallEventStartTimeStamp, G.IN_START],
  [G.IN_BASIC, Tag.PDPContextStartTimestamp, G.IN_CONTEXT],
  [G.IN_START, Tag.LocalTimeStamp, G.TAKE_TIME_STAMP],
  [G.IN_START, Tag.UtcTimeOffsetCode, G.TAKE_OFFSET_CODE],
  [G.IN_CONTEXT, Tag.LocalTimeStamp, G.TAKE_TIME_STAMP],
  [G.IN_CONTEXT, Tag.UtcTimeOffsetCode, G.TAKE_OFFSET_CODE],
  [G.IN_BASIC, Tag.TotalCallEventDuration, G.TAKE_DURATION],
  [G.IN_BASIC, Tag.CauseForTerm, G.TAKE_CAUSE],
  [G.IN_BASIC, Tag.PartialTypeIndicator, G.TAKE_PARTIAL],
  [G.IN_BASIC, Tag.ChargingId, G.TAKE_CHARGING_ID],
  [G.IN_BASIC, Tag.RapFileSequenceNumber, G.UNUSUAL],
  [G.IN_LOCATION, Tag.GprsNetworkLocation, G.IN_NETWORK],
  [G.IN_LOCATION, Tag.GeographicalLocation, G.IN_GEOGRAPHY],
  [G.IN_NETWORK, Tag.RecEntityCodeList, G.IN_ENTITIES],
  [G.IN_ENTITIES, Tag.RecEntityCode, G.TAKE_ENTITY],
  [G.IN_NETWORK, Tag.LocationArea, G.TAKE_AREA],
  [G.IN_NETWORK, Tag.CellId, G.TAKE_CELL],
  [G.IN_GEOGRAPHY, Tag.ServingNetwork, G.TAKE_SERVING],
  [G.IN_SERVICE, Tag.DataVolumeIncoming, G.TAKE_DOWN],
  [G.IN_SERVICE, Tag.DataVolumeOutgoing, G.TAKE_UP],
  [G.IN_SERVICE, Tag.ChargeInformationList, G.IN_CHARGE_LIST],
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
];

/** Groups of which nothing is needed. */
const IGNORED = [
  Tag.OperatorSpecInfoList,
  Tag.HomeLocationInformation,
  Tag.ChargeDetailTimeStamp,
  Tag.CallTypeGroup,
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
