/**
 * The checked document → the frozen Agreement that the rest of the product reads.
 */
import { RoamsettleError } from '../../errors.ts';
import { parseImsiRange } from '../identifiers.ts';
import { unitSize } from './charge-rules.ts';
import { type AgreementDocument, type KeyPath, keyText } from './document.ts';
import type { RawAccess, RawAgreement, RawInvoice, RawInvoiceParty, RawLimits, RawUsage } from './raw.ts';
import type {
  AccessCharge,
  Agreement,
  Balance,
  ChargeTerms,
  ImsiRange,
  Invoice,
  InvoiceParty,
  Segment,
  UsageCharge,
} from './types.ts';

/** `raw` has passed all checks; `digest` is the SHA-256 of the document's bytes. */
export function buildAgreement(raw: RawAgreement, document: AgreementDocument, digest: string): Agreement {
  const names = raw.segments.map((segment) => segment.name);
  const lineOf = (path: KeyPath) => document.place(path).line ?? 1;
  return deepFreeze({
    id: raw.id,
    version: raw.version,
    effective: raw.effective ?? raw.term.from,
    digest,
    file: document.file,
    lines: {
      effective: lineOf(raw.effective === undefined ? ['term', 'from'] : ['effective']),
      detection: lineOf(['detection']),
      segments: raw.segments.map((_, index) => lineOf(['segments', index])),
    },
    visited: raw.visited,
    home: {
      name: raw.home.name,
      tadigs: raw.home.tadigs,
      plmns: raw.home.plmns,
      imsiRanges: ranges(raw.home.imsi_ranges),
    },
    term: raw.term,
    currency: raw.currency,
    settlement: raw.settlement,
    period: { basis: raw.period.basis, timeZone: raw.period.time_zone },
    rounding: raw.rounding,
    declared: {
      binding: raw.declared.binding,
      imsiRanges: ranges(raw.declared.imsi_ranges),
      apns: raw.declared.apns.map((apn) => apn.toLowerCase()),
      tacs: raw.declared.tacs,
    },
    exclude: { imsiRanges: ranges(raw.exclude.imsi_ranges) },
    detection: {
      chargeAt: raw.detection.charge_at,
      reviewAt: raw.detection.review_at,
      keepAt: raw.detection.keep_at ?? raw.detection.charge_at,
      noticePeriods: raw.detection.notice_periods,
    },
    presence: {
      carryHours: raw.presence.carry_hours,
      permanent: {
        days: raw.presence.permanent.days,
        ofLast: raw.presence.permanent.of_last,
        maxGapDays: raw.presence.permanent.max_gap_days,
      },
    },
    activity: { silent: limits(raw.activity.silent), low: limits(raw.activity.low) },
    segments: raw.segments.map(({ name, when }): Segment => ({ name, when: when ?? null })),
    charges: {
      usage: raw.charges.usage.map((entry, index) => {
        const path = ['charges', 'usage', index];
        return usageCharge(entry, names, keyText(path), lineOf(path));
      }),
      access: raw.charges.access.map((entry, index) => {
        const path = ['charges', 'access', index];
        return accessCharge(entry, names, keyText(path), lineOf(path));
      }),
    },
    commitment: raw.commitment ?? null,
    tax: raw.tax,
    invoice: raw.invoice === undefined ? null : invoiceOf(raw.invoice),
    examples: raw.examples.map(({ charge, quantity, devices, opposite, amount }, index) => ({
      line: lineOf(['examples', index]),
      charge,
      quantity: quantity ?? null,
      devices: devices ?? null,
      opposite: opposite ?? null,
      amount,
    })),
  });
}

function invoiceOf({ number_prefix, seller, buyer, payment_days, dispute_days }: RawInvoice): Invoice {
  const party = (raw: RawInvoiceParty | undefined): InvoiceParty | null =>
    raw === undefined ? null : { name: raw.name, address: raw.address ?? [], vatId: raw.vat_id ?? null };
  return {
    numberPrefix: number_prefix ?? '',
    seller: party(seller),
    buyer: party(buyer),
    paymentDays: payment_days ?? null,
    disputeDays: dispute_days ?? null,
  };
}

function usageCharge(entry: RawUsage, names: readonly string[], ref: string, line: number): UsageCharge {
  return {
    ...terms(entry, names, ref, line),
    balance: balanceOf(entry),
    service: entry.service ?? null,
    unit: entry.unit ?? null,
    unitSize: unitSize(entry),
    roundUpBytes: entry.round_up_bytes ?? 1,
    roundUpPer: entry.round_up_per ?? 'record',
    incrementSeconds: entry.increment_seconds ?? 1,
  };
}

function balanceOf({ opposite, balanced, unbalanced }: RawUsage): Balance | null {
  // A model has all three or none (checked).
  if (opposite === undefined || balanced === undefined || unbalanced === undefined) return null;
  return { opposite, balanced, unbalanced };
}

function accessCharge(entry: RawAccess, names: readonly string[], ref: string, line: number): AccessCharge {
  return {
    ...terms(entry, names, ref, line),
    model: entry.model ?? 'flat',
    per: entry.per,
    minDays: entry.min_days ?? 1,
    proration: entry.proration ?? 'none',
    feeDays: entry.fee_days ?? 'observed',
    minAttachedMinutes: entry.min_attached_minutes ?? 0,
    capPerMonth: entry.cap_per_month ?? null,
  };
}

function terms(
  entry: RawUsage | RawAccess,
  names: readonly string[],
  ref: string,
  line: number,
): ChargeTerms {
  const { included } = entry;
  return {
    ref,
    line,
    segments: entry.segments ?? names,
    model: entry.model ?? 'flat',
    price: entry.price ?? null,
    tiers: (entry.tiers ?? []).map((tier) => ({ from: String(tier.from), price: tier.price })),
    tiersPer: entry.tiers_per ?? 'line',
    tiersOver: entry.tiers_over ?? 'period',
    block: entry.block === undefined ? null : String(entry.block),
    included:
      included === undefined ? null : { units: String(included.units), scope: included.scope ?? 'line' },
    balance: null,
  };
}

function ranges(texts: readonly string[]): ImsiRange[] {
  return texts.map((text) => {
    const range = parseImsiRange(text);
    if (range === null) throw new RoamsettleError('INTERNAL', 'An IMSI range passed the checks and is none.');
    return range;
  });
}

function limits(raw: RawLimits): Agreement['activity']['silent'] {
  return { bytes: raw.bytes ?? null, sms: raw.sms ?? null, calls: raw.calls ?? null };
}

/** The depth is that of the literal above. */
function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
