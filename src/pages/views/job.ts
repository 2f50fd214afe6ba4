/** A job, watched until it is finished; a settlement leads on to its run. */
import { words } from '../../report/format.ts';
import type { Job } from '../answers.ts';
import { ask } from '../api.ts';
import { button, type Child, fill, h } from '../dom.ts';
import { isFinished, watchJob } from '../events.ts';
import { pageHead } from '../frame.ts';
import { aligned } from '../parts/align.ts';
import { count, minute } from '../parts/amounts.ts';
import { curesOf } from '../parts/cures.ts';
import { later, noticeBox, problemBox, toldBox } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { badge, runLink } from '../parts/words.ts';
import { address } from '../place.ts';
import { may } from '../session.ts';
import { took } from './jobs.ts';
import { packedOf, verifiedOf } from './pack.ts';
import { previewOf } from './preview.ts';
import { progressOf } from './progress.ts';
import { simulationOf } from './simulation.ts';
import type { View } from './view.ts';

export const jobView: View = async ({ values, signal }) => {
  const id = values.job!;
  const first = await ask<Job>(`/v1/jobs/${id}`, { signal });
  const box = h('div', { 'aria-live': 'polite' });
  const trouble = h('div', {});
  const cancel = button('Cancel the job', () => {
    ask(`/v1/jobs/${id}/cancel`, { method: 'POST' }).catch((error: unknown) =>
      fill(trouble, problemBox(error)),
    );
  });
  const show = (job: Job) => {
    cancel.hidden = isFinished(job) || !may('operator');
    fill(box, content(job));
  };
  show(first);
  if (!isFinished(first))
    watchJob(id, show, signal)
      .then(async (last) => last && show(await ask<Job>(`/v1/jobs/${id}`, { signal })))
      .catch((error: unknown) => signal.aborted || fill(trouble, problemBox(error)));
  return h(
    'div',
    {},
    pageHead({
      title: `Job ${id}`,
      crumbs: [['#/jobs', 'Jobs']],
      marks: [badge(first.kind, 'plain'), first.period === null ? null : badge(first.period, 'plain')],
      about: `${first.what ? `${first.what}. ` : ''}Asked for by ${first.by} at ${minute(first.submitted_at)} UTC`,
      actions: cancel,
    }),
    trouble,
    box,
  );
};

function content(job: Job): Child {
  return [
    h('p', { class: 'job-state' }, badge(job.state), isFinished(job) ? ` ${took(job)}` : progressOf(job)),
    job.attempts > 1 ? h('p', { class: 'soft' }, `Attempt ${job.attempts}.`) : null,
    job.error === null ? null : toldBox(job.error),
    isFinished(job) && job.state !== 'done' ? again(job) : null,
    job.state === 'done' ? resultOf(job) : null,
  ];
}

/** Back to where it was asked for: the documents of last time are filled in there. */
function again({ kind, period }: Job): Child {
  const places: Readonly<Record<string, string>> = {
    settle: address(['settle'], { period }),
    preview: address(['settle'], { period }),
    simulate: address(['simulate'], { period }),
    ingest: address(['ingest']),
    verify: address(['verify']),
  };
  const to = places[kind];
  if (to === undefined || !may('operator')) return null;
  return h('p', {}, h('a', { class: 'button', href: to }, 'Change it and try again'));
}

function resultOf(job: Job): Child {
  const { kind, run_id, result } = job;
  if (result === null) return null;
  if (kind === 'preview') return previewOf(result);
  if (kind === 'simulate') return simulationOf(result);
  if (kind === 'pack') return packedOf(job, result);
  if (kind === 'verify') return verifiedOf(result);
  if (kind === 'settle' && run_id !== null) return settled(run_id, result);
  return kind === 'ingest' ? later((signal) => loaded(result, signal)) : null;
}

function settled(run: string, result: Readonly<Record<string, unknown>>): Child {
  const statements = (result.statements ?? []) as readonly {
    agreement_id: string;
    net: string;
    currency: string;
  }[];
  const stages = (result.stages ?? []) as readonly { stage: string; seconds: number }[];
  const nets = aligned(statements.map(({ net }) => net));
  return [
    noticeBox(
      'good',
      result.reused === true ? 'The same inputs were settled before: it is the same run, ' : 'Settled: run ',
      runLink(run),
      '.',
    ),
    h('p', {}, h('a', { class: 'button primary', href: address(['runs', run]) }, 'Open the run')),
    table({
      name: 'statements of the job',
      caption: 'Net by agreement',
      rows: statements,
      columns: [
        {
          name: 'Agreement',
          value: ({ agreement_id }) => agreement_id,
          cell: ({ agreement_id }) =>
            h('a', { href: address(['runs', run, 'statements', agreement_id]) }, agreement_id),
        },
        { name: 'Net', value: ({ net }) => net, cell: (_, index) => nets[index]!, kind: 'number' },
        { name: 'Currency', value: ({ currency }) => currency },
      ],
    }),
    stages.length === 0
      ? null
      : h(
          'details',
          {},
          h('summary', {}, 'What took how long'),
          table({
            name: 'stages',
            rows: stages,
            columns: [
              { name: 'Stage', value: ({ stage }) => words(stage) },
              { name: 'Seconds', value: ({ seconds }) => seconds.toFixed(2), kind: 'number' },
            ],
          }),
        ),
  ];
}

interface Ingested {
  readonly files?: Readonly<Record<string, number>>;
  readonly records?: number;
  readonly rejected_rows?: number;
  readonly problems?: readonly { path: string; status: string; code: string; detail?: string }[];
}

async function loaded(result: Ingested, signal: AbortSignal): Promise<Child> {
  const { files = {}, records, rejected_rows, problems = [] } = result;
  const cures = problems.length === 0 ? new Map<string, string>() : await curesOf(signal);
  const said = Object.entries(files).map(([name, number]) => `${count(number)} ${words(name)}`);
  return [
    noticeBox(
      problems.length > 0 ? 'warn' : 'good',
      `Files: ${said.join(', ')}. ${count(records)} records, ${count(rejected_rows)} rows rejected.`,
    ),
    problems.length === 0
      ? null
      : table({
          name: 'problems of the load',
          rows: problems,
          columns: [
            { name: 'File', kind: 'code', value: ({ path }) => path },
            { name: 'Status', value: ({ status }) => status },
            { name: 'Code', kind: 'code', value: ({ code }) => code },
            { name: 'Why', kind: 'wide', value: ({ detail }) => detail ?? '' },
            { name: 'What to do', kind: 'wide', value: ({ code }) => cures.get(code) ?? '' },
          ],
        }),
  ];
}
