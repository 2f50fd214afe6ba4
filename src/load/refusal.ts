/** Why a file is not loaded, and whether that is damage (quarantined) or none of our business (refused). */
import type { DecodeFailure, Identified, TapHeader } from '../decode/outcome.ts';
import type { ErrorCode, RoamsettleError } from '../errors.ts';
import { nameBreaks } from './file-rules.ts';

/** Where a differing audit is reported. */
export const AUDIT_PATH = 'TransferBatch/AuditControlInfo';

/** Codes of files that are not ours to load; every other failure is damage, and quarantined. */
const REFUSED = new Set<ErrorCode>([
  'FILE_UNKNOWN',
  'FILE_FORMAT_UNSUPPORTED',
  'FILE_TOO_LARGE',
  'FILE_SEQUENCE_CONFLICT',
  'FILE_NOT_FOUND',
  'FILE_UNREADABLE',
  'FILE_CHANGED',
  'TAP_RELEASE_UNSUPPORTED',
  'TAP_KIND_UNSUPPORTED',
  'SIGNALING_HEADER',
  'PROFILE_CHANGED',
]);

export function statusOf(code: ErrorCode): 'refused' | 'quarantined' {
  return REFUSED.has(code) ? 'refused' : 'quarantined';
}

/** A file whose audit disagreed in an earlier call. */
export function stillHeld(): DecodeFailure {
  const detail = 'It was kept back before; `status` shows what differs.';
  return { code: 'TAP_AUDIT_MISMATCH', detail, byteOffset: 0, tagPath: AUDIT_PATH, recordIndex: null };
}

/** Another file holds the claim that this one makes (rule 15). */
export function conflict(identified: Identified): DecodeFailure {
  const claim = identified.claim!;
  const detail = `${claim.type} ${claim.sender} to ${claim.recipient} ${claim.sequence}.`;
  return {
    code: 'FILE_SEQUENCE_CONFLICT',
    detail,
    byteOffset: 0,
    tagPath: 'FileSequenceNumber',
    recordIndex: null,
  };
}

/** Names that contradict the header, all of them (TD.57 FileSequenceNumber 100, BatchControlInfo 38 and 39; Fatal). */
export function nameFailure(names: readonly string[], header: TapHeader): DecodeFailure | null {
  const breaks = names.map((name) => nameBreaks(name, header));
  if (breaks.length === 0 || breaks.some((found) => found.length === 0)) return null;
  const [first] = breaks[0]!;
  return {
    code: 'FILE_NAME_MISMATCH',
    detail: breaks[0]!.map(({ detail }) => detail).join(' '),
    byteOffset: 0,
    tagPath: first!.tagPath,
    recordIndex: null,
    ...(first!.td57 && { td57: first!.td57 }),
  };
}

/** A file that another profile mapped: its events are in the store already, as that one understood them. */
export function mappedOtherwise(): DecodeFailure {
  return { code: 'PROFILE_CHANGED', detail: '', byteOffset: 0, tagPath: '', recordIndex: null };
}

/** An error of the signaling loader as a failure with its place. */
export function failureOf(error: RoamsettleError): DecodeFailure {
  return {
    code: error.code,
    detail: [error.detail, error.place.line === undefined ? '' : `Line ${error.place.line}.`]
      .filter(Boolean)
      .join(' '),
    byteOffset: error.place.byteOffset ?? 0,
    tagPath: error.place.tagPath ?? error.place.key ?? '',
    recordIndex: error.place.recordIndex ?? null,
  };
}
