/** The release of a TAP batch, looked up before it is decoded: it says which tags are groups. */
import { Cursor, enter, Fault, more, readRoot } from '../ber/cursor.ts';
import { skip, value } from '../ber/elements.ts';
import { NEWEST_RELEASE, tapTable } from './tag-names.ts';
import { Tag } from './tags.ts';

/**
 * ReleaseVersionNumber of the TransferBatch or Notification whose root begins at `from`: 1 to 12; the newest where the
 * header has none that is known, or does not stand first.
 */
export function releaseOf(bytes: Uint8Array, from: number): number {
  const c = new Cursor(bytes, tapTable(NEWEST_RELEASE).groups);
  if (!readRoot(c, from) || !c.constructed) return NEWEST_RELEASE;
  if (c.tag === Tag.TransferBatch && !entersHeader(c)) return NEWEST_RELEASE;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.ReleaseVersionNumber) {
      const octets = value(c);
      return c.err === Fault.NONE && c.ve > c.vs ? known(octets[c.ve - 1]!) : NEWEST_RELEASE;
    }
    skip(c);
  }
  return NEWEST_RELEASE;
}

/** True where the first member of the current root is a BatchControlInfo that can be entered. */
function entersHeader(c: Cursor): boolean {
  return more(c, enter(c)) && c.tag === Tag.BatchControlInfo && c.constructed;
}

function known(release: number): number {
  return release >= 1 && release <= NEWEST_RELEASE ? release : NEWEST_RELEASE;
}
