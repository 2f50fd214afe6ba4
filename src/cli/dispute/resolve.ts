/** `roamsettle dispute resolve`: items are accepted (the partner is right) or rejected. */

import { join } from 'node:path';
import { Command } from 'commander';
import { findDispute } from '../../disputes/register.ts';
import { type Chosen, resolveDispute, resolvedJson } from '../../disputes/resolve.ts';
import { listsFolder } from '../../domain/lists-load.ts';
import { plural } from '../../domain/plural.ts';
import { RoamsettleError } from '../../errors.ts';
import { print, withData, withJson } from '../context.ts';
import { parseDate } from './text.ts';

interface Flags {
  readonly accept?: string;
  readonly reject?: string;
  readonly on?: string;
  readonly data: string;
  readonly json?: boolean;
}

export function disputeResolveCommand(): Command {
  const command = new Command('resolve')
    .description('Accept or reject items of a dispute; accepted devices go to a list for `settle --lists`.')
    .argument('<id>', 'of `dispute list`')
    .option('--accept <file>', 'CSV of IMSIs or lines where the partner is right, or `all` that is open')
    .option('--reject <file>', 'CSV of those where the statement stands, or `all` that is open')
    .option('--on <date>', 'day of it, YYYY-MM-DD', parseDate);
  return withJson(withData(command)).action(async (id: string, flags: Flags) => {
    const { data, accept, reject, on } = flags;
    if (accept === undefined && reject === undefined)
      throw new RoamsettleError('USAGE', 'Name what is accepted or rejected: --accept, --reject.');
    const request = { id, accept: chosen(accept), reject: chosen(reject), on: on ?? null };
    const resolved = resolvedJson(data, await resolveDispute(data, request));
    const { status, item_counts: counts, declared } = resolved;
    const { run_id } = findDispute(data, id).dispute;
    const path = resolved.list === null ? null : join(listsFolder(data), resolved.list);
    print(flags, { ...resolved, list: path }, () =>
      [
        `dispute ${id}: ${status}; ${counts.accepted} ${plural(counts.accepted, 'item')} accepted, ${counts.rejected} rejected, ${counts.open} open`,
        ...(path === null
          ? []
          : [
              `list ${path}`,
              `for the credit note settle the month again with --corrects ${run_id.slice(0, 12)} --lists ${listsFolder(data)}`,
            ]),
        ...(declared === 0
          ? []
          : [
              `${declared} accepted devices are declared: where that is binding they stay charged until the agreement changes`,
            ]),
      ].join('\n'),
    );
  });
}

function chosen(text: string | undefined): Chosen | null {
  if (text === undefined) return null;
  return text === 'all' ? 'all' : { file: text };
}
