/** Issue a run: asked twice, because it is final for the partner. */
import { plural } from '../../domain/plural.ts';
import { formatAmount } from '../../report/format.ts';
import type { CloseItem, Run } from '../answers.ts';
import { ask } from '../api.ts';
import { button, type Child, h } from '../dom.ts';
import { openDialog } from '../parts/dialog.ts';
import { input, labelled } from '../parts/fields.ts';
import { problemBox, toast } from '../parts/notice.ts';
import { monthName } from '../parts/words.ts';
import { may } from '../session.ts';

/** What came since the run was settled: the issue itself lets it pass, settling again takes it in. */
const isSince = ({ kind, waived }: CloseItem): boolean => kind === 'files_since' && waived === null;

/** Nothing for those who may not, and for what is issued. */
export function issueButton(run: string, { issued, close }: Pick<Run, 'issued' | 'close'>): Child {
  if (!may('admin') || issued) return null;
  const open = close.filter((item) => item.waived === null && !isSince(item)).length;
  return button(
    'Issue …',
    () =>
      void ask<Run>(`/v1/runs/${run}`).then(
        issue,
        (error: unknown) => void openDialog({ title: 'Issue', body: problemBox(error) }),
      ),
    {
      class: 'primary',
      disabled: open > 0,
      title:
        open > 0
          ? `${open} ${plural(open, 'item of the checklist is', 'items of the checklist are')} open`
          : null,
    },
  );
}

async function issue({ run_id, period, statements, close }: Run): Promise<void> {
  const waived = close.filter((item) => item.waived !== null);
  const since = close.filter(isSince).map((item) => ({
    ...item,
    reason: input({ required: true, maxlength: 1000, placeholder: 'why it may pass' }),
  }));
  const done = await openDialog({
    title: `Issue ${monthName(period)}?`,
    body: h(
      'div',
      {},
      h(
        'p',
        {},
        'These statements become final for the partners. That cannot be taken back; later changes are corrections.',
      ),
      h(
        'table',
        { class: 'tight' },
        h(
          'tbody',
          {},
          statements.map(({ agreement_id, net, currency }) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row' }, agreement_id),
              h('td', { class: 'number' }, formatAmount(net)),
              h('td', {}, currency),
            ),
          ),
        ),
      ),
      waived.length === 0
        ? null
        : [
            h('p', {}, 'Waived, with these reasons:'),
            h(
              'ul',
              {},
              waived.map(({ what, waived: reason }) => h('li', {}, what, ' — ', h('em', {}, reason))),
            ),
          ],
      since.length === 0
        ? null
        : h(
            'fieldset',
            {},
            h('legend', {}, 'Files that this run does not know'),
            h(
              'p',
              { class: 'hint' },
              'Settling the month again takes them in. With a reason, these statements are issued without them.',
            ),
            since.map(({ agreement_id, what, reason }) =>
              labelled(agreement_id ?? 'All agreements', reason, what),
            ),
          ),
      h(
        'p',
        { class: 'soft' },
        'Run ',
        h('code', {}, run_id.slice(0, 16)),
        '. The audit log keeps who issued it.',
      ),
    ),
    act: {
      label: 'Issue',
      danger: true,
      run: async () => {
        const waivers = since.map(({ id, reason }) => ({ id, reason: reason.value }));
        const json = waivers.length === 0 ? {} : { json: { waivers } };
        await ask(`/v1/runs/${run_id}/issue`, { method: 'POST', ...json });
      },
    },
  });
  if (!done) return;
  toast(`${monthName(period)} is issued.`);
  dispatchEvent(new HashChangeEvent('hashchange'));
}
