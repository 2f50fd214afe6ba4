/** `dispute import`: a partner's rows against an issued statement become an entry of the register. */
import { join } from 'node:path';
import { type Fraction, parseDecimal } from '../domain/fraction.ts';
import { dateOfDay, dayOfDate } from '../domain/period.ts';
import type { Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import type { PartnerProfile } from '../reconcile/partner-profile.ts';
import { ReportTables } from '../report/tables.ts';
import { lastIssued, listIssued } from '../runs/issued.ts';
import { readStatements } from '../runs/read.ts';
import { checkIssued, readingRun } from '../runs/reading.ts';
import { amountText, type ItemCell, sum, totalsOf, weigh } from './amounts.ts';
import { type DisputedRow, type DisputeKey, keyOf, readDisputeFile } from './file.ts';
import { addDispute, type Dispute, listDisputes, outcomesOf, type RegisteredDispute } from './register.ts';

export interface DisputeRequest {
  readonly runId: string;
  readonly agreementId: string;
  readonly file: string;
  readonly profile: PartnerProfile | null;
  /** YYYY-MM-DD. */
  readonly received: string;
  /** Days from then to the last day of our answer; null: no term. */
  readonly days: number | null;
  /** Folder for sorts that do not fit. */
  readonly spill: string;
}

/**
 * Throws STATEMENT_NOT_FOUND, DISPUTE_INVALID (where the run is not the last issued of its month, a row names a line that
 * the statement does not have, or the same file is registered), and what `readDisputeFile`, `checkIssued`, `readingRun`,
 * `ReportTables.open` and `addDispute` throw.
 */
export async function importDispute(data: string, request: DisputeRequest): Promise<Dispute> {
  const { runId, agreementId, received, days } = request;
  const chain = issuedChain(data, runId, agreementId);
  const statement = chain[0]!;
  const { file, rows } = await readDisputeFile(request.file, request.profile);
  const before = listDisputes(data).filter(
    ({ dispute }) => dispute.run_id === runId && dispute.agreement_id === agreementId,
  );
  const twin = before.find(({ dispute }) => dispute.file.sha256 === file.digest);
  if (twin !== undefined)
    throw new RoamsettleError('DISPUTE_INVALID', `The same file is registered as ${twin.dispute.id}.`, {
      file: file.file,
    });
  checkLines(rows, statement, file.file);
  const held = before.flatMap(heldItems);
  await checkIssued(data, runId);
  const runDir = join(data, 'runs', runId);
  const { cells, known } = await readingRun(runDir, () => readCells(runDir, request, rows, held));
  const ids = statement.lines.map(({ line_id }) => line_id);
  const weighed = weigh(
    rows.map(({ claimed }) => claimed),
    [...cells, ...wholeLines(rows, held, statement)],
    ids,
  );
  const { decimals } = statement.terms.rounding;
  return addDispute(data, {
    agreement_id: agreementId,
    period: statement.period,
    run_id: runId,
    currency: statement.currency,
    received,
    deadline: days === null ? null : dateOfDay(dayOfDate(received) + days),
    file: { name: file.file, sha256: file.digest },
    items: rows.map(({ imsi, lineId, reason, claimed }, i) => ({
      imsi,
      line_id: lineId,
      reason,
      claimed: claimed === null ? null : amountText(claimed, decimals),
      ours: amountText(weighed.items[i]!.ours, decimals),
      disputed: amountText(weighed.items[i]!.disputed, decimals),
      known: imsi === '' || known.has(imsi),
      declared: known.get(imsi) ?? false,
    })),
    lines: statement.lines.flatMap(({ line_id, amount }) => {
      const disputed = weighed.lines.get(line_id);
      return disputed === undefined || disputed.n === 0n
        ? []
        : [{ line_id, amount, disputed: amountText(disputed, decimals) }];
    }),
    totals: totalsOf(
      weighed.net,
      chain.map(({ totals }) => totals.payable),
      before.map(heldNet),
      statement.terms,
    ),
  });
}

/** The statement of the run and those that it corrects, newest first. */
function issuedChain(data: string, runId: string, agreementId: string): Statement[] {
  const statementOf = (id: string) => {
    const found = readStatements(data, id).find(({ agreement }) => agreement.id === agreementId);
    if (found === undefined) throw new RoamsettleError('STATEMENT_NOT_FOUND');
    return found;
  };
  const first = statementOf(runId);
  const last = lastIssued(listIssued(data), agreementId, first.period)?.run.run_id;
  if (last !== runId) {
    const detail =
      last === undefined
        ? 'The statement is not issued.'
        : `The statement was corrected by run ${last.slice(0, 12)}.`;
    throw new RoamsettleError('DISPUTE_INVALID', detail);
  }
  const chain = [first];
  for (let { corrects } = first; corrects !== null; { corrects } = chain.at(-1)!)
    chain.push(statementOf(corrects));
  return chain;
}

function checkLines(rows: readonly DisputedRow[], { lines }: Statement, file: string): void {
  const kinds = new Map(lines.map(({ line_id, kind }) => [line_id, kind]));
  for (const { lineId, line } of rows) {
    if (lineId === '') continue;
    const kind = kinds.get(lineId);
    const place = { file, line };
    if (kind === undefined)
      throw new RoamsettleError(
        'DISPUTE_INVALID',
        'The statement has no line of this id (it is line_id of lines.csv).',
        place,
      );
    if (kind === 'adjustment')
      throw new RoamsettleError(
        'DISPUTE_INVALID',
        'The line takes back what was issued before: name the line of the month itself.',
        place,
      );
  }
}

/** Items of a dispute that hold their amount back still: all but those that the partner lost. */
function heldItems(one: RegisteredDispute): DisputeKey[] {
  const outcomes = outcomesOf(one);
  return one.dispute.items
    .filter((_, i) => outcomes[i] !== 'rejected')
    .map(({ imsi, line_id }) => ({ imsi, lineId: line_id }));
}

/** Net that they hold back. */
function heldNet(one: RegisteredDispute): Fraction {
  const outcomes = outcomesOf(one);
  const held = one.dispute.items.filter((_, i) => outcomes[i] !== 'rejected');
  return sum(held.map(({ disputed }) => parseDecimal(disputed)));
}

/** What the statement's devices have in the rows, and which of their IMSIs it knows; true: declared. */
async function readCells(
  runDir: string,
  { agreementId, spill }: DisputeRequest,
  rows: readonly DisputedRow[],
  held: readonly DisputeKey[],
): Promise<{ cells: ItemCell[]; known: ReadonlyMap<string, boolean> }> {
  const item = ({ imsi, lineId }: DisputeKey, at: number, earlier: boolean) => ({
    item: at,
    imsi,
    line_id: lineId,
    earlier,
  });
  const items = [...rows.map((row, i) => item(row, i, false)), ...held.map((key, i) => item(key, i, true))];
  const tables = await ReportTables.open(runDir, spill, {
    issued: true,
    agreement: agreementId,
    pseudonyms: null,
    invoiceDate: null,
  });
  try {
    return await tables.use(async (db) => {
      const found = await db.rows<{ item: number; line_id: string; amount: string }>('disputes/item_cell', {
        items: JSON.stringify(items),
      });
      const imsis = JSON.stringify(rows.map(({ imsi }) => imsi).filter((imsi) => imsi !== ''));
      const known = await db.rows<{ imsi: string; declared: boolean }>('disputes/known_imsi', { imsis });
      return {
        cells: found.map(({ item, line_id, amount }) => ({
          item,
          lineId: line_id,
          amount: parseDecimal(amount),
        })),
        known: new Map(known.map(({ imsi, declared }) => [imsi, declared])),
      };
    });
  } finally {
    tables.close();
  }
}

/** Lines that no device is in: they are disputed whole. */
function wholeLines(
  rows: readonly DisputedRow[],
  held: readonly DisputeKey[],
  { lines }: Statement,
): ItemCell[] {
  const taken = new Set(held.map(keyOf));
  return rows.flatMap((row, item) => {
    const line = lines.find(({ line_id, kind }) => line_id === row.lineId && kind === 'commitment');
    if (line === undefined || row.imsi !== '' || taken.has(keyOf(row))) return [];
    return [{ item, lineId: row.lineId, amount: parseDecimal(line.amount) }];
  });
}
