/** Devices that wait for a person, and what a person decides of them: it holds as soon as the month is settled again. */
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { audit, nameOf } from '../../access/audit.ts';
import { RoamsettleError } from '../../errors.ts';
import { decideDevices, readDecisions, type WantedDecision } from '../../reviews/decide.ts';
import { type QueuedDevice, readQueue, type WaitingDevice } from '../../reviews/queue.ts';
import { ReviewWords } from '../../reviews/words.ts';
import { type Review, readReviews } from '../../runs/reviews.ts';
import type { App } from '../app.ts';
import { maskedImsi, pageOfBook, pageOfDevices } from '../device-list.ts';
import { callerOf, requireRole } from '../guard.ts';
import { operation } from '../operation.ts';
import { Cursor, cursorFor, Limit, Next, readRow } from '../pages.ts';
import type { Service } from '../service.ts';
import type { OpenRun } from '../shelf.ts';
import { pathOfReference } from '../staging.ts';
import { AgreementId, Flag, Nullable, OpenList, Period, Reference, RunParams } from './schemas.ts';

/** How the register ends the reason of a decision. */
const SAID = /^(?<reason>.*) \((?<by>.+), review (?<review>\d+)\)$/s;

const Decided = Type.Object({ verdict: Type.String(), reason: Type.String(), by: Type.String() });
const Waiting = Type.Object(
  {
    row: Type.Integer({ description: 'in the device list' }),
    agreement_id: Type.String(),
    imsi: Type.String(),
    probability: Type.String(),
    stake: Type.String({ description: 'what it would pay if it were charged, less what it is settled at' }),
    charged_amount: Type.String(),
    currency: Type.String(),
    decided: Nullable(Decided),
  },
  { additionalProperties: true },
);
const Kept = Type.Object({
  number: Type.Integer(),
  by: Type.String(),
  run_id: Type.String(),
  period: Type.String(),
  devices: OpenList,
});
const Months = {
  from_period: Type.Optional(Period),
  until_period: Type.Optional(Period),
};
interface MonthsAsked {
  readonly from_period?: string;
  readonly until_period?: string;
}

const REFUSALS = ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'REVIEW_INVALID', 'PERIOD_INVALID'] as const;

export function reviewRoutes(app: App, service: Service): void {
  listWaiting(app, service);
  decideDevice(app, service);
  importDecisions(app, service);
  listReviews(app, service);
}

function listWaiting(app: App, service: Service): void {
  const { shelf, config } = service;
  const { data } = config;
  const words = new ReviewWords(data);
  app.get(
    '/v1/runs/:run/reviews',
    operation(
      {
        id: 'listWaiting',
        role: 'viewer',
        tag: 'reviews',
        summary: 'Devices of a run that wait for a review: by agreement, the most at stake first',
        answers: {
          200: {
            description: 'A page. With `reveal` it takes the role operator, and is audited.',
            schema: Type.Object({
              run_id: Type.String(),
              count: Type.Integer({ description: 'of all pages' }),
              devices: Type.Array(Waiting),
              next: Next,
            }),
          },
        },
        errors: ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'CURSOR_INVALID', 'RUN_FOREIGN', 'SERVER_BUSY'],
      },
      {
        params: RunParams,
        querystring: Type.Object(
          {
            agreement: Type.Optional(AgreementId),
            reveal: Flag,
            cursor: Cursor,
            limit: Limit(config.page_rows),
          },
          { additionalProperties: false },
        ),
      },
    ),
    async (request) => {
      const { agreement = null, reveal = false, cursor, limit = config.page_rows } = request.query;
      if (reveal) requireRole(request, 'operator');
      const run = await shelf.get(request.params.run);
      const { run_id } = run;
      const list = ['reviews', run_id, agreement];
      const from = readRow(list, cursor);
      const { count, devices } = await waitingIn(service, run, words, { agreement, from, most: limit });
      if (reveal)
        audit(data, {
          who: nameOf(callerOf(request)),
          action: 'imsi_reveal',
          subject: { run_id, reviews: agreement, from, devices: devices.length },
        });
      return {
        run_id,
        count,
        devices: devices.map((device) => waitingView(device, reveal)),
        next: from + limit < count ? cursorFor(list, String(from + limit)) : null,
      };
    },
  );
}

function decideDevice(app: App, service: Service): void {
  const { shelf } = service;
  app.post(
    '/v1/runs/:run/reviews',
    operation(
      {
        id: 'decideDevice',
        role: 'operator',
        tag: 'reviews',
        summary: 'Decide a device over the model, from the month of the run on; kept for good, and audited',
        answers: { 201: { description: 'The review, with masked IMSIs.', schema: Kept } },
        errors: [...REFUSALS, 'DEVICE_NOT_FOUND', 'SERVER_BUSY'],
      },
      {
        params: RunParams,
        body: Type.Object(
          {
            row: Type.Integer({ minimum: 0, maximum: 4_000_000_000, description: 'in the device list' }),
            verdict: Type.Enum(['charge', 'ignore']),
            reason: Type.String({ minLength: 1, maxLength: 800 }),
            ...Months,
          },
          { additionalProperties: false },
        ),
      },
    ),
    async (request, reply) => {
      const { row, verdict: decision, reason } = request.body;
      const device = await listedDevice(service, await shelf.get(request.params.run), row);
      const { imsi, agreement_id: agreement } = device;
      const wanted = [{ imsi, decision, reason, agreement, place: {}, name: 'The request' }];
      const review = await keep(service, request, wanted);
      reply.code(201);
      return review;
    },
  );
}

