/** `model.json` gives every score again, by the steps of docs/trace.md. */
import { expect, test } from 'vitest';
import { alikesOf } from '../../src/classify/model/alike.ts';
import { binsOf, UNKNOWN } from '../../src/classify/model/bins.ts';
import { companyOf } from '../../src/classify/model/company.ts';
import { modelFacts } from '../../src/classify/model/facts.ts';
import { FEATURES } from '../../src/classify/model/features.ts';
import { judgeDevices, type ModelRows } from '../../src/classify/model/model.ts';
import { runsOf } from '../../src/classify/model/runs.ts';
import { aroundOf } from '../../src/classify/model/views.ts';
import { dice, made } from './made-devices.ts';

interface ModelFile {
  readonly taught_by: string;
  readonly features: readonly { readonly bounds: readonly number[] }[];
  readonly behaviour: readonly { readonly score: number; readonly weight: number }[];
  readonly equipment: readonly number[];
  readonly company: readonly number[];
  readonly run: readonly number[];
  readonly alike: readonly number[];
  readonly declaration?: readonly number[];
  readonly given_back: number;
  readonly least_score: number;
  readonly unvouched: { readonly without_apns: number; readonly with_apns: number };
  readonly around: {
    readonly behaviour: readonly number[];
    readonly equipment: readonly number[];
    readonly usual_volume: number | null;
  };
  readonly priors: readonly { readonly weight: number }[];
  readonly trees: readonly {
    readonly bias: number;
    readonly trees: readonly Record<'column' | 'up_to' | 'unknown_left' | 'value', readonly number[]>[];
  }[];
}

const COMPANY_STEPS = 10;
const UNLISTED = 4;
const PERSON = 2;
const TAP_RECORDS = FEATURES.findIndex(({ name }) => name === 'tap_records');
const CELLS = FEATURES.findIndex(({ name }) => name === 'cells');
const KILOBYTES = FEATURES.findIndex(({ name }) => name === 'kilobytes_a_day');
const COMPARED = ['up_share', 'events_a_day', 'mean_gap', 'night_share', 'top_gap'].map((wanted) =>
  FEATURES.findIndex(({ name }) => name === wanted),
);
const DAYS = FEATURES.findIndex(({ name }) => name === 'days_present');

function treesScore({ features, trees }: ModelFile, rows: ModelRows, device: number): number {
  const bins = features.map(({ bounds }, f) => {
    const value = rows.features[f]![device]!;
    return value === UNKNOWN ? 0 : 1 + bounds.filter((bound) => bound < value).length;
  });
  const fold = trees[rows.fold[device]!]!;
  return fold.trees.reduce((score, { column, up_to, unknown_left, value }) => {
    let node = 0;
    while (2 * node + 1 < column.length && column[node] !== -1) {
      const bin = bins[column[node]!]!;
      const isFirst = bin === 0 ? unknown_left[node] === 1 : bin <= up_to[node]!;
      node = 2 * node + (isFirst ? 1 : 2);
    }
    return score + value[node]!;
  }, fold.bias);
}

function behaviourWeight(behaviour: ModelFile['behaviour'], score: number): number {
  const above = behaviour.findIndex((point) => score <= point.score);
  if (above <= 0) return behaviour.at(above)!.weight;
  const [from, to] = [behaviour[above - 1]!, behaviour[above]!];
  return Math.round(
    from.weight + ((score - from.score) / (to.score - from.score)) * (to.weight - from.weight),
  );
}

