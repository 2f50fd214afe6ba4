/** What the bench of detection prints. */
import { renderTable } from '../../src/cli/render/table.ts';
import type { Method, SliceFigures } from '../../src/evaluate/evaluate.ts';
import { figuresOf as ratios } from '../../src/evaluate/figures.ts';
import type { Measured } from './measure.ts';
import { boundsOf, figuresOf, JUDGED_SLICES, LEAST_ABLATED_PRECISION, METHODS, SLICES } from './must.ts';
import { nameOf } from './worlds.ts';
import type { Worst } from './worst.ts';

/** The bench's tables are as wide as they are. */
const WIDE = { width: 250 };
const WORST_KINDS = 12;
const number = (value: number | null | undefined, digits = 4): string =>
  value === null || value === undefined ? '-' : value.toFixed(digits);
const word = (holds: boolean | null): string => (holds === null ? '-' : holds ? 'holds' : 'FAILS');
const right = (headers: readonly string[]) =>
  headers.map((_, i) => (i === 0 ? 'left' : 'right') as 'left' | 'right');

/** A line a month: the bounds of issue 6, and whether all of them hold. */
export function boundsTable(measured: readonly Measured[]): string {
  const [one] = measured;
  const names = boundsOf(one!.evaluation);
  const headers = [
    'month',
    ...names.map(({ what, bound, atMost }) => `${what} ${atMost ? '≤' : '≥'} ${bound}`),
    '',
  ];
  const rows = measured.map(({ cell, evaluation }) => {
    const bounds = boundsOf(evaluation);
    const cells = bounds.map(({ value, holds }) => `${number(value)}${holds === false ? ' !' : ''}`);
    return [nameOf(cell), ...cells, word(bounds.every(({ holds }) => holds !== false))];
  });
  return renderTable(headers, rows, right(headers), WIDE);
}

/** A line a slice, all months together, with the worst month's precision and recall. */
export function slicesTable(measured: readonly Measured[]): string {
  const headers = [
    'slice',
    'machines',
    'humans',
    'wrongly',
    'precision',
    'worst',
    'recall',
    'worst',
    'humans charged',
  ];
  const rows = SLICES.flatMap((slice) => {
    const own = measured.flatMap(({ evaluation }) => figuresOf(evaluation.figures, slice) ?? []);
    if (own.length === 0) return [];
    const all = pooled(own);
    return [
      [
        slice.replaceAll('_', ' '),
        String(all.machines),
        String(all.humans),
        String(all.humans_charged),
        number(all.precision),
        number(least(own, 'precision')),
        number(all.recall),
        number(least(own, 'recall')),
        number(all.humans_charged_share),
      ],
    ];
  });
  return renderTable(headers, rows, right(headers), WIDE);
}

/** Precision and recall of each method by slice, all months together. */
export function methodsTable(measured: readonly Measured[]): string {
  const headers = ['precision / recall', ...METHODS.map((method) => method.replaceAll('_', ' '))];
  const rows = SLICES.flatMap((slice) => {
    const cells = METHODS.map((method) => ofMethod(measured, slice, method));
    if (cells.every((cell) => cell === null)) return [];
    return [
      [
        slice.replaceAll('_', ' '),
        ...cells.map((cell) => `${number(cell?.precision, 3)} / ${number(cell?.recall, 3)}`),
      ],
    ];
  });
  return renderTable(headers, rows, right(headers), WIDE);
}

