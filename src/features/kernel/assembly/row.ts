/** An event or a known record as it is kept until its device is worked out: half a cache line. */
@unmanaged
export class Row {
  /** Milliseconds since 1970, UTC. */
  instant: f64;
  flags: i32;
  /** NO_IMEI, NO_TAC or a TAC: 1 followed by 8 digits. */
  tac: i32;
  apn: i32;
  /** PLMN code of an event, agreement (`no`) of a record. */
  plmnOrNo: i32;
  /** Cell of an event, day of a record. */
  cellOrDay: i32;
  /** Of a record. */
  kilobytes: i32;
}

export const ROW_OCTETS: u32 = 32;

/** Rows of one device that came one after the other; they follow it. Files are sorted by device, so that rows come like that. */
@unmanaged
export class Stretch {
  /** Address of the device's next one; 0 behind the last. */
  next: u32;
  rows: u32;
}

export const STRETCH_OCTETS: u32 = 8;
