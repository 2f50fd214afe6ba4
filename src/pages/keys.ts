/**
 * Keys for the whole of the pages. A page adds its own for as long as it is there. Single keys can be switched off, for whoever
 * speaks to the machine or hits keys by chance; nothing happens while somebody types.
 */
import { h } from './dom.ts';
import { whenLeft } from './frame.ts';
import { openDialog } from './parts/dialog.ts';

export interface Key {
  /** As `KeyboardEvent.key`; `g m` is one after the other. */
  readonly keys: string;
  readonly does: string;
  readonly run: () => void;
}

const OFF = 'roamsettle.keys.off';
const SEQUENCE_MS = 1200;
/** Where keys are letters; a box that is ticked is none of it. */
const TYPING = 'input:not([type=checkbox]), select, textarea, dialog, [contenteditable]';

const go = (to: string) => () => {
  location.hash = to;
};

const ALWAYS: readonly Key[] = [
  { keys: 'g m', does: 'Months', run: go('#/') },
  { keys: 'g j', does: 'Jobs', run: go('#/jobs') },
  { keys: 'g r', does: 'Review of the newest month', run: go('#/review') },
  { keys: 'g d', does: 'Disputes', run: go('#/disputes') },
  { keys: 'g t', does: 'Terms', run: go('#/terms') },
  { keys: 'g a', does: 'Agreements', run: go('#/agreements') },
  { keys: 'g c', does: 'Compare two runs', run: go('#/compare') },
  { keys: 'g s', does: 'Simulate an agreement', run: go('#/simulate') },
  { keys: 'j', does: 'Next row', run: () => step(1) },
  { keys: 'k', does: 'Row before', run: () => step(-1) },
  { keys: 'n', does: 'Next page of a list', run: () => press('[data-next]') },
  { keys: 'p', does: 'Page before', run: () => press('[data-before]') },
  { keys: '/', does: 'To the filters', run: () => focusFirst('[data-filters] :is(select, input)') },
  { keys: 'u', does: 'Up: to what this page is part of', run: up },
  { keys: '?', does: 'These keys', run: () => void showKeys() },
];

let own: readonly Key[] = [];
let before = { key: '', at: 0 };

/** Keys of the page of now. */
export function pageKeys(keys: readonly Key[]): void {
  own = keys;
  whenLeft().addEventListener('abort', () => {
    own = [];
  });
}

export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target as HTMLElement;
    if (target.closest(TYPING) !== null) return;
    if (localStorage.getItem(OFF) !== null && event.key !== '?') return;
    const isSoon = event.timeStamp - before.at < SEQUENCE_MS;
    const pair = `${before.key} ${event.key}`;
    const found =
      (isSoon ? [...own, ...ALWAYS].find(({ keys }) => keys === pair) : undefined) ??
      [...own, ...ALWAYS].find(({ keys }) => keys === event.key);
    before = { key: event.key, at: event.timeStamp };
    if (found === undefined) return;
    event.preventDefault();
    found.run();
  });
}

export async function showKeys(): Promise<void> {
  const list = (title: string, keys: readonly Key[]) =>
    keys.length === 0
      ? null
      : [
          h('h3', {}, title),
          h(
            'dl',
            { class: 'keys' },
            keys.map(({ keys: text, does }) => [
              h(
                'dt',
                {},
                text.split(' ').map((key) => h('kbd', {}, key)),
              ),
              h('dd', {}, does),
            ]),
          ),
        ];
  const isOn = h('input', {
    type: 'checkbox',
    id: 'keys-on',
    checked: localStorage.getItem(OFF) === null,
    onchange: () => (isOn.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, '1')),
  });
  await openDialog({
    title: 'Keys',
    body: h(
      'div',
      {},
      list('On this page', own),
      list('Everywhere', ALWAYS),
      h('p', { class: 'check' }, isOn, h('label', { for: 'keys-on' }, 'Single keys do something')),
    ),
  });
}

function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-item], tr[data-row]')]
    .map((row) =>
      row.matches('[data-item]') ? row : row.querySelector<HTMLElement>('a, button, summary, input'),
    )
    .filter((row) => row !== null);
  const now = document.activeElement?.closest<HTMLElement>('[data-item], tr[data-row]') ?? null;
  const at = now === null ? -1 : rows.findIndex((row) => now === row || now.contains(row));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function press(selector: string): void {
  const found = document.querySelector<HTMLElement>(selector);
  if (found !== null && !found.hasAttribute('disabled')) found.click();
}

function focusFirst(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

function up(): void {
  [...document.querySelectorAll<HTMLAnchorElement>('.crumbs a')].at(-1)?.click();
}
