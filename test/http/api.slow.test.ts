/** The HTTP API over one month: every route's answers and refusals, jobs, reveals, and what the log says. */
import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAudit } from '../../src/access/audit.ts';
import { createToken, revokeToken } from '../../src/access/tokens.ts';
import type { Filters } from '../../src/book/book.ts';
import { digestOf } from '../../src/domain/text-file.ts';
import { ERRORS } from '../../src/errors.ts';
import {
  evidenceOfBook,
  evidenceOfFiles,
  pageOfBook,
  pageOfDevices,
  readEvidence,
} from '../../src/http/device-list.ts';
import { readRunDocuments } from '../../src/runs/explain.ts';
import { explainWhole } from '../../src/trace/explain.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { World } from '../support/month-world.ts';
import { ROOT } from '../tidy/repository.ts';
import { hostileRequests, send } from './hostile.ts';
import { TestServer } from './server.ts';
import { uploadCases } from './upload-cases.ts';

const ID = 'BBBHA-AAAVP-2026';
const IMSIS = ['999017000000001', '999017000000002', '999010000000003'];
const YAML = { 'content-type': 'application/yaml' };
const FILE = { 'content-type': 'application/octet-stream' };
const OCTOBER = { 'idempotency-key': 'october' };
const LIMITS = {
  body_bytes: 20_000,
  upload_bytes: 50_000,
  page_rows: 50,
  body_seconds: 1,
  upload_pause_seconds: 1,
};

let world: World;
let server: TestServer;
let root: string;
/** The month settled twice: as billed, and with a price. */
let run: string;
let other: string;
/** The job of the first. */
let october: string;
const yaml = agreementYaml();
const priced = agreementYaml({
  charges:
    '\n  usage: [{ service: sms_mo, segments: [iot], unit: event, price: "0.05" }, { segments: [standard], model: as_billed }]',
});

beforeAll(async () => {
  world = new World();
  root = world.root;
  mkdirSync(world.data);
  const signaling = world.signaling('2026-10-05T10:00:00Z 999017000000001 UL');
  const tap = world.tap(
    { seq: 1, available: '2026-10-20T12:00:00+02:00' },
    `999017000000001 sms_mo 2026-10-05T10:00:00+02:00 id=1 charge=1000
     999017000000002 sms_mo 2026-10-05T10:00:00+02:00 id=2 charge=2000
     999010000000003 data   2026-10-05T10:00:00+02:00 id=3 up=100 charge=3000`,
  );
  server = await TestServer.start(world.data, { ...LIMITS, roots: [root] });
  // The TAP file is sent, the signaling read below the root.
  const sent = await server.call('POST /v1/uploads?name=1.tap', {
    as: 'operator',
    body: bytesOf(tap),
    headers: FILE,
  });
  expect(sent.status, sent.text).toBe(201);
  const paths = [sent.json.reference, signaling];
  const ingested = await server.finished(
    await server.call('POST /v1/ingests', { as: 'operator', json: { paths } }),
  );
  expect(ingested).toMatchObject({ state: 'done', result: { files: { loaded: 2 }, records: 4 } });
  writeFileSync(join(root, 'priced.yaml'), priced);
  expect((await put(1, yaml)).status).toBe(201);
  // Two requests for one settlement at once, and one for another.
  const [one, same, two] = await Promise.all([
    settle({ period: '2026-10' }, OCTOBER),
    settle({ period: '2026-10' }, { 'idempotency-key': 'the-same' }),
    settle({ period: '2026-10', agreements: join(root, 'priced.yaml') }),
  ]);
  expect(same.json.id).toBe(one.json.id);
  expect(two.json.id).not.toBe(one.json.id);
  october = one.json.id;
  const done = await server.finished(one);
  expect(done).toMatchObject({ state: 'done', attempts: 1 });
  run = done.run_id;
  other = (await server.finished(two)).run_id;
}, 240_000);
afterAll(async () => {
  await server.close();
  world.remove();
});

const bytesOf = (path: string) => new Uint8Array(readFileSync(path));
const settle = (json: object, headers = {}) =>
  server.call('POST /v1/runs', { as: 'operator', json, headers });
const put = (version: number, body: string) =>
  server.call(`PUT /v1/agreements/${ID}/versions/${version}`, { as: 'admin', body, headers: YAML });
const code = async (line: string, asked = {}) => {
  const { status, json } = await server.call(line, asked);
  return `${status} ${json?.code}`;
};
const audited = () =>
  [...readAudit(world.data)].map(({ who, action, subject }) => ({ who, action, subject }));

describe('operations', () => {
  test('health, metrics, document', async () => {
    expect((await server.call('GET /v1/health/live', { as: null })).json).toEqual({ status: 'ok' });
    expect((await server.call('GET /v1/health/ready', { as: null })).json).toEqual({ status: 'ok' });
    const { text } = await server.call('GET /v1/metrics');
    expect(text).toContain('roamsettle_jobs{state="done"} 3');
    expect(text).toContain('roamsettle_records_loaded_total 4');
    expect(text).toMatch(/^process_cpu_seconds_total \d/m);
    expect(text).toMatch(/roamsettle_stage_seconds_count\{stage="features"\} 2/);
    expect(text).toMatch(
      /roamsettle_http_request_seconds_count\{method="POST",route="\/v1\/runs",status="202"\} 3/,
    );
    expect((await server.call('GET /openapi.json', { as: null })).json.openapi).toBe('3.1.0');
    expect((await server.call('GET /v1/me')).json).toMatchObject({
      name: 'a viewer',
      role: 'viewer',
      page_rows: 50,
    });
  });

  test('the document is OpenAPI without a fault, and names all roles', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source: JSON.stringify(server.document), config });
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
    const operations = Object.values(server.document.paths).flatMap((methods) => Object.values(methods));
    expect(operations.length).toBeGreaterThan(25);
  });

  test('codes are said as a client can act on them', async () => {
    const missing = (await server.call(`GET /v1/runs/${'0'.repeat(64)}`)).json;
    expect(missing).toMatchObject({ code: 'RUN_NOT_FOUND', cure: 'See /v1/runs.' });
    const { errors } = (await server.call('GET /v1/errors')).json;
    expect(errors.map(({ code: one }: { code: string }) => one)).toEqual(Object.keys(ERRORS));
    expect(errors).toContainEqual({
      code: 'RUN_NOT_FOUND',
      status: 404,
      title: ERRORS.RUN_NOT_FOUND.message,
      cure: 'See /v1/runs.',
    });
  });

  test('headers of every answer', async () => {
    for (const line of ['GET /v1/runs', 'GET /nothing', 'DELETE /v1/runs', 'GET /%zz']) {
      const { headers } = await server.call(line);
      expect(headers.get('x-content-type-options'), line).toBe('nosniff');
      expect(headers.get('content-security-policy'), line).toContain("default-src 'none'");
      expect(headers.get('cache-control'), line).toBe('no-store');
    }
  });
});

