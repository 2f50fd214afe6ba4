/**
 * Offsets of an IANA time zone as pieces of constant offset, so that SQL cuts days by integer arithmetic alone and a
 * month edge falls where the agreement's `time_zone` puts it.
 */
export interface ZonePiece {
  /** UTC milliseconds, half-open. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Milliseconds east of UTC. */
  readonly offsetMs: number;
}

const HOUR_MS = 3_600_000;

/** Offset of `zone` at a UTC instant, in milliseconds east. */
function offsetAt(format: Intl.DateTimeFormat, ms: number): number {
  const parts: Record<string, string> = {};
  for (const part of format.formatToParts(ms)) parts[part.type] = part.value;
  const wall = Date.UTC(
    Number(parts.year),
    Number(parts.month) - 1,
    Number(parts.day),
    Number(parts.hour),
    Number(parts.minute),
    Number(parts.second),
  );
  return wall - Math.floor(ms / 1000) * 1000;
}

/** Of the agreements of a month, which mostly have one zone: a month is a thousand questions of some 30 µs. */
const known = new Map<string, readonly ZonePiece[]>();

/** Pieces of constant offset that cover [fromMs, untilMs). `zone` was checked when the agreement was read. */
export function zonePieces(zone: string, fromMs: number, untilMs: number): readonly ZonePiece[] {
  const name = `${zone} ${fromMs} ${untilMs}`;
  const pieces = known.get(name) ?? findPieces(zone, fromMs, untilMs);
  known.set(name, pieces);
  return pieces;
}

function findPieces(zone: string, fromMs: number, untilMs: number): ZonePiece[] {
  const format = new Intl.DateTimeFormat('en-u-hc-h23', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const pieces: ZonePiece[] = [];
  let start = fromMs;
  let offset = offsetAt(format, fromMs);
  for (let at = fromMs; at < untilMs; at += HOUR_MS) {
    const next = Math.min(at + HOUR_MS, untilMs);
    const nextOffset = offsetAt(format, next);
    if (nextOffset === offset) continue;
    let low = at;
    let high = next;
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (offsetAt(format, middle) === offset) low = middle;
      else high = middle;
    }
    pieces.push({ fromMs: start, untilMs: high, offsetMs: offset });
    start = high;
    offset = nextOffset;
  }
  pieces.push({ fromMs: start, untilMs, offsetMs: offset });
  return pieces;
}

/** UTC instant at which a local day begins (the first instant whose local day number is `day`). */
export function dayStartMs(zone: string, day: number): number {
  const naive = day * 24 * HOUR_MS;
  for (const piece of zonePieces(zone, naive - 30 * HOUR_MS, naive + 30 * HOUR_MS)) {
    const begin = Math.max(piece.fromMs, naive - piece.offsetMs);
    if (begin < piece.untilMs) return begin;
  }
  return naive;
}
