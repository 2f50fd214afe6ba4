/** `roamsettle status`: what is loaded, held back, rejected, missing, and what belongs to no agreement. */
import { Command } from 'commander';
import { parsePeriod } from '../domain/period.ts';
import { RoamsettleError } from '../errors.ts';
import { type AgreementBlindSpots, BLIND_RULES, findBlindSpots } from '../findings/blind/blind-spots.ts';
import { printable } from '../report/format.ts';
import { checklistOf } from '../runs/checklist.ts';
import type { CloseItem } from '../runs/close.ts';
import { type LateFile, stillLate } from '../runs/late.ts';
import { findRun, newestRun, readUnmatched } from '../runs/read.ts';
import type { Since } from '../runs/since.ts';
import { readStatus, type StatusSnapshot } from '../runs/status.ts';
import { print, withData, withJson } from './context.ts';
import { feedLines } from './render/blind-spots.ts';
import { problemText } from './render/problem.ts';
import { renderTable } from './render/table.ts';
import { withReader } from './run-folders.ts';

interface Flags {
  readonly data: string;
  readonly json?: boolean;
  readonly period?: string;
}

type Cells = readonly Record<string, unknown>[];

export function statusCommand(): Command {
  const command = new Command('status').description(
    'Show what is loaded, what is missing and what was kept aside.',
  );
  command.option(
    '--period <YYYY-MM>',
    'the month-close checklist of the newest run of a month, and what its feeds may have missed',
  );
  return withJson(withData(command)).action(async (flags: Flags) => {
    if (flags.period !== undefined) return checklist(flags, parsePeriod(flags.period).name);
    const status = { ...readStatus(flags.data), late: lateOf(flags.data) };
    const unmatched = readUnmatched(flags.data);
    print(flags, { ...status, unmatched }, () =>
      [
        section('files', status.files),
        section('TADIG pairs', status.pairs),
        section('audits that disagree', status.held),
        status.rejected.length === 0 ? '' : ['not loaded', ...status.rejected.map(problemText)].join('\n'),
        section('malformed signaling rows', status.rejected_rows, ['name', 'reason', 'rows', 'first_line']),
        warnings(status.warnings),
        section('records of no agreement (newest run of each period)', unmatched.tap),
        section('events of no agreement (newest run of each period)', unmatched.signaling),
        lateText(status.late),
        section(
          'files loaded since the newest run of a month was settled: settle it again, or see status --period',
          status.since.filter(({ digest }) => digest !== '').map(sinceCells),
        ),
        section(
          'TAP of months that no run settles',
          status.unsettled.map((row) => ({ ...row })),
        ),
        unreadText(status.unread_runs),
      ]
        .filter((text) => text !== '')
        .join('\n'),
    );
  });
}

function lateOf(data: string): LateFile[] {
  return stillLate(data, readStatus(data).late);
}

function lateText(files: readonly LateFile[]): string {
  const title = 'TAP and RAP files that came after their month was issued: settle it again with --corrects';
  return section(
    title,
    files.map(({ sha256: _, name, ...file }) => ({ ...file, name: printable(name) })),
  );
}

function sinceCells({ period, agreement_id, tap, rap, nrtrde, signaling, money }: Since) {
  const tap_charge = money.map(({ amount, currency }) => `${amount} ${currency}`).join(', ');
  return { period, agreement_id, tap, rap, nrtrde, signaling, tap_charge };
}

function unreadText(runs: StatusSnapshot['unread_runs']): string {
  if (runs.length === 0) return '';
  const lines = runs.map(({ run_id, period, code, message }) => {
    const run = run_id === null ? [] : [period, `run ${run_id}:`].filter((part) => part !== null);
    return `  ${[...run, printable(message)].join(' ')} (${code})`;
  });
  return ['not asked what was loaded since, because it cannot be read', ...lines].join('\n');
}

