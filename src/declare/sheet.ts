/** A table of cells as a person sees it, whatever file it came from. */

export interface SheetCell {
  /** As its place is written: `B7`, or the header's name in a CSV. */
  readonly at: string;
  readonly text: string;
  /** `number`: a spreadsheet's number, which has lost leading zeros and every digit after the 15th. `other`: a date, an error. */
  readonly kind: 'text' | 'number' | 'other';
}

export interface SheetRow {
  /** 1-based: of the sheet, or the line of a CSV. */
  readonly row: number;
  /** By position of the column, from 0; empty cells are not there. */
  readonly cells: ReadonlyMap<number, SheetCell>;
}

export interface Sheet {
  /** Name of the sheet; null in a CSV. */
  readonly name: string | null;
  readonly rows: readonly SheetRow[];
}

/** Bytes of a file of parameters. */
export const MAX_SHEET_FILE_BYTES = 16 * 1024 * 1024;
/** Rows with anything in them, of a sheet or a CSV. */
export const MAX_SHEET_ROWS = 100_000;
/** Characters of a cell that is read. */
export const MAX_CELL = 4096;
