/**
 * Where things stand in the kernel's linear memory, in octets. Both sides compile this file, TypeScript and
 * AssemblyScript: plain constants only. Everything is written by one side and read by the other or kept by the kernel;
 * nothing grows.
 */

/** Rows of the open batch; BATCH_ROWS of src/arrow. */
export const ROWS = 61_440;

// What a run is asked and answers.
/** The open row, before and after a run. */
export const RUN_ROW = 1024;
/** Why a run ended: one of the STOP values. */
export const RUN_STOP = 1028;
/** UTC seconds of the first and the last event of the file so far, as doubles. */
export const EARLIEST = 1032;
export const LATEST = 1040;

/** An element that the kernel does not take, or the end of the list. */
export const STOP_IRREGULAR = 0;
/** The element reaches beyond the octets that the run was given. */
export const STOP_BORDER = 1;
export const STOP_FULL = 2;

/** Answers of the host: code and hash lanes of a text; text, gateway and hash lanes of a sequence of recording entities. */
export const TEXT = 1048;
export const RESOLVED = 1064;
/** Number of the file, 1 to 65535: what the caches hold of another one is not there. */
export const FILE = 1080;
/** Sums of the money columns: of their low and of their high words, 8 octets each. */
export const SUMS = 1088;
export const MONEY_COLUMNS = 7;
/** Hash lanes of the event's partial type. */
export const PARTIAL_LANES = 1200;
/** Recording entities of the event at hand, 4 octets each. */
export const ENTITY_CODES = 1216;
export const MAX_ENTITIES = 16;
/** The groups around the one that is open: end and state, 4 octets each. */
export const GROUPS = 1280;
export const MAX_GROUPS = 12;
/** Powers of ten, 8 octets each. */
export const POWERS = 1408;
/** Minutes east of UTC by UtcTimeOffsetCode, 4 octets each, and NO_OFFSET behind the last one. */
export const OFFSETS = 1600;
export const OFFSET_CODES = 128;
export const NO_OFFSET = 0x7fff_ffff;
/** Dates met before: CCYYMMDD as it stands and the number of its day + 1. */
export const DATES = 2176;
export const DATE_SLOTS = 64;
export const DATE_OCTETS = 16;
/** Bits of `Has` that every row of the batch has, and that some row has. */
export const PRESENT_IN_ALL = 3200;
export const PRESENT_IN_SOME = 3204;
/** Not 0 where a row of the open batch may have something else than 0 in a seldom column: only then they are looked at. */
export const SELDOM_WRITTEN = 3208;

/** What a tag means in a state, an octet each: grammar.ts. */
export const GRAMMAR = 4096;

/** Texts met in this file by column and octets: texts.ts of the kernel. */
export const TEXTS = 20_480;
export const TEXT_SLOTS = 4096;
export const TEXT_SLOT_OCTETS = 64;
/** Sequences of recording entities met in this file: entities.ts of the kernel. */
export const ENTITIES = 282_624;
export const ENTITY_SLOTS = 1024;
export const ENTITY_SLOT_OCTETS = 64;
export const CACHES_END = 348_160;

/** Validity bitmaps of the nullable columns, in the order of the bits of `Has`. */
export const BITMAPS = 348_160;
export const BITMAP_OCTETS = 7_680;
export const NULLABLE_COLUMNS = 21;

/** Octets of the file. Values are read in words that may begin before the window or end behind it: there is room. */
export const WINDOW = 512_000;
export const WINDOW_OCTETS = 131_072;

/** Bits of `Has` by row, 4 octets each. */
export const PRESENCE = 643_200;

