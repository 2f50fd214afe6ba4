/** Lines of a statement: what they come to, the devices in them, and the records behind a device. */
import Type from 'typebox';
import { audit, nameOf } from '../../access/audit.ts';
import { digestOf } from '../../domain/text-file.ts';
import { RoamsettleError } from '../../errors.ts';
import type { TraceWork } from '../../jobs/work.ts';
import { findLine, lineSums, type PartPlace, tracePage } from '../../trace/line.ts';
import type { App } from '../app.ts';
import { maskedImsi } from '../device-list.ts';
import { callerOf, requireRole } from '../guard.ts';
import { operation } from '../operation.ts';
import { Cursor, cursorFor, Limit, Next, readCursor } from '../pages.ts';
import type { Service } from '../service.ts';
import { AgreementId, Flag, Nullable, Open, OpenList, RunId } from './schemas.ts';
import { ACCEPTED, SubmitHeaders, submitJob } from './submit.ts';

const OfLine = Type.Object({
  run: RunId,
  agreement: AgreementId,
  line: Type.String({ minLength: 1, maxLength: 100 }),
});

const Lines = Type.Object({
  run_id: Type.String(),
  agreement_id: Type.String(),
  currency: Type.String(),
  lines: OpenList,
});

const Part = Type.Object({
  row: Type.Integer({ description: 'in the device list' }),
  imsi: Type.String(),
  segment: Type.String(),
  service: Type.String({ description: 'empty for a fee' }),
  quantity: Type.Integer(),
  records: Type.Integer(),
  weight: Type.String({ description: 'what its share goes by, exact' }),
  amount: Type.String(),
});

const LineDevices = Type.Object({
  run_id: Type.String(),
  agreement_id: Type.String(),
  period: Type.String(),
  currency: Type.String(),
  line: Open,
  weight_unit: Nullable(Type.String()),
  sums: Open,
  devices: Type.Array(Part),
  sources: OpenList,
  next: Next,
});

/** Records of one device that are given at most. */
const MAX_RECORDS = 10_000;

/** Where a page begins. Throws CURSOR_INVALID. */
function placeOf(list: unknown, cursor: string | undefined): PartPlace {
  const [, row, name] = /^([0-9]{1,10}) ([^ ]{0,64})$/.exec(readCursor(list, cursor) ?? '0 ') ?? [];
  if (row === undefined || name === undefined) throw new RoamsettleError('CURSOR_INVALID');
  return { row: Number(row), service: name };
}

export function lineRoutes(app: App, service: Service): void {
  readLines(app, service);
  listLineDevices(app, service);
  startTrace(app, service);
}

function readLines(app: App, { shelf }: Service): void {
  app.get(
    '/v1/runs/:run/statements/:agreement/lines',
    operation(
      {
        id: 'listLines',
        role: 'viewer',
        tag: 'statements',
        summary: 'The lines of a statement',
        answers: { 200: { description: 'In the order of the statement.', schema: Lines } },
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'STATEMENT_NOT_FOUND'],
      },
      { params: Type.Object({ run: RunId, agreement: AgreementId }) },
    ),
    async ({ params }) => {
      const { run_id, agreement, currency, lines } = await shelf.statement(
        await shelf.get(params.run),
        params.agreement,
      );
      return { run_id, agreement_id: agreement.id, currency, lines };
    },
  );
  app.get(
    '/v1/runs/:run/statements/:agreement/lines/:line',
    operation(
      {
        id: 'getLine',
        role: 'viewer',
        tag: 'statements',
        summary: 'A line: quantity, tiers, rate, shares of segments',
        answers: { 200: { description: 'The line.', schema: Open } },
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'STATEMENT_NOT_FOUND'],
      },
      { params: OfLine },
    ),
    async ({ params }) => {
      const { lines } = await shelf.statement(await shelf.get(params.run), params.agreement);
      const line = lines.find(({ line_id }) => line_id === params.line);
      if (line === undefined)
        throw new RoamsettleError('STATEMENT_NOT_FOUND', 'The statement has no such line.');
      return line;
    },
  );
}

