/**
 * The devices of the world. A device is a pure function of (seed, index): who it is, what it carries, when it is there.
 */
import { type Month, type Region, weekday } from './calendar.ts';
import { DECLARED_TACS, tacsOf } from './equipment.ts';
import type { Kind } from './habit.ts';
import { MACHINES } from './machines.ts';
import { apnsOf, PARTNERS, type Partner } from './partners.ts';
import { PEOPLE } from './people.ts';
import { mix, Rng } from './prng.ts';

/** More would not fit the IMSI blocks. */
export const MAX_DEVICES = 500_000;

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
}

const FOREVER = 1000;
/** Odd, not a multiple of 5: index × this mod 10^k runs through every serial once. */
const SPREAD = 7_654_321;
const DECK = 100;

/** All devices of a seed, in index order. */
export function buildWorld(seed: number, count: number, month: Month): Device[] {
  const deck = kindDeck(seed);
  return Array.from({ length: count }, (_, index) =>
    deviceAt(seed, index, deck[index % DECK] as Kind, month),
  );
}

/** One hundred kinds in the proportion of their weights, shuffled: every hundred devices hold the exact mix. */
function kindDeck(seed: number): Kind[] {
  const deck = [...MACHINES, ...PEOPLE].flatMap((kind) => Array.from({ length: kind.weight }, () => kind));
  const rng = new Rng(seed, 0xdec4);
  for (let i = deck.length - 1; i > 0; i--) {
    const j = rng.below(i + 1);
    const held = deck[i] as Kind;
    deck[i] = deck[j] as Kind;
    deck[j] = held;
  }
  return deck;
}

function deviceAt(seed: number, index: number, kind: Kind, month: Month): Device {
  const rng = new Rng(seed, index, 0xde71ce);
  const partner = pickPartner(rng);
  const terms = declare(kind, rng);
  const excluded = kind.device === 'human' && terms.declared === 'no' && rng.chance(0.004);
  const block =
    terms.declaredBy === 'imsi_range'
      ? partner.blocks.machines
      : excluded
        ? partner.blocks.test
        : partner.blocks.people;
  const tac = pickTac(kind, terms.declaredBy, rng);
  const imei = withCheckDigit(tac + String(mix(seed, index, 0x1e1) % 1_000_000).padStart(6, '0'));
  const stay = stayOf(kind, rng, month);
  const region: Region = rng.chance(0.15) ? 1 : 0;
  return {
    index,
    kind,
    partner,
    imsi: subscriber(partner.plmn + block, index),
    imei,
    signaledImei: rng.chance(0.06) ? '' : rng.pick([imei, imei.slice(0, 14), `${imei.slice(0, 14)}01`]),
    msisdn: `999${partner.plmn.slice(3)}${String(index).padStart(7, '0')}`,
    region,
    apn: pickApn(kind, partner, terms.declaredBy, rng),
    rat: rng.pick(kind.rats),
    ...terms,
    excluded,
    silent: rng.chance(kind.silent),
    ...stay,
    phase: rng.below(7 * 86_400),
    weekPhase: rng.below(7),
    tripDays: rng.between(kind.days[0], kind.days[1]),
    pace: kind.fixed ? 1 : 0.4 + 0.6 * (rng.unit() + rng.unit()),
    cells: knownCells(kind, region, rng),
  };
}

function pickPartner(rng: Rng): Partner {
  let rest = rng.below(PARTNERS.reduce((sum, p) => sum + p.weight, 0));
  for (const partner of PARTNERS) {
    rest -= partner.weight;
    if (rest < 0) return partner;
  }
  return PARTNERS[0] as Partner;
}

/** Seven machines in ten are declared; three people in two hundred stand on a declared range or TAC by mistake. */
function declare(kind: Kind, rng: Rng): Pick<Device, 'declared' | 'declaredBy'> {
  const draw = rng.unit();
  if (kind.device === 'human') {
    if (draw < 0.008) return { declared: 'stale', declaredBy: 'imsi_range' };
    if (draw < 0.015) return { declared: 'stale', declaredBy: 'tac' };
    return { declared: 'no', declaredBy: '' };
  }
  if (draw < 0.5 || (draw < 0.6 && kind.data === null)) return { declared: 'yes', declaredBy: 'imsi_range' };
  if (draw < 0.6) return { declared: 'yes', declaredBy: 'apn' };
  if (draw < 0.7) return { declared: 'yes', declaredBy: 'tac' };
  return { declared: 'no', declaredBy: '' };
}

function pickTac(kind: Kind, by: DeclaredBy, rng: Rng): string {
  if (by === 'tac') return rng.pick(DECLARED_TACS);
  const pool = tacsOf(rng.pick(kind.equipment));
  return rng.pick(by === 'imsi_range' ? pool : pool.filter((tac) => !DECLARED_TACS.includes(tac)));
}

/** People, and machines that hide, use the APNs that nobody declared. */
function pickApn(kind: Kind, partner: Partner, by: DeclaredBy, rng: Rng): string {
  const apns = apnsOf(partner);
  if (kind.device === 'human') return rng.pick(apns.people);
  if (by === 'apn' || (by === 'imsi_range' && rng.chance(0.6))) return rng.pick(apns.declared);
  return rng.pick(apns.hidden);
}

function stayOf(kind: Kind, rng: Rng, month: Month): Pick<Device, 'arrive' | 'leave'> {
  if (kind.stay === 'visit') {
    const days = rng.between(kind.days[0], kind.days[1]);
    const arrive = rng.between(1 - days, month.days - 1);
    return { arrive, leave: arrive + days };
  }
  const moves = rng.unit();
  const arrive = moves < 0.05 ? rng.between(1, month.days - 2) : -FOREVER;
  const leave = moves > 0.96 ? rng.between(2, month.days - 1) : FOREVER;
  return { arrive, leave };
}

/** A cell is location area × 65536 + cell number; each region has its own areas. */
function knownCells(kind: Kind, region: Region, rng: Rng): number[] {
  const area = 1000 + 500 * region + rng.below(60);
  const count =
    kind.cells === 'one' ? rng.between(1, 2) : kind.cells === 'few' ? rng.between(2, 7) : rng.between(12, 40);
  return Array.from({ length: count }, (_, i) => {
    const near = kind.cells === 'many' ? area + rng.below(1 + (i >> 1)) : area;
    return near * 65_536 + rng.between(1, 60_000);
  });
}

function subscriber(head: string, index: number): string {
  const digits = 15 - head.length;
  return head + String((index * SPREAD + 12_345) % 10 ** digits).padStart(digits, '0');
}

/** 14 digits and their Luhn digit. */
function withCheckDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const doubled = Number(digits[i]) * (i % 2 === 1 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits + String((10 - (sum % 10)) % 10);
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
