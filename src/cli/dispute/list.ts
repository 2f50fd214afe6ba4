/** `roamsettle dispute list`: the register in short. */
import { Command } from 'commander';
import { listDisputes } from '../../disputes/register.ts';
import { disputeRow } from '../../disputes/view.ts';
import { print, withData, withJson } from '../context.ts';
import { renderTable } from '../render/table.ts';
import { parseDate } from './text.ts';

/** Columns of the table: an id is named in other calls, so it is never cut. */
const WIDTH = 200;

export function disputeListCommand(): Command {
  const command = new Command('list')
    .description('List the disputes of the data folder.')
    .option('--on <date>', 'day to look at the deadlines, YYYY-MM-DD', parseDate);
  return withJson(withData(command)).action((flags: { data: string; json?: boolean; on?: string }) => {
    const disputes = listDisputes(flags.data).map((one) => disputeRow(flags.data, one, flags.on ?? null));
    print(flags, { disputes }, () => {
      if (disputes.length === 0) return 'no disputes';
      const rows = disputes.map((one) => [
        one.id,
        one.received,
        `${one.deadline ?? ''}${one.overdue === true ? ' (overdue)' : ''}`,
        one.status,
        String(one.items.open),
        one.totals.disputed,
        one.totals.undisputed,
        one.currency,
      ]);
      return renderTable(
        ['dispute', 'received', 'answer by', 'status', 'open items', 'disputed', 'undisputed', 'currency'],
        rows,
        ['left', 'left', 'left', 'left', 'right', 'right', 'right', 'left'],
        { width: WIDTH },
      );
    });
  });
}
