/**
 * Writes call events into a buffer: a copy of a template, then its marked values. Machines come round at even intervals
 * with small volumes; people come at random, seldom by night, with larger ones, calls and short messages.
 */
import { put, Shape } from './shape.ts';
import { type Devices, IMEI_OCTETS, IMSI_OCTETS, MSISDN_OCTETS } from './tap-devices.ts';
import { CALLS, callShape, DATA_SIZES, dataShape, ENTITIES_OF_TYPE } from './tap-shapes.ts';
import {
  APN_LETTERS,
  APN_WORDS,
  CLOCK_CHANGE,
  DAY,
  HIDDEN_FROM,
  HOMES,
  kindOf,
  MONTH_START,
  OFFSETS,
  PEOPLE_FROM,
  stampText,
} from './world.ts';

/** Octets that any record stays below. */
export const MAX_RECORD = 400;
/** Of 100 records of people this many are calls or short messages: about 10 % of all records. */
const CALL_SHARE = 23;
/** Of 100 records this many have no IMEI. */
const WITHOUT_IMEI = 8;
/** Of 100 data records this many are intermediate partials of a longer session. */
const PARTIALS = 5;
/** Before this hour only every tenth person is awake. */
const MORNING = 7;
/** A person keeps to this many cells; a machine to one. */
const CELLS_OF_PERSON = 16;
const CELLS = 20_000;
const FIRST_REFERENCE = 0x100_0000;

const DIGITS = Uint8Array.from(
  { length: 200 },
  (_, i) => 48 + (i % 2 === 0 ? Math.floor(i / 20) : (i >> 1) % 10),
);
const DATES = new Map<number, Uint8Array>();
const APNS = APN_WORDS.flatMap((word) => APN_LETTERS.map((letter) => Buffer.from(word + letter, 'latin1')));

/** A charge is the fee and a share of the units; all stay in the widths of their shape (tap-shapes.ts). */
interface Price {
  readonly fee: number;
  readonly shift: number;
  readonly unitOctets: number;
  readonly octets: number;
  readonly taxOctets: number;
}

const CALL_PRICE: Price = { fee: 500, shift: 0, unitOctets: 2, octets: 2, taxOctets: 2 };
/** Bytes of each size of session: from the least up to the mask more. */
const VOLUMES = [
  {
    down: 300,
    downMask: 0x1fff,
    downOctets: 2,
    up: 300,
    upMask: 0x1fff,
    upOctets: 2,
    price: { fee: 128, shift: 7, unitOctets: 2, octets: 2, taxOctets: 1 },
  },
  {
    down: 70_000,
    downMask: 0x1f_ffff,
    downOctets: 3,
    up: 40_000,
    upMask: 0xf_ffff,
    upOctets: 3,
    price: { fee: 1000, shift: 9, unitOctets: 3, octets: 2, taxOctets: 2 },
  },
  {
    down: 20_000_000,
    downMask: 0x7ff_ffff,
    downOctets: 4,
    up: 40_000,
    upMask: 0x1f_ffff,
    upOctets: 3,
    price: { fee: 180_000, shift: 9, unitOctets: 4, octets: 3, taxOctets: 3 },
  },
] as const;

/** What the audit of a file says. */
export interface Totals {
  records: number;
  charge: number;
  tax: number;
  /** Local seconds and offset code. */
  earliest: readonly [local: number, code: number] | null;
  latest: readonly [local: number, code: number] | null;
}

export class RecordWriter {
  readonly #devices: Devices;
  readonly #home: number;
  readonly #data: Shape[];
  readonly #calls: Shape[];
  #random: number;

