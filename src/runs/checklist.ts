/** What stands between a month and the issue of its newest run. */
import { RoamsettleError } from '../errors.ts';
import type { CloseItem } from './close.ts';
import { isIssued } from './issued.ts';
import { type Refusal, readRefusal } from './refused.ts';
import { sinceItems } from './since-items.ts';

export interface Checklist {
  readonly period: string;
  /** Null where the month could not be settled yet. */
  readonly run_id: string | null;
  readonly issued: boolean;
  readonly open: number;
  readonly close: readonly CloseItem[];
  /** Why the last settlement was refused; null: it was not. */
  readonly refused: Refusal | null;
}

/** `run` is the newest of the period; what came since it was settled is open too. Throws RUN_NOT_FOUND where the period was never settled, nor refused. */
export function checklistOf(
  data: string,
  period: string,
  run: (Parameters<typeof sinceItems>[1] & { readonly close?: readonly CloseItem[] }) | null,
): Checklist {
  const refused = readRefusal(data, period);
  if (run === null && refused === null)
    throw new RoamsettleError('RUN_NOT_FOUND', `No run settles ${period}.`);
  const run_id = run?.run_id ?? null;
  const close = run === null ? [] : [...(run.close ?? []), ...sinceItems(data, run)];
  return {
    period,
    run_id,
    issued: run_id !== null && isIssued(data, run_id),
    open: close.filter((item) => item.waived === null).length,
    close,
    refused,
  };
}
