/**
 * RAP 1.5 (TD.32): what the home network sends back. A FatalReturn returns a TAP file, a SevereReturn one call event; a
 * MissingReturn asks for files, a StopReturn ends the sending. An Acknowledgement returns nothing.
 *
 * A returned call event stands here without the tables of its file, so its UTC offset and recording entities are not
 * known; what is held against the file's own record is everything else.
 */
import type { TakeBatch } from '../../arrow/batch.ts';
import { enter, Fault, more, readRoot } from '../ber/cursor.ts';
import { skip } from '../ber/elements.ts';
import { asBigInt } from '../ber/values.ts';
import { kernelOfThread } from '../kernel/kernel.ts';
import type { DecodeOutcome, LocalTime } from '../outcome.ts';
import { callEvent } from './call-events.ts';
import { conclude, type Decoded, recordsOf } from './conclude.ts';
import { natural } from './fields.ts';
import { headerText } from './header.ts';
import { copyOut, RecordColumns } from './record-columns.ts';
import { TapState } from './state.ts';
import { NEWEST_RELEASE, RAP_TABLE, rapTable } from './tag-names.ts';
import { Tag } from './tags.ts';
import { readDateTimeLong } from './time.ts';

const R = {
  AckFileAvailableTimeStamp: 515,
  ErrorDetailList: 520,
  RapFileAvailableTimeStamp: 525,
  ReturnDetailsCount: 528,
  Acknowledgement: 535,
  ReturnDetailList: 536,
  RapBatchControlInfo: 537,
  MissingReturn: 538,
  FatalReturn: 539,
  SevereReturn: 540,
  RapAuditControlInfo: 541,
  RapReleaseVersionNumber: 543,
  RapSpecificationVersionNumber: 544,
  OperatorSpecList: 551,
  StopReturn: 554,
} as const;

/** Warnings that every returned event would give, for it stands without its file's tables. */
const OF_TABLES: ReadonlySet<string> = new Set(['OFFSET_UNKNOWN', 'REC_ENTITY_UNKNOWN']);

interface Fields {
  sender: string | null;
  recipient: string | null;
  sequence: string | null;
  test: boolean;
  available: LocalTime | null;
  specification: bigint;
  release: bigint;
  returns: number;
  count: bigint | null;
  readonly files: string[];
  readonly events: string[];
}

/** Decodes one ReturnBatch or Acknowledgement whose root begins at `from`. Never throws for its content. */
export function decodeRap(bytes: Uint8Array, from: number, take: TakeBatch = copyOut): DecodeOutcome {
  const d = new TapState(bytes, from, take);
  d.setTable(RAP_TABLE);
  const outcome = conclude(d, batch(d));
  if (!outcome.ok) return outcome;
  return { ...outcome, warnings: outcome.warnings.filter(({ code }) => !OF_TABLES.has(code)) };
}

function batch(d: TapState): Decoded | null {
  const { c } = d;
  if (!readRoot(c, d.from)) return null;
  const rootAt = c.at;
  const f: Fields = {
    sender: null,
    recipient: null,
    sequence: null,
    test: false,
    available: null,
    specification: 1n,
    release: 5n,
    returns: 0,
    count: null,
    files: [],
    events: [],
  };
  d.eventPath = [
    { cls: 1, tag: c.tag, index: 0 },
    { cls: 1, tag: R.ReturnDetailList, index: 0 },
  ];
  d.rows = new RecordColumns(kernelOfThread(), d.take);
  const acknowledgement = c.tag === R.Acknowledgement;
  const limit = enter(c);
  while (more(c, limit)) {
    if (acknowledgement) control(d, f);
    else member(d, f);
    d.checkMisfit();
  }
  if (c.err !== Fault.NONE) return null;
  const { sender, recipient, sequence } = f;
  if (sender === null || recipient === null || sequence === null) {
    d.fatal('TAP_MISSING', rootAt, 'Sender, Recipient or RapFileSequenceNumber of RAP.');
    return null;
  }
  if (f.count !== null && f.count !== BigInt(f.returns))
    d.warn('RAP_COUNT', rootAt, `ReturnDetailsCount is ${f.count}, the file has ${f.returns} details.`);
  return {
    ok: true,
    header: {
      sender,
      recipient,
      sequence,
      type: f.test ? 'TD' : 'CD',
      notification: false,
      release: `${f.specification}.${f.release}`,
      available: f.available,
      created: null,
      cutOff: null,
      rapSequence: null,
    },
    tables: null,
    audit: null,
    ...recordsOf(d),
    // A returned event is wrong by its nature: it rejects nothing here.
    rejected: [],
    rejectedCount: 0,
    returns: { files: f.files, events: f.events },
  };
}

