/**
 * What the language says about one entry of `charges`: which keys go together, which units fit a service, how large a
 * unit is. Tables, so that the rules can be read at a glance.
 */
import { fromInteger, mul, parseDecimal } from '../fraction.ts';
import { SERVICES, type Service } from '../service.ts';
import type { RawAccess, RawUsage } from './raw.ts';
import type { ChargeModel } from './types.ts';

/** Keys a model needs, and keys that contradict it. */
interface ModelShape {
  readonly needs: readonly string[];
  readonly forbids: readonly string[];
}

const UNIT_KEYS = ['unit', 'unit_bytes', 'round_up_bytes', 'round_up_per', 'increment_seconds'];
const PRICE_KEYS = ['price', 'tiers', 'tiers_per', 'tiers_over', 'block', 'included'];
const TIER_KEYS = ['tiers', 'tiers_per', 'tiers_over'];
const BALANCE_KEYS = ['opposite', 'balanced', 'unbalanced'];

/** `unit` is needed by priced usage models besides these. */
const MODEL_SHAPES: Readonly<Record<ChargeModel, ModelShape>> = {
  flat: { needs: ['price'], forbids: [...TIER_KEYS, ...BALANCE_KEYS, 'block'] },
  graduated: { needs: ['tiers'], forbids: [...BALANCE_KEYS, 'price', 'block'] },
  volume: { needs: ['tiers'], forbids: [...BALANCE_KEYS, 'price', 'block'] },
  package: { needs: ['block', 'price'], forbids: [...TIER_KEYS, ...BALANCE_KEYS] },
  // Which direction of one line is the larger has one answer: no segment, allowance or term of its own.
  balanced: { needs: BALANCE_KEYS, forbids: PRICE_KEYS },
  as_billed: { needs: [], forbids: [...UNIT_KEYS, ...PRICE_KEYS, ...BALANCE_KEYS] },
  free: { needs: [], forbids: [...PRICE_KEYS, ...BALANCE_KEYS] },
};

interface UnitFamily {
  readonly units: readonly string[];
  /** Keys that mean something for this family only. */
  readonly keys: readonly string[];
}

const DATA: UnitFamily = {
  units: ['byte', 'kB', 'MB', 'GB'],
  keys: ['unit_bytes', 'round_up_bytes', 'round_up_per'],
};
const TIME: UnitFamily = { units: ['second', 'minute'], keys: ['increment_seconds'] };
const EVENT: UnitFamily = { units: ['event'], keys: [] };
const FAMILY_KEYS = [...DATA.keys, ...TIME.keys];

const FAMILY_OF_SERVICE: Readonly<Record<Service, UnitFamily>> = {
  data: DATA,
  sms_mo: EVENT,
  sms_mt: EVENT,
  voice_mo: TIME,
  voice_mt: TIME,
  volte: TIME,
  content: EVENT,
  location: EVENT,
  other: EVENT,
};

/** Bytes in a unit: the default, and the decimal and binary readings that bound what may be written. */
const UNIT_BYTES: Readonly<Record<string, { default: number; least: number; most: number }>> = {
  byte: { default: 1, least: 1, most: 1 },
  kB: { default: 1024, least: 1000, most: 1024 },
  MB: { default: 1_048_576, least: 1_000_000, most: 1_048_576 },
  GB: { default: 1_073_741_824, least: 1_000_000_000, most: 1_073_741_824 },
};
const SECONDS_IN_MINUTE = 60;

/** A key of the entry (or '' for the entry itself) and what is wrong with it. */
export interface EntryFault {
  readonly key: string;
  readonly detail: string;
}

export function usageModel(entry: RawUsage): ChargeModel {
  return entry.model ?? 'flat';
}

/** Services an entry covers: its own, or all. */
export function servicesOf(entry: RawUsage): readonly Service[] {
  return entry.service === undefined ? SERVICES : [entry.service];
}

/** Base units (bytes, seconds, events) in one priced unit; 1 where the entry prices none. */
export function unitSize(entry: RawUsage): number {
  const bytes = UNIT_BYTES[entry.unit ?? ''];
  if (bytes !== undefined) return entry.unit_bytes ?? bytes.default;
  return entry.unit === 'minute' ? SECONDS_IN_MINUTE : 1;
}

