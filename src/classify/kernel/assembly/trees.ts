/**
 * What judging does most: adds up gradients by bin, parts rows at splits, and adds up what trees say of rows. Sums of floats
 * take their parts one by one in the order of the rows, so they are what any other program makes of them. The host lays out the
 * memory, and names addresses.
 */

export { countAlike } from './alike';
export { addUp, mostOf, totalOf } from './score';
export { addPairs, part, sumByNode } from './train';
