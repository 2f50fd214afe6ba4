/** Times of other shapes → milliseconds since 1970-01-01 UTC. A fraction is cut after the millisecond. */
import { zonePieces } from '../zone.ts';

/** Text → UTC milliseconds, NaN where it is no time of the format. */
export type TimeReader = (text: string) => number;

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DIRECTIVES: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})',
  y: '(?<y>\\d{2})',
  m: '(?<m>\\d{1,2})',
  d: '(?<d>\\d{1,2})',
  b: '(?<b>[A-Za-z]{3})',
  H: '(?<H>\\d{1,2})',
  M: '(?<M>\\d{2})',
  S: '(?<S>\\d{2})',
  f: '(?<f>\\d{1,9})',
  z: '(?<z>[Zz]|[+-]\\d{2}:?\\d{2})',
  '%': '%',
};
const DAY_MS = 86_400_000;

/** Throws an Error whose message is a sentence for the user where the format or the zone cannot be used. */
export function timeReader({ format, zone }: { format: string; zone?: string }): TimeReader {
  if (!format.includes('%')) {
    if (zone !== undefined) throw new Error('A zone goes with a pattern only.');
    if (format === 'epoch_ms') return (text) => (/^\d{1,15}$/.test(text) ? Number(text) : Number.NaN);
    return format === 'epoch_seconds' ? epochSeconds : rfc3339;
  }
  return pattern(format, zone);
}

function epochSeconds(text: string): number {
  const found = /^(\d{1,12})(?:\.(\d*))?$/.exec(text);
  return found === null ? Number.NaN : Number(found[1]) * 1000 + millis(found[2]);
}

function rfc3339(text: string): number {
  const found = RFC3339.exec(text);
  if (found === null) return Number.NaN;
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHour, offsetMinute] = found;
  const local = instant(
    Number(year),
    Number(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const offset = sign === undefined ? 0 : (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  return local + millis(fraction) - (sign === '-' ? -offset : offset);
}

function pattern(format: string, zone: string | undefined): TimeReader {
  const seen = new Set<string>();
  const body = format.replace(/%(.?)|[^%]/gs, (whole, directive: string | undefined) => {
    if (directive === undefined) return whole.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    const part = DIRECTIVES[directive];
    if (part === undefined) throw new Error('Known are %Y %y %m %b %d %H %M %S %f %z and %%.');
    if (directive !== '%' && seen.has(directive)) throw new Error('A part of the time stands twice.');
    seen.add(directive);
    return part;
  });
  const complete = (seen.has('Y') || seen.has('y')) && (seen.has('m') || seen.has('b')) && seen.has('d');
  if (!complete || !seen.has('H') || !seen.has('M'))
    throw new Error('It names no year, month, day, hour or minute.');
  if (seen.has('z') === (zone !== undefined)) throw new Error('A pattern has %z, or a zone beside it.');
  const toUtc = zone === undefined ? null : zoneReader(zone);
  const expression = new RegExp(`^${body}$`);
  return (text) => {
    const part = expression.exec(text)?.groups;
    if (part === undefined) return Number.NaN;
    const month = part.b === undefined ? Number(part.m) : MONTHS.indexOf(part.b.toLowerCase()) + 1;
    const year = part.Y === undefined ? 2000 + Number(part.y) : Number(part.Y);
    const [day, hour, minute] = [Number(part.d), Number(part.H), Number(part.M)];
    const local = instant(year, month, day, hour, minute, Number(part.S ?? 0)) + millis(part.f);
    return toUtc === null ? local - offsetOf(part.z ?? 'Z') : toUtc(local);
  };
}

function millis(fraction: string | undefined): number {
  return fraction ? Number(fraction.slice(0, 3).padEnd(3, '0')) : 0;
}

/** NaN for what no calendar or clock has. */
function instant(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  return new Date(ms).getUTCDate() === day ? ms : Number.NaN;
}

function offsetOf(text: string): number {
  if (text === 'Z' || text === 'z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return minutes * (text.startsWith('-') ? -60_000 : 60_000);
}

/** Local → UTC: the earlier of two instants where clocks go back, NaN for a time that is skipped. */
function zoneReader(zone: string): (local: number) => number {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw new Error('The zone is no IANA time zone.');
  }
  const days = new Map<number, ReturnType<typeof zonePieces>>();
  return (local) => {
    if (Number.isNaN(local)) return local;
    const day = Math.floor(local / DAY_MS);
    let pieces = days.get(day);
    if (pieces === undefined) {
      if (days.size > 1000) days.clear();
      pieces = zonePieces(zone, (day - 1) * DAY_MS, (day + 2) * DAY_MS);
      days.set(day, pieces);
    }
    const piece = pieces.find(
      ({ fromMs, untilMs, offsetMs }) => local - offsetMs >= fromMs && local - offsetMs < untilMs,
    );
    return piece === undefined ? Number.NaN : local - piece.offsetMs;
  };
}