describe('who may what', () => {
  test('without a token, with a wrong one, with one that was revoked', async () => {
    const auth = (authorization: string) => code('GET /v1/runs', { as: null, headers: { authorization } });
    expect(await code('GET /v1/runs', { as: null })).toBe('401 AUTH_REQUIRED');
    const good = server.tokens.viewer;
    expect(await auth(`Bearer ${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`)).toBe(
      '401 AUTH_REQUIRED',
    );
    expect(await auth('Basic YTpi')).toBe('401 AUTH_REQUIRED');
    const { token, note } = createToken(world.data, { name: 'gone', role: 'admin', days: null });
    expect(await auth(`Bearer ${token}`)).toBe('200 undefined');
    revokeToken(world.data, note.id);
    expect(await auth(`Bearer ${token}`)).toBe('401 AUTH_REQUIRED');
  });

  test.each([
    ['viewer', 'POST /v1/ingests', { paths: ['/x'] }],
    ['viewer', 'POST /v1/uploads?name=x', undefined],
    ['viewer', 'POST /v1/runs', { period: '2026-10' }],
    ['viewer', 'POST /v1/jobs/00000001/cancel', undefined],
    ['viewer', 'POST /v1/runs/abcd/devices/lookup', { imsi: '999017000000001' }],
    ['viewer', 'POST /v1/runs/abcd/reconcile', {}],
    ['viewer', 'GET /v1/runs/abcd/devices?reveal=true', undefined],
    ['viewer', 'GET /v1/runs/abcd/devices/0?reveal=true', undefined],
    ['viewer', 'GET /v1/runs/abcd/report?format=csv', undefined],
    ['operator', 'POST /v1/runs/abcd/issue', undefined],
    ['operator', 'POST /v1/runs', { period: '2026-10', waivers: [{ id: 'x', reason: 'y' }] }],
    ['operator', `PUT /v1/agreements/${ID}/versions/2`, undefined],
  ] as const)('%s may not %s', async (as, line, json) => {
    expect(await code(line, { as, json })).toBe('403 AUTH_FORBIDDEN');
  });
});

