/** The end of a batch's decoding: what follows the root, and why a pass stopped, with its place. */
import { Fault } from '../ber/cursor.ts';
import { afterFiller, checkFraming, type PathStep, pathAt } from '../ber/framing.ts';
import type { DecodedTap, DecodeFailure, DecodeOutcome } from '../outcome.ts';
import type { TextDictionary } from '../text-dictionary.ts';
import { failureAt, MISFIT, type TapState } from './state.ts';
import { formatPath, type TagTable } from './tag-names.ts';

export type Decoded = Omit<DecodedTap, 'warnings'>;
/** The part of it that call events make. */
type Records = Omit<Decoded, 'ok' | 'header' | 'tables' | 'audit'>;

/** What a batch without call events has of them. */
export const NO_RECORDS: Records = {
  batches: [],
  charges: [],
  dictionaries: {},
  rejected: [],
  rejectedCount: 0,
  returns: null,
};

/** Of RAP; its number is no call event's. */
const SEVERE_RETURN = 540;

/** The outcome of a pass that has read the root, or has stopped (`decoded` null or a fault in the cursor). */
export function conclude(d: TapState, decoded: Decoded | null): DecodeOutcome {
  const { c, from, table } = d;
  if (decoded === null || c.err !== Fault.NONE) return { ok: false, failure: failureOf(d) };
  const end = c.pos;
  if (afterFiller(c.buf, end) < c.buf.length)
    return { ok: false, failure: framingFailure(c.buf, from, table, d.eventPath) ?? failureOf(d) };
  if (end < c.buf.length)
    d.warn('TRAILING_FILLER', end, 'Filling bytes follow the root element.', c.buf.length - end);
  return { ...decoded, warnings: d.warnings() };
}

/** The rows of the batch, which end here. */
export function recordsOf(d: TapState): Records {
  const { rows, rejected, rejectedCount } = d;
  rows.finish();
  const dictionaries = Object.entries(dictionariesOf(d)).map(([name, { values }]) => [name, values]);
  return {
    batches: rows.batches,
    charges: [],
    rejected,
    rejectedCount,
    returns: null,
    dictionaries: Object.fromEntries(dictionaries),
  };
}

/** The dictionaries of the open vocabularies, by the name of the column. */
export function dictionariesOf({ texts, entities }: TapState): Readonly<Record<string, TextDictionary>> {
  return { rec_entity: entities.texts, gateway: entities.gateways, ...texts };
}

/** The first framing fault of the batch, as a failure with its path. */
export function framingFailure(
  bytes: Uint8Array,
  from: number,
  tags: TagTable,
  eventPath: readonly PathStep[],
): DecodeFailure | null {
  const fault = checkFraming(bytes, tags.groups, from);
  if (fault === null) return null;
  return {
    code: fault.code,
    detail: fault.detail,
    byteOffset: fault.offset,
    tagPath: formatPath(fault.path, tags),
    recordIndex: recordIndexOf(fault.path, eventPath),
  };
}

/** Why the pass stopped: broken framing anywhere in the file first, then the value it stopped at. */
function failureOf(d: TapState): DecodeFailure {
  const { c, failure, table, from } = d;
  const broken = framingFailure(c.buf, from, table, d.eventPath);
  if (broken !== null) return broken;
  const found = failure ?? { code: 'TAP_SYNTAX' as const, at: c.at, detail: MISFIT };
  const path = pathAt(c.buf, table.groups, found.at, from);
  return failureAt(found, path, recordIndexOf(path, d.eventPath), table);
}

/** Index of the call event on the path; null outside of them. What RAP returns is not all call events. */
function recordIndexOf(path: readonly PathStep[], eventPath: readonly PathStep[]): number | null {
  const [root, list, event] = path;
  if (event === undefined || root?.tag !== eventPath[0]?.tag || list?.tag !== eventPath[1]?.tag) return null;
  return event.tag === SEVERE_RETURN ? null : event.index;
}
