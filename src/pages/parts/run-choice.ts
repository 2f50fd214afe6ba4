/** Which statement a page is about: chosen where its address does not say so. */
import type { PeriodSummary, Run } from '../answers.ts';
import { ask } from '../api.ts';
import { type Child, h } from '../dom.ts';
import { address } from '../place.ts';
import { choice, labelled } from './fields.ts';
import { monthName } from './words.ts';

export interface StatementChoice {
  /** Null until one is chosen. */
  readonly run: Run | null;
  readonly agreement: string | null;
  readonly box: Child;
}

/** `path`: of the page, which gets `run` and `agreement` in its query. `issued`: only issued runs can be chosen. */
export async function statementChoice(
  path: readonly string[],
  query: URLSearchParams,
  { issued, signal }: { issued: boolean; signal: AbortSignal },
): Promise<StatementChoice> {
  const { periods } = await ask<{ periods: readonly PeriodSummary[] }>('/v1/periods', { signal });
  const known = periods.flatMap((period) => {
    const ids = issued ? period.issued : [...period.issued, ...newestOf(period)];
    return ids.map((id) => {
      const name = `${monthName(period.period)} · ${id.slice(0, 12)}`;
      return [id, period.issued.includes(id) ? `${name} · issued` : name] as const;
    });
  });
  const asked = query.get('run');
  const run =
    asked !== null && /^[0-9a-f]{4,64}$/.test(asked) ? await ask<Run>(`/v1/runs/${asked}`, { signal }) : null;
  const ids = run?.statements.map(({ agreement_id }) => agreement_id) ?? [];
  const wanted = query.get('agreement') ?? '';
  const agreement = ids.includes(wanted) ? wanted : ids.length === 1 ? ids[0]! : null;
  const all = run === null || known.some(([id]) => id === run.run_id) ? known : [...known, other(run)];
  const runs = choice([['', 'choose a run'], ...all], run?.run_id ?? '', {
    onchange: () => {
      location.hash = address(path, { run: runs.value, agreement });
    },
  });
  const agreements = choice(
    [['', 'choose an agreement'], ...ids.map((id) => [id, id] as const)],
    agreement ?? '',
    {
      onchange: () => {
        location.hash = address(path, { run: run?.run_id, agreement: agreements.value });
      },
    },
  );
  return {
    run,
    agreement,
    box: h(
      'div',
      { class: 'filters', 'data-filters': true },
      labelled('Run', runs),
      run === null ? null : labelled('Agreement', agreements),
    ),
  };
}

/** The newest run, where it is not issued. */
function newestOf({ newest, issued }: PeriodSummary): readonly string[] {
  return newest === null || issued.includes(newest.run_id) ? [] : [newest.run_id];
}

function other({ run_id, period }: Run): readonly [string, string] {
  return [run_id, `${monthName(period)} · ${run_id.slice(0, 12)}`];
}
