/** Precision against recall as SVG, with a point for each plainer method. */
import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Evaluation } from '../evaluate/evaluate.ts';
import { svgFile } from './svg.ts';

use([LineChart, ScatterChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const TITLE = 'Precision against recall';
const WIDTH = 760;
const HEIGHT = 520;
const COLORS = ['#1f6fb4', '#d9772b', '#3a8f4d', '#9b59b6', '#c0392b', '#17a2a2', '#7f5a3c'];

export function precisionRecallPlot({ curve, figures, population }: Evaluation): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  const methods = figures.filter(
    ({ slice, precision, recall }) => slice === 'all' && precision !== null && recall !== null,
  );
  const axis = (name: string) => ({
    type: 'value' as const,
    min: 0,
    max: 1,
    name,
    nameLocation: 'middle' as const,
    nameGap: 34,
  });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    color: COLORS,
    title: {
      text: TITLE,
      subtext: `${population.judged_devices} devices, ${population.judged_machines} machines; points are charged lists`,
      left: 'center',
    },
    legend: { orient: 'vertical', right: 10, top: 'middle' },
    grid: { left: 60, right: 190, top: 70, bottom: 60 },
    xAxis: axis('recall'),
    yAxis: axis('precision'),
    series: [
      {
        name: 'by probability',
        type: 'line',
        symbol: 'none',
        data: curve.map(({ recall, precision }) => [recall, precision]),
      },
      ...methods.map(({ method, recall, precision }) => ({
        name: method.replaceAll('_', ' '),
        type: 'scatter' as const,
        symbolSize: 11,
        data: [[recall, precision]],
      })),
    ],
  });
  return svgFile(chart, TITLE);
}
