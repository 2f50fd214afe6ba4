/**
 * Where things stand in the linear memory of the kernel that arranges batches, in octets. Both sides compile this file,
 * TypeScript and AssemblyScript: plain constants only.
 */

/** Rows of a batch at most; BATCH_ROWS of src/arrow. */
export const ROWS = 61_440;
/** Columns that combinations are made of at most: as many as a word has bits, and no more are needed. */
export const COLUMNS = 16;
/** Buckets of a pass of the sort. */
export const DIGIT_BITS = 12;
export const BUCKETS = 4096;

/** Code + 1 by hash, open addressing: at least twice as many as rows, a power of two. */
export const SLOTS = 1024;
export const SLOT_COUNT = 131_072;
/** By row, 4 octets each: hash of its values, bits of its columns that are null, code of its combination. */
export const HASHES = 525_312;
export const NULLS = 771_072;
export const CODES = 1_016_832;
/** By code, 4 octets each: its first row, and the value of that row in the column at hand. */
export const FIRSTS = 1_262_592;
export const TOLD = 1_508_352;

/** What is sorted by, 8 octets each; row numbers in their order so far, and in that of the pass at hand. */
export const KEYS = 1_754_112;
export const ORDER = 2_245_632;
export const NEXT = 2_491_392;
export const STARTS = 2_737_152;

/** A validity bitmap, and values of less than 4 octets, on their way in. */
export const BITMAP = 2_753_536;
export const BITMAP_OCTETS = 7_680;
export const NARROW = 2_761_216;
export const NARROW_OCTETS = 122_880;

/** Columns of 4 octets a value. */
export const VALUES = 2_884_096;
export const COLUMN_OCTETS = 245_760;
/** A column that stands at VALUES, put in order; combinations are told by then. */
export const TARGET = VALUES + 2 * COLUMN_OCTETS;

/** Pages of 64 KiB: VALUES + COLUMNS × COLUMN_OCTETS, rounded up. */
export const PAGES = 105;
