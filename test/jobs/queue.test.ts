/** Which job is next, and which one a request joins. */
import { expect, test } from 'vitest';
import type { Job, JobState } from '../../src/jobs/job.ts';
import { joinable, nextJob } from '../../src/jobs/queue.ts';

/** `00000001 settle ada queued digest`, one a line. */
function jobs(text: string): Job[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [id = '', kind, by = '', state, digest = ''] = line.trim().split(/\s+/);
      return { id, work: { kind }, by: { id: by, name: by }, state: state as JobState, digest } as Job;
    });
}

test('callers take turns, each in the order of asking', () => {
  let list = jobs(`
    1 settle ada queued x
    2 settle ada queued y
    3 settle bob queued z
    4 settle cyd running w`);
  const served = new Map<string, number>();
  const order: string[] = [];
  for (let turn = 1; ; turn++) {
    const next = nextJob(list, served);
    if (next === null) break;
    order.push(next.id);
    served.set(next.by.id, turn);
    list = list.filter((job) => job !== next);
  }
  expect(order).toEqual(['1', '3', '2']);
});

test.each([
  ['an equal settlement that waits', '1 settle ada queued x', '1'],
  ['one that runs', '1 settle ada running x', '1'],
  ['none that is done: data may have come since', '1 settle ada done x', undefined],
  ['none of other inputs', '1 settle ada queued y', undefined],
  ['none with an ingest behind it', '1 settle ada running x\n2 ingest bob queued i', undefined],
  [
    'none with a command behind it, which may load',
    '1 settle ada running x\n2 command bob queued i',
    undefined,
  ],
  ['one behind the ingest', '1 ingest bob queued i\n2 settle ada queued x', '2'],
  ['no ingest: its files may have changed', '1 ingest ada queued x', undefined],
])('a request joins %s', (_, text, expected) => {
  expect(joinable(jobs(text), 'x')?.id).toBe(expected);
});
