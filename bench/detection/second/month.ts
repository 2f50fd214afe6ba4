/** A month in the making: who there is, what they leave in feeds and records. Times are seconds from its local beginning. */
import type { Chance } from './chance.ts';
import { Gear } from './gear.ts';
import { DAY, HOUR, LIKE_THINGS, type Person } from './people.ts';
import type { Settings } from './settings.ts';
import { circuitCall, gprsCall, type Party } from './tap.ts';
import { LIKE_PEOPLE, type Thing } from './traits.ts';

export const VISITED = { tadig: 'QZZV7', plmn: '20288' };
/** Hours that the visited network's clock is ahead of UTC, the whole month. */
export const AHEAD = 3;
/** Charge of a megabyte, a minute and a message, in 10^-4 EUR. */
const PRICES = { megabyte: 30, minute: 24, message: 6 };

export interface Home {
  readonly tadig: string;
  readonly plmn: string;
  readonly country: string;
  readonly apn: string;
  readonly hub: boolean;
  readonly weight: number;
  readonly steers: boolean;
  readonly declared: { readonly ranges: string[]; readonly apns: string[]; readonly tacs: string[] };
  /** A subscriber number among all that the home has sold. */
  readonly number: (chance: Chance) => number;
}

export interface Device {
  readonly home: Home;
  readonly kind: Person | Thing;
  readonly machine: boolean;
  readonly imsi: string;
  readonly imei: string;
  readonly msisdn: string;
  readonly radio: string;
  readonly apn: string;
  readonly circuit: boolean;
  /** Feeds in which its IMEI shows; `tap` among them. */
  readonly shows: ReadonlySet<string>;
  readonly cells: readonly number[];
  /** Pool member that serves it. */
  readonly node: number;
  records: number;
}

interface Presence {
  readonly moves: number;
  /** Seconds between requests for authentication vectors; 0: none are seen. */
  readonly vectors: number;
  /** Spread of those seconds as a share; 1: by chance. */
  readonly regular: number;
  readonly hour?: (chance: Chance) => number;
}

/** What goes into the TAP files of one home and day. */
export interface DayFile {
  readonly records: Buffer[];
  total: number;
  first: number;
  last: number;
}

const RESTARTS = 6;
const NODES = 40;

export class Month {
  readonly chance: Chance;
  readonly settings: Settings;
  readonly days: number;
  readonly end: number;
  readonly events: string[] = [];
  readonly files = new Map<string, DayFile>();
  readonly truth: string[] = [];
  readonly gear: Gear;
  /** Epoch seconds of its local beginning. */
  private readonly start: number;
  private readonly used = new Set<string>();
  private readonly restarts: readonly { at: number; node: number }[];

  constructor(chance: Chance, settings: Settings, days: number, start: number) {
    this.chance = chance;
    this.settings = settings;
    this.days = days;
    this.start = start;
    this.end = days * DAY;
    this.gear = new Gear(chance);
    this.restarts = Array.from({ length: RESTARTS }, () => ({
      at: chance.between(0, this.end),
      node: chance.below(NODES),
    }));
  }

  /** A device that nobody was before; `number` is asked until one is free. */
  device(
    home: Home,
    kind: Person | Thing,
    machine: boolean,
    tac: string,
    radio: string,
    apn: string,
    number: () => number,
  ): Device {
    const { chance, settings } = this;
    let imsi = '';
    do imsi = home.plmn + String(number()).padStart(15 - home.plmn.length, '0');
    while (this.used.has(imsi));
    this.used.add(imsi);
    const feeds = Object.entries({ ...settings.feeds, tap: settings.tapImei });
    return {
      home,
      kind,
      machine,
      imsi,
      imei: `${tac}${chance.digits(6)}0`,
      msisdn: `${home.country}${chance.digits(9)}`,
      radio,
      apn,
      circuit: !machine || chance.is(0.4),
      shows: new Set(feeds.filter(([, share]) => chance.is(share)).map(([feed]) => feed)),
      cells: Array.from(
        { length: machine ? chance.one([1, 1, 2, 3, 20]) : 1 + chance.count(10) },
        () => 256 + chance.below(1 << 22),
      ),
      node: chance.below(NODES),
      records: 0,
    };
  }

  /** Into the truth, once its month is over. */
  done({ imsi, machine, kind, records }: Device): void {
    const odd = machine ? LIKE_PEOPLE.has(kind) : LIKE_THINGS.has(kind);
    const resembles = machine === odd ? 'human' : 'machine';
    this.truth.push(`${imsi},${machine ? 'iot' : 'human'},${kind},${records === 0},${resembles}`);
  }

  private event(device: Device, at: number, feed: string, procedure: string, result = 'ok', apn = ''): void {
    const { chance, settings, start } = this;
    if (at < 0 || at >= this.end || settings.feeds[feed] === undefined || chance.is(settings.lost)) return;
    if (settings.outages.some(([from, until]) => at >= from * DAY && at < until * DAY)) return;
    const time =
      Math.floor((start + at) / settings.clock) * settings.clock * 1000 +
      (settings.clock === 1 ? chance.below(1000) : 0);
    const imei = device.shows.has(feed) ? device.imei : '';
    this.events.push(
      `${time},${device.imsi},${imei},${feed},${procedure},${result},${VISITED.plmn},${device.radio},,${apn}`,
    );
  }

  private isOld({ radio }: Device): boolean {
    return radio === 'GERAN' || radio === 'UTRAN';
  }

