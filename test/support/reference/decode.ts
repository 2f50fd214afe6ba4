/**
 * A slow, plain second decoder of TAP, for comparison with the product's: the whole file as a tree first, then its
 * meaning from the tag numbers of tap312.md, with bigint, recursion and plain objects. It shares no code with it.
 */
import type { TapAudit, TapHeader, TapTables, TapTotals } from '../../../src/decode/outcome.ts';
import type { DecodedCharge } from '../decoded-rows.ts';
import { readAudit } from './audit.ts';
import { type Node, parseBer } from './ber.ts';
import type { MoneyColumn, ReferenceRow } from './event.ts';
import { type ReferenceEvents, readEvents } from './events.ts';
import { readAccounting, readHeader, readNetwork } from './header.ts';
import { type Knowledge, knowledgeOf, TAG } from './tags.ts';
import { octetsOf, ValueFault } from './values.ts';

const NEWEST = 12;
/** Members of NRTRDE's root, which begins like a TransferBatch. */
const NRTRDE_MEMBERS: readonly number[] = [2, 20, 31, 36, 37, 38, 39, 41, 45];

/** What the file is, or where it is refused and for what family of reasons. */
export type ReferenceOutcome =
  | {
      readonly ok: true;
      readonly header: TapHeader;
      readonly tables: TapTables | null;
      readonly declared: TapAudit['declared'] | null;
      readonly totals: TapTotals | null;
      readonly rows: readonly ReferenceRow[];
      readonly charges: readonly DecodedCharge[];
      readonly rejected: readonly number[];
    }
  | {
      readonly ok: false;
      readonly byteOffset: number;
      readonly family: 'ber' | 'tap-syntax' | 'range' | 'structure';
    };

const refused = (
  byteOffset: number,
  family: 'ber' | 'tap-syntax' | 'range' | 'structure',
): ReferenceOutcome => ({ ok: false, byteOffset, family });

/** Decodes a file. */
export function referenceDecode(bytes: Uint8Array): ReferenceOutcome {
  if (bytes.length === 0 || !beginsLikeTap(bytes)) return refused(0, 'structure');
  // The release is looked up by the newest tables; then its own hold for the whole file.
  const newest = knowledgeOf(NEWEST);
  const first = parseBer(bytes, newest);
  const header = headerOf(first.root);
  const release = header === null ? NEWEST : releaseOf(bytes, header);
  const tags = knowledgeOf(release);
  const { root, faultAt } = release === NEWEST ? first : parseBer(bytes, tags);
  if (faultAt !== null || root === null) return refused(faultAt ?? 0, 'ber');
  try {
    return root.tag === TAG.notification ? notification(bytes, root) : transferBatch(bytes, root, tags);
  } catch (error) {
    if (!(error instanceof ValueFault)) throw error;
    return refused(error.at, error.family);
  }
}

/** TransferBatch (but not NRTRDE) or Notification by the first octets. */
function beginsLikeTap(bytes: Uint8Array): boolean {
  const root = tagAt(bytes, 0);
  if (root === TAG.notification) return true;
  if (root !== TAG.transferBatch) return false;
  const length = bytes[1] ?? 0;
  const first = tagAt(bytes, length > 0x80 ? 2 + (length & 0x7f) : 2);
  return first === null || !NRTRDE_MEMBERS.includes(first);
}

/** The APPLICATION tag at an offset, of up to four octets; null for anything else. */
function tagAt(bytes: Uint8Array, at: number): number | null {
  const id = bytes[at];
  if (id === undefined || id >> 6 !== 1) return null;
  if ((id & 0x1f) !== 0x1f) return id & 0x1f;
  let tag = 0;
  for (let i = at + 1; i < at + 4 && i < bytes.length; i++) {
    tag = tag * 128 + (bytes[i]! & 0x7f);
    if (bytes[i]! < 0x80) return tag;
  }
  return null;
}

/** The group that names the release. */
function headerOf(root: Node | null): Node | null {
  if (root?.tag === TAG.notification) return root;
  const first = root?.children[0];
  return first?.tag === TAG.batchControlInfo ? first : null;
}

/** The release that the header's first ReleaseVersionNumber names by its last octet; the newest where it is none. */
function releaseOf(bytes: Uint8Array, header: Node): number {
  try {
    const found = header.children.find(({ tag }) => tag === TAG.releaseVersionNumber);
    const release = found === undefined ? undefined : octetsOf(bytes, found).at(-1);
    return release !== undefined && release >= 1 && release <= NEWEST ? release : NEWEST;
  } catch (error) {
    if (error instanceof ValueFault) return NEWEST;
    throw error;
  }
}

function notification(bytes: Uint8Array, root: Node): ReferenceOutcome {
  const { header } = readHeader(bytes, root);
  return {
    ok: true,
    header,
    tables: null,
    declared: null,
    totals: null,
    rows: [],
    charges: [],
    rejected: [],
  };
}

function transferBatch(bytes: Uint8Array, root: Node, tags: Knowledge): ReferenceOutcome {
  const only = (tag: number): Node => {
    const found = root.children.filter((member) => member.tag === tag);
    if (found.length !== 1) throw new ValueFault(found[1]?.at ?? root.at, 'structure');
    return found[0]!;
  };
  if (!root.constructed) throw new ValueFault(root.at, 'tap-syntax');
  const control = only(TAG.batchControlInfo);
  if (root.children[0] !== control) throw new ValueFault(control.at, 'structure');
  const { header } = readHeader(bytes, control);
  const accounting = readAccounting(bytes, only(TAG.accountingInfo));
  const { offsets, entities, ...network } = readNetwork(bytes, only(TAG.networkInfo), tags);
  const declared = readAudit(bytes, only(TAG.auditControlInfo), tags);
  const { available } = header;
  if (available === null) throw new ValueFault(control.at, 'structure');
  const file = { bytes, tags, available, offsets, entities };
  const events = readEvents(only(TAG.callEventDetailList), file);
  return {
    ok: true,
    header,
    tables: { ...accounting, ...network },
    declared,
    totals: totalsOf(events),
    ...events,
  };
}

function totalsOf({ rows }: ReferenceEvents): TapTotals {
  const sum = (...columns: MoneyColumn[]): string =>
    String(rows.reduce((all, row) => columns.reduce((part, column) => part + row[column], all), 0n));
  return {
    records: rows.length,
    charge: sum('charge', 'camel_fee'),
    refund: sum('refund'),
    tax: sum('tax'),
    taxRefund: sum('tax_refund'),
    discount: sum('discount'),
    discountRefund: sum('discount_refund'),
  };
}
