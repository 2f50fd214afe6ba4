/** `roamsettle issue`: a run's statements become final for the partner, once. */
import { Command } from 'commander';
import { commandLineUser } from '../access/audit.ts';
import { auditedIssue } from '../access/issue.ts';
import { issueRun } from '../runs/issue.ts';
import { findRun } from '../runs/read.ts';
import { print, withData, withJson } from './context.ts';

export function issueCommand(): Command {
  const command = new Command('issue')
    .description('Issue the statements of a run; refused until its checklist is cleared or waived.')
    .argument('<run>', 'run id, or the beginning of it');
  return withJson(withData(command)).action(async (text: string, flags: { data: string; json?: boolean }) => {
    const { runId } = findRun(flags.data, text);
    const who = commandLineUser();
    const { run_id, period, statements, waived } = await auditedIssue(flags.data, { who, runId }, () =>
      issueRun(flags.data, runId),
    );
    print(flags, { run_id, period, statements, waived }, () =>
      [
        ...statements.map(
          ({ agreement_id, number, net, currency }) =>
            `${agreement_id} ${period}: ${number === 1 ? 'original' : `correction ${number - 1}`} issued, net ${net} ${currency}`,
        ),
        `run ${run_id}`,
      ].join('\n'),
    );
  });
}
