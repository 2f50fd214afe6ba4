/** A server from its configuration to its end. */
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import type { ServeConfig } from '../config/serve.ts';
import { RoamsettleError } from '../errors.ts';
import { Turns } from '../jobs/turns.ts';
import { type App, buildApp } from './app.ts';
import { openService, type Service } from './service.ts';

export interface Server {
  readonly url: string;
  readonly app: App;
  readonly service: Service;
  /** Ends requests and watchers, lets the job at hand work for `shutdown_seconds`, and lets go of the folder. */
  close(): Promise<void>;
}

/** Listens, to clients and to commands beside it, and begins to work. Throws what `openService` throws, and SERVE_ADDRESS. */
export async function serve(config: ServeConfig, log: Writable): Promise<Server> {
  const service = await openService(config);
  const app = await buildApp(service, log);
  let turns: Turns | null = null;
  const close = async () => {
    const seconds = config.shutdown_seconds;
    service.stopping.abort();
    turns?.close();
    // Whoever still sends or reads then is cut off.
    const timer = setTimeout(() => app.server.closeAllConnections(), seconds * 1000);
    await Promise.all([app.close(), service.jobs.stop(seconds)]);
    clearTimeout(timer);
    await service.release();
  };
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await close();
    throw new RoamsettleError('SERVE_ADDRESS', `(${(error as NodeJS.ErrnoException).code})`);
  }
  const url = urlOf(app.server.address() as AddressInfo);
  service.listensOn(url);
  turns = await Turns.listen(config.data, service.jobs);
  service.jobs.start();
  return { url, app, service, close };
}

function urlOf({ address, port, family }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
