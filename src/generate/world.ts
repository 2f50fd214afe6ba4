/**
 * The devices of the world. A device is a pure function of (seed, index): who it is, what it carries, when it is there.
 */
import type { Month, Region } from './calendar.ts';
import type { DeclaredBy, Device } from './device.ts';
import { DECLARED_TACS, tacsOf } from './equipment.ts';
import { declaredAs } from './fleets.ts';
import type { Kind } from './habit.ts';
import { imeiOf } from './imei.ts';
import { kindDeck } from './kinds.ts';
import { subscriber } from './numbers.ts';
import { apnsOf, PARTNERS, type Partner } from './partners.ts';
import { mix, Rng } from './prng.ts';
import { DEMO, type Settings } from './settings.ts';
import { Wider } from './wider.ts';

/** More would not fit the IMSI blocks. */
export const MAX_DEVICES = 500_000;

const FOREVER = 1000;

/**
 * All devices of a seed, in index order.
 * @throws RoamsettleError WORLD_INVALID
 */
export function buildWorld(seed: number, count: number, month: Month, settings: Settings = DEMO): Device[] {
  const deck = kindDeck(seed, settings);
  const wider = new Wider(settings, seed, month, count);
  return Array.from({ length: count }, (_, index) => {
    const kind = wider.kind(deck[index % deck.length] as Kind);
    return wider.device(deviceAt(seed, index, kind, month, settings));
  });
}

function deviceAt(seed: number, index: number, kind: Kind, month: Month, settings: Settings): Device {
  const rng = new Rng(seed, index, 0xde71ce);
  const partner = pickPartner(rng, settings);
  const terms = declare(kind, rng, settings);
  const excluded = kind.device === 'human' && terms.declared === 'no' && rng.chance(0.004);
  const block =
    terms.declaredBy === 'imsi_range'
      ? partner.blocks.machines
      : excluded
        ? partner.blocks.test
        : partner.blocks.people;
  const tac = pickTac(kind, terms.declaredBy, rng);
  const imei = imeiOf(tac, mix(seed, index, 0x1e1) % 1_000_000);
  const stay = stayOf(kind, rng, month);
  const region: Region = rng.chance(0.15) ? 1 : 0;
  return {
    index,
    kind,
    partner,
    imsi: subscriber(partner.plmn + block, index),
    imei,
    signaledImei: rng.chance(settings.imei.signaling_devices)
      ? ''
      : rng.pick([imei, imei.slice(0, 14), `${imei.slice(0, 14)}01`]),
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
    ...BY_ITSELF,
    otherRat: '',
  };
}

/** What only a wider world changes. */
const BY_ITSELF = {
  fleet: '',
  seenAsEutran: false,
  hiddenInTap: 0,
  hiddenInSignaling: 0,
  clock: 0,
  steered: 0,
  firmware: -1,
};

function pickPartner(rng: Rng, { partners }: Settings): Partner {
  const weightOf = (partner: Partner) =>
    Object.keys(partners).length === 0 ? partner.weight : (partners[partner.tadig] ?? 0);
  const sum = PARTNERS.reduce((all, partner) => all + weightOf(partner), 0);
  let rest = rng.unit() * sum;
  for (const partner of PARTNERS) {
    rest -= weightOf(partner);
    if (rest < 0) return partner;
  }
  return PARTNERS[0] as Partner;
}

/** Machines as the agreements ask; people stand on a declared range or TAC by mistake. */
function declare(kind: Kind, rng: Rng, settings: Settings): Pick<Device, 'declared' | 'declaredBy'> {
  if (kind.device === 'iot') {
    const declaredBy = declaredAs(settings, kind, rng);
    return { declared: declaredBy === '' ? 'no' : 'yes', declaredBy };
  }
  const { stale_range, stale_tac } = settings.declared;
  const draw = rng.unit();
  if (draw < stale_range) return { declared: 'stale', declaredBy: 'imsi_range' };
  if (draw < stale_range + stale_tac) return { declared: 'stale', declaredBy: 'tac' };
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
