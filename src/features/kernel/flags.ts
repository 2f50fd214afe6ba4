/**
 * What one row of the kernel is, in one integer. `slice_signal.sql` and `slice_known_record.sql` pack what they read;
 * the meaning that rule 3 gives to procedure, result and interface is worked out here once for every combination.
 */

/** Bits as packed by slice_signal.sql. */
const ROLE = 3;
const RESULT_OK = 4;
const RESULT_OTHER = 8;
const SNAPSHOT = 16;
const HAS_RAT = 32;
const IOT_RAT = 64;
const COMBINATIONS = 128;

/** Role of a procedure in presence (rule 3), as packed by slice_signal.sql. */
const ROLES = { registration: 1, cancel: 2, purge: 3 } as const;

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

/** Flags of an event by what slice_signal.sql packed. */
export const EVENT_FLAGS: Int32Array = Int32Array.from({ length: COMBINATIONS }, (_, packed) => {
  const role = packed & ROLE;
  const ok = (packed & RESULT_OK) !== 0;
  const okOrEmpty = (packed & RESULT_OTHER) === 0;
  const snapshot = (packed & SNAPSHOT) !== 0;
  const registration = role === ROLES.registration;
  const detach = !snapshot && (role === ROLES.cancel || role === ROLES.purge) && okOrEmpty;
  return (
    ((snapshot ? okOrEmpty : registration && ok) ? Flag.sign : 0) |
    (detach ? Flag.detach : 0) |
    (detach && role === ROLES.cancel ? Flag.cancel : 0) |
    (registration ? Flag.attempt : 0) |
    (okOrEmpty ? 0 : Flag.rejected) |
    ((packed & HAS_RAT) !== 0 ? Flag.hasRat : 0) |
    ((packed & IOT_RAT) !== 0 ? Flag.iotRat : 0)
  );
});

/** Bits as packed by slice_known_record.sql, below the local hour. */
const IN_PERIOD = 1;
const CHARGED = 2;
const HOUR_FROM = 2;
const RECORD_COMBINATIONS = 24 << HOUR_FROM;

/** Flags of a known record by what slice_known_record.sql packed. */
export const RECORD_FLAGS: Int32Array = Int32Array.from(
  { length: RECORD_COMBINATIONS },
  (_, packed) =>
    Flag.record |
    ((packed & IN_PERIOD) !== 0 ? Flag.inPeriod : 0) |
    ((packed & CHARGED) !== 0 ? Flag.charged : 0) |
    ((packed >> HOUR_FROM) << HOUR_SHIFT),
);