/** What stands between a month and the issue of its newest run, and what its feeds may have missed. */
async function checklist(flags: Flags, period: string): Promise<void> {
  const list = checklistOf(flags.data, period, newestRun(flags.data, period));
  const { run_id, issued, open, close, refused } = list;
  const blind = run_id === null ? {} : await blindSpotsOf(flags.data, run_id);
  const late = run_id === null ? [] : lateOf(flags.data).filter((file) => file.period === period);
  const unread =
    run_id === null ? [] : readStatus(flags.data).unread_runs.filter((run) => run.period === period);
  print(flags, { ...list, ...blind, ...(run_id !== null && { late, unread_runs: unread }) }, () =>
    [
      ...(refused === null
        ? []
        : [`${period} could not be settled last: ${refused.code}: ${refused.detail}`]),
      ...(run_id === null ? [] : [`${period} run ${run_id}: ${stateOf(issued, open, close.length)}`]),
      ...close.map(itemText),
      lateText(late),
      unreadText(unread),
      ...blindText(blind),
    ]
      .filter((text) => text !== '')
      .join('\n'),
  );
}

interface Blind {
  readonly blind_spots?: readonly Pick<AgreementBlindSpots, 'agreement_id' | 'silent' | 'feeds'>[];
  /** Why the run's folder does not tell. */
  readonly no_blind_spots?: { readonly code: string; readonly message: string };
}

/** A run of another version must not keep its checklist from being read. */
async function blindSpotsOf(data: string, runId: string): Promise<Blind> {
  try {
    const { agreements } = await withReader((db) => findBlindSpots(db, findRun(data, runId), BLIND_RULES));
    return {
      blind_spots: agreements.map(({ agreement_id, silent, feeds }) => ({ agreement_id, silent, feeds })),
    };
  } catch (error) {
    if (!(error instanceof RoamsettleError)) throw error;
    return { no_blind_spots: { code: error.code, message: error.message } };
  }
}

function blindText({ blind_spots, no_blind_spots }: Blind): string[] {
  if (no_blind_spots !== undefined)
    return [`blind spots cannot be told: ${no_blind_spots.message} (${no_blind_spots.code})`];
  if (blind_spots === undefined) return [];
  return ['what the feeds may have missed', ...blind_spots.flatMap(feedLines)];
}

function stateOf(issued: boolean, open: number, items: number): string {
  if (issued) return 'issued';
  return items === 0 ? 'nothing is open' : `${open} open, ${items - open} waived`;
}

/** The id whole, on a line of its own: a waiver has to name it. */
function itemText({ id, what, money, at_stake, waived }: CloseItem): string {
  const amounts = [
    ...(money.length === 0
      ? []
      : [`TAP charge ${money.map(({ amount, currency }) => `${amount} ${currency}`).join(', ')}`]),
    ...(at_stake === undefined ? [] : [`at stake ${at_stake.amount} ${at_stake.currency}`]),
  ];
  return [
    `${waived === null ? 'open  ' : 'waived'} ${printable(id)}`,
    `       ${printable(what)}${amounts.length === 0 ? '' : ` (${amounts.join('; ')})`}`,
    ...(waived === null ? [] : [`       waived: ${printable(waived)}`]),
  ].join('\n');
}

/** One line a file: code × count, and the first place. */
function warnings(rows: Cells): string {
  if (rows.length === 0) return '';
  const lines = rows.map((row) => {
    const found = JSON.parse(String(row.warnings)) as { code: string; count: number; detail?: string }[];
    const texts = found.map(
      ({ code, count, detail }) => `${code} × ${count}${detail ? ` (${printable(detail)})` : ''}`,
    );
    return `  ${printable(String(row.name))}: ${texts.join('; ')}`;
  });
  return `warnings\n${lines.join('\n')}`;
}

/** A titled table; nothing where there are no rows. */
function section(title: string, rows: Cells, columns?: readonly string[]): string {
  if (rows.length === 0) return '';
  const headers = columns ?? Object.keys(rows[0]!);
  const cells = rows.map((row) => headers.map((header) => String(row[header] ?? '')));
  return `${title}\n${renderTable(
    headers,
    cells,
    headers.map((h) => (typeof rows[0]![h] === 'number' ? 'right' : 'left')),
  )}`;
}
