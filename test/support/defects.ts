/**
 * Broken TAP files, one a defect class, with the error codes they may give and, where the builder knows it, the byte
 * offset of the element that is wrong.
 */
import type { ErrorCode } from '../../src/errors.ts';
import { ascii, type BerElement, encodeBer, integer, octets, sequence } from './ber-encoder.ts';
import { SOUND_FILE } from './sound-file.ts';
import { tapElement } from './tap-encoder.ts';
import type { TapFileModel } from './tap-model.ts';
import { BASIC, CHARGE, IMSI, SERVICE } from './tap-paths.ts';
import { TAG } from './tap-tags.ts';
import { change, find, type TagPath } from './tree.ts';

interface Defect {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Any of these is right; the first is the best. */
  readonly codes: readonly ErrorCode[];
  /** Null: the place is the decoder's choice, inside the file. */
  readonly byteOffset: number | null;
}

const SOUND = tapElement(SOUND_FILE);

const HEADER = [TAG.batchControlInfo] as const;
const EVENTS = [TAG.callEventDetailList] as const;
const CHARGING_ID = [...BASIC, TAG.chargingId] as const;
const START = [...BASIC, TAG.callEventStartTimeStamp, TAG.localTimeStamp] as const;
const AVAILABLE = [...HEADER, TAG.fileAvailableTimeStamp] as const;
const OFFSET_ROW = [
  TAG.networkInfo,
  TAG.utcTimeOffsetInfoList,
  TAG.utcTimeOffsetInfo,
  TAG.utcTimeOffset,
] as const;
const AUDIT = [TAG.auditControlInfo] as const;

/** One element replaced by a wrong one; the place is that of the wrong one. */
function replaced(
  name: string,
  codes: readonly ErrorCode[],
  path: TagPath,
  make: (element: BerElement) => BerElement,
): Defect {
  let wrong: BerElement | undefined;
  const root = change(SOUND, path, (element) => {
    wrong = make(element);
    return wrong;
  });
  const { bytes, places } = encodeBer(root);
  return { name, bytes, codes, byteOffset: places.get(wrong!)!.start };
}

/** An extra element after the one at `path`, or before it. */
function inserted(
  name: string,
  codes: readonly ErrorCode[],
  path: TagPath,
  extra: BerElement,
  where: 'before' | 'after' = 'before',
): Defect {
  const root = change(SOUND, path, (element) => (where === 'before' ? [extra, element] : [element, extra]));
  const { bytes, places } = encodeBer(root);
  return { name, bytes, codes, byteOffset: places.get(extra)!.start };
}

/** The element at `path` left out. */
function missing(name: string, path: TagPath, codes: readonly ErrorCode[] = ['TAP_MISSING']): Defect {
  return { name, bytes: encodeBer(change(SOUND, path, () => [])).bytes, codes, byteOffset: null };
}

function whole(
  name: string,
  codes: readonly ErrorCode[],
  bytes: Uint8Array,
  byteOffset: number | null,
): Defect {
  return { name, bytes, codes, byteOffset };
}

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
const text = (value: string) => (element: BerElement) => ascii(element.tag, value);
const withContent = (hex: string) => (element: BerElement) =>
  octets(element.tag, Uint8Array.from(Buffer.from(hex, 'hex')));
const raw = (...bytes: readonly number[]): BerElement => ({
  tag: -1,
  role: 'octets',
  raw: Uint8Array.from(bytes),
});

function contentSize(element: BerElement): bigint {
  const { content, end } = encodeBer(element).places.get(element)!;
  return BigInt(end - content);
}

/** Levels of the nesting bombs: far above any limit, small enough to build. */
const BOMB_LEVELS = 2_000;
const BOMB_INDEFINITE_LEVELS = 100_000;

function nested(levels: number): BerElement {
  let element: BerElement = sequence(777, []);
  for (let i = 0; i < levels; i++) element = sequence(777, [element]);
  return element;
}

