/**
 * A TAP batch in memory → header, tables, audit and record batches (TD.57, TAP 3.1 to 3.12).
 *
 * One pass visits every element once. Only when it stops is the file walked a second time, slowly: framing faults
 * come before everything else, and every failure gets its tag path and call event.
 */

import type { TakeBatch } from '../../arrow/batch.ts';
import type { ErrorCode } from '../../errors.ts';
import { type Cursor, enter, Fault, MAX_FILE_OCTETS, more, readRoot } from '../ber/cursor.ts';
import { skip } from '../ber/elements.ts';
import { kindOfBer, tableOf } from '../identify.ts';
import { kernelOfThread } from '../kernel/kernel.ts';
import { WINDOW_OCTETS } from '../kernel/layout.ts';
import type { DecodeOutcome, TapHeader, TapTotals } from '../outcome.ts';
import { compareAudit, type DeclaredTotals, readAudit } from './audit.ts';
import { callEventDetailList } from './call-events.ts';
import { ChargeRows } from './charge-rows.ts';
import { conclude, type Decoded, framingFailure, NO_RECORDS, recordsOf } from './conclude.ts';
import { readHeader } from './header.ts';
import { copyOut, RecordColumns } from './record-columns.ts';
import { releaseOf } from './release.ts';
import { TapState } from './state.ts';
import { type Accounting, type Network, readAccounting, readNetwork } from './tables.ts';
import { TAP_TABLE } from './tag-names.ts';
import { Tag } from './tags.ts';

/**
 * Decodes one batch: its root element begins at `from`, what fills the file up after it may follow, and `bytes` ends
 * with it. Never throws for its content: what is wrong comes back as a failure with its place in `bytes`. An audit that
 * differs is no failure (`audit.agrees`), and neither is a wrong value inside a call event (`rejected`).
 * `take` makes what is handed over of the records; by default a batch is as it was decoded.
 * `windowOctets` is how much of the file the kernel is shown at a time; 0 leaves every call event to the general walkers.
 */
export function decodeTap(
  bytes: Uint8Array,
  from = 0,
  take: TakeBatch = copyOut,
  windowOctets: number = WINDOW_OCTETS,
): DecodeOutcome {
  if (bytes.length <= from) return refuse('FILE_EMPTY', '', from);
  if (bytes.length > MAX_FILE_OCTETS) {
    return refuse('FILE_TOO_LARGE', `${bytes.length} bytes; the limit is ${MAX_FILE_OCTETS}.`, from);
  }
  const kind = kindOfBer(from === 0 ? bytes : bytes.subarray(from));
  if (kind !== 'tap' && kind !== 'notification') return refuseOther(bytes, from, kind);
  const d = new TapState(bytes, from, take);
  d.windowOctets = windowOctets;
  d.setRelease(releaseOf(bytes, from));
  return conclude(d, kind === 'tap' ? transferBatch(d) : notification(d));
}

function notification(d: TapState): Decoded | null {
  if (!readRoot(d.c, d.from)) return null;
  const header = readHeader(d);
  d.checkMisfit();
  if (header === null || d.c.err !== Fault.NONE) return null;
  return { ok: true, header, tables: null, audit: null, ...NO_RECORDS };
}

/** The groups of a TransferBatch; each may stand once. */
interface Groups {
  header: TapHeader | null;
  accounting: Accounting | null;
  network: Network | null;
  audit: DeclaredTotals | null;
  charges: ChargeRows | null;
}

function transferBatch(d: TapState): Decoded | null {
  const { c } = d;
  if (!readRoot(c, d.from)) return null;
  const rootAt = c.at;
  const groups: Groups = { header: null, accounting: null, network: null, audit: null, charges: null };
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
      member(d, groups);
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
    member(d, groups);
    d.checkMisfit();
    if (c.err === Fault.NONE) c.pos = end;
  }
  return c.err === Fault.NONE ? assemble(d, groups) : null;
}

const MANDATORY = new Map<number, readonly [name: string, error: number]>([
  [Tag.BatchControlInfo, ['BatchControlInfo', 30]],
  [Tag.AccountingInfo, ['AccountingInfo', 31]],
  [Tag.NetworkInfo, ['NetworkInfo', 32]],
  [Tag.CallEventDetailList, ['CallEventDetailList', 35]],
  [Tag.AuditControlInfo, ['AuditControlInfo', 36]],
]);

function member(d: TapState, groups: Groups): void {
  const { c } = d;
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
      d.rows = new RecordColumns(kernelOfThread(), d.take);
      groups.charges = new ChargeRows();
      callEventDetailList(d, groups.charges);
      break;
    case Tag.AuditControlInfo:
      groups.audit = readAudit(d);
      break;
    default:
      skip(c);
  }
}

function assemble(d: TapState, groups: Groups): Decoded | null {
  const { header, accounting, network, audit, charges } = groups;
  if (header === null || accounting === null || network === null || audit === null || charges === null)
    return null;
  const records = { ...recordsOf(d), charges: charges.finish() };
  const tables = { ...accounting, ...network };
  return { ok: true, header, tables, audit: compareAudit(d, audit, totalsOf(d.rows)), ...records };
}

/** The audit's totals as decoded: charges with CAMEL fees, outside refunds. */
function totalsOf(rows: RecordColumns): TapTotals {
  return {
    records: rows.records,
    charge: rows.total('charge', 'camel_fee').toString(),
    refund: rows.total('refund').toString(),
    tax: rows.total('tax').toString(),
    taxRefund: rows.total('tax_refund').toString(),
    discount: rows.total('discount').toString(),
    discountRefund: rows.total('discount_refund').toString(),
  };
}

function refuse(code: ErrorCode, detail: string, byteOffset: number): DecodeOutcome {
  return { ok: false, failure: { code, detail, byteOffset, tagPath: '', recordIndex: null } };
}

function refuseOther(bytes: Uint8Array, from: number, kind: 'nrtrde' | 'rap' | 'unknown'): DecodeOutcome {
  if (kind === 'unknown') {
    // Without a grammar only the root's own header can be judged.
    const fault = framingFailure(bytes, from, TAP_TABLE, []);
    if (fault !== null && fault.byteOffset === from) return { ok: false, failure: fault };
    return refuse(
      'TAP_ROOT_UNKNOWN',
      'The first tag is none of TransferBatch, Notification, NRTRDE or RAP.',
      from,
    );
  }
  const failure = framingFailure(bytes, from, tableOf(kind), []);
  if (failure !== null) return { ok: false, failure };
  return refuse(
    'TAP_KIND_UNSUPPORTED',
    kind === 'nrtrde' ? 'It is NRTRDE (TD.35).' : 'It is RAP (TD.32).',
    from,
  );
}
