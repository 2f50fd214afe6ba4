/** What months would have come to under candidate agreements, side by side. */
import { drawn, formatExact, parseExact } from '../../report/exact.ts';
import { formatAmount, formatCount, formatPercent } from '../../report/format.ts';
import { bars } from '../charts/bars.ts';
import { type Child, h } from '../dom.ts';
import { section } from '../frame.ts';
import { noticeBox } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { badge } from '../parts/words.ts';

interface Figures {
  readonly devices_charged?: number;
  readonly device_months?: number;
  readonly usage: string;
  readonly access: string;
  readonly as_billed: string;
  readonly commitment: string;
  readonly net: string;
  readonly payable: string;
  readonly uplift_percent: string | null;
}

interface Candidate {
  readonly candidate: string;
  readonly agreement: { readonly id: string; readonly version: number };
  readonly currency: string;
  readonly months: readonly (Figures & { readonly period: string; readonly status: string })[];
  readonly totals: Figures;
}

interface BreakEven {
  readonly candidate: string;
  readonly period: string | null;
  readonly target: string;
  readonly found: string;
  readonly exact: string | null;
  readonly above: { readonly price: string; readonly net: string } | null;
}

const NOT_FOUND: Readonly<Record<string, string>> = {
  no_quantity: 'none: nothing is priced by it',
  above_at_zero: 'none: net is above the target even at 0',
  never_reached: 'none: net stays below the target whatever the price',
};

type Row = Figures & {
  readonly of: string;
  readonly when: string;
  readonly currency: string;
  readonly status: string;
};

export function simulationOf(result: Readonly<Record<string, unknown>>): Child {
  const candidates = (result.candidates ?? []) as readonly Candidate[];
  const found = (result.break_even ?? []) as readonly BreakEven[];
  const several = new Set(candidates.map(({ candidate }) => candidate)).size < candidates.length;
  const nameOf = ({ candidate, agreement }: Candidate) =>
    several ? `${candidate} · ${agreement.id}` : candidate;
  const months = [...new Set(candidates.flatMap((one) => one.months.map(({ period }) => period)))].sort();
  const byMonth: Row[] = months.flatMap((period) =>
    candidates.flatMap((one) =>
      one.months
        .filter((month) => month.period === period)
        .map((month) => ({ ...month, of: nameOf(one), when: period, currency: one.currency })),
    ),
  );
  const all: Row[] =
    months.length < 2
      ? []
      : candidates.map((one) => ({
          ...one.totals,
          of: nameOf(one),
          when: 'all',
          currency: one.currency,
          status: '',
        }));
  const rows = [...byMonth, ...all];
  const box = bars({ rows: rows.map(({ net }) => [{ from: 0, to: drawn(parseExact(net)), tone: 'level' }]) });
  const amount = (name: string, of: (row: Row) => string) => ({
    name,
    kind: 'number' as const,
    value: of,
    cell: (row: Row) => formatAmount(of(row)),
  });
  return [
    noticeBox('plain', 'A simulation: no run is kept.'),
    section(
      'Candidates',
      table({
        name: 'simulation',
        rows,
        caption: 'Net, drawn beside its figures',
        rowClass: ({ when }) => (when === 'all' ? 'level' : null),
        columns: [
          { name: 'Candidate', value: ({ of }) => of },
          {
            name: 'Month',
            value: ({ when }) => when,
            cell: ({ when, status }) => [when, status === 'provisional' ? [' ', badge('provisional')] : null],
          },
          {
            name: 'Charged',
            kind: 'number',
            value: (row) => String(row.devices_charged ?? row.device_months ?? ''),
            cell: (row) => formatCount(row.devices_charged ?? row.device_months ?? 0),
          },
          amount('Usage', ({ usage }) => usage),
          amount('Access', ({ access }) => access),
          amount('As billed', ({ as_billed }) => as_billed),
          amount('Net', ({ net }) => net),
          amount('Payable', ({ payable }) => payable),
          {
            name: 'Uplift',
            kind: 'number',
            value: ({ uplift_percent }) => uplift_percent ?? '',
            cell: ({ uplift_percent }) => formatPercent(uplift_percent),
          },
          { name: 'Cur.', value: ({ currency }) => currency },
        ],
        ...(box === null ? {} : { picture: { head: '', box, before: 'Net' } }),
      }),
    ),
    found.length === 0
      ? null
      : section(
          'Break-even',
          table({
            name: 'break-even',
            rows: found,
            caption: 'The price at which net meets the target',
            columns: [
              { name: 'Candidate', value: ({ candidate }) => candidate },
              { name: 'Month', value: ({ period }) => period ?? 'all' },
              {
                name: 'Target net',
                kind: 'number',
                value: ({ target }) => target,
                cell: ({ target }) => formatExact(target),
              },
              {
                name: 'Price',
                value: (row) => row.exact ?? NOT_FOUND[row.found] ?? row.found,
                cell: (row) =>
                  row.exact !== null
                    ? h('b', {}, formatExact(row.exact))
                    : (NOT_FOUND[row.found] ?? row.found),
              },
              {
                name: 'Net at or above it',
                value: ({ above }) => (above === null ? '' : `${above.price} → ${above.net}`),
                cell: ({ above }) => (above === null ? null : `${above.price} → ${formatAmount(above.net)}`),
              },
            ],
          }),
        ),
  ];
}
