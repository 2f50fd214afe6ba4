/**
 * Whether the devices around a device's number behave as it does, more than others of its agreement. A fleet is bought, numbered and
 * configured as one, so that its devices do the same; people whose numbers lie among a fleet's do not, nor do strangers to whom the
 * numbers around tell nothing. What each does may well be a person's: told is only that it is the same. Nothing is learned from labels.
 *
 * How much two devices' levels of a feature, so far apart, say for one fleet is the logarithm of how much commoner they are among
 * neighbours than among any two of the agreement (Fellegi and Sunter, Journal of the American Statistical Association 1969). A device
 * is held against a sample of its agreement, so that doing nothing, as many people do, is like nobody in particular.
 */
import { treeKernel } from '../kernel/instance.ts';
import * as L from '../kernel/layout.ts';
import { featureNumber } from './features.ts';
import { rowsWhere } from './folds.ts';
import type { ModelRows } from './model.ts';
import { excess, valueFor } from './runs.ts';

/** Features that tell fleets apart and say little twice: the more of them say the same, the less each of them tells. */
const COMPARED = [
  'kilobytes_a_day',
  'up_share',
  'bytes_a_record',
  'seconds_a_record',
  'sms',
  'calls',
  'events_a_day',
  'attempts_a_day',
  'cells_an_event',
  'rats',
  'mean_gap',
  'top_hour_share',
  'slot_concentration',
  'top_gap',
  'night_share',
  'authentication_share',
];
/** Devices of an agreement that a sample is taken from at least. */
const LEAST = L.SAMPLE;
/** Upper bounds of the values 1 to 5: how much likelier, as a logarithm, so many alike around make a fleet than chance does. */
const BOUNDS = [0, 2, 4, 8, 16];
/** Values, 0 (nothing is known) too; from 1 on they say more and more for a fleet. */
export const ALIKES = 2 + BOUNDS.length;

/** Devices that the tables are learned from at most, evenly from all, and how many behind it each is paired with. */
const MOST_LEARNED = 20_000;
const PAIRS = 4;
/** Classes of pairs: levels up to so far apart, both unknown, one of them. */
const APART = [0, 1, 3, 7, L.LEVELS - 1];
const BOTH_UNKNOWN = APART.length;
const ONE_UNKNOWN = BOTH_UNKNOWN + 1;
const CLASSES = ONE_UNKNOWN + 1;
const CLASS_OF = Uint8Array.from({ length: L.LEVELS }, (_, apart) =>
  APART.findIndex((most) => apart <= most),
);
/** Pairs of each class that are put in beforehand on both sides: what is never seen says nothing. */
const PUT_IN = 20;
/** What the tables say is a sixteenth of a logit each. */
const SCALE = 16;

/** Devices with a number, agreement by agreement. */
interface Ordered {
  /** By place. */
  readonly devices: Int32Array;
  /** Agreements with enough of them: the first place and the one behind the last, and the places of the sample. */
  readonly agreements: readonly {
    readonly start: number;
    readonly end: number;
    readonly sample: Int32Array;
  }[];
  /** Of each feature compared, levels by place. */
  readonly levels: readonly Uint8Array[];
}

/** Of each device: 0 where its agreement is small or its number unknown. `columns`: bins of all features. */
export function alikesOf(rows: ModelRows, columns: readonly Uint8Array[]): Uint8Array {
  const values = new Uint8Array(rows.length);
  const ordered = orderedOf(rows, columns);
  const { devices, agreements, levels } = ordered;
  if (agreements.length === 0) return values;
  const stride = devices.length + 2 * L.REACH;
  const { kernel, at } = treeKernel({
    columns: L.COMPARED * stride,
    sample: L.COMPARED * L.SAMPLE,
    tables: L.COMPARED * L.TABLES,
    scratch: 2 * (2 * L.REACH + L.SAMPLE + L.RANK),
    counts: 2 * devices.length,
  });
  const memory = new Uint8Array(kernel.memory.buffer);
  const first = at.columns + L.REACH;
  levels.forEach((own, f) => {
    memory.set(own, first + f * stride);
  });
  new Int8Array(kernel.memory.buffer).set(tablesOf(ordered), at.tables);
  for (const { start, end, sample } of agreements) {
    levels.forEach((own, f) => {
      for (let i = 0; i < L.SAMPLE; i++) memory[at.sample + f * L.SAMPLE + i] = own[sample[i]!]!;
    });
    kernel.countAlike(start, end, first, stride, at.sample, at.tables, at.scratch, at.counts);
  }
  const valueBy = valuesByCounts();
  for (let place = 0; place < devices.length; place++) {
    const [above, around] = [memory[at.counts + 2 * place]!, memory[at.counts + 2 * place + 1]!];
    if (around > 0) values[devices[place]!] = valueBy[around * 2 * L.REACH + above]!;
  }
  return values;
}

