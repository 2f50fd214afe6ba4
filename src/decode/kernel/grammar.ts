/**
 * States and actions of regular GprsCalls, MobileOriginatedCalls and MobileTerminatedCalls of 3.11 and later, for both
 * sides: plain constants only. The table made of them: grammar-table.ts.
 */

/** Tags from here on are in no table: ignored where primitive. */
export const TAGS = 512;

// States: the group that is open.
/** CallEventDetailList; no group opens it, so 0 is free to say that a tag is not in the table. */
export const IN_LIST = 0;
export const IN_GPRS = 1;
export const IN_ORIGINATED = 2;
export const IN_TERMINATED = 3;
export const IN_GPRS_BASIC = 4;
export const IN_CALL_BASIC = 5;
export const IN_SUBSCRIBER = 6;
export const IN_DESTINATION = 7;
export const IN_START = 8;
export const IN_CONTEXT = 9;
export const IN_GPRS_LOCATION = 10;
export const IN_CALL_LOCATION = 11;
export const IN_GPRS_NETWORK = 12;
export const IN_CALL_NETWORK = 13;
export const IN_ENTITIES = 14;
export const IN_GEOGRAPHY = 15;
export const IN_GPRS_SERVICE = 16;
export const IN_CALL_SERVICES = 17;
export const IN_CALL_SERVICE = 18;
export const IN_BASIC_SERVICE = 19;
export const IN_SERVICE_CODE = 20;
export const IN_CHARGE_LIST = 21;
export const IN_CHARGE = 22;
export const IN_DETAIL_LIST = 23;
export const IN_DETAIL = 24;
export const IN_TAX_LIST = 25;
export const IN_TAX = 26;
export const IN_DISCOUNT = 27;
export const IN_CAMEL = 28;
/** Walked for its framing only. */
export const IN_IGNORED = 29;
export const STATES = 30;

/** Actions on primitive members begin here; below stands the state that a group opens. */
export const FIRST_ACTION = 32;
export const TAKE_IMSI = 32;
export const TAKE_MSISDN = 33;
export const TAKE_IMEI = 34;
export const TAKE_APN = 35;
export const TAKE_APN_OI = 36;
export const TAKE_PARTIAL = 37;
export const TAKE_SERVING = 38;
export const TAKE_TELESERVICE = 39;
export const TAKE_ITEM = 40;
export const TAKE_TYPE = 41;
export const TAKE_TIME_STAMP = 42;
/** ChargingId or CallReference. */
export const TAKE_REFERENCE = 43;
/** Left to the general walkers. */
export const UNUSUAL = 44;

/** Actions on natural numbers begin here. */
export const FIRST_NATURAL = 45;
export const TAKE_OFFSET_CODE = 45;
export const TAKE_DURATION = 46;
export const TAKE_CAUSE = 47;
export const TAKE_ENTITY = 48;
export const TAKE_AREA = 49;
export const TAKE_CELL = 50;
export const TAKE_DOWN = 51;
export const TAKE_UP = 52;
export const TAKE_RATE = 53;
export const TAKE_AMOUNT = 54;
export const TAKE_TAX = 55;
export const TAKE_DISCOUNT = 56;

/** Columns of texts, as `intern` is told them. */
export const TEXT_APN = 0;
export const TEXT_APN_OI = 1;
export const TEXT_PARTIAL = 2;
export const TEXT_SERVING = 3;
export const TEXT_ITEM = 4;
export const TEXT_TELESERVICE = 5;
export const TEXT_COLUMNS = 6;

/** Positions in SERVICES of src/domain/service.ts. */
export const DATA = 0;
export const SMS_MO = 1;
export const SMS_MT = 2;
export const VOICE_MO = 3;
export const VOICE_MT = 4;
