/**
 * What an event's columns say, in one integer (layout.ts). They are packed first; the meaning that rule 3 gives to procedure,
 * result and interface is worked out here once for every combination.
 */
import { RATS as RAT_SET } from '../../domain/signaling-words.ts';
import * as L from './layout.ts';

/** An event's columns, packed: one kind of procedure, one of result. */
export const Packed = {
  /** Registrations and the beginning of a data session are the signs of life of rule 3, cancel and purge its detachments. */
  registration: 1,
  cancel: 2,
  purge: 3,
  authentication: 4,
  session: 5,
  resultOk: 8,
  resultOther: 16,
  resultPermanent: 24,
  snapshot: 32,
  /** Times the place of its radio access in RAT_WORDS, from 1 on. */
  rat: 64,
} as const;
const KIND = 7;
const RESULT = 24;
const RAT_FROM = 6;

/** Radio accesses in the order of their bits in a set: GERAN 1, UTRAN 2, EUTRAN 4, NB-IOT 8, LTE-M 16, NR 32. */
export const RAT_WORDS: readonly string[] = [...RAT_SET];
if (RAT_WORDS.length !== L.RATS)
  throw new RangeError('the kernel is laid out for another set of radio accesses');
/** Place in `Packed.rat` of any other word. */
export const OTHER_RAT = 7;
/** Those built for machines. */
const IOT_RATS: readonly string[] = ['NB-IOT', 'LTE-M'];

/** Flags of an event by its columns, packed. */
export const EVENT_FLAGS: Int32Array = Int32Array.from({ length: L.COMBINATIONS }, (_, packed) => {
  const kind = packed & KIND;
  const result = packed & RESULT;
  const ok = result === Packed.resultOk;
  const okOrEmpty = ok || result === 0;
  const snapshot = (packed & Packed.snapshot) !== 0;
  const rat = packed >> RAT_FROM;
  const name = RAT_WORDS[rat - 1];
  const registration = kind === Packed.registration || kind === Packed.session;
  const detach = !snapshot && (kind === Packed.cancel || kind === Packed.purge) && okOrEmpty;
  return (
    ((snapshot ? okOrEmpty : registration && ok) ? L.SIGN : 0) |
    (detach ? L.DETACH : 0) |
    (detach && kind === Packed.cancel ? L.CANCEL : 0) |
    (registration ? L.ATTEMPT : 0) |
    (okOrEmpty ? 0 : L.REJECTED) |
    (result === Packed.resultPermanent ? L.PERMANENT : 0) |
    (kind === Packed.authentication ? L.AUTHENTICATION : 0) |
    (kind === Packed.session ? L.SESSION : 0) |
    (rat !== 0 ? L.HAS_RAT : 0) |
    (name !== undefined && IOT_RATS.includes(name) ? L.IOT_RAT : 0) |
    (name !== undefined ? 1 << (L.RATS_SHIFT + rat - 1) : 0)
  );
});
