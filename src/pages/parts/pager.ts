/** Ways through a list that comes by pages: the cursor of the page is in the address, the way back is remembered here. */
import { type Child, h } from '../dom.ts';
import { address } from '../place.ts';

/** Cursor of a page → that of the page before it; the first page has none. */
const before = new Map<string, string | null>();
const MAX_KEPT = 10_000;

export function pager(
  path: readonly (string | number)[],
  query: Readonly<Record<string, string | null | undefined>>,
  cursor: string | null,
  next: string | null,
): Child {
  if (cursor === null && next === null) return null;
  if (before.size > MAX_KEPT) before.clear();
  if (next !== null) before.set(next, cursor);
  const way = (name: string, to: string | null | undefined, mark: string) =>
    to === undefined
      ? h('span', { class: 'button quiet off', 'aria-disabled': 'true' }, name)
      : h('a', { class: 'button quiet', href: address(path, { ...query, cursor: to }), [mark]: true }, name);
  return h(
    'nav',
    { class: 'pager', 'aria-label': 'Pages of the list' },
    way('First page', cursor === null ? undefined : null, 'data-first'),
    way('← Before', cursor === null ? undefined : before.get(cursor), 'data-before'),
    way('Next →', next ?? undefined, 'data-next'),
  );
}