function member(d: TapState, f: Fields): void {
  const { c } = d;
  if (c.tag === R.RapBatchControlInfo || c.tag === R.RapAuditControlInfo) {
    const limit = enter(c);
    while (more(c, limit)) control(d, f);
  } else if (c.tag === R.ReturnDetailList) {
    const limit = enter(c);
    while (more(c, limit)) returnDetail(d, f);
  } else {
    skip(c);
  }
}

function control(d: TapState, f: Fields): void {
  const { c } = d;
  switch (c.tag) {
    case Tag.Sender:
      f.sender = headerText(d);
      break;
    case Tag.Recipient:
      f.recipient = headerText(d);
      break;
    case Tag.RapFileSequenceNumber:
      f.sequence = headerText(d);
      break;
    case Tag.FileTypeIndicator:
      f.test = headerText(d) === 'T';
      break;
    case R.RapFileAvailableTimeStamp:
    case R.AckFileAvailableTimeStamp:
      f.available = readDateTimeLong(d);
      d.available = f.available ?? d.available;
      break;
    case Tag.ReleaseVersionNumber:
      release(d);
      break;
    case R.RapSpecificationVersionNumber:
      if (natural(d)) f.specification = asBigInt(c);
      break;
    case R.RapReleaseVersionNumber:
      if (natural(d)) f.release = asBigInt(c);
      break;
    case R.ReturnDetailsCount:
      if (natural(d)) f.count = asBigInt(c);
      break;
    default:
      skip(c);
  }
}

/** ReleaseVersionNumber: the TAP release that the returned events are of. */
function release(d: TapState): void {
  const { at } = d.c;
  if (!natural(d)) return;
  const number = Number(asBigInt(d.c));
  if (number >= 1 && number <= NEWEST_RELEASE) d.setRelease(number, rapTable(number));
  else d.fail('TAP_RELEASE_UNSUPPORTED', at, `The returned events are of TAP 3.${number}.`);
}

function returnDetail(d: TapState, f: Fields): void {
  const { c } = d;
  const { at } = c;
  f.returns++;
  if (c.tag !== R.FatalReturn && c.tag !== R.SevereReturn) {
    if (c.tag === R.MissingReturn)
      d.warn('RAP_MISSING_RETURN', at, 'The home network asks for missing files.');
    if (c.tag === R.StopReturn) d.warn('RAP_STOP_RETURN', at, 'The home network asks to stop sending files.');
    skip(c);
    return;
  }
  returned(d, f, at, c.tag === R.SevereReturn);
}

/** FatalReturn or SevereReturn: the number of the file, and the call event of the latter. */
function returned(d: TapState, f: Fields, at: number, severe: boolean): void {
  const { c } = d;
  let sequence: string | null = null;
  const before = d.rows.records;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.FileSequenceNumber) sequence = headerText(d);
    else if (!severe || c.tag === R.ErrorDetailList || c.tag === R.OperatorSpecList) skip(c);
    else if (d.rows.records > before) d.fail('TAP_SYNTAX', c.at, 'A SevereReturn holds one call event.');
    // Its charges are those of its own file's record.
    else callEvent(d, null);
  }
  if (c.err !== Fault.NONE) return;
  if (sequence === null) d.fail('TAP_MISSING', at, 'FileSequenceNumber of a return.');
  else if (!severe) f.files.push(sequence);
  else if (d.rows.records > before) f.events.push(sequence);
}