function orderedOf({ no, imsi, inQuestion }: ModelRows, columns: readonly Uint8Array[]): Ordered {
  const devices = rowsWhere(inQuestion, (value, device) => value === 1 && !Number.isNaN(imsi[device]));
  const agreements: { start: number; end: number; sample: Int32Array }[] = [];
  for (let start = 0; start < devices.length; ) {
    let end = start;
    while (end < devices.length && no[devices[end]!] === no[devices[start]!]) end++;
    const [from, size] = [start, end - start];
    if (size >= LEAST)
      agreements.push({
        start,
        end,
        sample: Int32Array.from(
          { length: L.SAMPLE },
          (_, i) => from + Math.floor(((2 * i + 1) * size) / (2 * L.SAMPLE)),
        ),
      });
    start = end;
  }
  const levels = COMPARED.map((wanted) => {
    const bins = columns[featureNumber(wanted)]!;
    const own = new Uint8Array(devices.length);
    for (let place = 0; place < own.length; place++) own[place] = levelOf(bins[devices[place]!]!);
    return own;
  });
  return { devices, agreements, levels };
}

/** Two bins are a level; bin 0 is none. */
const levelOf = (bin: number): number => (bin === 0 ? L.NO_LEVEL : (bin - 1) >> 1);

/** What levels so far apart say, by feature: first where the device's own is known, then where it is not. */
function tablesOf({ devices, agreements, levels }: Ordered): Int8Array {
  const every = Math.ceil(devices.length / MOST_LEARNED);
  const tables = new Int8Array(L.COMPARED * L.TABLES);
  levels.forEach((own, f) => {
    const near = new Float64Array(CLASSES).fill(PUT_IN);
    const chance = new Float64Array(CLASSES).fill(PUT_IN);
    for (const { start, end, sample } of agreements)
      for (let place = start; place < end; place += every)
        for (let i = 1; i <= PAIRS; i++) {
          if (place + i < end) near[classOf(own[place]!, own[place + i]!)]!++;
          const other = sample[(PAIRS * (place - start) + i) % L.SAMPLE]!;
          if (other !== place) chance[classOf(own[place]!, own[other]!)]!++;
        }
    const [allNear, allChance] = [sumOf(near), sumOf(chance)];
    const said = near.map((count, kind) => Math.log(count / allNear / (chance[kind]! / allChance)));
    // Less what it says where one alone is known, which is 0 in the kernel.
    const weight = (kind: number) =>
      Math.max(-L.MOST_SAID, Math.min(L.MOST_SAID, Math.round(SCALE * (said[kind]! - said[ONE_UNKNOWN]!))));
    for (let apart = 0; apart < L.LEVELS; apart++) tables[f * L.TABLES + apart] = weight(CLASS_OF[apart]!);
    tables[f * L.TABLES + L.LEVELS] = weight(BOTH_UNKNOWN);
  });
  return tables;
}

function classOf(a: number, b: number): number {
  if (a === L.NO_LEVEL || b === L.NO_LEVEL) return a === b ? BOTH_UNKNOWN : ONE_UNKNOWN;
  return CLASS_OF[Math.abs(a - b)]!;
}

const sumOf = (numbers: Float64Array): number => numbers.reduce((sum, n) => sum + n, 0);

/** By how many there are around, and how many of them are alike. */
function valuesByCounts(): Uint8Array {
  const most = 2 * L.REACH;
  const values = new Uint8Array(most * most);
  const chance = L.RANK / (L.SAMPLE + 1);
  for (let around = 1; around < most; around++)
    for (let above = 0; above <= around; above++) {
      values[around * most + above] = valueFor(excess(above / around, chance) * around, BOUNDS);
    }
  return values;
}
