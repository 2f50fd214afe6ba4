/** The kernel's tables as a trace asks them, one event at a time; the kernel itself reads them in WebAssembly. */
import { EVENT_FLAGS } from '../features/kernel/flags.ts';
import * as L from '../features/kernel/layout.ts';
import type { OwnerTables } from '../features/kernel/owner-tables.ts';

const DAY_MS = 86_400_000;
/** Columns of an event that have a table in `words`, see wordTables. */
const COLUMNS = 4;

/** Whether an event with these codes of procedure, result, interface and RAT (-1: none) is a sign of life (rule 3). */
export function isSign(words: Uint16Array, codes: readonly number[]): boolean {
  const length = words.length / COLUMNS;
  const packed = codes.reduce((sum, code, column) => sum + words[column * length + code + 1]!, 0);
  // Above the combinations stands the place of the interface among feeds.
  return (EVENT_FLAGS[packed & (L.COMBINATIONS - 1)]! & L.SIGN) !== 0;
}

/** The agreement that an event of the IMSI in a PLMN (its code; -1: none named) belongs to; -1: none. */
export function ownerOf({ bounds, begins, answers }: OwnerTables, imsi: bigint, plmn: number): number {
  let segment = 0;
  while (segment < bounds.length && bounds[segment]! <= imsi) segment++;
  for (let at = begins[segment]!; at < begins[segment + 1]!; at++)
    if (answers[2 * at] === plmn) return answers[2 * at + 1]!;
  return -1;
}

/** Local day of an instant by pieces of constant offset (from, until, offset in turn); -1 outside of them. */
export function dayIn(zone: Float64Array, ms: number): number {
  for (let at = 0; at < zone.length; at += 3)
    if (ms >= zone[at]! && ms < zone[at + 1]!) return Math.floor((ms + zone[at + 2]!) / DAY_MS);
  return -1;
}
