/**
 * IMSIs: masked until somebody who may asks to see those of the page, by a click and not by an address, so that no link can
 * make a browser reveal them. The audit log keeps each time.
 */
import { button, type Child, h } from '../dom.ts';
import { may } from '../session.ts';

/** The page whose IMSIs are shown. */
let shownAt: string | null = null;

/** Stars as dots, which are calmer to read; the digits stay what they are. */
export function imsiText(imsi: string): HTMLElement {
  return h('span', { class: 'imsi' }, imsi.replaceAll('*', '·'));
}

/** Whether whole IMSIs were asked for on the page of now. */
export function reveals(): boolean {
  return shownAt === location.hash && may('operator');
}

/** A page that is left is masked when one comes back. */
export function maskOthers(): void {
  if (shownAt !== location.hash) shownAt = null;
}

/** A way to see the IMSIs of the page of now, or to mask them again. */
export function revealButton(): Child {
  if (!may('operator')) return null;
  const isOn = reveals();
  const turn = () => {
    shownAt = isOn ? null : location.hash;
    dispatchEvent(new HashChangeEvent('hashchange'));
  };
  return button(isOn ? 'Mask IMSIs' : 'Reveal IMSIs (audited)', turn, {
    class: 'quiet small',
    title: isOn ? null : 'The audit log keeps who looked',
  });
}
