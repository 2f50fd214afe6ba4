/**
 * A whole TAP file in memory → header, tables, audit and record batches (TD.57, TAP 3.11 and 3.12).
 *
 * One pass visits every element once. Only when it stops is the file walked a second time, slowly: framing faults
 * come before everything else, and every failure gets its tag path and call event.
 */
import type { ErrorCode } from '../../errors.ts';
import { enter, Fault, MAX_FILE_OCTETS, more, readRoot } from '../ber/cursor.ts';
import { skip } from '../ber/elements.ts';
import { afterRoot, checkFraming, type PathStep, pathAt } from '../ber/framing.ts';
import { kindOfBer, tableOf } from '../identify.ts';
import type { DecodedTap, DecodeFailure, DecodeOutcome, TapHeader } from '../outcome.ts';
import { compareAudit, type DeclaredTotals, readAudit } from './audit.ts';
import { callEventDetailList } from './call-events.ts';
import { readHeader } from './header.ts';
import { RecordWriter } from './record-writer.ts';
import { TapState } from './state.ts';
import { type Accounting, type Network, readAccounting, readNetwork } from './tables.ts';
import { formatPath, TAP_TABLE, type TagTable } from './tag-names.ts';
import { Tag } from './tags.ts';

/** Position of the call event in a path: TransferBatch, CallEventDetailList, the event. */
const EVENT_LEVEL = 2;

/**
 * Decodes the inflated bytes of one file. Never throws for its content: what is wrong comes back as a failure with
 * its place. An audit that differs is no failure (`audit.agrees`); whether it stops the load is the loader's choice.
 */
export function decodeTap(bytes: Uint8Array): DecodeOutcome {
  if (bytes.length === 0) return refuse('FILE_EMPTY', '', 0);
  if (bytes.length > MAX_FILE_OCTETS) {
    return refuse('FILE_TOO_LARGE', `${bytes.length} bytes; the limit is ${MAX_FILE_OCTETS}.`, 0);
  }
  const kind = kindOfBer(bytes);
  if (kind !== 'tap' && kind !== 'notification') return refuseOther(bytes, kind);
  const d = new TapState(bytes);
  const decoded = kind === 'tap' ? transferBatch(d) : notification(d);
  if (decoded === null || d.c.err !== Fault.NONE) return { ok: false, failure: failureOf(d) };
  const end = d.c.pos;
  const trailing = afterRoot(bytes, end);
  if (trailing < bytes.length)
    return { ok: false, failure: framingFailure(bytes, TAP_TABLE) ?? failureOf(d) };
  if (end < bytes.length)
    d.warn('TRAILING_ZEROS', end, 'Bytes 00 follow the root element.', bytes.length - end);
  return { ...decoded, warnings: d.warnings() };
}

type Decoded = Omit<DecodedTap, 'warnings'>;

function notification(d: TapState): Decoded | null {
  if (!readRoot(d.c)) return null;
  const header = readHeader(d);
  if (header === null) return null;
  return { ok: true, header, tables: null, audit: null, batches: [], dictionaries: {} };
}

/** The groups of a TransferBatch; each may stand once. */
interface Groups {
  header: TapHeader | null;
  accounting: Accounting | null;
  network: Network | null;
  audit: DeclaredTotals | null;
  writer: RecordWriter | null;
}

function transferBatch(d: TapState): Decoded | null {
  const { c } = d;
  if (!readRoot(c)) return null;
  const rootAt = c.at;
  const groups: Groups = { header: null, accounting: null, network: null, audit: null, writer: null };
  const seen = new Set<number>();
  let events: { pos: number; limit: number; at: number } | null = null;
  const limit = enter(c);
  for (let members = 0; more(c, limit); members++) {
    if (c.tag === Tag.BatchControlInfo && members > 0) {
      d.fail('TAP_SYNTAX', c.at, 'BatchControlInfo does not stand first, and only once.');
    } else if (MANDATORY.has(c.tag) && seen.size === seen.add(c.tag).size) {
      d.fail('TAP_SYNTAX', c.at, 'The group stands twice.');
    } else if (c.tag === Tag.CallEventDetailList && (groups.header === null || groups.network === null)) {
      // The other members may stand in any order, and records need NetworkInfo: this list waits until it is read.
      events = { pos: c.pos, limit: c.limit, at: c.at };
      skip(c);
    } else {
      member(d, groups);
    }
  }
  const missing = [...MANDATORY].find(([tag]) => !seen.has(tag));
  if (missing !== undefined) d.fail('TAP_MISSING', rootAt, missing[1]);
  if (events !== null && c.err === Fault.NONE) {
    const end = c.pos;
    Object.assign(c, events, { constructed: true, tag: Tag.CallEventDetailList });
    member(d, groups);
    if (c.err === Fault.NONE) c.pos = end;
  }
  return c.err === Fault.NONE ? assemble(d, groups) : null;
}

