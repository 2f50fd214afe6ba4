/** The codes of errors: what each means, and what a client can do about it. */
import Type from 'typebox';
import { saidOverHttp } from '../../errors/over-http.ts';
import { ERRORS, type ErrorCode } from '../../errors.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';

const Entry = Type.Object({
  code: Type.String(),
  status: Type.Integer(),
  title: Type.String({ description: 'what is wrong' }),
  cure: Type.String({ description: 'what to do about it' }),
});

export function errorRoutes(app: App): void {
  const errors = (Object.keys(ERRORS) as ErrorCode[]).map((code) => {
    const { message, cure } = saidOverHttp(code);
    return { code, status: ERRORS[code].http, title: message, cure };
  });
  app.get(
    '/v1/errors',
    operation(
      {
        id: 'listErrors',
        role: 'viewer',
        tag: 'operations',
        summary: 'What the codes mean that answers, jobs and files have',
        answers: {
          200: {
            description: 'In the order of docs/errors.md.',
            schema: Type.Object({ errors: Type.Array(Entry) }),
          },
        },
      },
      {},
    ),
    async () => ({ errors }),
  );
}
