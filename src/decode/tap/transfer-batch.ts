/** The groups of a TransferBatch, read in whatever order they stand; who reads the call events is the caller's choice. */
import { type Cursor, enter, Fault, more, readRoot } from '../ber/cursor.ts';
import { skip } from '../ber/elements.ts';
import type { TapHeader } from '../outcome.ts';
import { type DeclaredTotals, readAudit } from './audit.ts';
import { readHeader } from './header.ts';
import type { TapState } from './state.ts';
import { type Accounting, type Network, readAccounting, readNetwork } from './tables.ts';
import { Tag } from './tags.ts';

/** What stands around the call events. */
export interface Groups {
  readonly header: TapHeader;
  readonly accounting: Accounting;
  readonly network: Network;
  readonly audit: DeclaredTotals;
}

/** Takes the current element, a CallEventDetailList: header and network are known, from octets before `readTo`. */
export type ReadEvents = (readTo: number) => void;

const MANDATORY = new Map<number, readonly [name: string, error: number]>([
  [Tag.BatchControlInfo, ['BatchControlInfo', 30]],
  [Tag.AccountingInfo, ['AccountingInfo', 31]],
  [Tag.NetworkInfo, ['NetworkInfo', 32]],
  [Tag.CallEventDetailList, ['CallEventDetailList', 35]],
  [Tag.AuditControlInfo, ['AuditControlInfo', 36]],
]);

/** Reads the batch; each group must stand, and once. Null after a failure, or a fault in the cursor. */
export function transferBatch(d: TapState, readEvents: ReadEvents): Groups | null {
  const { c } = d;
  if (!readRoot(c, d.from)) return null;
  const rootAt = c.at;
  const groups: { -readonly [K in keyof Groups]: Groups[K] | null } = {
    header: null,
    accounting: null,
    network: null,
    audit: null,
  };
  const seen = new Set<number>();
  let events: Pick<Cursor, 'pos' | 'limit' | 'at' | 'constructed'> | null = null;
  const limit = enter(c);
  for (let members = 0; more(c, limit); members++) {
    if (c.tag === Tag.BatchControlInfo && members > 0) {
      d.fail('TAP_SYNTAX', c.at, 'BatchControlInfo does not stand first, and only once.');
    } else if (MANDATORY.has(c.tag) && seen.size === seen.add(c.tag).size) {
      d.fail('TAP_SYNTAX', c.at, 'The group stands twice.');
    } else if (c.tag === Tag.CallEventDetailList && (groups.header === null || groups.network === null)) {
      // The other members may stand in any order, and records need NetworkInfo: this list waits until it is read.
      events = { pos: c.pos, limit: c.limit, at: c.at, constructed: c.constructed };
      skip(c);
    } else {
      member();
    }
    d.checkMisfit();
  }
  const missing = [...MANDATORY].find(([tag]) => !seen.has(tag));
  if (missing !== undefined) {
    const [name, error] = missing[1];
    d.fail('TAP_MISSING', rootAt, `${name} (TD.57 TransferBatch error ${error}).`, {
      item: 'TransferBatch',
      error,
    });
  }
  if (events !== null && c.err === Fault.NONE) {
    const end = c.pos;
    Object.assign(c, events, { tag: Tag.CallEventDetailList });
    readEvents(end);
    d.checkMisfit();
    if (c.err === Fault.NONE) c.pos = end;
  }
  const { header, accounting, network, audit } = groups;
  if (c.err !== Fault.NONE || !header || !accounting || !network || !audit) return null;
  return { header, accounting, network, audit };

  function member(): void {
    switch (c.tag) {
      case Tag.BatchControlInfo:
        groups.header = readHeader(d);
        d.available = groups.header?.available ?? d.available;
        break;
      case Tag.AccountingInfo:
        groups.accounting = readAccounting(d);
        break;
      case Tag.NetworkInfo:
        groups.network = readNetwork(d);
        break;
      case Tag.CallEventDetailList:
        readEvents(c.pos);
        break;
      case Tag.AuditControlInfo:
        groups.audit = readAudit(d);
        break;
      default:
        skip(c);
    }
  }
}
