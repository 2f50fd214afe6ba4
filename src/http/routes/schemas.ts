/** Parts of requests and answers that several routes have. */
import Type from 'typebox';
import type { JobKind } from '../../jobs/work.ts';

export const AgreementId = Type.String({ pattern: '^(?!\\.{1,2}$)[A-Za-z0-9._-]{1,64}$' });
export const Period = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$', description: 'calendar month' });
/** A run, by its id or the beginning of it. */
export const RunId = Type.String({
  pattern: '^[0-9a-f]{4,64}$',
  description: 'run id, or the beginning of it',
});
export const RunParams = Type.Object({ run: RunId });
export const Reference = Type.String({
  minLength: 1,
  maxLength: 4096,
  description: 'a path below a root, or `upload:ID`',
});
/** Texts of an answer that are not looked into here. */
export const Open = Type.Object({}, { additionalProperties: true });
export const OpenList = Type.Array(Open);
export const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const StatementSummary = Type.Object({
  agreement_id: Type.String(),
  status: Type.Enum(['provisional', 'final', 'issued']),
  net: Type.String({ description: 'decimal text' }),
  currency: Type.String(),
});

/** A query may say `true` or `false`. */
export const Flag = Type.Optional(Type.Boolean({ default: false }));

export const JOB_KINDS = [
  'ingest',
  'settle',
  'preview',
  'simulate',
  'trace',
  'timeline',
  'pack',
  'verify',
  'command',
] as const satisfies readonly JobKind[];

export const JobParams = Type.Object({ job: Type.String({ pattern: '^[0-9]{8}$' }) });
export const Job = Type.Object({
  id: Type.String(),
  kind: Type.Enum(JOB_KINDS, { description: 'command: one at a terminal, that has its turn' }),
  what: Nullable(Type.String({ description: 'of a command' })),
  period: Nullable(Type.String({ description: 'of a settlement, a preview or a simulation' })),
  state: Type.Enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  by: Type.String({ description: 'name of the token' }),
  submitted_at: Type.String(),
  started_at: Nullable(Type.String()),
  finished_at: Nullable(Type.String()),
  attempts: Type.Integer(),
  progress: Nullable(
    Type.Object({
      stage: Type.Optional(Type.String()),
      done: Type.Optional(Type.Integer()),
      total: Type.Optional(Type.Integer()),
    }),
  ),
  waits_for: Nullable(Type.String({ description: 'the process that owns the database' })),
  run_id: Nullable(Type.String({ description: 'of a settlement that is done, or the run that it is about' })),
  file: Nullable(Type.String({ description: 'address of the file that it has left' })),
  result: Nullable(Open),
  error: Nullable(Open),
});

/** Waivers of one request. */
const MAX_WAIVERS = 1000;

export const Waivers = Type.Array(
  Type.Object(
    {
      id: Type.String({ minLength: 1, maxLength: 200, description: 'of an item of the checklist' }),
      reason: Type.String({ minLength: 1, maxLength: 1000 }),
    },
    { additionalProperties: false },
  ),
  { maxItems: MAX_WAIVERS, description: 'items that may pass; takes the role admin' },
);
