/**
 * What the kernel of the trees and its hosts have in common. Both sides compile this file, TypeScript and AssemblyScript: plain
 * constants only. Where anything else stands in the kernel's memory is the host's to say.
 */

/** Rows that are scored together. */
export const BLOCK = 64;
/** Bins of a feature; bin 0 is "unknown". */
export const BINS = 33;
/** Octets of a pair of sums: gradient and hessian. */
export const PAIR = 16;

// A split: the address of its column's bins, 0 where there is none; the first bin that goes left and how many do (8 bits each);
// what is added to those that go left, and to those that go right.
export const SPLIT = 16;
export const LEFT_FROM = 4;
export const LEFT_COUNT = 5;
export const LEFT_ADDS = 8;
export const RIGHT_ADDS = 12;

// Devices that behave alike: features that are compared, an even number; what a table says at most; octets of a feature's two tables (its own level known; not known), levels that
// are known, from 0, and what stands for one that is not; devices around a number on either side (one fewer after it); those of its
// agreement that it is held against, and the rank among them that the ones around must be above.
export const COMPARED = 16;
export const MOST_SAID = 63;
export const TABLES = 32;
export const LEVELS = 16;
export const NO_LEVEL = 0x40;
export const REACH = 32;
export const SAMPLE = 128;
export const RANK = 7;
