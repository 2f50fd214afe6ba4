/** A statement as blocks for paper: the figures and words of the page, without its charts. */
import { plural } from '../../domain/plural.ts';
import type { Statement, StatementLine } from '../../domain/statement.ts';
import { deductsTap } from '../balance.ts';
import { missingItems, WHOLE, whatHangsOnIt, whatIsMissing } from '../completeness.ts';
import { formatExact, formatRounded, shownDecimals } from '../exact.ts';
import { headFacts } from '../facts.ts';
import {
  formatAmount,
  formatChange,
  formatCount,
  formatPercent,
  formatQuantity,
  lineTitle,
  negated,
  pricedQuantity,
  unitName,
} from '../format.ts';
import { MONEY_KINDS, segmentSums } from '../segments.ts';
import { tierQuantity, tierRange } from '../tiers.ts';
import { chargePath } from '../versions.ts';
import { waterfall } from '../waterfall.ts';
import { BASELINES, DECISIONS, kindTitle } from '../words.ts';

/** A row; `note` is one cell over the whole width, that explains the row above it. */
export interface TableRow {
  readonly cells: readonly string[];
  readonly style: 'plain' | 'sum' | 'soft' | 'note';
}

export type Block =
  | { readonly kind: 'title' | 'subtitle' | 'heading' | 'text' | 'warning' | 'soft'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: string])[] }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly headers: readonly string[];
      /** Shares of the width. Columns after the first are figures. */
      readonly widths: readonly number[];
      readonly rows: readonly TableRow[];
      /** So many rows at the end stay on one page. */
      readonly together?: number;
    };

const row = (cells: readonly string[], style: TableRow['style'] = 'plain'): TableRow => ({ cells, style });
const equal = (columns: number) => [2, ...Array<number>(columns - 1).fill(1)];

export function statementBlocks(statement: Statement, invoiceDate: string | null = null): Block[] {
  return [
    ...headBlocks(statement, invoiceDate),
    ...lineBlocks(statement),
    ...segmentBlocks(statement),
    ...bridgeBlocks(statement),
    ...baselineBlocks(statement),
    ...deviceBlocks(statement),
    ...closingBlocks(statement),
  ];
}

function headBlocks(statement: Statement, invoiceDate: string | null): Block[] {
  const { agreement, period, status } = statement;
  const missing = whatIsMissing(statement);
  return [
    { kind: 'title', text: `Roaming settlement ${period}` },
    { kind: 'subtitle', text: `${agreement.id} · ${status}` },
    ...(missing === ''
      ? []
      : [
          {
            kind: 'warning' as const,
            text: `Inputs are not whole: ${missing}. ${whatHangsOnIt(statement)}.`,
          },
        ]),
    { kind: 'facts', rows: headFacts(statement, invoiceDate) },
  ];
}

function lineBlocks(statement: Statement): Block[] {
  const { totals, currency, lines } = statement;
  const sum = (name: string, amount: string, style: TableRow['style']) =>
    row([name, '', '', formatAmount(amount)], style);
  const tap = deductsTap(statement);
  const sums = [
    sum('Net', totals.net, 'sum'),
    sum('Tax', totals.tax, 'plain'),
    sum('Gross', totals.gross, 'sum'),
    ...(tap ? [sum('less invoiced by TAP', negated(totals.tap_invoiced), 'plain')] : []),
    sum('Payable', totals.payable, 'sum'),
    ...(tap ? [] : [sum('invoiced by TAP, for information', totals.tap_invoiced, 'soft')]),
  ];
  return [
    { kind: 'heading', text: 'Statement lines' },
    {
      kind: 'table',
      caption: `Every line is rounded once; the lines add up to net. Amounts in ${currency}.`,
      headers: ['Line', 'Devices', 'Quantity', 'Amount'],
      widths: [5, 1.3, 3, 2],
      rows: [...lines.flatMap(lineRows), ...sums],
      together: sums.length,
    },
  ];
}

/** The line, and below it how its tiers, segments and rates make the amount. */
function lineRows(line: StatementLine): TableRow[] {
  const devices = line.segments.reduce((sum, share) => sum + share.devices, 0);
  const unit = unitName(line.priced_unit);
  const where = chargePath(line) ?? (line.kind === 'as_billed' ? 'not covered by the agreement' : '');
  const notes = [
    `${line.line_id}${where === '' ? '' : ` · ${where}`} · exact ${line.amount_exact}${line.priced_unit_size === 1 ? '' : ` · ${formatQuantity(line.quantity, line.unit)}`}`,
    ...line.tiers.map(
      (tier) =>
        `${tierRange(tier)} ${unit}: ${tierQuantity(tier)} at ${formatAmount(tier.price)} = ${formatExact(tier.amount)}`,
    ),
    ...(line.included > 0 ? [`free of charge: ${formatQuantity(line.included, line.unit)}`] : []),
    ...(line.opposite === undefined
      ? []
      : [
          `other direction: ${formatQuantity(line.opposite.quantity, line.unit)} of ${line.opposite.agreement_id}`,
        ]),
    ...line.segments.map(
      ({ segment, devices: count, quantity, amount }) =>
        `${segment}: ${formatCount(count)} ${plural(count, 'device')}, ${formatQuantity(quantity, line.unit)}, ${formatAmount(amount)}`,
    ),
    ...(line.rates.length > 0 ? line.rates : line.rate === null ? [] : [line.rate]).map(
      (rate) => `1 ${rate.from} = ${rate.value} ${rate.to} (${rate.source})`,
    ),
    ...(line.refers_to === null
      ? []
      : [`refers to line ${line.refers_to.line_id} of run ${line.refers_to.run_id}`]),
  ];
  return [
    row([lineTitle(line), formatCount(devices), pricedQuantity(line), formatAmount(line.amount)]),
    ...notes.map((note) => row([note], 'note')),
  ];
}

