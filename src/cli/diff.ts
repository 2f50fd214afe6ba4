/** `roamsettle diff`: what changed from one run to another. */

import { Command } from 'commander';
import { writeChangedDevices } from '../diff/devices.ts';
import { diffRuns, type RunDiff } from '../diff/diff.ts';
import { plural } from '../domain/plural.ts';
import { words } from '../report/format.ts';
import { findRun } from '../runs/read.ts';
import { print, withData, withJson } from './context.ts';
import { renderTable, wrapText } from './render/table.ts';

interface Flags {
  readonly devices?: string;
  readonly data: string;
  readonly json?: boolean;
}

/** Causes stand beside amounts. */
const WIDTH = 160;

export function diffCommand(): Command {
  const command = new Command('diff')
    .description(
      'Hold two runs against each other: inputs, lines, totals and devices, every change by its causes.',
    )
    .argument('<from>', 'run id, or the beginning of it')
    .argument('<to>', 'run id, or the beginning of it')
    .option('--devices <file>', 'every device that changed, as .csv or .json; it holds IMSIs');
  return withJson(withData(command)).action(async (from: string, to: string, flags: Flags) => {
    const [old, now] = [findRun(flags.data, from), findRun(flags.data, to)];
    if (flags.devices !== undefined) await writeChangedDevices(old, now, flags.devices);
    const diff = await diffRuns(flags.data, old, now);
    print(flags, diff, () => textOf(diff));
  });
}

function textOf(diff: RunDiff): string {
  const parts = [inputText(diff.inputs)];
  for (const { agreement_id, currency, totals, lines, devices, notes } of diff.statements) {
    const rows = [...lines, ...totals];
    const places = Math.max(
      0,
      ...rows.flatMap(({ from, to }) => [from, to]).map((text) => placesOf(text ?? '')),
    );
    parts.push(
      `${agreement_id} (${currency})`,
      causesTable(
        ['line or total', 'from', 'to', 'change'],
        ['left', 'right', 'right', 'right'],
        rows.map((row) => ({
          cells: [row.name, row.from ?? '', row.to ?? '', padded(row.change, places)],
          causes: row.causes,
        })),
        places,
      ),
    );
    if (devices.length > 0) parts.push(deviceTable(devices, places));
    parts.push(...notes.map((note) => wrapText(`- ${note}`, WIDTH, '  ')));
  }
  if (diff.statements.length === 0) parts.push('No statement differs.');
  return parts.join('\n');
}

function placesOf(amount: string): number {
  return amount.split('.')[1]?.length ?? 0;
}

/** A decimal with at least so many places. */
function padded(amount: string, places: number): string {
  const missing = places - placesOf(amount);
  if (missing <= 0) return amount;
  return `${amount}${amount.includes('.') ? '' : '.'}${'0'.repeat(missing)}`;
}

function deviceTable(devices: RunDiff['statements'][number]['devices'], places: number): string {
  const side = (segment: string | null, decision: string | null) =>
    decision === null ? 'not there' : `${decision} ${segment}`.trim();
  return causesTable(
    ['devices', 'from', 'to', 'usage', 'access', 'as billed'],
    ['right', 'left', 'left', 'right', 'right', 'right'],
    devices.map((row) => ({
      cells: [
        String(row.devices),
        side(row.from_segment, row.from_decision),
        side(row.to_segment, row.to_decision),
        ...[row.usage, row.access, row.as_billed].map((amount) => padded(amount, places)),
      ],
      causes: row.causes,
    })),
    places,
  );
}

/** Columns for the causes that any row has; amounts have at least `places` decimals. */
function causesTable(
  heads: readonly string[],
  align: readonly ('left' | 'right')[],
  rows: readonly {
    readonly cells: readonly string[];
    readonly causes: Readonly<Record<string, string>> | null;
  }[],
  places: number,
): string {
  const present = rows.flatMap(({ causes }) =>
    Object.entries(causes ?? {}).filter(([, amount]) => amount !== '0'),
  );
  const names = new Set(present.map(([name]) => name));
  const columns = Object.keys(rows.find(({ causes }) => causes !== null)?.causes ?? {}).filter((name) =>
    names.has(name),
  );
  return renderTable(
    [...heads, ...columns.map((name) => `by ${words(name)}`)],
    rows.map(({ cells, causes }) => [
      ...cells,
      ...columns.map((name) => (causes === null ? '?' : padded(causes[name]!, places))),
    ]),
    [...align, ...columns.map(() => 'right' as const)],
    { width: WIDTH },
  );
}

function inputText({ files_added, files_removed, agreements, ...rest }: RunDiff['inputs']): string {
  const others = Object.entries(rest).flatMap(([name, differs]) => (differs ? [name] : []));
  const words = [
    ...(files_added.length > 0 ? [`${files_added.length} ${plural(files_added.length, 'file')} more`] : []),
    ...(files_removed.length > 0
      ? [`${files_removed.length} ${plural(files_removed.length, 'file')} fewer`]
      : []),
    ...agreements.map((id) => `agreement ${id}`),
    ...others,
  ];
  return `inputs: ${words.length === 0 ? 'the same' : words.join(', ')}`;
}
