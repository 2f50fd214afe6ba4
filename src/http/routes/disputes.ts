/** What partners dispute: register a list, look at it, and say what became of it. */
import { rmSync } from 'node:fs';
import Type from 'typebox';
import { audit, nameOf } from '../../access/audit.ts';
import { importDispute } from '../../disputes/import.ts';
import { findDispute, listDisputes } from '../../disputes/register.ts';
import { type Chosen, resolveDispute, resolvedJson } from '../../disputes/resolve.ts';
import { disputeRow, disputeWhole } from '../../disputes/view.ts';
import { isDate } from '../../domain/period.ts';
import { RoamsettleError } from '../../errors.ts';
import type { App } from '../app.ts';
import { maskedImsi } from '../device-list.ts';
import { callerOf, requireRole } from '../guard.ts';
import { operation } from '../operation.ts';
import { Cursor, cursorFor, Next, readRow } from '../pages.ts';
import { profileOf } from '../partner-profile.ts';
import type { Service } from '../service.ts';
import { pathOfReference, temporaryFolder } from '../staging.ts';
import { AgreementId, Flag, Nullable, OpenList, Reference, RunParams } from './schemas.ts';

const MAX_DAYS = 3650;
/** Items that are named one by one. */
const MAX_ITEMS = 10_000;
const OUTCOMES = ['open', 'accepted', 'rejected'] as const;
const DateText = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', description: 'YYYY-MM-DD' });
const DisputeParams = Type.Object({ dispute: Type.String({ pattern: '^[A-Za-z0-9._-]{1,80}$' }) });
const Row = Type.Object(
  {
    id: Type.String(),
    run_id: Type.String(),
    agreement_id: Type.String(),
    period: Type.String(),
    status: Type.Enum(['open', 'partly resolved', 'resolved']),
  },
  { additionalProperties: true },
);
const Dispute = Type.Object(
  {
    id: Type.String(),
    run_id: Type.String(),
    items: OpenList,
    lines: OpenList,
    next: Type.Optional(Next),
  },
  { additionalProperties: true },
);
const Which = Type.Optional(
  Type.Union(
    [
      Type.String({ minLength: 1, maxLength: 4096 }),
      Type.Array(Type.Integer({ minimum: 0, maximum: 2_000_000 }), { minItems: 1, maxItems: MAX_ITEMS }),
    ],
    {
      description:
        '`all` that is open, the places of items, or a CSV of IMSIs and lines: a path below a root or `upload:ID`',
    },
  ),
);

export function disputeRoutes(app: App, service: Service): void {
  listRegister(app, service);
  getDispute(app, service);
  registerDispute(app, service);
  resolveItems(app, service);
}

function listRegister(app: App, { config: { data } }: Service): void {
  app.get(
    '/v1/disputes',
    operation(
      {
        id: 'listDisputes',
        role: 'viewer',
        tag: 'disputes',
        summary: 'The register of disputes in short',
        answers: {
          200: { description: 'By agreement and month.', schema: Type.Object({ disputes: Type.Array(Row) }) },
        },
        errors: ['USAGE'],
      },
      { querystring: Type.Object({ on: Type.Optional(DateText) }, { additionalProperties: false }) },
    ),
    async ({ query }) => {
      const on = dateOf('on', query.on);
      return { disputes: listDisputes(data).map((one) => disputeRow(data, one, on)) };
    },
  );
}

function getDispute(app: App, { config }: Service): void {
  const { data } = config;
  app.get(
    '/v1/disputes/:dispute',
    operation(
      {
        id: 'getDispute',
        role: 'viewer',
        tag: 'disputes',
        summary: 'A dispute with its items, what became of them, and credit notes',
        answers: {
          200: {
            description:
              'With all items, or a page of them where `limit` is given. With `reveal` it takes the role operator, and is audited.',
            schema: Dispute,
          },
        },
        errors: ['DISPUTE_NOT_FOUND', 'CURSOR_INVALID', 'USAGE'],
      },
      {
        params: DisputeParams,
        querystring: Type.Object(
          {
            on: Type.Optional(DateText),
            outcome: Type.Optional(Type.Enum(OUTCOMES, { description: 'items of this kind alone' })),
            reveal: Flag,
            cursor: Cursor,
            // No default: without a limit all items are answered, as ever.
            limit: Type.Optional(
              Type.Integer({ minimum: 1, maximum: config.page_rows, description: 'items of the page' }),
            ),
          },
          { additionalProperties: false },
        ),
      },
    ),
    async (request) => {
      const { reveal = false, on, outcome, cursor, limit = Number.POSITIVE_INFINITY } = request.query;
      if (reveal) requireRole(request, 'operator');
      const found = findDispute(data, request.params.dispute);
      const { items: all, ...dispute } = disputeWhole(data, found, dateOf('on', on));
      const list = ['dispute', dispute.id, outcome];
      const from = readRow(list, cursor);
      const numbered = all.map((one, item) => ({ item, ...one }));
      const chosen = numbered.filter((one) => (outcome ?? one.outcome ?? 'open') === (one.outcome ?? 'open'));
      const page = { ...dispute, items: chosen.filter(({ item }) => item >= from).slice(0, limit) };
      const after = chosen.find(({ item }) => item > (page.items.at(-1)?.item ?? Number.POSITIVE_INFINITY));
      const next = after === undefined ? null : cursorFor(list, String(after.item));
      if (!reveal) return { ...masked(page), next };
      audit(data, {
        who: nameOf(callerOf(request)),
        action: 'imsi_reveal',
        subject: { dispute: dispute.id, items: page.items.length },
      });
      return { ...page, next };
    },
  );
}