function scoresOf(file: ModelFile, rows: ModelRows): number[] {
  const trees = Array.from({ length: rows.length }, (_, i) => treesScore(file, rows, i));
  const around = file.behaviour.map(({ score }, i) => ({ score, weight: file.around.behaviour[i]! }));
  const company = companyOf(
    rows,
    Float64Array.from(trees, (score, i) => {
      const says =
        (behaviourWeight(around, score) + aroundOf(file.around.equipment, rows.equipment[i]!)) / 1000;
      const { usual_volume } = file.around;
      return usual_volume !== null && rows.features[KILOBYTES]![i]! > usual_volume ? Math.min(0, says) : says;
    }),
  );
  const runs = runsOf(rows);
  const bins = file.features.map(({ bounds }, f) => binsOf(rows.features[f]!, Int32Array.from(bounds)));
  const alike = alikesOf(rows, bins);
  return trees.map((score, i) => {
    const kind = rows.equipment[i]!;
    const tacStep = company.tac[i]!;
    const equipment =
      tacStep === 0 || (kind !== UNLISTED && kind !== PERSON)
        ? kind
        : 8 + tacStep + (kind === PERSON ? COMPANY_STEPS - 1 : 0);
    const [said, step] = [rows.declaration[i]!, company.company[i]!];
    const around =
      file.declaration === undefined
        ? file.company[said * COMPANY_STEPS + step]!
        : file.declaration[said]! +
          (said === 0
            ? file.company[step]!
            : Math.min(file.company[step]!, Math.max(0, 4000 - file.declaration[said]!)));
    const beside = file.equipment[equipment]! + around + file.run[runs[i]!]! + file.alike[alike[i]!]!;
    const isVouched =
      said > 0 || ![0, 3, 4].includes(kind) || (step > 0 && step !== 5) || runs[i]! > 1 || alike[i]! > 4;
    const { with_apns, without_apns } = file.unvouched;
    const taken = isVouched ? 0 : rows.apn[i]! > 0 ? with_apns : without_apns;
    const sum =
      behaviourWeight(file.behaviour, score) + beside + file.priors[0]!.weight + file.given_back - taken;
    const { usual_volume } = file.around;
    const isAlone = said === 0 && [0, 3, 4].includes(kind) && step <= 5 && runs[i]! <= 1 && alike[i]! <= 4;
    const isBounded =
      score < -2500 ||
      (isAlone && usual_volume !== null && rows.features[KILOBYTES]![i]! > usual_volume) ||
      (file.taught_by !== 'tac_types' && rows.features[TAP_RECORDS]![i]! <= 0 && beside < 1000);
    return Math.max(file.least_score, isBounded ? Math.min(2197, sum) : sum);
  });
}

test.each(['tac_types', 'declarations', 'thresholds'])('where %s taught', (taughtBy) => {
  const rows = made(3000, taughtBy === 'tac_types' ? {} : { labels: 0 });
  const roll = dice(5);
  for (let i = 0; i < rows.length; i++) {
    const declared = taughtBy === 'thresholds' ? 0 : rows.truth[i] === 1 ? 0.7 : 0.02;
    rows.declaration[i] = Number(roll() < declared) * (1 + (i % 3));
    // A third is silent; thresholds take most machines for what they are.
    if (i % 3 === 0) rows.features[TAP_RECORDS]![i] = 0;
    rows.features[DAYS]![i] = 12;
    rows.features[CELLS]![i] = (rows.truth[i] === 1) === roll() < 0.9 ? 1 : 9;
    // Some that nothing else tells of use more than phones.
    rows.features[KILOBYTES]![i] = 5000 + (i % 13 === 0 ? 90_000 : 0);
    if (i % 5 === 0) rows.equipment[i] = UNLISTED;
    if (i % 5 === 0) rows.tac[i] = 1 + rows.truth[i]!;
    if (i % 5 === 1) rows.tac[i] = 3 + rows.truth[i]!;
    rows.apn[i] = i % 7 === 0 ? 1 + rows.truth[i]! : 0;
    if (i % 11 === 0) rows.features[1]![i] = UNKNOWN;
    // Of the first five hundred the machines do one thing.
    for (const f of COMPARED)
      rows.features[f]![i] = i < 500 && rows.truth[i] === 1 ? 7 : Math.floor(900 * roll());
  }
  const { judged, learned } = judgeDevices(rows)!;
  const file = JSON.parse(JSON.stringify(modelFacts(learned, FEATURES, ['A']))) as ModelFile;
  expect(file.taught_by).toBe(taughtBy);
  expect(new Set(judged.alike).size).toBeGreaterThan(2);
  expect(scoresOf(file, rows)).toEqual([...judged.score]);
});
