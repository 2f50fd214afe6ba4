/** A settled month → its run: statements, checklist, device list and coverage. */
import type { Period } from '../domain/period.ts';
import { readCloseItems, readUnmatchedRows, waive } from '../runs/close.ts';
import { lacksTap } from '../runs/completeness.ts';
import { readCoverage } from '../runs/coverage.ts';
import { prepareDeviceList, reviewMoney } from '../runs/device-list.ts';
import type { GivenDocuments } from '../runs/documents.ts';
import { checkExchangeRates } from '../runs/exchange-check.ts';
import { frameStatements } from '../runs/frame.ts';
import type { RunInputs } from '../runs/identity.ts';
import type { PriorRuns } from '../runs/prior.ts';
import { writeRun } from '../runs/write.ts';
import type { Db } from '../store/db.ts';
import type { Computed } from './compute.ts';

interface SettledMonth {
  readonly runId: string;
  readonly period: Period;
  readonly given: GivenDocuments;
  readonly prior: PriorRuns;
  readonly inputs: RunInputs;
  readonly computed: Computed;
}

/** Writes the run, or compares it with the one that exists. Throws WAIVER_INVALID, and what `writeRun` does. */
export async function writeMonth(db: Db, data: string, month: SettledMonth): Promise<void> {
  const { runId, period, given, inputs } = month;
  const { agreements, documents, measured } = given;
  const { list, devices, settlement } = month.computed;
  const { places, accrued } = month.prior;
  const latest = agreements.map((agreement) => agreement.latest);
  const exchange = await checkExchangeRates(db, { ...given, period, files: inputs.files });
  const framed = { inputs, agreements, devices, settlement, exchange, places, accrued, measured };
  const statements = await frameStatements(db, runId, framed);
  const unmatched = await readUnmatchedRows(db);
  const whole = statements('');
  const completeness = whole.map((statement) => statement.completeness);
  const review = reviewMoney(devices, settlement);
  const items = await readCloseItems(db, {
    agreements: latest,
    completeness,
    lacksTap: inputs.gaps.map((gaps, no) => lacksTap(gaps, whole[no]!.device_list.rows)),
    review,
    exchange,
    leftOut: documents.leftOut,
    unmatched,
  });
  const hasOwnReasons = await prepareDeviceList(db, period.name, devices, settlement);
  const coverage = await readCoverage(db, latest, period);
  const close = waive(items, given.waivers, given.waiverFile);
  const parts = { runId, inputs, documents, unmatched, list, hasOwnReasons, coverage, statements, close };
  await writeRun(db, data, parts);
}
