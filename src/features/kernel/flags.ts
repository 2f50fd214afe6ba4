/**
 * What one row of the kernel is, in one integer. Columns of an event and `slice_known_record.sql` are packed first; the
 * meaning that rule 3 gives to procedure, result and interface is worked out here once for every combination.
 */
import { RATS } from '../../domain/signaling-words.ts';

/** An event's columns, packed. The first three are the role of its procedure in presence (rule 3), of which it has one. */
export const Packed = {
  registration: 1,
  cancel: 2,
  purge: 3,
  resultOk: 4,
  resultOther: 8,
  snapshot: 16,
  /** Times the place of its radio access in RAT_WORDS, from 1 on. */
  rat: 32,
} as const;
const ROLE = 3;
const RAT_FROM = 5;
const COMBINATIONS = 256;

/** Radio accesses in the order of their bits in a set: GERAN 1, UTRAN 2, EUTRAN 4, NB-IOT 8, LTE-M 16, NR 32. */
export const RAT_WORDS: readonly string[] = [...RATS];
/** Place in `Packed.rat` of any other word. */
export const OTHER_RAT = 7;
/** Those built for machines. */
const IOT_RATS: readonly string[] = ['NB-IOT', 'LTE-M'];

export const Flag = {
  /** A sign of life (rule 3); a record is one by its day, which the agreement's window decides. */
  sign: 1,
  /** A detachment (rule 3), whether by cancel or purge. */
  detach: 2,
  /** A detachment by cancel: no detachment within 5 seconds after a sign of life. */
  cancel: 4,
  /** A registration, successful or not. */
  attempt: 8,
  rejected: 16,
  hasRat: 32,
  iotRat: 64,
  /** A TAP record or early usage, not a signaling event. */
  record: 128,
  inPeriod: 256,
  charged: 512,
} as const;

/** The set of the row's radio accesses stands above its flags, the local hour above that. */
const RATS_SHIFT = 10;
export const HOUR_SHIFT = RATS_SHIFT + RAT_WORDS.length;

/** The set of radio accesses in the flags of a row, or in those of several. */
export const ratsOf = (flags: number): number => (flags >> RATS_SHIFT) & ((1 << RAT_WORDS.length) - 1);

/** Flags of an event by its columns, packed. */
export const EVENT_FLAGS: Int32Array = Int32Array.from({ length: COMBINATIONS }, (_, packed) => {
  const role = packed & ROLE;
  const ok = (packed & Packed.resultOk) !== 0;
  const okOrEmpty = (packed & Packed.resultOther) === 0;
  const snapshot = (packed & Packed.snapshot) !== 0;
  const rat = packed >> RAT_FROM;
  const name = RAT_WORDS[rat - 1];
  const registration = role === Packed.registration;
  const detach = !snapshot && (role === Packed.cancel || role === Packed.purge) && okOrEmpty;
  return (
    ((snapshot ? okOrEmpty : registration && ok) ? Flag.sign : 0) |
    (detach ? Flag.detach : 0) |
    (detach && role === Packed.cancel ? Flag.cancel : 0) |
    (registration ? Flag.attempt : 0) |
    (okOrEmpty ? 0 : Flag.rejected) |
    (rat !== 0 ? Flag.hasRat : 0) |
    (name !== undefined && IOT_RATS.includes(name) ? Flag.iotRat : 0) |
    (name !== undefined ? 1 << (RATS_SHIFT + rat - 1) : 0)
  );
});

/** Bits as packed by slice_known_record.sql, below the local hour. */
const IN_PERIOD = 1;
const CHARGED = 2;
const HOUR_FROM = 2;
const RECORD_COMBINATIONS = 24 << HOUR_FROM;

/** Flags of a known record by what slice_known_record.sql packed. */
const RECORD_FLAGS: Int32Array = Int32Array.from(
  { length: RECORD_COMBINATIONS },
  (_, packed) =>
    Flag.record |
    ((packed & IN_PERIOD) !== 0 ? Flag.inPeriod : 0) |
    ((packed & CHARGED) !== 0 ? Flag.charged : 0) |
    ((packed >> HOUR_FROM) << HOUR_SHIFT),
);

/** Turns what slice_known_record.sql packed into flags, in place. */
export function recordFlags(packed: Int32Array, rows: number): Int32Array {
  for (let i = 0; i < rows; i++) packed[i] = RECORD_FLAGS[packed[i]!]!;
  return packed;
}
