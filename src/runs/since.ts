/**
 * What came after the newest run of a month was settled, while it is not issued: files with rows of an agreement where the month looks, that the
 * run does not name. What is said of an issued month is in late.ts.
 */
import { join } from 'node:path';
import { belongingOf, reachOf } from '../domain/agreement/belonging.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import { add, parseDecimal, toExactText, ZERO } from '../domain/fraction.ts';
import { parsePeriod } from '../domain/period.ts';
import { digestOf } from '../domain/text-file.ts';
import type { Db, Row } from '../store/db.ts';
import type { Money } from './close.ts';
import type { RunFolder } from './heads.ts';
import { isIssued } from './issued.ts';
import { keyOf, type LateFile, lateFilesOf } from './late.ts';
import type { RunDocumentsRead, RunReader } from './run-reader.ts';

/** Of a month and agreement that the newest run, which is not issued, settles. */
export interface Since {
  readonly period: string;
  readonly agreement_id: string;
  readonly run_id: string;
  /** Files by kind. */
  readonly tap: number;
  readonly rap: number;
  readonly nrtrde: number;
  readonly signaling: number;
  /** Chargeable TAP records of the month in these files, those that RAP returns, and signaling events that the month looks at. */
  readonly records: number;
  readonly returned: number;
  readonly events: number;
  /** TAP charge that comes, less what RAP returns, by currency. */
  readonly money: readonly Money[];
  /** SHA-256 over the sorted contents of the files; empty where nothing came. */
  readonly digest: string;
}

interface SinceRow extends Row {
  no: number;
  sha256: string;
  kind: 'tap' | 'nrtrde' | 'signaling';
  rows: bigint;
}

type Newest = Pick<Since, 'period' | 'agreement_id' | 'run_id'>;

/** By month and agreement. Needs the macros. `runs`: the newest first. A run that cannot be read is kept by `reader`. */
export async function readSince(
  db: Db,
  data: string,
  runs: readonly RunFolder[],
  reader: RunReader,
): Promise<Since[]> {
  const found: Since[] = [];
  const open = newestOf(runs).filter(({ run_id }) => !isIssued(data, run_id));
  for (const [runId, months] of Map.groupBy(open, ({ run_id }) => run_id)) {
    const read = await reader.tried(months[0]!, () => reader.documentsOf(join(data, 'runs', runId)));
    if (read !== null) found.push(...(await sinceOf(db, months, read)));
  }
  return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** The run that was settled last for each month and agreement. */
function newestOf(runs: readonly RunFolder[]): Newest[] {
  const months = runs.flatMap(({ run_id, period, agreement_ids }) =>
    agreement_ids.map((agreement_id) => ({ period, agreement_id, run_id })),
  );
  return [...Map.groupBy(months, keyOf).values()].map(([first]) => first!);
}

/** `months`: of one run. */
async function sinceOf(db: Db, months: readonly Newest[], read: RunDocumentsRead): Promise<Since[]> {
  const money = Map.groupBy(await lateFilesOf(db, months, read), ({ agreement_id }) => agreement_id);
  // Versions of one id settle as the latest does.
  const agreements = [...new Map(read.agreements.map((one) => [one.id, one])).values()];
  const rows = await db.rows<SinceRow>('status/since_file', {
    belonging: belonging(agreements, read.inputs.period),
    known: JSON.stringify(read.inputs.files.map(({ sha256 }) => sha256)),
  });
  return months.map((month) => {
    const no = agreements.findIndex(({ id }) => id === month.agreement_id);
    return summed(
      month,
      rows.filter((row) => row.no === no),
      money.get(month.agreement_id) ?? [],
    );
  });
}

/** All agreements of a run: which of them an event belongs to hangs on the others (rule 1). */
function belonging(agreements: readonly Agreement[], name: string): string {
  const period = parsePeriod(name);
  const windows = agreements.map((agreement, no) => {
    const { scanFromDay, scanFromMs, scanUntilMs } = reachOf(agreement, period);
    return {
      ...{ no, basis: agreement.period.basis, first_day: period.firstDay, end_day: period.endDay },
      ...{ from_day: scanFromDay, from_ms: scanFromMs, until_ms: scanUntilMs },
    };
  });
  return JSON.stringify({ windows, ...belongingOf(agreements) });
}

function summed(month: Newest, rows: readonly SinceRow[], late: readonly LateFile[]): Since {
  const [came, returned] = [
    late.filter(({ what }) => what === 'came'),
    late.filter(({ what }) => what === 'returned'),
  ];
  const ofKind = (kind: SinceRow['kind']) => rows.filter((row) => row.kind === kind);
  const contents = (of: readonly { sha256: string }[]) => [...new Set(of.map(({ sha256 }) => sha256))].sort();
  const all = contents([...rows, ...late]);
  return {
    ...month,
    tap: contents([...ofKind('tap'), ...came]).length,
    rap: contents(returned).length,
    nrtrde: ofKind('nrtrde').length,
    signaling: ofKind('signaling').length,
    records: came.reduce((sum, { records }) => sum + records, 0),
    returned: returned.reduce((sum, { records }) => sum + records, 0),
    events: ofKind('signaling').reduce((sum, row) => sum + Number(row.rows), 0),
    money: [...Map.groupBy(late, ({ currency }) => currency)].sort().map(([currency, files]) => ({
      amount: toExactText(files.map((file) => parseDecimal(file.tap_charge)).reduce(add, ZERO)),
      currency,
    })),
    digest: all.length === 0 ? '' : digestOf(all.join('\n')),
  };
}
