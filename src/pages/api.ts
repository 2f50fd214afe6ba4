/** Requests to `/v1`: with the token, patient where the server is busy, and with errors as the server words them. */
import type { Problem } from './answers.ts';
import { token } from './session.ts';

/** Times that a request which was refused because the server is busy is asked again. */
const PATIENCE = 3;
const MAX_WAIT_SECONDS = 5;

export class ApiError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly json?: unknown;
  readonly body?: Blob | string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The answer's JSON. Throws ApiError; AbortError when the page was left. */
export async function ask<T>(path: string, asked: Asked = {}): Promise<T> {
  return (await (await send(path, asked)).json()) as T;
}

/** The answer itself, once it is one of success. */
export async function send(path: string, asked: Asked = {}, tries = PATIENCE): Promise<Response> {
  const { method = 'GET', json, body, type, headers = {}, signal } = asked;
  const bearer = token();
  let response: Response;
  try {
    response = await fetch(path + queryOf(asked.query), {
      method,
      credentials: 'omit',
      redirect: 'error',
      headers: {
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(type === undefined ? {} : { 'content-type': type }),
        ...headers,
      },
      ...(json === undefined ? (body === undefined ? {} : { body }) : { body: JSON.stringify(json) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiError(UNREACHED);
  }
  if (response.ok) return response;
  const isBusy = response.status === 503 || response.status === 429;
  if (isBusy && tries > 1) {
    await waited(Number(response.headers.get('retry-after') ?? 1), signal);
    return send(path, asked, tries - 1);
  }
  throw new ApiError(await problemOf(response));
}

/** `next` of a list goes into the query of the page after it. */
export interface Page {
  readonly next: string | null;
}

function queryOf(query: Asked['query'] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  const text = new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return text === '' ? '' : `?${text}`;
}

async function problemOf(response: Response): Promise<Problem> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  if (isProblem) return (await response.json()) as Problem;
  return {
    ...UNREACHED,
    title: `The answer is not one of the server's (${response.status}).`,
    cure: 'Check what stands between this browser and the server.',
  };
}

const UNREACHED: Problem = {
  code: 'UNREACHED',
  status: 0,
  title: 'The server does not answer.',
  cure: 'Check that it runs and that the network is there, then try again.',
};

function waited(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  const limited = Math.min(Number.isFinite(seconds) ? seconds : 1, MAX_WAIT_SECONDS);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, limited * 1000);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
