/** AuditControlInfo [15]: what the sender says the file holds, compared with what was decoded (TD.57 error 100). */
import { enter, Fault, more } from '../ber/cursor.ts';
import { value } from '../ber/elements.ts';
import type { AuditDifference, LocalTime, TapAudit, TapTotals } from '../outcome.ts';
import type { MoneySums } from './record-columns.ts';
import { skipMember, type TapState } from './state.ts';
import { Tag } from './tags.ts';
import { readDateTimeLong } from './time.ts';

/** ChargeType of the total; every other one is a part of it. */
const TOTAL = '00';
/** Longest INTEGER of a total. */
const MAX_TOTAL_OCTETS = 16;
/** ChargeTypes that one audit may list. */
const MAX_CHARGE_TYPES = 1000;

export interface DeclaredTotals {
  readonly declared: TapAudit['declared'];
  /** Charges of types other than 00, which audits up to 3.10 list. */
  readonly chargeTypes: ReadonlyMap<string, bigint>;
  readonly byteOffset: number;
}

/** TD.57 AuditControlInfo: the totals differ. */
const DIFFERS = 100;

/**
 * Name in TD.57, key in our totals, and the error where a mandatory item is missing, numbered in the order of the group's
 * members.
 */
const ITEMS = [
  ['CallEventDetailsCount', 'records', 33],
  ['TotalCharge', 'charge', 32],
  ['TotalChargeRefund', 'refund', null],
  ['TotalTaxValue', 'tax', null],
  ['TotalTaxRefund', 'taxRefund', null],
  ['TotalDiscountValue', 'discount', null],
  ['TotalDiscountRefund', 'discountRefund', null],
] as const;
type Key = (typeof ITEMS)[number][1];

/** Reads the current AuditControlInfo; null after a failure. */
export function readAudit(d: TapState): DeclaredTotals | null {
  const { c } = d;
  const { at } = c;
  const found = new Map<Key, bigint>();
  const chargeTypes = new Map<string, bigint>();
  let earliest: LocalTime | null = null;
  let latest: LocalTime | null = null;
  const limit = enter(c);
  while (more(c, limit)) {
    const item = ITEMS.find(([name]) => Tag[name] === c.tag);
    if (c.tag === Tag.EarliestCallTimeStamp) earliest = readDateTimeLong(d);
    else if (c.tag === Tag.LatestCallTimeStamp) latest = readDateTimeLong(d);
    else if (d.old && c.tag === Tag.TotalChargeValueList) totalChargeValueList(d, found, chargeTypes);
    else if (item === undefined || (d.old && item[1] === 'charge')) skipMember(d);
    else found.set(item[1], total(d));
  }
  d.checkMisfit();
  if (c.err !== Fault.NONE) return null;
  const text = (key: Key) => found.get(key)?.toString() ?? null;
  return {
    declared: {
      records: found.has('records') ? Number(found.get('records')) : null,
      charge: text('charge'),
      refund: text('refund'),
      tax: text('tax'),
      taxRefund: text('taxRefund'),
      discount: text('discount'),
      discountRefund: text('discountRefund'),
      earliest,
      latest,
    },
    chargeTypes,
    byteOffset: at,
  };
}

/** The current total: a sum over a file may pass 64 bits. 0 after TAP_SYNTAX or TAP_RANGE. */
function total(d: TapState): bigint {
  const { c } = d;
  const { at } = c;
  const b = value(c);
  if (c.ve === c.vs) d.fail('TAP_SYNTAX', at, 'An INTEGER has no octets.');
  else if (b[c.vs]! >= 0x80) d.fail('TAP_RANGE', at, 'The total is negative.');
  else if (c.ve - c.vs > MAX_TOTAL_OCTETS) d.fail('TAP_RANGE', at, 'The total does not fit 128 bits.');
  else {
    let sum = 0n;
    for (let i = c.vs; i < c.ve; i++) sum = (sum << 8n) | BigInt(b[i]!);
    return sum;
  }
  return 0n;
}

