/** Which job is next, and which one another request may join. Pure: the runner holds the state. */
import { isFinished, type Job } from './job.ts';

/**
 * The next job: of the caller who waited longest for a turn the one that was asked for first, so that nobody's hundred
 * jobs keep another's one waiting. `served`: by caller, the number of their last turn.
 */
export function nextJob(jobs: readonly Job[], served: ReadonlyMap<string, number>): Job | null {
  const waiting = jobs.filter(({ state }) => state === 'queued').sort(byId);
  const turn = ({ by }: Job) => served.get(by.id) ?? 0;
  const first = waiting.toSorted((a, b) => turn(a) - turn(b) || byId(a, b))[0];
  return first ?? null;
}

/**
 * An unfinished job that asks for the same and sees the same data: a settlement, with no ingest asked for after it, nor a
 * command, which may be one (whoever asks now may count on that one).
 */
export function joinable(jobs: readonly Job[], digest: string): Job | null {
  const open = jobs.filter((job) => !isFinished(job));
  const same = open
    .filter((job) => job.work.kind === 'settle' && job.digest === digest)
    .sort(byId)
    .at(-1);
  if (same === undefined) return null;
  return open.some(({ work, id }) => (work.kind === 'ingest' || work.kind === 'command') && id > same.id)
    ? null
    : same;
}

export function byId(a: Job, b: Job): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
