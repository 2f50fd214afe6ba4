/**
 * Bars beside the rows of a table, one a row, so that the table's figures are the chart's. Positions are floats; what is read
 * stands in the table as the decimal that it is.
 */
import { h } from '../dom.ts';
import { draw } from './library.ts';

/** A part of a bar; `tone` is a colour of the style sheet. */
export interface BarPart {
  readonly from: number;
  readonly to: number;
  readonly tone: string;
}

export interface BarsOf {
  readonly rows: readonly (readonly BarPart[])[];
  /** Where the axis begins; left out: at zero, or the least where that is below. */
  readonly floor?: number | null;
  /** A thread from the end of each bar to the next. */
  readonly linked?: boolean;
}

interface RenderApi {
  value(dimension: number): number;
  coord(point: readonly number[]): number[];
}

interface RenderParams {
  readonly coordSys: { readonly x: number; readonly width: number };
}

/** Top and bottom of a row of the table, in pixels from the first. */
type Band = readonly [number, number];

const BAR = 18;
const MAX_ROWS = 60;
const MARGIN = 0.03;

/** Null where there are too many rows to be a picture, or none. The box is as high as the table's rows are together. */
export function bars({ rows, floor = null, linked = false }: BarsOf): HTMLElement | null {
  if (rows.length === 0 || rows.length > MAX_ROWS) return null;
  const box = h('div', { class: 'bars' });
  const all = rows.flat().flatMap(({ from, to }) => [from, to]);
  const least = floor ?? Math.min(0, ...all);
  const most = Math.max(least === 0 ? 0 : least, ...all);
  const pad = (most - least || 1) * MARGIN;
  draw(box, (color) => {
    const bands = bandsOf(box, rows.length);
    const drawing = { color, floor: least, linked, bands };
    return {
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      xAxis: { type: 'value', show: false, min: least - pad, max: most + pad },
      yAxis: { type: 'value', show: false, inverse: true, min: 0, max: bands.at(-1)?.[1] ?? 1 },
      series: [
        {
          type: 'custom',
          silent: true,
          clip: false,
          data: rows.map((_, index) => [least, bands[index]![0], index]),
          renderItem: (params: RenderParams, api: RenderApi) => ({
            type: 'group',
            children: shapes(rows, api.value(2), { ...drawing, params, api }),
          }),
        },
      ],
    };
  });
  return box;
}

/** Rows grow with their words, so where they stand is measured. */
function bandsOf(box: HTMLElement, count: number): Band[] {
  const rows = [
    ...(box.closest('tbody')?.querySelectorAll<HTMLElement>(':scope > tr[data-row]') ?? []),
  ].slice(0, count);
  const places = rows.map((row) => row.getBoundingClientRect());
  const first = places[0]?.top ?? 0;
  return Array.from({ length: count }, (_, index): Band => {
    const place = places[index];
    return place === undefined ? [0, 0] : [place.top - first, place.bottom - first];
  });
}

interface Drawing {
  readonly params: RenderParams;
  readonly api: RenderApi;
  readonly color: (name: string) => string;
  readonly floor: number;
  readonly linked: boolean;
  readonly bands: readonly Band[];
}

function shapes(rows: BarsOf['rows'], index: number, at: Drawing): object[] {
  const { params, api, color, floor, linked, bands } = at;
  const x = (value: number) => api.coord([value, 0])[0]!;
  const [top, bottom] = bands[index]!;
  const middle = (top + bottom) / 2;
  const line = (x1: number, y1: number, x2: number, y2: number, tone: string) => ({
    type: 'line',
    shape: { x1, y1, x2, y2 },
    style: { stroke: color(tone), lineWidth: 1 },
  });
  const parts = rows[index]!.map(({ from, to, tone }) => {
    const left = x(Math.max(Math.min(from, to), floor));
    const right = x(Math.max(from, to));
    return {
      type: 'rect',
      shape: { x: left, y: middle - BAR / 2, width: Math.max(right - left, 1.5), height: BAR, r: 1 },
      style: { fill: color(tone) },
    };
  });
  const zero = x(Math.max(0, floor));
  const { x: begin, width } = params.coordSys;
  const next = bands[index + 1];
  const end = rows[index]!.at(-1);
  const thread =
    linked && end !== undefined && next !== undefined
      ? [line(x(end.to), middle + BAR / 2, x(end.to), (next[0] + next[1]) / 2 - BAR / 2, 'soft')]
      : [];
  const rule = next === undefined ? [] : [line(begin, bottom - 0.5, begin + width, bottom - 0.5, 'line')];
  return [...rule, line(zero, top, zero, bottom, 'edge'), ...parts, ...thread];
}

/** What the colours of a chart mean. */
export function legend(entries: readonly (readonly [string, string])[]): HTMLElement {
  return h(
    'span',
    { class: 'legend' },
    entries.map(([tone, name]) => h('span', {}, h('i', { class: `key ${tone}` }), name)),
  );
}