function listLineDevices(app: App, service: Service): void {
  const { config, readers } = service;
  app.get(
    '/v1/runs/:run/statements/:agreement/lines/:line/devices',
    operation(
      {
        id: 'listLineDevices',
        role: 'viewer',
        tag: 'statements',
        summary: 'What devices have in a line, what that weighs, and their shares; sums are over all of them',
        answers: {
          200: {
            description: 'A page. With `reveal` it takes the role operator, and is audited.',
            schema: LineDevices,
          },
        },
        errors: [
          'RUN_NOT_FOUND',
          'RUN_AMBIGUOUS',
          'STATEMENT_NOT_FOUND',
          'LINE_NOT_FOUND',
          'CURSOR_INVALID',
          'SERVER_BUSY',
        ],
      },
      {
        params: OfLine,
        querystring: Type.Object(
          { reveal: Flag, cursor: Cursor, limit: Limit(config.page_rows) },
          { additionalProperties: false },
        ),
      },
    ),
    async (request) => {
      const { cursor, limit = config.page_rows, reveal = false } = request.query;
      if (reveal) requireRole(request, 'operator');
      const line = await lineOf(service, request.params);
      const list = [line.runId, line.statement.agreement.id, line.line.line_id];
      const from = placeOf(list, cursor);
      const sums = await service.sums.of(list.join(' '), () => readers.use((db) => lineSums(db, line)));
      const { devices, ...trace } = await readers.use((db) =>
        tracePage(db, line, { from, limit: limit + 1, sums }),
      );
      if (reveal)
        audit(config.data, {
          who: nameOf(callerOf(request)),
          action: 'imsi_reveal',
          subject: { run_id: line.runId, line: list.slice(1), devices: Math.min(devices.length, limit) },
        });
      const after = devices[limit];
      return {
        ...trace,
        devices: devices
          .slice(0, limit)
          .map((part) => (reveal ? part : { ...part, imsi: maskedImsi(part.imsi) })),
        next: after === undefined ? null : cursorFor(list, `${after.row} ${after.service}`),
      };
    },
  );
}

function startTrace(app: App, service: Service): void {
  app.post(
    '/v1/runs/:run/statements/:agreement/lines/:line/trace',
    operation(
      {
        id: 'startTrace',
        role: 'operator',
        tag: 'statements',
        summary: 'The records and days behind what a device has in a line, with file and offset',
        answers: ACCEPTED,
        errors: [
          'RUN_NOT_FOUND',
          'RUN_AMBIGUOUS',
          'STATEMENT_NOT_FOUND',
          'LINE_NOT_FOUND',
          'IDEMPOTENCY_CONFLICT',
          'QUEUE_FULL',
        ],
      },
      {
        params: OfLine,
        headers: SubmitHeaders,
        body: Type.Object(
          {
            row: Type.Integer({ minimum: 0, maximum: 4_000_000_000, description: 'in the device list' }),
            limit: Type.Optional(
              Type.Integer({ minimum: 1, maximum: MAX_RECORDS, description: 'records at most; 1000' }),
            ),
          },
          { additionalProperties: false },
        ),
      },
    ),
    async (request, reply) => {
      const { row, limit = 1000 } = request.body;
      const { runId, line, statement } = await lineOf(service, request.params);
      return submitJob(service, request, reply, async (folder) => {
        const work: TraceWork = {
          kind: 'trace',
          run: runId,
          agreement: statement.agreement.id,
          line: line.line_id,
          row,
          limit,
        };
        return { work, folder, digest: digestOf(JSON.stringify(work)) };
      });
    },
  );
}

async function lineOf(
  { shelf, config: { data } }: Service,
  params: { run: string; agreement: string; line: string },
) {
  const { run_id: runId, folder } = await shelf.get(params.run);
  return findLine({ data, run: { runId, folder }, lineId: params.line, agreement: params.agreement });
}
