/**
 * A statement line → the devices behind it: what each of them has in it, what that weighs (rule 7), and its share. From the
 * run's folder alone. The sums over all devices are held against the line.
 */
import { join } from 'node:path';
import type { Agreement } from '../domain/agreement/types.ts';
import { fraction, toExactText } from '../domain/fraction.ts';
import { minorToText } from '../domain/rounding.ts';
import type { Statement, StatementLine } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { DEVICE_LINES, DEVICES } from '../report/read-run.ts';
import { readArchivedAgreements } from '../runs/archived.ts';
import { readRun, readStatements } from '../runs/read.ts';
import { readingRun } from '../runs/reading.ts';
import { ownFee } from '../settle/charge-models/access.ts';
import { billableQuantity } from '../settle/charge-models/index.ts';
import { Db, type Params, type Row } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import { type LineSource, sourcesOf } from './sources.ts';

/** What a device has in a line by one service; '' for a fee. */
export interface DevicePart {
  /** Of the device list. */
  readonly row: number;
  readonly imsi: string;
  readonly segment: string;
  readonly service: string;
  /** Base units of the line. */
  readonly quantity: number;
  readonly records: number;
  /** What its share goes by: its own exact amount where it has one, else its billable quantity. Exact text. */
  readonly weight: string;
  /** Its share of the line, decimal text. */
  readonly amount: string;
}

export interface LineTrace {
  readonly run_id: string;
  readonly agreement_id: string;
  readonly period: string;
  readonly currency: string;
  readonly line: StatementLine;
  /** Unit of the weights: a currency or a base unit. Null where no device is in the line. */
  readonly weight_unit: string | null;
  /** Over all devices, shown or not; they are the line's. */
  readonly sums: {
    readonly devices: number;
    readonly rows: number;
    readonly quantity: number;
    readonly amount: string;
  };
  readonly devices: readonly DevicePart[];
  /** Lines that a commitment counts, or the one that an adjustment takes back: what to trace next. */
  readonly sources: readonly LineSource[];
}

/** A line of a run, and what its run knows of it. */
export interface FoundLine {
  readonly data: string;
  readonly runId: string;
  readonly folder: string;
  readonly statement: Statement;
  readonly line: StatementLine;
  /** Position in the statement, from 0. */
  readonly position: number;
  readonly decimals: number;
  /** Versions in force in the period, of all agreements of the run. */
  readonly agreements: readonly Agreement[];
  /** The version whose line it is. */
  readonly agreement: Agreement;
}

export interface LineRequest {
  readonly data: string;
  readonly run: { readonly runId: string; readonly folder: string };
  readonly lineId: string;
  /** Id; null where the run has one such line. */
  readonly agreement: string | null;
}

interface PartRow extends Row {
  row: number;
  imsi: string;
  segment: string;
  service: string;
  quantity: bigint;
  records: number;
  tap: string;
  tap_places: number;
  share: string;
}

/** A part of a line as the run folder holds it. */
export interface HeldPart extends DevicePart {
  /** Exact TAP charge of its records in 10^-places of the agreement's currency. */
  readonly tap: bigint;
  readonly places: number;
}

/**
 * Throws STATEMENT_NOT_FOUND, LINE_NOT_FOUND, USAGE where several statements have such a line and none is named, and what
 * `readArchivedAgreements` and `readingRun` throw.
 */
export function findLine(request: LineRequest): Promise<FoundLine> {
  return readingRun(request.run.folder, () => findIn(request));
}

async function findIn({ data, run, lineId, agreement }: LineRequest): Promise<FoundLine> {
  const statements = readStatements(data, run.runId).filter(
    (statement) => agreement === null || statement.agreement.id === agreement,
  );
  if (statements.length === 0) throw new RoamsettleError('STATEMENT_NOT_FOUND');
  const found = statements.flatMap((statement) =>
    statement.lines.flatMap((line, position) =>
      line.line_id === lineId ? [{ statement, line, position }] : [],
    ),
  );
  const [only, ...others] = found;
  if (only === undefined) throw new RoamsettleError('LINE_NOT_FOUND');
  if (others.length > 0)
    throw new RoamsettleError(
      'USAGE',
      'Several statements of the run have such a line: name one by --agreement.',
    );
  const { id } = only.statement.agreement;
  const agreements = await readArchivedAgreements(run.folder, readRun(data, run.runId).inputs.agreements);
  // An adjustment line has the id of another version's line, and no version of its own.
  const version =
    agreements.find((one) => one.id === id && lineId.startsWith(`v${one.version}-`)) ??
    agreements.findLast((one) => one.id === id);
  if (version === undefined)
    throw new RoamsettleError('DATA_CORRUPT', `The run has lost ${id}.`, { file: 'run.json' });
  return {
    data,
    ...run,
    ...only,
    decimals: only.statement.terms.rounding.decimals,
    agreements,
    agreement: version,
  };
}

/** Where a page of parts begins. */
export interface PartPlace {
  readonly row: number;
  readonly service: string;
}

const FIRST: PartPlace = { row: 0, service: '' };

/** At most `limit` parts. Throws as `findLine`, BALANCE_BROKEN where the devices are not the line's, and as `sourcesOf`. */
export async function traceLine(request: LineRequest, limit: number): Promise<LineTrace> {
  const found = await findLine(request);
  const db = await Db.open(':memory:');
  try {
    return await tracePage(db, found, { from: FIRST, limit, sums: await lineSums(db, found) });
  } finally {
    db.close();
  }
}

