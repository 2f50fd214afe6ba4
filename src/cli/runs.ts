/** `roamsettle runs`: finished runs. */
import { Command } from 'commander';
import { listRuns } from '../runs/read.ts';
import { listTerms } from '../runs/term.ts';
import { print, withData, withJson } from './context.ts';
import { renderTable } from './render/table.ts';

export function runsCommand(): Command {
  const command = new Command('runs').description('List the runs and term statements of the data folder.');
  return withJson(withData(command)).action((flags: { data: string; json?: boolean }) => {
    const runs = listRuns(flags.data);
    const terms = listTerms(flags.data);
    print(flags, { runs, terms: terms.map(({ inputs: _, ...term }) => term) }, () => {
      if (runs.length === 0) return 'no runs';
      const ofTerms = terms.flatMap((term) =>
        term.statements.map((s) => [
          term.period,
          term.term_id.slice(0, 12),
          s.agreement_id,
          'term',
          s.net,
          s.currency,
        ]),
      );
      const ofRuns = runs.flatMap((run) =>
        run.statements.map((s) => [
          run.period,
          run.run_id.slice(0, 12),
          s.agreement_id,
          s.status,
          s.net,
          s.currency,
        ]),
      );
      return renderTable(
        ['period', 'run', 'agreement', 'status', 'net', 'currency'],
        [...ofRuns, ...ofTerms],
        ['left', 'left', 'left', 'left', 'right', 'left'],
      );
    });
  });
}
