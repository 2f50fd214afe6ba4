/** `roamsettle evaluate`: a run's decisions against what is true of its devices. */
import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { audit, commandLineUser } from '../access/audit.ts';
import type { MeasuredPrecision } from '../domain/statement.ts';
import { digestOfFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { type Evaluation, evaluateRun, type SliceFigures } from '../evaluate/evaluate.ts';
import { addMeasurement, precisionOf } from '../runs/measurements.ts';
import { findRun, readRun, readStatements } from '../runs/read.ts';
import { print, withData, withJson } from './context.ts';
import { renderTable } from './render/table.ts';

interface Flags {
  readonly plot?: string;
  readonly record?: boolean;
  readonly data: string;
  readonly json?: boolean;
}

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description(
      'Measure a run against the truth: precision, recall, calibration, and money on the wrong side.',
    )
    .argument('<truth>', 'CSV with the columns imsi and device (iot or human)')
    .argument('<run>', 'run id, or the beginning of it')
    .option('--plot <file>', 'precision against recall, as SVG')
    .option('--record', 'keep the precision: statements of this month and later ones print the last one');
  return withJson(withData(command)).action(async (truth: string, run: string, flags: Flags) => {
    const { folder, runId } = findRun(flags.data, run);
    const evaluation = await evaluateRun(folder, truth);
    if (flags.plot !== undefined) await writePlot(flags.plot, evaluation);
    const recorded = flags.record === true ? await record(flags.data, runId, { truth, evaluation }) : null;
    print(flags, { run_id: runId, ...evaluation, ...(recorded === null ? {} : { recorded }) }, () =>
      [
        textOf(evaluation),
        ...(recorded === null
          ? []
          : [`kept as measurement ${recorded.number}: a month that is settled from now on prints it`]),
      ].join('\n'),
    );
  });
}

/** Keeps what was measured, for the statements of this month and later ones. */
async function record(
  data: string,
  runId: string,
  { truth, evaluation }: { truth: string; evaluation: Evaluation },
): Promise<MeasuredPrecision & { number: number }> {
  const { machines, humans, machines_charged, humans_charged } = evaluation.figures.find(
    ({ method, slice }) => method === 'run' && slice === 'all',
  )!;
  const charged = machines_charged + humans_charged;
  const found = evaluation.figures.find(({ method, slice }) => method === 'run' && slice === 'undeclared');
  const thresholds = readStatements(data, runId).map(({ detection }) => detection.charge_at);
  const measured: MeasuredPrecision = {
    period: readRun(data, runId).period,
    run_id: runId,
    truth_sha256: await digestOfFile(truth),
    devices: machines + humans,
    machines,
    charged,
    humans_charged,
    ...precisionOf(charged, humans_charged),
    undeclared: found === undefined ? null : chargedOf(found),
    charge_at: [...new Set(thresholds)].sort((a, b) => a - b),
  };
  const number = addMeasurement(data, measured);
  const { period, run_id, truth_sha256, precision } = measured;
  audit(data, {
    who: commandLineUser(),
    action: 'measure',
    subject: { measurement: number, period, run_id, truth_sha256, precision },
  });
  return { number, ...measured };
}

function chargedOf({
  machines_charged,
  humans_charged,
}: SliceFigures): NonNullable<MeasuredPrecision['undeclared']> | null {
  const charged = machines_charged + humans_charged;
  return charged === 0 ? null : { charged, humans_charged, ...precisionOf(charged, humans_charged) };
}

async function writePlot(path: string, evaluation: Evaluation): Promise<void> {
  const { precisionRecallPlot } = await import('../report/precision-recall.ts');
  try {
    writeFileSync(path, precisionRecallPlot(evaluation));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new RoamsettleError('OUTPUT_WRITE', `(${code})`);
  }
}

const HEADERS = [
  '',
  'machines',
  'humans',
  'charged',
  'wrongly',
  'precision',
  'recall',
  'F1',
  'humans charged',
];

function textOf({ population, figures, additional_percent, calibration, money }: Evaluation): string {
  const rowOf = (name: string, row: SliceFigures) => [
    name,
    String(row.machines),
    String(row.humans),
    String(row.machines_charged + row.humans_charged),
    String(row.humans_charged),
    share(row.precision),
    share(row.recall),
    share(row.f1),
    share(row.humans_charged_share),
  ];
  const align = HEADERS.map((_, i) => (i === 0 ? 'left' : 'right'));
  const slices = figures
    .filter(({ method }) => method === 'run')
    .map((row) => rowOf(row.slice.replaceAll('_', ' '), row));
  const methods = figures
    .filter(({ slice }) => slice === 'all')
    .map((row) => rowOf(row.method.replaceAll('_', ' '), row));
  const p = population;
  return [
    `${p.truth_devices} devices in the truth file, ${p.listed_devices} of them in the run, ${p.judged_devices} in question (${p.judged_machines} machines)`,
    '',
    renderTable(['by slice', ...HEADERS.slice(1)], slices, align),
    '',
    renderTable(['by method', ...HEADERS.slice(1)], methods, align),
    '',
    `more than declared parameters find in TAP: ${additional_percent === null ? '-' : `${additional_percent} %`}`,
    `calibration error: ${calibration.error.toFixed(4)}`,
    ...money.map(
      (row) =>
        `${row.currency}: ${aboveTap(row.wrongly_charged)} their TAP charge for ${row.humans_charged} humans that were charged, about ${aboveTap(row.missed_estimate)} theirs for ${row.machines_missed} machines that were missed`,
    ),
  ].join('\n');
}

/** Machines may be cheaper than TAP. */
function aboveTap(amount: string): string {
  return amount.startsWith('-') ? `${amount.slice(1)} below` : `${amount} above`;
}

function share(value: number | null): string {
  return value === null ? '-' : value.toFixed(4);
}
