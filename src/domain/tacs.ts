/**
 * The TAC catalogue: which equipment a type allocation code stands for (docs/inputs.md).
 */
import { RoamsettleError } from '../errors.ts';
import { csvRows } from './csv.ts';

/** Bytes that a reader of the file should allow; `parseTacs` holds the text to the same number of characters. */
export const MAX_TACS_BYTES = 256 * 1024 * 1024;
const MAX_TAC_ROWS = 2_000_000;
const COLUMNS = ['tac', 'manufacturer', 'model', 'device_type'] as const;
const TAC = /^[0-9]{8}$/;

export interface TacRow {
  /** 8 digits. */
  readonly tac: string;
  readonly manufacturer: string;
  readonly model: string;
  /** GSMA's word, as written; empty where the catalogue has none. */
  readonly deviceType: string;
}

/**
 * Reads `tac,manufacturer,model,device_type` in any column order, other columns ignored. Sorted by TAC, so that the
 * order of rows changes nothing. A TAC may come again with the same device_type (the first row is kept); with another
 * one, or with a TAC that is not 8 digits: TACS_INVALID with the line. FILE_TOO_LARGE over the limit.
 */
export function parseTacs(text: string, file: string): TacRow[] {
  const rows = new Map<string, TacRow>();
  const lines = new Map<string, number>();
  const limits = { maxLength: MAX_TACS_BYTES, maxRows: MAX_TAC_ROWS };
  for (const { line, fields } of csvRows(text, file, 'TACS_INVALID', COLUMNS, limits)) {
    const [tac = '', manufacturer = '', model = '', deviceType = ''] = fields;
    if (!TAC.test(tac)) {
      const detail =
        'tac is 8 digits: a program that took it for a number may have dropped its leading zeros.';
      throw new RoamsettleError('TACS_INVALID', detail, { file, line });
    }
    const earlier = rows.get(tac);
    if (earlier === undefined) {
      rows.set(tac, { tac, manufacturer, model, deviceType });
      lines.set(tac, line);
    } else if (earlier.deviceType !== deviceType) {
      const detail = `The same TAC has another device_type on line ${lines.get(tac)}: keep one.`;
      throw new RoamsettleError('TACS_INVALID', detail, { file, line });
    }
  }
  return [...rows.values()].sort((a, b) => (a.tac < b.tac ? -1 : 1));
}
