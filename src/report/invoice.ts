/** The head of an invoice for a person to read: number, parties, and what is due by when. */

import { dateOfDay, dayOfDate } from '../domain/period.ts';
import { plural } from '../domain/plural.ts';
import type { InvoiceParty, Statement } from '../domain/statement.ts';
import { formatAmount } from './format.ts';

/** Statements of runs before there were heads have no such key. */
export function hasInvoice({ invoice }: Statement): boolean {
  return (invoice ?? null) !== null;
}

/** Names and values, in order; none where the agreement has no `invoice`. `date` is that of the invoice, YYYY-MM-DD. */
export function invoiceRows(statement: Statement, date: string | null): (readonly [string, string])[] {
  const { totals } = statement;
  const invoice = statement.invoice ?? null;
  if (invoice === null) return [];
  const { number, seller, buyer, payment_days, dispute_days } = invoice;
  const party = (name: string, one: InvoiceParty | null) =>
    one === null ? [] : [[name, partyText(one)] as const];
  const due = (name: string, days: number | null) =>
    days === null ? [] : [[name, dueText(date, days)] as const];
  return [
    [totals.payable.startsWith('-') ? 'Credit note' : 'Invoice', number],
    ...(date === null ? [] : [['Date', date] as const]),
    ...party('Seller', seller),
    ...party('Buyer', buyer),
    ...due('Payable until', payment_days),
    ...due('Disputes until', dispute_days),
  ];
}

/** Whether the run is an accrual, or which one it reverses; nothing where there is none. */
export function accrualRows({ is_accrual, accrual, currency }: Statement): (readonly [string, string])[] {
  const booked = is_accrual ? [['Accrual', 'an estimate for the ledger: it is not issued'] as const] : [];
  // Statements of runs before there were accruals have no such key.
  if ((accrual ?? null) === null) return booked;
  const { run_id, net, difference } = accrual!;
  const text = `${formatAmount(net)} ${currency} of run ${run_id}; difference ${formatAmount(difference)}`;
  return [...booked, ['Reverses accrual', text]];
}

function partyText({ name, address, vat_id }: InvoiceParty): string {
  return [name, ...address, ...(vat_id === null ? [] : [`VAT id ${vat_id}`])].join(', ');
}

function dueText(date: string | null, days: number): string {
  return date === null
    ? `${days} ${plural(days, 'day')} after the date of the invoice`
    : dateOfDay(dayOfDate(date) + days);
}