/** The kinds that are worst off, all months together: people by how many are charged, machines by recall. */
export function kindsTable(measured: readonly Measured[]): string {
  const names = new Set(
    measured.flatMap(({ evaluation }) =>
      evaluation.figures.flatMap(({ slice }) => (slice.startsWith('kind ') ? [slice] : [])),
    ),
  );
  const kinds = [...names].sort().flatMap((slice) => ofMethod(measured, slice, 'run') ?? []);
  const charged = kinds
    .filter(({ humans_charged }) => humans_charged > 0)
    .sort((a, b) => b.humans_charged - a.humans_charged);
  const missed = kinds
    .filter(({ recall }) => recall !== null && recall < 1)
    .sort((a, b) => a.recall! - b.recall!);
  const nameOfKind = (row: SliceFigures | undefined) => row?.slice.replace('kind ', '') ?? '';
  const rows = Array.from(
    { length: Math.min(WORST_KINDS, Math.max(charged.length, missed.length)) },
    (_, i) => [
      nameOfKind(missed[i]),
      String(missed[i]?.machines ?? ''),
      missed[i] === undefined ? '' : number(missed[i].recall),
      nameOfKind(charged[i]),
      String(charged[i]?.humans ?? ''),
      String(charged[i]?.humans_charged ?? ''),
    ],
  );
  const headers = ['machines missed', 'devices', 'recall', 'people charged', 'devices', 'charged'];
  return renderTable(headers, rows, ['left', 'right', 'right', 'left', 'right', 'right'], WIDE);
}

/** Precision by slice without each family, all months together; a slice below the bound is marked. */
export function ablationTable(measured: readonly Measured[]): string {
  const headers = ['without', ...JUDGED_SLICES.map((slice) => slice.replaceAll('_', ' ')), 'recall', ''];
  const families = Object.keys(measured.find(({ without }) => without !== null)?.without ?? {});
  const rows = ['(the run)', ...families].map((family) => {
    const by = JUDGED_SLICES.map((slice) =>
      family === '(the run)' ? ofMethod(measured, slice, 'run') : ablated(measured, family, slice),
    );
    const cells = by.map((row) => {
      const low =
        row?.precision !== null && row?.precision !== undefined && row.precision < LEAST_ABLATED_PRECISION;
      return `${number(row?.precision, 3)}${low ? ' !' : ''}`;
    });
    const holds = cells.every((cell) => !cell.endsWith('!'));
    return [family, ...cells, number(by[0]?.recall, 3), word(holds)];
  });
  return renderTable(headers, rows, right(headers), WIDE);
}

/** A line a slice: its worst precision in any month, whatever family is left out, and with none left out. */
export function worstTable(worst: readonly Worst[]): string {
  const headers = ['slice', 'worst precision', 'without', 'month', 'machines', 'humans', 'with all', 'month'];
  const rows = worst.map(({ slice, precision, without, month, machines_charged, humans_charged, whole }) => [
    slice.replaceAll('_', ' '),
    `${number(precision)}${precision < LEAST_ABLATED_PRECISION ? ' !' : ''}`,
    without,
    month,
    String(machines_charged),
    String(humans_charged),
    number(whole?.precision),
    whole?.month ?? '-',
  ]);
  const align = headers.map((_, i) => ([1, 4, 5, 6].includes(i) ? 'right' : 'left') as 'left' | 'right');
  return renderTable(headers, rows, align, WIDE);
}

/** Figures of a slice without a family, all months together. */
function ablated(measured: readonly Measured[], family: string, slice: string): SliceFigures | null {
  const own = measured.flatMap(({ without }) => figuresOf(without?.[family] ?? [], slice) ?? []);
  return own.length === 0 ? null : pooled(own);
}

export function ofMethod(measured: readonly Measured[], slice: string, method: Method): SliceFigures | null {
  const own = measured.flatMap(({ evaluation }) => figuresOf(evaluation.figures, slice, method) ?? []);
  return own.length === 0 ? null : pooled(own);
}

function pooled(rows: readonly SliceFigures[]): SliceFigures {
  const sum = (key: 'machines' | 'humans' | 'machines_charged' | 'humans_charged') =>
    rows.reduce((all, row) => all + row[key], 0);
  const [{ method, slice }] = rows as [SliceFigures];
  return {
    method,
    slice,
    ...ratios({
      machines: sum('machines'),
      humans: sum('humans'),
      machines_charged: sum('machines_charged'),
      humans_charged: sum('humans_charged'),
    }),
  };
}

function least(rows: readonly SliceFigures[], key: 'precision' | 'recall'): number | null {
  const known = rows.flatMap((row) => row[key] ?? []);
  return known.length === 0 ? null : Math.min(...known);
}
