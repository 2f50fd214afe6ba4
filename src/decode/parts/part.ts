/** A part of a batch's call events, decoded by itself: what it tells of them, as the whole pass would have. */
import type { ColumnBatch, TakeBatch } from '../../arrow/batch.ts';
import { Fault } from '../ber/cursor.ts';
import { kernelOfThread } from '../kernel/kernel.ts';
import type { DecodedTap, DecodeFailure, DecodeWarning, LocalTime } from '../outcome.ts';
import { callEvents } from '../tap/call-events.ts';
import { ChargeRows } from '../tap/charge-rows.ts';
import { dictionariesOf, recordsOf } from '../tap/conclude.ts';
import { type MoneySums, RecordColumns } from '../tap/record-columns.ts';
import type { EntityRow } from '../tap/recording-entities.ts';
import { TapState } from '../tap/state.ts';
import type { Cut } from './cutter.ts';

/** What call events need of their file. Survives a structured clone. */
export interface EventContext {
  readonly release: number;
  readonly available: LocalTime;
  readonly utcOffsets: ReadonlyMap<number, number>;
  readonly entities: ReadonlyMap<number, EntityRow>;
}

/** A decoded part. Plain data and buffers: it passes between threads. */
export interface DecodedPart<Batch extends ColumnBatch = ColumnBatch> {
  readonly firstIndex: number;
  readonly records: number;
  readonly batches: readonly Batch[];
  readonly charges: readonly ColumnBatch[];
  readonly dictionaries: DecodedTap['dictionaries'];
  /** Distinct spellings of each dictionary column. */
  readonly spellings: Readonly<Record<string, number>>;
  readonly warnings: readonly DecodeWarning[];
  readonly rejected: readonly DecodeFailure[];
  readonly rejectedCount: number;
  readonly money: MoneySums;
  readonly span: TapState['span'];
  readonly spanUnknown: boolean;
  readonly amountsUnread: boolean;
  readonly chargeTypes: ReadonlyMap<string, bigint>;
}

/** The call events are members of a list in a root. */
const DEPTH_OF_EVENTS = 2;

/**
 * Decodes whole call events; `listAt` is the byte offset of the list's content, `take` makes what is handed over of the
 * records. Null where the octets are not sound: why, and what that means, only the pass over the whole file can say.
 */
export function decodePart<Batch extends ColumnBatch>(
  cut: Cut,
  listAt: number,
  context: EventContext,
  take: TakeBatch<Batch>,
): DecodedPart<Batch> | null {
  const { octets, from, firstIndex, elements } = cut;
  const d = new TapState(octets, -1, take, listAt + from);
  d.setRelease(context.release);
  d.available = context.available;
  for (const [code, minutes] of context.utcOffsets) d.utcOffsets.set(code, minutes);
  for (const [code, { type, id }] of context.entities) d.entities.define(code, type, id);
  d.c.depth = DEPTH_OF_EVENTS;
  d.rows = new RecordColumns(kernelOfThread(), take, firstIndex);
  const charges = new ChargeRows();
  callEvents(d, charges, octets.length);
  if (d.c.err !== Fault.NONE || d.c.misfit >= 0 || d.rows.records !== firstIndex + elements) return null;
  const { batches, dictionaries, rejected, rejectedCount } = recordsOf(d);
  const { span, spanUnknown, amountsUnread, chargeTypes } = d;
  return {
    firstIndex,
    records: elements,
    // Every batch comes from `take`.
    batches: batches as readonly Batch[],
    charges: charges.finish(),
    dictionaries,
    spellings: Object.fromEntries(
      Object.entries(dictionariesOf(d)).map(([name, texts]) => [name, texts.spellings]),
    ),
    warnings: d.warnings(),
    rejected,
    rejectedCount,
    money: d.rows.totals(),
    span,
    spanUnknown,
    amountsUnread,
    chargeTypes,
  };
}
