/**
 * The device list of a run. A device is named by its row in the list, so that no IMSI stands in an address; IMSIs are masked
 * unless an operator asks to see them, which the audit log keeps.
 */
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { audit, auditedImsi, nameOf } from '../../access/audit.ts';
import type { Filters } from '../../book/book.ts';
import { readRunDocuments } from '../../runs/explain.ts';
import { readNeighbours } from '../../runs/neighbours.ts';
import type { App } from '../app.ts';
import {
  type EvidenceRows,
  evidenceOfBook,
  evidenceOfFiles,
  findDevice,
  maskedImsi,
  pageOfBook,
  pageOfDevices,
  readEvidence,
} from '../device-list.ts';
import { callerOf, requireRole } from '../guard.ts';
import { operation } from '../operation.ts';
import { Cursor, cursorFor, Limit, Next, readRow } from '../pages.ts';
import type { Service } from '../service.ts';
import type { OpenRun } from '../shelf.ts';
import { AgreementId, Flag, Open, OpenList, RunId, RunParams } from './schemas.ts';

const Device = Type.Object(
  {
    row: Type.Integer({ description: 'in the device list' }),
    agreement_id: Type.String(),
    imsi: Type.String(),
  },
  { additionalProperties: true },
);
const OfRow = Type.Object({ run: RunId, row: Type.Integer({ minimum: 0, maximum: 4_000_000_000 }) });
const Word = (description: string) =>
  Type.Optional(Type.String({ pattern: '^[A-Za-z0-9._ -]{0,64}$', description }));

export function deviceRoutes(app: App, service: Service): void {
  listDevices(app, service);
  getDevice(app, service);
  getNeighbours(app, service);
  lookUpDevice(app, service);
}

function listDevices(app: App, service: Service): void {
  const { config, books, readers } = service;
  app.get(
    '/v1/runs/:run/devices',
    operation(
      {
        id: 'listDevices',
        role: 'viewer',
        tag: 'devices',
        summary: 'Devices of a run, by agreement and IMSI',
        answers: {
          200: {
            description: 'A page. With `reveal` it takes the role operator, and is audited.',
            schema: Type.Object({ run_id: Type.String(), devices: Type.Array(Device), next: Next }),
          },
        },
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'CURSOR_INVALID', 'SERVER_BUSY'],
      },
      {
        params: RunParams,
        querystring: Type.Object(
          {
            agreement: Type.Optional(AgreementId),
            segment: Word('a segment of the agreement; empty: none'),
            device: Type.Optional(Type.Enum(['iot', 'unknown', 'human'])),
            presence: Type.Optional(Type.Enum(['permanent', 'temporary', 'insufficient_history'])),
            activity: Type.Optional(Type.Enum(['silent', 'low', 'normal'])),
            decision: Type.Optional(Type.Enum(['charge', 'review', 'ignore'])),
            tac: Type.Optional(Type.String({ pattern: '^[0-9]{8}$' })),
            reveal: Flag,
            cursor: Cursor,
            limit: Limit(config.page_rows),
          },
          { additionalProperties: false },
        ),
      },
    ),
    async (request) => {
      const { cursor, limit = config.page_rows, reveal = false, agreement, ...others } = request.query;
      const run = await openRun(service, request, request.params.run, reveal);
      const filters: Filters = { ...others, ...(agreement === undefined ? {} : { agreement_id: agreement }) };
      const list = [run.run_id, filters];
      const from = readRow(list, cursor);
      const page = { filters, from, rows: limit + 1 };
      const book = await books.of(run);
      const found =
        book === null
          ? await readers.use((db) => pageOfDevices(db, run.folder, page))
          : await pageOfBook(book, page);
      const devices = found.slice(0, limit);
      if (reveal)
        audit(config.data, {
          who: nameOf(callerOf(request)),
          action: 'imsi_reveal',
          subject: { run_id: run.run_id, filters, from, devices: devices.length },
        });
      const after = found[limit];
      return {
        run_id: run.run_id,
        devices: devices.map((device) => shown(device, reveal)),
        next: after === undefined ? null : cursorFor(list, String(after.row)),
      };
    },
  );
}

