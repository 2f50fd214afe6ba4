/** Broken files, one a defect class; all are `written` with one thing wrong. */
import { ascii, type BerElement, encodeBer, integer, octets, sequence } from '../support/ber-encoder.ts';
import { tapElement } from '../support/tap-encoder.ts';
import { BASIC, CHARGE, GPRS, IMSI } from '../support/tap-paths.ts';
import { TAG } from '../support/tap-tags.ts';
import { change, type TagPath } from '../support/tree.ts';
import { written } from './charges.ts';

const SOUND = tapElement(written('00099'));
const DEEP_LEVELS = 200;

const sound = encodeBer(SOUND).bytes;
const with_ = (path: TagPath, make: (element: BerElement) => BerElement | readonly BerElement[]) =>
  encodeBer(change(SOUND, path, make)).bytes;

function nested(levels: number): BerElement {
  let element: BerElement = { ...sequence(30, []), length: 'indefinite' };
  for (let i = 1; i < levels; i++) element = { ...sequence(30, [element]), length: 'indefinite' };
  return element;
}

export const BROKEN_FILES: Readonly<Record<string, Uint8Array>> = {
  'broken-truncated': sound.slice(0, 300),
  'broken-length-overflow': with_([...BASIC, TAG.chargingId], (element) => ({
    ...element,
    override: { lengthValue: 120n },
  })),
  'broken-length-form': with_([...BASIC, TAG.chargingId], (element) => ({
    ...element,
    override: { lengthBytes: Uint8Array.of(0x80) },
  })),
  'broken-missing-eoc': with_([...GPRS, TAG.gprsServiceUsed], (element) => ({
    ...element,
    length: 'indefinite',
    override: { omitEoc: true },
  })),
  'broken-class': with_([...BASIC, TAG.chargingId], (element) => ({
    ...element,
    override: { cls: 'context' },
  })),
  'broken-deep': with_([...GPRS, TAG.gprsServiceUsed], (element) => [nested(DEEP_LEVELS), element]),
  'broken-trailing-junk': Uint8Array.of(...sound, 0x41, 0x42),
  'broken-root': encodeBer(sequence(99, [ascii(TAG.sender, 'AAAVP')])).bytes,
  'broken-release': with_([TAG.batchControlInfo, TAG.releaseVersionNumber], (element) =>
    integer(element.tag, 13),
  ),
  'broken-missing-audit': with_([TAG.auditControlInfo], () => []),
  'broken-missing-accounting': with_([TAG.accountingInfo], () => []),
  'broken-header-time': with_(
    [TAG.batchControlInfo, TAG.fileAvailableTimeStamp, TAG.localTimeStamp],
    (element) => ascii(element.tag, '20260332040000'),
  ),
  'rejected-bad-bcd': with_(IMSI, (element) => octets(element.tag, Uint8Array.of(0x99, 0x90, 0x1b, 0x34))),
  'rejected-negative-amount': with_(CHARGE, (element) => integer(element.tag, -66)),
  'audit-mismatch': encodeBer(
    tapElement({
      ...written('00099'),
      audit: { charge: 660n, tax: null, records: 3n, latest: { local: '20260301235959', offset: '+0000' } },
    }),
  ).bytes,
};
