/**
 * Probability of a machine for every device of a period. Boosted trees learn from noisy labels (what is declared, the type of a
 * TAC) how machines behave; each device is scored by trees that never saw it. Scores, equipment and declarations are then
 * views of one hidden truth, whose reliability is estimated from all devices (latent.ts), so that a wrong label among
 * many costs little and the share of machines may be any. Deterministic: rows in order of agreement and IMSI, one thread.
 */

import { binsOf, boundsOf } from './bins.ts';
import { estimate, type View } from './latent.ts';
import { BINS_OF_SCORE, scoreBins, weightAt } from './score-bins.ts';
import { scoreRow, type TreeSettings, type Trees, trainTrees } from './trees.ts';

/** Devices of a period as columns; 0 ≤ equipment < 4 and 0 ≤ declaration < 4, see sql/classify/model_row.sql. */
export interface ModelRows {
  readonly length: number;
  /** Agreement. */
  readonly no: Uint16Array;
  /** Fold of each device; who is in it does not hang on the others. */
  readonly fold: Uint8Array;
  readonly inQuestion: Uint8Array;
  /** 1 machine, 0 human, -1 nobody says. */
  readonly label: Int8Array;
  readonly equipment: Uint8Array;
  readonly declaration: Uint8Array;
  /** 1: the declaration binds, and is no evidence. */
  readonly binding: Uint8Array;
  readonly features: readonly Int32Array[];
}

/** All weights are thousandths of a logit and add up to `score`. */
export interface Judged {
  readonly score: Int32Array<ArrayBuffer>;
  readonly prior: Int32Array<ArrayBuffer>;
  readonly equipment: Int32Array<ArrayBuffer>;
  readonly declaration: Int32Array<ArrayBuffer>;
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
/** A device whose own behaviour says human at least this clearly is not charged for what it is said to be. */
const CONTRADICTING = -1500;
/** The score that it keeps then: a probability of 0.9. */
const CONTRADICTED_SCORE = 2197;
/** Features that are named in a device's evidence. */
const SHOWN = 4;

/** Null where there are too few labels. */
export function judgeDevices(rows: ModelRows): Judged | null {
  const given = labelsOf(rows);
  if (given === null) return null;
  const columns = rows.features.map((values) => binsOf(values, boundsOf(values)));
  const labels = fewerLabels(given.labels);
  const scores = new Int32Array(rows.length);
  const first = trainFolds(rows, columns, labels, { ...SETTINGS, trees: FIRST_TREES });
  for (let i = 0; i < rows.length; i++) {
    if (labels[i] === -1) continue;
    scores[i] = scoreRow(first[rows.fold[i]!]!, columns, i);
    const doubted = labels[i] === 1 ? scores[i]! < -DOUBTED : scores[i]! > given.doubtedHuman;
    if (doubted) labels[i] = -1;
  }
  return judged(rows, given.byDeclaration, heard(rows, columns, trainFolds(rows, columns, labels, SETTINGS)));
}

/** The trees' score of each device, and the features that say most of it. */
interface Heard extends Pick<Judged, 'items'> {
  readonly scores: Int32Array;
  /** What the items of a device add up to. */
  readonly shown: Int32Array;
}

function heard({ length, fold }: ModelRows, columns: readonly Uint8Array[], folds: readonly Trees[]): Heard {
  const items = Array.from({ length: SHOWN }, () => ({
    feature: new Int32Array(length).fill(-1),
    weight: new Int32Array(length),
  }));
  const scores = new Int32Array(length);
  const shown = new Int32Array(length);
  const said = new Int32Array(columns.length);
  for (let i = 0; i < length; i++) {
    said.fill(0);
    scores[i] = scoreRow(folds[fold[i]!]!, columns, i, said);
    shown[i] = showMost(items, said, i);
  }
  return { scores, items, shown };
}

/**
 * The labels; where the TACs say too little of people, everything that is not declared is taken for one, and left out again as
 * soon as it behaves a little like what is declared. Null where that is not enough either.
 */
function labelsOf({ label, length, inQuestion, declaration }: ModelRows) {
  const enough = (labels: Int8Array) =>
    countOf(labels, 0) >= LEAST_LABELS && countOf(labels, 1) >= LEAST_LABELS;
  if (enough(label)) return { labels: label, doubtedHuman: DOUBTED, byDeclaration: false };
  const declared = new Int8Array(length);
  for (let i = 0; i < length; i++) declared[i] = inQuestion[i] === 0 ? -1 : Number(declaration[i]! > 0);
  return enough(declared)
    ? { labels: declared, doubtedHuman: DOUBTED_UNDECLARED, byDeclaration: true }
    : null;
}

/** Labels, thinned evenly by the order of the devices where there are more than trees need. */
function fewerLabels(given: Int8Array): Int8Array {
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
      if (Math.floor((seen * MOST_LABELS) / count) === before) labels[i] = -1;
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
): Trees[] {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const taken: number[] = [];
    for (let i = 0; i < rows.length; i++) if (labels[i] !== -1 && rows.fold[i] !== fold) taken.push(i);
    return trainTrees(
      {
        rows: taken.length,
        columns: columns.map((column) => Uint8Array.from(taken, (i) => column[i]!)),
        labels: Uint8Array.from(taken, (i) => labels[i]!),
        weights: new Float64Array(taken.length).fill(1),
      },
      settings,
    );
  });
}

