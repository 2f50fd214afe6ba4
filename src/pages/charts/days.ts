/** A device's month as a calendar of hours: days downwards, hours across, and the day's sums beside it. */
import { h } from '../dom.ts';
import { draw, textStyle } from './library.ts';

/** How much happened in an hour of a day. */
export interface HourCell {
  /** YYYY-MM-DD */
  readonly day: string;
  readonly hour: number;
  readonly count: number;
}

const ROW = 15;
const HOURS = [...Array(24).keys()];

/** Days × hours, darker where more happened. */
export function hoursByDay(days: readonly string[], cells: readonly HourCell[], name: string): HTMLElement {
  const box = h('div', { class: 'chart', role: 'img', 'aria-label': name });
  box.style.height = `${days.length * ROW + 42}px`;
  const most = Math.max(1, ...cells.map(({ count }) => count));
  const data = cells
    .filter(({ count }) => count > 0)
    .map(({ day, hour, count }) => [hour, days.indexOf(day), count]);
  draw(box, (color) => ({
    grid: { left: 78, right: 8, top: 22, bottom: 8 },
    tooltip: {
      renderMode: 'richText',
      backgroundColor: color('panel'),
      borderColor: color('line'),
      textStyle: { ...textStyle(color), color: color('ink') },
      formatter: ({ data: [hour, day, count] }: { data: [number, number, number] }) =>
        `${days[day]} ${String(hour).padStart(2, '0')}:00  ${count}`,
    },
    xAxis: {
      type: 'category',
      position: 'top',
      data: HOURS.map((hour) => String(hour).padStart(2, '0')),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...textStyle(color, 11), interval: 1 },
      splitArea: { show: true, areaStyle: { color: [color('stripe'), color('panel')] } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: days,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...textStyle(color, 11), interval: 0, formatter: (day: string) => dayName(day) },
    },
    visualMap: { show: false, min: 0, max: most, inRange: { color: [color('heat-0'), color('heat-1')] } },
    series: [{ type: 'heatmap', data, itemStyle: { borderColor: color('panel'), borderWidth: 1 } }],
  }));
  return box;
}

/** Counts by hour of the day. */
export function byHour(counts: readonly number[], name: string): HTMLElement {
  return columns(
    counts.map((count, hour) => ({ at: String(hour).padStart(2, '0'), count })),
    name,
    1,
  );
}

/** Columns along a row of times. */
function columns(
  data: readonly { readonly at: string; readonly count: number }[],
  name: string,
  interval: number,
): HTMLElement {
  const box = h('div', { class: 'chart low', role: 'img', 'aria-label': name });
  draw(box, (color) => ({
    grid: { left: 44, right: 8, top: 10, bottom: 22 },
    tooltip: { show: false },
    xAxis: {
      type: 'category',
      data: data.map(({ at }) => at),
      axisLine: { lineStyle: { color: color('line') } },
      axisTick: { show: false },
      axisLabel: { ...textStyle(color, 11), interval },
    },
    yAxis: {
      type: 'value',
      splitNumber: 2,
      minInterval: 1,
      splitLine: { lineStyle: { color: color('line') } },
      axisLabel: textStyle(color, 11),
    },
    series: [
      {
        type: 'bar',
        silent: true,
        barCategoryGap: '25%',
        itemStyle: { color: color('level') },
        data: data.map(({ count }) => count),
      },
    ],
  }));
  return box;
}

/** `2026-10-03` → `Sat 03` */
function dayName(day: string): string {
  const name = new Date(`${day}T00:00:00Z`).toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' });
  return `${name} ${day.slice(8)}`;
}
