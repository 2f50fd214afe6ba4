/** Who asks, and what the server lets them do: what a client shows, and what it leaves out. */
import Type from 'typebox';
import { ROLES } from '../../access/tokens.ts';
import type { App } from '../app.ts';
import { callerOf } from '../guard.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';

const Me = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: Type.Enum(ROLES),
  auth: Type.Enum(['tokens', 'none']),
  page_rows: Type.Integer({ description: 'rows of a page at most' }),
  upload_bytes: Type.Integer(),
});

export function meRoutes(app: App, { config }: Service): void {
  app.get(
    '/v1/me',
    operation(
      {
        id: 'getMe',
        role: 'viewer',
        tag: 'operations',
        summary: 'Whose the token is, and its role',
        answers: { 200: { description: 'The token by its name.', schema: Me } },
      },
      {},
    ),
    async (request) => {
      const { id, name, role } = callerOf(request);
      const { auth, page_rows, upload_bytes } = config;
      return { id, name, role, auth, page_rows, upload_bytes };
    },
  );
}
