/** The schemas that documents are held against are schemas: the program takes them for sound (domain/agreement/schema.ts). */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import serve from '../../src/config/serve.schema.json' with { type: 'json' };
import agreement from '../../src/domain/agreement/schema.json' with { type: 'json' };
import profile from '../../src/domain/profile/schema.json' with { type: 'json' };
import partner from '../../src/reconcile/partner-profile.json' with { type: 'json' };

test.each(Object.entries({ serve, agreement, profile, partner }))('%s', (_, schema) => {
  const ajv = new Ajv2020();
  expect([ajv.validateSchema(schema), ajv.errors]).toEqual([true, null]);
});

test('what is no schema is told', () => {
  expect(new Ajv2020({ logger: false }).validateSchema({ ...agreement, required: 'id' })).toBe(false);
});
