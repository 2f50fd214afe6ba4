/**
 * What an event's procedure, result, interface and RAT say, by their dictionary codes. Looked up by the kernel, not in SQL:
 * there the comparisons cost more than the scan.
 */
import { INTERFACES } from '../../domain/signaling-words.ts';
import { OTHER_RAT, Packed, RAT_WORDS } from './flags.ts';
import * as L from './layout.ts';

/** Words of a column and what they are packed as; any other word, and none at all. */
interface Meaning {
  readonly words: Readonly<Record<string, number>>;
  readonly other: number;
  readonly none: number;
}

const PROCEDURE: Meaning = {
  words: {
    UL: Packed.registration,
    GPRS_UL: Packed.registration,
    ULR: Packed.registration,
    REGISTER: Packed.registration,
    CREATE_SESSION: Packed.session,
    CL: Packed.cancel,
    CLR: Packed.cancel,
    PURGE: Packed.purge,
    PUR: Packed.purge,
    DEREGISTER: Packed.purge,
    SAI: Packed.authentication,
    AIR: Packed.authentication,
    AUTH: Packed.authentication,
  },
  other: 0,
  none: 0,
};
/**
 * Rejections that trying again does not change. Diameter (3GPP TS 29.272, 7.4): 5001 user unknown, 5004 roaming not allowed,
 * 5420 unknown EPS subscription, 5421 RAT not allowed, 5422 equipment unknown; MAP (3GPP TS 29.002, 17.6): 1 unknown
 * subscriber, 8 roaming not allowed, 11 teleservice not provisioned, 12 illegal equipment, 9 illegal subscriber; HTTP: 403, 404.
 */
const PERMANENT: readonly string[] = '5001 5004 5420 5421 5422 1 8 9 11 12 403 404'.split(' ');
const RESULT: Meaning = {
  words: {
    ok: Packed.resultOk,
    ...Object.fromEntries(PERMANENT.map((code) => [code, Packed.resultPermanent])),
  },
  other: Packed.resultOther,
  none: 0,
};
/** Interfaces by their place among feeds; none is the first. */
export const FEEDS: readonly (string | null)[] = [null, ...INTERFACES];
if (FEEDS.length > L.FEEDS) throw new RangeError('the kernel is laid out for fewer interfaces');
const INTERFACE: Meaning = {
  words: Object.fromEntries(
    [...INTERFACES].map((name, i) => [
      name,
      ((i + 1) << L.FEED_SHIFT) | (name === 'vlr' ? Packed.snapshot : 0),
    ]),
  ),
  other: 0,
  none: 0,
};
const RAT: Meaning = {
  words: Object.fromEntries(RAT_WORDS.map((name, i) => [name, Packed.rat * (i + 1)])),
  other: Packed.rat * OTHER_RAT,
  none: 0,
};

/** In the order of the columns of slice_signal.sql. */
const MEANINGS: readonly Meaning[] = [PROCEDURE, RESULT, INTERFACE, RAT];

/** Every word that rule 3 or a feature speaks of. */
export const SIGNAL_WORDS: readonly string[] = MEANINGS.flatMap(({ words }) => Object.keys(words));

/**
 * What the codes of each column are packed to, a table of them for each, one behind the other. Codes stand one place on: -1
 * is none. `codes` are those of the words that were ever loaded, `lastCode` the largest of any text.
 */
export function wordTables(codes: ReadonlyMap<string, number>, lastCode: number): Uint16Array<ArrayBuffer> {
  const length = lastCode + 2;
  const tables = new Uint16Array(length * MEANINGS.length);
  for (const [i, { words, other, none }] of MEANINGS.entries()) {
    const table = tables.subarray(i * length, (i + 1) * length).fill(other);
    table[0] = none;
    for (const [word, value] of Object.entries(words)) {
      const code = codes.get(word);
      if (code !== undefined) table[code + 1] = value;
    }
  }
  return tables;
}
