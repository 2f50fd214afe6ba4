/** Files that came since a run was settled, as items of the checklist: its statement is contradicted by what is loaded. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseDecimal, sub, toExactText } from '../domain/fraction.ts';
import { plural } from '../domain/plural.ts';
import type { Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import type { CloseItem } from './close.ts';
import { readRunInputs } from './identity.ts';
import { isIssued } from './issued.ts';
import { readIssuedStatement } from './prior.ts';
import type { RunSummary } from './read.ts';
import type { UnreadRun } from './run-reader.ts';
import type { Since } from './since.ts';
import { readStatus, type StatusSnapshot } from './status.ts';

/** Digits of a digest that tell one from another. */
const SHORT = 12;

type Asked = Pick<RunSummary, 'run_id' | 'period'> & {
  readonly statements: readonly { readonly agreement_id: string }[];
};

/**
 * By agreement, as the last `ingest` or `settle` left it; none of an issued run, for what came after is named by `late` then. They are no part
 * of the run, so settling again takes the files in, and only an issue can let them pass. Throws DATA_CORRUPT.
 */
export function sinceItems(data: string, run: Asked): CloseItem[] {
  if (isIssued(data, run.run_id)) return [];
  const status = keptStatus(data);
  const kept = status.since.filter(({ period }) => period === run.period);
  const isLater = laterFiles(data, run.run_id);
  const unread = status.unread_runs.filter(({ run_id }) => run_id === run.run_id).map(unreadItem);
  const items = run.statements.flatMap(({ agreement_id }) => {
    const since = kept.find((one) => one.agreement_id === agreement_id);
    if (since === undefined) return [];
    const again = since.run_id !== run.run_id && isLater(since.run_id) ? settledAgain(data, run, since) : [];
    return [...again, ...(since.digest === '' ? [] : [cameItem(since)])];
  });
  return [...unread, ...items];
}

function keptStatus(data: string): Pick<StatusSnapshot, 'since' | 'unread_runs'> {
  try {
    return readStatus(data);
  } catch (error) {
    if (error instanceof RoamsettleError && error.code === 'FILE_NOT_FOUND')
      return { since: [], unread_runs: [] };
    throw error;
  }
}

/** Whether another run of the month, if it is still there, names files that this one does not. */
function laterFiles(data: string, runId: string): (other: string) => boolean {
  const filesOf = (id: string) =>
    existsSync(join(data, 'runs', id, 'run.json'))
      ? readRunInputs(join(data, 'runs', id)).files.map(({ sha256 }) => sha256)
      : [];
  const answers = new Map<string, boolean>();
  let own: ReadonlySet<string> | null = null;
  return (other) => {
    own ??= new Set(filesOf(runId));
    const known = own;
    const answer = answers.get(other) ?? filesOf(other).some((sha256) => !known.has(sha256));
    answers.set(other, answer);
    return answer;
  };
}

/**
 * The newest run knows later files. They were the agreement's where its statement has other records, events or TAP money: these hang on
 * files and rates, not on prices, segments or decisions. Throws DATA_CORRUPT where a statement is gone.
 */
function settledAgain(data: string, run: Asked, { agreement_id, run_id }: Since): CloseItem[] {
  const read = (id: string) => readIssuedStatement(data, [], id, agreement_id);
  const [own, newest] = [read(run.run_id), read(run_id)];
  const [before, after] = [billed(own), billed(newest)];
  const { records, events } = newest.inputs;
  if (records === own.inputs.records && events === own.inputs.events && before === after) return [];
  const { currency } = newest;
  const amount = toExactText(sub(parseDecimal(after), parseDecimal(before)));
  return [
    {
      id: `files_since:${agreement_id}:run-${run_id.slice(0, SHORT)}`,
      kind: 'files_since',
      agreement_id,
      what: `the month was settled again from later files: run ${run_id.slice(0, SHORT)} has ${records} TAP ${plural(records, 'record')} and ${events} signaling ${plural(events, 'event')}, this one ${own.inputs.records} and ${own.inputs.events}`,
      money: currency !== own.currency || amount === '0' ? [] : [{ amount, currency }],
      waived: null,
    },
  ];
}

function billed({ baselines }: Statement): string {
  return baselines.find(({ name }) => name === 'tap_as_billed')!.amount;
}

/** The run could not be read when files were loaded, so that nobody looked for any. */
function unreadItem({ code, message }: UnreadRun): CloseItem {
  return {
    id: `files_since:unread:${code}`,
    kind: 'files_since',
    agreement_id: null,
    what: `what was loaded since the run was settled cannot be told: ${message}`,
    money: [],
    waived: null,
  };
}

function cameItem(since: Since): CloseItem {
  const { agreement_id, digest, tap, rap, nrtrde, signaling, records, returned, events } = since;
  const files = (count: number, kind: string, rest: string) =>
    count === 0 ? [] : [`${count} ${kind} ${plural(count, 'file')}${rest}`];
  const parts = [
    ...files(tap, 'TAP', ` (${records} ${plural(records, 'record')} to charge in the month)`),
    ...files(rap, 'RAP', ` (${returned} ${plural(returned, 'record')} returned)`),
    ...files(nrtrde, 'NRTRDE', ''),
    ...files(signaling, 'signaling', ` (${events} ${plural(events, 'event')})`),
  ];
  return {
    // A waiver must not slip to files that come later.
    id: `files_since:${agreement_id}:${digest.slice(0, SHORT)}`,
    kind: 'files_since',
    agreement_id,
    what: `loaded since the run was settled: ${parts.join(', ')}`,
    money: since.money,
    waived: null,
  };
}