const MANDATORY = new Map<number, string>([
  [Tag.BatchControlInfo, 'BatchControlInfo (TD.57 TransferBatch error 30).'],
  [Tag.AccountingInfo, 'AccountingInfo (TD.57 TransferBatch error 31).'],
  [Tag.NetworkInfo, 'NetworkInfo (TD.57 TransferBatch error 32).'],
  [Tag.CallEventDetailList, 'CallEventDetailList (TD.57 TransferBatch error 35).'],
  [Tag.AuditControlInfo, 'AuditControlInfo (TD.57 TransferBatch error 36).'],
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
      groups.writer = new RecordWriter((c.limit < 0 ? ~c.limit : c.limit) - c.pos);
      callEventDetailList(d, groups.writer);
      break;
    case Tag.AuditControlInfo:
      groups.audit = readAudit(d);
      break;
    default:
      skip(c);
  }
}

function assemble(d: TapState, groups: Groups): Decoded | null {
  const { header, accounting, network, audit, writer } = groups;
  if (header === null || accounting === null || network === null || audit === null || writer === null)
    return null;
  const totals = writer.finish();
  const { texts, entities } = d;
  return {
    ok: true,
    header,
    tables: { ...accounting, ...network },
    audit: compareAudit(audit, totals),
    batches: writer.batches,
    dictionaries: {
      rec_entity: entities.texts.values,
      gateway: entities.gateways.values,
      partial_type: texts.partial_type.values,
      apn: texts.apn.values,
      apn_oi: texts.apn_oi.values,
      serving_network: texts.serving_network.values,
      teleservice: texts.teleservice.values,
      rap_sequence: [],
      charged_item: [],
    },
  };
}

function refuse(code: ErrorCode, detail: string, byteOffset: number): DecodeOutcome {
  return { ok: false, failure: { code, detail, byteOffset, tagPath: '', recordIndex: null } };
}

function refuseOther(bytes: Uint8Array, kind: 'nrtrde' | 'rap' | 'unknown'): DecodeOutcome {
  if (kind === 'unknown') {
    // Without a grammar only the root's own header can be judged.
    const fault = rootFault(bytes);
    if (fault !== null) return { ok: false, failure: fault };
    return refuse(
      'TAP_ROOT_UNKNOWN',
      'The first tag is none of TransferBatch, Notification, NRTRDE or RAP.',
      0,
    );
  }
  const failure = framingFailure(bytes, tableOf(kind));
  if (failure !== null) return { ok: false, failure };
  return refuse(
    'TAP_KIND_UNSUPPORTED',
    kind === 'nrtrde' ? 'It is NRTRDE (TD.35).' : 'It is RAP (TD.32).',
    0,
  );
}

/** A fault of the header at offset 0, which needs no grammar; null when it is sound. */
function rootFault(bytes: Uint8Array): DecodeFailure | null {
  const failure = framingFailure(bytes, TAP_TABLE);
  return failure !== null && failure.byteOffset === 0 ? failure : null;
}

function framingFailure(bytes: Uint8Array, tags: TagTable): DecodeFailure | null {
  const fault = checkFraming(bytes, tags.groups);
  if (fault === null) return null;
  return {
    code: fault.code,
    detail: fault.detail,
    byteOffset: fault.offset,
    tagPath: formatPath(fault.path, tags),
    recordIndex: recordIndexOf(fault.path, tags),
  };
}

/** Why the pass stopped: broken framing anywhere in the file first, then the value it stopped at. */
function failureOf(d: TapState): DecodeFailure {
  const { c, failure } = d;
  const broken = framingFailure(c.buf, TAP_TABLE);
  if (broken !== null) return broken;
  const { code, at, detail } = failure ?? {
    code: 'TAP_SYNTAX' as const,
    at: c.at,
    detail: 'A group arrives as octets, or octets as a group.',
  };
  const path = pathAt(c.buf, TAP_TABLE.groups, at);
  return {
    code,
    detail,
    byteOffset: at,
    tagPath: formatPath(path, TAP_TABLE),
    recordIndex: recordIndexOf(path, TAP_TABLE),
  };
}

function recordIndexOf(path: readonly PathStep[], tags: TagTable): number | null {
  const list = path[EVENT_LEVEL - 1];
  const event = path[EVENT_LEVEL];
  if (tags !== TAP_TABLE || list?.tag !== Tag.CallEventDetailList || event === undefined) return null;
  return event.index;
}
