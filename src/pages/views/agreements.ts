/** The agreements that the server keeps, with their versions. */
import { ask } from '../api.ts';
import { h, link } from '../dom.ts';
import { pageHead } from '../frame.ts';
import { table } from '../parts/table.ts';
import { shortId } from '../parts/words.ts';
import { address } from '../place.ts';
import type { View } from './view.ts';

interface Version {
  readonly version: number;
  readonly effective: string;
  readonly currency: string;
  readonly sha256: string;
}

export interface KeptAgreement {
  readonly id: string;
  readonly versions: readonly Version[];
}

export const agreementsView: View = async ({ signal }) => {
  const { agreements } = await ask<{ agreements: readonly KeptAgreement[] }>('/v1/agreements', { signal });
  const rows = agreements.flatMap(({ id, versions }) => versions.map((version) => ({ id, ...version })));
  return h(
    'div',
    {},
    pageHead({
      title: 'Agreements',
      about:
        'What the server keeps. A month is settled by them where nothing else is named; a version never changes.',
      actions: h('a', { class: 'button', href: '#/agreements/new' }, 'Check or keep one'),
    }),
    table({
      name: 'agreements',
      rows,
      caption: 'By id and version',
      empty:
        'The server keeps none: name a file or a folder of them when a month is settled, or keep some here.',
      columns: [
        {
          name: 'Agreement',
          value: ({ id }) => id,
          cell: ({ id, version }) => link(address(['agreements', id, version]), id),
        },
        { name: 'Version', kind: 'number', value: ({ version }) => String(version) },
        { name: 'Effective', kind: 'code', value: ({ effective }) => effective },
        { name: 'Currency', value: ({ currency }) => currency },
        {
          name: 'SHA-256',
          kind: 'code',
          value: ({ sha256 }) => sha256,
          cell: ({ sha256 }) => shortId(sha256),
        },
      ],
    }),
  );
};
