/** A statement on the terminal: head, lines that add up to what is payable, segments, uplift, notes. */
import type { Statement, StatementLine } from '../../domain/statement.ts';
import { deductsTap } from '../../report/balance.ts';
import { whatHangsOnIt, whatIsMissing } from '../../report/completeness.ts';
import { detectionRows } from '../../report/detection.ts';
import { formatRounded, shownDecimals } from '../../report/exact.ts';
import {
  formatAmount,
  formatCount,
  formatPercent,
  lineTitle,
  negated,
  pricedQuantity,
  words,
} from '../../report/format.ts';
import { MONEY_KINDS, segmentSums } from '../../report/segments.ts';
import { chargePath, versionsTitle } from '../../report/versions.ts';
import { bold, DEFAULT_WIDTH, type RenderOptions, renderTable, type TableRow, wrapText } from './table.ts';

/** More notes than this are left to the JSON. */
const MAX_NOTES = 20;

/** The whole statement but its bridge (`renderBridge`), without a line break at the end. */
export function renderStatement(statement: Statement, options: RenderOptions = {}): string {
  return [
    head(statement, options),
    lines(statement, options),
    segments(statement, options),
    uplift(statement, options),
  ]
    .concat(notes(statement, options))
    .join('\n\n');
}

function head(statement: Statement, options: RenderOptions): string {
  const { agreement, parties, period, currency, status, run_id } = statement;
  const width = options.width ?? DEFAULT_WIDTH;
  const title = wrapText(
    `${agreement.id} ${versionsTitle(agreement)} · ${period} · ${currency} · ${status}`,
    width,
  );
  const names = `${parties.visited} (${parties.visited_tadigs.join(', ')}) bills ${parties.home} (${parties.home_tadigs.join(', ')})`;
  const missing = whatIsMissing(statement);
  return [
    options.color ? bold(title) : title,
    wrapText(names, width),
    `run ${run_id}`,
    ...(statement.corrects === null ? [] : [`corrects run ${statement.corrects}`]),
    ...detectionRows(statement).map(([name, value]) =>
      wrapText(`${name.toLowerCase()}: ${value}`, width, '  '),
    ),
    ...commitmentText(statement).map((text) => wrapText(text, width, '  ')),
    ...(missing === '' ? [] : [wrapText(`! ${missing}: ${whatHangsOnIt(statement)}.`, width, '  ')]),
  ].join('\n');
}

function commitmentText({ commitment, currency }: Statement): string[] {
  if (commitment === null) return [];
  const { amount, per, due, counted, remaining, missing_periods } = commitment;
  const missing = missing_periods.length === 0 ? '' : `, without ${missing_periods.join(', ')}`;
  const rest = due ? `${formatAmount(remaining)} are short and due` : `${formatAmount(remaining)} remain`;
  return [
    `commitment of ${formatAmount(amount)} ${currency} per ${per}: ${formatAmount(counted)} counted${missing}, ${rest}`,
  ];
}

function lines(statement: Statement, options: RenderOptions): string {
  const { totals, currency } = statement;
  const sum = (name: string, amount: string) => [name, '', '', '', formatAmount(amount)];
  const deducts = deductsTap(statement);
  const rows: TableRow[] = [
    ...statement.lines.map(lineRow),
    'rule',
    { strong: sum('Net', totals.net) },
    sum('Tax', totals.tax),
    'rule',
    { strong: sum('Gross', totals.gross) },
    ...(deducts ? [sum('less invoiced by TAP', negated(totals.tap_invoiced))] : []),
    'rule',
    { strong: sum('Payable', totals.payable) },
    ...(deducts ? [] : [sum('(invoiced by TAP, for information)', totals.tap_invoiced)]),
  ];
  const headers = ['Line', 'Agreement', 'Devices', 'Quantity', `Amount ${currency}`];
  return renderTable(headers, rows, ['left', 'left', 'right', 'right', 'right'], options);
}

function lineRow(line: StatementLine): string[] {
  const devices = line.segments.reduce((count, share) => count + share.devices, 0);
  return [
    lineTitle(line),
    chargePath(line) ?? '',
    formatCount(devices),
    pricedQuantity(line),
    formatAmount(line.amount),
  ];
}

function segments(statement: Statement, options: RenderOptions): string {
  const kinds = MONEY_KINDS.filter((kind) => statement.lines.some((line) => line.kind === kind));
  const rows = segmentSums(statement).map(({ segment, devices, amounts, total }) => [
    segment,
    formatCount(devices),
    ...kinds.map((kind) => formatAmount(amounts[kind])),
    formatAmount(total),
  ]);
  const headers = ['Segment', 'Devices', ...kinds.map(words), `Total ${statement.currency}`];
  return renderTable(headers, rows, ['left', ...headers.slice(1).map(() => 'right' as const)], options);
}

function uplift({ uplift, currency, totals, devices }: Statement, options: RenderOptions): string {
  const decimals = shownDecimals(totals.net);
  const before = formatCount(uplift.devices_before);
  const charged = devices.by_decision.find(({ decision }) => decision === 'charge')?.devices ?? 0;
  const added = `+${formatCount(uplift.devices_added)}`;
  const alone = `+${formatCount(uplift.devices_added_signaling_only)}`;
  const rows = [
    [
      `Charges of IoT devices, ${currency}`,
      formatRounded(uplift.before, decimals),
      formatRounded(uplift.after, decimals),
      formatPercent(uplift.charges_percent),
    ],
    ['IoT devices', before, formatCount(charged), ''],
    ['  added', '', added, formatPercent(uplift.devices_percent)],
    ['  of these by signaling alone', '', alone, formatPercent(uplift.devices_percent_signaling_only)],
  ];
  return renderTable(
    ['Uplift', 'By volume alone', 'This run', 'Change'],
    rows,
    ['left', 'right', 'right', 'right'],
    options,
  );
}

function notes({ notes }: Statement, options: RenderOptions): string[] {
  if (notes.length === 0) return [];
  const width = options.width ?? DEFAULT_WIDTH;
  const shown = notes.slice(0, MAX_NOTES).map((note) => wrapText(`- ${note}`, width, '  '));
  const more = notes.length - shown.length;
  return [[...shown, ...(more > 0 ? [`- and ${formatCount(more)} more in the JSON`] : [])].join('\n')];
}
