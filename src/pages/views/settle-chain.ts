/** What a settlement goes on from: the statement that it corrects, the accrual that it reverses, the runs that it counts. */
import type { PeriodSummary, RunSummary } from '../answers.ts';
import { ask } from '../api.ts';
import { fill, h } from '../dom.ts';
import { choice, input, labelled } from '../parts/fields.ts';

const NONE = [['', 'nothing']] as const;

export interface ChainFields {
  readonly box: HTMLElement;
  /** Shows what the month has. */
  load(period: string, signal: AbortSignal): Promise<void>;
  value(): Readonly<Record<string, unknown>>;
}

/** `corrects`: the run that is chosen first. */
export function chainFields(corrects: string | null): ChainFields {
  const corrected = choice(NONE, '');
  const reversed = choice(NONE, '');
  const counted = input({ placeholder: 'run ids', spellcheck: 'false' });
  const isAccrual = h('input', { type: 'checkbox', id: 'accrual' });
  const box = h(
    'details',
    { open: corrects !== null },
    h('summary', {}, 'Corrections and accruals'),
    labelled(
      'Corrects',
      corrected,
      'The issued run of the month whose statements are taken back and rated again.',
    ),
    labelled('Reverses', reversed, 'The accrual of the month that this run takes the place of.'),
    labelled(
      'Counted',
      counted,
      'Runs of earlier months of the term, where another is to count than the issued; separated by blanks.',
    ),
    h(
      'p',
      { class: 'check' },
      isAccrual,
      h('label', { for: 'accrual' }, 'An accrual: an estimate for the ledger, never issued'),
    ),
  );
  return {
    box,
    async load(period, signal) {
      const [{ periods }, { runs }] = await Promise.all([
        ask<{ periods: readonly PeriodSummary[] }>('/v1/periods', { signal }),
        ask<{ runs: readonly RunSummary[] }>('/v1/runs', { query: { period, limit: 100 }, signal }),
      ]);
      const issued = periods.find((one) => one.period === period)?.issued ?? [];
      const options = (ids: readonly string[]) => ids.map((id) => [id, id.slice(0, 12)] as const);
      refill(corrected, options(issued), corrects);
      const others = runs.map(({ run_id }) => run_id).filter((id) => !issued.includes(id));
      refill(reversed, options(others), null);
    },
    value: () => {
      const ids = counted.value.split(/[\s,]+/).filter((id) => id !== '');
      return {
        ...(corrected.value === '' ? {} : { corrects: corrected.value }),
        ...(reversed.value === '' ? {} : { reverses: reversed.value }),
        ...(ids.length === 0 ? {} : { counted: ids }),
        ...(isAccrual.checked ? { provisional: true } : {}),
      };
    },
  };
}

function refill(
  select: HTMLSelectElement,
  options: readonly (readonly [string, string])[],
  chosen: string | null,
): void {
  const wanted = select.value === '' ? (chosen ?? '') : select.value;
  fill(select, ...[...NONE, ...options].map(([value, name]) => h('option', { value }, name)));
  select.value = options.some(([value]) => value === wanted) ? wanted : '';
}
