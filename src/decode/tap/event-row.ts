/** What every call event's row ends with, whatever grammar the event was read by. */
import { RecordFlag } from '../../arrow/schemas.ts';
import { Has } from './record-columns.ts';
import { hashRecord } from './record-hash.ts';
import type { TapState } from './state.ts';

/** Puts the text and the gateway of the event's recording entities into the row; -1 is none. */
export function placeEntities({ rows, entities }: TapState): void {
  if (entities.text >= 0) {
    rows.recEntity[rows.row] = entities.text;
    rows.present |= Has.REC_ENTITY;
  }
  if (entities.gateway >= 0) {
    rows.gateway[rows.row] = entities.gateway;
    rows.present |= Has.GATEWAY;
  }
}

/** Ends the event: its place, its kind as TAP has it, flags and hash; a rejected one is marked. */
export function endEvent(d: TapState, eventTag: number, service: number): void {
  const { rows } = d;
  if (d.endRecord()) d.flags |= RecordFlag.REJECTED;
  d.eventTag = eventTag;
  const { row } = rows;
  rows.recordIndex[row] = rows.records;
  rows.byteOffset[2 * row] = d.base + d.eventAt;
  rows.byteOffset[2 * row + 1] = 0;
  rows.eventTag[row] = eventTag;
  rows.service[row] = service;
  rows.utcOffset[row] = d.offset;
  rows.charges[row] = d.charges;
  hashRecord(d);
  rows.flags[row] = rows.present & Has.REFERENCE ? d.flags : d.flags | RecordFlag.NO_REFERENCE;
  rows.endRow();
}
