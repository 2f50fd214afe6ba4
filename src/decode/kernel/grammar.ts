/**
 * States and actions of a regular GprsCall of 3.11 and later, for both sides: plain constants only. The table made of
 * them: grammar-table.ts.
 */

/** Tags from here on are in no table: ignored where primitive. */
export const TAGS = 512;

// States: the group that is open.
export const IN_EVENT = 0;
export const IN_BASIC = 1;
export const IN_SUBSCRIBER = 2;
export const IN_DESTINATION = 3;
export const IN_START = 4;
export const IN_CONTEXT = 5;
export const IN_LOCATION = 6;
export const IN_NETWORK = 7;
export const IN_ENTITIES = 8;
export const IN_GEOGRAPHY = 9;
export const IN_SERVICE = 10;
export const IN_CHARGE_LIST = 11;
export const IN_CHARGE = 12;
export const IN_DETAIL_LIST = 13;
export const IN_DETAIL = 14;
export const IN_TAX_LIST = 15;
export const IN_TAX = 16;
export const IN_DISCOUNT = 17;
/** Walked for its framing only. */
export const IN_IGNORED = 18;
export const STATES = 19;

/** Actions on primitive members begin here; below stands the state that a group opens. */
export const FIRST_ACTION = 32;
export const TAKE_IMSI = 32;
export const TAKE_MSISDN = 33;
export const TAKE_IMEI = 34;
export const TAKE_APN = 35;
export const TAKE_APN_OI = 36;
export const TAKE_PARTIAL = 37;
export const TAKE_SERVING = 38;
export const TAKE_ITEM = 39;
export const TAKE_TYPE = 40;
export const TAKE_TIME_STAMP = 41;
export const TAKE_CHARGING_ID = 42;
/** Left to the general walkers. */
export const UNUSUAL = 43;

/** Actions on natural numbers begin here. */
export const FIRST_NATURAL = 44;
export const TAKE_OFFSET_CODE = 44;
export const TAKE_DURATION = 45;
export const TAKE_CAUSE = 46;
export const TAKE_ENTITY = 47;
export const TAKE_AREA = 48;
export const TAKE_CELL = 49;
export const TAKE_DOWN = 50;
export const TAKE_UP = 51;
export const TAKE_RATE = 52;
export const TAKE_AMOUNT = 53;
export const TAKE_TAX = 54;
export const TAKE_DISCOUNT = 55;

/** Columns of texts, as `intern` is told them. */
export const TEXT_APN = 0;
export const TEXT_APN_OI = 1;
export const TEXT_PARTIAL = 2;
export const TEXT_SERVING = 3;
export const TEXT_ITEM = 4;
