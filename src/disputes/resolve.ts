/**
 * `dispute resolve`: what becomes of a dispute's items. A device that is accepted (the partner is right) goes to a list, by
 * which `settle --lists` leaves it alone from the disputed month on; the credit is the correction of that month.
 */
import { join } from 'node:path';
import { csvText } from '../domain/csv.ts';
import { LIST_COLUMNS } from '../domain/lists.ts';
import { listsFolder } from '../domain/lists-load.ts';
import { digestOf } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { writeOnce } from '../store/write-once.ts';
import { keyOf, readDisputeFile } from './file.ts';
import {
  addResolution,
  type Dispute,
  findDispute,
  type Outcome,
  outcomesOf,
  type RegisteredDispute,
  type Resolution,
} from './register.ts';
import { viewOf } from './view.ts';

/** A file of IMSIs and lines, positions of items, or all that is open. */
export type Chosen = { readonly file: string } | { readonly items: readonly number[] } | 'all';

export interface ResolveRequest {
  readonly id: string;
  readonly accept: Chosen | null;
  readonly reject: Chosen | null;
  /** YYYY-MM-DD. */
  readonly on: string | null;
}

/**
 * Throws DISPUTE_NOT_FOUND, DISPUTE_INVALID (where a row names no open item, or one that the other file names too, and where
 * nothing is left to resolve), DATA_UNWRITABLE.
 */
export async function resolveDispute(data: string, request: ResolveRequest): Promise<Resolution> {
  const registered = findDispute(data, request.id);
  // A call that was interrupted may have left its list unwritten.
  for (const one of registered.resolutions) keepList(data, registered.dispute, one);
  const outcomes = await chosenItems(registered, request);
  if (outcomes.length === 0) throw new RoamsettleError('DISPUTE_INVALID', 'No item of it is open.');
  const number = registered.resolutions.length + 1;
  const name = `${request.id}.${number}.csv`;
  const text = listText(registered.dispute, outcomes);
  const list = text === null ? null : { name, sha256: digestOf(text) };
  const resolution: Resolution = { dispute: request.id, number, on: request.on, outcomes, list };
  if (!addResolution(data, resolution))
    throw new RoamsettleError(
      'DISPUTE_INVALID',
      'It was resolved by another call just now: look at it again.',
    );
  keepList(data, registered.dispute, resolution);
  return resolution;
}

/** What a resolution has come to; `declared`: accepted devices that the agreement declares. */
export function resolvedJson(data: string, { dispute: id, list, outcomes }: Resolution) {
  const registered = findDispute(data, id);
  const { status, items: item_counts, amounts } = viewOf(data, registered, null);
  const { items } = registered.dispute;
  const declared = outcomes.filter(
    ({ item, outcome }) => outcome === 'accepted' && items[item]!.declared,
  ).length;
  return { id, status, item_counts, amounts, list: list?.name ?? null, declared };
}

/** The items that the call names, by position. */
async function chosenItems(
  registered: RegisteredDispute,
  { accept, reject }: ResolveRequest,
): Promise<Resolution['outcomes']> {
  if (accept === 'all' && reject === 'all')
    throw new RoamsettleError('DISPUTE_INVALID', 'All of it cannot be both accepted and rejected.');
  const { items } = registered.dispute;
  const known = outcomesOf(registered);
  const named = namedItems(items);
  const chosen = new Map<number, Outcome>();
  const isOpen = (item: number) => known[item] === null && !chosen.has(item);
  const sides = [
    { outcome: 'accepted' as const, choice: accept },
    { outcome: 'rejected' as const, choice: reject },
  ];
  for (const { outcome, choice } of sides) {
    if (choice === null || choice === 'all') continue;
    if ('items' in choice) {
      for (const item of choice.items) {
        if (item >= items.length || !isOpen(item))
          throw new RoamsettleError('DISPUTE_INVALID', `Item ${item} is not open, or named twice.`);
        chosen.set(item, outcome);
      }
      continue;
    }
    const { file, rows } = await readDisputeFile(choice.file, null);
    for (const row of rows) {
      const open = (named.get(keyOf(row)) ?? []).filter(isOpen);
      if (open.length === 0) {
        const detail = 'The row names no item that is open and not named before.';
        throw new RoamsettleError('DISPUTE_INVALID', detail, { file: file.file, line: row.line });
      }
      for (const item of open) chosen.set(item, outcome);
    }
  }
  for (const { outcome, choice } of sides)
    if (choice === 'all') for (const item of items.keys()) if (isOpen(item)) chosen.set(item, outcome);
  return [...chosen].map(([item, outcome]) => ({ item, outcome })).sort((a, b) => a.item - b.item);
}

/** Positions of items by what a row may say of them: an IMSI alone, or a line alone, names every item that has it. */
function namedItems(items: Dispute['items']): ReadonlyMap<string, number[]> {
  const named = new Map<string, number[]>();
  items.forEach(({ imsi, line_id: lineId }, item) => {
    const keys = [
      { imsi, lineId },
      { imsi, lineId: '' },
      { imsi: '', lineId },
    ];
    for (const key of new Set(keys.map(keyOf))) {
      const others = named.get(key);
      if (others === undefined) named.set(key, [item]);
      else others.push(item);
    }
  });
  return named;
}

/** The list of accepted devices; an item that names a line says nothing of what the device is. Null where there is none. */
function listText(dispute: Dispute, outcomes: Resolution['outcomes']): string | null {
  const rows = outcomes
    .filter(({ outcome }) => outcome === 'accepted')
    .map(({ item }) => dispute.items[item]!)
    .filter(({ imsi, line_id }) => imsi !== '' && line_id === '')
    .map(({ imsi, reason }) => [
      dispute.agreement_id,
      imsi,
      'rejected',
      dispute.period,
      '',
      reason,
      `dispute ${dispute.id}`,
    ]);
  return rows.length === 0 ? null : csvText(LIST_COLUMNS, rows);
}

/** Writes the list of a resolution where it is not there; its text hangs on the register alone. */
function keepList(data: string, dispute: Dispute, { outcomes, list }: Resolution): void {
  if (list !== null) writeOnce(join(listsFolder(data), list.name), listText(dispute, outcomes) ?? '');
}
