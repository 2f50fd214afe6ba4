/** `measures.csv` and `usage.csv` → usage as settlement reads it from the period store. */
import { SERVICES } from '../domain/service.ts';
import type { UsageKey, UsageSource } from '../settle/usage.ts';
import { invalid, MEMBER } from './format.ts';
import { integerIn, type RowSource, rowBatches } from './rows.ts';

/** Ways of measuring: services by steps by currencies. */
const MAX_MEASURES = 1000;
/** Cells of groups and ways of measuring that one settlement looks at. */
const MAX_CELLS = 5_000_000;
const MAX_STEP = 2 ** 31;
/** TADIG pairs of an agreement. */
const MAX_PAIR = 100 * 100 - 1;
/** Decimals of a TAP charge. */
const MAX_DECIMALS = 18;
const MAX = Number.MAX_SAFE_INTEGER;
const MAX_RECORDS = 2 ** 31 - 1;
const WORD = 2 ** 32;
const MEASURES = ['bytes', 'seconds', 'events'] as const;

const MEASURE_COLUMNS = [
  'number',
  'version_no',
  'service',
  'measure',
  'step',
  'per_session',
  'pair',
  'tap_currency',
  'tap_decimals',
] as const;
const USAGE_COLUMNS = ['ordinal', 'measure', 'quantity', 'records', 'tap_units'] as const;

/** Usage of `devices` devices of `kinds` kinds, under `versions` versions. Throws PACK_INVALID, there and while rows are read. */
export async function readUsage(
  source: RowSource,
  { devices, kinds, versions }: { devices: number; kinds: number; versions: number },
): Promise<UsageSource> {
  const keys = await readKeys(source, versions);
  if (keys.length * kinds > MAX_CELLS)
    throw invalid('It has more ways of measuring than any month.', MEMBER.measures);
  return {
    keys: async () => keys,
    rows: async (take) => {
      let lastPlace = 0;
      let lastKey = 0;
      for await (const { rows, line } of rowBatches(source, MEMBER.usage, USAGE_COLUMNS)) {
        const columns = [1, 1, 2, 2, 1].map((words) => new Int32Array(words * rows.length));
        const [places, usages, quantities, units, records] = columns;
        for (const [i, [ordinal, measure, quantity, count, tap]] of rows.entries()) {
          const place = integerIn(ordinal!, 0, devices - 1);
          const key = integerIn(measure!, 0, keys.length - 1);
          const amount = integerIn(quantity!, 0, MAX);
          const billed = integerIn(tap!, -MAX, MAX);
          const recordCount = integerIn(count!, 0, MAX_RECORDS);
          if (place === null || key === null || amount === null || billed === null || recordCount === null)
            throw invalid('A cell has a value that it cannot have.', MEMBER.usage, line + i);
          // What a device has in a line comes in one piece.
          if (place < lastPlace || (place === lastPlace && key < lastKey))
            throw invalid('The row is out of its order.', MEMBER.usage, line + i);
          lastPlace = place;
          lastKey = key;
          places![i] = place;
          usages![i] = key;
          setLong(quantities!, i, amount);
          setLong(units!, i, billed);
          records![i] = recordCount;
        }
        take(columns, rows.length);
      }
    },
  };
}

async function readKeys(source: RowSource, versions: number): Promise<UsageKey[]> {
  const keys: UsageKey[] = [];
  for await (const { rows, line } of rowBatches(source, MEMBER.measures, MEASURE_COLUMNS)) {
    if (keys.length + rows.length > MAX_MEASURES)
      throw invalid('It has more ways of measuring than any month.', MEMBER.measures);
    for (const [i, cells] of rows.entries()) {
      const key = cells[0] === String(keys.length) ? keyOf(cells.slice(1), versions) : null;
      if (key === null) throw invalid('A cell has a value that it cannot have.', MEMBER.measures, line + i);
      keys.push(key);
    }
  }
  return keys;
}

function keyOf(cells: readonly string[], versions: number): UsageKey | null {
  const [versionNo, service, measure, step, perSession, pairNo, currency, decimals] = cells;
  const known = SERVICES.find((one) => one === service);
  const way = MEASURES.find((one) => one === measure);
  const version = integerIn(versionNo!, 0, versions - 1);
  const size = integerIn(step!, 1, MAX_STEP);
  const places = integerIn(decimals!, 0, MAX_DECIMALS);
  const pair = integerIn(pairNo!, 0, MAX_PAIR);
  if (
    known === undefined ||
    way === undefined ||
    version === null ||
    size === null ||
    places === null ||
    pair === null
  )
    return null;
  if ((perSession !== 'true' && perSession !== 'false') || !/^[A-Z]{3}$/.test(currency!)) return null;
  return {
    no: 0,
    version,
    service: known,
    measure: { measure: way, step: size, per_session: perSession === 'true' },
    pair,
    currency: currency!,
    decimals: places,
  };
}

/** An integer as its low and high word. */
function setLong(words: Int32Array, index: number, value: number): void {
  words[2 * index] = value;
  words[2 * index + 1] = Math.floor(value / WORD);
}
