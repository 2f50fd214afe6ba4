/**
 * Charts as static SVG, drawn by ECharts without a browser. Colours are the page's CSS variables, so one picture serves
 * dark, light and print. A chart shows what a table beside it says in figures.
 */
import { BarChart, CustomChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { compare } from '../../domain/fraction.ts';
import type { LineKind } from '../../domain/statement.ts';
import { drawn, parseExact } from '../exact.ts';
import { formatAmount, formatChange, formatCount } from '../format.ts';
import type { SegmentSum } from '../segments.ts';
import { axisFloor, type WaterfallStep } from '../waterfall.ts';
import { html, Markup } from './markup.ts';

use([BarChart, CustomChart, GridComponent, SVGRenderer]);

/** More rows than this are unreadable as a picture: the table alone shows them. */
const MAX_CHART_ROWS = 40;
const ROW_HEIGHT = 30;
const BAR_HEIGHT = 18;
const BRIDGE_WIDTH = 900;
const SEGMENTS_WIDTH = 520;
const NAME_WIDTH = 200;
/** Names are cut by characters: how wide a letter is, only the reader's machine knows. The table has them whole. */
const MAX_NAME = 24;
const FIGURE_WIDTH = 110;
const PADDING = 8;
const FONT = 13;

/** A colour variable of the page's style. */
const color = (name: string) => `var(--${name})`;

/**
 * Bars from step to step; the figures at the right are the statement's own. `cut`: the axis does not begin at zero,
 * which the caption must say.
 */
export function bridgeChart(
  steps: readonly WaterfallStep[],
  title: string,
): { svg: Markup | null; cut: boolean } {
  const rows = steps.map(({ label, amount, kind, from, to }) => ({
    name: label,
    figure: kind === 'level' ? formatAmount(amount) : formatChange(amount),
    from: drawn(from),
    to: drawn(to),
    fill: color(kind === 'level' ? 'level' : compare(to, from) < 0 ? 'down' : 'up'),
  }));
  const floor = axisFloor(steps);
  const bar = (_: unknown, api: RenderApi) => {
    const index = api.value(0);
    const row = rows[index];
    if (!row) return null;
    const [left = 0, middle = 0] = api.coord([
      Math.max(Math.min(row.from, row.to), floor ?? -Infinity),
      index,
    ]);
    const [right = 0] = api.coord([Math.max(row.from, row.to), index]);
    const [end = 0, below = 0] = api.coord([row.to, index + 1]);
    const top = middle - BAR_HEIGHT / 2;
    // A step of nothing keeps a hair line, so that the row is not empty.
    const shape = { x: left, y: top, width: Math.max(right - left, 1), height: BAR_HEIGHT };
    const [zero = 0] = api.coord([floor ?? 0, index]);
    const start = { x1: zero, y1: middle - ROW_HEIGHT / 2, x2: zero, y2: middle + ROW_HEIGHT / 2 };
    const children: object[] = [
      { type: 'line', shape: start, style: { stroke: color('line') } },
      { type: 'rect', shape, style: { fill: row.fill } },
    ];
    if (floor !== null && row.from < floor) children.push(breakMark(left + 2 * PADDING, top));
    if (index + 1 < rows.length) {
      const link = { x1: end, y1: top + BAR_HEIGHT, x2: end, y2: below - BAR_HEIGHT / 2 };
      children.push({ type: 'line', shape: link, style: { stroke: color('soft') } });
    }
    return { type: 'group', silent: true, children };
  };
  const data = rows.map((row, index) => [index, floor ?? row.from, row.to]);
  const series = { type: 'custom', silent: true, renderItem: bar, encode: { x: [1, 2], y: 0 }, data };
  return { svg: draw(rows, [series], title, BRIDGE_WIDTH, floor), cut: floor !== null };
}

/** A slanted gap: this bar goes on to the left. */
function breakMark(x: number, top: number): object {
  const shape = {
    points: [
      [x, top + BAR_HEIGHT],
      [x + 4, top + BAR_HEIGHT],
      [x + 8, top],
      [x + 4, top],
    ],
  };
  return { type: 'polygon', shape, style: { fill: color('panel') } };
}

/** Devices of each segment. */
export function devicesChart(sums: readonly SegmentSum[], title: string): Markup | null {
  const rows = sums.map(({ segment, devices }) => ({ name: segment, figure: formatCount(devices) }));
  const devices = sums.map((sum) => sum.devices);
  return draw(rows, [barSeries('level', devices)], title, SEGMENTS_WIDTH);
}

/** Money of each segment, stacked by kind of line. */
export function moneyChart(
  sums: readonly SegmentSum[],
  kinds: readonly LineKind[],
  title: string,
): Markup | null {
  const rows = sums.map(({ segment, total }) => ({ name: segment, figure: formatAmount(total) }));
  const amountsOf = (kind: LineKind) => sums.map(({ amounts }) => drawn(parseExact(amounts[kind])));
  return draw(
    rows,
    kinds.map((kind) => barSeries(kind, amountsOf(kind))),
    title,
    SEGMENTS_WIDTH,
  );
}

interface RenderApi {
  value(dimension: number): number;
  coord(point: readonly number[]): number[];
}

function barSeries(name: string, data: readonly number[]): object {
  return {
    type: 'bar',
    stack: 'one',
    silent: true,
    barWidth: BAR_HEIGHT,
    itemStyle: { color: color(name) },
    data,
  };
}

/** Rows from top to bottom: name, bar, figure. `floor`: where the axis begins, null for zero. */
function draw(
  rows: readonly { name: string; figure: string }[],
  series: object[],
  title: string,
  width: number,
  floor: number | null = null,
): Markup | null {
  if (rows.length === 0 || rows.length > MAX_CHART_ROWS) return null;
  const height = rows.length * ROW_HEIGHT + 2 * PADDING;
  const label = { interval: 0, fontSize: FONT, fontFamily: 'inherit', color: color('ink') };
  const bare = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } };
  const axis = (position: string, data: string[], axisLabel: object) => {
    return { ...bare, type: 'category', position, inverse: true, data, axisLabel };
  };
  const names = rows.map(({ name }) => (name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name));
  const figures = rows.map((row) => row.figure);
  const option: EChartsCoreOption = {
    animation: false,
    grid: { left: NAME_WIDTH, right: FIGURE_WIDTH, top: PADDING, bottom: PADDING },
    xAxis: {
      ...bare,
      type: 'value',
      axisLabel: { show: false },
      ...(floor === null ? {} : { min: floor }),
      max: 'dataMax',
    },
    yAxis: [
      axis('left', names, label),
      axis('right', figures, { ...label, align: 'right', margin: FIGURE_WIDTH - PADDING }),
    ],
    series,
  };
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(option);
    return embed(chart.renderToSVGString(), title, width, height);
  } finally {
    chart.dispose();
  }
}

/**
 * Takes out of ECharts' SVG what a page does not need or what differs from one rendering to the next: the rules for a
 * pointer that never comes, class names and ids that count up over the process, namespaces (HTML knows them).
 */
function embed(svg: string, title: string, width: number, height: number): Markup {
  const body = svg
    .replace(/^<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|clip-path|ecmeta_\w+|pointer-events|xml:space)="[^"]*"/g, '')
    .replace(/<defs[\s\S]*?<\/defs>/g, '')
    .trim();
  const open = html`<svg role="img" aria-label="${title}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`;
  return new Markup(`${open.text}<title>${html`${title}`.text}</title>\n${body}\n</svg>`);
}
