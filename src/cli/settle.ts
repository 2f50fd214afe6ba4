/** `roamsettle settle`: features, classes, segments and settlement of a month as one immutable run. */
import { Command } from 'commander';
import { audit, commandLineUser } from '../access/audit.ts';
import { RoamsettleError } from '../errors.ts';
import { runTerm } from '../pipeline/term.ts';
import { termJson } from '../pipeline/term-json.ts';
import { runSettle, type SettleResult } from '../pipeline.ts';
import { readRun } from '../runs/read.ts';
import { type GlobalFlags, machineOf, print, withGlobalFlags } from './context.ts';
import { clearStageLine, stageLine } from './progress.ts';
import { renderBridge } from './render/bridge.ts';
import { renderStatement } from './render/statement.ts';
import { renderTerm } from './render/term.ts';

interface Flags extends GlobalFlags {
  readonly period: string;
  readonly agreements: string;
  readonly tacs?: string;
  readonly rates?: string;
  readonly waive?: string;
  readonly lists?: string;
  readonly corrects?: string;
  readonly counted?: readonly string[];
  readonly provisional?: boolean;
  readonly reverses?: string;
  readonly check?: boolean;
}

export function settleCommand(): Command {
  const command = new Command('settle')
    .description('Settle a month: the same inputs give the same run.')
    .requiredOption(
      '--period <YYYY-MM>',
      'calendar month; YYYY-MM..YYYY-MM: the statement of these issued months',
    )
    .requiredOption('--agreements <path>', 'an agreement file, or a folder of them')
    .option('--tacs <file>', 'TAC catalogue (CSV)')
    .option('--rates <file>', 'rates (CSV)')
    .option('--waive <file>', 'open items of the checklist that may pass: YAML list of { id, reason }')
    .option('--lists <path>', 'what partners and reviewers say of devices: a CSV, or a folder of them')
    .option('--corrects <run>', 'issued run of the month whose statements this one takes back')
    .option(
      '--counted <run...>',
      'runs of earlier months that count (commitments, keep_at, notice_periods), where another is to count than the issued',
    )
    .option('--provisional', 'an accrual: an estimate for the ledger, provisional and never issued')
    .option('--reverses <run>', 'accrual of the month that this run takes the place of')
    .option('--check', 'work everything out again and hold the run that is there against it');
  return withGlobalFlags(command).action(async (flags: Flags) => {
    if (flags.period.includes('..')) return settleTerm(flags);
    const result = await runSettle(machineOf(flags), {
      period: flags.period,
      agreements: flags.agreements,
      tacs: flags.tacs ?? null,
      rates: flags.rates ?? null,
      ...(flags.waive === undefined ? {} : { waive: flags.waive }),
      ...(flags.lists === undefined ? {} : { lists: flags.lists }),
      ...(flags.corrects === undefined ? {} : { corrects: flags.corrects }),
      ...(flags.counted === undefined ? {} : { counted: flags.counted }),
      ...(flags.reverses === undefined ? {} : { reverses: flags.reverses }),
      accrual: flags.provisional === true,
      check: flags.check === true,
      onStage: stageLine,
    }).finally(clearStageLine);
    if (flags.waive !== undefined) auditWaivers(flags.data, result);
    print(flags, settleJson(result), () => settleText(result));
  });
}

/** Who let which items of the checklist pass. */
function auditWaivers(data: string, { runId, period }: SettleResult): void {
  const waivers = readRun(data, runId).close.flatMap(({ id, waived }) =>
    waived === null ? [] : [{ id, reason: waived }],
  );
  audit(data, { who: commandLineUser(), action: 'waive', subject: { run_id: runId, period, waivers } });
}

/** Options that mean nothing to months which are issued already. */
const OF_A_MONTH = [
  'tacs',
  'rates',
  'waive',
  'corrects',
  'counted',
  'provisional',
  'reverses',
  'check',
] as const;

async function settleTerm(flags: Flags): Promise<void> {
  const stray = OF_A_MONTH.find((name) => flags[name] !== undefined);
  if (stray !== undefined)
    throw new RoamsettleError('USAGE', `--${stray} is for a month: a range sums months that are issued.`);
  const result = await runTerm(flags.data, flags);
  print(flags, termJson(result), () => renderTerm(result));
}

function settleJson(result: SettleResult) {
  return {
    run_id: result.runId,
    period: result.period,
    statements: result.statements.map(({ agreement, totals, currency }) => ({
      agreement_id: agreement.id,
      net: totals.net,
      currency,
    })),
  };
}

/** Statements and bridges as tables, then the run and its stages. */
export function settleText(result: SettleResult): string {
  const color = process.stdout.isTTY === true;
  const parts = result.statements.flatMap((statement) => [
    renderStatement(statement, { color }),
    renderBridge(statement, { color }),
  ]);
  const stages = result.stages.map(({ stage, seconds }) => `${stage} ${seconds.toFixed(1)} s`).join(', ');
  parts.push(`run ${result.runId} ${stageNote(result, stages)}`);
  return parts.join('\n');
}

function stageNote({ reused, checked, renewed }: SettleResult, stages: string): string {
  if (checked) return reused ? `(worked out again: the same bytes; ${stages})` : `(${stages})`;
  if (reused) return '(was there already)';
  const kept = {
    nothing: '; devices as they were kept',
    touched: '; devices of changed files worked out',
    whole: '',
  };
  return `(${stages}${kept[renewed]})`;
}
