/** One line: its tiers, its segments, and its devices, each with its share. */
import type { Statement, StatementLine } from '../../domain/statement.ts';
import { formatExact } from '../../report/exact.ts';
import {
  formatAmount,
  formatCount,
  formatQuantity,
  lineTitle,
  pricedQuantity,
  unitName,
  words,
} from '../../report/format.ts';
import { tierQuantity, tierRange } from '../../report/tiers.ts';
import { ask, type Page } from '../api.ts';
import { type Child, h, link } from '../dom.ts';
import { figures, pageHead, section } from '../frame.ts';
import { money } from '../parts/amounts.ts';
import { imsiText, revealButton, reveals } from '../parts/imsi.ts';
import { later } from '../parts/notice.ts';
import { pager } from '../parts/pager.ts';
import { table } from '../parts/table.ts';
import { monthName, shortId } from '../parts/words.ts';
import { address } from '../place.ts';
import { devicesOf } from './lines.ts';
import type { View } from './view.ts';

interface LineDevice {
  readonly row: number;
  readonly imsi: string;
  readonly segment: string;
  readonly service: string;
  readonly quantity: number;
  readonly records: number;
  readonly weight: string;
  readonly amount: string;
}

interface LineDevices extends Page {
  readonly devices: readonly LineDevice[];
  readonly weight_unit: string | null;
}

const PAGE = 50;

export const lineView: View = async ({ values, query, signal }) => {
  const { run, agreement, line: id } = values as { run: string; agreement: string; line: string };
  const statement = await ask<Statement>(`/v1/runs/${run}/statements/${encodeURIComponent(agreement)}`, {
    signal,
  });
  const line = await ask<StatementLine>(
    `/v1/runs/${run}/statements/${encodeURIComponent(agreement)}/lines/${encodeURIComponent(id)}`,
    { signal },
  );
  const { period, currency } = statement;
  return h(
    'div',
    {},
    pageHead({
      title: lineTitle(line),
      crumbs: [
        ['#/', 'Months'],
        [address(['months', period]), monthName(period)],
        [address(['runs', run]), ['Run ', shortId(run)]],
        [address(['runs', run, 'statements', agreement]), agreement],
      ],
      about: [
        'Line ',
        h('code', {}, line.line_id),
        line.charge_ref === null
          ? ', which no entry of the agreement covers'
          : [', entry ', h('code', {}, line.charge_ref)],
      ],
    }),
    figures([
      [
        money(line.amount, currency),
        ['exactly ', h('span', { class: 'exact' }, formatExact(line.amount_exact))],
      ],
      [pricedQuantity(line), formatQuantity(line.quantity, line.unit)],
      [formatCount(devicesOf(line)), 'devices'],
    ]),
    h('div', { class: 'pair' }, tiersPart(line), sharesPart(line, { run, agreement })),
    facts(line),
    section(
      'Devices',
      later((left) =>
        devicesPart({ run, agreement, line, currency, cursor: query.get('cursor'), reveal: reveals() }, left),
      ),
    ),
  );
};

function tiersPart({ tiers, priced_unit }: StatementLine): Child {
  if (tiers.length === 0) return null;
  const unit = unitName(priced_unit);
  return table({
    name: 'tiers',
    rows: tiers,
    caption: `Tiers, in ${unit}`,
    columns: [
      { name: 'From – to', value: tierRange },
      { name: 'Quantity', kind: 'number', value: ({ quantity }) => quantity, cell: tierQuantity },
      {
        name: 'Price',
        kind: 'number',
        value: ({ price }) => price,
        cell: ({ price }) => formatAmount(price),
      },
      {
        name: 'Amount',
        kind: 'number',
        value: ({ amount }) => amount,
        cell: ({ amount }) => formatExact(amount),
      },
    ],
  });
}

