/** Headless Chromium for the pages: Debian's, or the one that `ROAMSETTLE_CHROMIUM` names. */
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Null where no browser is found. */
export function chromiumPath(): string | null {
  const named = process.env.ROAMSETTLE_CHROMIUM;
  if (named !== undefined) return named;
  return PLACES.find((path) => existsSync(path)) ?? null;
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath()!, args: FLAGS });
}

/** A page that keeps what went wrong in it: what it logs as an error, what it throws, what its policy refuses. */
export async function openPage(browser: Browser, faults: string[]): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, acceptDownloads: true });
  const page = await context.newPage();
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    // The browser logs each answer that is no success; the test says itself which those are.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  return page;
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The rules among them that look at colours, which are all that another scheme changes. */
export const COLOURS: readonly string[] = ['color-contrast', 'link-in-text-block'];

/** What speaks against the page of now under WCAG 2.2 AA and axe's best practice, or other rules, as `rule: element`. */
export async function axeFindings(page: Page, rules: readonly string[] = RULES): Promise<string[]> {
  // Given to the debugger, so that the policy of the page does not refuse it. It stays for as long as the document.
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(`${axe.source};0`);
  const options = JSON.stringify({ runOnly: rules, resultTypes: ['violations'] });
  const { violations } = (await page.evaluate(`axe.run(document, ${options})`)) as {
    violations: { id: string; nodes: { target: string[] }[] }[];
  };
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** The page of the address is there, and nothing of it is waited for any more. */
export async function settled(page: Page, address: string): Promise<void> {
  await page.locator(`main[data-page="${address}"]`).waitFor();
  const busy = page.locator('[aria-busy=true], .waiting');
  while ((await busy.count()) > 0) await busy.first().waitFor({ state: 'detached' });
}
