/** What a hostile client, a lost connection or a kill between two steps did to the server, and must not do again. */
import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Book, writeBook } from '../../src/book/book.ts';
import { zipOf } from '../../src/files/zip-writer.ts';
import { cursorFor, readRow } from '../../src/http/pages.ts';
import { profileOf } from '../../src/http/partner-profile.ts';
import { Quota } from '../../src/http/quota.ts';
import { Resumable } from '../../src/http/resumable.ts';
import { requestDigest } from '../../src/http/routes/submit.ts';
import { Uploads } from '../../src/http/uploads.ts';
import { newJob } from '../../src/jobs/job.ts';
import { Jobs } from '../../src/jobs/jobs.ts';
import { Journal } from '../../src/jobs/journal.ts';
import { matched } from '../../src/pages/place.ts';
import { TestServer } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'roamsettle-faults-'));
let server: TestServer;

beforeAll(async () => {
  mkdirSync(join(folder, 'in'));
  server = await TestServer.start(join(folder, 'data'), { roots: [folder], body_seconds: 1 });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

test('a form that ends in the midst of a file is refused, and ends nothing else', async () => {
  const body = '--b\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\nhalf of';
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  const answer = await server.call('POST /v1/uploads/form', { as: 'operator', body, headers });
  expect([answer.status, answer.json.code]).toEqual([400, 'REQUEST_INVALID']);
  expect(readdirSync(join(folder, 'data/server/uploads'))).toEqual([]);
});

test('a body at an address that is not there holds its connection no longer than any other', async () => {
  const head = ['POST /nowhere HTTP/1.1', 'host: x', 'content-type: application/json', 'content-length: 10'];
  const { port } = new URL(server.url);
  const text = await new Promise<string>((resolve) => {
    let said = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(`${head.join('\r\n')}\r\n\r\n{`));
    socket.on('data', (bytes) => {
      said += bytes.toString();
    });
    socket.on('close', () => resolve(said));
    socket.setTimeout(20_000, () => socket.destroy());
  });
  expect(text).toMatch(/^HTTP\/1\.1 408 [\s\S]*BODY_SLOW/);
});

test('a profile that is nested without an end is a fault of the request', async () => {
  const deep = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`) as object;
  await expect(profileOf(deep, folder)).rejects.toMatchObject({ code: 'RECONCILE_INVALID' });
});

test.each(['-1', '0.5', 'x', '1e3', ''])('a cursor that somebody made up (%s) is none', (from) => {
  expect(() => readRow('list', cursorFor('list', from))).toThrow(
    expect.objectContaining({ code: 'CURSOR_INVALID' }),
  );
  expect(readRow('list', cursorFor('list', '7'))).toBe(7);
});

test('a key that was used for one device is not for another', () => {
  const asked = (row: string) => ({
    routeOptions: { url: '/v1/runs/:run/devices/:row/timeline' },
    params: { run: 'abcd', row },
    body: {},
  });
  expect(requestDigest(asked('1'))).toBe(requestDigest(asked('1')));
  expect(requestDigest(asked('1'))).not.toBe(requestDigest(asked('2')));
});

test('a link says which run is shown, and nothing that is asked of it', () => {
  expect(matched('runs/:run/devices/:row', ['runs', 'abcd/devices?reveal=true#', 'devices', '1'])).toBeNull();
  expect(matched('runs/:run/devices/:row', ['runs', 'abcd', 'devices', '1?reveal=true'])).toBeNull();
  expect(matched('jobs/:job', ['jobs', '../runs'])).toBeNull();
  expect(matched('jobs/:job', ['jobs', '00000001'])).toEqual({ job: '00000001' });
});

test('an upload that was whole when the server was killed is ended by its last byte', async () => {
  const data = join(folder, 'killed');
  const limits = { maxBytes: 100, pauseSeconds: 1, quota: new Quota(1000) };
  const place = join(data, 'server/resumable');
  const metadata = `filename ${Buffer.from('a').toString('base64')}`;
  const uploads = new Uploads(data, limits);
  const first = new Resumable(data, uploads);
  const [whole, taken] = [first.create(3, metadata), first.create(3, metadata)];
  writeFileSync(join(place, whole, 'data'), 'abc');
  // It was taken over, and its folder stayed.
  uploads.adopt(taken, 'a', join(place, taken, 'data'));
  const second = new Resumable(data, uploads);
  expect(second.progressOf(whole)).toEqual({ offset: 2, length: 3 });
  expect(second.progressOf(taken)).toEqual({ offset: 0, length: 0 });
  expect(readdirSync(place)).toEqual([whole]);
  for (const about of ['sha256', 'sha256 !!!!'])
    expect(() => second.create(3, `${metadata},${about}`)).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID' }),
    );
});

test('a book that a crash has left in parts is none, and is made again', async () => {
  const place = join(folder, 'book');
  const rows = async function* () {
    yield { list: '{"agreement_id":"A"}', evidence: '{}' };
  };
  const queue = async function* () {
    for (const agreement_id of ['A', 'B', 'B']) yield { agreement_id };
  };
  for (const part of ['list', 'evidence', 'queue', 'codes', 'marks.json']) {
    await writeBook(place, { rows: rows(), queue: queue() });
    const book = await Book.open(place);
    expect(book?.rows).toBe(1);
    expect(await book?.queue('B', 1, 5)).toEqual({ count: 2, devices: ['{"agreement_id":"B"}'] });
    await book?.close();
    writeFileSync(join(place, part), '');
    expect(await Book.open(place), part).toBeNull();
  }
});

test('a book of a run without a queue says so, and so does one of another version', async () => {
  const place = join(folder, 'without');
  const rows = async function* () {
    yield { list: '{"agreement_id":"A"}', evidence: '{}' };
  };
  await writeBook(place, { rows: rows(), queue: null });
  const book = await Book.open(place);
  expect(await book?.queue(null, 0, 5)).toBeNull();
  await book?.close();
  const marks = join(place, 'marks.json');
  writeFileSync(marks, readFileSync(marks, 'utf8').replace(/"format":\d+/, '"format":1'));
  expect(await Book.open(place)).toBeNull();
});

test('large results of jobs stay on disk, and are given whole', () => {
  const data = join(folder, 'large');
  const journal = new Journal(data);
  const work = { kind: 'timeline', run: 'abcd', row: 1, limit: 1 } as const;
  const job = newJob(journal.nextId(), { by: { id: 'a', name: 'a' }, work, digest: '', idempotency: null });
  journal.add({ ...job, state: 'done', result: { rows: [1] } }, null);
  const jobs = new Jobs({
    machine: { data, workers: 1, memory: '1GB' },
    nonce: '',
    maxWaiting: 1,
    maxWaitingEach: 1,
  });
  expect(jobs.get(job.id).result).toBeNull();
  expect(jobs.resultOf(job.id)).toEqual({ rows: [1] });
});

test('an archive that nobody reads to its end leaves no file open', async () => {
  const place = join(folder, 'members');
  mkdirSync(place);
  // Bytes that do not shrink, and so wait for a reader.
  writeFileSync(join(place, 'member'), randomBytes(5_000_000));
  const open = () =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(place);
      } catch {
        return false;
      }
    });
  const archive = zipOf(place, ['member']);
  await expect.poll(() => open().length).toBe(1);
  archive.destroy();
  await expect.poll(open).toEqual([]);
});
