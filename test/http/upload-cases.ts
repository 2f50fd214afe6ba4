/** Files that are sent: in one body with a digest, as a form, and in pieces with breaks between them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/domain/text-file.ts';
import { send } from './hostile.ts';
import type { Asked, TestServer } from './server.ts';

const AS = { as: 'operator' } as const;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const metadata = (name: string, sha256?: string) =>
  [`filename ${base64(name)}`, ...(sha256 === undefined ? [] : [`sha256 ${base64(sha256)}`])].join(',');

export function uploadCases(serverOf: () => TestServer, dataOf: () => string): void {
  const call = (line: string, asked: Asked = {}) => serverOf().call(line, { ...AS, ...asked });
  const code = async (line: string, asked: Asked = {}) => {
    const { status, json } = await call(line, asked);
    return `${status} ${json?.code}`;
  };
  const uploads = () => readdirSync(join(dataOf(), 'server/uploads')).sort();
  const textOf = (id: string, name: string) =>
    readFileSync(join(dataOf(), 'server/uploads', id, name), 'utf8');

  describe('uploads', () => {
    test('a body is held against its digest', async () => {
      const before = uploads();
      const digest = `sha-256=:${Buffer.from(digestOf('abc'), 'hex').toString('base64')}:`;
      const headers = { 'content-type': 'application/octet-stream', 'repr-digest': digest };
      const { json } = await call('POST /v1/uploads?name=a', { body: 'abc', headers });
      expect(json).toMatchObject({ bytes: 3, sha256: digestOf('abc'), reference: `upload:${json.id}` });
      expect(await code('POST /v1/uploads?name=a', { body: 'abd', headers })).toBe('422 UPLOAD_DIGEST');
      expect(uploads()).toEqual([...before, json.id].sort());
      expect((await call(`DELETE /v1/uploads/${json.id}`)).status).toBe(204);
      expect(uploads()).toEqual(before);
    });

    test('a form has files, all of them or none', async () => {
      const before = uploads();
      const form = (...names: string[]) => {
        const parts = names.map(
          (name) =>
            `--b\r\ncontent-disposition: form-data; name="f"; filename="${name}"\r\n\r\nof ${name}\r\n`,
        );
        return {
          body: `${parts.join('')}--b--\r\n`,
          headers: { 'content-type': 'multipart/form-data; boundary=b' },
        };
      };
      const { status, json } = await call('POST /v1/uploads/form', form('one.tap', 'two.csv'));
      expect([status, json.uploads.map(({ name }: { name: string }) => name)]).toEqual([
        201,
        ['one.tap', 'two.csv'],
      ]);
      expect(textOf(json.uploads[1].id, 'two.csv')).toBe('of two.csv');
      expect(await code('POST /v1/uploads/form', form('one.tap', '.hidden'))).toBe('400 REQUEST_INVALID');
      expect(await code('POST /v1/uploads/form', form())).toBe('400 REQUEST_INVALID');
      const { headers } = form();
      expect(await code('POST /v1/uploads/form', { body: 'no form', headers })).toBe('400 REQUEST_INVALID');
      const large = { body: form('x'.repeat(100)).body.replace('of ', 'x'.repeat(60_000)), headers };
      expect(await code('POST /v1/uploads/form', large)).toBe('413 BODY_TOO_LARGE');
      expect(uploads()).toHaveLength(before.length + 2);
    });

    test('pieces: broken off, gone on with, whole, and held against the digest', async () => {
      const piece = (offset: number) => ({
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset),
        'tus-resumable': '1.0.0',
      });
      const begin = (length: number, about: string) =>
        call('POST /v1/resumable', {
          headers: { 'upload-length': String(length), 'upload-metadata': about },
        });
      const created = await begin(6, metadata('a.tap', digestOf('abcdef')));
      const path = created.headers.get('location')!;
      expect(created.headers.get('tus-resumable')).toBe('1.0.0');
      const offset = async () => (await call(`HEAD ${path}`)).headers.get('upload-offset');
      expect(await offset()).toBe('0');
      // It promises six bytes and goes away after two.
      const head = [
        `PATCH ${path} HTTP/1.1`,
        'host: x',
        `authorization: Bearer ${serverOf().tokens.operator}`,
        'content-type: application/offset+octet-stream',
        'upload-offset: 0',
        'content-length: 6',
      ];
      expect(await send(serverOf().url, `${head.join('\r\n')}\r\n\r\nab`)).toMatch(/^HTTP\/1\.1 408 /);
      expect(await offset()).toBe('2');
      expect(await code(`PATCH ${path}`, { body: 'cd', headers: piece(3) })).toBe('409 UPLOAD_OFFSET');
      expect(await code(`PATCH ${path}`, { body: 'cdefg', headers: piece(2) })).toBe('413 BODY_TOO_LARGE');
      const id = path.split('/').at(-1)!;
      expect(await code('POST /v1/ingests', { json: { paths: [`upload:${id}`] } })).toBe(
        '404 UPLOAD_NOT_FOUND',
      );
      const last = await call(`PATCH ${path}`, { body: 'cdef', headers: piece(2) });
      expect([last.status, last.headers.get('upload-offset'), await offset()]).toEqual([204, '6', '6']);
      expect(textOf(id, 'a.tap')).toBe('abcdef');
      expect(await code(`PATCH ${path}`, { body: 'x', headers: piece(6) })).toBe('409 UPLOAD_OFFSET');

      const other = (await begin(1, metadata('b', digestOf('b')))).headers.get('location')!;
      expect(await code(`PATCH ${other}`, { body: 'c', headers: piece(0) })).toBe('422 UPLOAD_DIGEST');
      expect((await call(`HEAD ${other}`)).status).toBe(404);
    });

    test('what is not whole is removed when asked, or a day after the last piece', async () => {
      const begin = async (length: string, about: string) => {
        const headers = { 'upload-length': length, 'upload-metadata': about };
        return call('POST /v1/resumable', { headers });
      };
      const place = async () => (await begin('5', metadata('x'))).headers.get('location')!;
      const [first, second] = [await place(), await place()];
      expect((await call(`DELETE ${first}`)).status).toBe(204);
      expect(await code(`DELETE ${first}`)).toBe('404 UPLOAD_NOT_FOUND');
      serverOf().service.resumable.sweep();
      expect((await call(`HEAD ${second}`)).status).toBe(200);
      serverOf().service.resumable.sweep(Date.now() + 86_500_000);
      expect((await call(`HEAD ${second}`)).status).toBe(404);
      for (const about of ['', metadata('../x'), `${metadata('x')},sha256 ${base64('zz')}`])
        expect((await begin('5', about)).json.code).toBe('REQUEST_INVALID');
      expect((await begin('50001', metadata('x'))).json.code).toBe('BODY_TOO_LARGE');
      expect((await begin('0', metadata('x'))).json.code).toBe('REQUEST_INVALID');
    });
  });
}
