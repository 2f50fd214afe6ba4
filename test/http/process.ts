/** A server as a process of its own, which can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createToken } from '../../src/access/tokens.ts';
import type { World } from '../support/month-world.ts';
import { ROOT } from '../tidy/repository.ts';

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly token: string;
  /** The answer as JSON; with a body it is a POST. */
  // biome-ignore lint/suspicious/noExplicitAny: looked at by the test
  ask(path: string, body?: object, headers?: Record<string, string>): Promise<any>;
}

/** Serves the data folder of a world, whose root is a root; by a new token where none is given. */
export async function startServer(world: World, given: string | null = null): Promise<ServerProcess> {
  mkdirSync(world.data, { recursive: true });
  const token = given ?? createToken(world.data, { name: 'me', role: 'operator', days: 1 }).token;
  const child = spawn(
    join(ROOT, 'node_modules/.bin/node'),
    [
      ...[join(ROOT, 'src/cli/main.ts'), 'serve', '--port', '0', '--data', world.data],
      ...['--root', world.root, '--json'],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [line] = await new Promise<[Buffer]>((resolve) =>
    child.stdout!.once('data', (bytes) => resolve([bytes])),
  );
  const { url } = JSON.parse(String(line)) as { url: string };
  return {
    child,
    url,
    token,
    async ask(path, body, headers = {}) {
      const response = await fetch(`${url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return response.json();
    },
  };
}

export const ended = (child: ChildProcess) =>
  new Promise((resolve) => (child.exitCode !== null ? resolve(child.exitCode) : child.once('exit', resolve)));