/** Audits up to 3.10: a sum for each ChargeType, and its refunds. */
function totalChargeValueList(d: TapState, found: Map<Key, bigint>, chargeTypes: Map<string, bigint>): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag !== Tag.TotalChargeValue) {
      skipMember(d);
      continue;
    }
    const { at } = c;
    const { type, charge, refund } = totalChargeValue(d);
    if (type === TOTAL) {
      found.set('charge', (found.get('charge') ?? 0n) + charge);
      if (refund !== null) found.set('refund', (found.get('refund') ?? 0n) + refund);
    } else {
      chargeTypes.set(type, (chargeTypes.get(type) ?? 0n) + charge);
      if (chargeTypes.size > MAX_CHARGE_TYPES)
        d.fail('TAP_RANGE', at, `An audit lists more than ${MAX_CHARGE_TYPES} charge types.`);
    }
  }
}

function totalChargeValue(d: TapState): { type: string; charge: bigint; refund: bigint | null } {
  const { c } = d;
  const limit = enter(c);
  let type = '';
  let charge = 0n;
  let refund: bigint | null = null;
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.ChargeType: {
        const b = value(c);
        type = String.fromCharCode(...b.subarray(c.vs, Math.min(c.ve, c.vs + 3)));
        break;
      }
      case Tag.AbsoluteAmount:
        charge = total(d);
        break;
      case Tag.TotalChargeRefund:
        refund = total(d);
        break;
      default:
        skipMember(d);
    }
  }
  return { type, charge, refund };
}

/** The audit's totals as decoded: charges with CAMEL fees, outside refunds. */
export function totalsOf(records: number, sums: MoneySums): TapTotals {
  return {
    records,
    charge: (sums.charge + sums.camel_fee).toString(),
    refund: sums.refund.toString(),
    tax: sums.tax.toString(),
    taxRefund: sums.tax_refund.toString(),
    discount: sums.discount.toString(),
    discountRefund: sums.discount_refund.toString(),
  };
}

/** What the call events tell beside their totals, and who hears that the audit cannot be compared. */
export interface Audited extends Pick<TapState, 'amountsUnread' | 'spanUnknown' | 'span' | 'chargeTypes'> {
  warn(code: string, at: number, detail: string): void;
}

/** Compares: a mandatory total that is absent differs, an optional one stands for 0, an absent time stamp says nothing. */
export function compareAudit(d: Audited, audit: DeclaredTotals, decoded: TapTotals): TapAudit {
  const { declared, byteOffset } = audit;
  const differences: AuditDifference[] = [];
  for (const [item, key, mandatory] of ITEMS) {
    const said = declared[key] === null ? null : String(declared[key]);
    const ours = String(decoded[key]);
    const missing = said === null && mandatory !== null;
    const comparable = key === 'records' || !d.amountsUnread;
    if (missing || (comparable && (said ?? '0') !== ours))
      differences.push({ item, audit: said, decoded: ours, error: missing ? mandatory : DIFFERS });
  }
  if (d.amountsUnread)
    d.warn(
      'AUDIT_NOT_COMPARED',
      byteOffset,
      'Amounts of rejected events cannot be read, so the totals of the audit are not compared.',
    );
  for (const type of d.amountsUnread ? [] : [...audit.chargeTypes.keys()].sort()) {
    const said = audit.chargeTypes.get(type)!;
    const ours = d.chargeTypes.get(type) ?? 0n;
    if (said !== ours)
      differences.push({
        item: `TotalCharge of type ${type}`,
        audit: `${said}`,
        decoded: `${ours}`,
        error: DIFFERS,
      });
  }
  if (!d.spanUnknown && decoded.records > 0) {
    const { earliestLow, earliestHigh, latestLow, latestHigh } = d.span;
    compareTime('EarliestCallTimeStamp', declared.earliest, earliestLow, earliestHigh, differences);
    compareTime('LatestCallTimeStamp', declared.latest, latestLow, latestHigh, differences);
  }
  return { declared, decoded, agrees: differences.length === 0, differences, byteOffset };
}

/**
 * By instant, whatever offset it is written in. Some events have several time stamps that may date them: then the first
 * or last event lies between two instants, and what the audit says must too.
 */
function compareTime(
  item: string,
  said: LocalTime | null,
  low: number,
  high: number,
  differences: AuditDifference[],
): void {
  if (said === null) return;
  const utc = said.local - said.offset * 60;
  if (utc >= low && utc <= high) return;
  differences.push({ item, audit: utcText(utc), decoded: utcText(utc < low ? low : high), error: DIFFERS });
}

function utcText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
