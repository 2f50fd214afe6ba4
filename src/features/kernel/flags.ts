/**
 * What one row of the kernel is, in one integer. Columns of an event and `slice_known_record.sql` are packed first; the
 * meaning that rule 3 gives to procedure, result and interface is worked out here once for every combination.
 */

/** An event's columns, packed. The first three are the role of its procedure in presence (rule 3), of which it has one. */
export const Packed = {
  registration: 1,
  cancel: 2,
  purge: 3,
  resultOk: 4,
  resultOther: 8,
  snapshot: 16,
  hasRat: 32,
  /** A RAT built for machines. */
  iotRat: 64,
} as const;
const ROLE = 3;
const COMBINATIONS = 128;

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

/** The local hour of the row stands above its flags. */
export const HOUR_SHIFT = 16;

/** Flags of an event by its columns, packed. */
export const EVENT_FLAGS: Int32Array = Int32Array.from({ length: COMBINATIONS }, (_, packed) => {
  const role = packed & ROLE;
  const ok = (packed & Packed.resultOk) !== 0;
  const okOrEmpty = (packed & Packed.resultOther) === 0;
  const snapshot = (packed & Packed.snapshot) !== 0;
  const registration = role === Packed.registration;
  const detach = !snapshot && (role === Packed.cancel || role === Packed.purge) && okOrEmpty;
  return (
    ((snapshot ? okOrEmpty : registration && ok) ? Flag.sign : 0) |
    (detach ? Flag.detach : 0) |
    (detach && role === Packed.cancel ? Flag.cancel : 0) |
    (registration ? Flag.attempt : 0) |
    (okOrEmpty ? 0 : Flag.rejected) |
    ((packed & Packed.hasRat) !== 0 ? Flag.hasRat : 0) |
    ((packed & Packed.iotRat) !== 0 ? Flag.iotRat : 0)
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
