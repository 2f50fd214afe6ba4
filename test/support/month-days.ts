/** Signs of life on chosen days, for tests of presence. */

/** A device whose signs of life say from when to when the feeds reach. */
const ANCHOR = '999017999999999';

/** Present on exactly these days: a ULR at 10:00 and a PUR an hour later. `1-10 18-27` → events. */
export function onDays(spec: string, imsi: string, month = '2026-10'): string[] {
  return spec.split(/\s+/).flatMap((range) => {
    const [first = '', last = first] = range.split('-');
    const lines: string[] = [];
    for (let number = Number(first); number <= Number(last); number++) {
      const date = `${month}-${String(number).padStart(2, '0')}`;
      // 09:00Z is the same date in summer and winter time.
      lines.push(`${date}T09:00:00Z ${imsi} ULR`, `${date}T10:00:00Z ${imsi} PUR`);
    }
    return lines;
  });
}

/** Signaling of the anchor device on the first and the last day that the feed is to reach. */
export const anchor = (from: string, until: string): string =>
  `${from}T12:00:00Z ${ANCHOR} ULR\n${until}T12:00:00Z ${ANCHOR} ULR`;
/** The same for TAP; the first day in summer time, the last in winter time. */
export const anchorTap = (from: string, until: string): string => `
  ${ANCHOR} data ${from}T14:00:00+02:00 up=1 down=0 id=9001
  ${ANCHOR} data ${until}T13:00:00+01:00 up=1 down=0 id=9002`;
