/** A chart of the server's side → an SVG file. */
import type { ECharts } from 'echarts/core';

/** Disposes the chart. `title` is what it is called where it is not seen. */
export function svgFile(chart: ECharts, title: string): string {
  const svg = chart.renderToSVGString();
  chart.dispose();
  // Hover styles are for scripts, which a file has none of.
  return svg
    .replace(/<style[\s\S]*?<\/style>\n?/, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/>/, ` role="img"><title>${title}</title>`);
}
