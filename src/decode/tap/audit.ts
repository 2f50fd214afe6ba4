/** AuditControlInfo [15]: what the sender says the file holds, compared with what was decoded (TD.57 error 100). */
import { enter, Fault, more } from '../ber/cursor.ts';
import { value } from '../ber/elements.ts';
import { asBigInt } from '../ber/values.ts';
import type { AuditDifference, LocalTime, TapAudit, TapTotals } from '../outcome.ts';
import { natural } from './fields.ts';
import { skipMember, type TapState } from './state.ts';
import { Tag } from './tags.ts';
import { readDateTimeLong } from './time.ts';

/** ChargeType of the total; every other one is a part of it. */
const TOTAL = '00';
/** ChargeTypes that one audit may list. */
const MAX_CHARGE_TYPES = 1000;

export interface DeclaredTotals {
  readonly declared: TapAudit['declared'];
  /** Charges of types other than 00, which audits up to 3.10 list. */
  readonly chargeTypes: ReadonlyMap<string, bigint>;
  readonly byteOffset: number;
}

/** Name in TD.57, and key in our totals. */
const ITEMS = [
  ['CallEventDetailsCount', 'records'],
  ['TotalCharge', 'charge'],
  ['TotalChargeRefund', 'refund'],
  ['TotalTaxValue', 'tax'],
  ['TotalTaxRefund', 'taxRefund'],
  ['TotalDiscountValue', 'discount'],
  ['TotalDiscountRefund', 'discountRefund'],
] as const;
type Key = (typeof ITEMS)[number][1];

/** Reads the current AuditControlInfo; null after a failure (TAP_MISSING where the count or the total is absent). */
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
    else if (natural(d)) found.set(item[1], asBigInt(c));
  }
  // Numbered in the order of the group's members.
  if (!found.has('charge')) missing(d, at, d.old ? 'TotalChargeValueList of type 00' : 'TotalCharge', 32);
  if (!found.has('records')) missing(d, at, 'CallEventDetailsCount', 33);
  d.checkMisfit();
  if (c.err !== Fault.NONE) return null;
  const text = (key: Key) => found.get(key)?.toString() ?? null;
  return {
    declared: {
      records: Number(found.get('records')),
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

function missing(d: TapState, at: number, what: string, error: number): void {
  d.fail('TAP_MISSING', at, `${what} (TD.57 AuditControlInfo error ${error}).`, {
    item: 'AuditControlInfo',
    error,
  });
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
    const total = totalChargeValue(d);
    const sums = total.type === TOTAL ? found : null;
    if (sums !== null) {
      sums.set('charge', (sums.get('charge') ?? 0n) + total.charge);
      if (total.refund !== null) sums.set('refund', (sums.get('refund') ?? 0n) + total.refund);
    } else {
      chargeTypes.set(total.type, (chargeTypes.get(total.type) ?? 0n) + total.charge);
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
        if (natural(d)) charge = asBigInt(c);
        break;
      case Tag.TotalChargeRefund:
        if (natural(d)) refund = asBigInt(c);
        break;
      default:
        skipMember(d);
    }
  }
  return { type, charge, refund };
}

/** Compares; an optional total that is absent stands for 0, an absent time stamp for no statement. */
export function compareAudit(d: TapState, audit: DeclaredTotals, decoded: TapTotals): TapAudit {
  const { declared, byteOffset } = audit;
  const differences: AuditDifference[] = [];
  for (const [item, key] of ITEMS) {
    const said = declared[key];
    const ours = decoded[key];
    if (String(said ?? 0) !== String(ours))
      differences.push({ item, audit: said === null ? null : String(said), decoded: String(ours) });
  }
  for (const type of [...audit.chargeTypes.keys()].sort()) {
    const said = audit.chargeTypes.get(type)!;
    const ours = d.chargeTypes.get(type) ?? 0n;
    if (said !== ours)
      differences.push({ item: `TotalCharge of type ${type}`, audit: `${said}`, decoded: `${ours}` });
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
  differences.push({ item, audit: utcText(utc), decoded: utcText(utc < low ? low : high) });
}

function utcText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
