/** What no statement says: undeclared ranges of a run, its blind spots, and its drift from another, or from the month before. */
import Type from 'typebox';
import { parsePeriod, previousPeriod } from '../../domain/period.ts';
import { BLIND_RULES, findBlindSpots } from '../../findings/blind/blind-spots.ts';
import { findDrift, forgetMoved } from '../../findings/drift/drift.ts';
import { THRESHOLDS } from '../../findings/drift/psi.ts';
import { findRanges, RANGE_RULES } from '../../findings/ranges/ranges.ts';
import type { App } from '../app.ts';
import { operation } from '../operation.ts';
import type { Service } from '../service.ts';
import { AgreementId, Open, OpenList, Period, RunId, RunParams } from './schemas.ts';

const OfAgreement = Type.Object({ agreement: Type.Optional(AgreementId) }, { additionalProperties: false });
const Found = Type.Object({ run_id: Type.String(), period: Period, rules: Open, agreements: OpenList });
const Side = Type.Object({ run_id: Type.String(), period: Period });
const Drift = Type.Object({
  from: Side,
  to: Side,
  thresholds: Open,
  alarms: OpenList,
  features: OpenList,
  agreements: OpenList,
});
const REFUSALS = ['RUN_NOT_FOUND', 'RUN_AMBIGUOUS', 'STATEMENT_NOT_FOUND', 'SERVER_BUSY'] as const;

export function findingRoutes(app: App, { shelf, readers }: Service): void {
  const sideOf = async (text: string) => {
    const { run_id, folder } = await shelf.get(text);
    return { runId: run_id, folder };
  };
  const drift = async (from: string, to: string, agreement: string | null) => {
    const [old, now] = [await sideOf(from), await sideOf(to)];
    return readers.use(async (db) => {
      const found = await findDrift(db, old, now, { thresholds: THRESHOLDS, agreement });
      await forgetMoved(db);
      return found;
    });
  };
  app.get(
    '/v1/runs/:run/ranges',
    operation(
      {
        id: 'findRanges',
        role: 'viewer',
        tag: 'runs',
        summary: 'IMSI blocks, APNs and TACs that charged but undeclared devices share, and stale ones',
        answers: { 200: { description: 'By agreement.', schema: Found } },
        errors: REFUSALS,
      },
      { params: RunParams, querystring: OfAgreement },
    ),
    async ({ params, query }) => {
      const run = await sideOf(params.run);
      return readers.use((db) => findRanges(db, run, { ...RANGE_RULES, agreement: query.agreement ?? null }));
    },
  );
  app.get(
    '/v1/runs/:run/blind-spots',
    operation(
      {
        id: 'findBlindSpots',
        role: 'viewer',
        tag: 'runs',
        summary: 'What the feeds have missed, what hangs on it, and bounds on silent devices and fees',
        answers: { 200: { description: 'By agreement.', schema: Found } },
        errors: REFUSALS,
      },
      { params: RunParams, querystring: OfAgreement },
    ),
    async ({ params, query }) => {
      const run = await sideOf(params.run);
      return readers.use((db) =>
        findBlindSpots(db, run, { ...BLIND_RULES, agreement: query.agreement ?? null }),
      );
    },
  );
  app.get(
    '/v1/runs/:run/drift/:other',
    operation(
      {
        id: 'findDrift',
        role: 'viewer',
        tag: 'runs',
        summary: 'What moved from one month to another: shares, features, labels, decisions, and alarms',
        answers: { 200: { description: 'From the first run to the second.', schema: Drift } },
        errors: REFUSALS,
      },
      { params: Type.Object({ run: RunId, other: RunId }), querystring: OfAgreement },
    ),
    async ({ params, query }) => drift(params.run, params.other, query.agreement ?? null),
  );
  app.get(
    '/v1/periods/:period/drift',
    operation(
      {
        id: 'findMonthDrift',
        role: 'viewer',
        tag: 'months',
        summary: 'What moved to a month from the one before, by the issued run of each, else the newest',
        answers: { 200: { description: 'From the month before to this one.', schema: Drift } },
        errors: [...REFUSALS, 'PERIOD_INVALID'],
      },
      { params: Type.Object({ period: Period }), querystring: OfAgreement },
    ),
    async ({ params, query }) => {
      const agreement = query.agreement ?? null;
      const { name } = parsePeriod(params.period);
      const from = await shelf.ofMonth(previousPeriod(name), agreement);
      return drift(from, await shelf.ofMonth(name, agreement), agreement);
    },
  );
}
