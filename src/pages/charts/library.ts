/** ECharts, fetched when the first chart is drawn, and redrawn when its box or the colours of the page change. */
import { whenLeft } from '../frame.ts';

/** What the pages use of it. */
export interface Library {
  init(box: HTMLElement, theme: null, options: object): Chart;
}

interface Chart {
  setOption(option: object, notMerge: boolean): void;
  resize(): void;
  dispose(): void;
  on(event: 'click', handler: (what: { readonly data: unknown; readonly dataIndex: number }) => void): void;
}

const ADDRESS = '/app/charts.js';

let library: Promise<Library> | null = null;

/** Fills a box with a chart; `option` is asked again whenever the colours change. */
export function draw(
  box: HTMLElement,
  option: (color: (name: string) => string) => object,
  onClick?: (index: number) => void,
): void {
  const signal = whenLeft();
  library ??= import(ADDRESS) as Promise<Library>;
  void library.then(({ init }) => {
    if (signal.aborted) return;
    const chart = init(box, null, { renderer: 'canvas' });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const paint = () => chart.setOption({ animation: false, ...option(colorOf) }, true);
    const sized = new ResizeObserver(() => {
      chart.resize();
      paint();
    });
    paint();
    if (onClick !== undefined) chart.on('click', ({ dataIndex }) => onClick(dataIndex));
    sized.observe(box);
    dark.addEventListener('change', paint);
    signal.addEventListener('abort', () => {
      sized.disconnect();
      dark.removeEventListener('change', paint);
      chart.dispose();
    });
  });
}

function colorOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The type of the page's text, for the words in a chart. */
export function textStyle(color: (name: string) => string, size = 12): object {
  return { color: color('soft'), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size };
}

/** ECharts makes its box empty with an empty text; nothing else may become markup. */
export function allowEmptyMarkup(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy('default', { createHTML: (text) => (text === '' ? '' : null) });
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(text: string): string | null }): unknown;
}
