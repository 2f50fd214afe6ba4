/** What stands around each page: skip link, head with the ways, the place for the page, and what is said in passing. */
import { button, type Child, fill, h, link } from './dom.ts';
import { signOut, whoami } from './session.ts';

const WAYS = [
  ['#/', 'Months', 'm'],
  ['#/jobs', 'Jobs', 'j'],
  ['#/review', 'Review', 'r'],
  ['#/disputes', 'Disputes', 'd'],
  ['#/terms', 'Terms', 't'],
  ['#/agreements', 'Agreements', 'a'],
  ['#/compare', 'Compare', 'c'],
  ['#/simulate', 'Simulate', 's'],
] as const;

/** Pages that are reached by a way, and are not named like it. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  '#/': ['months', 'runs'],
  '#/disputes': ['reconcile', 'verify'],
};

let left = new AbortController();

/** Aborted when the page of now is left. */
export function whenLeft(): AbortSignal {
  return left.signal;
}

/** Ends what the page before has begun. */
export function leave(): AbortSignal {
  left.abort();
  left = new AbortController();
  return left.signal;
}

const main = h('main', { id: 'main', tabindex: '-1' });
const header = h('header', { class: 'top' });

export function buildFrame(): void {
  fill(
    document.body,
    h('a', { class: 'skip', href: '#main', onclick: toMain }, 'Skip to the page'),
    header,
    main,
    h('div', { id: 'toasts', role: 'status', 'aria-live': 'polite' }),
  );
}

/** The head for the one who works here, with the way that leads to this page marked. */
export function showHead(path: readonly string[], onHelp: () => void): void {
  const me = whoami();
  header.hidden = me === null;
  const at = `#/${path[0] ?? ''}`;
  const isAt = (to: string) => to === at || PARTS[to]?.includes(path[0] ?? '') === true;
  fill(
    header,
    h('a', { class: 'brand', href: '#/' }, 'roamsettle'),
    h(
      'nav',
      { 'aria-label': 'Pages' },
      WAYS.map(([to, name, key]) => {
        const anchor = link(to, name);
        anchor.title = `g then ${key}`;
        if (isAt(to)) anchor.setAttribute('aria-current', 'page');
        return anchor;
      }),
    ),
    me === null
      ? null
      : h(
          'div',
          { class: 'who' },
          h('span', { class: 'name' }, me.name),
          h('span', { class: 'role' }, me.role),
          button('?', onHelp, {
            class: 'quiet small',
            title: 'Keys (?)',
            'aria-label': 'Keyboard shortcuts',
          }),
          me.auth === 'none'
            ? null
            : button(
                'Sign out',
                () => {
                  signOut();
                  location.reload();
                },
                { class: 'quiet small' },
              ),
        ),
  );
}

/** Puts a page in; its heading gets the focus, so that a keyboard or a screen reader begins there. */
export function showPage(page: Element, { focus = true } = {}): void {
  main.replaceChildren(page);
  // What stands here only until the page comes is no page.
  main.dataset.page = focus ? location.hash : '';
  const heading = main.querySelector('h1');
  document.title = `${heading?.textContent ?? ''} · roamsettle`;
  if (!focus) return;
  window.scrollTo(0, 0);
  const first = main.querySelector<HTMLElement>('[autofocus]') ?? heading;
  if (first instanceof HTMLHeadingElement) first.tabIndex = -1;
  first?.focus({ preventScroll: true });
}

export interface HeadOf {
  readonly title: Child;
  /** From the whole to the part, as [address, name]. */
  readonly crumbs?: readonly (readonly [string, Child])[];
  readonly marks?: Child;
  readonly about?: Child;
  readonly actions?: Child;
}

export function pageHead({ title, crumbs = [], marks, about, actions }: HeadOf): HTMLElement {
  return h(
    'div',
    { class: 'page-head' },
    crumbs.length === 0
      ? null
      : h(
          'nav',
          { class: 'crumbs', 'aria-label': 'Where this is' },
          crumbs.map(([to, name]) => [link(to, name), h('span', { 'aria-hidden': 'true' }, '/')]),
        ),
    h(
      'div',
      { class: 'title-row' },
      h('h1', {}, title),
      marks ? h('span', { class: 'marks' }, marks) : null,
      actions ? h('div', { class: 'actions' }, actions) : null,
    ),
    about ? h('p', { class: 'soft about' }, about) : null,
  );
}

/** A titled part of a page. */
export function section(title: Child, ...children: readonly Child[]): HTMLElement {
  return h('section', {}, h('h2', {}, title), children);
}

/** Figures for a glance, as [figure, name]. */
export function figures(list: readonly (readonly [Child, Child])[]): HTMLElement {
  return h(
    'ul',
    { class: 'figures' },
    list.map(([figure, name]) => h('li', {}, h('b', {}, figure), h('span', {}, name))),
  );
}

/** The address stays as it is: what follows `#` is a page. */
function toMain(event: MouseEvent): void {
  event.preventDefault();
  main.focus();
}