/** The first thing about a usage entry's model, service and unit that does not fit together. */
export function usageFault(entry: RawUsage): EntryFault | null {
  const model = usageModel(entry);
  const shape = shapeFault(entry, model);
  if (shape !== null) return shape;
  if (model === 'as_billed' || (model === 'free' && entry.unit === undefined)) return null;
  if (entry.service === undefined) {
    return {
      key: '',
      detail: `An entry of model ${model} names its service: services are counted in different units.`,
    };
  }
  if (entry.unit === undefined) return { key: '', detail: `An entry of model ${model} names its unit.` };
  const family = FAMILY_OF_SERVICE[entry.service];
  if (!family.units.includes(entry.unit)) {
    return { key: 'unit', detail: `${entry.service} is counted in ${family.units.join(', ')}.` };
  }
  const stray = FAMILY_KEYS.find((key) => key in entry && !family.keys.includes(key));
  if (stray !== undefined)
    return { key: stray, detail: `${stray} means nothing for ${entry.service}: take it out.` };
  const parts = partFault(entry, unitSize(entry));
  if (parts !== null) return parts;
  const bytes = UNIT_BYTES[entry.unit];
  if (bytes !== undefined && entry.unit_bytes !== undefined) {
    if (entry.unit_bytes < bytes.least || entry.unit_bytes > bytes.most) {
      const range = bytes.least === bytes.most ? `${bytes.least}` : `${bytes.least} to ${bytes.most}`;
      return { key: 'unit_bytes', detail: `unit_bytes is the size of one ${entry.unit}: ${range}.` };
    }
  }
  return null;
}

/** The same for an access entry. */
export function accessFault(entry: RawAccess): EntryFault | null {
  const shape = shapeFault(entry, entry.model ?? 'flat');
  if (shape !== null) return shape;
  if (entry.proration !== undefined && entry.per !== 'imsi_month') {
    return { key: 'proration', detail: 'proration belongs to per: imsi_month.' };
  }
  if ('cap_per_month' in entry && entry.per !== 'imsi_day')
    return { key: 'cap_per_month', detail: 'cap_per_month belongs to per: imsi_day.' };
  if ('fee_days' in entry && entry.per !== 'imsi_day' && entry.proration !== 'days')
    return { key: 'fee_days', detail: 'fee_days belongs to per: imsi_day, or to proration: days.' };
  if ('cap_per_month' in entry && (entry.model ?? 'flat') !== 'flat')
    return {
      key: 'cap_per_month',
      detail: 'A cap belongs to model flat: only there each IMSI has a fee of its own.',
    };
  if ('cap_per_month' in entry && entry.included !== undefined && entry.included.scope !== 'imsi')
    return { key: 'included', detail: 'Beside a cap units are included for each IMSI: write scope: imsi.' };
  return partFault(entry, 1);
}

/** Blocks and included units that are no whole number of base units, of which a priced unit has `size`. */
function partFault(entry: RawUsage | RawAccess, size: number): EntryFault | null {
  const isWhole = (units: number | string) =>
    mul(parseDecimal(String(units)), fromInteger(BigInt(size))).d === 1n;
  const { block, included } = entry;
  if (block !== undefined && (parseDecimal(String(block)).n === 0n || !isWhole(block)))
    return { key: 'block', detail: 'A block is a whole number of base units, and more than none.' };
  if (included !== undefined && !isWhole(included.units))
    return { key: 'included', detail: 'What is included is no whole number of base units.' };
  return null;
}

function shapeFault(entry: RawUsage | RawAccess, model: ChargeModel): EntryFault | null {
  const { needs, forbids } = MODEL_SHAPES[model];
  const stray = forbids.find((key) => key in entry);
  if (stray !== undefined) return { key: stray, detail: `Model ${model} takes no ${stray}.` };
  const missing = needs.find((key) => !(key in entry));
  return missing === undefined ? null : { key: '', detail: `Model ${model} needs ${missing}.` };
}
