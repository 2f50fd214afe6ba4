/** A server as a process over a data folder, and what a bench asks of it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const MAX_SOCKETS = 1000;

export interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly text: string;
}

export interface Job {
  readonly id: string;
  readonly state: string;
  readonly started_at: string;
  readonly finished_at: string;
  readonly run_id: string | null;
  readonly error: unknown;
}

export class BenchServer {
  readonly #child: ChildProcess;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  readonly #url: URL;
  readonly #token: string;

  private constructor(child: ChildProcess, url: string, token: string) {
    this.#child = child;
    this.#url = new URL(url);
    this.#token = token;
  }

  static async start(data: string, root: string, memory: string): Promise<BenchServer> {
    const made = execFileSync(
      process.execPath,
      [MAIN, ...'token create --role operator --name bench --json --data'.split(' '), data],
      { encoding: 'utf8' },
    );
    const child = spawn(
      process.execPath,
      [
        MAIN,
        ...'serve --port 0 --json --log-level error --memory'.split(' '),
        memory,
        '--data',
        data,
        '--root',
        root,
      ],
      {
        env: { ...process.env, ROAMSETTLE_REQUESTS_PER_MINUTE: '1000000' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const line = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
      child.stdout!.once('data', (bytes) => resolve(String(bytes)));
    });
    const { token } = JSON.parse(made) as { token: string };
    return new BenchServer(child, (JSON.parse(line) as { url: string }).url, token);
  }

  /** Milliseconds are those until the whole answer is there. */
  ask(path: string, body?: object): Promise<Answer> {
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          host: this.#url.hostname,
          port: this.#url.port,
          path,
          agent: this.#agent,
          method: body === undefined ? 'GET' : 'POST',
          headers: {
            authorization: `Bearer ${this.#token}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, ms: performance.now() - begun, text }),
          );
          response.on('error', reject);
        },
      );
      asked.on('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** The answer as JSON. Throws where it is a refusal. */
  async json<T>(path: string, body?: object): Promise<T> {
    const { status, text } = await this.ask(path, body);
    if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Throws where the job is not done. */
  async finished({ id }: Job): Promise<Job> {
    for (;;) {
      const job = await this.json<Job>(`/v1/jobs/${id}`);
      if (job.state === 'done') return job;
      if (job.state !== 'queued' && job.state !== 'running') throw new Error(JSON.stringify(job));
      await sleep(200);
    }
  }

  /** Seconds of processor time of the server's own process so far. */
  async cpuSeconds(): Promise<number> {
    const { text } = await this.ask('/v1/metrics');
    return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await ended;
    this.#agent.destroy();
  }
}

export function secondsOf({ started_at, finished_at }: Job): number {
  return (Date.parse(finished_at) - Date.parse(started_at)) / 1000;
}
