/** What a dispute comes to now: open, accepted and rejected amounts, and the corrections that give credit for it. */
import { parseDecimal } from '../domain/fraction.ts';
import { listIssued } from '../runs/issued.ts';
import { readRun } from '../runs/read.ts';
import { amountText, sum } from './amounts.ts';
import { type Dispute, outcomesOf, type RegisteredDispute, type Resolution } from './register.ts';

export interface CreditNote {
  readonly run_id: string;
  /** 1 for the first correction of the month. */
  readonly correction: number;
  readonly net: string;
  readonly currency: string;
  /** It was settled by a list of this dispute. */
  readonly by_list: boolean;
}

export interface DisputeView {
  readonly status: 'open' | 'partly resolved' | 'resolved';
  readonly items: { readonly open: number; readonly accepted: number; readonly rejected: number };
  /** Net, of the items of each. */
  readonly amounts: { readonly open: string; readonly accepted: string; readonly rejected: string };
  /** After the last day of our answer with items still open; null where no day to look at, or no term, was named. */
  readonly overdue: boolean | null;
  readonly lists: readonly string[];
  /** Issued corrections of the month since. */
  readonly credit_notes: readonly CreditNote[];
}

/** A dispute in a list. */
export function disputeRow(data: string, registered: RegisteredDispute, on: string | null) {
  const { id, run_id, agreement_id, period, received, deadline, currency, totals } = registered.dispute;
  const { status, items, amounts, overdue, credit_notes } = viewOf(data, registered, on);
  const about = { id, run_id, agreement_id, period, received, deadline, currency, totals };
  return { ...about, status, items, amounts, overdue, credit_notes };
}

/** A dispute whole, with every item of it. */
export function disputeWhole(data: string, registered: RegisteredDispute, on: string | null) {
  const { items: counts, ...view } = viewOf(data, registered, on);
  const outcomes = outcomesOf(registered);
  const items = registered.dispute.items.map((item, i) => ({ ...item, outcome: outcomes[i]! }));
  return { ...registered.dispute, items, ...view, item_counts: counts };
}

/** `on`: the day to look at it, YYYY-MM-DD. Throws DATA_CORRUPT as `listIssued` does. */
export function viewOf(data: string, registered: RegisteredDispute, on: string | null): DisputeView {
  const { dispute, resolutions } = registered;
  const outcomes = outcomesOf(registered);
  const decimals = placesOf(dispute.totals.payable);
  const those = (outcome: 'accepted' | 'rejected' | null) =>
    dispute.items.filter((_, i) => outcomes[i] === outcome);
  const amount = (items: Dispute['items']) =>
    amountText(sum(items.map(({ disputed }) => parseDecimal(disputed))), decimals);
  const [open, accepted, rejected] = [those(null), those('accepted'), those('rejected')];
  return {
    status: open.length === 0 ? 'resolved' : resolutions.length === 0 ? 'open' : 'partly resolved',
    items: { open: open.length, accepted: accepted.length, rejected: rejected.length },
    amounts: { open: amount(open), accepted: amount(accepted), rejected: amount(rejected) },
    overdue: on === null || dispute.deadline === null ? null : open.length > 0 && on > dispute.deadline,
    lists: resolutions.flatMap(({ list }) => (list === null ? [] : [list.name])),
    credit_notes: creditNotes(data, dispute, resolutions),
  };
}

/** Corrections that were issued after the disputed statement. */
function creditNotes(
  data: string,
  { agreement_id, period, run_id }: Dispute,
  resolutions: readonly Resolution[],
): CreditNote[] {
  const digests = new Set(resolutions.flatMap(({ list }) => (list === null ? [] : [list.sha256])));
  const chain = listIssued(data)
    .filter((run) => run.period === period)
    .flatMap((run) =>
      run.statements
        .filter((statement) => statement.agreement_id === agreement_id)
        .map(({ number, net, currency }) => ({ run_id: run.run_id, number, net, currency })),
    )
    .sort((a, b) => a.number - b.number);
  const disputed = chain.find((one) => one.run_id === run_id)?.number ?? chain.length;
  return chain
    .filter(({ number }) => number > disputed)
    .map(({ number, ...one }) => ({
      run_id: one.run_id,
      correction: number - 1,
      net: one.net,
      currency: one.currency,
      by_list: readRun(data, one.run_id).inputs.lists?.some((digest) => digests.has(digest)) === true,
    }));
}

function placesOf(amount: string): number {
  const point = amount.indexOf('.');
  return point < 0 ? 0 : amount.length - point - 1;
}
