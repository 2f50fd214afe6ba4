/**
 * `issue`: the statements of a run become final for the partner. Refused while the checklist has open items; written
 * once; an agreement's month can have one original, and each correction one successor, because each takes a claim file
 * that only one run can hold.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Waiver } from '../domain/waivers.ts';
import { RoamsettleError } from '../errors.ts';
import { type CloseItem, waive } from './close.ts';
import { digestsBelow } from './digests.ts';
import type { RunInputs } from './identity.ts';
import { type IssuedRun, isIssued, issuedFolder, lastIssued, listIssued } from './issued.ts';
import { readRun } from './read.ts';
import { sinceItems } from './since-items.ts';

/** Ids that an error names before it only counts. */
const NAMED_IDS = 20;

interface IssueWaivers {
  readonly list: readonly Waiver[];
  /** Name of their file, for errors. */
  readonly file: string;
}

/**
 * Issues the run. `waivers` are of what came since it was settled; what the run itself left open is waived by settling again. Throws
 * ISSUE_ACCRUAL, WAIVER_INVALID, ISSUE_OPEN with the ids that are open, ISSUED_ALREADY where the run, or the place of one of
 * its statements in the chain of its month, is taken, RUN_STALE where it counts or corrects what is no longer the last,
 * DATA_UNWRITABLE.
 */
export async function issueRun(
  data: string,
  runId: string,
  waivers: IssueWaivers = { list: [], file: '' },
): Promise<IssuedRun> {
  const run = readRun(data, runId);
  if (isIssued(data, runId)) throw new RoamsettleError('ISSUED_ALREADY', 'It is this run itself.');
  if (run.inputs.accrual) throw new RoamsettleError('ISSUE_ACCRUAL');
  const own = run.close ?? [];
  refuseOwn(own, waivers);
  const close = [...own, ...waive(sinceItems(data, run), waivers.list, waivers.file)];
  const open = close.filter((item) => item.waived === null);
  if (open.length > 0) throw new RoamsettleError('ISSUE_OPEN', openIds(open));
  const issued = listIssued(data);
  refuseStale(run.inputs, issued);
  const { corrects } = run.inputs;
  const before = corrects === null ? null : issued.find((earlier) => earlier.run_id === corrects)!;
  const content: IssuedRun = {
    run_id: runId,
    period: run.period,
    corrects,
    statements: run.statements.map(({ agreement_id, net, currency }) => ({
      agreement_id,
      number: 1 + (before?.statements.find((s) => s.agreement_id === agreement_id)?.number ?? 0),
      net,
      currency,
    })),
    waived: close.flatMap(({ id, waived }) => (waived === null ? [] : [{ id, reason: waived }])),
    files: await digestsBelow(join(data, 'runs', runId)),
  };
  try {
    mkdirSync(join(issuedFolder(data), 'claims'), { recursive: true });
    takeClaims(data, content);
    // Two calls for one run write the same bytes.
    const path = join(issuedFolder(data), `${runId}.json`);
    const draft = `${path}.${process.pid}.draft`;
    writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { flush: true });
    renameSync(draft, path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (error instanceof RoamsettleError || typeof code !== 'string') throw error;
    throw new RoamsettleError('DATA_UNWRITABLE', `(${code})`, { file: 'issued' });
  }
  return content;
}

/** A waiver of what the run holds is an input of the settlement (rule 15). */
function refuseOwn(own: readonly CloseItem[], { list, file }: IssueWaivers): void {
  const ids = new Set(own.map(({ id }) => id));
  const named = list.find(({ id }) => ids.has(id));
  if (named === undefined) return;
  const detail = `${named.id} is of the run itself: settle the month again with this waiver.`;
  throw new RoamsettleError('WAIVER_INVALID', detail, { file, line: named.line });
}

function openIds(open: readonly CloseItem[]): string {
  const ids = [...new Set(open.map(({ id }) => id))];
  const more = ids.length - NAMED_IDS;
  return `${ids.length} are open: ${ids.slice(0, NAMED_IDS).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** What a run counted or corrected must still be the last word on its month. */
function refuseStale(
  { corrects, counted, period, agreements }: RunInputs,
  issued: readonly IssuedRun[],
): void {
  const uses = [
    ...counted,
    ...(corrects === null
      ? []
      : agreements.map(({ id }) => ({ agreement_id: id, period, run_id: corrects }))),
  ];
  for (const { agreement_id, period: month, run_id } of uses) {
    const last = lastIssued(issued, agreement_id, month)?.run.run_id;
    if (last === undefined || last === run_id) continue;
    const detail = `The last issued run of ${agreement_id} in ${month} is ${last.slice(0, 12)} now.`;
    throw new RoamsettleError('RUN_STALE', detail);
  }
}

/** All claims or none: one that another run holds gives back those of this run. */
function takeClaims(data: string, { run_id, period, statements }: IssuedRun): void {
  const folder = join(issuedFolder(data), 'claims');
  const draft = join(folder, `.${run_id}.${process.pid}`);
  writeFileSync(draft, run_id, { flush: true });
  const held: string[] = [];
  try {
    for (const { agreement_id, number } of statements) {
      const claim = join(folder, `${agreement_id}.${period}.${number}`);
      const holder = claimFor(draft, claim, run_id);
      if (holder === run_id) held.push(claim);
      else {
        for (const path of held) rmSync(path, { force: true });
        const detail = `${agreement_id} in ${period} is issued by run ${holder.slice(0, 12)}.`;
        throw new RoamsettleError('ISSUED_ALREADY', detail);
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Takes the claim, or tells who holds it; a link is there whole or not at all. */
function claimFor(draft: string, claim: string, runId: string): string {
  try {
    linkSync(draft, claim);
    return runId;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(claim, 'utf8');
  }
}