function segmentBlocks(statement: Statement): Block[] {
  const kinds = MONEY_KINDS.filter((kind) => statement.lines.some((line) => line.kind === kind));
  return [
    { kind: 'heading', text: 'Segments' },
    {
      kind: 'table',
      caption: `Amounts in ${statement.currency}.`,
      headers: ['Segment', 'Devices', ...kinds.map(kindTitle), 'Total'],
      widths: equal(kinds.length + 3),
      rows: segmentSums(statement).map(({ segment, devices, amounts, total }) =>
        row([
          segment,
          formatCount(devices),
          ...kinds.map((kind) => formatAmount(amounts[kind])),
          formatAmount(total),
        ]),
      ),
    },
  ];
}

function bridgeBlocks(statement: Statement): Block[] {
  const steps = waterfall(statement);
  if (steps.length === 0) return [];
  return [
    { kind: 'heading', text: 'Bridge' },
    {
      kind: 'table',
      caption: `Amounts in ${statement.currency}. The steps add up to net; each is the difference of two whole settlements.`,
      headers: ['Step', 'Devices', 'Change', 'Settlement'],
      widths: equal(4),
      rows: steps.map(({ label, kind, devices, amount, running }, index) =>
        row(
          [
            label,
            devices === null ? '' : formatCount(devices),
            kind === 'level' ? '' : formatChange(amount),
            formatAmount(running),
          ],
          index === steps.length - 1 ? 'sum' : 'plain',
        ),
      ),
    },
  ];
}

function baselineBlocks({ baselines, uplift, currency, totals, devices }: Statement): Block[] {
  const charged = devices.by_decision.find(({ decision }) => decision === 'charge')?.devices ?? 0;
  const decimals = shownDecimals(totals.net);
  return [
    { kind: 'heading', text: 'Baselines and uplift' },
    {
      kind: 'table',
      caption: `The same month settled in other ways. Amounts in ${currency}.`,
      headers: ['Baseline', 'Amount'],
      widths: [3, 1],
      rows: baselines.map(({ name, amount }) => row([BASELINES[name] ?? name, formatAmount(amount)])),
    },
    {
      kind: 'table',
      caption: '',
      headers: ['Uplift over the settlement by volume alone', 'Before', 'After', 'Change'],
      widths: equal(4),
      rows: [
        row([
          'Charges of IoT devices',
          formatRounded(uplift.before, decimals),
          formatRounded(uplift.after, decimals),
          formatPercent(uplift.charges_percent),
        ]),
        row(['IoT devices', formatCount(uplift.devices_before), formatCount(charged), '']),
        row(['added', '', `+${formatCount(uplift.devices_added)}`, formatPercent(uplift.devices_percent)]),
        row([
          'of these, found by signaling alone',
          '',
          `+${formatCount(uplift.devices_added_signaling_only)}`,
          formatPercent(uplift.devices_percent_signaling_only),
        ]),
      ],
    },
  ];
}

function deviceBlocks({ devices, device_list }: Statement): Block[] {
  return [
    { kind: 'heading', text: 'Devices by decision' },
    {
      kind: 'table',
      caption: '',
      headers: ['Decision', 'Devices'],
      widths: [3, 1],
      rows: devices.by_decision.map(({ decision, devices: count }) =>
        row([DECISIONS[decision] ?? decision, formatCount(count)]),
      ),
    },
    {
      kind: 'soft',
      text: `Device list: ${formatCount(device_list.rows)} ${plural(device_list.rows, 'row')}, SHA-256 ${device_list.sha256}`,
    },
  ];
}

function closingBlocks(statement: Statement): Block[] {
  const { notes } = statement;
  const missing = missingItems(statement);
  const items = (texts: readonly string[]) =>
    texts.map((text) => ({ kind: 'text' as const, text: `• ${text}` }));
  return [
    { kind: 'heading', text: 'Completeness' },
    ...(missing.length === 0 ? [{ kind: 'text' as const, text: WHOLE }] : items(missing)),
    ...(notes.length === 0 ? [] : [{ kind: 'heading' as const, text: 'Notes' }, ...items(notes)]),
  ];
}
