/** What the kernel counts of the feeds: events by PLMN, interface and quarter of an hour (assembly/feed.ts). */
import { FEEDS } from './event-words.ts';
import * as L from './layout.ts';

export interface FeedScope {
  /** Codes of the PLMNs that any agreement names, -1 for none; and by PLMN code from -1 on their places there, from 1 on. */
  readonly plmns: readonly number[];
  readonly places: Uint16Array<ArrayBuffer>;
  /** Dictionary codes of FEEDS, -1 for none. */
  readonly interfaces: readonly number[];
  /** Quarters since 1970: the first, and how many can have events. */
  readonly first: number;
  readonly quarters: number;
}

/** `codes` are those of words that were ever loaded, `lastCode` the largest of any text; events lie in `fromMs`, `untilMs`. */
export function feedScope(
  plmnCodes: readonly number[],
  codes: ReadonlyMap<string, number>,
  lastCode: number,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): FeedScope {
  const plmns = [...new Set(plmnCodes)];
  const places = new Uint16Array(lastCode + 2);
  for (const [i, code] of plmns.entries()) places[code + 1] = i + 1;
  const first = Math.floor(fromMs / L.QUARTER_MS);
  return {
    plmns,
    places,
    interfaces: FEEDS.map((name) => (name === null ? undefined : codes.get(name)) ?? -1),
    first,
    quarters: Math.ceil(untilMs / L.QUARTER_MS) - first,
  };
}

/** Tables that assembly/feed.ts keeps the addresses of its counts in. */
export function feedTables({ plmns }: FeedScope): Uint32Array<ArrayBuffer> {
  return new Uint32Array((plmns.length + 1) * L.FEEDS);
}

/** Rows of feed_quarter, column by column in their order. */
export function feedRows(memory: ArrayBuffer, tablesAt: number, feed: FeedScope): number[][] {
  const tables = new Uint32Array(memory, tablesAt, (feed.plmns.length + 1) * L.FEEDS);
  const rows: number[][] = [[], [], [], []];
  for (const [at, address] of tables.entries()) {
    if (address === 0) continue;
    const plmn = feed.plmns[Math.floor(at / L.FEEDS) - 1]!;
    const code = feed.interfaces[at % L.FEEDS]!;
    for (const [i, events] of new Uint32Array(memory, address, feed.quarters).entries()) {
      if (events === 0) continue;
      for (const [c, value] of [plmn, code, feed.first + i, events].entries()) rows[c]!.push(value);
    }
  }
  return rows;
}
