/** AuditControlInfo [15]: what the sender says the file holds, compared with what was decoded (TD.57 error 100). */
import { enter, Fault, more } from '../ber/cursor.ts';
import { asBigInt } from '../ber/values.ts';
import type { TapAudit, TapTotals } from '../outcome.ts';
import { integer } from './fields.ts';
import { skipMember, type TapState } from './state.ts';
import { Tag } from './tags.ts';

export interface DeclaredTotals {
  readonly declared: TapAudit['declared'];
  readonly byteOffset: number;
}

/** Name in TD.57, key in our totals, and whether the sender must give it. */
const ITEMS = [
  ['CallEventDetailsCount', 'records', true],
  ['TotalCharge', 'charge', true],
  ['TotalChargeRefund', 'refund', false],
  ['TotalTaxValue', 'tax', false],
  ['TotalTaxRefund', 'taxRefund', false],
  ['TotalDiscountValue', 'discount', false],
  ['TotalDiscountRefund', 'discountRefund', false],
] as const satisfies readonly (readonly [keyof typeof Tag, keyof TapTotals, boolean])[];

/** Reads the current AuditControlInfo; null after a failure (TAP_MISSING where the count or TotalCharge is absent). */
export function readAudit(d: TapState): DeclaredTotals | null {
  const { c } = d;
  const { at } = c;
  const found = new Map<string, bigint>();
  const limit = enter(c);
  while (more(c, limit)) {
    const item = ITEMS.find(([name]) => Tag[name] === c.tag);
    if (item === undefined) skipMember(d);
    else if (integer(d)) found.set(item[1], asBigInt(c));
  }
  for (const [name, key, mandatory] of ITEMS) {
    if (mandatory && !found.has(key))
      d.fail('TAP_MISSING', at, `${name} (TD.57 AuditControlInfo errors 30 to 33).`);
  }
  if (c.err !== Fault.NONE) return null;
  const text = (key: keyof TapTotals) => found.get(key)?.toString() ?? null;
  return {
    declared: {
      records: Number(found.get('records')),
      charge: text('charge'),
      refund: text('refund'),
      tax: text('tax'),
      taxRefund: text('taxRefund'),
      discount: text('discount'),
      discountRefund: text('discountRefund'),
    },
    byteOffset: at,
  };
}

/** Compares; an optional total that is absent stands for 0. */
export function compareAudit({ declared, byteOffset }: DeclaredTotals, decoded: TapTotals): TapAudit {
  const differences: string[] = [];
  for (const [name, key] of ITEMS) {
    const said = declared[key];
    const ours = decoded[key];
    if (String(said ?? 0) !== String(ours))
      differences.push(`${name}: audit ${said ?? 'absent'}, decoded ${ours}`);
  }
  return { declared, decoded, agrees: differences.length === 0, differences, byteOffset };
}
