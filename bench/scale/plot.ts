/** Time against records of the results that are there, as SVG: both axes logarithmic, a line a stage. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { svgFile } from '../../src/report/svg.ts';
import type { StageFigures } from './stages.ts';

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const TITLE = 'Time of each stage against records';
const WIDTH = 1000;
const HEIGHT = 560;
/** Stages that are drawn: parts and the diff stay in the tables. */
const DRAWN = [
  'generate',
  'ingest TAP',
  'ingest signaling',
  'settle',
  'settle, price changed',
  'settle, segments changed',
  'ingest late TAP',
  'settle, late TAP',
];
const COLORS = ['#8c8c8c', '#1f6fb4', '#d9772b', '#3a8f4d', '#9b59b6', '#c0392b', '#17a2a2', '#7f5a3c'];

interface Result {
  readonly records: number;
  readonly stages: readonly StageFigures[];
  readonly machine: { readonly cpu: string; readonly cores: number };
}

/** The picture of every `scale-*.json` in the folder; null where there is none. */
export function plotResults(folder: string): string | null {
  const results = readdirSync(folder)
    .filter((name) => /^scale-\w+\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Result)
    .sort((a, b) => a.records - b.records);
  const [one] = results;
  if (one === undefined) return null;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    color: COLORS,
    title: {
      text: TITLE,
      subtext: `One third TAP, two thirds signaling · ${one.machine.cores} × ${one.machine.cpu}`,
      left: 'center',
    },
    legend: { orient: 'vertical', right: 20, top: 'middle' },
    grid: { left: 70, right: 250, top: 70, bottom: 60 },
    xAxis: {
      type: 'log',
      name: 'records',
      nameLocation: 'middle',
      nameGap: 32,
      axisLabel: { formatter: shortCount },
      minorSplitLine: { show: true, lineStyle: { color: '#f0f0f0' } },
    },
    yAxis: {
      type: 'log',
      name: 'wall seconds',
      minorSplitLine: { show: true, lineStyle: { color: '#f0f0f0' } },
    },
    series: DRAWN.map((stage) => ({
      name: stage,
      type: 'line',
      symbolSize: 7,
      data: results.flatMap(({ records, stages }) => {
        const figures = stages.find((row) => row.stage === stage);
        return figures === undefined ? [] : [[records, figures.wall_s]];
      }),
    })),
  });
  return svgFile(chart, TITLE);
}

/** 3000000 is 3m. */
export function shortCount(records: number): string {
  if (records >= 1e6 && records % 1e5 === 0) return `${records / 1e6}m`;
  return records >= 1000 && records % 100 === 0 ? `${records / 1000}k` : String(records);
}
