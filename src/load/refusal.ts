/** Why a file is not loaded, and whether that is damage (quarantined) or none of our business (refused). */
import type { DecodeFailure, Identified } from '../decode/outcome.ts';
import type { ErrorCode, RoamsettleError } from '../errors.ts';
import { AUDIT_PATH } from './tap.ts';

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
