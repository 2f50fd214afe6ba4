/** `roamsettle diff`: what changed from one run to another. */
import { Command } from 'commander';
import { diffRuns, type RunDiff } from '../runs/diff.ts';
import { findRun } from '../runs/read.ts';
import { print, withData, withJson } from './context.ts';
import { renderTable } from './render/table.ts';

export function diffCommand(): Command {
  const command = new Command('diff')
    .description('Hold two runs against each other: inputs, lines, totals, devices.')
    .argument('<from>', 'run id, or the beginning of it')
    .argument('<to>', 'run id, or the beginning of it');
  return withJson(withData(command)).action(
    async (from: string, to: string, flags: { data: string; json?: boolean }) => {
      const diff = await diffRuns(flags.data, findRun(flags.data, from), findRun(flags.data, to));
      print(flags, diff, () => textOf(diff));
    },
  );
}

function textOf(diff: RunDiff): string {
  const parts = [inputText(diff.inputs)];
  for (const { agreement_id, currency, totals, lines, devices } of diff.statements) {
    const amounts = [...lines, ...totals].map((row) => [row.name, row.from ?? '', row.to ?? '', row.change]);
    parts.push(
      `${agreement_id} (${currency})`,
      renderTable(['line or total', 'from', 'to', 'change'], amounts, ['left', 'right', 'right', 'right']),
    );
    if (devices.length === 0) continue;
    const side = (segment: string | null, decision: string | null) =>
      decision === null ? 'not there' : `${decision} ${segment}`.trim();
    parts.push(
      renderTable(
        ['devices', 'from', 'to', 'usage', 'access', 'as billed'],
        devices.map((row) => [
          String(row.devices),
          side(row.from_segment, row.from_decision),
          side(row.to_segment, row.to_decision),
          row.usage,
          row.access,
          row.as_billed,
        ]),
        ['right', 'left', 'left', 'right', 'right', 'right'],
      ),
    );
  }
  if (diff.statements.length === 0) parts.push('No statement differs.');
  return parts.join('\n');
}

function inputText({ files_added, files_removed, agreements, ...rest }: RunDiff['inputs']): string {
  const others = Object.entries(rest).flatMap(([name, differs]) => (differs ? [name] : []));
  const words = [
    ...(files_added.length > 0 ? [`${files_added.length} files more`] : []),
    ...(files_removed.length > 0 ? [`${files_removed.length} files fewer`] : []),
    ...agreements.map((id) => `agreement ${id}`),
    ...others,
  ];
  return `inputs: ${words.length === 0 ? 'the same' : words.join(', ')}`;
}
