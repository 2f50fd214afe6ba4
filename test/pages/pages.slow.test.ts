/**
 * The pages in a browser, over a generated month: sign in, settle it, watch, open the statement, go down to a device, decide a
 * review, settle again with waivers, issue. By keys where there are some.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAudit } from '../../src/access/audit.ts';
import { generateMonth } from '../../src/generate/generate.ts';
import { TestServer } from '../http/server.ts';
import { axeFindings, COLOURS, chromiumPath, openBrowser, openPage, settled } from './browser.ts';

const MISSING = 'no Chromium: apt-get install chromium, or name one in ROAMSETTLE_CHROMIUM';
const PERIOD = '2026-10';
const AGREEMENT = 'BBBHA-AAAVP';

describe.skipIf(chromiumPath() === null)(`pages${chromiumPath() === null ? ` (${MISSING})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'roamsettle-pages-'));
  const made = join(folder, 'in');
  const data = join(folder, 'data');
  const faults: string[] = [];
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  /** Row of the device that a reviewer decided. */
  let decided: number;

  beforeAll(async () => {
    await generateMonth({ devices: 500, period: PERIOD, seed: 5, out: made });
    server = await TestServer.start(data, { roots: [folder], memory: '1GB' });
    for (const file of readdirSync(join(made, 'agreements'))) {
      const put = await server.call(`PUT /v1/agreements/${file.replace('.yaml', '')}/versions/1`, {
        as: 'admin',
        body: readFileSync(join(made, 'agreements', file), 'utf8'),
        headers: { 'content-type': 'application/yaml' },
      });
      expect(put.status, put.text).toBe(201);
    }
    browser = await openBrowser();
    page = await openPage(browser, faults);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
  const reached = (name: string | RegExp) => heading(name).waitFor();
  const fill = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
  const done = async () => {
    await page.locator('.job-state .badge.done').waitFor({ timeout: 120_000 });
  };
  const documents = async () => {
    await fill('TAC catalogue', join(made, 'tacs.csv'));
    await fill('Rates', join(made, 'rates.csv'));
  };

  const inBothSchemes = async (name: string) => {
    // Without transitions: half of one has no contrast.
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    expect(await axeFindings(page, COLOURS), `${name} dark`).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    expect(await axeFindings(page), `${name} light`).toEqual([]);
  };

  test('a wrong token is refused by its code, a right one opens the months', async () => {
    await page.goto(server.url);
    await fill('Token', 'rst_00000000_wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('AUTH_REQUIRED').waitFor();
    await fill('Token', server.tokens.admin);
    await page.keyboard.press('Enter');
    await reached('Months');
    await page.getByText('No month is settled yet.').waitFor();
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
  });

  test('files are loaded and the month is settled, watched until it is done', async () => {
    await page.getByRole('link', { name: 'Load files' }).click();
    await reached('Load files');
    await fill('Files or folders on the server', `${join(made, 'tap')}\n${join(made, 'signaling')}`);
    await page.getByRole('button', { name: 'Load', exact: true }).click();
    await reached(/^Job/);
    await done();
    await page.goto(`${server.url}/#/settle?period=${PERIOD}`);
    await documents();
    await page.getByRole('button', { name: 'Settle', exact: true }).click();
    await reached(/^Job/);
    await done();
    await page.getByRole('link', { name: 'Open the run' }).click();
    await reached(/^Run/);
  });

  test('the statement: bridge, segments, lines; its amounts are those of the API', async () => {
    await page.getByRole('link', { name: AGREEMENT, exact: true }).first().click();
    await reached(AGREEMENT);
    await page.getByRole('heading', { name: 'Bridge' }).waitFor();
    const [{ run_id }] = (await server.call('GET /v1/runs')).json.runs;
    const { json: statement } = await server.call(`GET /v1/runs/${run_id}/statements/${AGREEMENT}`);
    const bridge = page.getByRole('region', { name: /^bridge/ });
    const [last] = await bridge
      .locator('tbody tr')
      .last()
      .locator('td')
      .allInnerTexts()
      .then((cells) => cells.slice(-1));
    // The text of the decimal, with commas between thousands.
    expect(last!.replaceAll(',', '')).toBe(statement.totals.net);
    expect(await bridge.locator('canvas').count()).toBe(1);
    const rows = await page
      .getByRole('region', { name: /^lines/ })
      .locator('tbody tr')
      .count();
    expect(rows).toBe(statement.lines.length);
  });

  test('what is seen is saved as CSV by one click', async () => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /Save lines .* as CSV/ }).click(),
    ]);
    const text = readFileSync(await file.path(), 'utf8');
    expect(text).toMatch(/^\ufeffLine,Entry,Devices,Quantity,Amount\r\n/);
    expect(text).toMatch(/^v1-access-0,charges\.access\[0\],\d+,\d+ imsi_month,\d+\.\d\d\r$/m);
  });

  test('a line leads to its devices, and a device to its evidence; the IMSI is masked until it is asked for', async () => {
    await page
      .getByRole('region', { name: /^lines/ })
      .getByRole('link', { name: /^Access/ })
      .first()
      .click();
    await reached(/^Access/);
    const devices = page.getByRole('region', { name: /^devices/ });
    await devices.locator('tbody a').first().click();
    await reached(/^\d{5}·{8}\d\d$/);
    await page.getByRole('heading', { name: 'For and against' }).waitFor();
    await page.getByRole('button', { name: /^Reveal/ }).click();
    await reached(/^\d{15}$/);
    const reveals = [...readAudit(data)].filter(({ action }) => action === 'imsi_reveal');
    expect(reveals.length).toBe(1);
    expect(page.url()).not.toMatch(/99901\d{10}/);
    expect(server.log.text).not.toMatch(/99901\d{10}/);
  });

  test('pages of the device list by keys, and the way back', async () => {
    await page.keyboard.press('u');
    await reached('Devices');
    const first = await page.locator('tbody a').first().innerText();
    await page.keyboard.press('n');
    await page.getByRole('link', { name: '← Before' }).waitFor();
    expect(await page.locator('tbody a').first().innerText()).not.toBe(first);
    await page.keyboard.press('p');
    await page.locator('tbody a').first().filter({ hasText: first }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await page.evaluate("document.activeElement.closest('tr').rowIndex")).toBe(2);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('a review is decided by a key, and holds in the next settlement', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await reached('Review');
    await page.locator('.queue-item').nth(1).waitFor();
    await page.getByRole('heading', { name: 'For and against' }).waitFor();
    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('a meter, says the home network');
    await page.keyboard.press('Enter');
    await page.locator('.queue-item .badge.charge').waitFor();
    const entries = [...readAudit(data)].filter(({ action }) => action === 'review');
    expect(entries.length).toBe(1);
    const [{ run_id }] = (await server.call('GET /v1/runs')).json.runs;
    const { devices } = (await server.call(`GET /v1/runs/${run_id}/reviews`)).json;
    const word = { verdict: 'charge', reason: 'a meter, says the home network', by: 'a admin' };
    const [{ row }] = devices.filter((device: { decided: object | null }) => device.decided !== null);
    expect(devices).toContainEqual(expect.objectContaining({ row, decided: word }));
    decided = row;
  });

  test('settled again with reasons for what stays open, the month is issued', async () => {
    await page.goto(`${server.url}/#/settle?period=${PERIOD}`);
    await documents();
    await page.getByText(/^Let pass for/).waitFor();
    for (const field of await page.getByPlaceholder('why it may pass').all()) await field.fill('looked at');
    await page.getByRole('button', { name: 'Settle', exact: true }).click();
    await reached(/^Job/);
    await done();
    await page.getByRole('link', { name: 'Open the run' }).click();
    await reached(/^Run/);
    await page.getByText('ready to issue').waitFor();
    // Somebody loads a file of the month meanwhile, of a device that nothing else speaks of.
    const since = join(folder, 'since.csv');
    writeFileSync(
      since,
      'event_time,imsi,procedure,result,visited_plmn\n2026-10-20T10:00:00Z,999019999999999,UL,ok,99970\n',
    );
    const json = { paths: [since] };
    await server.finished(await server.call('POST /v1/ingests', { as: 'operator', json }));
    await page.reload();
    await page.getByText('loaded since the run was settled: 1 signaling file (1 event)').waitFor();
    await page.getByRole('button', { name: 'Issue …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('looked at').first().waitFor();
    await inBothSchemes('issuing without a file');
    await dialog.getByRole('button', { name: 'Issue', exact: true }).click();
    // The reason is wanted.
    expect(await page.locator('h1 + .marks .badge.issued').count()).toBe(0);
    await dialog.getByLabel(AGREEMENT).fill('goes into a correction');
    await dialog.getByRole('button', { name: 'Issue', exact: true }).click();
    await page.locator('h1 + .marks .badge.issued').waitFor();
    const [{ newest }] = (await server.call('GET /v1/periods')).json.periods;
    const { device } = (await server.call(`GET /v1/runs/${newest.run_id}/devices/${decided}`)).json;
    expect(device).toMatchObject({ decision: 'charge', device: 'iot' });
    const issued = [...readAudit(data)].filter(({ action }) => action === 'issue');
    expect(issued.length).toBeGreaterThan(0);
  });

  /** The issued run, and what a charged device has in it by usage and fees. */
  const issuedRun = async () => {
    const [{ issued }] = (await server.call('GET /v1/periods')).json.periods;
    const list = `GET /v1/runs/${issued[0]}/devices?agreement=${AGREEMENT}&decision=charge&limit=3&reveal=true`;
    const { devices } = (await server.call(list, { as: 'operator' })).json;
    return { run: issued[0] as string, imsis: devices.map(({ imsi }: { imsi: string }) => imsi) as string[] };
  };
  const send = async (name: string, text: string | Buffer) => {
    const buffer = Buffer.from(text);
    await page.locator('input[type=file]').first().setInputFiles({ name, mimeType: 'text/csv', buffer });
    await page.getByText(`${name} was sent.`).waitFor();
  };

  test('the rows of a partner are held against the issued statement, and what differs is seen', async () => {
    const { run, imsis } = await issuedRun();
    await page.goto(`${server.url}/#/runs/${run}/statements/${AGREEMENT}`);
    await reached(AGREEMENT);
    await page.getByText('Partner', { exact: true }).click();
    await page.getByRole('button', { name: 'Reconcile a file …' }).click();
    await reached(/^Reconcile/);
    // One that the statement does not have, and one with more than anybody owes.
    await send('theirs.csv', `IMSI;Betrag\n999019999999999;1,20\n${imsis[0]};9000,00\n`);
    // The head of the file has filled these in.
    expect(await page.getByLabel('Column: IMSI').inputValue()).toBe('IMSI');
    expect(await page.getByLabel('Column: Amount').inputValue()).toBe('Betrag');
    expect(await page.getByLabel('Separator').inputValue()).toBe(';');
    await page.getByLabel('Decimal sign').selectOption(',');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    const classes = page.getByRole('region', { name: /^reconciliation/ });
    await classes.waitFor();
    const cells = await classes.locator('tbody tr').allInnerTexts();
    expect(cells.map((row) => row.split(/\s+/).slice(0, 2).join(' '))).toEqual(
      expect.arrayContaining(['different 1', 'only theirs'].map((text) => expect.stringContaining(text))),
    );
    const apart = page.getByRole('region', { name: /^differences/ });
    const first = await apart.locator('tbody tr').first().innerText();
    expect(first).toMatch(/^different\s+\d{5}·{8}\d\d\s.*9,000\.00/s);
    await inBothSchemes('reconciliation');
    await page.getByLabel('Show').selectOption('only_theirs');
    await page.getByText('1 row, those furthest apart first').waitFor();
    expect(await apart.locator('tbody tr').count()).toBe(1);
    const before = [...readAudit(data)].length;
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^All as CSV/ }).click(),
    ]);
    expect(readFileSync(await file.path(), 'utf8')).toContain(`different,,,,${imsis[0]},`);
    expect([...readAudit(data)].slice(before).map(({ action }) => action)).toEqual(['imsi_reveal']);
  });

  test('a dispute is registered, and accepted and rejected by keys', async () => {
    const { run, imsis } = await issuedRun();
    await page.goto(`${server.url}/#/disputes/new?run=${run}&agreement=${AGREEMENT}`);
    await reached('Register a dispute');
    await send('dispute.csv', `imsi,reason\n${imsis.map((imsi) => `${imsi},no machine\n`).join('')}`);
    await fill('Received on', '2026-11-20');
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await reached(`${AGREEMENT}-${PERIOD}-1`);
    // The register has no box, the items have one each.
    await page.locator('h1').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Space');
    await page.keyboard.press('j');
    await page.keyboard.press('Space');
    await page.keyboard.press('a');
    await page.getByRole('dialog', { name: 'Accept 2 items?' }).waitFor();
    await inBothSchemes('accepting');
    await page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click();
    await page.locator('.marks').getByText('partly resolved').waitFor();
    await page.getByRole('button', { name: 'Reject all open …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
    await page.locator('.marks').getByText('resolved', { exact: true }).waitFor();
    const outcomes = await page
      .getByRole('region', { name: /^items/ })
      .locator('tbody td:last-child')
      .allInnerTexts();
    expect(outcomes.map((text) => text.split(/\s/)[0])).toEqual(['accepted', 'accepted', 'rejected']);
    // The credit note is the month settled again by what was accepted.
    await page.getByRole('link', { name: 'Settle the correction' }).click();
    await reached('Settle a month');
    const corrects = page.getByLabel('Corrects', { exact: true });
    await expect.poll(() => corrects.inputValue()).toBe(run);
    expect(await page.getByLabel(/^By the lists/).isChecked()).toBe(true);
  });

  test('issued months are summed to a term, whose lines are saved', async () => {
    await page.keyboard.press('Escape');
    await page.locator('h1').focus();
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await reached('Terms');
    await fill('First month', PERIOD);
    await fill('Last month', PERIOD);
    await page.getByRole('button', { name: 'Sum', exact: true }).click();
    await reached('October 2026');
    await page.getByText('Reports', { exact: true }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Lines (CSV)' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`term-${PERIOD}-${PERIOD}.csv`);
    expect(readFileSync(await file.path(), 'utf8')).toMatch(/^term_id,agreement_id,/);
  });

  test('a dispute pack with records is made, saved and verified', async () => {
    const { run } = await issuedRun();
    await page.goto(`${server.url}/#/runs/${run}/statements/${AGREEMENT}`);
    await reached(AGREEMENT);
    await page.getByText('Partner', { exact: true }).click();
    await page.getByRole('button', { name: 'Make a dispute pack …' }).click();
    await page.getByLabel(/^Their single TAP records/).check();
    await inBothSchemes('asking for a pack');
    await page.getByRole('button', { name: 'Make the pack' }).click();
    await reached(/^Job/);
    await done();
    await inBothSchemes('a pack');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the pack' }).click(),
    ]);
    const pack = readFileSync(await file.path());
    expect(pack.includes('records.csv')).toBe(true);
    await page.goto(`${server.url}/#/verify`);
    await reached('Verify a pack');
    await send('pack.zip', pack);
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await reached(/^Job/);
    await done();
    await page.getByText('the statement follows from the pack').waitFor();
    await inBothSchemes('a verification');
  });

  test('two runs are compared by cause', async () => {
    await page.goto(`${server.url}/#/compare`);
    await reached('Compare two runs');
    for (const [label, index] of [
      ['From', 1],
      ['To', 2],
    ] as const) {
      await page.getByLabel(label, { exact: true }).selectOption({ index });
      await page.waitForURL(new RegExp(label.toLowerCase()));
      await page.getByLabel(label, { exact: true }).waitFor();
    }
    await page.getByRole('heading', { name: 'What went in' }).waitFor();
  });

  test('the next version of an agreement is checked by line, and kept', async () => {
    await page.locator('h1').focus();
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await reached('Agreements');
    await page.getByRole('link', { name: AGREEMENT, exact: true }).click();
    await reached(AGREEMENT);
    await page.getByRole('link', { name: 'Take it for the next version' }).click();
    await reached('Check or keep an agreement');
    const text = page.getByLabel('Agreement', { exact: true });
    const old = await text.inputValue();
    await text.fill(old.replace('version: 1', 'version: 2\nunknown: 1'));
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByRole('alert').getByText('AGREEMENT_SCHEMA').waitFor();
    await page
      .getByRole('alert')
      .getByText(/line \d+/)
      .waitFor();
    await text.fill(old.replace('version: 1', 'version: 2\neffective: 2027-01-01'));
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText(`It passes: version 2 of ${AGREEMENT}.`).waitFor();
    await page.getByRole('button', { name: 'Keep it …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click();
    await reached(AGREEMENT);
    const { versions } = (await server.call(`GET /v1/agreements/${AGREEMENT}`)).json;
    expect(versions.map(({ version }: { version: number }) => version)).toEqual([1, 2]);
  });

  test('a viewer sees no button that would be refused', async () => {
    const context = await browser.newContext();
    const other = await context.newPage();
    await other.goto(server.url);
    await other.getByLabel('Token').fill(server.tokens.viewer);
    await other.keyboard.press('Enter');
    await other.getByRole('heading', { level: 1, name: 'Months' }).waitFor();
    const [{ run_id }] = (await server.call('GET /v1/runs')).json.runs;
    for (const hash of [
      '#/',
      `#/months/${PERIOD}`,
      `#/runs/${run_id}`,
      `#/runs/${run_id}/devices`,
      `#/runs/${run_id}/devices/0`,
      `#/runs/${run_id}/statements/${AGREEMENT}`,
      '#/disputes',
      `#/disputes/${AGREEMENT}-${PERIOD}-1`,
      '#/terms',
      `#/agreements/${AGREEMENT}/1`,
      '#/agreements/new',
    ]) {
      await other.goto(`${server.url}/${hash}`);
      await settled(other, hash);
      const offers = other.getByText(
        /^(Issue …|Settle\b|Load files|Reveal|Charge …|Find an IMSI|Partner$|Keep|Simulate a change|Register|Reconcile|Verify|(Accept|Reject) (all|chosen)|Sum)/,
      );
      expect(await offers.count(), hash).toBe(0);
    }
    await context.close();
  });

  test('every page holds against axe, in light and dark, and none is wider than a small window', async () => {
    const [{ run_id }] = (await server.call('GET /v1/runs')).json.runs;
    const { run: issued } = await issuedRun();
    const [{ term_id: term }] = (await server.call('GET /v1/terms')).json.terms;
    const statement = `#/runs/${run_id}/statements/${AGREEMENT}`;
    const places = [
      '#/',
      `#/months/${PERIOD}`,
      '#/jobs',
      '#/jobs/00000002',
      `#/settle?period=${PERIOD}`,
      '#/ingest',
      `#/runs/${run_id}`,
      statement,
      `${statement}/lines/v1-access-0`,
      `#/runs/${run_id}/devices`,
      `#/runs/${run_id}/devices/0`,
      `#/runs/${run_id}/review`,
      '#/compare',
      '#/simulate',
      '#/disputes',
      `#/disputes/${AGREEMENT}-${PERIOD}-1`,
      `#/disputes/new?run=${issued}&agreement=${AGREEMENT}`,
      `#/reconcile?run=${issued}&agreement=${AGREEMENT}`,
      '#/verify',
      '#/terms',
      `#/terms/${term}`,
      '#/agreements',
      `#/agreements/${AGREEMENT}/1`,
      `#/agreements/new?from=${AGREEMENT}/1`,
    ];
    const found: string[] = [];
    await page.setViewportSize({ width: 1024, height: 640 });
    for (const place of places) {
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await page.goto(`${server.url}/${place}`);
      await settled(page, place);
      found.push(...(await axeFindings(page)).map((finding) => `${place} light ${finding}`));
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      found.push(...(await axeFindings(page, COLOURS)).map((finding) => `${place} dark ${finding}`));
      if (await page.evaluate('document.documentElement.scrollWidth > innerWidth'))
        found.push(`${place} is wider than the window`);
    }
    // A phone.
    await page.setViewportSize({ width: 390, height: 844 });
    for (const place of places) {
      await page.goto(`${server.url}/${place}`);
      await settled(page, place);
      if (await page.evaluate('document.documentElement.scrollWidth > innerWidth'))
        found.push(`${place} is wider than a phone`);
    }
    expect(found).toEqual([]);
  });

  test('nothing went wrong in the page, and nothing came from elsewhere', () => {
    expect(faults).toEqual([]);
  });
});
