/** Precision against recall as SVG: a line a month, a point for each plainer method over all of them. */
import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { svgFile } from '../../src/report/svg.ts';
import type { Measured } from './measure.ts';
import { METHODS } from './must.ts';
import { ofMethod } from './tables.ts';
import { nameOf } from './worlds.ts';

use([LineChart, ScatterChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const TITLE = 'Detection: precision against recall';
const WIDTH = 1000;
const HEIGHT = 620;
/** The curves lie in the upper corner; a point below is drawn on the edge. */
const LEAST_PRECISION = 0.7;
const COLORS = ['#1f6fb4', '#d9772b', '#3a8f4d', '#9b59b6', '#c0392b', '#17a2a2', '#7f5a3c', '#8c8c8c'];

export function plotDetection(measured: readonly Measured[], devices: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  const axis = (name: string, min: number) => ({
    type: 'value' as const,
    min,
    max: 1,
    name,
    nameLocation: 'middle' as const,
    nameGap: 36,
  });
  const inside = (precision: number) => Math.max(precision, LEAST_PRECISION);
  const mixes = [...new Set(measured.map(({ cell }) => cell.machines))];
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: {
      text: TITLE,
      subtext: `${measured.length} generated months of ${devices} devices; lines by probability, points are charged lists of all months`,
      left: 'center',
    },
    legend: { orient: 'vertical', right: 10, top: 'middle', textStyle: { fontSize: 11 } },
    grid: { left: 60, right: 230, top: 70, bottom: 60 },
    xAxis: axis('recall', 0),
    yAxis: axis('precision', LEAST_PRECISION),
    series: [
      ...measured.map(({ cell, evaluation }) => ({
        name: nameOf(cell),
        type: 'line' as const,
        symbol: 'none',
        lineStyle: { width: 1.2 },
        color: COLORS[mixes.indexOf(cell.machines) % COLORS.length]!,
        data: evaluation.curve
          .filter(({ precision }) => precision >= LEAST_PRECISION)
          .map(({ recall, precision }) => [recall, precision]),
      })),
      ...METHODS.flatMap((method, i) => {
        const row = ofMethod(measured, 'all', method);
        if (row === null || row.precision === null || row.recall === null) return [];
        return [
          {
            name: method.replaceAll('_', ' '),
            type: 'scatter' as const,
            symbolSize: 11,
            color: COLORS.toReversed()[i]!,
            data: [[row.recall, inside(row.precision)]],
          },
        ];
      }),
    ],
  });
  return svgFile(chart, TITLE);
}
