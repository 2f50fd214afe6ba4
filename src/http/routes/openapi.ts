/** The OpenAPI document, made from the schemas of the routes. */
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import { Open } from './schemas.ts';

export function openapiRoutes(app: App): void {
  app.get(
    '/openapi.json',
    operation(
      {
        id: 'openapi',
        role: 'public',
        tag: 'operations',
        summary: 'This document',
        answers: { 200: { description: 'OpenAPI 3.1.', schema: Open } },
      },
      {},
    ),
    async () => app.swagger(),
  );
}
