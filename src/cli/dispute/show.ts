/** `roamsettle dispute show`: one dispute, what became of it, and the corrections that give credit for it. */

import { Command } from 'commander';
import { findDispute } from '../../disputes/register.ts';
import { type DisputeView, disputeWhole, viewOf } from '../../disputes/view.ts';
import { plural } from '../../domain/plural.ts';
import { print, withData, withJson } from '../context.ts';
import { disputeText, parseDate } from './text.ts';

export function disputeShowCommand(): Command {
  const command = new Command('show')
    .description('Show a dispute and what became of it; with --json every item of it, IMSIs too.')
    .argument('<id>', 'of `dispute list`')
    .option('--on <date>', 'day to look at the deadline, YYYY-MM-DD', parseDate);
  return withJson(withData(command)).action(
    (id: string, flags: { data: string; json?: boolean; on?: string }) => {
      const registered = findDispute(flags.data, id);
      const { dispute } = registered;
      const view = viewOf(flags.data, registered, flags.on ?? null);
      print(flags, disputeWhole(flags.data, registered, flags.on ?? null), () =>
        [disputeText(dispute), ...viewLines(view, dispute.currency)].join('\n'),
      );
    },
  );
}

function viewLines(
  { status, items, amounts, overdue, lists, credit_notes }: DisputeView,
  currency: string,
): string[] {
  return [
    `  ${status}${overdue === true ? ', overdue' : ''}`,
    ...(['open', 'accepted', 'rejected'] as const).map(
      (side) =>
        `    ${side}: ${items[side]} ${plural(items[side], 'item')}, ${amounts[side]} ${currency} net`,
    ),
    ...lists.map((name) => `  list ${name} in the folder \`lists\` of the data folder`),
    ...credit_notes.map(
      ({ run_id, correction, net, by_list }) =>
        `  credit note: correction ${correction}, run ${run_id}, net ${net} ${currency}${by_list ? ', by its list' : ''}`,
    ),
  ];
}
