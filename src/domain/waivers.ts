/**
 * Waivers: items of the month-close checklist that a person lets pass, each with the reason. A YAML list of `{id, reason}`;
 * it is an input of the settlement, so that the reason stays with the run.
 */
import { RoamsettleError } from '../errors.ts';
import { readDocument } from './agreement/document.ts';

/** Bytes that a reader of the file should allow. */
export const MAX_WAIVER_BYTES = 1024 * 1024;
const MAX_WAIVERS = 10_000;
const MAX_ID_LENGTH = 200;
const MAX_REASON_LENGTH = 1000;

export interface Waiver {
  /** Id of the checklist's item. */
  readonly id: string;
  readonly reason: string;
  readonly line: number;
}

/** Throws WAIVER_INVALID with the line, FILE_TOO_LARGE. `file` is the name without folder. */
export function parseWaivers(text: string, file: string): Waiver[] {
  const document = readDocument(text, file, 'WAIVER_INVALID');
  const refuse = (path: readonly (string | number)[], detail: string): never => {
    throw new RoamsettleError('WAIVER_INVALID', detail, document.place(path));
  };
  const rows = document.value;
  if (!Array.isArray(rows)) return refuse([], 'It is a list of { id, reason }.');
  if (rows.length > MAX_WAIVERS) return refuse([], `It has more than ${MAX_WAIVERS} entries.`);
  const seen = new Set<string>();
  return rows.map((row: unknown, index) => {
    const entry = row as Record<string, unknown> | null;
    if (typeof entry !== 'object' || entry === null || Object.keys(entry).sort().join() !== 'id,reason') {
      return refuse([index], 'An entry has the keys id and reason, and no others.');
    }
    const { id, reason } = entry;
    if (typeof id !== 'string' || id === '' || id.length > MAX_ID_LENGTH) {
      return refuse([index, 'id'], 'id is the text of an item, as `status --period` shows it.');
    }
    if (typeof reason !== 'string' || reason.trim() === '' || reason.length > MAX_REASON_LENGTH) {
      return refuse([index, 'reason'], `reason is a text of at most ${MAX_REASON_LENGTH} characters.`);
    }
    if (seen.has(id)) return refuse([index, 'id'], `${id} is waived twice.`);
    seen.add(id);
    return { id, reason, line: document.place([index]).line ?? 1 };
  });
}
