/** How far a job is, in words and as a bar. */
import { formatCount, words } from '../../report/format.ts';
import type { Job } from '../answers.ts';
import { type Child, h } from '../dom.ts';

export function progressOf({ state, progress, waits_for }: Job): Child {
  if (waits_for !== null) return h('span', { class: 'soft' }, `waits for ${waits_for}`);
  if (state === 'queued') return h('span', { class: 'soft' }, 'waits for its turn');
  const { stage, done, total } = progress ?? {};
  const hasBar = typeof done === 'number' && typeof total === 'number' && total > 0;
  return h(
    'span',
    { class: 'progress' },
    h('progress', { ...(hasBar ? { value: done, max: total } : {}), 'aria-label': 'how far' }),
    h(
      'span',
      { class: 'soft' },
      stage === undefined ? 'begins' : words(stage),
      hasBar ? ` ${formatCount(done)} of ${formatCount(total)}` : '',
    ),
  );
}
