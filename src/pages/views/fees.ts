/** How a decision and a fee came about: thresholds, presence, activity, segment, and the device's part in each line. */
import { formatAmount, formatCount, formatQuantity, words } from '../../report/format.ts';
import type { Evidence } from '../answers.ts';
import { type Child, h, link } from '../dom.ts';
import { section } from '../frame.ts';
import { bytes } from '../parts/amounts.ts';
import { type Column, table } from '../parts/table.ts';
import { address } from '../place.ts';

interface Derivation {
  readonly decided_by: string;
  readonly thresholds: { readonly charge_at: number; readonly review_at: number; readonly binding: boolean };
  readonly presence: {
    readonly days_of_window: number;
    readonly days_needed: number;
    readonly of_last: number;
    readonly longest_absence: number | null;
    readonly longest_allowed: number;
  };
  readonly activity: { readonly bytes: number; readonly sms: number; readonly calls: number };
  readonly segment: { readonly name: string; readonly rule: number | null; readonly as_human: boolean };
}

type Part = Evidence['lines'][number] & {
  readonly price?: string;
  readonly weight?: string;
  readonly weight_unit?: string;
};

/** The steps from figures to segment; the figures alone where the server does not tell the steps. */
export function derivationPart({ device, features, ...more }: Evidence): HTMLElement {
  const derived = (more as { derivation?: Derivation }).derivation;
  const rows: [string, Child][] =
    derived === undefined
      ? [
          ['Device', `${device.device}, probability ${device.probability}`],
          [
            'Presence',
            `${device.presence}: ${String(features.window_days ?? '?')} days of the window, longest absence ${String(features.longest_gap ?? '?')} days`,
          ],
          [
            'Activity',
            `${device.activity}: ${bytes(Number(device.bytes_up) + Number(device.bytes_down))}, ${String(device.sms)} SMS, ${String(device.calls)} calls`,
          ],
          ['Segment', device.segment || 'none'],
        ]
      : [
          [
            'Decision',
            `${device.decision}, by ${words(derived.decided_by)}: probability ${device.probability}, charge at ${derived.thresholds.charge_at}, review at ${derived.thresholds.review_at}`,
          ],
          [
            'Presence',
            `${words(device.presence)}: ${derived.presence.days_of_window} of the last ${derived.presence.of_last} days (${derived.presence.days_needed} needed), longest absence ${derived.presence.longest_absence ?? 'unknown'} (${derived.presence.longest_allowed} allowed)`,
          ],
          [
            'Activity',
            `${device.activity}: ${bytes(derived.activity.bytes)}, ${derived.activity.sms} SMS, ${derived.activity.calls} calls`,
          ],
          [
            'Segment',
            derived.segment.name === ''
              ? 'none'
              : `${derived.segment.name}${derived.segment.rule === null ? '' : `, by rule ${derived.segment.rule} of the agreement`}${derived.segment.as_human ? '; settled as if it were human' : ''}`,
          ],
        ];
  return section(
    'How it follows',
    h(
      'dl',
      { class: 'facts' },
      rows.map(([name, what]) => [h('dt', {}, name), h('dd', {}, what)]),
    ),
  );
}

export function feesPart(run: string, { lines, agreement_id, device, ...more }: Evidence): HTMLElement {
  const parts: readonly Part[] = lines;
  const notDue = (more as { not_due?: readonly { charge_ref: string; because: string }[] }).not_due ?? [];
  const hasPrice = parts.some(({ price }) => price !== undefined);
  const price: Column<Part> = { name: 'Price', kind: 'wide', value: (part) => part.price ?? '' };
  return section(
    'What it has in the statement',
    table<Part>({
      name: 'parts of the device',
      rows: parts,
      empty: 'It has a part in no line.',
      caption: `Shares of rounded lines, in ${device.currency}.`,
      columns: [
        {
          name: 'Line',
          value: ({ line_id }) => line_id,
          cell: ({ line_id, kind }) =>
            link(
              address(['runs', run, 'statements', agreement_id, 'lines', line_id]),
              `${words(kind)} `,
              h('code', {}, line_id),
            ),
        },
        {
          name: 'Service',
          value: ({ service }) => service ?? '',
          cell: ({ service }) => (service ? words(service) : 'fee'),
        },
        { name: 'Segment', value: ({ segment }) => segment },
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
          cell: ({ quantity, unit }) => formatQuantity(quantity, unit),
        },
        ...(hasPrice ? [price] : []),
        {
          name: 'Amount',
          kind: 'number',
          value: ({ amount }) => amount,
          cell: ({ amount }) => formatAmount(amount),
        },
      ],
    }),
    notDue.length === 0
      ? null
      : h(
          'ul',
          { class: 'notes' },
          notDue.map(({ charge_ref, because }) =>
            h('li', {}, h('code', {}, charge_ref), ` is not due: ${because}`),
          ),
        ),
  );
}