function importDecisions(app: App, service: Service): void {
  app.post(
    '/v1/runs/:run/reviews/import',
    operation(
      {
        id: 'importDecisions',
        role: 'operator',
        tag: 'reviews',
        summary:
          'Keep the decisions of a CSV with the columns imsi, decision and reason, all of them or none',
        answers: { 201: { description: 'The review, with masked IMSIs.', schema: Kept } },
        errors: [...REFUSALS, 'PATH_OUTSIDE', 'FILE_NOT_FOUND', 'UPLOAD_NOT_FOUND'],
      },
      {
        params: RunParams,
        body: Type.Object({ file: Reference, ...Months }, { additionalProperties: false }),
      },
    ),
    async (request, reply) => {
      const wanted = await readDecisions(pathOfReference(service, request.body.file));
      const review = await keep(service, request, wanted);
      reply.code(201);
      return review;
    },
  );
}

function listReviews(app: App, { config }: Service): void {
  app.get(
    '/v1/reviews',
    operation(
      {
        id: 'listReviews',
        role: 'viewer',
        tag: 'reviews',
        summary: 'Every review that was ever kept, the newest first, with masked IMSIs',
        answers: {
          200: { description: 'A page.', schema: Type.Object({ reviews: Type.Array(Kept), next: Next }) },
        },
        errors: ['CURSOR_INVALID'],
      },
      {
        querystring: Type.Object(
          { cursor: Cursor, limit: Limit(config.page_rows) },
          { additionalProperties: false },
        ),
      },
    ),
    async ({ query: { cursor, limit = config.page_rows } }) => {
      const all = readReviews(config.data).toReversed();
      const from = cursor === undefined ? Number.POSITIVE_INFINITY : readRow('reviews', cursor);
      const rest = all.filter(({ number }) => number <= from);
      const after = rest[limit];
      return {
        reviews: rest.slice(0, limit).map(reviewView),
        next: after === undefined ? null : cursorFor('reviews', String(after.number)),
      };
    },
  );
}

/** A page of the queue: by the book of the run, else by its files. */
async function waitingIn(
  { books, readers }: Service,
  run: OpenRun,
  words: ReviewWords,
  page: { agreement: string | null; from: number; most: number },
) {
  const { folder, period } = run;
  const booked = await (await books.of(run))?.queue(page.agreement, page.from, page.most);
  if (booked === null || booked === undefined)
    return readers.use((db) => readQueue({ folder, period, ...page }, words, db));
  const decidedIn = words.of(period);
  const devices = booked.devices.map((text): QueuedDevice => {
    const device = JSON.parse(text) as WaitingDevice;
    return { ...device, decided: decidedIn(device) };
  });
  return { count: booked.count, devices };
}

async function listedDevice({ books, readers }: Service, run: OpenRun, row: number) {
  const page = { filters: {}, from: row, rows: 1 };
  const book = await books.of(run);
  const [device] = await (book === null
    ? readers.use((db) => pageOfDevices(db, run.folder, page))
    : pageOfBook(book, page));
  if (device === undefined) throw new RoamsettleError('DEVICE_NOT_FOUND');
  return device;
}

async function keep(
  { shelf, config: { data } }: Service,
  request: { caller: FastifyRequest['caller']; params: { run: string }; body: MonthsAsked },
  wanted: readonly WantedDecision[],
) {
  const { run_id, folder } = await shelf.get(request.params.run);
  const { from_period, until_period } = request.body;
  const caller = callerOf(request);
  const { review, sha256 } = await decideDevices({
    data,
    run: { runId: run_id, folder },
    by: caller.name,
    from: from_period ?? null,
    until: until_period ?? null,
    wanted,
  });
  const count = (word: string) => review.devices.filter(({ decision }) => decision === word).length;
  const { number } = review;
  audit(data, {
    who: nameOf(caller),
    action: 'review',
    subject: {
      review: number,
      sha256,
      run_id,
      by: caller.name,
      charge: count('charge'),
      ignore: count('ignore'),
    },
  });
  return reviewView(review);
}

function waitingView({ at_stake, decided, ...device }: QueuedDevice, reveal: boolean) {
  const { reason = '', by = '' } = SAID.exec(decided?.reason ?? '')?.groups ?? {};
  return {
    ...device,
    imsi: reveal ? device.imsi : maskedImsi(device.imsi),
    stake: at_stake,
    decided: decided === null ? null : { verdict: decided.decision, reason, by },
  };
}

function reviewView(review: Review) {
  return { ...review, devices: review.devices.map((one) => ({ ...one, imsi: maskedImsi(one.imsi) })) };
}
