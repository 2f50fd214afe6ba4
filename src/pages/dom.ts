/** Elements from code. Text is always text: nothing here, or anywhere in the pages, parses markup. */
import { printable } from '../report/format.ts';

export type Child = Node | string | number | null | undefined | false | readonly Child[];

type Handler = (event: never) => void;
export type Props = Readonly<Record<string, string | number | boolean | null | undefined | Handler>>;

/** An element with attributes (`true`: empty; `false`, null: none), handlers (`onclick`), and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, String(value));
  }
  element.append(...nodesOf(children));
  return element;
}

/** Children as nodes; characters that could turn the text beside them are replaced. */
function nodesOf(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child): (Node | string)[] => {
    if (child === null || child === undefined || child === false) return [];
    if (child instanceof Node) return [child];
    if (typeof child === 'object') return nodesOf(child);
    return [printable(String(child))];
  });
}

/** A link to a page of ours: an address after `#`, which no server sees. */
export function link(to: string, ...children: readonly Child[]): HTMLAnchorElement {
  return h('a', { href: to }, ...children);
}

export function button(
  label: Child,
  onclick: (event: MouseEvent) => void,
  props: Props = {},
): HTMLButtonElement {
  return h('button', { type: 'button', onclick, ...props }, label);
}

/** Puts other children in. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...nodesOf(children));
}
