/**
 * Fake equipment: TACs that start with 99 (allocated to nobody), in pools that kinds of device draw from. Some models
 * mislead on purpose (a payment terminal that is a "Smartphone", a travel router on a machine module), and two pools
 * are missing from the catalogue.
 */

import { Rng } from './prng.ts';
import type { Settings } from './settings.ts';

type PoolName =
  | 'phone'
  | 'feature'
  | 'tablet'
  | 'router'
  | 'dongle'
  | 'module'
  | 'moduleShared'
  | 'vehicle'
  | 'androidBox'
  | 'wearable'
  | 'uncatalogued';

interface Model {
  readonly tac: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly deviceType: string;
}

interface Pool {
  readonly deviceType: string;
  readonly manufacturers: readonly string[];
  readonly models: number;
  readonly catalogued: boolean;
}

const POOLS: Readonly<Record<PoolName, Pool>> = {
  phone: {
    deviceType: 'Smartphone',
    manufacturers: ['Fakephone', 'Orchard', 'Tellus'],
    models: 24,
    catalogued: true,
  },
  feature: { deviceType: 'Feature phone', manufacturers: ['Tellus', 'Oldtown'], models: 6, catalogued: true },
  tablet: { deviceType: 'Tablet', manufacturers: ['Orchard'], models: 4, catalogued: true },
  router: { deviceType: 'WLAN Router', manufacturers: ['Hotspotter'], models: 4, catalogued: true },
  dongle: { deviceType: 'Dongle', manufacturers: ['Hotspotter'], models: 2, catalogued: true },
  module: { deviceType: 'Module', manufacturers: ['Modulex', 'Cellboard'], models: 12, catalogued: true },
  // Modules that machines and travel routers share: the TAC alone decides nothing.
  moduleShared: { deviceType: 'Modem', manufacturers: ['Cellboard'], models: 4, catalogued: true },
  vehicle: { deviceType: 'Vehicle', manufacturers: ['Autotron'], models: 4, catalogued: true },
  androidBox: { deviceType: 'Smartphone', manufacturers: ['Paybox'], models: 3, catalogued: true },
  wearable: { deviceType: 'Wearable', manufacturers: ['Wristy'], models: 3, catalogued: true },
  uncatalogued: { deviceType: '', manufacturers: ['Unlisted'], models: 5, catalogued: false },
};

export type Equipment = PoolName;
const NAMES = Object.keys(POOLS) as PoolName[];

/** The models of a pool, in a fixed order. */
const MODELS: Readonly<Record<PoolName, readonly Model[]>> = Object.fromEntries(
  NAMES.map((name, row) => {
    const pool = POOLS[name];
    const models = Array.from({ length: pool.models }, (_, i) => ({
      tac: `99${String(row).padStart(2, '0')}${String(1001 + 37 * i)}`,
      manufacturer: pool.manufacturers[i % pool.manufacturers.length] as string,
      model: `${name}-${i + 1}`,
      deviceType: pool.deviceType,
    }));
    return [name, models];
  }),
) as unknown as Record<PoolName, readonly Model[]>;

/** TACs of one pool. */
export function tacsOf(pool: Equipment): readonly string[] {
  return MODELS[pool].map((model) => model.tac);
}

/** TACs that every agreement declares: the first two machine modules. No undeclared device carries them. */
export const DECLARED_TACS: readonly string[] = tacsOf('module').slice(0, 2);

/** Models of people's pools that the agreements declare by mistake. */
export function wrongModels({ declared }: Settings): readonly string[] {
  return [...tacsOf('dongle').slice(-1), ...tacsOf('feature').slice(-1)].slice(0, declared.wrong_models);
}

/** `tacs.csv`: tac,manufacturer,model,device_type. Which models it lacks or has wrong hangs on the seed. */
export function tacCatalogue(settings: Settings, seed: number): string {
  const { listed, wrong } = settings.tacs;
  const lines = ['tac,manufacturer,model,device_type'];
  for (const [row, name] of NAMES.entries()) {
    if (!POOLS[name].catalogued) continue;
    for (const [i, m] of MODELS[name].entries()) {
      const rng = new Rng(seed, row, i, 0x7ac5);
      const other = POOLS[rng.pick(NAMES)].deviceType;
      const isListed = rng.chance(listed);
      const type = rng.chance(wrong) && other !== '' ? other : m.deviceType;
      if (isListed) lines.push(`${m.tac},${m.manufacturer},${m.model},${type}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
