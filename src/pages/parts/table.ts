/** Tables: figures right-aligned in columns that add up, rows that the keyboard walks through, CSV of what is seen. */
import { formatAmount } from '../../report/format.ts';
import { button, type Child, h } from '../dom.ts';
import { saveCsv } from './download.ts';

export interface Column<T> {
  /** Head of the column, and its name in the CSV. */
  readonly name: string;
  /** The text of a cell, as the CSV has it. */
  readonly value: (row: T) => string;
  /** What is shown; left out: the text. */
  readonly cell?: (row: T, index: number) => Child;
  readonly kind?: 'number' | 'code' | 'wide';
  /** Hidden on narrow windows. */
  readonly extra?: boolean;
}

export interface TableOf<T> {
  /** Of the file, and what a screen reader says. */
  readonly name: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly caption?: Child;
  readonly empty?: Child;
  readonly rowClass?: (row: T) => string | null;
  /** What stands under a row, over its whole width. */
  readonly below?: (row: T) => Child;
  readonly foot?: readonly Child[];
  /** A picture beside the rows, at the place of a column with this head: rows are of one height then. */
  readonly picture?: { readonly head: string; readonly box: HTMLElement; readonly before: string };
  readonly tools?: Child;
  readonly csv?: boolean;
}

/** Decimal texts with commas between thousands; an empty text shows nothing. */
export function amountColumn<T>(name: string, value: (row: T) => string): Column<T> {
  const cell = (row: T) => (value(row) === '' ? null : formatAmount(value(row)));
  return { name, kind: 'number', value, cell };
}

/** A figure with its caption, tools and table. */
export function table<T>(of: TableOf<T>): HTMLElement {
  const { name, columns, rows, caption, picture, tools, empty = 'Nothing to show.' } = of;
  const csv =
    of.csv === false || rows.length === 0
      ? null
      : button('CSV', () => toCsv(of), {
          class: 'quiet small',
          title: `Save these ${rows.length} rows as CSV`,
          'aria-label': `Save ${name} as CSV`,
        });
  const bar =
    caption || tools || csv
      ? h(
          'div',
          { class: 'table-bar' },
          h('p', { class: 'soft' }, caption),
          h('div', { class: 'tools' }, tools, csv),
        )
      : null;
  if (rows.length === 0) return h('div', { class: 'table-box' }, bar, h('p', { class: 'empty' }, empty));
  const head = columns.flatMap((column) => [
    picture?.before === column.name ? pictureHead(picture.head) : null,
    h('th', { scope: 'col', class: classOf(column) }, column.name),
  ]);
  return h(
    'div',
    { class: 'table-box' },
    bar,
    h(
      'div',
      { class: 'scroll', role: 'region', 'aria-label': name, tabindex: '0' },
      h(
        'table',
        { class: picture === undefined ? null : 'pictured' },
        h('thead', {}, h('tr', {}, head)),
        h(
          'tbody',
          {},
          rows.map((row, index) => rowsOf(of, row, index)),
        ),
        of.foot === undefined ? null : h('tfoot', {}, of.foot),
      ),
    ),
  );
}

/** A picture without a head of its own says nothing that the figures do not. */
function pictureHead(head: string): HTMLElement {
  return head === ''
    ? h('td', { class: 'picture', 'aria-hidden': 'true' })
    : h('th', { scope: 'col', class: 'picture' }, head);
}

function rowsOf<T>({ columns, rows, rowClass, below, picture }: TableOf<T>, row: T, index: number): Child {
  const cells = columns.flatMap((column, place) => {
    const shown = column.cell === undefined ? column.value(row) : column.cell(row, index);
    const box =
      picture?.before === column.name && index === 0
        ? h('td', { class: 'picture', rowspan: rows.length, 'aria-hidden': 'true' }, picture.box)
        : null;
    return [
      box,
      place === 0
        ? h('th', { scope: 'row', class: classOf(column) }, shown)
        : h('td', { class: classOf(column) }, shown),
    ];
  });
  const under = below?.(row);
  return [
    h('tr', { class: rowClass?.(row) ?? null, 'data-row': true }, cells),
    under ? h('tr', { class: 'below' }, h('td', { colspan: columns.length }, under)) : null,
  ];
}

function classOf<T>({ kind, extra }: Column<T>): string | null {
  return [kind, extra === true ? 'extra' : null].filter(Boolean).join(' ') || null;
}

function toCsv<T>({ name, columns, rows }: TableOf<T>): void {
  saveCsv(
    name.replace(/[^A-Za-z0-9._-]+/g, '-'),
    columns.map((column) => column.name),
    rows.map((row) => columns.map(({ value }) => value(row))),
  );
}
