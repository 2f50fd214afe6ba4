/**
 * A TAP batch in memory → header, tables, audit and record batches (TD.57, TAP 3.1 to 3.12).
 *
 * One pass visits every element once. Only when it stops is the file walked a second time, slowly: framing faults
 * come before everything else, and every failure gets its tag path and call event.
 */
import type { ErrorCode } from '../../errors.ts';
import { type Cursor, enter, Fault, MAX_FILE_OCTETS, more, readRoot } from '../ber/cursor.ts';
import { skip } from '../ber/elements.ts';
import { afterFiller, checkFraming, type PathStep, pathAt } from '../ber/framing.ts';
import { kindOfBer, tableOf } from '../identify.ts';
import type { DecodedTap, DecodeFailure, DecodeOutcome, TapHeader, TapTotals } from '../outcome.ts';
import { compareAudit, type DeclaredTotals, readAudit } from './audit.ts';
import { callEventDetailList } from './call-events.ts';
import { ChargeRows } from './charge-rows.ts';
import { readHeader } from './header.ts';
import { RecordColumns } from './record-columns.ts';
import { failureAt, MISFIT, TapState } from './state.ts';
import { type Accounting, type Network, readAccounting, readNetwork } from './tables.ts';
import { formatPath, TAP_TABLE, type TagTable } from './tag-names.ts';
import { Tag } from './tags.ts';

/** Position of the call event in a path: TransferBatch, CallEventDetailList, the event. */
const EVENT_LEVEL = 2;

/**
 * Decodes one batch: its root element begins at `from`, what fills the file up after it may follow, and `bytes` ends
 * with it. Never throws for its content: what is wrong comes back as a failure with its place in `bytes`. An audit that
 * differs is no failure (`audit.agrees`), and neither is a wrong value inside a call event (`rejected`).
 */
export function decodeTap(bytes: Uint8Array, from = 0): DecodeOutcome {
  if (bytes.length <= from) return refuse('FILE_EMPTY', '', from);
  if (bytes.length > MAX_FILE_OCTETS) {
    return refuse('FILE_TOO_LARGE', `${bytes.length} bytes; the limit is ${MAX_FILE_OCTETS}.`, from);
  }
  const kind = kindOfBer(from === 0 ? bytes : bytes.subarray(from));
  if (kind !== 'tap' && kind !== 'notification') return refuseOther(bytes, from, kind);
  const d = new TapState(bytes, from);
  const decoded = kind === 'tap' ? transferBatch(d) : notification(d);
  if (decoded === null || d.c.err !== Fault.NONE) return { ok: false, failure: failureOf(d) };
  const end = d.c.pos;
  if (afterFiller(bytes, end) < bytes.length)
    return { ok: false, failure: framingFailure(bytes, from, d.table) ?? failureOf(d) };
  if (end < bytes.length)
    d.warn('TRAILING_FILLER', end, 'Filling bytes follow the root element.', bytes.length - end);
  return { ...decoded, warnings: d.warnings() };
}

type Decoded = Omit<DecodedTap, 'warnings'>;

const NO_RECORDS = { batches: [], charges: [], dictionaries: {}, rejected: [], rejectedCount: 0 } as const;

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
      d.rows = new RecordColumns((c.limit < 0 ? ~c.limit : c.limit) - c.pos);
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
  const { texts, entities, rows } = d;
  rows.finish();
  return {
    ok: true,
    header,
    tables: { ...accounting, ...network },
    audit: compareAudit(d, audit, totalsOf(rows)),
    batches: rows.batches,
    charges: charges.finish(),
    rejected: d.rejected,
    rejectedCount: d.rejectedCount,
    dictionaries: {
      rec_entity: entities.texts.values,
      gateway: entities.gateways.values,
      partial_type: texts.partial_type.values,
      apn: texts.apn.values,
      apn_oi: texts.apn_oi.values,
      serving_network: texts.serving_network.values,
      teleservice: texts.teleservice.values,
      rap_sequence: texts.rap_sequence.values,
      charged_item: texts.charged_item.values,
    },
  };
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
    const fault = framingFailure(bytes, from, TAP_TABLE);
    if (fault !== null && fault.byteOffset === from) return { ok: false, failure: fault };
    return refuse(
      'TAP_ROOT_UNKNOWN',
      'The first tag is none of TransferBatch, Notification, NRTRDE or RAP.',
      from,
    );
  }
  const failure = framingFailure(bytes, from, tableOf(kind));
  if (failure !== null) return { ok: false, failure };
  return refuse(
    'TAP_KIND_UNSUPPORTED',
    kind === 'nrtrde' ? 'It is NRTRDE (TD.35).' : 'It is RAP (TD.32).',
    from,
  );
}

function framingFailure(bytes: Uint8Array, from: number, tags: TagTable): DecodeFailure | null {
  const fault = checkFraming(bytes, tags.groups, from);
  if (fault === null) return null;
  return {
    code: fault.code,
    detail: fault.detail,
    byteOffset: fault.offset,
    tagPath: formatPath(fault.path, tags),
    recordIndex: recordIndexOf(fault.path),
  };
}

/** Why the pass stopped: broken framing anywhere in the file first, then the value it stopped at. */
function failureOf(d: TapState): DecodeFailure {
  const { c, failure, table, from } = d;
  const broken = framingFailure(c.buf, from, table);
  if (broken !== null) return broken;
  const found = failure ?? { code: 'TAP_SYNTAX' as const, at: c.at, detail: MISFIT };
  const path = pathAt(c.buf, table.groups, found.at, from);
  return failureAt(found, path, recordIndexOf(path), table);
}

function recordIndexOf(path: readonly PathStep[]): number | null {
  const [root, list, event] = path.slice(0, EVENT_LEVEL + 1);
  if (root?.tag !== Tag.TransferBatch || list?.tag !== Tag.CallEventDetailList || event === undefined)
    return null;
  return event.index;
}
