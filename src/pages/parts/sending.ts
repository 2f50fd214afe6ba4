/** The end of a form: its button, which waits while what was asked for is sent, and what went wrong. */
import { type Child, fill, h } from '../dom.ts';
import { problemBox } from './notice.ts';

export interface Sending {
  readonly onsubmit: (event: SubmitEvent) => void;
  /** Where the errors and the button stand. */
  readonly end: Child;
  /** Shows an error there, or (null) none. */
  tell(error: unknown): void;
}

/** `run` does what the button says. */
export function sending(label: string, run: () => Promise<void>): Sending {
  const errors = h('div', {});
  const go = h('button', { type: 'submit', class: 'primary' }, label);
  const tell = (error: unknown) => fill(errors, error === null ? null : problemBox(error));
  return {
    tell,
    end: [errors, h('div', { class: 'form-end' }, go)],
    onsubmit: (event) => {
      event.preventDefault();
      go.disabled = true;
      tell(null);
      run()
        .catch(tell)
        .finally(() => {
          go.disabled = false;
        });
    },
  };
}
