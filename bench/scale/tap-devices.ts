/** What the records of a device repeat: IMSI, IMEI and MSISDN as BCD, and who of a home sends records at all. */
import { bcdOf } from './template.ts';
import { HOMES, imeiOf, imsiOf, kindOf, msisdnOf, PEOPLE_FROM, SILENT_FROM } from './world.ts';

export const IMSI_OCTETS = 8;
export const IMEI_OCTETS = 8;
export const MSISDN_OCTETS = 6;

export interface Devices {
  readonly imsi: Uint8Array;
  readonly imei: Uint8Array;
  readonly msisdn: Uint8Array;
  /** Of each home: devices that have TAP records, people among them. */
  readonly active: readonly Int32Array[];
  readonly people: readonly Int32Array[];
}

export function devicesOf(count: number): Devices {
  const imsi = new Uint8Array(count * IMSI_OCTETS);
  const imei = new Uint8Array(count * IMEI_OCTETS);
  const msisdn = new Uint8Array(count * MSISDN_OCTETS);
  const active: number[][] = HOMES.map(() => []);
  const people: number[][] = HOMES.map(() => []);
  for (let device = 0; device < count; device++) {
    imsi.set(bcdOf(imsiOf(device)), device * IMSI_OCTETS);
    imei.set(bcdOf(imeiOf(device)), device * IMEI_OCTETS);
    msisdn.set(bcdOf(msisdnOf(device)), device * MSISDN_OCTETS);
    const kind = kindOf(device);
    const home = device % HOMES.length;
    if (kind < SILENT_FROM || kind >= PEOPLE_FROM) active[home]!.push(device);
    if (kind >= PEOPLE_FROM) people[home]!.push(device);
  }
  return { imsi, imei, msisdn, active: active.map(arrayOf), people: people.map(arrayOf) };
}

const arrayOf = (list: readonly number[]): Int32Array => Int32Array.from(list);
