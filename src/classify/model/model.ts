/**
 * Probability of a machine for every device of a period. Boosted trees learn from noisy labels (what is declared, the type of a
 * TAC, a reviewer's word) how machines behave; each device is scored by trees that did not learn from it. Scores, equipment,
 * declarations and what the devices around it do (company.ts) are then views of one hidden truth (views.ts), whose reliability is
 * estimated from all devices (latent.ts), so that a wrong label among many costs little and the share of machines may be any.
 * Deterministic: rows in order of agreement and IMSI, one thread.
 */

import { binsOf, boundsOf } from './bins.ts';
import { companyOf } from './company.ts';
import type { Learned } from './facts.ts';
import { scoreBins, weightAt } from './score-bins.ts';
import { scoreRows } from './score-rows.ts';
import { type TreeSettings, type Trees, trainTrees } from './trees.ts';
import { weigh } from './views.ts';

/** Devices of a period as columns; 0 ≤ equipment < 9 (views.ts) and 0 ≤ declaration < 4, see sql/classify/model_row.sql. */
export interface ModelRows {
  readonly length: number;
  /** Agreement. */
  readonly no: Uint16Array;
  /** Fold of each device; who is in it does not hang on the others. */
  readonly fold: Uint8Array;
  readonly inQuestion: Uint8Array;
  /** 1 machine, 0 human, -1 nobody says. */
  readonly label: Int8Array;
  /** 1: a reviewer gave the label; it is neither doubted nor thinned away. */
  readonly reviewed: Uint8Array;
  readonly equipment: Uint8Array;
  readonly declaration: Uint8Array;
  /** 1: the declaration binds, and is no evidence. */
  readonly binding: Uint8Array;
  /** TAC and set of APNs, as codes; 0 is none. */
  readonly tac: Int32Array;
  readonly apn: Int32Array;
  readonly features: readonly Int32Array[];
}

/** All weights are thousandths of a logit and add up to `score`. */
export interface Judged {
  readonly score: Int32Array<ArrayBuffer>;
  readonly prior: Int32Array<ArrayBuffer>;
  readonly equipment: Int32Array<ArrayBuffer>;
  readonly declaration: Int32Array<ArrayBuffer>;
  /** What the devices of the same APNs or the same number block say, beside the declaration. */
  readonly company: Int32Array<ArrayBuffer>;
  /** Values of company.ts that these weights stand for: of APNs and block, and of the TAC. */
  readonly companyKind: Int32Array<ArrayBuffer>;
  readonly tacCompany: Int32Array<ArrayBuffer>;
  /** The features that say most, as their numbers and weights; -1 where there are no more. */
  readonly items: readonly {
    readonly feature: Int32Array<ArrayBuffer>;
    readonly weight: Int32Array<ArrayBuffer>;
  }[];
  /** What all other features say, and what calibration makes of them together. */
  readonly rest: Int32Array<ArrayBuffer>;
  /** What the score is lowered by because the behaviour contradicts everything else. */
  readonly contradicted: Int32Array<ArrayBuffer>;
}

export const FOLDS = 3;
/** With fewer labels of either kind there is nothing to learn from. */
const LEAST_LABELS = 50;
/** Labels of a kind that trees learn from at most: more teach them little and cost time. */
const MOST_LABELS = 12_000;
/** Trees of the first round, which only finds doubtful labels. */
const FIRST_TREES = 40;
const SETTINGS = { trees: 80, rate: 0.1, ridge: 5, leastHessian: 8, columnShare: 600 };
/** A label is left out where the trees of the other folds are as sure as this of the contrary, in thousandths of a logit. */
const DOUBTED = 2500;
/** The same for a device that is a person only because nobody declared it. */
const DOUBTED_UNDECLARED = -1000;
/** A device whose own behaviour says human at least this clearly gets no higher than the next for what it is said to be. */
const CONTRADICTING = -1500;
/** The score that it keeps then: a probability of 0.9, below the `charge_at` that agreements have by default. */
const CONTRADICTED_SCORE = 2197;
/** Equipment that serves machines and people: undeclared, and declared. */
const SERVES_BOTH = new Set([3, 7]);
/**
 * Added to every score. What the views are bounded by (views.ts) makes the estimate fall short of the truth: in the generated
 * worlds for tuning, devices between −2 and 2 logits were machines at odds two to three times those that it gave, in each of
 * them; the smaller part of that is given back, for where nothing is bounded it is too much.
 */
export const FALLING_SHORT = 300;
/** Features that are named in a device's evidence. */
const SHOWN = 4;

