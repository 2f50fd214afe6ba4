/** What the kernel asks of TypeScript, which alone knows the file's dictionaries. */

/** Code of the octets in a column's dictionary and its hash lanes into TEXT. False where the dictionary cannot take them. */
export declare function intern(column: i32, at: u32, octets: u32): bool;

/**
 * Text and gateway of the `count` codes in ENTITY_CODES, with the hash lanes of the text, into RESOLVED. False where
 * the event is not regular: a code that the file's table lacks, a text that the dictionary cannot take.
 */
export declare function resolve(count: i32): bool;