  /** A registration as the home network's registers see it. */
  register(device: Device, at: number): void {
    if (this.isOld(device)) {
      this.event(device, at, 'map', 'SAI');
      if (device.circuit) this.event(device, at + 1, 'map', 'UL');
      this.event(device, at + 2, 'map', 'GPRS_UL');
      return;
    }
    this.event(device, at, 's6a', 'AIR');
    this.event(device, at + 1, 's6a', 'ULR');
    if (device.circuit && !device.machine && this.chance.is(0.7)) this.event(device, at + 2, 'map', 'UL');
  }

  /** An attempt that the home network turns down. */
  reject(device: Device, at: number, code: string): void {
    if (this.isOld(device)) this.event(device, at, 'map', 'UL', '8');
    else this.event(device, at, 's6a', 'ULR', code);
  }

  /** From a first registration to the last sign: moves, vectors, restarts of nodes; periodic updates are not seen. */
  sojourn(device: Device, from: number, to: number, presence: Presence): void {
    const { chance } = this;
    const low = Math.max(0, from);
    const high = Math.min(to, this.end);
    if (high <= low) return;
    if (from >= 0) {
      if (device.home.steers && chance.is(0.4))
        for (let n = chance.one([1, 2, 4]); n > 0; n -= 1) this.reject(device, from - 9 * n, '5004');
      this.register(device, from);
    }
    for (let n = chance.count((presence.moves * (high - low)) / DAY); n > 0; n -= 1) {
      let at = chance.between(low, high);
      if (presence.hour) at = Math.floor(at / DAY) * DAY + presence.hour(chance);
      if (at >= low && at < high) this.register(device, at);
    }
    const { vectors, regular } = presence;
    if (vectors > 0)
      for (
        let at = low + chance.unit() * vectors;
        at < high;
        at += regular === 1 ? chance.waiting(vectors) : vectors * Math.max(0.1, chance.normal(1, regular))
      )
        this.event(device, at, this.isOld(device) ? 'map' : 's6a', this.isOld(device) ? 'SAI' : 'AIR');
    for (const { at, node } of this.restarts)
      if (node === device.node && at >= low && at < high) this.register(device, at + chance.waiting(400));
    if (to < this.end && chance.is(0.55))
      this.event(
        device,
        to + chance.waiting(3000),
        this.isOld(device) ? 'map' : 's6a',
        this.isOld(device) ? 'CL' : 'CLR',
      );
  }

  private party(device: Device, at: number): Party {
    const { imsi, msisdn, imei, cells, shows } = device;
    const cell = cells[(Math.floor(at / HOUR) * 7919) % cells.length]!;
    return { imsi, msisdn, imei: shows.has('tap') ? imei : '', cell };
  }

  private record(device: Device, at: number, charge: number, record: Buffer): void {
    device.records += 1;
    const key = `${device.home.tadig}/${Math.floor(at / DAY)}`;
    const file = this.files.get(key) ?? { records: [], total: 0, first: at, last: at };
    this.files.set(key, file);
    file.records.push(record);
    file.total += charge;
    file.first = Math.min(file.first, at);
    file.last = Math.max(file.last, at);
  }

  /** A data session and its records: one for each span between two cuts in which `octets` (up, down) says that any were sent. */
  session(
    device: Device,
    from: number,
    to: number,
    octets: (at: number, seconds: number) => readonly [number, number] | null,
  ): void {
    const end = Math.min(to, this.end);
    if (from < 0 || end <= from) return;
    this.event(device, from, 'gtp', 'CREATE_SESSION', 'ok', device.apn);
    if (to < this.end) this.event(device, to, 'gtp', 'DELETE_SESSION', 'ok', device.apn);
    const id = 1 + this.chance.below(2 ** 31 - 2);
    const cut = this.settings.cut * HOUR;
    for (let at = from; at < end; at += cut) {
      const seconds = Math.min(cut, end - at);
      const sent = octets(at, seconds);
      if (sent === null) continue;
      const [up, down] = sent.map((n) => Math.max(1, Math.round(n))) as [number, number];
      const charge = Math.max(1, Math.round(((up + down) * PRICES.megabyte) / 1_048_576));
      const begun = end - from > cut ? this.local(from) : null;
      const piece = {
        apn: device.apn,
        start: this.local(at),
        begun,
        seconds: Math.round(seconds),
        id,
        up,
        down,
        charge,
      };
      this.record(device, at, charge, gprsCall(this.party(device, at), piece));
    }
  }

  /** A call of so many seconds, or a short message (null). */
  call(device: Device, at: number, out: boolean, seconds: number | null): void {
    if (at < 0 || at >= this.end) return;
    const { chance } = this;
    const whole = seconds === null ? null : Math.max(1, Math.round(seconds));
    const charge = !out ? 0 : whole === null ? PRICES.message : Math.ceil(whole / 60) * PRICES.minute;
    const other = `${device.home.country}${chance.digits(9)}`;
    const call = { out, other, start: this.local(at), seconds: whole, id: chance.below(2 ** 31), charge };
    this.record(device, at, charge, circuitCall(this.party(device, at), call));
  }

  /** CCYYMMDDhhmmss on the visited network's clock. */
  local(at: number): string {
    const time = new Date((this.start + Math.floor(at) + AHEAD * HOUR) * 1000).toISOString();
    return time.slice(0, 19).replaceAll(/\D/g, '');
  }
}