/** Null where there are too few labels. */
export function judgeDevices(rows: ModelRows): { readonly judged: Judged; readonly learned: Learned } | null {
  const given = labelsOf(rows);
  if (given === null) return null;
  const bounds = rows.features.map(boundsOf);
  const columns = rows.features.map((values, f) => binsOf(values, bounds[f]!));
  const first = trainFolds(rows, columns, fewerLabels(given.labels, rows.reviewed), {
    ...SETTINGS,
    trees: FIRST_TREES,
  });
  const { scores } = heard(rows, columns, first, 0);
  const labels = secondLabels(rows, given, scores);
  const taught = fewerLabels(labels.labels, rows.reviewed);
  const folds = trainFolds(rows, columns, taught, SETTINGS, labels.trust);
  const { judged, ...weighed } = weighAll(rows, given.byDeclaration, heard(rows, columns, folds, SHOWN));
  const learned: Learned = {
    taughtBy: given.byDeclaration ? 'declarations' : 'tac_types',
    devices: rows.length,
    labels: { machines: countOf(taught, 1), humans: countOf(taught, 0), leftOut: labels.leftOut },
    bounds,
    folds,
    ...weighed,
  };
  return { judged, learned };
}

interface Given {
  readonly labels: Int8Array;
  /** A label human is left out where the score is higher. */
  readonly doubtedHuman: number;
  readonly byDeclaration: boolean;
}

/**
 * Labels of the second round: without those that the trees of the other folds contradict, and with people of equipment
 * that serves both. Such equipment is a label for machines alone, where they are declared, so that the trees would take
 * every person's router for one; who stands among people by all but its behaviour teaches them otherwise, as far as that is sure.
 */
function secondLabels(rows: ModelRows, given: Given, scores: Int32Array) {
  const labels = Int8Array.from(given.labels);
  const trust = new Float64Array(rows.length).fill(1);
  let leftOut = 0;
  for (let i = 0; i < rows.length; i++) {
    if (labels[i] === -1 || rows.reviewed[i] === 1) continue;
    const doubted = labels[i] === 1 ? scores[i]! < -DOUBTED : scores[i]! > given.doubtedHuman;
    if (!doubted) continue;
    labels[i] = -1;
    leftOut++;
  }
  const { weights } = viewsOf(rows, given.byDeclaration, scores);
  const { priors, equipmentOf, declarationOf, companyWeight } = weights;
  for (let i = 0; i < rows.length; i++) {
    if (rows.inQuestion[i] === 0 || rows.reviewed[i] === 1 || !SERVES_BOTH.has(rows.equipment[i]!)) continue;
    const logit = priors[rows.no[i]!]! + equipmentOf(i) + declarationOf(i) + companyWeight(i);
    if (logit >= 0) continue;
    labels[i] = 0;
    trust[i] = Math.tanh(-logit / 2000);
  }
  return { labels, trust, leftOut };
}

/** The trees' score of each device, and the features that say most of it. */
interface Heard extends Pick<Judged, 'items'> {
  readonly scores: Int32Array;
  /** What the items of a device add up to. */
  readonly shown: Int32Array;
}

function heard(
  { length, fold }: ModelRows,
  columns: readonly Uint8Array[],
  folds: readonly Trees[],
  named: number,
): Heard {
  const items = Array.from({ length: named }, () => ({
    feature: new Int32Array(length).fill(-1),
    weight: new Int32Array(length),
  }));
  const scores = new Int32Array(length);
  const shown = new Int32Array(length);
  for (const [own, trees] of folds.entries()) {
    const which = rowsWhere(fold, (value) => value === own);
    scoreRows(trees, columns, which, (row, score, said) => {
      scores[row] = score;
      shown[row] = showMost(items, said, row);
    });
  }
  return { scores, items, shown };
}

/**
 * The labels; where the TACs say too little of people, everything that is not declared is taken for one, and left out again as
 * soon as it behaves a little like what is declared. Null where that is not enough either.
 */
function labelsOf({ label, reviewed, length, inQuestion, declaration }: ModelRows): Given | null {
  const enough = (labels: Int8Array) =>
    countOf(labels, 0) >= LEAST_LABELS && countOf(labels, 1) >= LEAST_LABELS;
  if (enough(label)) return { labels: label, doubtedHuman: DOUBTED, byDeclaration: false };
  const declared = new Int8Array(length);
  for (let i = 0; i < length; i++) {
    const said = reviewed[i] === 1 ? label[i]! : Number(declaration[i]! > 0);
    declared[i] = inQuestion[i] === 0 ? -1 : said;
  }
  return enough(declared)
    ? { labels: declared, doubtedHuman: DOUBTED_UNDECLARED, byDeclaration: true }
    : null;
}

