/** `roamsettle trace`: from a statement line to its devices, and from a device's part to its records, by file and offset. */

import { Command } from 'commander';
import { plural } from '../domain/plural.ts';
import { formatAmount, formatQuantity, lineTitle, printable } from '../report/format.ts';
import { findRun } from '../runs/read.ts';
import { type DeviceTrace, traceDevice } from '../trace/device.ts';
import type { FeeDay } from '../trace/fee-days.ts';
import { type DevicePart, type LineTrace, traceLine } from '../trace/line.ts';
import { type GlobalFlags, machineOf, parseLimit, print, withGlobalFlags } from './context.ts';
import { renderTable } from './render/table.ts';

interface Flags extends GlobalFlags {
  readonly agreement?: string;
  readonly limit: number;
}

/** Rows are wide: file names are never cut. */
const WIDTH = 240;

export function traceCommand(): Command {
  const command = new Command('trace')
    .description(
      'Show what an amount is made of: the devices of a statement line, or the records and days behind one of them.',
    )
    .argument('<run>', 'run id, or the beginning of it')
    .argument('<line>', 'line_id of the statement, e.g. v1-usage-0')
    .argument('[imsi]', 'IMSI; the empty text for records without one')
    .option('--agreement <id>', 'of this agreement; needed where several statements have such a line')
    .option('--limit <n>', 'most devices or records to show; sums are over all', parseLimit, 100);
  return withGlobalFlags(command).action(
    async (run: string, lineId: string, imsi: string | undefined, flags: Flags) => {
      const { data, limit } = flags;
      const request = { data, run: findRun(data, run), lineId, agreement: flags.agreement ?? null };
      if (imsi === undefined) {
        const trace = await traceLine(request, limit);
        print(flags, trace, () => lineText(trace));
        return;
      }
      const trace = await traceDevice({ ...request, imsi, limit, machine: machineOf(flags) });
      print(flags, trace, () => deviceText(trace));
    },
  );
}

function lineText(trace: LineTrace): string {
  const { line, agreement_id, period, currency, sums, devices, sources, run_id } = trace;
  const head = [
    `${agreement_id} ${period} ${line.line_id}: ${lineTitle(line)}${line.charge_ref === null ? '' : `, ${line.charge_ref}`}`,
    `${formatAmount(line.amount)} ${currency} for ${formatQuantity(line.quantity, line.unit)}`,
  ];
  if (trace.weight_unit === null) return [...head, ...sourceText(trace, run_id, sources)].join('\n');
  const hidden = sums.rows - devices.length;
  return [
    ...head,
    partTable(devices, trace.weight_unit),
    ...(hidden > 0 ? [`and ${hidden} ${plural(hidden, 'row')} more (--limit)`] : []),
    `all ${sums.devices} ${plural(sums.devices, 'device')}: ${formatQuantity(sums.quantity, line.unit)}, ${formatAmount(sums.amount)} ${currency}: those of the line`,
  ].join('\n');
}

function sourceText(
  { agreement_id, line }: LineTrace,
  runId: string,
  sources: LineTrace['sources'],
): string[] {
  const words = line.kind === 'commitment' ? 'counted of the commitment:' : 'taken back:';
  const rows = sources.map((source) => [
    source.period,
    source.line_id,
    source.kind,
    source.amount,
    source.run_id,
  ]);
  const [first] = sources;
  return [
    words,
    renderTable(
      ['period', 'line', 'kind', 'amount', 'run'],
      rows,
      ['left', 'left', 'left', 'right', 'left'],
      {
        width: WIDTH,
      },
    ),
    ...(first === undefined || first.run_id === runId
      ? []
      : [`next: roamsettle trace ${first.run_id.slice(0, 12)} ${first.line_id} --agreement ${agreement_id}`]),
  ];
}

function partTable(parts: readonly DevicePart[], weightUnit: string): string {
  return renderTable(
    ['IMSI', 'segment', 'service', 'quantity', 'records', `weight (${weightUnit})`, 'amount'],
    parts.map((part) => [
      part.imsi === '' ? '(none)' : part.imsi,
      part.segment,
      part.service,
      String(part.quantity),
      String(part.records),
      part.weight,
      part.amount,
    ]),
    ['left', 'left', 'left', 'right', 'right', 'right', 'right'],
    { width: WIDTH },
  );
}

function deviceText(trace: DeviceTrace): string {
  const { agreement_id, period, line_id, parts, currency, unit, records, days } = trace;
  const part = (item: DevicePart) =>
    `${item.service === '' ? 'fee' : item.service}: ${formatQuantity(item.quantity, unit)}, ` +
    `${item.service === '' ? '' : `${item.records} ${plural(item.records, 'record')}, `}${formatAmount(item.amount)} ${currency} in segment ${item.segment}`;
  return [
    `${agreement_id} ${period} ${line_id}${trace.charge_ref === null ? '' : `, ${trace.charge_ref}`}`,
    ...parts.map(part),
    ...(records === null ? [] : recordText(trace, records)),
    ...(days === null
      ? []
      : [
          dayTable(days),
          `${days.length} ${plural(days.length, 'day; it comes', 'days; they come')} to what the run has`,
        ]),
  ].join('\n');
}

function recordText(
  { currency }: DeviceTrace,
  { rows, count }: NonNullable<DeviceTrace['records']>,
): string[] {
  const table = renderTable(
    [
      'start',
      'service',
      'quantity',
      'counted',
      'session',
      'TAP charge',
      'rate',
      currency,
      'offset',
      'file',
      'SHA-256',
    ],
    rows.map((row) => [
      row.start,
      row.service,
      String(row.quantity),
      String(row.counted),
      `${row.session_key ?? ''}${(row.session ?? 0) > 1 ? ` #${row.session}` : ''}`,
      `${row.tap_charge} ${row.tap_currency}`,
      row.rate?.value ?? '',
      row.tap_amount,
      String(row.byte_offset),
      row.file,
      row.sha256,
    ]),
    ['left', 'left', 'right', 'right', 'left', 'right', 'right', 'right', 'right', 'left', 'left'],
    { width: WIDTH },
  );
  const hidden = count - rows.length;
  return [
    table,
    ...(hidden > 0 ? [`and ${hidden} ${plural(hidden, 'record')} more (--limit)`] : []),
    `${count} ${plural(count, 'record')}; quantity, records and TAP charge come to what the run has`,
  ];
}

function dayTable(days: readonly FeeDay[]): string {
  return renderTable(
    ['day', 'observed', 'attaches', 'sign of life', 'what', 'place', 'file', 'SHA-256'],
    days.map(({ day, observed, attaches, first_sign }) => [
      day,
      observed ? 'yes' : 'attached',
      String(attaches),
      first_sign?.at ?? '',
      printable(first_sign?.what ?? ''),
      first_sign === null
        ? ''
        : first_sign.line === null
          ? `offset ${first_sign.byte_offset}`
          : `line ${first_sign.line}`,
      first_sign?.file ?? '',
      first_sign?.sha256 ?? '',
    ]),
    ['left', 'left', 'right', 'left', 'left', 'left', 'left', 'left'],
    { width: WIDTH },
  );
}
