/** Part of the devices of a large period: enough to learn from. */
import { rowsWhere } from './folds.ts';
import type { ModelRows } from './model.ts';

/** Devices that the trees and their labels are learned from, where nobody reviewed more. */
const MOST = 200_000;
/** Devices that follow each other stay together, as fleets are numbered together. */
const STRETCH = 1000;

/** The devices themselves where they are few; else every so many stretches of them, and all that were reviewed. */
export function fewerRows(rows: ModelRows, most = MOST): ModelRows {
  const every = Math.ceil(rows.length / most);
  if (every <= 1) return rows;
  const taken = rowsWhere(rows.reviewed, (value, i) => value === 1 || Math.floor(i / STRETCH) % every === 0);
  const of = <Column extends Uint8Array | Int8Array | Uint16Array | Int32Array | Float64Array>(
    column: Column,
  ): Column => {
    const some = new (column.constructor as new (length: number) => Column)(taken.length);
    for (let i = 0; i < taken.length; i++) some[i] = column[taken[i]!]!;
    return some;
  };
  return {
    length: taken.length,
    no: of(rows.no),
    imsi: of(rows.imsi),
    fold: of(rows.fold),
    inQuestion: of(rows.inQuestion),
    label: of(rows.label),
    reviewed: of(rows.reviewed),
    equipment: of(rows.equipment),
    declaration: of(rows.declaration),
    binding: of(rows.binding),
    tac: of(rows.tac),
    apn: of(rows.apn),
    features: rows.features.map((values) => numbersOf(values, taken)),
  };
}

/** Apart from the narrow columns: a loop over arrays of one kind takes a tenth of the time. */
function numbersOf(values: Int32Array, taken: Int32Array): Int32Array {
  const some = new Int32Array(taken.length);
  for (let i = 0; i < taken.length; i++) some[i] = values[taken[i]!]!;
  return some;
}
