/**
 * What the kernel in WebAssembly (assembly/) and its host have in common: bits of a row's flags, and where chunks of rows
 * go in and columns of devices come out, in octets of the kernel's memory. Both sides compile this file, TypeScript and
 * AssemblyScript: plain constants only. What grows lies behind HEAP and is the kernel's alone.
 */

// Flags of a row.
/** A sign of life (rule 3); a record is one by its day, which the agreement's window decides. */
export const SIGN = 1;
/** A detachment (rule 3), whether by cancel or purge. */
export const DETACH = 2;
/** A detachment by cancel: no detachment within 5 seconds after a sign of life. */
export const CANCEL = 4;
/** A registration, successful or not. */
export const ATTEMPT = 8;
export const REJECTED = 16;
export const HAS_RAT = 32;
export const IOT_RAT = 64;
/** A TAP record or early usage, not a signaling event. */
export const RECORD = 128;
export const IN_PERIOD = 256;
export const CHARGED = 512;
/** The set of the row's radio accesses, a bit each; the local hour stands above it. */
export const RATS_SHIFT = 10;
export const RATS = 6;
export const HOUR_SHIFT = 16;
export const HOUR_MASK = 31;
/** A request for authentication vectors. */
export const AUTHENTICATION = 1 << 21;
/** A data session that begins. */
export const SESSION = 1 << 22;
/** A rejection that trying again does not change. */
export const PERMANENT = 1 << 23;
/** A data record. */
export const DATA = 1 << 24;

/** No agreement; no code. */
export const NOBODY = -1;
/** Stands for NULL in the columns that come out: the least integer of 32 bits, and of 64. */
export const NO_INTEGER = -0x8000_0000;

/** Rows of a chunk of DuckDB's, which go in at once. */
export const CHUNK_ROWS = 2048;
/** Columns of a chunk, 8 octets a value at the most, and the bitmaps of their values, in the order of slice_signal.sql. */
export const CHUNK = 4096;
export const CHUNK_STRIDE = 16_384;
export const CHUNK_COLUMNS = 10;
export const BITMAPS = 167_936;
export const BITMAP_STRIDE = 256;

/** Flags by what the codes of an event's procedure, result, interface and RAT are packed to, 4 octets each. */
export const EVENT_FLAGS = 172_032;
export const COMBINATIONS = 512;
/** Above them the interface that an event came over, from 1 on; 0 is none. Places of it. */
export const FEED_SHIFT = 9;
export const FEEDS = 8;
export const QUARTER_MS = 900_000;

/** Devices that are worked out before their columns are fetched. */
export const OUT_ROWS = 2048;
/** Columns of 4 octets a value, in the order of the constants below. */
const INTS = 176_128;
export const INT_STRIDE = 8_256;
export const NO = INTS;
export const REACH_EVENTS = INTS + INT_STRIDE;
export const HAS_IN_PERIOD = INTS + 2 * INT_STRIDE;
export const HAS_CHARGED = INTS + 3 * INT_STRIDE;
export const SIGNALING_EVENTS = INTS + 4 * INT_STRIDE;
export const REGISTRATIONS = INTS + 5 * INT_STRIDE;
export const REGISTRATION_ATTEMPTS = INTS + 6 * INT_STRIDE;
export const REJECTIONS = INTS + 7 * INT_STRIDE;
export const EVENT_DAYS = INTS + 8 * INT_STRIDE;
export const CELLS = INTS + 9 * INT_STRIDE;
export const IOT_RAT_EVENTS = INTS + 10 * INT_STRIDE;
export const RAT_EVENTS = INTS + 11 * INT_STRIDE;
export const DECLARED_APN_EVENTS = INTS + 12 * INT_STRIDE;
export const IMEI_EVENTS = INTS + 13 * INT_STRIDE;
export const DECLARED_TAC_EVENTS = INTS + 14 * INT_STRIDE;
export const WINDOW_DAYS = INTS + 15 * INT_STRIDE;
export const LONGEST_GAP = INTS + 16 * INT_STRIDE;
export const DAYS_PRESENT = INTS + 17 * INT_STRIDE;
export const DAYS_OBSERVED = INTS + 18 * INT_STRIDE;
export const FEE_DAYS = INTS + 19 * INT_STRIDE;
export const PRESENT_FEE_DAYS = INTS + 20 * INT_STRIDE;
export const ATTACHES = INTS + 21 * INT_STRIDE;
export const FIRST_FEE_DAY = INTS + 22 * INT_STRIDE;
export const RAT_SET = INTS + 23 * INT_STRIDE;
export const INSTANTS = INTS + 24 * INT_STRIDE;
export const GAPS = INTS + 25 * INT_STRIDE;
export const NIGHT = INTS + 26 * INT_STRIDE;
export const DISTINCT_HOURS = INTS + 27 * INT_STRIDE;
export const TAC = INTS + 28 * INT_STRIDE;
export const TACS = INTS + 29 * INT_STRIDE;
export const FIRST_DAY = INTS + 30 * INT_STRIDE;
export const LAST_DAY = INTS + 31 * INT_STRIDE;
export const IN_DECLARED_RANGE = INTS + 32 * INT_STRIDE;
export const EXCLUDED = INTS + 33 * INT_STRIDE;
export const PERMANENT_REJECTIONS = INTS + 34 * INT_STRIDE;
export const LONGEST_REJECTED = INTS + 35 * INT_STRIDE;
export const AUTHENTICATIONS = INTS + 36 * INT_STRIDE;
export const CANCELS = INTS + 37 * INT_STRIDE;
export const PURGES = INTS + 38 * INT_STRIDE;
export const SESSIONS = INTS + 39 * INT_STRIDE;
export const CELL_EVENTS = INTS + 40 * INT_STRIDE;
export const TOP_CELL_EVENTS = INTS + 41 * INT_STRIDE;
export const TOP_GAPS = INTS + 42 * INT_STRIDE;
export const TOP_GAP_FROM = INTS + 43 * INT_STRIDE;
export const ACTIVE_DAYS = INTS + 44 * INT_STRIDE;
export const WEEKEND = INTS + 45 * INT_STRIDE;
export const FIRST_HOUR_SUM = INTS + 46 * INT_STRIDE;
export const FIRST_HOUR_SQUARES = INTS + 47 * INT_STRIDE;
export const SMALL_RECORDS = INTS + 48 * INT_STRIDE;
export const ONLY_APN = INTS + 49 * INT_STRIDE;
/** Columns of 8 octets a value. */
const LONGS = 598_016;
export const LONG_STRIDE = 16_448;
export const IMSI = LONGS;
export const GAP_SUM = LONGS + LONG_STRIDE;
export const GAP_SQUARE_SUM = LONGS + 2 * LONG_STRIDE;
export const FIRST_MS = LONGS + 3 * LONG_STRIDE;
export const LAST_MS = LONGS + 4 * LONG_STRIDE;
export const EVENT_DAY_BITS = LONGS + 5 * LONG_STRIDE;
export const SLOT_SQUARES = LONGS + 6 * LONG_STRIDE;
export const DAY_SQUARES = LONGS + 7 * LONG_STRIDE;
export const KILOBYTES = LONGS + 8 * LONG_STRIDE;
export const KILOBYTE_SQUARES = LONGS + 9 * LONG_STRIDE;
export const DAY_KILOBYTE_SQUARES = LONGS + 10 * LONG_STRIDE;
/** Counts of the 24 local hours, device by device. */
export const HOURS = 24;
export const HOUR_COUNTS = 795_648;

export const HEAP = 1_048_576;
