/** What every device has in every statement line, as columns in the order of the list: rows of `device-lines.parquet`. */
import { type DeviceKind, listedSegment } from '../domain/devices.ts';
import { ExactColumn } from './exact-column.ts';

/**
 * A line of an agreement, of its usage one service and one TADIG pair (a fee has neither), and a segment that the device is in
 * there.
 */
export interface LineSlot {
  readonly no: number;
  /** Position among the lines of the statement. */
  readonly line: number;
  readonly service: string;
  /** Number of the pair among those of the agreement. */
  readonly pair: number | null;
  /** null: the one that the device list names, which is the latest version's. */
  readonly segment: string | null;
}

/** The segment that a version settles devices of the kind in, where it is not the one that the list names. */
export function otherSegment(kind: DeviceKind, version: number): string | null {
  const { run } = kind.segments[version]!;
  return run === listedSegment(kind) ? null : run;
}

export class DeviceLines {
  readonly slots: readonly LineSlot[];
  /** Rows that are filled; the columns may be longer. */
  length = 0;
  /** Place of the device in the list. */
  readonly places: Int32Array<ArrayBuffer>;
  /** Index of its slot. */
  readonly slotAt: Int32Array<ArrayBuffer>;
  /** Base units of the line. */
  readonly quantity: ExactColumn;
  readonly records: Int32Array<ArrayBuffer>;
  /** The exact TAP charge of the records in 10^-places of the agreement. */
  readonly tap: ExactColumn;
  /** Share of the line in minor units. */
  readonly share: ExactColumn;

  constructor(slots: readonly LineSlot[], rows: number) {
    this.slots = slots;
    this.places = new Int32Array(rows);
    this.slotAt = new Int32Array(rows);
    this.quantity = new ExactColumn(rows);
    this.records = new Int32Array(rows);
    this.tap = new ExactColumn(rows);
    this.share = new ExactColumn(rows);
  }

  /** Begins a row, and gives its index. */
  begin(place: number, slot: number): number {
    const row = this.length++;
    this.places[row] = place;
    this.slotAt[row] = slot;
    return row;
  }
}
