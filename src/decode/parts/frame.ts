/**
 * A TransferBatch without its call events: what they need of it, and what is told of it beside them. It is read from a
 * buffer of the file's size in which the list's content need not be there.
 */
import { Fault, stop } from '../ber/cursor.ts';
import { afterFiller } from '../ber/framing.ts';
import { kindOfBer } from '../identify.ts';
import type { DecodeWarning, TapHeader, TapTables } from '../outcome.ts';
import type { DeclaredTotals } from '../tap/audit.ts';
import { conclude, NO_RECORDS } from '../tap/conclude.ts';
import { copyOut } from '../tap/record-columns.ts';
import { releaseOf } from '../tap/release.ts';
import { TapState } from '../tap/state.ts';
import { transferBatch } from '../tap/transfer-batch.ts';
import type { EventContext } from './part.ts';

/** Where the content of the CallEventDetailList stands, and what it is decoded with. */
export interface EventList {
  /** Of the root. */
  readonly root: number;
  readonly from: number;
  readonly to: number;
  readonly context: EventContext;
}

export interface Frame {
  readonly header: TapHeader;
  readonly tables: TapTables;
  readonly audit: DeclaredTotals;
  readonly warnings: readonly DecodeWarning[];
  /** Byte offset of the CallEventDetailList. */
  readonly eventsAt: number;
}

/**
 * The list, where the first `filled` octets of the file hold everything that its events need. Null where they do not, and where the
 * list has no definite length.
 */
export function eventList(bytes: Uint8Array, filled: number): EventList | null {
  const root = afterFiller(bytes.subarray(0, filled), 0);
  if (kindOfBer(bytes.subarray(root)) !== 'tap') return null;
  const d = stateOf(bytes, root);
  let list: EventList | null = null;
  transferBatch(d, (readTo) => {
    const { c, release, available, utcOffsets, entities } = d;
    const context = { release, available, utcOffsets, entities: entities.table };
    if (c.err === Fault.NONE && c.constructed && c.limit >= 0 && readTo <= filled)
      list = { root, from: c.pos, to: c.limit, context };
    stop(c, Fault.VALUE, c.at);
  });
  return list;
}

/** Everything around the list's content, which is stepped over. Null where the pass over the whole file would fail too. */
export function readFrame(bytes: Uint8Array, root: number): Frame | null {
  const d = stateOf(bytes, root);
  let eventsAt = -1;
  const groups = transferBatch(d, () => {
    eventsAt = d.c.at;
    d.c.pos = d.c.limit;
  });
  if (groups === null) return null;
  const { header, accounting, network, audit } = groups;
  const tables = { ...accounting, ...network };
  const outcome = conclude(d, { ok: true, header, tables, audit: null, ...NO_RECORDS });
  return outcome.ok ? { header, tables, audit, warnings: outcome.warnings, eventsAt } : null;
}

function stateOf(bytes: Uint8Array, root: number): TapState {
  const d = new TapState(bytes, root, copyOut);
  d.setRelease(releaseOf(bytes, root));
  return d;
}
