/** Errors of any kind as what may be shown. */
import { isDiskFull, RoamsettleError } from '../errors.ts';

/** The error as one that may be shown: what is known of it, or INTERNAL. */
export function asRoamsettleError(error: unknown): RoamsettleError {
  if (error instanceof RoamsettleError) return error;
  const detail = internalDetail(error);
  if (isDiskFull(detail)) return new RoamsettleError('OUTPUT_WRITE', 'The disk is full.');
  // DuckDB's memory limit is no defect of ours.
  return new RoamsettleError(/^Out of Memory Error/.test(detail) ? 'OUT_OF_MEMORY' : 'INTERNAL', detail);
}

/** First line of an unexpected error, with every long digit string masked: it may hold an IMSI. */
function internalDetail(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return masked(text.split('\n')[0] ?? '').slice(0, 300);
}

/** The text with every long digit string masked. */
export function masked(text: string): string {
  return text.replace(/\d{6,}/g, '…');
}
