/**
 * The files of the pages. Browsers get the sources as they are, without their types: `main.ts` and all that it imports, each
 * under the address `/app/<path below src>`, so that its relative imports hold. Nothing else below `src` is served.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const SRC = fileURLToPath(new URL('../', import.meta.url));
const PAGES = join(SRC, 'pages');
const BASE = '/app/';
const IMPORT = /^(?:import|export)\s(?!type\s)(?:[^;'"`]*?\sfrom\s+)?'(\.[^']+)'/gm;
const STYLES = ['base', 'frame', 'table', 'parts', 'forms', 'views'];
const CHARTS = 'echarts/dist/echarts.esm.min.mjs';

export interface SiteFile {
  readonly url: string;
  readonly type: string;
  /** The same for everybody: read, stripped and packed once, when it is first asked for. */
  content(): SiteContent;
}

interface SiteContent {
  readonly plain: Buffer;
  readonly gzip: Buffer;
  /** Of the plain bytes, quoted. */
  readonly etag: string;
}

/** All that is served, the page itself first. */
export function siteFiles(): SiteFile[] {
  const modules = modulesFrom(join(PAGES, 'main.ts'));
  const urls = modules.map(urlOf);
  const charts = createRequire(import.meta.url).resolve(CHARTS);
  return [
    file('/', 'text/html; charset=utf-8', () => indexWith(urls)),
    ...modules.map((path) => file(urlOf(path), 'text/javascript; charset=utf-8', () => stripped(path))),
    ...STYLES.map((name) => {
      const path = join(PAGES, 'style', `${name}.css`);
      return file(urlOf(path), 'text/css; charset=utf-8', () => readFileSync(path));
    }),
    file(`${BASE}pages/icon.svg`, 'image/svg+xml', () => readFileSync(join(PAGES, 'icon.svg'))),
    file(`${BASE}charts.js`, 'text/javascript; charset=utf-8', () => readFileSync(charts)),
  ];
}

/** A module and what it imports, by whatever way; types are no imports. */
function modulesFrom(first: string): string[] {
  const found = new Set([first]);
  for (const path of found) {
    for (const [, specifier] of readFileSync(path, 'utf8').matchAll(IMPORT))
      found.add(join(dirname(path), specifier!));
  }
  return [...found];
}

function urlOf(path: string): string {
  return BASE + relative(SRC, path).replaceAll('\\', '/');
}

/** The page with its modules named ahead, so that they are fetched side by side. */
function indexWith(modules: readonly string[]): Buffer {
  const ahead = modules.map((url) => `<link rel="modulepreload" href="${url}">`);
  const styles = STYLES.map((name) => `<link rel="stylesheet" href="${BASE}pages/style/${name}.css">`);
  const text = readFileSync(join(PAGES, 'index.html'), 'utf8');
  return Buffer.from(text.replace('<!-- files -->', [...styles, ...ahead].join('\n')));
}

/** Types become blanks, so that lines and columns stay. */
function stripped(path: string): Buffer {
  const { emitWarning } = process;
  // Node 24 says once that this function is experimental, in the midst of a log that is JSON.
  process.emitWarning = () => undefined;
  try {
    return Buffer.from(stripTypeScriptTypes(readFileSync(path, 'utf8')));
  } finally {
    process.emitWarning = emitWarning;
  }
}

function file(url: string, type: string, read: () => Buffer): SiteFile {
  let kept: SiteContent | null = null;
  const content = () => {
    if (kept !== null) return kept;
    const plain = read();
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`;
    kept = { plain, gzip: gzipSync(plain), etag };
    return kept;
  };
  return { url, type, content };
}