function registerDispute(app: App, service: Service): void {
  const { shelf, reports } = service;
  const { data } = service.config;
  app.post(
    '/v1/runs/:run/disputes',
    operation(
      {
        id: 'registerDispute',
        role: 'operator',
        tag: 'disputes',
        summary: 'Register what a partner disputes of an issued statement, and what is left to pay; audited',
        answers: { 201: { description: 'The dispute, with masked IMSIs.', schema: Dispute } },
        errors: [
          'RUN_NOT_FOUND',
          'RUN_AMBIGUOUS',
          'STATEMENT_NOT_FOUND',
          'DISPUTE_INVALID',
          'RECONCILE_INVALID',
          'PATH_OUTSIDE',
          'FILE_NOT_FOUND',
          'UPLOAD_NOT_FOUND',
          'USAGE',
          'SERVER_BUSY',
        ],
      },
      {
        params: RunParams,
        body: Type.Object(
          {
            agreement: AgreementId,
            file: Reference,
            received: DateText,
            days: Type.Optional(
              Type.Integer({ minimum: 0, maximum: MAX_DAYS, description: 'to the last day of our answer' }),
            ),
            profile: Type.Optional(
              Type.Object({}, { additionalProperties: true, description: 'docs/disputes.md' }),
            ),
          },
          { additionalProperties: false },
        ),
      },
    ),
    async (request, reply) => {
      const { agreement, received, days = null, profile } = request.body;
      const { run_id: runId } = await shelf.get(request.params.run);
      const file = pathOfReference(service, request.body.file);
      const on = dateOf('received', received)!;
      const free = reports.take();
      const spill = temporaryFolder(service);
      try {
        const dispute = await importDispute(data, {
          runId,
          agreementId: agreement,
          file,
          profile: profile === undefined ? null : await profileOf(profile, spill),
          received: on,
          days,
          spill,
        });
        audit(data, {
          who: nameOf(callerOf(request)),
          action: 'dispute_register',
          subject: { dispute: dispute.id, run_id: runId, file: dispute.file.sha256 },
        });
        reply.code(201);
        return masked(dispute);
      } finally {
        rmSync(spill, { recursive: true, force: true });
        free();
      }
    },
  );
}

function resolveItems(app: App, service: Service): void {
  const { data } = service.config;
  app.post(
    '/v1/disputes/:dispute/resolve',
    operation(
      {
        id: 'resolveDispute',
        role: 'operator',
        tag: 'disputes',
        summary:
          'Accept (the partner is right) or reject items; accepted devices go to a list that is kept; audited',
        answers: {
          200: {
            description: 'What is open now.',
            schema: Type.Object(
              {
                id: Type.String(),
                status: Type.String(),
                list: Nullable(Type.String()),
                declared: Type.Integer(),
              },
              { additionalProperties: true },
            ),
          },
        },
        errors: [
          'DISPUTE_NOT_FOUND',
          'DISPUTE_INVALID',
          'PATH_OUTSIDE',
          'FILE_NOT_FOUND',
          'UPLOAD_NOT_FOUND',
          'USAGE',
        ],
      },
      {
        params: DisputeParams,
        body: Type.Object(
          { accept: Which, reject: Which, on: Type.Optional(DateText) },
          { additionalProperties: false },
        ),
      },
    ),
    async (request) => {
      const { accept, reject, on } = request.body;
      if (accept === undefined && reject === undefined)
        throw new RoamsettleError('USAGE', 'Name what is accepted or rejected.');
      const id = request.params.dispute;
      const resolution = await resolveDispute(data, {
        id,
        accept: chosenOf(service, accept),
        reject: chosenOf(service, reject),
        on: dateOf('on', on),
      });
      const resolved = resolvedJson(data, resolution);
      const { item_counts, list } = resolved;
      audit(data, {
        who: nameOf(callerOf(request)),
        action: 'dispute_resolve',
        subject: { dispute: id, number: resolution.number, items: item_counts, list },
      });
      return resolved;
    },
  );
}

function masked<T extends { items: readonly { imsi: string }[] }>(dispute: T): T {
  const hidden = (imsi: string) => (imsi === '' ? '' : maskedImsi(imsi));
  return { ...dispute, items: dispute.items.map((item) => ({ ...item, imsi: hidden(item.imsi) })) };
}

function chosenOf(service: Service, text: string | number[] | undefined): Chosen | null {
  if (text === undefined) return null;
  if (typeof text !== 'string') return { items: text };
  return text === 'all' ? 'all' : { file: pathOfReference(service, text) };
}

function dateOf(name: string, text: string | undefined): string | null {
  if (text !== undefined && !isDate(text)) throw new RoamsettleError('USAGE', `${name} is no date.`);
  return text ?? null;
}