/** Labels, thinned evenly by the order of the devices where there are more than trees need. */
function fewerLabels(given: Int8Array, reviewed: Uint8Array): Int8Array {
  const labels = Int8Array.from(given);
  const { length } = labels;
  for (const kind of [0, 1]) {
    const count = countOf(labels, kind);
    if (count <= MOST_LABELS) continue;
    let seen = 0;
    for (let i = 0; i < length; i++) {
      if (labels[i] !== kind) continue;
      const before = Math.floor((seen * MOST_LABELS) / count);
      seen++;
      if (Math.floor((seen * MOST_LABELS) / count) === before && reviewed[i] === 0) labels[i] = -1;
    }
  }
  return labels;
}

function countOf(labels: Int8Array, kind: number): number {
  let count = 0;
  for (const label of labels) if (label === kind) count++;
  return count;
}

/** For each fold the trees that learned from the other folds. */
function trainFolds(
  rows: ModelRows,
  columns: readonly Uint8Array[],
  labels: Int8Array,
  settings: TreeSettings,
  trust?: Float64Array,
): Trees[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const taken = rowsWhere(labels, (label, i) => label !== -1 && rows.fold[i] !== fold);
    return trainTrees(
      {
        rows: taken.length,
        columns: columns.map((column) => valuesOf(column, taken)),
        labels: Uint8Array.from(taken, (i) => labels[i]!),
        weights:
          trust === undefined
            ? new Float64Array(taken.length).fill(1)
            : Float64Array.from(taken, (i) => trust[i]!),
      },
      settings,
    );
  });
}

/** Scores of the trees → the weight of everything that is seen of a device. */
function viewsOf(rows: ModelRows, byDeclaration: boolean, scores: Int32Array) {
  const { bins, centres } = scoreBins(scores, rows.inQuestion);
  const company = companyOf(
    rows,
    Float64Array.from(scores, (score) => 1 / (1 + Math.exp(-score / 1000))),
  );
  return { centres, company, weights: weigh(rows, { bins, centres, ...company }, byDeclaration) };
}

function valuesOf(column: Uint8Array, rows: Int32Array): Uint8Array {
  const values = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column[rows[i]!]!;
  return values;
}

function rowsWhere(values: ArrayLike<number>, wanted: (value: number, row: number) => boolean): Int32Array {
  const rows = new Int32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (wanted(values[i]!, i)) rows[count++] = i;
  return rows.subarray(0, count);
}

/** Views of every device → what it is. */
function weighAll(rows: ModelRows, byDeclaration: boolean, { scores, items, shown }: Heard) {
  const { length, no } = rows;
  const { centres, company, weights } = viewsOf(rows, byDeclaration, scores);
  const { behaviours, priors, equipmentOf, declarationOf, companyWeight } = weights;
  const judged: Judged = {
    score: new Int32Array(length),
    prior: new Int32Array(length),
    equipment: new Int32Array(length),
    declaration: new Int32Array(length),
    company: new Int32Array(length),
    companyKind: Int32Array.from(company.company),
    tacCompany: Int32Array.from(company.tac),
    items,
    rest: new Int32Array(length),
    contradicted: new Int32Array(length),
  };
  for (let i = 0; i < length; i++) {
    const behaviour = FALLING_SHORT + weightAt(scores[i]!, centres, behaviours);
    judged.rest[i] = behaviour - shown[i]!;
    judged.prior[i] = priors[no[i]!]!;
    judged.equipment[i] = equipmentOf(i);
    judged.declaration[i] = declarationOf(i);
    judged.company[i] = companyWeight(i);
    const sum =
      behaviour + judged.prior[i]! + judged.equipment[i]! + judged.declaration[i]! + judged.company[i]!;
    if (scores[i]! < CONTRADICTING && sum > CONTRADICTED_SCORE)
      judged.contradicted[i] = CONTRADICTED_SCORE - sum;
    judged.score[i] = sum + judged.contradicted[i]!;
  }
  return { judged, centres, weights };
}

/** Puts the features that say most into the row's items, the most first, and returns what they add up to. */
function showMost(items: Judged['items'], said: Int32Array, row: number): number {
  let sum = 0;
  for (const { feature, weight } of items) {
    let most = -1;
    let size = 0;
    for (let f = 0; f < said.length; f++) {
      const own = Math.abs(said[f]!);
      if (own <= size) continue;
      most = f;
      size = own;
    }
    if (most === -1) break;
    feature[row] = most;
    weight[row] = said[most]!;
    sum += said[most]!;
    said[most] = 0;
  }
  return sum;
}
