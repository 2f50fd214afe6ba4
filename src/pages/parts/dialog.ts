/** Dialogs of the browser's own kind: focus stays inside, Escape closes, and focus goes back to where it was. */
import { button, type Child, h } from '../dom.ts';
import { problemBox } from './notice.ts';

export interface DialogOf {
  readonly title: string;
  readonly body: Child;
  /** The button that does it; left out, the dialog only tells. */
  readonly act?: { readonly label: string; readonly danger?: boolean; readonly run: () => Promise<void> };
}

/** Open until it is done or given up; true where it was done. An error of `run` is shown in it. */
export function openDialog({ title, body, act }: DialogOf): Promise<boolean> {
  return new Promise((resolve) => {
    let done = false;
    const errors = h('div', {});
    const close = button(act === undefined ? 'Close' : 'Cancel', () => dialog.close(), { class: 'quiet' });
    const go =
      act === undefined
        ? null
        : h('button', { type: 'submit', class: act.danger === true ? 'danger' : 'primary' }, act.label);
    const form = h(
      'form',
      {
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          if (act === undefined || go === null) return;
          go.disabled = true;
          act.run().then(
            () => {
              done = true;
              dialog.close();
            },
            (error: unknown) => {
              go.disabled = false;
              errors.replaceChildren(problemBox(error));
            },
          );
        },
      },
      h('h2', {}, title),
      body,
      errors,
      h('div', { class: 'dialog-end' }, close, go),
    );
    const dialog = h(
      'dialog',
      {
        'aria-label': title,
        onclose: () => {
          dialog.remove();
          resolve(done);
        },
      },
      form,
    );
    document.body.append(dialog);
    dialog.showModal();
    if (act === undefined) close.focus();
  });
}
