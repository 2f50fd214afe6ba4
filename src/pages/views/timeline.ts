/**
 * A device's month by day and hour: signaling and usage. The hours of the day come with the evidence; the days are asked of the
 * database's owner, a job of a second or so, when somebody wants them.
 */
import { plural } from '../../domain/plural.ts';
import { formatAmount, formatCount, words } from '../../report/format.ts';
import type { Evidence, Job } from '../answers.ts';
import { ask } from '../api.ts';
import { byHour, type HourCell, hoursByDay } from '../charts/days.ts';
import { button, type Child, fill, h } from '../dom.ts';
import { watchJob } from '../events.ts';
import { section, whenLeft } from '../frame.ts';
import { bytes } from '../parts/amounts.ts';
import { curesOf } from '../parts/cures.ts';
import { problemBox, toldBox } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { may } from '../session.ts';
import { progressOf } from './progress.ts';

interface Day {
  readonly day: string;
  readonly present: boolean;
  readonly observed: boolean;
  readonly events: readonly { readonly procedure: string; readonly result: string; readonly count: number }[];
  readonly records: readonly {
    readonly service: string;
    readonly count: number;
    readonly bytes: number;
    readonly seconds: number;
  }[];
  readonly charges: readonly { readonly currency: string; readonly amount: string }[];
  readonly rats: readonly string[];
  readonly cells: number;
}

interface Timeline {
  readonly days: readonly Day[];
  readonly events: {
    readonly count: number;
    readonly rows: readonly { readonly at: string; readonly procedure: string }[];
  };
  readonly records: {
    readonly count: number;
    readonly rows: readonly { readonly start: string; readonly service: string }[];
  };
  readonly files: readonly { readonly file: string; readonly events: number; readonly records: number }[];
}

/** Of a job. */
interface Told {
  readonly timeline: Timeline | null;
  /** Why there is none. */
  readonly no_timeline: { readonly code: string; readonly message: string } | null;
}

export function timelinePart(run: string, seen: Evidence): HTMLElement {
  const counts = seen.features.hour_counts;
  const box = h('div', { class: 'day-by-day' });
  const start = button('Show it day by day', () => void load(), { class: 'small' });
  const signal = whenLeft();
  const load = async () => {
    start.hidden = true;
    try {
      const job = await ask<Job>(`/v1/runs/${run}/devices/${seen.row}/timeline`, {
        method: 'POST',
        json: {},
        signal,
      });
      if ((await watchJob(job.id, (now) => fill(box, progressOf(now)), signal)) === null) return;
      const done = await ask<Job>(`/v1/jobs/${job.id}`, { signal });
      if (done.error !== null) fill(box, toldBox(done.error));
      else fill(box, await told(done.result as unknown as Told, signal));
    } catch (error) {
      if (signal.aborted) return;
      start.hidden = false;
      fill(box, problemBox(error));
    }
  };
  return section(
    'When it lives',
    h(
      'div',
      { class: 'pair' },
      Array.isArray(counts)
        ? h(
            'figure',
            {},
            byHour(counts as number[], 'signaling and usage by hour of the day'),
            h('figcaption', {}, 'Signaling and usage of the month by hour of the day, local time'),
          )
        : null,
      h(
        'div',
        {},
        may('operator')
          ? h(
              'p',
              { class: 'soft' },
              start,
              ' Events, usage and files of each day; read from the database, so it waits while a job works.',
            )
          : null,
      ),
    ),
    box,
  );
}

async function told({ timeline, no_timeline }: Told, signal: AbortSignal): Promise<Child> {
  if (timeline !== null) return byDay(timeline);
  const { code = '', message = '' } = no_timeline ?? {};
  return toldBox({ code, title: message, cure: (await curesOf(signal)).get(code) ?? '' });
}

function byDay({ days, events, records, files }: Timeline): Child {
  const names = days.map(({ day }) => day);
  return [
    h(
      'div',
      { class: 'pair' },
      calendar(
        'Signaling, UTC',
        names,
        events.rows.map(({ at }) => at),
        events.count,
      ),
      calendar(
        'Usage, local time',
        names,
        records.rows.map(({ start }) => start),
        records.count,
      ),
    ),
    table({
      name: 'days of the device',
      rows: days.filter((day) => day.present || day.events.length + day.records.length > 0),
      columns: [
        { name: 'Day', kind: 'code', value: ({ day }) => day },
        {
          name: 'State',
          value: ({ observed, present }) => (observed ? 'observed' : present ? 'present' : ''),
        },
        {
          name: 'Signaling',
          kind: 'wide',
          value: (day) =>
            day.events.map(({ procedure, result, count }) => `${procedure} ${result} ×${count}`).join(', '),
        },
        {
          name: 'Usage',
          kind: 'wide',
          value: (day) => day.records.map(usageText).join(', '),
        },
        { name: 'RAT', value: ({ rats }) => rats.join(' ') },
        { name: 'Cells', kind: 'number', value: ({ cells }) => String(cells) },
        {
          name: 'TAP charge',
          kind: 'number',
          value: (day) => day.charges.map(({ amount, currency }) => `${amount} ${currency}`).join(' + '),
          cell: (day) =>
            day.charges.map(({ amount, currency }) => `${formatAmount(amount)} ${currency}`).join(' + '),
        },
      ],
    }),
    h(
      'details',
      {},
      h('summary', {}, `${formatCount(files.length)} ${plural(files.length, 'file')} behind it`),
      table({
        name: 'files behind the device',
        rows: files,
        columns: [
          { name: 'File', kind: 'code', value: ({ file }) => file },
          { name: 'Events', kind: 'number', value: (one) => String(one.events) },
          { name: 'Records', kind: 'number', value: (one) => String(one.records) },
        ],
      }),
    ),
  ];
}

function usageText({ service, count, bytes: size, seconds }: Day['records'][number]): string {
  const much = size > 0 ? ` ${bytes(size)}` : seconds > 0 ? ` ${formatCount(seconds)} s` : '';
  return `${words(service)} ×${count}${much}`;
}

function calendar(name: string, days: readonly string[], times: readonly string[], all: number): HTMLElement {
  const counts = Map.groupBy(times, (time) => time.slice(0, 13));
  const cells = [...counts].map(
    ([key, list]): HourCell => ({
      day: key.slice(0, 10),
      hour: Number(key.slice(11, 13)),
      count: list.length,
    }),
  );
  const shown = cells.filter(({ day }) => days.includes(day));
  return h(
    'figure',
    {},
    hoursByDay(days, shown, `${name} by day and hour`),
    h(
      'figcaption',
      {},
      times.length < all
        ? `${name}: the first ${formatCount(times.length)} of ${formatCount(all)}`
        : `${name}: ${formatCount(all)} in the month`,
    ),
  );
}