function sharesPart(
  { segments, unit }: StatementLine,
  { run, agreement }: { run: string; agreement: string },
): Child {
  if (segments.length === 0) return null;
  return table({
    name: 'segments of the line',
    rows: segments,
    caption: 'Shares of segments',
    columns: [
      {
        name: 'Segment',
        value: ({ segment }) => segment,
        cell: ({ segment }) => link(address(['runs', run, 'devices'], { agreement, segment }), segment),
      },
      {
        name: 'Devices',
        kind: 'number',
        value: ({ devices }) => String(devices),
        cell: ({ devices }) => formatCount(devices),
      },
      {
        name: 'Quantity',
        kind: 'number',
        value: ({ quantity }) => String(quantity),
        cell: ({ quantity }) => formatQuantity(quantity, unit),
      },
      {
        name: 'Amount',
        kind: 'number',
        value: ({ amount }) => amount,
        cell: ({ amount }) => formatAmount(amount),
      },
    ],
  });
}

function facts({ included, unit, rate, rates, refers_to, opposite }: StatementLine): Child {
  const list = [
    included > 0 ? `Free of charge: ${formatQuantity(included, unit)}.` : null,
    ...(rates.length > 0 ? rates : rate === null ? [] : [rate]).map(
      ({ from, to, value, source }) => `Rate: 1 ${from} = ${value} ${to} (${source}).`,
    ),
    opposite === undefined
      ? null
      : `Other direction: ${formatQuantity(opposite.quantity, unit)} of ${opposite.agreement_id}.`,
    refers_to === null
      ? null
      : `Takes back line ${refers_to.line_id} of run ${refers_to.run_id.slice(0, 12)}.`,
  ].filter((one) => one !== null);
  return list.length === 0
    ? null
    : h(
        'ul',
        { class: 'notes' },
        list.map((one) => h('li', {}, one)),
      );
}

interface Asked {
  readonly run: string;
  readonly agreement: string;
  readonly line: StatementLine;
  readonly currency: string;
  readonly cursor: string | null;
  readonly reveal: boolean;
}

async function devicesPart(
  { run, agreement, line, currency, cursor, reveal }: Asked,
  signal: AbortSignal,
): Promise<Child> {
  if (devicesOf(line) === 0) return h('p', { class: 'empty' }, 'No device has a part in it.');
  const path = ['runs', run, 'statements', agreement, 'lines', line.line_id];
  const { devices, next, weight_unit } = await ask<LineDevices>(
    `/v1/runs/${run}/statements/${encodeURIComponent(agreement)}/lines/${encodeURIComponent(line.line_id)}/devices`,
    { query: { limit: PAGE, cursor, ...(reveal ? { reveal } : {}) }, signal },
  );
  const hasService = devices.some(({ service }) => service !== '' && service !== line.service);
  return [
    table({
      name: `devices ${line.line_id}`,
      rows: devices,
      tools: revealButton(),
      empty: 'No device has a part in it.',
      columns: [
        {
          name: 'IMSI',
          kind: 'code',
          value: ({ imsi }) => imsi,
          cell: ({ row, imsi }) => link(address(['runs', run, 'devices', row]), imsiText(imsi)),
        },
        { name: 'Segment', value: ({ segment }) => segment },
        ...(hasService
          ? [{ name: 'Service', value: ({ service }: LineDevice) => words(service ?? '') }]
          : []),
        {
          name: 'Records',
          kind: 'number',
          value: ({ records }) => String(records),
          cell: ({ records }) => formatCount(records),
        },
        {
          name: 'Quantity',
          kind: 'number',
          value: ({ quantity }) => String(quantity),
          cell: ({ quantity }) => formatQuantity(quantity, line.unit),
        },
        {
          name: `Weight${weight_unit ? `, ${weight_unit}` : ''}`,
          kind: 'number',
          extra: true,
          value: ({ weight }) => weight,
          cell: ({ weight }) => formatExact(weight),
        },
        {
          name: `Share, ${currency}`,
          kind: 'number',
          value: ({ amount }) => amount,
          cell: ({ amount }) => formatAmount(amount),
        },
      ],
    }),
    pager(path, {}, cursor, next),
  ];
}
