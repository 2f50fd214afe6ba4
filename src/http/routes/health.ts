/** Whether the process lives, and whether it can work. */
import { accessSync, constants } from 'node:fs';
import Type from 'typebox';
import { RoamsettleError } from '../../errors.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';

const Health = Type.Object({ status: Type.Literal('ok') });

export function healthRoutes(app: App, { config, stopping }: Service): void {
  const answers = { 200: { description: 'It does.', schema: Health } };
  app.get(
    '/v1/health/live',
    operation({ id: 'live', role: 'public', tag: 'operations', summary: 'The process answers', answers }, {}),
    async () => ({ status: 'ok' as const }),
  );
  app.get(
    '/v1/health/ready',
    operation(
      {
        id: 'ready',
        role: 'public',
        tag: 'operations',
        summary: 'The data folder can be used, and the server is not stopping',
        answers,
        errors: ['SERVER_BUSY'],
      },
      {},
    ),
    async () => {
      try {
        accessSync(config.data, constants.R_OK | constants.W_OK);
      } catch {
        throw new RoamsettleError('SERVER_BUSY', 'The data folder cannot be used.');
      }
      if (stopping.signal.aborted) throw new RoamsettleError('SERVER_BUSY', 'It is stopping.');
      return { status: 'ok' as const };
    },
  );
}
