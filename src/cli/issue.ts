/** `roamsettle issue`: a run's statements become final for the partner, once. */
import { Command } from 'commander';
import { commandLineUser } from '../access/audit.ts';
import { auditedIssue } from '../access/issue.ts';
import { readTextFile } from '../domain/text-file.ts';
import { MAX_WAIVER_BYTES, parseWaivers } from '../domain/waivers.ts';
import { issueRun } from '../runs/issue.ts';
import { findRun } from '../runs/read.ts';
import { print, withData, withJson } from './context.ts';

interface Flags {
  readonly data: string;
  readonly json?: boolean;
  readonly waive?: string;
}

export function issueCommand(): Command {
  const command = new Command('issue')
    .description('Issue the statements of a run; refused until its checklist is cleared or waived.')
    .argument('<run>', 'run id, or the beginning of it')
    .option(
      '--waive <file>',
      'files that came since the run was settled and may pass: YAML list of { id, reason }',
    );
  return withJson(withData(command)).action(async (text: string, flags: Flags) => {
    const { runId } = findRun(flags.data, text);
    const who = commandLineUser();
    const waivers = await readWaivers(flags.waive);
    const audited = { who, runId, waivers: waivers.list };
    const { run_id, period, statements, waived } = await auditedIssue(flags.data, audited, () =>
      issueRun(flags.data, runId, waivers),
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

async function readWaivers(path: string | undefined) {
  if (path === undefined) return { list: [], file: '' };
  const { text, file } = await readTextFile(path, MAX_WAIVER_BYTES, 'WAIVER_INVALID');
  return { list: parseWaivers(text, file), file };
}