function getDevice(app: App, service: Service): void {
  const { shelf, documents } = service;
  const { data } = service.config;
  app.get(
    '/v1/runs/:run/devices/:row',
    operation(
      {
        id: 'getDevice',
        role: 'viewer',
        tag: 'devices',
        summary: 'Why a device is what it is, and what it has in which line',
        answers: {
          200: {
            description: 'Evidence. With `reveal` it takes the role operator, and is audited.',
            schema: Type.Object({
              run_id: Type.String(),
              row: Type.Integer(),
              agreement_id: Type.String(),
              device: Open,
              evidence: OpenList,
              features: Open,
              lists: OpenList,
              versions: OpenList,
              derivation: Open,
              lines: OpenList,
              not_due: OpenList,
            }),
          },
        },
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'DEVICE_NOT_FOUND', 'SERVER_BUSY'],
      },
      {
        params: OfRow,
        querystring: Type.Object({ reveal: Flag }, { additionalProperties: false }),
      },
    ),
    async (request) => {
      const { reveal = false } = request.query;
      const run = await openRun(service, request, request.params.run, reveal);
      const place = { ...run, row: request.params.row };
      const { imsi, ...evidence } = await readEvidence(
        place,
        await rowsOf(service, run, place.row),
        await documents.of(run.run_id, () => readRunDocuments(run.folder)),
        (id) => shelf.statement(run, id),
      );
      if (reveal)
        audit(data, {
          who: nameOf(callerOf(request)),
          action: 'imsi_reveal',
          subject: { run_id: run.run_id, row: evidence.row, imsi: auditedImsi(data, imsi) },
        });
      return { ...evidence, device: shown({ ...evidence.device, imsi }, reveal) };
    },
  );
}

function getNeighbours(app: App, service: Service): void {
  const { shelf, readers, neighbours } = service;
  app.get(
    '/v1/runs/:run/devices/:row/neighbours',
    operation(
      {
        id: 'getNeighbours',
        role: 'viewer',
        tag: 'devices',
        summary:
          'A device beside those that the run charges and those that it takes for people, and those like it',
        answers: {
          200: {
            description:
              'Quartiles of figures, and what was decided of devices that share its TAC, APNs or block.',
            schema: Type.Object({
              run_id: Type.String(),
              row: Type.Integer(),
              charged: Type.Integer(),
              people: Type.Integer(),
              figures: OpenList,
              alike: OpenList,
            }),
          },
        },
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'DEVICE_NOT_FOUND', 'SERVER_BUSY'],
      },
      { params: OfRow },
    ),
    async ({ params }) => {
      const run = await shelf.get(params.run);
      const { row } = params;
      const found = await neighbours.of(`${run.run_id} ${row}`, async () => {
        const { device } = await rowsOf(service, run, row);
        const asked = { agreement: String(device.agreement_id), imsi: String(device.imsi) };
        return readers.use((db) => readNeighbours(db, run.folder, asked));
      });
      return { run_id: run.run_id, row, ...found };
    },
  );
}

function lookUpDevice(app: App, service: Service): void {
  const { shelf, readers } = service;
  const { data } = service.config;
  app.post(
    '/v1/runs/:run/devices/lookup',
    operation(
      {
        id: 'findDevice',
        role: 'operator',
        tag: 'devices',
        summary: 'The rows of an IMSI, which stands in the body and not in the address; audited',
        answers: {
          200: {
            description: 'One row an agreement.',
            schema: Type.Object({ run_id: Type.String(), devices: Type.Array(Device) }),
          },
        },
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'DEVICE_NOT_FOUND', 'SERVER_BUSY'],
      },
      {
        params: RunParams,
        body: Type.Object(
          { imsi: Type.String({ pattern: '^[0-9]{5,15}$' }) },
          { additionalProperties: false },
        ),
      },
    ),
    async (request) => {
      const { imsi } = request.body;
      const run = await shelf.get(request.params.run);
      audit(data, {
        who: nameOf(callerOf(request)),
        action: 'imsi_lookup',
        subject: { run_id: run.run_id, imsi: auditedImsi(data, imsi) },
      });
      const devices = await readers.use((db) => findDevice(db, run.folder, imsi));
      return { run_id: run.run_id, devices };
    },
  );
}

/** The run, once whoever wants to see IMSIs may. */
async function openRun(
  { shelf }: Service,
  request: FastifyRequest,
  run: string,
  reveal: boolean,
): Promise<OpenRun> {
  if (reveal) requireRole(request, 'operator');
  return shelf.get(run);
}

/** What is known of a device: from the run's book, else from its files. */
async function rowsOf({ shelf, readers, books }: Service, run: OpenRun, row: number): Promise<EvidenceRows> {
  const book = await books.of(run);
  const rows = book === null ? null : await evidenceOfBook(book, { ...run, row });
  const statementOf = (id: string) => shelf.statement(run, id);
  return rows ?? readers.use((db) => evidenceOfFiles(db, run.folder, row, statementOf));
}

const shown = <T extends { imsi: string }>(device: T, reveal: boolean): T =>
  reveal ? device : { ...device, imsi: maskedImsi(device.imsi) };
