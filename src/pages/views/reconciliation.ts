/** What a comparison with a partner's rows came to: classes, and the rows that are furthest apart. */
import { sub } from '../../domain/fraction.ts';
import { parseExact, roundedText, shownDecimals } from '../../report/exact.ts';
import { formatCount } from '../../report/format.ts';
import { button, type Child, h } from '../dom.ts';
import { figures, section } from '../frame.ts';
import type { ClassTotal, Difference, Reconciled } from '../papers.ts';
import { change } from '../parts/amounts.ts';
import { choice, labelled } from '../parts/fields.ts';
import { imsiText } from '../parts/imsi.ts';
import { noticeBox } from '../parts/notice.ts';
import { amountColumn, type Column, table } from '../parts/table.ts';
import { badge } from '../parts/words.ts';

/** Name, key, and the column of the file that it is of. */
export const SIDES = [
  ['Our quantity', 'our_quantity', 'quantity'],
  ['Their quantity', 'their_quantity', 'quantity'],
  ['Our amount', 'our_amount', 'amount'],
  ['Their amount', 'their_amount', 'amount'],
] as const;
const TONES: Readonly<Record<string, string>> = { matched: 'done', different: 'charge' };
const CLASS_NAMES: Readonly<Record<string, string>> = {
  matched: 'matched',
  different: 'different',
  only_ours: 'only ours',
  only_theirs: 'only theirs',
};

export interface Shown {
  readonly reveal: boolean;
  /** The class of the differences that are shown; '' for any. */
  readonly only: string;
}

interface Outcome {
  readonly result: Reconciled;
  readonly shown: Shown;
  /** Columns of what the file says: quantities, amounts, or both. */
  readonly sides: readonly (typeof SIDES)[number][];
  readonly again: (change: Partial<Shown>) => void;
  readonly saveAll: () => void;
}

export function outcome(of: Outcome): HTMLElement {
  const { by, classes, imsis, agreement_id } = of.result;
  const isApart = classes.some((one) => one.class !== 'matched');
  return section(
    'What came of it',
    isApart ? null : noticeBox('good', 'Everything matches, from both sides.'),
    table({
      name: `reconciliation ${agreement_id}`,
      rows: classes,
      caption: `Combinations of ${by.join(', ')}; the classes add up to the totals of both sides.`,
      columns: [
        { name: 'Class', value: (one) => one.class, cell: classBadge },
        {
          name: 'Rows',
          kind: 'number',
          value: ({ rows }) => String(rows),
          cell: ({ rows }) => formatCount(rows),
        },
        ...(by.includes('imsi') ? [imsisColumn] : []),
        ...sideColumns<ClassTotal>(of.sides),
      ],
    }),
    imsis === null
      ? null
      : figures([
          [formatCount(imsis.both), 'IMSIs on both sides'],
          [formatCount(imsis.only_ours), 'only ours'],
          [formatCount(imsis.only_theirs), 'only theirs'],
        ]),
    isApart ? apart(of) : null,
  );
}

const imsisColumn: Column<ClassTotal> = {
  name: 'IMSIs',
  kind: 'number',
  value: ({ imsis }) => String(imsis),
  cell: ({ imsis }) => formatCount(imsis),
};

function apart({ result, shown, sides, again, saveAll }: Outcome): HTMLElement {
  const { by, classes, differences, agreement_id } = result;
  const { only, reveal } = shown;
  const those = classes.filter((one) => one.class !== 'matched' && (only === '' || one.class === only));
  const rows = those.reduce((sum, one) => sum + one.rows, 0);
  const hasImsis = by.includes('imsi');
  const select = choice(
    [
      ['', 'all that does not match'],
      ...classes.flatMap(({ class: one }) =>
        one === 'matched' ? [] : [[one, CLASS_NAMES[one] ?? one] as const],
      ),
    ],
    only,
    { onchange: () => again({ only: select.value }) },
  );
  return section(
    'What does not match',
    h('div', { class: 'filters' }, labelled('Show', select)),
    table({
      name: `differences ${agreement_id}`,
      rows: differences,
      caption:
        rows > differences.length
          ? `The ${differences.length} of ${formatCount(rows)} rows that are furthest apart`
          : `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}, those furthest apart first`,
      tools: [
        hasImsis
          ? button(reveal ? 'Mask IMSIs' : 'Reveal IMSIs (audited)', () => again({ reveal: !reveal }), {
              class: 'quiet small',
            })
          : null,
        button(hasImsis ? 'All as CSV (shows IMSIs, audited)' : 'All as CSV', saveAll, {
          class: 'quiet small',
        }),
      ],
      columns: [
        { name: 'Class', value: (one) => one.class, cell: classBadge },
        ...(['line', 'service', 'segment'] as const)
          .filter((key) => by.includes(key))
          .map(
            (key): Column<Difference> => ({
              name: `${key[0]!.toUpperCase()}${key.slice(1)}`,
              kind: 'code',
              value: (one) => one[key] ?? '',
            }),
          ),
        ...(hasImsis ? [imsiColumn] : []),
        ...sideColumns<Difference>(sides),
      ],
    }),
  );
}

const imsiColumn: Column<Difference> = {
  name: 'IMSI',
  kind: 'code',
  value: ({ imsi }) => imsi ?? '',
  cell: ({ imsi }) => (imsi === null ? null : imsiText(imsi)),
};

function classBadge(one: { readonly class: string }): Child {
  return badge(CLASS_NAMES[one.class] ?? one.class, TONES[one.class] ?? 'plain');
}

type Sides = Readonly<Record<(typeof SIDES)[number][1], string | null>>;

/** What each side has, and how far theirs is from ours. */
function sideColumns<T extends Sides>(sides: Outcome['sides']): Column<T>[] {
  const columns = sides.map(([name, key]) => amountColumn<T>(name, (row) => row[key] ?? ''));
  const [kind] = sides.at(-1)?.slice(2) ?? [];
  const apartOf = (row: T) =>
    kind === 'amount'
      ? lessOurs(row.their_amount, row.our_amount)
      : lessOurs(row.their_quantity, row.our_quantity);
  return [
    ...columns,
    {
      name: 'Theirs less ours',
      kind: 'number',
      value: apartOf,
      cell: (row) => change(apartOf(row)),
    },
  ];
}

/** Exact, to the places of the longer. */
function lessOurs(theirs: string | null, ours: string | null): string {
  const [a, b] = [theirs ?? '0', ours ?? '0'];
  const decimals = Math.max(shownDecimals(a), shownDecimals(b));
  return roundedText(sub(parseExact(a), parseExact(b)), decimals);
}