/** A page of the parts of a line. Throws as `sourcesOf`. */
export async function tracePage(
  db: Db,
  found: FoundLine,
  { from, limit, sums }: { from: PartPlace; limit: number; sums: LineTrace['sums'] },
): Promise<LineTrace> {
  const { statement, line } = found;
  const page = { any: true, imsi: '', place: from.row, service: from.service, limit: BigInt(limit) };
  const parts = hasDevices(line) ? await partRows(found, db, page) : [];
  return {
    run_id: found.runId,
    agreement_id: statement.agreement.id,
    period: statement.period,
    currency: statement.currency,
    line,
    weight_unit: hasDevices(line) ? weigherOf(found).unit : null,
    sums,
    devices: parts.map(({ tap: _, places: __, ...part }) => part),
    sources: sourcesOf(found),
  };
}

function hasDevices({ kind }: StatementLine): boolean {
  return kind !== 'commitment' && kind !== 'adjustment';
}

/** Of all devices in the line. Throws BALANCE_BROKEN where they are not the line's. */
export async function lineSums(db: Db, found: FoundLine): Promise<LineTrace['sums']> {
  const { line, decimals } = found;
  const { rows, devices, quantity, share } = await lineSum(db, filesOf(found));
  const amount = minorToText(share, decimals);
  if (hasDevices(line) && (amount !== line.amount || quantity !== BigInt(line.quantity)))
    throw new RoamsettleError(
      'BALANCE_BROKEN',
      `The devices of ${line.line_id} have ${amount} and ${quantity} units.`,
    );
  return { devices, rows, quantity: Number(quantity), amount };
}

/** What a device has in the line, by service. */
export async function partsOf(found: FoundLine, imsi: string): Promise<HeldPart[]> {
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  const db = await Db.open(':memory:');
  try {
    return await partRows(found, db, { any: false, imsi, place: 0, service: '', limit });
  } finally {
    db.close();
  }
}

/** Throws DEVICE_NOT_FOUND where the device list of the run has no such row. */
export async function deviceOfRow(
  folder: string,
  row: number,
): Promise<{ readonly imsi: string; readonly agreement: string }> {
  const db = await Db.open(':memory:');
  try {
    const [device] = await db.rows('explain/row', { path: literalPath(join(folder, DEVICES)), row });
    if (device === undefined) throw new RoamsettleError('DEVICE_NOT_FOUND');
    return { imsi: String(device.imsi), agreement: String(device.agreement_id) };
  } finally {
    db.close();
  }
}

async function partRows(found: FoundLine, db: Db, params: Params): Promise<HeldPart[]> {
  const { weigh } = weigherOf(found);
  const rows = await db.rows<PartRow>('trace/line_device', { ...filesOf(found), ...params });
  return rows.map((row) => ({
    row: Number(row.row),
    imsi: row.imsi,
    segment: row.segment,
    service: row.service,
    quantity: Number(row.quantity),
    records: row.records,
    weight: weigh(row),
    amount: minorToText(BigInt(row.share), found.decimals),
    tap: BigInt(row.tap),
    places: row.tap_places,
  }));
}

async function lineSum(db: Db, files: Params) {
  const [row] = await db.rows<{ rows: bigint; devices: bigint; quantity: string; share: string }>(
    'trace/line_sum',
    files,
  );
  return {
    rows: Number(row!.rows),
    devices: Number(row!.devices),
    quantity: BigInt(row!.quantity),
    share: BigInt(row!.share),
  };
}

function filesOf({ folder, position, statement }: FoundLine): Params {
  return {
    device_lines: literalPath(join(folder, DEVICE_LINES)),
    devices: literalPath(join(folder, DEVICES)),
    line: position,
    agreement: statement.agreement.id,
  };
}

/** What a device weighs in the line, as the settlement shared it out (rule 7). */
export function weigherOf({
  line,
  agreement,
  statement,
}: Pick<FoundLine, 'line' | 'agreement' | 'statement'>): {
  unit: string;
  weigh: (row: Pick<PartRow, 'imsi' | 'quantity' | 'tap' | 'tap_places'>) => string;
} {
  const usage = agreement.charges.usage.find(({ ref }) => ref === line.charge_ref);
  const access = agreement.charges.access.find(({ ref }) => ref === line.charge_ref);
  if (access !== undefined) {
    const size = BigInt(line.priced_unit_size);
    const own = (quantity: bigint) => ownFee(access, quantity, size);
    if (own(0n) !== null)
      return { unit: statement.currency, weigh: ({ quantity }) => toExactText(own(quantity)!) };
    return { unit: line.unit, weigh: ({ quantity }) => String(billableQuantity(access, quantity, size)) };
  }
  if (usage === undefined || usage.model === 'as_billed') {
    return {
      unit: statement.currency,
      weigh: ({ tap, tap_places }) => toExactText(fraction(BigInt(tap), 10n ** BigInt(tap_places))),
    };
  }
  // Nothing is included for records without an IMSI.
  const size = BigInt(usage.unitSize);
  const billable = ({ imsi, quantity }: Pick<PartRow, 'imsi' | 'quantity'>) =>
    imsi === '' ? quantity : billableQuantity(usage, quantity, size);
  return { unit: line.unit, weigh: (row) => String(billable(row)) };
}
