/** What speaks for a machine and what against, with the weight of each. */
import { logitText } from '../../domain/logit.ts';
import { words } from '../../report/format.ts';
import type { Evidence } from '../answers.ts';
import { bars, legend } from '../charts/bars.ts';
import { type Child, h } from '../dom.ts';
import { section } from '../frame.ts';
import { type Column, table } from '../parts/table.ts';
import { badge, sourceName } from '../parts/words.ts';

type Item = Evidence['evidence'][number] & {
  readonly strength?: string | null;
  readonly odds_factor?: number;
};

export function evidencePart({ evidence }: Evidence): HTMLElement {
  const items: readonly Item[] = evidence;
  const box = bars({
    rows: items.map(({ weight }) => [{ from: 0, to: weight, tone: weight > 0 ? 'for' : 'against' }]),
  });
  const hasStrength = items.some(({ strength }) => strength !== undefined);
  const strength: Column<Item> = { name: 'Strength', value: (item) => item.strength ?? '' };
  return section(
    'For and against',
    table<Item>({
      name: 'evidence',
      rows: items,
      empty: 'Nothing is known that speaks for or against.',
      caption: [
        legend([
          ['for', 'for a machine'],
          ['against', 'for a person'],
        ]),
        ' The weights are logits: they add up to the score.',
      ],
      columns: [
        { name: 'What', kind: 'wide', value: (item) => item.words },
        {
          name: 'From',
          value: ({ source }) => source,
          cell: ({ source }) => h('span', { class: 'soft' }, sourceName(source)),
        },
        ...(hasStrength ? [strength] : []),
        { name: 'Weight', kind: 'number', value: ({ weight }) => logit(weight) },
      ],
      ...(box === null ? {} : { picture: { head: '', box, before: 'Weight' } }),
    }),
  );
}

/** What lists and reviewers say. */
export function listsPart({ lists, versions }: Evidence): Child {
  if (lists.length + versions.length === 0) return null;
  return section(
    'What people say of it',
    lists.map(({ verdict, source, reason }) => h('p', {}, badge(verdict), ` ${words(source)}: ${reason}`)),
    versions.map(({ version, segment }) =>
      h('p', {}, `Version ${version} of the agreement settles it in ${segment || 'no segment'}.`),
    ),
  );
}

/** Thousandths of a logit as text, `+1.06`. */
function logit(weight: number): string {
  return `${weight > 0 ? '+' : weight < 0 ? '−' : ''}${logitText(weight)}`;
}