  constructor(devices: Devices, home: number, seed: number) {
    this.#devices = devices;
    this.#home = home;
    this.#random = (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(home + 1, 0x85ebca6b)) >>> 0 || 1;
    const both = [false, true];
    this.#data = DATA_SIZES.flatMap((size) =>
      both.flatMap((imei) => both.map((partial) => new Shape(dataShape(home, size, imei, partial)))),
    );
    this.#calls = CALLS.flatMap((call) => both.map((imei) => new Shape(callShape(home, call, imei))));
  }

  /**
   * Appends the record of `turn` (a running number of the home) at local second `local`; `reference` is unique.
   * Returns where the next one begins.
   */
  write(
    bytes: Uint8Array,
    at: number,
    turn: number,
    local: number,
    reference: number,
    totals: Totals,
  ): number {
    const active = this.#devices.active[this.#home]!;
    let device = active[turn % active.length]!;
    const r = this.#next();
    let second = local + (r & 15);
    const isPerson = kindOf(device) >= PEOPLE_FROM;
    if (isPerson) {
      const people = this.#devices.people[this.#home]!;
      const isNight = (local - MONTH_START) % DAY < MORNING * 3600;
      const awake = isNight ? Math.ceil(people.length / 10) : people.length;
      device = people[this.#next() % awake]!;
      second += (r >>> 4) & 511;
    }
    const code = second < CLOCK_CHANGE ? 0 : 1;
    const imei = (r >>> 16) % 100 >= WITHOUT_IMEI ? 1 : 0;
    const isCall = isPerson && (r >>> 9) % 100 < CALL_SHARE;
    const size = !isPerson ? 0 : this.#next() % 10 < 7 ? 1 : 2;
    const shape = isCall
      ? this.#calls[2 * ((r >>> 24) & 3) + imei]!
      : this.#data[4 * size + 2 * imei + ((r >>> 20) % 100 < PARTIALS ? 1 : 0)]!;
    bytes.set(shape.octets, at);
    this.#who(bytes, at, shape, device);
    clock(bytes, at + shape.start, second);
    bytes[at + shape.startCode] = code;
    put(bytes, at + shape.duration, 2, 128 + (this.#next() & 0x3fff));
    this.#where(bytes, at, shape, device, isPerson);
    const length = shape.octets.length;
    if (isCall) this.#call(bytes, at, shape, reference, totals);
    else this.#session(bytes, at, shape, { size, device, second, code, reference }, totals);
    totals.records++;
    const utc = second - 60 * OFFSETS[code]!;
    if (totals.earliest === null || utc < utcOf(totals.earliest)) totals.earliest = [second, code];
    if (totals.latest === null || utc > utcOf(totals.latest)) totals.latest = [second, code];
    return at + length;
  }

  #who(bytes: Uint8Array, at: number, shape: Shape, device: number): void {
    const { imsi, imei, msisdn } = this.#devices;
    for (let i = 0; i < IMSI_OCTETS; i++) bytes[at + shape.imsi + i] = imsi[device * IMSI_OCTETS + i]!;
    for (let i = 0; i < MSISDN_OCTETS; i++)
      bytes[at + shape.msisdn + i] = msisdn[device * MSISDN_OCTETS + i]!;
    if (shape.imei < 0) return;
    for (let i = 0; i < IMEI_OCTETS; i++) bytes[at + shape.imei + i] = imei[device * IMEI_OCTETS + i]!;
  }

  #where(bytes: Uint8Array, at: number, shape: Shape, device: number, isPerson: boolean): void {
    const cell = (device * 37 + (isPerson ? this.#next() % CELLS_OF_PERSON : 0)) % CELLS;
    put(bytes, at + shape.area, 2, 256 + (cell >> 4));
    put(bytes, at + shape.cell, 3, 0x1_0000 + cell);
    const row = cell % ENTITIES_OF_TYPE;
    // Codes type by type: MSC, S-GW, P-GW.
    bytes[at + shape.serving] = (shape.gateway < 0 ? 0 : ENTITIES_OF_TYPE) + row + 1;
    if (shape.gateway >= 0) bytes[at + shape.gateway] = 2 * ENTITIES_OF_TYPE + row + 1;
  }

  #call(bytes: Uint8Array, at: number, shape: Shape, reference: number, totals: Totals): void {
    put(bytes, at + shape.reference, 6, reference);
    bytes[at + shape.reference] = 1;
    bytes[at + shape.reference + 1] = this.#home;
    this.#money(bytes, at, shape, 128 + (this.#next() & 0x7ff), CALL_PRICE, totals);
  }

  #session(
    bytes: Uint8Array,
    at: number,
    shape: Shape,
    event: { size: number; device: number; second: number; code: number; reference: number },
    totals: Totals,
  ): void {
    const { size, device, second, code } = event;
    const kind = kindOf(device);
    const word = kind < HIDDEN_FROM ? 0 : kind < PEOPLE_FROM ? 1 : 2;
    bytes.set(APNS[word * APN_LETTERS.length + (device % APN_LETTERS.length)]!, at + shape.apn);
    two(bytes, at + shape.pdp + 12, device % 100);
    if (shape.context >= 0) {
      clock(bytes, at + shape.context, Math.max(MONTH_START, second - 1800));
      bytes[at + shape.contextCode] = code;
    }
    put(bytes, at + shape.reference, 4, FIRST_REFERENCE + event.reference);
    const volume = VOLUMES[size]!;
    const r = this.#next();
    const down = volume.down + (r & volume.downMask);
    const up = volume.up + ((r >>> 11) & volume.upMask);
    put(bytes, at + shape.down, volume.downOctets, down);
    put(bytes, at + shape.up, volume.upOctets, up);
    this.#money(bytes, at, shape, down + up, volume.price, totals);
  }

  #money(bytes: Uint8Array, at: number, shape: Shape, units: number, price: Price, totals: Totals): void {
    const charge = price.fee + (units >> price.shift);
    put(bytes, at + shape.chargeable, price.unitOctets, units);
    put(bytes, at + shape.charged, price.unitOctets, units);
    put(bytes, at + shape.charge, price.octets, charge);
    totals.charge += charge;
    if (shape.tax < 0) return;
    const tax = Math.floor((charge * 21) / 100);
    put(bytes, at + shape.tax, price.taxOctets, tax);
    put(bytes, at + shape.taxable, price.octets, charge);
    totals.tax += tax;
  }

  /** Xorshift: 32 bits. */
  #next(): number {
    let x = this.#random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#random = x >>> 0;
    return this.#random;
  }
}

export const utcOf = ([local, code]: readonly [number, number]): number => local - 60 * OFFSETS[code]!;

/** CCYYMMDDhhmmss. */
function clock(bytes: Uint8Array, at: number, local: number): void {
  const day = Math.floor(local / DAY);
  let date = DATES.get(day);
  if (date === undefined) {
    date = Buffer.from(stampText(day * DAY).slice(0, 8), 'latin1');
    DATES.set(day, date);
  }
  for (let i = 0; i < 8; i++) bytes[at + i] = date[i]!;
  const second = local - day * DAY;
  const minute = Math.floor(second / 60);
  two(bytes, at + 8, Math.floor(minute / 60));
  two(bytes, at + 10, minute % 60);
  two(bytes, at + 12, second % 60);
}

function two(bytes: Uint8Array, at: number, number: number): void {
  bytes[at] = DIGITS[2 * number]!;
  bytes[at + 1] = DIGITS[2 * number + 1]!;
}

/** Homes have equal shares of the records; the first ones take what is left over. */
export function shareOf(total: number, home: number): number {
  return Math.floor(total / HOMES.length) + (home < total % HOMES.length ? 1 : 0);
}
