/** IMSIs of a slice ↔ dense numbers from 0, in the order of their first rows. */
import { Room } from './room';

/** A device, and the first and the last stretch of its rows. */
@unmanaged
export class Device {
  imsi: u64;
  first: u32;
  last: u32;
}

const DEVICE_OCTETS: u32 = 16;
const FIRST_SLOTS: u32 = 1 << 16;

const devices = new Room((FIRST_SLOTS / 2) * DEVICE_OCTETS);
/** Number of a device plus 1; 0 is a free slot. */
const slots = new Room(FIRST_SLOTS * 4);
let mask: u32 = FIRST_SLOTS - 1;
let count: u32 = 0;
/** The device of the last answer. */
let last: u32 = 0;

export function clearDevices(): void {
  count = 0;
  last = 0;
  memory.fill(slots.at, 0, (mask + 1) << 2);
}

export function deviceCount(): u32 {
  return count;
}

/** Holds until the next device is found. */
export function deviceAt(number: u32): Device {
  return changetype<Device>(devices.at + number * DEVICE_OCTETS);
}

/** The device of an IMSI, which is the next one where it was not seen before. */
export function deviceOf(imsi: u64): Device {
  // Every file has its devices in order of IMSI: the device after the last one is the likely one.
  const next = last + 1;
  if (next < count && deviceAt(next).imsi === imsi) {
    last = next;
    return deviceAt(next);
  }
  let slot = hash(imsi) & mask;
  let found = load<u32>(slots.at + (slot << 2));
  while (found !== 0 && deviceAt(found - 1).imsi !== imsi) {
    slot = (slot + 1) & mask;
    found = load<u32>(slots.at + (slot << 2));
  }
  if (found === 0) return enter(slot, imsi);
  last = found - 1;
  return deviceAt(last);
}

function enter(slot: u32, imsi: u64): Device {
  last = count++;
  devices.reserve(count * DEVICE_OCTETS);
  const device = deviceAt(last);
  device.imsi = imsi;
  device.first = 0;
  device.last = 0;
  store<u32>(slots.at + (slot << 2), count);
  if (count * 2 > mask) grow();
  return device;
}

function grow(): void {
  const octets = (mask + 1) << 3;
  mask = mask * 2 + 1;
  slots.reserve(octets);
  memory.fill(slots.at, 0, octets);
  for (let number: u32 = 0; number < count; number++) {
    let slot = hash(deviceAt(number).imsi) & mask;
    while (load<u32>(slots.at + (slot << 2)) !== 0) slot = (slot + 1) & mask;
    store<u32>(slots.at + (slot << 2), number + 1);
  }
}

function hash(imsi: u64): u32 {
  return ((imsi * 0x9e37_79b9_7f4a_7c15) >>> 32) as u32;
}
