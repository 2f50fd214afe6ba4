/**
 * What the hot path knows of GprsCall [14] of 3.11 and later: for a state (the group that is open) and a tag, the state
 * that a group opens or the action on a primitive member. Everything else is left to the general walkers.
 */
import { Tag } from './tags.ts';

/** Tags from here on are in no table: ignored where primitive. */
export const TAGS = 512;

/** States: the group that is open. */
export const S = {
  EVENT: 0,
  BASIC: 1,
  SUBSCRIBER: 2,
  DESTINATION: 3,
  START: 4,
  CONTEXT: 5,
  LOCATION: 6,
  NETWORK: 7,
  ENTITIES: 8,
  GEOGRAPHY: 9,
  SERVICE: 10,
  CHARGE_LIST: 11,
  CHARGE: 12,
  DETAIL_LIST: 13,
  DETAIL: 14,
  TAX_LIST: 15,
  TAX: 16,
  DISCOUNT: 17,
  /** Walked for its framing only. */
  IGNORED: 18,
} as const;
const STATES = 19;

/** Actions on primitive members; below FIRST_ACTION stands the state that a group opens. */
export const FIRST_ACTION = 32;
/** Actions on natural numbers begin here. */
export const FIRST_NATURAL = 44;
export const A = {
  IMSI: 32,
  MSISDN: 33,
  IMEI: 34,
  APN: 35,
  APN_OI: 36,
  PARTIAL: 37,
  SERVING: 38,
  ITEM: 39,
  TYPE: 40,
  TIME_STAMP: 41,
  CHARGING_ID: 42,
  /** Left to the general walkers. */
  UNUSUAL: 43,
  // Natural numbers from here on.
  OFFSET_CODE: 44,
  DURATION: 45,
  CAUSE: 46,
  ENTITY: 47,
  AREA: 48,
  CELL: 49,
  DOWN: 50,
  UP: 51,
  RATE: 52,
  AMOUNT: 53,
  TAX_VALUE: 54,
  DISCOUNT_VALUE: 55,
} as const;

/** [state, tag, state that the group opens or action]. */
const GRAMMAR: readonly (readonly [number, number, number])[] = [
  [S.EVENT, Tag.GprsBasicCallInformation, S.BASIC],
  [S.EVENT, Tag.GprsLocationInformation, S.LOCATION],
  [S.EVENT, Tag.ImeiOrEsn, S.SUBSCRIBER],
  [S.EVENT, Tag.GprsServiceUsed, S.SERVICE],
  [S.EVENT, Tag.CamelServiceUsed, A.UNUSUAL],
  [S.BASIC, Tag.GprsChargeableSubscriber, S.SUBSCRIBER],
  [S.SUBSCRIBER, Tag.ChargeableSubscriber, S.SUBSCRIBER],
  [S.SUBSCRIBER, Tag.SimChargeableSubscriber, S.SUBSCRIBER],
  [S.SUBSCRIBER, Tag.Imsi, A.IMSI],
  [S.SUBSCRIBER, Tag.Msisdn, A.MSISDN],
  [S.SUBSCRIBER, Tag.Imei, A.IMEI],
  [S.BASIC, Tag.GprsDestination, S.DESTINATION],
  [S.DESTINATION, Tag.AccessPointNameNI, A.APN],
  [S.DESTINATION, Tag.AccessPointNameOI, A.APN_OI],
  [S.BASIC, Tag.CallEventStartTimeStamp, S.START],
  [S.BASIC, Tag.PDPContextStartTimestamp, S.CONTEXT],
  [S.START, Tag.LocalTimeStamp, A.TIME_STAMP],
  [S.START, Tag.UtcTimeOffsetCode, A.OFFSET_CODE],
  [S.CONTEXT, Tag.LocalTimeStamp, A.TIME_STAMP],
  [S.CONTEXT, Tag.UtcTimeOffsetCode, A.OFFSET_CODE],
  [S.BASIC, Tag.TotalCallEventDuration, A.DURATION],
  [S.BASIC, Tag.CauseForTerm, A.CAUSE],
  [S.BASIC, Tag.PartialTypeIndicator, A.PARTIAL],
  [S.BASIC, Tag.ChargingId, A.CHARGING_ID],
  [S.BASIC, Tag.RapFileSequenceNumber, A.UNUSUAL],
  [S.LOCATION, Tag.GprsNetworkLocation, S.NETWORK],
  [S.LOCATION, Tag.GeographicalLocation, S.GEOGRAPHY],
  [S.NETWORK, Tag.RecEntityCodeList, S.ENTITIES],
  [S.ENTITIES, Tag.RecEntityCode, A.ENTITY],
  [S.NETWORK, Tag.LocationArea, A.AREA],
  [S.NETWORK, Tag.CellId, A.CELL],
  [S.GEOGRAPHY, Tag.ServingNetwork, A.SERVING],
  [S.SERVICE, Tag.DataVolumeIncoming, A.DOWN],
  [S.SERVICE, Tag.DataVolumeOutgoing, A.UP],
  [S.SERVICE, Tag.ChargeInformationList, S.CHARGE_LIST],
  [S.CHARGE_LIST, Tag.ChargeInformation, S.CHARGE],
  [S.CHARGE, Tag.ChargedItem, A.ITEM],
  [S.CHARGE, Tag.ExchangeRateCode, A.RATE],
  [S.CHARGE, Tag.ChargeDetailList, S.DETAIL_LIST],
  [S.DETAIL_LIST, Tag.ChargeDetail, S.DETAIL],
  [S.DETAIL, Tag.ChargeType, A.TYPE],
  [S.DETAIL, Tag.Charge, A.AMOUNT],
  [S.CHARGE, Tag.TaxInformationList, S.TAX_LIST],
  [S.TAX_LIST, Tag.TaxInformation, S.TAX],
  [S.TAX, Tag.TaxValue, A.TAX_VALUE],
  [S.CHARGE, Tag.DiscountInformation, S.DISCOUNT],
  [S.DISCOUNT, Tag.Discount, A.DISCOUNT_VALUE],
];

/** Groups of which nothing is needed. */
const IGNORED = [
  Tag.OperatorSpecInfoList,
  Tag.HomeLocationInformation,
  Tag.ChargeDetailTimeStamp,
  Tag.CallTypeGroup,
] as const;

/** By state × TAGS + tag; 0 for a primitive member that is not needed. */
export const TABLE = new Uint8Array(STATES * TAGS);
for (let state = 0; state < STATES; state++) {
  for (const tag of IGNORED) TABLE[state * TAGS + tag] = S.IGNORED;
  TABLE[state * TAGS + Tag.ChargeRefundIndicator] = A.UNUSUAL;
}
for (const [state, tag, what] of GRAMMAR) TABLE[state * TAGS + tag] = what;
