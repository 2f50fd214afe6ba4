/** Sign in by token. */
import { h } from '../dom.ts';
import { input, labelled } from '../parts/fields.ts';
import { problemBox } from '../parts/notice.ts';

export function signInView(refused: unknown, onToken: (text: string) => void): HTMLElement {
  const field = input({ type: 'password', name: 'token', required: true, autofocus: true });
  return h(
    'form',
    {
      class: 'sign-in panel',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        onToken(field.value.trim());
      },
    },
    h('h1', {}, 'roamsettle'),
    h('p', { class: 'soft' }, 'Settlement of wholesale roaming'),
    refused === null ? null : problemBox(refused),
    labelled('Token', field, [
      'An administrator makes one: ',
      h('code', {}, 'roamsettle token create --role viewer --name you'),
    ]),
    h('button', { type: 'submit', class: 'primary' }, 'Sign in'),
    h('p', { class: 'hint' }, 'It stays in this tab and is gone when the tab is closed.'),
  );
}