describe('refusals', () => {
  test.each([
    ['404 ROUTE_NOT_FOUND', 'GET /v1/nothing', {}],
    ['405 METHOD_NOT_ALLOWED', 'DELETE /v1/runs', {}],
    ['404 RUN_NOT_FOUND', 'GET /v1/runs/0123456789ab', {}],
    ['400 REQUEST_INVALID', 'GET /v1/runs/..%2f..%2fkeys', {}],
    ['400 REQUEST_INVALID', 'GET /v1/runs?limit=51', {}],
    ['400 REQUEST_INVALID', 'GET /v1/runs?limit=1&limit=2', {}],
    ['400 REQUEST_INVALID', 'GET /v1/runs?unknown=1', {}],
    ['400 CURSOR_INVALID', 'GET /v1/runs?cursor=abcd', {}],
    ['404 JOB_NOT_FOUND', 'GET /v1/jobs/99999999', {}],
    ['404 JOB_NOT_FOUND', 'GET /v1/jobs/99999999/events', {}],
    ['409 JOB_FINISHED', 'POST /v1/jobs/00000001/cancel', { as: 'operator' }],
    ['404 AGREEMENT_NOT_FOUND', 'GET /v1/agreements/nobody', {}],
    ['404 AGREEMENT_NOT_FOUND', 'GET /v1/agreements/nobody/versions/1', {}],
    ['404 RUN_NOT_FOUND', 'GET /v1/periods/2020-01/checklist', {}],
    ['400 PERIOD_INVALID', 'GET /v1/periods/2020-13/checklist', {}],
    ['400 REQUEST_INVALID', 'POST /v1/runs', { as: 'operator', json: [] }],
    ['400 REQUEST_INVALID', 'POST /v1/runs', { as: 'operator', json: { period: 202610 } }],
    ['400 REQUEST_INVALID', 'POST /v1/runs', { as: 'operator', json: { period: '2026-10', prices: 1 } }],
    ['400 PERIOD_INVALID', 'POST /v1/runs', { as: 'operator', json: { period: '2026-13' } }],
    ['404 AGREEMENT_NONE', 'POST /v1/runs', { as: 'operator', json: { period: '2020-01' } }],
    ['415 BODY_TYPE', 'POST /v1/runs', { as: 'operator', body: 'a: b', headers: YAML }],
    ['413 BODY_TOO_LARGE', 'POST /v1/runs', { as: 'operator', json: { period: 'x'.repeat(30_000) } }],
    [
      '413 BODY_TOO_LARGE',
      'POST /v1/uploads?name=x',
      { as: 'operator', body: 'x'.repeat(60_000), headers: FILE },
    ],
    ['400 REQUEST_INVALID', 'POST /v1/uploads?name=x', { as: 'operator', headers: FILE }],
    ['400 REQUEST_INVALID', 'POST /v1/uploads?name=..%2Fx', { as: 'operator', body: 'x', headers: FILE }],
    [
      '404 UPLOAD_NOT_FOUND',
      'POST /v1/ingests',
      { as: 'operator', json: { paths: [`upload:${'0'.repeat(32)}`] } },
    ],
    ['403 PATH_OUTSIDE', 'POST /v1/ingests', { as: 'operator', json: { paths: ['/etc/passwd'] } }],
    ['403 PATH_OUTSIDE', 'POST /v1/ingests', { as: 'operator', json: { paths: ['in'] } }],
    [
      '400 AGREEMENT_SYNTAX',
      `PUT /v1/agreements/${ID}/versions/2`,
      { as: 'admin', body: 'id: [', headers: YAML },
    ],
    [
      '400 AGREEMENT_SCHEMA',
      `PUT /v1/agreements/${ID}/versions/2`,
      { as: 'admin', body: 'id: 1', headers: YAML },
    ],
  ] as const)('%s: %s', async (expected, line, asked) => {
    expect(await code(line, asked)).toBe(expected);
  });

  test('paths: missing below the root, through a link, and by ..', async () => {
    symlinkSync('/etc', join(root, 'link'));
    const of = (path: string) => code('POST /v1/ingests', { as: 'operator', json: { paths: [path] } });
    expect(await of(join(root, 'nowhere'))).toBe('404 FILE_NOT_FOUND');
    expect(await of(join(root, 'link/passwd'))).toBe('403 PATH_OUTSIDE');
    expect(await of(`${root}/in/../../x`)).toBe('403 PATH_OUTSIDE');
    expect(await of(`${root}-beside`)).toBe('403 PATH_OUTSIDE');
  });

  test('a body that does not arrive in time', async () => {
    const before = readdirSync(join(world.data, 'server/uploads'));
    const auth = `authorization: Bearer ${server.tokens.operator}`;
    const head = [
      'POST /v1/runs HTTP/1.1',
      'host: x',
      auth,
      'content-type: application/json',
      'content-length: 30',
    ];
    const answer = await send(server.url, `${head.join('\r\n')}\r\n\r\n{"per`);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('BODY_SLOW');
    const upload = [
      'POST /v1/uploads?name=x HTTP/1.1',
      'host: x',
      auth,
      'content-type: application/octet-stream',
    ];
    const chunked = `${[...upload, 'transfer-encoding: chunked'].join('\r\n')}\r\n\r\n`;
    expect(await send(server.url, `${chunked}3\r\nabc\r\n`)).toMatch(/^HTTP\/1\.1 408 [\s\S]*BODY_SLOW/);
    const large = `${(60_000).toString(16)}\r\n${'x'.repeat(60_000)}\r\n`;
    expect(await send(server.url, `${chunked}${large}`)).toMatch(/^HTTP\/1\.1 413 [\s\S]*BODY_TOO_LARGE/);
    expect(readdirSync(join(world.data, 'server/uploads'))).toEqual(before);
  });

  test('bytes that are no HTTP', async () => {
    expect(await send(server.url, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*REQUEST_INVALID/);
  });
});

uploadCases(
  () => server,
  () => world.data,
);

describe('jobs', () => {
  test('an idempotency key gets the same job, and no other request', async () => {
    for (const key of ['october', 'the-same']) {
      const again = await settle({ period: '2026-10' }, { 'idempotency-key': key });
      expect(again.json).toMatchObject({ id: october, state: 'done', run_id: run });
    }
    // The run has the documents now.
    expect(readdirSync(join(world.data, 'server/jobs', october))).toEqual(['job.json']);
    const differs = await settle({ period: '2026-10', check: true }, OCTOBER);
    expect([differs.status, differs.json.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
  });

  test('are watched to their end, survive their process, are cancelled, and wait in a limited queue', async () => {
    const first = await settle({ period: '2026-10', check: true });
    process.kill(server.service.jobs.pid!, 'SIGKILL');
    const second = await settle({ period: '2026-10', check: true, agreements: join(root, 'priced.yaml') });
    expect((await server.call(`POST /v1/jobs/${second.json.id}/cancel`, { as: 'operator' })).json.state).toBe(
      'cancelled',
    );
    const events = await server.call(`GET ${first.headers.get('location')}/events`);
    const states = [...events.text.matchAll(/^event: job\ndata: (.+)$/gm)].map(([, data]) =>
      JSON.parse(data!),
    );
    expect(states.at(-1)).toMatchObject({ state: 'done', attempts: 2, run_id: run });
    expect(states.some(({ progress }) => progress?.stage === 'settle')).toBe(true);
    const running = await settle({ period: '2026-10', check: true });
    expect(
      (await server.call(`POST /v1/jobs/${running.json.id}/cancel`, { as: 'operator' })).json,
    ).toMatchObject({
      state: 'cancelled',
      result: null,
    });
  });

  test('a settlement that cannot be done fails with its code', async () => {
    writeFileSync(join(root, 'rates.csv'), 'no rates\n');
    const job = await server.finished(await settle({ period: '2026-10', rates: join(root, 'rates.csv') }));
    // In the words of an answer.
    const { message: title, cure } = ERRORS.RATES_INVALID;
    expect(job).toMatchObject({ state: 'failed', error: { code: 'RATES_INVALID', title, cure } });
  });

  test('list, by pages', async () => {
    const all = (await server.call('GET /v1/jobs')).json.jobs.map(({ id }: { id: string }) => id);
    expect(all).toEqual(all.toSorted().reverse());
    const { jobs, next } = (await server.call('GET /v1/jobs?limit=2')).json;
    expect(jobs.map(({ id }: { id: string }) => id)).toEqual(all.slice(0, 2));
    const more = await server.call(`GET /v1/jobs?limit=50&cursor=${next}`);
    expect(more.json.jobs.map(({ id }: { id: string }) => id)).toEqual(all.slice(2));
    expect((await server.call('GET /v1/jobs?kind=ingest')).json.jobs).toHaveLength(1);
  });
});

describe('runs', () => {
  test('list, one, statements, lines, diff', async () => {
    const { runs } = (await server.call('GET /v1/runs?period=2026-10')).json;
    expect(runs.map(({ run_id }: { run_id: string }) => run_id)).toEqual([run, other].toSorted());
    const one = (await server.call(`GET /v1/runs/${run.slice(0, 12)}`)).json;
    expect(one).toMatchObject({ run_id: run, period: '2026-10', issued: false, inputs: { files: 2 } });
    expect((await server.call(`GET /v1/runs/${run}/statements`)).json.statements).toMatchObject([
      { agreement_id: ID, net: '6.00', currency: 'EUR' },
    ]);
    const statement = (await server.call(`GET /v1/runs/${other}/statements/${ID}`)).json;
    // Two messages at 0.05, and 3.000 as billed.
    expect(statement.totals.net).toBe('3.10');
    const { lines } = (await server.call(`GET /v1/runs/${other}/statements/${ID}/lines`)).json;
    expect(lines.map(({ amount }: { amount: string }) => amount)).toEqual(['0.10', '3.00']);
    const line = await server.call(`GET /v1/runs/${other}/statements/${ID}/lines/${lines[0].line_id}`);
    expect(line.json).toEqual(lines[0]);
    expect(await code(`GET /v1/runs/${other}/statements/${ID}/lines/none`)).toBe('404 STATEMENT_NOT_FOUND');
    expect(await code(`GET /v1/runs/${other}/statements/nobody`)).toBe('404 STATEMENT_NOT_FOUND');
    const diff = (await server.call(`GET /v1/runs/${run}/diff/${other}`)).json;
    const net = diff.statements[0].totals.find(({ name }: { name: string }) => name === 'net');
    // Nothing but the prices is another.
    expect(net).toMatchObject({ from: '6.00', to: '3.10', change: '-2.9', causes: { agreement: '-2.9' } });
  });

  test('undeclared ranges, blind spots, drift', async () => {
    const ranges = (await server.call(`GET /v1/runs/${run}/ranges`)).json;
    expect(ranges).toMatchObject({ run_id: run, agreements: [{ agreement_id: ID, proposals: [] }] });
    const blind = (await server.call(`GET /v1/runs/${run}/blind-spots?agreement=${ID}`)).json;
    expect(blind.agreements[0]).toMatchObject({ agreement_id: ID, tap_files: { missing: 0 } });
    const drift = (await server.call(`GET /v1/runs/${run}/drift/${other}`)).json;
    // The same month at other prices.
    expect(drift).toMatchObject({ from: { run_id: run }, to: { run_id: other }, alarms: [] });
    expect(drift.agreements[0].moved).toEqual([]);
    expect(await code(`GET /v1/runs/${run}/ranges?agreement=nobody`)).toBe('404 STATEMENT_NOT_FOUND');
  });

  test('devices: masked, by pages, with filters', async () => {
    const path = `/v1/runs/${other}/devices`;
    const { devices, next } = (await server.call(`GET ${path}?limit=2`)).json;
    expect(devices.map(({ row, imsi }: { row: number; imsi: string }) => [row, imsi])).toEqual([
      [0, '99901********03'],
      [1, '99901********01'],
    ]);
    const rest = (await server.call(`GET ${path}?limit=2&cursor=${next}`)).json;
    expect(rest).toMatchObject({ devices: [{ row: 2, imsi: '99901********02' }], next: null });
    const charged = (await server.call(`GET ${path}?decision=charge&agreement=${ID}`)).json.devices;
    expect(charged.map(({ row }: { row: number }) => row)).toEqual([1, 2]);
    expect((await server.call(`GET ${path}?segment=nothing`)).json.devices).toEqual([]);
    // A cursor is of one list.
    expect(await code(`GET ${path}?decision=charge&cursor=${next}`)).toBe('400 CURSOR_INVALID');
  });

  test('a device with its evidence and what it has in which line', async () => {
    const { json } = await server.call(`GET /v1/runs/${other}/devices/1`);
    const { device, evidence, lines } = json;
    expect(device).toMatchObject({
      imsi: '99901********01',
      decision: 'charge',
      segment: 'iot',
      detected_by: 'declared_imsi_range',
    });
    // Before anything is known: the declaration binds, and is no evidence.
    expect(evidence).toMatchObject([{ source: 'prior', weight: -1000, share_percent: 100 }]);
    expect(lines).toMatchObject([
      { kind: 'usage', service: 'sms_mo', segment: 'iot', quantity: 1, amount: '0.05' },
    ]);
    // What `explain` has, but for the database's part, and the IMSI.
    const { run_id: _, row: __, ...known } = json;
    const folder = join(world.data, 'runs', other);
    const machine = { workers: 1, memory: '512MB' };
    const request = { data: world.data, run: { runId: other, folder }, imsi: IMSIS[0]!, limit: 1, machine };
    const [{ timeline: ____, neighbours, ...whole } = expect.fail()] = (await explainWhole(request)).devices;
    expect({ ...known, device: { ...known.device, imsi: IMSIS[0] } }).toEqual(whole);
    const { json: beside } = await server.call(`GET /v1/runs/${other}/devices/1/neighbours`);
    expect(beside).toEqual({ run_id: other, row: 1, ...neighbours });
    expect(await code(`GET /v1/runs/${other}/devices/3`)).toBe('404 DEVICE_NOT_FOUND');
  });

  test('the book of a run says what its files say', async () => {
    const { books, readers, shelf } = server.service;
    while (!books.isIdle) await sleep(20);
    const found = await shelf.get(other);
    const book = (await books.of(found))!;
    const choices: Filters[] = [
      {},
      { decision: 'charge' },
      { device: 'human', decision: 'ignore' },
      { tac: '1' },
    ];
    for (const filters of choices)
      for (const from of [0, 2]) {
        const page = { filters, from, rows: 2 };
        const read = await readers.use((db) => pageOfDevices(db, found.folder, page));
        expect(await pageOfBook(book, page), JSON.stringify(page)).toEqual(read);
      }
    for (const row of [0, 1, 2]) {
      const given = await evidenceOfBook(book, { ...found, row });
      expect(given?.shares.length).toBeGreaterThan(0);
      const statementOf = (id: string) => shelf.statement(found, id);
      const documents = await readRunDocuments(found.folder);
      const read = await readers.use((db) => evidenceOfFiles(db, found.folder, row, statementOf));
      const [one, two] = await Promise.all(
        [read, given!].map((rows) => readEvidence({ ...found, row }, rows, documents, statementOf)),
      );
      expect(two).toEqual(one);
    }
    expect(await evidenceOfBook(book, { ...found, row: 3 })).toBeNull();
  });

  test('IMSIs are shown to operators, and each time stands in the audit log', async () => {
    const before = audited().length;
    const list = await server.call(`GET /v1/runs/${run}/devices?reveal=true`, { as: 'operator' });
    expect(list.json.devices.map(({ imsi }: { imsi: string }) => imsi)).toEqual(IMSIS.toSorted());
    const one = await server.call(`GET /v1/runs/${run}/devices/1?reveal=true`, { as: 'operator' });
    expect(one.json.device.imsi).toBe(IMSIS[0]);
    const lookup = `POST /v1/runs/${run}/devices/lookup`;
    const found = await server.call(lookup, { as: 'operator', json: { imsi: IMSIS[0] } });
    expect(found.json.devices).toMatchObject([{ row: 1, agreement_id: ID, imsi: IMSIS[0] }]);
    expect(await code(lookup, { as: 'operator', json: { imsi: '123456789012345' } })).toBe(
      '404 DEVICE_NOT_FOUND',
    );
    const entries = audited().slice(before);
    expect(entries.map(({ action }) => action)).toEqual([
      'imsi_reveal',
      'imsi_reveal',
      'imsi_lookup',
      'imsi_lookup',
    ]);
    // The same device, by whatever way it was looked at; somebody else's hash differs.
    expect(entries[1]?.subject.imsi).toBe(entries[2]?.subject.imsi);
    expect(entries[2]?.subject.imsi).not.toBe(entries[3]?.subject.imsi);
    expect(entries[0]?.who).toMatch(/^a operator \([0-9a-f]{8}\)$/);
  });

  test('reports: one file, an archive, and under pseudonyms for a viewer', async () => {
    const page = await server.call(`GET /v1/runs/${run}/report?format=pdf`);
    expect(page.text).toMatch(/^%PDF/);
    expect(page.headers.get('content-disposition')).toBe(`attachment; filename="${run.slice(0, 12)}.pdf"`);
    const csv = await server.call(`GET /v1/runs/${run}/report?format=csv&pseudonyms=true`);
    expect(csv.text).toMatch(/^PK[\s\S]*devices\.csv/);
    expect(await code(`GET /v1/runs/${run}/report?format=csv&shuffle=true`, { as: 'operator' })).toBe(
      '400 USAGE',
    );
    // A client may have the last byte before the server is told so.
    await expect.poll(() => readdirSync(join(world.data, 'server/tmp'))).toEqual([]);
  });

  test('reconcile', async () => {
    appendFileSync(join(root, 'partner.csv'), 'imsi,amount\n999017000000001,0.05\n999017000000002,0.06\n');
    const json = {
      file: join(root, 'partner.csv'),
      profile: { columns: { imsi: 'imsi', amount: 'amount' } },
    };
    const path = `POST /v1/runs/${other}/reconcile`;
    const { json: found } = await server.call(path, { as: 'operator', json });
    expect(found.classes.map((row: Record<string, unknown>) => [row.class, row.rows])).toEqual([
      ['different', 1],
      ['matched', 1],
      ['only_ours', 1],
    ]);
    expect(found.differences).toEqual([]);
    expect(await code(path, { as: 'operator', json: { ...json, profile: {} } })).toBe(
      '400 RECONCILE_INVALID',
    );
    // The third was billed 3.00, the second differs by a cent.
    const before = audited().length;
    const masked = (await server.call(path, { as: 'operator', json: { ...json, limit: 5 } })).json;
    expect(masked.differences).toMatchObject([
      { class: 'only_ours', imsi: '99901********03', our_amount: '3.00', their_amount: null },
      { class: 'different', imsi: '99901********02', our_amount: '0.05', their_amount: '0.06' },
    ]);
    const others = { ...json, limit: 5, class: 'only_theirs' };
    expect((await server.call(path, { as: 'operator', json: others })).json.differences).toEqual([]);
    expect(audited().length).toBe(before);
    const shown = await server.call(path, { as: 'operator', json: { ...json, limit: 1, reveal: true } });
    expect(shown.json.differences).toMatchObject([{ imsi: IMSIS[2] }]);
    const csv = await server.call(`${path}/differences`, { as: 'operator', json });
    expect(csv.text.split('\n').map((line) => line.split(',').slice(0, 5).join(' '))).toEqual([
      'class line service segment imsi',
      `only_ours    ${IMSIS[2]}`,
      `different    ${IMSIS[1]}`,
      '',
    ]);
    expect(audited().slice(before)).toMatchObject([
      { action: 'imsi_reveal', subject: { run_id: other, reconcile: ID, differences: 1 } },
      { action: 'imsi_reveal', subject: { run_id: other, reconcile: ID, differences: 'all' } },
    ]);
    expect(await code(`${path}/differences`, { as: 'viewer', json })).toBe('403 AUTH_FORBIDDEN');
    // A client may have the last byte before the server is told so.
    await expect.poll(() => readdirSync(join(world.data, 'server/tmp'))).toEqual([]);
  });

  test('status, checklist, lists, an accrual, and the run that takes its place: waived and issued', async () => {
    expect((await server.call('GET /v1/status')).json.files).toContainEqual(
      expect.objectContaining({ kind: 'tap', files: 1 }),
    );
    const { close, open, run_id } = (await server.call('GET /v1/periods/2026-10/checklist')).json;
    expect([open, close.length]).toEqual([close.length, expect.any(Number)]);
    expect(await code(`POST /v1/runs/${run_id}/issue`, { as: 'admin' })).toBe('409 ISSUE_OPEN');
    const waivers = close.map(({ id }: { id: string }) => ({ id, reason: 'a test' }));
    writeFileSync(
      join(root, 'lists.csv'),
      `agreement_id,imsi,verdict,from_period,until_period,reason,source\n${ID},${IMSIS[0]},ignore,,,a test,reviewer\n`,
    );
    const request = {
      period: '2026-10',
      agreements: join(root, 'priced.yaml'),
      lists: join(root, 'lists.csv'),
    };
    const accrual = await server.finished(await settle({ ...request, provisional: true }));
    // One message at 0.05; the other is as billed, 1.000, and so are 3.000.
    expect(accrual.result.statements).toMatchObject([{ net: '4.05' }]);
    expect(await code(`POST /v1/runs/${accrual.run_id}/issue`, { as: 'admin' })).toBe('409 ISSUE_ACCRUAL');
    const { lists } = (await server.call(`GET /v1/runs/${accrual.run_id}/devices/1`)).json;
    expect(lists).toEqual([{ verdict: 'ignore', source: 'reviewer', reason: 'a test' }]);
    const json = { ...request, waivers, reverses: accrual.run_id };
    const waived = await server.finished(await server.call('POST /v1/runs', { as: 'admin', json }));
    const issued = await server.call(`POST /v1/runs/${waived.run_id}/issue`, { as: 'admin' });
    expect(issued.json).toMatchObject({ run_id: waived.run_id, waived: waivers });
    expect(await code(`POST /v1/runs/${waived.run_id}/issue`, { as: 'admin' })).toBe('409 ISSUED_ALREADY');
    expect((await server.call(`GET /v1/runs/${waived.run_id}`)).json).toMatchObject({
      issued: true,
      inputs: { accrual: false, reverses: accrual.run_id },
    });
    writeFileSync(join(root, 'lists.csv'), 'no list\n');
    expect((await settle(request)).json.code).toBe('LIST_INVALID');
    const entries = audited().filter(({ subject }) => subject.run_id === waived.run_id || subject.waivers);
    expect(entries.map(({ action }) => action)).toEqual(['waive', 'issue', 'issue', 'issue_refused']);
  });
});

describe('what would be', () => {
  const start = async (line: string, json: object) => {
    const job = await server.finished(await server.call(line, { as: 'operator', json }));
    expect(job.error).toBeNull();
    // A list of jobs has no large results.
    const { jobs } = (await server.call(`GET /v1/jobs?kind=${job.kind}`)).json;
    expect(jobs[0]).toMatchObject({ id: job.id, result: null });
    return job.result;
  };

  test('a preview says what the run says, or other thresholds would, and stores nothing', async () => {
    const runs = readdirSync(join(world.data, 'runs'));
    const period = '2026-10';
    const { statements } = await start('POST /v1/previews', {
      period,
      agreements: join(root, 'priced.yaml'),
    });
    const kept = (await server.call(`GET /v1/runs/${other}/statements/${ID}`)).json;
    const { run_id: _, inputs: __, device_list: ___, agreement, ...said } = kept;
    expect(statements).toMatchObject([{ ...said, agreement: { id: agreement.id, version: 1 } }]);
    // All that is not declared is at least as probable as 0, and nothing is certain.
    const detection = { charge_at: 1, review_at: 0 };
    const wider = await start('POST /v1/previews', { period, detection });
    const reviewed = ({ devices }: typeof kept) =>
      devices.by_decision.find((row: { decision: string }) => row.decision === 'review').devices;
    expect([reviewed(kept), reviewed(wider.statements[0])]).toEqual([0, 1]);
    expect(readdirSync(join(world.data, 'runs'))).toEqual(runs);
  });

  test('what waits for a review, by what is at stake, and what a person decides', async () => {
    writeFileSync(join(root, 'wide.yaml'), agreementYaml({ detection: '{ charge_at: 1, review_at: 0 }' }));
    const request = { period: '2026-10', agreements: join(root, 'wide.yaml') };
    const wide = (await server.finished(await settle(request))).run_id;
    const queue = (await server.call(`GET /v1/runs/${wide}/reviews`)).json;
    // The one that is not declared.
    expect(queue).toMatchObject({ count: 1, next: null });
    expect(queue.devices).toMatchObject([
      { row: 0, imsi: '99901********03', agreement_id: ID, decided: null },
    ]);
    const decide = (json: object) => server.call(`POST /v1/runs/${wide}/reviews`, { as: 'operator', json });
    const { json: review } = await decide({ row: 0, verdict: 'ignore', reason: 'a person' });
    expect(review).toMatchObject({
      number: 1,
      by: 'a operator',
      devices: [{ imsi: '99901********03', was: 'review' }],
    });
    // Whether its book is made yet or not.
    while (!server.service.books.isIdle) await sleep(20);
    const decided = (await server.call(`GET /v1/runs/${wide}/reviews?reveal=true`, { as: 'operator' })).json;
    expect(decided.devices).toMatchObject([
      { imsi: IMSIS[2], decided: { verdict: 'ignore', reason: 'a person', by: 'a operator' } },
    ]);
    // The same request is another settlement now.
    const again = (await server.finished(await settle(request))).run_id;
    expect(again).not.toBe(wide);
    expect((await server.call(`GET /v1/runs/${again}/reviews`)).json.count).toBe(0);
    expect((await decide({ row: 3, verdict: 'charge', reason: 'x' })).json.code).toBe('DEVICE_NOT_FOUND');
    expect((await decide({ row: 0, verdict: 'charge', reason: ' ' })).json.code).toBe('REVIEW_INVALID');
    writeFileSync(join(root, 'decided.csv'), `imsi,decision,reason\n${IMSIS[2]},charge,it is one\n`);
    const path = `POST /v1/runs/${wide}/reviews/import`;
    const imported = await server.call(path, {
      as: 'operator',
      json: { file: join(root, 'decided.csv'), from_period: '2026-11' },
    });
    expect(imported.json).toMatchObject({
      number: 2,
      devices: [{ decision: 'charge', from_period: '2026-11' }],
    });
    const { reviews } = (await server.call('GET /v1/reviews?limit=1')).json;
    expect(reviews).toMatchObject([{ number: 2, devices: [{ imsi: '99901********03' }] }]);
    const kept = audited().filter(({ action }) => action === 'review');
    expect(kept.map(({ subject }) => subject.review)).toEqual([1, 2]);
  });

  test('candidates side by side, and the price at which they meet', async () => {
    const result = await start('POST /v1/simulations', {
      period: '2026-10',
      candidates: [
        { name: 'now', kept: { id: ID, version: 1 } },
        { name: 'priced', yaml: priced },
      ],
      break_even: 'charges.usage[0]',
      target: 'now',
    });
    // As billed 1.000 + 2.000 + 3.000; priced two messages at 0.05, and 3.000: at 1.50 both are 6.00.
    expect(result.candidates).toMatchObject([
      { candidate: 'now', totals: { net: '6.00' } },
      { candidate: 'priced', totals: { net: '3.10' } },
    ]);
    expect(result.break_even).toMatchObject([{ candidate: 'priced', found: 'price', exact: '1.5' }]);
  });

  test.each([
    ['400 USAGE', { candidates: [{ name: 'a' }] }],
    ['400 USAGE', { candidates: [{ name: 'a', yaml: 'x', path: '/x' }] }],
    ['404 AGREEMENT_NOT_FOUND', { candidates: [{ name: 'a', kept: { id: 'nobody', version: 1 } }] }],
    ['400 AGREEMENT_SCHEMA', { candidates: [{ name: 'a', yaml: 'id: 1' }] }],
    ['403 PATH_OUTSIDE', { candidates: [{ name: 'a', path: '/etc' }] }],
    ['400 REQUEST_INVALID', { candidates: [{ name: '../a', yaml: 'x' }] }],
    ['400 USAGE', { candidates: [{ name: 'a', yaml }], target: 'nobody' }],
  ])('%s: a simulation of %j', async (expected, json) => {
    const asked = { as: 'operator', json: { period: '2026-10', ...json } } as const;
    expect(await code('POST /v1/simulations', asked)).toBe(expected);
  });
});

describe('papers', () => {
  const line = () => `/v1/runs/${other}/statements/${ID}/lines/v1-usage-0`;
  const finished = async (path: string, json: object) => {
    const job = await server.finished(await server.call(`POST ${path}`, { as: 'operator', json }));
    expect(job.error).toBeNull();
    return job;
  };

  test('devices of a line by pages, masked, and whole for operators', async () => {
    const first = (await server.call(`GET ${line()}/devices?limit=1`)).json;
    // Two messages at 0.05.
    expect(first).toMatchObject({ sums: { devices: 2, quantity: 2, amount: '0.10' }, weight_unit: 'event' });
    expect(first.devices).toMatchObject([{ row: 1, imsi: '99901********01', quantity: 1, amount: '0.05' }]);
    const path = `GET ${line()}/devices?limit=1&cursor=${first.next}`;
    const second = (await server.call(`${path}&reveal=true`, { as: 'operator' })).json;
    expect(second).toMatchObject({ devices: [{ row: 2, imsi: IMSIS[1] }], next: null });
    expect(await code(`GET ${line()}/devices?reveal=true`)).toBe('403 AUTH_FORBIDDEN');
    expect(await code(`GET ${line()}x/devices`)).toBe('404 LINE_NOT_FOUND');
  });

  test('records behind a part of a line, without the IMSI', async () => {
    const { result, run_id } = await finished(`${line()}/trace`, { row: 1 });
    expect([run_id, result.row]).toEqual([other, 1]);
    expect(result.records).toMatchObject({
      count: 1,
      rows: [{ file: '1.tap', byte_offset: expect.any(Number) }],
    });
    expect(JSON.stringify(result)).not.toContain(IMSIS[0]);
  });

  test('the month of a device day by day, without the IMSI', async () => {
    const { result } = await finished(`/v1/runs/${other}/devices/1/timeline`, { limit: 1 });
    const { timeline, ...rest } = result;
    expect(rest).toEqual({ row: 1, agreement_id: ID, no_timeline: null });
    // On the fifth it registers and sends an SMS.
    expect(timeline.days).toHaveLength(31);
    expect(timeline.days[4]).toMatchObject({
      day: '2026-10-05',
      observed: true,
      events: [{ procedure: 'UL', count: 1 }],
      records: [{ service: 'sms_mo', count: 1 }],
    });
    expect(timeline.records).toMatchObject({ count: 1, rows: [{ file: '1.tap' }] });
    expect(JSON.stringify(result)).not.toContain(IMSIS[0]);
  });

  test('a pack is made, fetched, and verified', async () => {
    const request = { agreement: ID, devices: 'all', pseudonyms: true };
    const job = await finished(`/v1/runs/${other}/pack`, request);
    expect(job).toMatchObject({ run_id: other, file: `/v1/jobs/${job.id}/file` });
    const { text } = await server.call(`GET ${job.file}`, { as: 'operator' });
    const bytes = Buffer.from(text, 'latin1');
    expect(digestOf(bytes)).toBe(job.result.sha256);
    writeFileSync(join(root, 'pack.zip'), bytes);
    const key = job.result.public_key;
    const verified = await finished('/v1/verifications', { pack: join(root, 'pack.zip'), key });
    expect(verified.result).toMatchObject({ equal: true, trusted: true, run_id: other, agreement_id: ID });
    // Another than the one who asked for it sees whole IMSIs, and the audit log keeps that too.
    const open = await finished(`/v1/runs/${other}/pack`, { agreement: ID, devices: 1, records: true });
    const members = (await server.call(`GET ${open.file}`, { as: 'operator' })).text;
    for (const member of ['records.csv', 'events.csv']) {
      expect(members).toContain(member);
      expect(text).not.toContain(member);
    }
    const before = audited().length;
    await server.call(`GET ${open.file}`, { as: 'admin' });
    expect(audited().slice(before)).toMatchObject([
      { who: expect.stringMatching(/^a admin /), action: 'imsi_reveal', subject: { job: open.id } },
    ]);
    // A day later it is gone.
    server.service.jobs.sweep(Date.now() + 86_500_000);
    expect(await code(`GET ${job.file}`, { as: 'operator' })).toBe('404 JOB_FILE_GONE');
    expect((await server.call(`GET /v1/jobs/${job.id}`)).json.file).toBeNull();
  });

  test('an issued month: a dispute from its rows to its end, and the statement of the term', async () => {
    const months = (await server.call('GET /v1/periods')).json.periods;
    expect(months).toMatchObject([{ period: '2026-10', issued: [expect.any(String)], refused: null }]);
    const issued = months[0].issued[0];
    writeFileSync(join(root, 'dispute.csv'), `imsi,reason\n${IMSIS[1]},ours\n${IMSIS[2]},ours too\n`);
    const file = join(root, 'dispute.csv');
    const path = `POST /v1/runs/${issued}/disputes`;
    const json = { agreement: ID, file, received: '2026-11-20', days: 30 };
    expect(await code(path, { as: 'operator', json: { ...json, received: '2026-11-31' } })).toBe('400 USAGE');
    const { json: dispute } = await server.call(path, { as: 'operator', json });
    expect(dispute).toMatchObject({
      deadline: '2026-12-20',
      items: [
        { imsi: '99901********02', disputed: '0.05' },
        { imsi: '99901********03', disputed: '3.00' },
      ],
    });
    const { disputes } = (await server.call('GET /v1/disputes?on=2026-12-21')).json;
    expect(disputes).toMatchObject([{ id: dispute.id, status: 'open', overdue: true }]);
    const whole = await server.call(`GET /v1/disputes/${dispute.id}?reveal=true`, { as: 'operator' });
    expect(whole.json.items).toMatchObject([
      { item: 0, imsi: IMSIS[1], outcome: null },
      { item: 1, imsi: IMSIS[2], outcome: null },
    ]);
    const first = (await server.call(`GET /v1/disputes/${dispute.id}?limit=1`)).json;
    expect(first.items).toMatchObject([{ item: 0, imsi: '99901********02' }]);
    const rest = `GET /v1/disputes/${dispute.id}?limit=1&cursor=${first.next}`;
    expect((await server.call(rest)).json).toMatchObject({ items: [{ item: 1 }], next: null });
    const resolve = `POST /v1/disputes/${dispute.id}/resolve`;
    for (const wrong of [[2], [0, 0]])
      expect(await code(resolve, { as: 'operator', json: { accept: wrong } })).toBe('400 DISPUTE_INVALID');
    const partly = await server.call(resolve, { as: 'operator', json: { reject: [1] } });
    expect(partly.json).toMatchObject({ status: 'partly resolved', list: null });
    const open = (await server.call(`GET /v1/disputes/${dispute.id}?outcome=open`)).json;
    expect(open.items.map(({ item }: { item: number }) => item)).toEqual([0]);
    const resolved = await server.call(resolve, { as: 'operator', json: { accept: 'all' } });
    expect(resolved.json).toMatchObject({ status: 'resolved', list: `${dispute.id}.2.csv` });
    expect(audited().at(-1)).toMatchObject({ action: 'dispute_resolve', subject: { dispute: dispute.id } });

    // The credit note goes by the list that the dispute has left.
    const credit = { period: '2026-10', agreements: join(root, 'priced.yaml'), lists: 'kept:lists' };
    const corrected = await server.finished(await settle({ ...credit, corrects: issued }));
    expect(corrected.error).toBeNull();
    const { lists } = (await server.call(`GET /v1/runs/${corrected.run_id}/devices/2`)).json;
    expect(lists).toMatchObject([{ verdict: 'rejected' }]);

    const term = { period: '2026-10..2026-10', agreements: join(root, 'priced.yaml') };
    const made = (await server.call('POST /v1/terms', { as: 'operator', json: term })).json;
    expect(made.statements).toMatchObject([{ agreement_id: ID, settled: '4.05' }]);
    expect((await server.call('GET /v1/terms')).json.terms).toMatchObject([{ term_id: made.term_id }]);
    expect((await server.call(`GET /v1/terms/${made.term_id}`)).json.statements).toHaveLength(1);
    expect(await code(`GET /v1/terms/${'0'.repeat(64)}`)).toBe('404 RUN_NOT_FOUND');
    const paper = await server.call(`GET /v1/terms/${made.term_id}/report?format=pdf`);
    expect(paper.text).toMatch(/^%PDF/);
    const named = 'attachment; filename="term-2026-10-2026-10.pdf"';
    expect(paper.headers.get('content-disposition')).toBe(named);
    const both = await server.call(`GET /v1/terms/${made.term_id}/report?format=csv,html`);
    expect(both.text).toMatch(/^PK[\s\S]*lines\.csv/);
    const none = `GET /v1/terms/${made.term_id}/report?format=csv&agreement=another`;
    expect(await code(none)).toBe('404 STATEMENT_NOT_FOUND');
  });
});

test('agreements: list, versions, text, and a version never changes', async () => {
  expect((await server.call('GET /v1/agreements')).json.agreements).toMatchObject([
    { id: ID, versions: [{ version: 1 }] },
  ]);
  expect((await server.call(`GET /v1/agreements/${ID}`)).json.versions).toHaveLength(1);
  expect((await server.call(`GET /v1/agreements/${ID}/versions/1`)).text).toBe(yaml);
  expect((await put(1, yaml)).status).toBe(200);
  expect((await put(1, priced)).json.code).toBe('AGREEMENT_EXISTS');
  expect((await put(2, yaml)).json.code).toBe('AGREEMENT_INVALID');
  const check = (body: string) => server.call('POST /v1/agreements/check', { body, headers: YAML });
  expect((await check(yaml)).json).toMatchObject({ id: ID, version: 1, warnings: expect.any(Array) });
  expect((await check(priced)).json.code).toBe('AGREEMENT_EXISTS');
  const second = agreementYaml({ version: '2', effective: '2026-11-01' });
  expect((await put(2, second)).json).toMatchObject({ version: 2, warnings: expect.any(Array) });
});

test('the examples of docs/http.md', async () => {
  const page = readFileSync(join(ROOT, 'docs/http.md'), 'utf8');
  const script = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block!).join('\necho\n');
  writeFileSync(join(root, 'in/file.tap'), 'x');
  writeFileSync(join(root, 'in/agreement.yaml'), yaml);
  const env = { ...process.env, URL: server.url, TOKEN: server.tokens.admin, IN: join(root, 'in'), RUN: run };
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: root,
    env,
  });
  expect(stdout.match(/curl/g)).toBeNull();
  expect(stdout).not.toContain('urn:roamsettle:error');
  expect(stdout).toContain('"kind":"settle"');
  expect(stdout).toContain('"line_id"');
  expect(readFileSync(join(root, 'report.html'), 'utf8')).toContain('<html');
});

