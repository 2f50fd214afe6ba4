/** A reviewer's word on a device: charge or ignore, with a reason. It holds from the next settlement on. */
import type { Evidence } from '../answers.ts';
import { ask } from '../api.ts';
import { button, type Child, h } from '../dom.ts';
import { openDialog } from '../parts/dialog.ts';
import { input, labelled } from '../parts/fields.ts';
import { toast } from '../parts/notice.ts';
import { badge } from '../parts/words.ts';
import { may } from '../session.ts';

export type Verdict = 'charge' | 'ignore';

/** What was said last: the next device is often decided for the same reason. */
let lastReason = '';

/** Asks for the reason and keeps the decision; whether it was made. */
export function decide(run: string, row: number, verdict: Verdict): Promise<boolean> {
  const reason = input({ value: lastReason, required: true, maxlength: 500, autofocus: true });
  reason.select();
  return openDialog({
    title: verdict === 'charge' ? 'Charge it as a machine' : 'Ignore it: settled as human',
    body: h(
      'div',
      {},
      h(
        'p',
        {},
        badge(verdict),
        ' It holds from the next settlement of the month on; the audit log keeps it.',
      ),
      labelled('Reason', reason, 'Kept with the decision, and shown to whoever asks why.'),
    ),
    act: {
      label: verdict === 'charge' ? 'Charge' : 'Ignore',
      run: async () => {
        lastReason = reason.value.trim();
        await ask(`/v1/runs/${run}/reviews`, {
          method: 'POST',
          json: { row, verdict, reason: lastReason },
        });
        toast(`Decided: ${verdict}.`);
      },
    },
  });
}

export function decideButtons(
  run: string,
  { row }: Pick<Evidence, 'row'>,
  onDone: () => void = () => undefined,
): Child {
  if (!may('operator')) return null;
  const one = (verdict: Verdict, label: string) =>
    button(label, () => void decide(run, row, verdict).then((done) => done && onDone()), {
      class: verdict === 'charge' ? 'primary' : '',
    });
  return [one('charge', 'Charge …'), one('ignore', 'Ignore …')];
}
