/** What a world makes of its devices beyond what their kind is: fleets, tempo, numbers, what is hidden of them. */
import type { Month } from './calendar.ts';
import type { Device } from './device.ts';
import { DECLARED_TACS, tacsOf, wrongModels } from './equipment.ts';
import { apnOf, COMPANY_APNS, declaredAs, type Fleet, Fleets, wordOf } from './fleets.ts';
import type { Kind } from './habit.ts';
import { withTac } from './imei.ts';
import { Numbers } from './numbers.ts';
import { apnsOf } from './partners.ts';
import { Rng } from './prng.ts';
import { asInDemo, type Settings } from './settings.ts';
import { paced, tempoOf } from './tempo.ts';

const RADIOS = ['EUTRAN', 'UTRAN', 'GERAN'];
const LOW_POWER = ['NB-IOT', 'LTE-M'];

/** The cells a device knows, most used first, and a few beside them. */
function withNeighbours(cells: readonly number[], rng: Rng): number[] {
  const [most = 0] = cells;
  return [...cells, ...Array.from({ length: rng.between(1, 4) }, (_, i) => most + 1 + i)];
}

export class Wider {
  readonly #settings: Settings;
  readonly #seed: number;
  readonly #fleets: Fleets | null;
  readonly #numbers: Numbers;
  readonly #kinds = new Map<string, Kind>();
  readonly #wrongModels: readonly string[];

  constructor(settings: Settings, seed: number, month: Month, devices: number) {
    this.#settings = settings;
    this.#seed = seed;
    this.#fleets = settings.fleets.devices > 0 ? new Fleets(settings, seed, month.days) : null;
    this.#numbers = new Numbers(settings, seed, devices);
    this.#wrongModels = wrongModels(settings);
  }

  /** The kind as this world has it. */
  kind(kind: Kind): Kind {
    const { by_kind } = this.#settings.tempo;
    if (by_kind === 0) return kind;
    let mine = this.#kinds.get(kind.name);
    if (mine === undefined) {
      mine = paced(kind, tempoOf(new Rng(this.#seed, wordOf(kind.name), 0x7e390), by_kind));
      this.#kinds.set(kind.name, mine);
    }
    return mine;
  }

  /** The device as this world has it. Devices come in the order of their index. */
  device(plain: Device): Device {
    const settings = this.#settings;
    const rng = new Rng(this.#seed, plain.index, 0x31de4);
    const joined = plain.kind.device === 'iot' ? this.#fleets?.join(plain.partner, plain.kind) : undefined;
    const own = joined === undefined ? this.#alone(plain, rng) : this.#inFleet(plain, joined.fleet, rng);
    const device = this.#carries(own);
    const { imei, radio, clock, tempo } = settings;
    const masked = rng.chance(imei.masked);
    const otherRat = rng.chance(radio.switching)
      ? rng.pick([...device.kind.rats, ...device.kind.rats, ...RADIOS])
      : device.rat;
    const busier = tempoOf(rng, tempo.by_device);
    return {
      ...device,
      kind: tempo.by_device === 0 || device.kind.fixed ? device.kind : paced(device.kind, busier),
      imsi: this.#number(device, joined?.fleet ?? null, joined?.place ?? 0),
      otherRat,
      cells: rng.chance(radio.neighbours) ? withNeighbours(device.cells, rng) : device.cells,
      seenAsEutran: LOW_POWER.includes(device.rat) && rng.chance(radio.as_eutran),
      hiddenInTap: masked || rng.chance(imei.tap_devices) ? 1 : imei.tap_rows,
      hiddenInSignaling: masked ? 1 : imei.signaling_rows,
      steered: this.#settings.steering * ((wordOf(device.partner.tadig) % 3) / 2 + 0.5),
      clock: clock.shift + rng.between(-Math.round(clock.spread), Math.round(clock.spread)),
    };
  }

  #alone(device: Device, rng: Rng): Device {
    const { apns, declared } = this.#settings;
    if (device.kind.device === 'iot') {
      if (asInDemo(this.#settings, 'apns') || device.declaredBy !== '') return device;
      return { ...device, apn: apnOf(device.partner, rng.chance(apns.private), apns.telling, rng) };
    }
    const stale = rng.chance(declared.stale_apn) && device.declared === 'no' && device.kind.data !== null;
    if (stale)
      return {
        ...device,
        declared: 'stale',
        declaredBy: 'apn',
        apn: rng.pick(apnsOf(device.partner).declared),
      };
    return rng.chance(apns.corporate)
      ? { ...device, apn: apnOf(device.partner, true, 0, rng, COMPANY_APNS) }
      : device;
  }

  #inFleet(device: Device, fleet: Fleet, rng: Rng): Device {
    const { loyal } = this.#settings.fleets;
    const declaredBy = rng.chance(loyal) ? fleet.declaredBy : declaredAs(this.#settings, fleet.kind, rng);
    const { partner } = device;
    const tac = declaredBy === 'tac' ? rng.pick(DECLARED_TACS) : rng.pick(fleet.tacs);
    const plainTac =
      declaredBy !== 'tac' && DECLARED_TACS.includes(tac)
        ? rng.pick(tacsOf(rng.pick(fleet.kind.equipment)).filter((other) => !DECLARED_TACS.includes(other)))
        : tac;
    const declaredApns = apnsOf(partner).declared;
    const apn =
      declaredBy === 'apn'
        ? rng.pick(declaredApns)
        : declaredBy === '' && declaredApns.includes(fleet.apn)
          ? rng.pick(apnsOf(partner).people)
          : fleet.apn;
    return {
      ...device,
      fleet: fleet.name,
      kind: fleet.kind,
      declared: declaredBy === '' ? 'no' : 'yes',
      declaredBy,
      apn,
      ...withTac(device, plainTac),
      rat: fleet.rat === '' ? device.rat : fleet.rat,
      silent: rng.chance(fleet.silent),
      phase: fleet.phase === null ? device.phase : fleet.phase + rng.below(90),
      firmware: fleet.firmware,
    };
  }

  /** A model that is declared by mistake makes whoever carries it declared. */
  #carries(device: Device): Device {
    if (device.declaredBy !== '' || !this.#wrongModels.includes(device.imei.slice(0, 8))) return device;
    return { ...device, declared: device.kind.device === 'human' ? 'stale' : 'yes', declaredBy: 'tac' };
  }

  #number(device: Device, fleet: Fleet | null, place: number): string {
    const { blocks, plmn } = device.partner;
    const block =
      device.declaredBy === 'imsi_range' ? blocks.machines : device.excluded ? blocks.test : blocks.people;
    return this.#numbers.give(plmn + block, device.index, fleet, place);
  }
}
