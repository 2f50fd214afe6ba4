/** Identifiers as annexes write them → as an agreement does. What is wrong is a sentence that never repeats the value. */
import type { ImsiRange } from '../domain/agreement/types.ts';

/** Digits of a whole PLMN: an IMSI text shorter than these says nothing. */
const SHORTEST_PREFIX = 5;
/** Fewest digits of a range in an agreement. */
const SHORTEST_IMSI = 6;
const MAX_DIGITS = 15;

export type Reading<T> = { readonly value: T } | { readonly fault: string };

const DIGITS = /^[0-9]+$/;
const APN = /^(\*|[a-z0-9_-]{1,63})(\.(\*|[a-z0-9_-]{1,63}))*$/;
/** What a spreadsheet makes of a long number. */
const SCIENTIFIC = /^[0-9][.,]?[0-9]*E\+?[0-9]+$/i;
const MANGLED =
  'a spreadsheet has written it as a number in powers of ten; format the column as text and type it again';

/**
 * `from-to`, one IMSI, a prefix, or digits with wildcards at their end (`*`, or an x or ? for each digit). Ends that are
 * shorter than an IMSI of `length` digits stand for all IMSIs that begin so.
 */
export function readImsiRange(text: string, length: number): Reading<ImsiRange> {
  const plain = text.replace(/\s+/g, '').replace(/[‐‑–—−]|(?<=\d)(?:to|bis)(?=\d)/gi, '-');
  if (SCIENTIFIC.test(plain)) return { fault: MANGLED };
  const ends = plain.split('-');
  if (ends.length > 2) return { fault: 'it has more than one hyphen: write a range as from-to' };
  const [from = '', to = from] = ends.map((end) => end.replace(/(?:\*|[x?#]+)$/i, ''));
  const wildcards = ends.map((end) => /[x?#]+$/i.exec(end)?.[0].length ?? 0);
  if (wildcards.some((count, i) => count > 0 && count + [from, to][i]!.length !== length))
    return { fault: `its digits and wildcards are not ${length} together` };
  return readImsiEnds(from, to, length);
}

/** The same of two cells. */
export function readImsiEnds(first: string, last: string, length: number): Reading<ImsiRange> {
  const [from, to] = [first, last].map((text) => text.replace(/\s+/g, ''));
  if ([from, to].some((text) => SCIENTIFIC.test(text!))) return { fault: MANGLED };
  if (!DIGITS.test(from!) || !DIGITS.test(to!)) return { fault: 'an IMSI is digits' };
  if (from!.length !== to!.length) return { fault: 'its two ends have other lengths' };
  if (from!.length > length) return { fault: `an IMSI has ${length} digits (--imsi-length)` };
  if (from!.length < SHORTEST_PREFIX) return { fault: `it has fewer than ${SHORTEST_PREFIX} digits` };
  const range = { from: from!.padEnd(length, '0'), to: to!.padEnd(length, '9') };
  return range.from > range.to ? { fault: 'its first end is the greater' } : { value: range };
}

/** A PLMN, its MCC and MNC together or parted by a blank, a hyphen or a slash. */
export function readPlmn(text: string): Reading<string> {
  const plain = text.replace(/[\s/-]+/g, '');
  return /^[0-9]{5,6}$/.test(plain) ? { value: plain } : { fault: 'a PLMN is 5 or 6 digits' };
}

export function readTac(text: string): Reading<string> {
  const plain = text.replace(/\s+/g, '');
  if (SCIENTIFIC.test(plain)) return { fault: MANGLED };
  return /^[0-9]{8}$/.test(plain)
    ? { value: plain }
    : { fault: 'a TAC is 8 digits; where one is missing, a leading zero was lost' };
}

/** A network identifier in lower case; the operator identifier that some annexes add is left out. */
export function readApn(text: string): Reading<string> {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/\.mnc\d{2,3}\.mcc\d{3}\.gprs$/, '');
  return plain.length <= 100 && APN.test(plain)
    ? { value: plain }
    : {
        fault:
          'an APN is labels of letters, digits, - and _ joined by points; a label * stands for one or more',
      };
}

/** Digits that an IMSI of the agreement may have. */
export function isImsiLength(length: number): boolean {
  return Number.isInteger(length) && length >= SHORTEST_IMSI && length <= MAX_DIGITS;
}
