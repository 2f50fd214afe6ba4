/**
 * Fleets: machines that one customer has out, bought and set up alike. A fleet is a pure function of (seed, home, kind, number);
 * machines join the fleet of their home and kind that is being filled.
 */

import type { DeclaredBy } from './device.ts';
import { DECLARED_TACS, tacsOf } from './equipment.ts';
import type { Kind } from './habit.ts';
import { apnsOf, type Partner } from './partners.ts';
import { mix, Rng } from './prng.ts';
import type { Settings } from './settings.ts';
import { paced, type Tempo, tempoOf } from './tempo.ts';

export interface Fleet {
  readonly name: string;
  readonly devices: number;
  /** As its devices do. */
  readonly kind: Kind;
  readonly declaredBy: DeclaredBy;
  readonly apn: string;
  readonly tacs: readonly string[];
  /** Empty: each device has one of its kind's. */
  readonly rat: string;
  /** Of all its timers, or null. */
  readonly phase: number | null;
  /** Hour of the month (0-based) in which new firmware comes, or -1. */
  readonly firmware: number;
  /** Share of its machines without any use. */
  readonly silent: number;
  /** Where its numbers begin and how far they lie apart. */
  readonly firstNumber: number;
  readonly step: number;
}

export class Fleets {
  readonly #settings: Settings;
  readonly #seed: number;
  readonly #days: number;
  readonly #open = new Map<string, { fleet: Fleet; taken: number; number: number }>();

  constructor(settings: Settings, seed: number, days: number) {
    this.#settings = settings;
    this.#seed = seed;
    this.#days = days;
  }

  /** The fleet of the next machine of a home and kind, and its place in it. */
  join(partner: Partner, kind: Kind): { readonly fleet: Fleet; readonly place: number } {
    const key = `${partner.tadig} ${kind.name}`;
    let open = this.#open.get(key);
    if (open === undefined || open.taken === open.fleet.devices) {
      const number = open === undefined ? 0 : open.number + 1;
      open = { fleet: this.#found(partner, kind, number), taken: 0, number };
      this.#open.set(key, open);
    }
    return { fleet: open.fleet, place: open.taken++ };
  }

  #found(partner: Partner, kind: Kind, number: number): Fleet {
    const { fleets, tempo, apns, numbers } = this.#settings;
    const rng = new Rng(this.#seed, wordOf(kind.name), wordOf(partner.tadig), number, 0xf1ee7);
    const pace: Tempo = tempoOf(rng, tempo.by_fleet);
    const declaredBy = declaredAs(this.#settings, kind, rng);
    const own = rng.chance(apns.private);
    const night = rng.between(1, this.#days - 1);
    return {
      name: `${partner.tadig}-${kind.name}-${number}`,
      devices: rng.between(Math.ceil(fleets.devices / 4), Math.ceil((7 * fleets.devices) / 4)),
      kind: paced(kind, pace),
      declaredBy,
      apn:
        declaredBy === 'apn' || (declaredBy === 'imsi_range' && rng.chance(0.6))
          ? rng.pick(apnsOf(partner).declared)
          : apnOf(partner, own, apns.telling, rng),
      tacs: fleetTacs(kind, declaredBy, rng),
      rat: rng.chance(fleets.one_radio) ? rng.pick(kind.rats) : '',
      phase: rng.chance(fleets.synchronised) ? rng.below(7 * 86_400) : null,
      firmware: rng.chance(fleets.firmware) ? night * 24 + rng.between(0, 5) : -1,
      silent: Math.min(1, kind.silent * (kind.silent === 1 ? 1 : 0.4 + 0.6 * (rng.unit() + rng.unit()))),
      firstNumber: rng.next(),
      step: numbers === 'mixed' ? rng.between(15, 120) : rng.between(1, 25),
    };
  }
}

/** How a machine (or a fleet of them) is declared, by the shares of the settings. */
export function declaredAs({ declared }: Settings, kind: Kind, rng: Rng): DeclaredBy {
  const draw = rng.unit();
  if (draw < declared.range) return 'imsi_range';
  if (draw < declared.range + declared.apn) return kind.data === null ? 'imsi_range' : 'apn';
  return draw < declared.range + declared.apn + declared.tac ? 'tac' : '';
}

const TELLING = ['m2m', 'telemetry', 'iot', 'fleet', 'meter', 'track', 'scada'];
const NEUTRAL = ['acme', 'norda', 'wks', 'vpn', 'corp', 'data', 'inet', 'zeta'];

/** APNs of fleets and of companies that a home has of each word at most: a company has some people, and may have machines. */
const FLEET_APNS = 40;
export const COMPANY_APNS = 6;

/** An APN of its own, or the one that everybody uses. */
export function apnOf(partner: Partner, own: boolean, telling: number, rng: Rng, most = FLEET_APNS): string {
  const number = rng.between(1, most);
  const words = rng.chance(telling) ? TELLING : NEUTRAL;
  const word = rng.pick(words);
  return own ? `${word}${number}.${partner.domain}` : rng.pick(apnsOf(partner).people);
}

/** One or two models of one pool; those that the agreements declare only where that is why it is declared. */
function fleetTacs(kind: Kind, declaredBy: DeclaredBy, rng: Rng): string[] {
  if (declaredBy === 'tac') return [rng.pick(DECLARED_TACS)];
  const pool = tacsOf(rng.pick(kind.equipment)).filter((tac) => !DECLARED_TACS.includes(tac));
  return Array.from({ length: rng.between(1, 2) }, () => rng.pick(pool));
}

/** A number that stands for a name. */
export function wordOf(name: string): number {
  return mix(...Array.from(name, (letter) => letter.charCodeAt(0)));
}
