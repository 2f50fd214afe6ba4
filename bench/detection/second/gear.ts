/** The hardware of a month: TACs by what they are built into, and the catalogue that knows some of them. */
import type { Chance } from './chance.ts';

/** Models of each. */
const POOLS = { phone: 170, handset: 40, router: 25, module: 45, vehicle: 15, till: 14, watch: 12 } as const;
const TYPES: Readonly<Record<string, readonly string[]>> = {
  phone: ['Smartphone', 'Smartphone', 'Smartphone', 'Mobile Phone/Feature phone'],
  handset: ['Mobile Phone/Feature phone', 'Feature phone'],
  router: ['WLAN Router', 'WLAN Router', 'Modem', 'Dongle'],
  module: ['IoT Device', 'Module', 'Modem'],
  vehicle: ['Vehicle', 'IoT Device', 'Module'],
  till: ['IoT Device', 'Device for the Automatic Processing of Data (APD)', 'Module'],
  watch: ['Wearable', 'Smartphone', 'Mobile Phone/Feature phone'],
};

export class Gear {
  private readonly pools: ReadonlyMap<string, readonly string[]>;

  constructor(chance: Chance) {
    const pool = (size: number) =>
      Array.from({ length: size }, () => `${chance.one(['35', '86', '01'])}${chance.digits(6)}`);
    this.pools = new Map(Object.entries(POOLS).map(([gear, size]) => [gear, pool(size)]));
  }

  tacs(gear: string): readonly string[] {
    return this.pools.get(gear)!;
  }

  /** Lines of the catalogue: the shares of models that it knows, and of these that it knows wrongly. */
  catalogue(chance: Chance, known: number, wrong: number): string[] {
    const types = [...this.pools].flatMap(([gear, tacs]) =>
      tacs.map((tac) => [tac, chance.one(TYPES[gear]!)] as const),
    );
    const rows = new Map(types.filter(() => chance.is(known)));
    return [...rows].map(
      ([tac, type]) => `${tac},Maker,M${tac.slice(2, 5)},${chance.is(wrong) ? chance.one(types)[1] : type}`,
    );
  }
}
