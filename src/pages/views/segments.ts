/** Devices and money of each segment; a segment leads to its devices. */
import type { Statement } from '../../domain/statement.ts';
import { drawn, parseExact } from '../../report/exact.ts';
import { formatAmount, formatCount, words } from '../../report/format.ts';
import { MONEY_KINDS, segmentSums } from '../../report/segments.ts';
import { type BarPart, bars, legend } from '../charts/bars.ts';
import { type Child, link } from '../dom.ts';
import { section } from '../frame.ts';
import { isSome } from '../parts/amounts.ts';
import { table } from '../parts/table.ts';
import { address } from '../place.ts';

/** `run`: whose devices the names lead to; null where none are kept. */
export function segmentsPart(statement: Statement, run: string | null): Child {
  const sums = segmentSums(statement);
  const kinds = MONEY_KINDS.filter((kind) => sums.some(({ amounts }) => isSome(amounts[kind])));
  const box = bars({
    rows: sums.map(({ amounts }) =>
      stacked(kinds.map((kind) => ({ tone: kind, size: drawn(parseExact(amounts[kind])) }))),
    ),
  });
  return section(
    'Segments',
    table({
      name: `segments ${statement.agreement.id} ${statement.period}`,
      rows: sums,
      caption: [legend(kinds.map((kind) => [kind, words(kind)])), ` Amounts in ${statement.currency}.`],
      columns: [
        {
          name: 'Segment',
          value: ({ segment }) => segment,
          cell: ({ segment }, index) =>
            run === null
              ? segment
              : link(
                  address(['runs', run, 'devices'], {
                    agreement: statement.agreement.id,
                    segment: statement.devices.by_segment[index]?.segment ?? segment,
                  }),
                  segment,
                ),
        },
        {
          name: 'Devices',
          kind: 'number',
          value: ({ devices }) => String(devices),
          cell: ({ devices }) => formatCount(devices),
        },
        ...kinds.map((kind) => ({
          name: words(kind).replace(/^./, (letter) => letter.toUpperCase()),
          kind: 'number' as const,
          value: ({ amounts }: (typeof sums)[number]) => amounts[kind],
          cell: ({ amounts }: (typeof sums)[number]) => formatAmount(amounts[kind]),
        })),
        {
          name: 'Total',
          kind: 'number',
          value: ({ total }) => total,
          cell: ({ total }) => formatAmount(total),
        },
      ],
      ...(box === null ? {} : { picture: { head: '', box, before: 'Total' } }),
    }),
  );
}

/** Parts one after the other; those below zero go the other way. */
export function stacked(parts: readonly { readonly tone: string; readonly size: number }[]): BarPart[] {
  let [up, down] = [0, 0];
  return parts
    .filter(({ size }) => size !== 0)
    .map(({ tone, size }) => {
      const from = size < 0 ? down : up;
      if (size < 0) down += size;
      else up += size;
      return { from, to: from + size, tone };
    });
}
