/** Where a pack and what is recomputed from it are not the same: places of the statement or a table, never an IMSI. */
import { isRecord } from './format.ts';

/** Differences that are named; the others are counted. */
const MOST = 100;
/** Characters of a value that is shown. */
const LONGEST = 60;

export interface Difference {
  /** e.g. `lines[3].amount`, `ddr[17].quantity`. */
  readonly at: string;
  readonly pack: string;
  readonly recomputed: string;
}

export class Differences {
  readonly named: Difference[] = [];
  count = 0;

  /** Notes what differs. */
  compare(at: string, pack: unknown, recomputed: unknown): void {
    if (pack === recomputed) return;
    this.count++;
    if (this.named.length < MOST) this.named.push({ at, pack: shown(pack), recomputed: shown(recomputed) });
  }

  /** The same for values of JSON, part by part; a key that only one has differs too. */
  compareParts(at: string, pack: unknown, recomputed: unknown): void {
    if (Array.isArray(recomputed) && Array.isArray(pack)) {
      this.compare(`${at}.length`, pack.length, recomputed.length);
      for (const [i, value] of recomputed.entries())
        if (i < pack.length) this.compareParts(`${at}[${i}]`, pack[i], value);
    } else if (isRecord(recomputed) && isRecord(pack)) {
      for (const key of new Set([...Object.keys(recomputed), ...Object.keys(pack)]))
        this.compareParts(at === '' ? key : `${at}.${key}`, pack[key], recomputed[key]);
    } else this.compare(at, pack, recomputed);
  }
}

function shown(value: unknown): string {
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return short === '' ? '(empty)' : short;
}
