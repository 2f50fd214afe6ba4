/** Lines that stand behind a line without devices: what a commitment counts, and what an adjustment takes back. */
import { add, parseDecimal, toExactText, ZERO } from '../domain/fraction.ts';
import type { Statement, StatementLine } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { readStatements } from '../runs/read.ts';
import { runExists } from '../runs/write.ts';

export interface LineSource {
  readonly run_id: string;
  readonly period: string;
  readonly line_id: string;
  readonly kind: StatementLine['kind'];
  readonly amount: string;
}

interface Sourced {
  readonly data: string;
  readonly statement: Statement;
  readonly line: StatementLine;
}

/** Throws RUN_NOT_FOUND where a run that counts is not in the data folder, BALANCE_BROKEN where they do not come to the line. */
export function sourcesOf({ data, statement, line }: Sourced): LineSource[] {
  if (line.refers_to !== null) {
    const { run_id, line_id } = line.refers_to;
    const { lines, period } = statementOf(data, run_id, statement.agreement.id);
    const taken = lines.find((one) => one.line_id === line_id);
    if (taken === undefined) throw broken(line);
    return [sourceOf({ run_id, period }, taken)];
  }
  return line.kind === 'commitment' ? countedLines(data, statement, line) : [];
}

function countedLines(data: string, statement: Statement, line: StatementLine): LineSource[] {
  const { commitment } = statement;
  if (commitment === null) throw broken(line);
  const earlier = commitment.counted_runs.map(({ run_id }) =>
    statementOf(data, run_id, statement.agreement.id),
  );
  const counted = [...earlier, statement].flatMap((one) =>
    one.lines.filter(({ kind }) => commitment.counts.includes(kind)).map((item) => sourceOf(one, item)),
  );
  const sum = counted.reduce((total, { amount }) => add(total, parseDecimal(amount)), ZERO);
  if (toExactText(sum) !== toExactText(parseDecimal(commitment.counted))) throw broken(line);
  return counted;
}

function sourceOf({ run_id, period }: Pick<Statement, 'run_id' | 'period'>, line: StatementLine): LineSource {
  return { run_id, period, line_id: line.line_id, kind: line.kind, amount: line.amount };
}

function statementOf(data: string, runId: string, id: string): Statement {
  const statement = runExists(data, runId)
    ? readStatements(data, runId).find(({ agreement }) => agreement.id === id)
    : undefined;
  if (statement === undefined) throw new RoamsettleError('RUN_NOT_FOUND', `It is ${runId.slice(0, 12)}.`);
  return statement;
}

function broken({ line_id }: StatementLine): RoamsettleError {
  return new RoamsettleError('BALANCE_BROKEN', `What ${line_id} refers to does not come to it.`);
}