/** Defects of BER framing. */
export function framingDefects(): Defect[] {
  const sound = encodeBer(SOUND).bytes;
  const indefinite = encodeBer({ ...SOUND, length: 'indefinite' }).bytes;
  const openRoot: BerElement = { ...SOUND, length: 'indefinite', override: { omitEoc: true } };
  const bomb = Buffer.alloc(BOMB_INDEFINITE_LEVELS * 4, Buffer.from('7f860980', 'hex'));
  const underrun = change(SOUND, SERVICE, (element) => ({
    ...element,
    override: { lengthValue: contentSize(element) - 1n },
  }));
  const { bytes: underrunBytes, places } = encodeBer(underrun);
  const cutShort = places.get(find(underrun, [...SERVICE, TAG.chargeInformationList]))!.start;
  return [
    whole('empty', ['BER_TRUNCATED', 'FILE_EMPTY'], new Uint8Array(0), 0),
    whole('truncated', ['BER_TRUNCATED'], sound.slice(0, sound.length >> 1), 0),
    whole(
      'truncated_indefinite',
      ['BER_TRUNCATED', 'BER_MISSING_EOC'],
      indefinite.slice(0, sound.length >> 1),
      null,
    ),
    replaced('length_overflow', ['BER_LENGTH_OVERFLOW'], CHARGING_ID, (element) => ({
      ...element,
      override: { lengthValue: 120n },
    })),
    replaced('length_overflow_group', ['BER_LENGTH_OVERFLOW'], SERVICE, (element) => ({
      ...element,
      override: { lengthValue: 70_000n },
    })),
    replaced('length_overflow_huge', ['BER_LENGTH_OVERFLOW', 'BER_LENGTH_FORM'], CHARGING_ID, (element) => ({
      ...element,
      override: { lengthValue: (1n << 64n) - 1n },
    })),
    // The group ends before its last member does.
    whole('length_underrun', ['BER_LENGTH_OVERFLOW'], underrunBytes, cutShort),
    replaced('over_long_length', ['BER_LENGTH_FORM'], CHARGING_ID, (element) => ({
      ...element,
      length: { octets: 9 },
    })),
    replaced('reserved_length', ['BER_LENGTH_FORM'], CHARGING_ID, (element) => ({
      ...element,
      override: { lengthBytes: Uint8Array.of(0xff) },
    })),
    replaced('indefinite_primitive', ['BER_LENGTH_FORM'], CHARGING_ID, (element) => ({
      ...element,
      override: { lengthBytes: Uint8Array.of(0x80) },
    })),
    replaced('missing_eoc', ['BER_MISSING_EOC'], SERVICE, (element) => ({
      ...element,
      length: 'indefinite',
      override: { omitEoc: true },
    })),
    whole('missing_eoc_root', ['BER_MISSING_EOC', 'BER_TRUNCATED'], encodeBer(openRoot).bytes, 0),
    inserted('unexpected_eoc', ['BER_UNEXPECTED_EOC'], CHARGING_ID, raw(0, 0)),
    inserted('trailing_eoc', ['BER_UNEXPECTED_EOC'], AUDIT, raw(0, 0), 'after'),
    inserted(
      'eoc_with_length',
      ['BER_UNEXPECTED_EOC', 'BER_CLASS', 'BER_LENGTH_FORM'],
      CHARGING_ID,
      raw(0, 1, 0),
    ),
    replaced('wrong_class', ['BER_CLASS'], CHARGING_ID, (element) => ({
      ...element,
      override: { cls: 'context' },
    })),
    replaced('wrong_class_private', ['BER_CLASS'], SERVICE, (element) => ({
      ...element,
      override: { cls: 'private' },
    })),
    inserted('wrong_class_universal', ['BER_CLASS'], SERVICE, raw(0x30, 0)),
    inserted('segment_outside_string', ['BER_CLASS'], CHARGING_ID, raw(0x04, 1, 0x41)),
    inserted('bad_tag_leading_zero', ['BER_TAG_FORM'], CHARGING_ID, raw(0x5f, 0x80, 0x48, 0)),
    inserted('bad_tag_low_number', ['BER_TAG_FORM'], CHARGING_ID, raw(0x5f, 0x05, 0)),
    inserted(
      'bad_tag_too_large',
      ['BER_TAG_FORM'],
      CHARGING_ID,
      raw(0x5f, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0),
    ),
    { ...inserted('deep', ['BER_DEPTH'], SERVICE, nested(BOMB_LEVELS)), byteOffset: null },
    { ...inserted('deep_indefinite', ['BER_DEPTH'], SERVICE, { ...raw(), raw: bomb }), byteOffset: null },
    // A root without a header is no batch of its own.
    whole('second_root', ['BER_TRAILING_DATA'], joined(sound, Uint8Array.of(0x61, 0x00)), sound.length),
    whole('garbage_tail', ['BER_TRAILING_DATA'], joined(sound, Uint8Array.of(0x41)), sound.length),
  ];
}

