/** `roamsettle dispute show`: one dispute, what became of it, and the corrections that give credit for it. */
import { Command } from 'commander';
import { findDispute, outcomesOf } from '../../disputes/register.ts';
import { type DisputeView, viewOf } from '../../disputes/view.ts';
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
      const outcomes = outcomesOf(registered);
      const items = dispute.items.map((item, i) => ({ ...item, outcome: outcomes[i] }));
      const { items: counts, ...rest } = view;
      print(flags, { ...dispute, items, ...rest, item_counts: counts }, () =>
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
      (side) => `    ${side}: ${items[side]} items, ${amounts[side]} ${currency} net`,
    ),
    ...lists.map((name) => `  list ${name} in the folder \`lists\` of the data folder`),
    ...credit_notes.map(
      ({ run_id, correction, net, by_list }) =>
        `  credit note: correction ${correction}, run ${run_id}, net ${net} ${currency}${by_list ? ', by its list' : ''}`,
    ),
  ];
}
