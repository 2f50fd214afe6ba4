/** Long work: what runs now, as it goes, and what ran before. */
import type { Job } from '../answers.ts';
import { ask, type Page } from '../api.ts';
import { type Child, fill, h, link } from '../dom.ts';
import { isFinished, watchJob } from '../events.ts';
import { pageHead } from '../frame.ts';
import { minute } from '../parts/amounts.ts';
import { pager } from '../parts/pager.ts';
import { table } from '../parts/table.ts';
import { badge, runLink } from '../parts/words.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import { progressOf } from './progress.ts';
import type { View } from './view.ts';

const MAX_WATCHED = 4;

export const jobsView: View = async ({ query, signal }) => {
  const cursor = query.get('cursor');
  const page = await ask<{ jobs: readonly Job[] } & Page>('/v1/jobs', {
    query: { limit: 50, cursor },
    signal,
  });
  const states = new Map<string, HTMLElement>();
  const cellOf = (job: Job) => {
    const cell = h('div', {}, stateCell(job));
    states.set(job.id, cell);
    return cell;
  };
  for (const job of page.jobs.filter((one) => !isFinished(one)).slice(0, MAX_WATCHED)) {
    const onTurn = (now: Job) => fill(states.get(job.id)!, stateCell(now));
    watchJob(job.id, onTurn, signal).catch(() => undefined);
  }
  return h(
    'div',
    {},
    pageHead({
      title: 'Jobs',
      actions: may('operator')
        ? [
            h('a', { class: 'button', href: '#/ingest' }, 'Load files'),
            h('a', { class: 'button primary', href: '#/settle' }, 'Settle a month'),
          ]
        : null,
    }),
    table({
      name: 'jobs',
      rows: page.jobs,
      caption: 'The newest first; those that work are watched.',
      empty: 'No job was asked for yet.',
      columns: [
        {
          name: 'Job',
          kind: 'code',
          value: ({ id }) => id,
          cell: ({ id }) => link(address(['jobs', id]), id),
        },
        { name: 'What', value: whatOf },
        { name: 'State', value: ({ state }) => state, cell: cellOf },
        {
          name: 'Asked for',
          kind: 'code',
          value: ({ submitted_at }) => submitted_at,
          cell: ({ submitted_at }) => minute(submitted_at),
        },
        { name: 'By', value: ({ by }) => by },
        { name: 'Took', kind: 'number', value: took },
        { name: 'Result', value: ({ run_id, error }) => run_id ?? error?.code ?? '', cell: resultCell },
      ],
    }),
    pager(['jobs'], {}, cursor, page.next),
  );
};

/** `settle 2026-10`; a command is what it says of itself. */
function whatOf({ kind, what, period }: Job): string {
  return [what ?? kind, period].filter(Boolean).join(' ');
}

function stateCell(job: Job): Child {
  return [badge(job.state), isFinished(job) ? null : progressOf(job)];
}

function resultCell({ run_id, error }: Job): Child {
  if (run_id !== null) return runLink(run_id);
  return error === null ? null : h('code', { class: 'error-code' }, error.code);
}

/** Seconds of work, for a glance. */
export function took({ started_at, finished_at }: Job): string {
  if (started_at === null || finished_at === null) return '';
  const seconds = (Date.parse(finished_at) - Date.parse(started_at)) / 1000;
  return seconds < 120 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
}
