/** Offsets of an agreement's time zone over the instants in reach, as pieces of constant offset (src/domain/zone.ts). */
import { Terms } from './terms';

const DAY_MS: f64 = 86_400_000;
/** Outside the reach. */
export const NO_DAY: i32 = -1;

const PIECE_OCTETS: u32 = 24;

/** Milliseconds east of UTC at an instant; NaN outside the reach. Instants come in order: the last piece is the likely one. */
export function offsetAt(terms: Terms, ms: f64): f64 {
  const at = terms.zone + terms.piece * PIECE_OCTETS;
  if (ms >= load<f64>(at) && ms < load<f64>(at, 8)) return load<f64>(at, 16);
  return findOffset(terms, ms);
}

function findOffset(terms: Terms, ms: f64): f64 {
  for (let piece: u32 = 0; piece < terms.pieces; piece++) {
    const at = terms.zone + piece * PIECE_OCTETS;
    if (ms >= load<f64>(at) && ms < load<f64>(at, 8)) {
      terms.piece = piece;
      return load<f64>(at, 16);
    }
  }
  return NaN;
}

/** Local day number at an instant; NO_DAY outside the reach, which begins after 1970. */
export function dayAt(terms: Terms, ms: f64): i32 {
  if (ms >= terms.dayFrom && ms < terms.dayUntil) return terms.day;
  const offset = offsetAt(terms, ms);
  const local = ms + offset;
  if (!(local > 0)) return NO_DAY;
  const day = (local / DAY_MS) as i32;
  const piece = terms.zone + terms.piece * PIECE_OCTETS;
  terms.day = day;
  terms.dayFrom = max((day as f64) * DAY_MS - offset, load<f64>(piece));
  terms.dayUntil = min(((day as f64) + 1) * DAY_MS - offset, load<f64>(piece, 8));
  return day;
}