/** Defects of TAP fields and groups inside sound framing. */
export function fieldDefects(): Defect[] {
  const notTap = (tag: number, ...members: readonly BerElement[]): Uint8Array =>
    encodeBer(sequence(tag, members)).bytes;
  const accountingFirst: BerElement = {
    ...SOUND,
    children: [SOUND.children![1]!, SOUND.children![0]!, ...SOUND.children!.slice(2)],
  };
  return [
    whole('unknown_root', ['TAP_ROOT_UNKNOWN'], notTap(3), 0),
    // As TAP they are another kind, as what they are they lack their recipient.
    whole('nrtrde', ['TAP_KIND_UNSUPPORTED', 'TAP_MISSING'], notTap(1, integer(41, 2), integer(37, 1)), 0),
    whole(
      'rap',
      ['TAP_KIND_UNSUPPORTED', 'TAP_MISSING'],
      notTap(534, sequence(537, [ascii(TAG.sender, 'AAAVP')])),
      0,
    ),
    whole(
      'header_not_first',
      ['TAP_MISSING', 'TAP_ROOT_UNKNOWN', 'TAP_SYNTAX'],
      encodeBer(accountingFirst).bytes,
      null,
    ),
    replaced('release_3_13', ['TAP_RELEASE_UNSUPPORTED'], [...HEADER, TAG.releaseVersionNumber], (element) =>
      integer(element.tag, 13),
    ),
    missing('missing_header', HEADER, ['TAP_MISSING', 'TAP_ROOT_UNKNOWN']),
    missing('missing_accounting', [TAG.accountingInfo]),
    missing('missing_network', [TAG.networkInfo]),
    missing('missing_events', EVENTS),
    missing('missing_audit', AUDIT),
    missing('missing_sender', [...HEADER, TAG.sender]),
    missing('missing_recipient', [...HEADER, TAG.recipient]),
    missing('missing_sequence', [...HEADER, TAG.fileSequenceNumber]),
    missing('missing_available', AVAILABLE),
    missing('missing_specification', [...HEADER, TAG.specificationVersionNumber]),
    missing('missing_decimals', [TAG.accountingInfo, TAG.tapDecimalPlaces]),
    replaced(
      'bad_timestamp_header',
      ['TAP_SYNTAX'],
      [...AVAILABLE, TAG.localTimeStamp],
      text('20260100100000'),
    ),
    replaced('bad_offset_header', ['TAP_SYNTAX'], [...AVAILABLE, TAG.utcTimeOffset], text('0100+')),
    replaced('bad_offset_hours', ['TAP_SYNTAX'], OFFSET_ROW, text('+2500')),
    replaced('bad_offset_minutes', ['TAP_SYNTAX'], OFFSET_ROW, text('+0160')),
    replaced('bad_sequence', ['TAP_SYNTAX'], [...HEADER, TAG.fileSequenceNumber], text('4200')),
    replaced('bad_sequence_letters', ['TAP_SYNTAX'], [...HEADER, TAG.fileSequenceNumber], text('0004A')),
    replaced(
      'bad_decimals',
      ['TAP_RANGE', 'TAP_SYNTAX'],
      [TAG.accountingInfo, TAG.tapDecimalPlaces],
      (element) => integer(element.tag, 7),
    ),
  ];
}

