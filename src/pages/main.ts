/** The pages: who works here, where they are, and the view of that. */
import type { Me } from './answers.ts';
import { ApiError, ask } from './api.ts';
import { allowEmptyMarkup } from './charts/library.ts';
import { h } from './dom.ts';
import { buildFrame, leave, pageHead, showHead, showPage } from './frame.ts';
import { listenToKeys, showKeys } from './keys.ts';
import { maskOthers } from './parts/imsi.ts';
import { problemBox } from './parts/notice.ts';
import { matched, placeOf } from './place.ts';
import { keepToken, signedIn, signOut, token, whoami } from './session.ts';
import { agreementView, newAgreementView } from './views/agreement.ts';
import { agreementsView } from './views/agreements.ts';
import { compareView } from './views/compare.ts';
import { deviceView } from './views/device.ts';
import { devicesView } from './views/devices.ts';
import { disputeView } from './views/dispute.ts';
import { newDisputeView } from './views/dispute-new.ts';
import { disputesView } from './views/disputes.ts';
import { ingestView } from './views/ingest.ts';
import { jobView } from './views/job.ts';
import { jobsView } from './views/jobs.ts';
import { lineView } from './views/line.ts';
import { monthView } from './views/month.ts';
import { monthsView } from './views/months.ts';
import { verifyView } from './views/pack.ts';
import { reconcileView } from './views/reconcile.ts';
import { newestReview, reviewView } from './views/review.ts';
import { runView } from './views/run.ts';
import { settleView } from './views/settle.ts';
import { signInView } from './views/sign-in.ts';
import { simulateView } from './views/simulate.ts';
import { statementView } from './views/statement.ts';
import { termView } from './views/term.ts';
import { termsView } from './views/terms.ts';
import type { View } from './views/view.ts';

const VIEWS: readonly (readonly [string, View])[] = [
  ['', monthsView],
  ['months/:period', monthView],
  ['jobs', jobsView],
  ['jobs/:job', jobView],
  ['settle', settleView],
  ['ingest', ingestView],
  ['runs/:run', runView],
  ['runs/:run/statements/:agreement', statementView],
  ['runs/:run/statements/:agreement/lines/:line', lineView],
  ['runs/:run/devices', devicesView],
  ['runs/:run/devices/:row', deviceView],
  ['runs/:run/review', reviewView],
  ['review', newestReview],
  ['disputes', disputesView],
  ['disputes/new', newDisputeView],
  ['disputes/:dispute', disputeView],
  ['reconcile', reconcileView],
  ['verify', verifyView],
  ['terms', termsView],
  ['terms/:term', termView],
  ['agreements', agreementsView],
  ['agreements/new', newAgreementView],
  ['agreements/:agreement/:version', agreementView],
  ['compare', compareView],
  ['simulate', simulateView],
];

/** Longer than this and the page says that it waits. */
const PATIENCE_MS = 250;

async function show(): Promise<void> {
  const signal = leave();
  maskOthers();
  const { path, query } = placeOf(location.hash);
  if (whoami() === null && !(await signIn())) return;
  showHead(path, () => void showKeys());
  const found = VIEWS.map(([pattern, view]) => ({ view, values: matched(pattern, path) })).find(
    ({ values }) => values !== null,
  );
  if (found === undefined) {
    showPage(
      h('div', {}, pageHead({ title: 'No such page' }), h('p', {}, h('a', { href: '#/' }, 'To the months'))),
    );
    return;
  }
  const waiting = setTimeout(
    () => showPage(h('div', { class: 'waiting', role: 'status' }, 'Loading …'), { focus: false }),
    PATIENCE_MS,
  );
  try {
    const page = await found.view({ values: found.values!, query, signal });
    if (!signal.aborted) showPage(page);
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof ApiError && error.problem.code === 'AUTH_REQUIRED') {
      signOut();
      void show();
      return;
    }
    showPage(
      h(
        'div',
        {},
        pageHead({ title: 'This cannot be shown' }),
        problemBox(error, () => void show()),
      ),
    );
  } finally {
    clearTimeout(waiting);
  }
}

/** Whether somebody is signed in; shows the form where not. */
async function signIn(): Promise<boolean> {
  let refused: unknown = null;
  try {
    // Without a token too: a server may ask for none.
    signedIn(await ask<Me>('/v1/me'));
    return true;
  } catch (error) {
    if (token() !== null || !(error instanceof ApiError) || error.problem.code !== 'AUTH_REQUIRED')
      refused = error;
    if (error instanceof ApiError && error.problem.code === 'AUTH_REQUIRED') signOut();
  }
  showHead([], () => void showKeys());
  const onToken = (text: string) => {
    keepToken(text);
    void show();
  };
  showPage(signInView(refused, onToken));
  return false;
}

allowEmptyMarkup();
buildFrame();
listenToKeys();
addEventListener('hashchange', () => void show());
void show();
