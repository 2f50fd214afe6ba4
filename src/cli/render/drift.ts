/** Drift from one run to another in tables, and the devices that moved as CSV. */
import { csvText } from '../../domain/csv.ts';
import type { AgreementDrift, AxisDrift, Movement } from '../../findings/drift/agreement-drift.ts';
import type { Drift, MovedDevice } from '../../findings/drift/drift.ts';
import type { FeatureDrift } from '../../findings/drift/features.ts';
import type { Shift } from '../../findings/drift/psi.ts';
import { formatAmount, formatCount } from '../../report/format.ts';
import { renderTable } from './table.ts';

/** Reasons stand beside amounts. */
const WIDTH = 160;
/** Features that are shown; `--json` has all. */
const FEATURES_SHOWN = 10;
/** Sources that are shown of a movement. */
const REASONS_SHOWN = 3;

export function driftText({ from, to, alarms, features, agreements }: Drift): string {
  return [
    `${from.period} (${from.run_id.slice(0, 12)}) to ${to.period} (${to.run_id.slice(0, 12)})`,
    alarms.length === 0
      ? 'No alarm.'
      : table(
          ['alarm', 'of', '', 'value'],
          alarms.map(({ kind, agreement_id, name, level, value }) => [
            `${kind} ${name}`,
            agreement_id ?? 'all agreements',
            level,
            value.toFixed(4),
          ]),
          3,
        ),
    table(['feature', 'PSI', 'chance', ''], features.slice(0, FEATURES_SHOWN).map(featureCells), 1),
    ...agreements.map(agreementText),
  ].join('\n\n');
}

function featureCells(drift: FeatureDrift): string[] {
  return [drift.words, ...shiftCells(drift)];
}

function shiftCells({ psi, noise, level }: Shift): string[] {
  return [psi?.toFixed(4) ?? '-', noise?.toFixed(4) ?? '-', level === 'none' ? '' : level];
}

function agreementText(drift: AgreementDrift): string {
  const { agreement_id, currency, from_devices, to_devices, axes, labels, moved } = drift;
  return [
    `${agreement_id}: ${formatCount(from_devices)} devices, then ${formatCount(to_devices)}`,
    table(['', 'before', 'now', 'share before', 'now', 'PSI', 'chance', ''], axes.flatMap(axisRows), 1),
    table(
      ['said to be, and contradicted', 'before', 'of', 'now', 'of'],
      labels.map((row) => [
        row.label.replaceAll('_', ' '),
        ...[row.from_contradicted, row.from_devices, row.to_contradicted, row.to_devices].map(formatCount),
      ]),
      1,
    ),
    table(
      ['before', 'now', 'because of', 'devices', `before ${currency}`, `now ${currency}`, 'logits'],
      moved.map(movementCells),
      3,
    ),
  ].join('\n');
}

function axisRows({ axis, values, ...shift }: AxisDrift): string[][] {
  const sum = (side: 'from_devices' | 'to_devices') => values.reduce((all, row) => all + row[side], 0);
  const [old, now] = [sum('from_devices'), sum('to_devices')];
  const share = (count: number, all: number) => (all === 0 ? '-' : `${((100 * count) / all).toFixed(1)} %`);
  return values.map(({ value, from_devices, to_devices }, i) => [
    `${axis} ${value}`.trim(),
    formatCount(from_devices),
    formatCount(to_devices),
    share(from_devices, old),
    share(to_devices, now),
    ...(i === 0 ? shiftCells(shift) : ['', '', '']),
  ]);
}

function movementCells(movement: Movement): string[] {
  const { from_decision, to_decision, cause, devices, from_amount, to_amount, reasons } = movement;
  return [
    from_decision ?? 'not there',
    to_decision ?? 'not there',
    cause,
    formatCount(devices),
    formatAmount(from_amount),
    formatAmount(to_amount),
    reasons
      .slice(0, REASONS_SHOWN)
      .map(({ source, logits }) => `${source} ${logits.startsWith('-') ? '' : '+'}${logits}`)
      .join(', '),
  ];
}

/** The first `texts` columns hold text. */
function table(heads: readonly string[], rows: readonly (readonly string[])[], texts: number): string {
  const align = heads.map((_, i) => (i < texts ? 'left' : 'right'));
  return renderTable(heads, rows, align, { width: WIDTH });
}

const COLUMNS = [
  ...['agreement_id', 'imsi', 'from_decision', 'to_decision', 'cause', 'from_probability', 'to_probability'],
  ...['from_amount', 'to_amount', 'from_reasons', 'to_reasons'],
] as const;

export function movedCsv(devices: readonly MovedDevice[]): string {
  return csvText(
    COLUMNS,
    devices.map((device) => COLUMNS.map((column) => device[column])),
  );
}