test('the drift of a month from the one before', async () => {
  expect(await code('GET /v1/periods/2026-10/drift')).toBe('404 RUN_NOT_FOUND');
  const asked = await settle({ period: '2026-09', agreements: join(root, 'priced.yaml') });
  const { run_id } = await server.finished(asked);
  const drift = (await server.call(`GET /v1/periods/2026-10/drift?agreement=${ID}`)).json;
  expect(drift).toMatchObject({ from: { run_id, period: '2026-09' }, to: { period: '2026-10' } });
  expect(drift.agreements[0]).toMatchObject({ agreement_id: ID, from_devices: 0 });
  expect(await code('GET /v1/periods/2026-13/drift')).toBe('400 PERIOD_INVALID');
});

test('three hundred hostile requests: no 5xx, and no word of the inside', async () => {
  const requests = hostileRequests(server.document, 300);
  const answers = [];
  for (let i = 0; i < requests.length; i += 20) {
    const some = requests.slice(i, i + 20).map(({ line, ...asked }) => server.call(line, asked));
    answers.push(...(await Promise.all(some)));
  }
  const wrong = answers.flatMap(({ status, text }, i) =>
    status >= 500 || /\.ts:\d|node_modules|^\s+at /m.test(text)
      ? [`${requests[i]!.line} → ${status} ${text.slice(0, 300)}`]
      : [],
  );
  expect(wrong).toEqual([]);
  expect(answers).toHaveLength(300);
  expect(new Set(answers.map(({ status }) => status)).size).toBeGreaterThan(4);
});

test('the log holds routes, not addresses, and no IMSI; the audit log neither', () => {
  expect(server.log.text).toContain('"route":"/v1/runs/:run/devices/:row"');
  expect(server.log.text).not.toContain(run.slice(0, 12));
  const kept = JSON.stringify([...readAudit(world.data)]);
  for (const imsi of IMSIS) {
    expect(server.log.text).not.toContain(imsi);
    expect(kept).not.toContain(imsi);
  }
});

test('every operation was answered as it should be', () => {
  const ids = Object.values(server.document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  const done = new Set(
    [...server.seen].filter((place) => / 20\d$/.test(place)).map((place) => place.split(' ')[0]),
  );
  expect(ids.filter((id) => !done.has(id))).toEqual([]);
});