/** Wrong values inside the first call event: TD.57 Severe, the event is rejected at the place and the rest stands. */
export function eventDefects(): Defect[] {
  return [
    replaced('bad_bcd', ['TAP_SYNTAX'], IMSI, withContent('99901712a4567f')),
    replaced('bad_bcd_filler', ['TAP_SYNTAX'], IMSI, withContent('999f1712345678')),
    replaced('bad_bcd_empty', ['TAP_SYNTAX'], IMSI, withContent('')),
    replaced('bad_timestamp', ['TAP_SYNTAX'], START, text('2026010110000x')),
    replaced('bad_timestamp_month', ['TAP_SYNTAX'], START, text('20261301100000')),
    replaced('bad_timestamp_day', ['TAP_SYNTAX'], START, text('20260229100000')),
    replaced('bad_timestamp_hour', ['TAP_SYNTAX'], START, text('20260101250000')),
    replaced('bad_timestamp_short', ['TAP_SYNTAX'], START, text('2026010110000')),
    replaced('amount_too_large', ['TAP_RANGE'], CHARGE, (element) => integer(element.tag, 1n << 63n)),
    replaced('amount_far_too_large', ['TAP_RANGE'], CHARGE, (element) => integer(element.tag, 1n << 100n)),
    replaced('amount_negative', ['TAP_RANGE'], CHARGE, (element) => integer(element.tag, -1n)),
    replaced('amount_empty', ['TAP_SYNTAX'], CHARGE, withContent('')),
    replaced('amount_constructed', ['TAP_SYNTAX', 'BER_TAG_FORM'], CHARGE, (element) =>
      sequence(element.tag, []),
    ),
    replaced('group_primitive', ['TAP_SYNTAX', 'BER_TAG_FORM'], SERVICE, (element) => ({
      ...element,
      override: { constructed: false },
    })),
    replaced('volume_too_large', ['TAP_RANGE'], [...SERVICE, TAG.dataVolumeIncoming], (element) =>
      integer(element.tag, 1n << 64n),
    ),
  ];
}

/** A file whose audit differs in exactly one item: its TD.57 name and the value it declares. */
interface AuditDefect {
  readonly item: string;
  readonly bytes: Uint8Array;
  /** TD.57 AuditControlInfo. */
  readonly error: number;
}

export function auditDefects(): AuditDefect[] {
  const wrong = (item: string, audit: NonNullable<TapFileModel['audit']>): AuditDefect => ({
    item,
    bytes: encodeBer(tapElement({ ...SOUND_FILE, audit })).bytes,
    error: 100,
  });
  const absent = (item: string, tag: number, error: number): AuditDefect => ({
    item,
    bytes: encodeBer(change(SOUND, [...AUDIT, tag], () => [])).bytes,
    error,
  });
  return [
    absent('CallEventDetailsCount', TAG.callEventDetailsCount, 33),
    absent('TotalCharge', TAG.totalCharge, 32),
    wrong('CallEventDetailsCount', { records: 4n }),
    wrong('TotalCharge', { charge: 985n }),
    wrong('TotalChargeRefund', { refund: 99n }),
    wrong('TotalChargeRefund', { refund: null }),
    wrong('TotalTaxValue', { tax: 8n }),
    wrong('TotalTaxValue', { tax: null }),
    wrong('TotalTaxRefund', { taxRefund: 10n }),
    wrong('TotalDiscountValue', { discount: 4n }),
    wrong('TotalDiscountRefund', { discountRefund: null }),
  ];
}
