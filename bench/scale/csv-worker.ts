/** Worker of the detour: a TAP file → a CSV file of the columns that we load, texts as text. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { DataType } from 'apache-arrow';
import type { ColumnBatch } from '../../src/arrow/batch.ts';
import type { DecodedTap } from '../../src/decode/outcome.ts';
import { decodeTap } from '../../src/decode/tap/decode.ts';
import { SERVICES } from '../../src/domain/service.ts';
import { COLUMNS } from '../columns.ts';

/** Characters that are gathered for one write. */
const WRITE_LENGTH = 1 << 20;
const TWO_32 = 2 ** 32;
/** High words of integers that a double holds exactly. */
const EXACT_HIGH = 1 << 20;

export interface CsvTask {
  readonly tap: string;
  readonly csv: string;
  readonly fileId: number;
}

/** Returns the rows. */
export default function writeCsv({ tap, csv, fileId }: CsvTask): number {
  const decoded = decodeTap(readFileSync(tap));
  if (!decoded.ok) throw new Error(decoded.failure.code);
  const out = openSync(csv, 'w');
  let rows = 0;
  let text = '';
  for (const batch of decoded.batches) {
    const cells = COLUMNS.map(({ name }) => cellsOf(decoded, batch, name));
    for (let row = 0; row < batch.rows; row++) {
      text += fileId;
      for (let i = 0; i < cells.length; i++) text += `,${cells[i]!(row)}`;
      text += '\n';
      if (text.length > WRITE_LENGTH) {
        writeSync(out, text);
        text = '';
      }
    }
    rows += batch.rows;
  }
  writeSync(out, text);
  closeSync(out);
  return rows;
}

/** The text of each row's cell; empty for null. */
function cellsOf(decoded: DecodedTap, batch: ColumnBatch, name: string): (row: number) => string | number {
  const column = batch.columns.find((candidate) => candidate.name === name)!;
  const validity = column.validity === null ? null : new Uint8Array(column.validity);
  const value = valuesOf(decoded, column.values, name);
  if (validity === null) return value;
  return (row) => (((validity[row >> 3]! >> (row & 7)) & 1) === 1 ? value(row) : '');
}

function valuesOf(decoded: DecodedTap, values: ArrayBuffer, name: string): (row: number) => string | number {
  const type: DataType = COLUMNS.find((field) => field.name === name)!.type;
  if (name === 'service') {
    const codes = new Uint8Array(values);
    return (row) => SERVICES[codes[row]!]!;
  }
  if (DataType.isDictionary(type)) {
    const texts = decoded.dictionaries[name] ?? [];
    const codes = new Int32Array(values);
    return (row) => texts[codes[row]!]!;
  }
  const { bitWidth } = type as unknown as { bitWidth: number };
  if (bitWidth === 64) {
    const words = new Int32Array(values);
    const whole = new BigInt64Array(values);
    return (row) => {
      const high = words[2 * row + 1]!;
      if (high < EXACT_HIGH && high >= -EXACT_HIGH) return high * TWO_32 + (words[2 * row]! >>> 0);
      return String(whole[row]!);
    };
  }
  const small = bitWidth === 32 ? new Int32Array(values) : new Int16Array(values);
  return (row) => small[row]!;
}
