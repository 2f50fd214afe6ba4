/** The kernel's small lists: rows of an IMSI and two integers, 16 octets each. */
import { Room } from './room';

const PAIR_OCTETS: u32 = 16;

@final
class ImsiPairs {
  readonly room: Room = new Room(1024 * PAIR_OCTETS);
  rows: u32 = 0;

  add(imsi: u64, first: i32, second: i32): void {
    this.room.reserve((this.rows + 1) * PAIR_OCTETS);
    const at = this.room.at + this.rows++ * PAIR_OCTETS;
    store<u64>(at, imsi);
    store<i32>(at, first, 8);
    store<i32>(at, second, 12);
  }
}

/** Rows of device_apn: an APN of a device that has several (`no`, APN code). */
export const apns = new ImsiPairs();
/** Rows of unmatched_event: events of a device in a PLMN (code, or -1 for none; how many). */
export const strays = new ImsiPairs();
