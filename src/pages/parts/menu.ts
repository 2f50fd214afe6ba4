/** A menu that opens by click or key and closes with Escape. */
import { button, h } from '../dom.ts';

/** `items`: what it says, and what it does. */
export function menu(label: string, items: readonly (readonly [string, () => void])[]): HTMLElement {
  const box = h(
    'details',
    {
      class: 'menu',
      onkeydown: (event: KeyboardEvent) => {
        if (event.key !== 'Escape') return;
        box.open = false;
        box.querySelector('summary')?.focus();
      },
    },
    h('summary', { class: 'button' }, label),
    h(
      'div',
      { class: 'menu-list' },
      items.map(([name, run]) =>
        button(
          name,
          () => {
            box.open = false;
            run();
          },
          { class: 'quiet' },
        ),
      ),
    ),
  );
  return box;
}
