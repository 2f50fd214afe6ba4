/** What uploads may take of the disk together, whichever way they come, and what gives room again. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Quota } from '../../src/http/quota.ts';
import { Resumable } from '../../src/http/resumable.ts';
import { Uploads } from '../../src/http/uploads.ts';
import { type Asked, TestServer } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'roamsettle-quota-'));
const data = join(folder, 'data');
const FILE = { 'content-type': 'application/octet-stream' };
let server: TestServer;

beforeAll(async () => {
  mkdirSync(data);
  server = await TestServer.start(data, { upload_bytes: 2000, uploads_bytes: 1024 });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const call = (line: string, asked: Asked = {}) => server.call(line, { as: 'operator', ...asked });
const send = (bytes: number, name = 'a.tap') =>
  call(`POST /v1/uploads?name=${name}`, { body: 'x'.repeat(bytes), headers: FILE });
const tus = (bytes: number) =>
  call('POST /v1/resumable', {
    headers: {
      'upload-length': String(bytes),
      'upload-metadata': `filename ${Buffer.from('b.tap').toString('base64')}`,
    },
  });

/** A body that does not say how long it is; the code of the answer. */
function sendPieces(bytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { ...FILE, authorization: `Bearer ${server.tokens.operator}` };
    const sent = request(`${server.url}/v1/uploads?name=c.tap`, { method: 'POST', headers }, (answer) => {
      answer.setEncoding('utf8');
      let text = '';
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve(`${answer.statusCode} ${JSON.parse(text).code ?? ''}`.trim()));
    });
    sent.on('error', reject);
    sent.write('x'.repeat(bytes));
    sent.end();
  });
}

test('what is kept and what arrives have room together, and the refusal names place and cure', async () => {
  const first = await send(600);
  expect(first.status).toBe(201);
  const refused = await send(500, 'more.tap');
  expect(refused.json).toMatchObject({
    status: 507,
    code: 'UPLOAD_QUOTA',
    file: 'more.tap',
    key: 'uploads_bytes',
    detail: '600 of 1024 bytes are taken, and it needs 500 more.',
    cure: expect.stringContaining('DELETE /v1/uploads/ID'),
  });
  // One that is larger than any may be is told so, whatever the room.
  expect((await send(2001)).json.code).toBe('BODY_TOO_LARGE');
  expect(await sendPieces(425)).toBe('507 UPLOAD_QUOTA');
  const form = `--b\r\ncontent-disposition: form-data; name="f"; filename="f"\r\n\r\n${'x'.repeat(500)}\r\n--b--\r\n`;
  const multipart = { 'content-type': 'multipart/form-data; boundary=b' };
  const refusedForm = await call('POST /v1/uploads/form', { body: form, headers: multipart });
  expect(refusedForm.json.code).toBe('UPLOAD_QUOTA');
  // An upload in pieces has its room from its beginning on.
  const open = await tus(424);
  expect(open.status).toBe(201);
  expect((await tus(1)).json.code).toBe('UPLOAD_QUOTA');
  expect((await send(1)).json.code).toBe('UPLOAD_QUOTA');
  // Given up, loaded or refused: there is room again, to the byte.
  expect((await call(`DELETE ${open.headers.get('location')}`)).status).toBe(204);
  expect(await sendPieces(424)).toBe('201');
  expect((await call(`DELETE /v1/uploads/${first.json.id}`)).status).toBe(204);
  expect((await call(`DELETE /v1/uploads/${first.json.id}`)).json.code).toBe('UPLOAD_NOT_FOUND');
  expect((await send(601)).json.code).toBe('UPLOAD_QUOTA');
  expect((await call('GET /v1/metrics')).text).toContain('roamsettle_uploads_bytes 424\n');
  // The frame of a form is not kept, and does not count.
  expect((await call('POST /v1/uploads/form', { body: form, headers: multipart })).status).toBe(201);
  expect((await send(100)).status).toBe(201);
});

test('what is on the disk counts after a restart, and an upload that a job reads is not removed', () => {
  const place = join(folder, 'restarted');
  const limits = (quota: Quota) => ({ maxBytes: 100, pauseSeconds: 1, quota });
  const first = new Uploads(place, limits(new Quota(1000)));
  const id = 'a'.repeat(32);
  mkdirSync(join(first.folder, id));
  writeFileSync(join(first.folder, id, 'a.tap'), 'x'.repeat(70));
  const pieces = new Resumable(place, first);
  pieces.create(25, `filename ${Buffer.from('b').toString('base64')}`);
  // More than the limit of now: it counts all the same.
  const quota = new Quota(80);
  const uploads = new Uploads(place, limits(quota));
  const resumable = new Resumable(place, uploads);
  expect(quota.used).toBe(95);
  expect(() => uploads.remove(id, [join(uploads.folder, id, 'a.tap')])).toThrow(
    expect.objectContaining({ code: 'UPLOAD_IN_USE' }),
  );
  uploads.sweep([], Date.now() + 86_500_000);
  expect(quota.used).toBe(25);
  resumable.sweep(Date.now() + 86_500_000);
  expect(quota.used).toBe(0);
});
