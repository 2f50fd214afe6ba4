/** A server in this process on a port of its own, over a month made by hand; every answer is held against the OpenAPI document. */

import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { createToken, ROLES, type Role } from '../../src/access/tokens.ts';
import type { ServeConfig } from '../../src/config/serve.ts';
import { readServeConfig } from '../../src/config/serve.ts';
import { type Server, serve } from '../../src/http/serve.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are held against their schemas
  readonly json: any;
}

export interface Asked {
  /** `viewer` where nothing is said; null: without a token. */
  readonly as?: Role | null;
  readonly json?: unknown;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { in: string; name: string; required?: boolean; schema: Schema }[];
  readonly requestBody?: { content: Record<string, { schema: Schema }> };
  readonly responses: Readonly<Record<string, { content?: Record<string, { schema: object }> }>>;
}

export interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** Everything that the server logged. */
export class Log extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

export class TestServer {
  readonly log: Log;
  readonly tokens: Readonly<Record<Role, string>>;
  readonly #server: Server;
  readonly #document: Document;
  readonly #ajv = new Ajv2020({ strict: false });
  readonly #checks = new Map<string, ValidateFunction>();
  /** Operations and statuses that were answered, `listRuns 200`. */
  readonly seen = new Set<string>();

  private constructor(server: Server, log: Log, tokens: Readonly<Record<Role, string>>) {
    this.#server = server;
    this.log = log;
    this.tokens = tokens;
    this.#document = server.app.swagger() as unknown as Document;
    this.#ajv.addSchema({ $id: 'api', components: this.#document.components });
  }

  static async start(data: string, changes: Partial<ServeConfig> = {}): Promise<TestServer> {
    const tokens = Object.fromEntries(
      ROLES.map((role) => [role, createToken(data, { name: `a ${role}`, role, days: 1 }).token]),
    ) as Record<Role, string>;
    const config = await readServeConfig({
      file: null,
      environment: {},
      flags: {},
      defaults: { workers: 1, memory: '512MB' },
    });
    const log = new Log();
    const server = await serve({ ...config, port: 0, data, shutdown_seconds: 1, ...changes }, log);
    return new TestServer(server, log, tokens);
  }

  get url(): string {
    return this.#server.url;
  }

  get service() {
    return this.#server.service;
  }

  get document(): Document {
    return this.#document;
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  /** `POST /v1/runs`, with an answer that keeps to the document. */
  async call(line: string, { as = 'viewer', json, body, headers = {} }: Asked = {}): Promise<Answer> {
    const [method = '', path = ''] = line.split(' ');
    const sent = json === undefined ? body : JSON.stringify(json);
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(as === null ? {} : { authorization: `Bearer ${this.tokens[as]}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const type = (response.headers.get('content-type') ?? '').split(';', 1)[0]!;
    const text = bytes.toString(/zip|pdf|sheet/.test(type) ? 'latin1' : 'utf8');
    const parsed: unknown = /json$/.test(type) && text !== '' ? JSON.parse(text) : null;
    // The client takes `.` and `..` out of an address before it sends it.
    this.#check({
      method,
      path: new URL(path, this.url).pathname,
      status: response.status,
      type,
      value: parsed ?? text,
    });
    return { status: response.status, headers: response.headers, text, json: parsed };
  }

  /** The job of an answer 202, once it is finished. */
  async finished(answer: Answer) {
    expect(answer.status, answer.text).toBe(202);
    const path = answer.headers.get('location');
    for (;;) {
      const job = (await this.call(`GET ${path}`)).json;
      if (!['queued', 'running'].includes(job.state)) return job;
      await sleep(50);
    }
  }

  /** What is answered is what the document says, for addresses that it knows. */
  #check(got: { method: string; path: string; status: number; type: string; value: unknown }): void {
    const found = this.operationOf(got.method, got.path);
    if (found === null) return;
    const { operation, pattern } = found;
    const place = `${operation.operationId} ${got.status}`;
    this.seen.add(place);
    const response = operation.responses[String(got.status)];
    // HEAD is answered like GET, without the body.
    if (
      response !== undefined &&
      got.value === '' &&
      (response.content === undefined || got.method === 'HEAD')
    )
      return;
    expect(Object.keys(response?.content ?? {}), place).toContain(got.type);
    if (typeof got.value === 'string') return;
    let check = this.#checks.get(place);
    if (check === undefined) {
      const way = [
        'paths',
        pattern,
        got.method.toLowerCase(),
        'responses',
        String(got.status),
        'content',
        got.type,
      ];
      const pointer = [...way, 'schema']
        .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
        .join('/');
      if (!this.#checks.size) this.#ajv.addSchema(this.#document as object, 'openapi');
      check = this.#ajv.compile({ $ref: `openapi#/${encodeURI(pointer)}` });
      this.#checks.set(place, check);
    }
    expect(check(got.value) || check.errors, `${place} ${JSON.stringify(got.value)}`).toBe(true);
  }

  /** The operation that an address reaches. */
  operationOf(method: string, path: string): { pattern: string; operation: Operation } | null {
    const [bare = ''] = path.split('?', 1);
    for (const [pattern, methods] of Object.entries(this.#document.paths)) {
      const shape = new RegExp(`^${pattern.replaceAll('.', '[.]').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
      const operation = methods[method.toLowerCase()];
      // A fixed address goes before one with a parameter.
      if (shape.test(bare) && operation !== undefined) return { pattern, operation };
    }
    return null;
  }
}
