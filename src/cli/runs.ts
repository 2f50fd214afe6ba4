/** `roamsettle runs`: finished runs. */
import { Command } from 'commander';
import { listRuns } from '../runs/read.ts';
import { print, withData, withJson } from './context.ts';
import { renderTable } from './render/table.ts';

export function runsCommand(): Command {
  const command = new Command('runs').description('List the runs of the data folder.');
  return withJson(withData(command)).action((flags: { data: string; json?: boolean }) => {
    const runs = listRuns(flags.data);
    print(flags, { runs }, () => {
      if (runs.length === 0) return 'no runs';
      const rows = runs.flatMap((run) =>
        run.statements.map((s) => [
          run.period,
          run.run_id.slice(0, 12),
          s.agreement_id,
          s.status,
          s.net,
          s.currency,
        ]),
      );
      return renderTable(['period', 'run', 'agreement', 'status', 'net', 'currency'], rows, [
        'left',
        'left',
        'left',
        'left',
        'right',
        'left',
      ]);
    });
  });
}
