/** Fields of forms, each with its label and what it means. */
import { type Child, h, type Props } from '../dom.ts';

let lastId = 0;

/** A field with its label; `hint` is read with it. */
export function labelled<E extends HTMLElement>(label: string, field: E, hint: Child = null): HTMLElement {
  const id = `field-${++lastId}`;
  field.id = id;
  if (hint !== null) field.setAttribute('aria-describedby', `${id}-hint`);
  return h(
    'div',
    { class: 'field' },
    h('label', { for: id }, label),
    field,
    hint === null ? null : h('p', { class: 'hint', id: `${id}-hint` }, hint),
  );
}

export function input(props: Props = {}): HTMLInputElement {
  return h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', ...props });
}

/** Choices as [value, shown]. */
export function choice(
  options: readonly (readonly [string, string])[],
  value: string,
  props: Props = {},
): HTMLSelectElement {
  const select = h(
    'select',
    props,
    options.map(([one, shown]) => h('option', { value: one, selected: one === value }, shown)),
  );
  return select;
}
