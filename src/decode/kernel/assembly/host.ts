/** What the kernel asks of TypeScript, which alone knows the file's dictionaries. */

/** Code of the octets in a column's dictionary; its hash lanes stand in TEXT_LANES then. −1 where it cannot take them. */
export declare function intern(column: i32, at: u32, octets: u32): i32;

/**
 * Text and gateway of the `count` codes in ENTITY_CODES, with the hash lanes of the text, into RESOLVED. False where
 * the event is not regular: a code that the file's table lacks, a text that the dictionary cannot take.
 */
export declare function resolve(count: i32): bool;
