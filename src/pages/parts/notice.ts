/** What went wrong, by its code and with its cure; what was done; what waits. */
import type { Problem, Told } from '../answers.ts';
import { ApiError } from '../api.ts';
import { button, type Child, fill, h } from '../dom.ts';
import { whenLeft } from '../frame.ts';

/** An error in words. Whatever is no answer of the server is a fault of the pages. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return {
    code: 'PAGE_FAULT',
    status: 0,
    title: 'The page cannot show this.',
    detail: error instanceof Error ? error.message : String(error),
    cure: 'Load the page again; if it stays, report it with what is said here.',
  };
}

export function problemBox(error: unknown, again?: () => void): HTMLElement {
  return toldBox(problemOf(error), again);
}

/** An error that a job or a refusal carries. */
export function toldBox(told: Told, again?: () => void): HTMLElement {
  const { code, title, detail, cure, file, line, key } = told;
  const place = [file, line === undefined ? null : `line ${line}`, key].filter(Boolean).join(', ');
  return h(
    'div',
    { class: 'notice bad', role: 'alert' },
    h('p', {}, h('code', { class: 'error-code' }, code), ' ', h('strong', {}, title)),
    detail === undefined || detail === '' ? null : h('p', {}, detail),
    place === '' ? null : h('p', { class: 'soft' }, place),
    h('p', {}, h('span', { class: 'soft' }, 'What to do: '), cure),
    again === undefined ? null : button('Try again', again, { class: 'small' }),
  );
}

export function noticeBox(tone: 'good' | 'warn' | 'plain', ...children: readonly Child[]): HTMLElement {
  return h('div', { class: `notice ${tone}`, role: 'status' }, children);
}

/** Says something in the corner for a while; screen readers hear it. */
export function toast(...children: readonly Child[]): void {
  const box = document.getElementById('toasts');
  if (box === null) return;
  const item = h('div', { class: 'toast' }, children);
  box.append(item);
  setTimeout(() => item.remove(), 6000);
}

/**
 * A part of a page that comes later: shows that it is waited for, then what `load` gives, or the error with a way to try
 * again. Ends with the page.
 */
export function later(load: (signal: AbortSignal) => Promise<Child>, waiting = 'Loading …'): HTMLElement {
  const box = h('div', { class: 'later', 'aria-busy': 'true' }, h('p', { class: 'soft' }, waiting));
  const signal = whenLeft();
  const run = () => {
    box.setAttribute('aria-busy', 'true');
    load(signal).then(
      (child) => {
        box.removeAttribute('aria-busy');
        fill(box, child);
      },
      (error: unknown) => {
        if (signal.aborted) return;
        box.removeAttribute('aria-busy');
        fill(box, problemBox(error, run));
      },
    );
  };
  run();
  return box;
}