function judged(rows: ModelRows, byDeclaration: boolean, { scores, items, shown }: Heard): Judged {
  const { length, no, equipment, declaration } = rows;
  const { bins, centres } = scoreBins(scores, rows.inQuestion);
  const cells = cellsOf(rows, bins);
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const views: View[] = [
    {
      values: cells.behaviour,
      // What the trees say themselves, as two devices in each range, and half a device of each kind: so that nothing is ever surer
      // than the number of devices in a range allows.
      machines: centres.map((centre) => 0.5 + 2 * sigmoid(centre / 1000)),
      humans: centres.map((centre) => 0.5 + 2 * sigmoid(-centre / 1000)),
      ordered: true,
    },
    // No IMEI, a machine's TAC, a person's, or one that serves both or is not in the catalogue.
    { values: cells.equipment, machines: [20, 76, 4, 20], humans: [20, 4, 76, 20], ordered: false },
    // Nothing, a declared range, an APN or TAC, or both. Where declarations alone taught the trees, how reliable they are cannot
    // be estimated from these: it is held at what is put in.
    {
      values: cells.declaration,
      machines: [26, 10, 10, 10].map((count) => (byDeclaration ? count * length : count)),
      humans: [92, 4, 3, 1].map((count) => (byDeclaration ? count * length : count)),
      ordered: false,
    },
  ];
  const { weights, priors } = estimate(views, cells.no, cells.groups, cells.devices);
  const thousandths = (table: Float64Array) => Int32Array.from(table, (value) => Math.round(1000 * value));
  const [behaviours, equipments, declarations] = weights.map(thousandths) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const prior = thousandths(priors);
  const out: Judged = {
    score: new Int32Array(length),
    prior: new Int32Array(length),
    equipment: new Int32Array(length),
    declaration: new Int32Array(length),
    items,
    rest: new Int32Array(length),
    contradicted: new Int32Array(length),
  };
  for (let i = 0; i < length; i++) {
    const behaviour = weightAt(scores[i]!, centres, behaviours);
    out.rest[i] = behaviour - shown[i]!;
    out.prior[i] = prior[no[i]!]!;
    out.equipment[i] = equipments[equipment[i]!]!;
    out.declaration[i] = declaration[i]! > 0 && rows.binding[i] === 1 ? 0 : declarations[declaration[i]!]!;
    const sum = behaviour + out.prior[i]! + out.equipment[i]! + out.declaration[i]!;
    if (scores[i]! < CONTRADICTING && sum > CONTRADICTED_SCORE)
      out.contradicted[i] = CONTRADICTED_SCORE - sum;
    out.score[i] = sum + out.contradicted[i]!;
  }
  return out;
}

/** Puts the features that say most into the row's items, the most first, and returns what they add up to. */
function showMost(items: Judged['items'], said: Int32Array, row: number): number {
  let sum = 0;
  for (const { feature, weight } of items) {
    let most = -1;
    for (let f = 0; f < said.length; f++)
      if (said[f] !== 0 && (most === -1 || Math.abs(said[f]!) > Math.abs(said[most]!))) most = f;
    if (most === -1) break;
    feature[row] = most;
    weight[row] = said[most]!;
    sum += said[most]!;
    said[most] = 0;
  }
  return sum;
}

/** Devices that are seen alike, counted: those in question alone are evidence. */
function cellsOf({ length, no, inQuestion, equipment, declaration }: ModelRows, bins: Uint8Array) {
  const counts = new Map<number, number>();
  for (let i = 0; i < length; i++) {
    if (inQuestion[i] === 0) continue;
    const key = ((no[i]! * BINS_OF_SCORE + bins[i]!) * 4 + equipment[i]!) * 4 + declaration[i]!;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const keys = [...counts.keys()].sort((a, b) => a - b);
  return {
    devices: Float64Array.from(keys, (key) => counts.get(key)!),
    declaration: Uint8Array.from(keys, (key) => key % 4),
    equipment: Uint8Array.from(keys, (key) => Math.floor(key / 4) % 4),
    behaviour: Uint8Array.from(keys, (key) => Math.floor(key / 16) % BINS_OF_SCORE),
    no: Uint16Array.from(keys, (key) => Math.floor(key / 16 / BINS_OF_SCORE)),
    groups: 1 + no.reduce((most, value) => Math.max(most, value), 0),
  };
}