// Columns of tapRecordSchema without file_id, in its order. Not a multiple of 4 KiB apart, so that the octets of a row
// do not all meet in one set of the processor's cache.
export const COLUMNS = 889_088;
export const COLUMN_STRIDE = 491_648;
export const RECORD_INDEX = COLUMNS + 0 * COLUMN_STRIDE;
export const BYTE_OFFSET = COLUMNS + COLUMN_STRIDE;
export const EVENT_TAG = COLUMNS + 2 * COLUMN_STRIDE;
export const SERVICE = COLUMNS + 3 * COLUMN_STRIDE;
export const IMSI = COLUMNS + 4 * COLUMN_STRIDE;
export const IMEI = COLUMNS + 5 * COLUMN_STRIDE;
export const START_LOCAL = COLUMNS + 6 * COLUMN_STRIDE;
export const UTC_OFFSET = COLUMNS + 7 * COLUMN_STRIDE;
export const DURATION = COLUMNS + 8 * COLUMN_STRIDE;
export const BYTES_UP = COLUMNS + 9 * COLUMN_STRIDE;
export const BYTES_DOWN = COLUMNS + 10 * COLUMN_STRIDE;
export const CHARGE = COLUMNS + 11 * COLUMN_STRIDE;
export const CAMEL_FEE = COLUMNS + 12 * COLUMN_STRIDE;
export const REFUND = COLUMNS + 13 * COLUMN_STRIDE;
export const TAX = COLUMNS + 14 * COLUMN_STRIDE;
export const TAX_REFUND = COLUMNS + 15 * COLUMN_STRIDE;
export const DISCOUNT = COLUMNS + 16 * COLUMN_STRIDE;
export const DISCOUNT_REFUND = COLUMNS + 17 * COLUMN_STRIDE;
export const EXCHANGE_RATE_CODE = COLUMNS + 18 * COLUMN_STRIDE;
export const REFERENCE = COLUMNS + 19 * COLUMN_STRIDE;
export const REC_ENTITY = COLUMNS + 20 * COLUMN_STRIDE;
export const GATEWAY = COLUMNS + 21 * COLUMN_STRIDE;
export const PARTIAL_TYPE = COLUMNS + 22 * COLUMN_STRIDE;
export const APN = COLUMNS + 23 * COLUMN_STRIDE;
export const APN_OI = COLUMNS + 24 * COLUMN_STRIDE;
export const SERVING_NETWORK = COLUMNS + 25 * COLUMN_STRIDE;
export const TELESERVICE = COLUMNS + 26 * COLUMN_STRIDE;
export const LOCATION_AREA = COLUMNS + 27 * COLUMN_STRIDE;
export const CELL_ID = COLUMNS + 28 * COLUMN_STRIDE;
export const DUPLICATE_HASH = COLUMNS + 29 * COLUMN_STRIDE;
export const FLAGS = COLUMNS + 30 * COLUMN_STRIDE;
export const MSISDN = COLUMNS + 31 * COLUMN_STRIDE;
export const CONTEXT_START_UTC = COLUMNS + 32 * COLUMN_STRIDE;
export const CAUSE_FOR_TERM = COLUMNS + 33 * COLUMN_STRIDE;
export const RAP_SEQUENCE = COLUMNS + 34 * COLUMN_STRIDE;
export const CHARGED_ITEM = COLUMNS + 35 * COLUMN_STRIDE;
export const CHARGES = COLUMNS + 36 * COLUMN_STRIDE;

/** Forms of events met in this file: forms.ts of the kernel. Sets of FORM_WAYS forms. */
export const FORMS = COLUMNS + 37 * COLUMN_STRIDE;
export const FORM_SETS = 64;
export const FORM_WAYS = 4;
export const FORM_OCTETS = 1408;
export const FORMS_END = FORMS + FORM_SETS * FORM_WAYS * FORM_OCTETS;

/** A whole file, read to where it is decoded; behind it words may be read. Pages that are never written to cost nothing. */
export const WHOLE = 19_529_728;
export const WHOLE_OCTETS = 268_435_456;

/** Pages of 64 KiB: WHOLE + WHOLE_OCTETS, and one more. */
export const PAGES = 4395;
