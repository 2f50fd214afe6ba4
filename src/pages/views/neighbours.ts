/** The device beside those that are charged and those taken for people; and every figure that is known of it. */
import { formatCount, words } from '../../report/format.ts';
import type { Evidence } from '../answers.ts';
import { ask } from '../api.ts';
import { type Child, h } from '../dom.ts';
import { section } from '../frame.ts';
import { later } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { badge } from '../parts/words.ts';

type Middle = readonly [number, number, number];

interface Neighbours {
  readonly charged: number;
  readonly people: number;
  readonly figures: readonly {
    readonly figure: string;
    readonly words: string;
    readonly own: number | null;
    readonly charged: Middle | null;
    readonly people: Middle | null;
    readonly like: string;
  }[];
  readonly alike: readonly {
    readonly what: string;
    readonly value: string;
    readonly devices: number;
    readonly charged: number;
    readonly review: number;
    readonly ignored: number;
  }[];
}

/** Asked for by itself, because it looks at all devices of the agreement. */
export function neighboursPart(run: string, { row }: Pick<Evidence, 'row'>): HTMLElement {
  const path = `/v1/runs/${run}/devices/${row}/neighbours`;
  return section(
    'Beside its neighbours',
    later(async (signal) => compared(await ask<Neighbours>(path, { signal })), 'Comparing …'),
  );
}

function compared(found: Neighbours): Child {
  const middle = (of: Middle | null) => (of === null ? '' : `${of[0]} · ${of[1]} · ${of[2]}`);
  return h(
    'div',
    { class: 'pair wide-left' },
    table({
      name: 'neighbours',
      rows: found.figures,
      caption: `Quartiles of ${formatCount(found.charged)} charged and ${formatCount(found.people)} people of the agreement`,
      columns: [
        { name: 'Figure', kind: 'wide', value: (row) => row.words },
        { name: 'This device', kind: 'number', value: ({ own }) => (own === null ? '' : String(own)) },
        { name: 'Charged', kind: 'number', value: ({ charged }) => middle(charged) },
        { name: 'People', kind: 'number', value: ({ people }) => middle(people) },
        {
          name: 'Like',
          value: ({ like }) => like,
          cell: ({ like }) =>
            badge(like, like === 'charged' ? 'charge' : like === 'people' ? 'ignore' : 'plain'),
        },
      ],
    }),
    table({
      name: 'alike devices',
      rows: found.alike,
      caption: 'What was decided of those that share something with it',
      empty: 'It shares nothing with another.',
      columns: [
        {
          name: 'Shared',
          value: ({ what, value }) => `${what} ${value}`,
          cell: ({ what, value }) => [`${words(what)} `, value === '' ? null : h('code', {}, value)],
        },
        {
          name: 'Others',
          kind: 'number',
          value: ({ devices }) => String(devices),
          cell: ({ devices }) => formatCount(devices),
        },
        {
          name: 'Charged',
          kind: 'number',
          value: ({ charged }) => String(charged),
          cell: ({ charged }) => formatCount(charged),
        },
        {
          name: 'Review',
          kind: 'number',
          value: ({ review }) => String(review),
          cell: ({ review }) => formatCount(review),
        },
        {
          name: 'Ignored',
          kind: 'number',
          value: ({ ignored }) => String(ignored),
          cell: ({ ignored }) => formatCount(ignored),
        },
      ],
    }),
  );
}

/** Names that identify somebody, or stand elsewhere on the page. */
const LEFT_OUT = new Set(['hour_counts', 'imsi']);

export function figuresPart({ features }: Evidence): HTMLElement {
  const rows = Object.entries(features).filter(([name, value]) => !LEFT_OUT.has(name) && value !== null);
  return h(
    'details',
    {},
    h('summary', {}, `All ${rows.length} figures that are known of it`),
    table({
      name: 'figures of the device',
      rows,
      columns: [
        { name: 'Figure', value: ([name]) => name, cell: ([name]) => words(name) },
        { name: 'Value', kind: 'number', value: ([, value]) => String(value) },
      ],
    }),
  );
}
