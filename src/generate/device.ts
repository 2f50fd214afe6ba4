/** A device of the world: who it is, what it carries, and when it is there. */
import { type Month, type Region, weekday } from './calendar.ts';
import type { Kind } from './habit.ts';
import type { Partner } from './partners.ts';
import { mix } from './prng.ts';

/** Why a device is, or seems, declared under its home partner's agreement. */
export type DeclaredBy = 'imsi_range' | 'apn' | 'tac' | '';

export interface Device {
  readonly index: number;
  readonly kind: Kind;
  readonly partner: Partner;
  /** 15 digits. */
  readonly imsi: string;
  /** 15 digits, check digit included. */
  readonly imei: string;
  /** The form of the IMEI that signaling shows: 14, 15 or 16 digits, or empty. */
  readonly signaledImei: string;
  readonly msisdn: string;
  readonly region: Region;
  readonly apn: string;
  readonly rat: string;
  readonly declared: 'yes' | 'no' | 'stale';
  readonly declaredBy: DeclaredBy;
  /** Its IMSI lies in the agreement's excluded range (test SIMs). */
  readonly excluded: boolean;
  /** Uses nothing all month. */
  readonly silent: boolean;
  /** First and first-not day of its stay, 0 = first of the month. */
  readonly arrive: number;
  readonly leave: number;
  /** Seconds that shift its timers; days that shift its week. */
  readonly phase: number;
  readonly weekPhase: number;
  readonly tripDays: number;
  /** How much busier than its kind it is. */
  readonly pace: number;
  /** Cells it knows, most used first. */
  readonly cells: readonly number[];
  /** Name of its fleet, or empty. */
  readonly fleet: string;
  /** The radio access of some of its days; as `rat` where it never changes. */
  readonly otherRat: string;
  /** The visited network says EUTRAN where it is LTE-M or NB-IoT. */
  readonly seenAsEutran: boolean;
  /** Share of its records and rows without an IMEI, beyond the usual. */
  readonly hiddenInTap: number;
  readonly hiddenInSignaling: number;
  /** Hours that it is later than others of its kind. */
  readonly clock: number;
  /** Share of its registrations that its home network refuses first, to steer it elsewhere. */
  readonly steered: number;
  /** Hour of the month in which its fleet loads firmware, or -1. */
  readonly firmware: number;
}

/** Whether the device is in the visited country on a day. */
export function isThere(device: Device, month: Month, day: number): boolean {
  if (day < device.arrive || day >= device.leave) return false;
  const stay = device.kind.stay;
  if (stay === 'trips') return (day + device.weekPhase + 7) % 7 < device.tripDays;
  if (stay !== 'workdays') return true;
  const name = weekday(month, day);
  return name !== 0 && name !== 6 && mix(device.phase, day) % 100 < 88;
}
