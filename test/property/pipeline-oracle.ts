/** The settlement of a random month worked out by hand: bigint fractions, rules 7 to 11. */
import { type Deal, type Mode, RATES, type Tier, type UsageRecord } from './pipeline-world.ts';

/** Not reduced: values are compared by cross multiplication. */
export interface Ratio {
  readonly n: bigint;
  readonly d: bigint;
}

const NOUGHT: Ratio = { n: 0n, d: 1n };
export const plus = (a: Ratio, b: Ratio): Ratio => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
const times = (a: Ratio, b: Ratio): Ratio => ({ n: a.n * b.n, d: a.d * b.d });
export const same = (a: Ratio, b: Ratio): boolean => a.n * b.d === b.n * a.d;
export const total = (values: readonly Ratio[]): Ratio => values.reduce(plus, NOUGHT);

/** `12.30`, `-7` or `10/3`. */
export function ratio(text: string): Ratio {
  const [above = '', below] = text.split('/');
  if (below !== undefined) return { n: BigInt(above), d: BigInt(below) };
  const [whole = '', places = ''] = above.split('.');
  return { n: BigInt(whole + places), d: 10n ** BigInt(places.length) };
}

/** Integer of 10^-decimals of a text that must show exactly that many places. */
export function minor(text: string, decimals: number): bigint {
  const [whole = '', places = ''] = text.split('.');
  if (places.length !== decimals) throw new Error(`${text} does not show ${decimals} decimals`);
  return BigInt(whole + places);
}

/** Rule 9: once, by the agreement's mode. */
export function rounded({ n, d }: Ratio, decimals: number, mode: Mode): bigint {
  const size = (n < 0n ? -n : n) * 10n ** BigInt(decimals);
  const floor = size / d;
  const doubled = 2n * (size - floor * d);
  const up = {
    down: false,
    half_up: doubled >= d,
    half_even: doubled > d || (doubled === d && floor % 2n === 1n),
  }[mode];
  return (n < 0n ? -1n : 1n) * (up ? floor + 1n : floor);
}

/** What the record was billed, in TAP units: charges and CAMEL fee, without refunds. */
function unitsOf(record: UsageRecord): bigint {
  const refund = record.service === 'volte' || record.service === 'content' ? record.refund : 0n;
  const camel = record.service === 'volte' || record.service === 'content' ? 0n : record.camel;
  return record.charge + camel - refund;
}

/** One TAP unit of the deal in its own currency. */
function unitValue(deal: Deal): Ratio {
  const rate = deal.tapCurrency === deal.currency ? '1' : RATES[`${deal.tapCurrency} ${deal.currency}`]!;
  return times(ratio(rate), { n: 1n, d: 10n ** BigInt(deal.tapDecimals) });
}

export const billed = (deal: Deal, records: readonly UsageRecord[]): Ratio =>
  times({ n: records.reduce((sum, record) => sum + unitsOf(record), 0n), d: 1n }, unitValue(deal));

/** A line: its exact amount, and what each device weighs in it. */
export interface Line {
  readonly quantity: bigint;
  readonly exact: Ratio;
  readonly kind: 'usage' | 'access' | 'as_billed';
  readonly weights: ReadonlyMap<string, bigint>;
}

/** IMSI under which a record stands. */
export const imsiOf = (record: UsageRecord): string => (record.service === 'content' ? '' : record.imsi);

/** Lines by `charge_ref`, or by service where no entry covers it; lines of no usage are left out. */
export function usageLines(deal: Deal, segmentOf: (imsi: string) => string): Map<string, Line> {
  const lines = new Map<string, { index: number; records: UsageRecord[] }>();
  for (const record of deal.records) {
    const segment = segmentOf(imsiOf(record));
    const index = deal.usage.findIndex(
      (entry) => (entry.service ?? record.service) === record.service && entry.segments.includes(segment),
    );
    const key = index < 0 ? record.service : `charges.usage[${index}]`;
    const line = lines.get(key) ?? { index, records: [] };
    line.records.push(record);
    lines.set(key, line);
  }
  return new Map(
    [...lines].map(([key, { index, records }]) => {
      const entry = deal.usage[index];
      if (entry === undefined || entry.unit === null) {
        const line: Line = {
          kind: 'as_billed',
          quantity: BigInt(records.length),
          exact: billed(deal, records),
          weights: weigh(records, unitsOf),
        };
        return [key, line];
      }
      const step = BigInt(entry.step);
      const measure = ({ service, up, down, seconds }: UsageRecord): bigint => {
        const size = service === 'data' ? up + down : service === 'sms_mo' ? 1n : seconds;
        return size % step === 0n ? size : (size / step + 1n) * step;
      };
      const quantity = records.reduce((sum, record) => sum + measure(record), 0n);
      const line: Line = {
        kind: 'usage',
        quantity,
        exact: priced(entry.tiers, { n: quantity, d: BigInt(entry.unit.size) }),
        weights: weigh(records, measure),
      };
      return [key, line];
    }),
  );
}

function weigh(records: readonly UsageRecord[], of: (record: UsageRecord) => bigint): Map<string, bigint> {
  const weights = new Map<string, bigint>();
  for (const record of records) weights.set(imsiOf(record), (weights.get(imsiOf(record)) ?? 0n) + of(record));
  return weights;
}

/** Rule 8: each tier prices its own slice; one tier is the flat model. */
function priced(tiers: readonly Tier[], quantity: Ratio): Ratio {
  return total(
    tiers.map(({ from, price }, i) => {
      const to = tiers[i + 1]?.from;
      const low = BigInt(from) * quantity.d;
      const high =
        to === undefined || quantity.n < BigInt(to) * quantity.d ? quantity.n : BigInt(to) * quantity.d;
      return high > low ? times({ n: high - low, d: quantity.d }, ratio(price)) : NOUGHT;
    }),
  );
}

/** One fee for each device of the segments. */
export function accessLines(
  deal: Deal,
  devices: readonly { imsi: string; segment: string }[],
): Map<string, Line> {
  return new Map(
    deal.access.map(({ segments, price }, i) => {
      const owing = devices.filter(({ segment }) => segments.includes(segment));
      const quantity = BigInt(owing.length);
      const line: Line = {
        kind: 'access',
        quantity,
        exact: times({ n: quantity, d: 1n }, ratio(price)),
        weights: new Map(owing.map(({ imsi }) => [imsi, 1n])),
      };
      return [`charges.access[${i}]`, line];
    }),
  );
}

/** Rule 7: shares of the devices in IMSI order, T(i) cut to the last decimal. */
export function shares(amount: bigint, weights: ReadonlyMap<string, bigint>): Map<string, bigint> {
  const sum = [...weights.values()].reduce((a, b) => a + b, 0n);
  const result = new Map<string, bigint>();
  let [reached, before] = [0n, 0n];
  for (const imsi of [...weights.keys()].sort()) {
    reached += weights.get(imsi)!;
    const here = sum === 0n ? 0n : (amount * reached) / sum;
    result.set(imsi, here - before);
    before = here;
  }
  return result;
}
