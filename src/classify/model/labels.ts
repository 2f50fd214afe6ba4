/** What teaches the trees in each round: labels that are noisy, then those less what is doubted, then what all views make of each device. */
import { UNKNOWN } from './bins.ts';
import { featureNumber } from './features.ts';
import type { ModelRows } from './model.ts';
import { type AtFirst, viewsOf } from './seen.ts';
import { SERVES_BOTH } from './views.ts';

/** With fewer labels of either kind there is nothing to learn from; nor where fewer are left when the doubted are gone. */
const LEAST_LABELS = 50;
const LEAST_LEFT = 20;
/** Labels of a kind that trees learn from at most: more teach them little and cost time. */
const MOST_LABELS = 12_000;
/** A label is left out where the trees of the other folds are as sure as this of the contrary, in thousandths of a logit. */
const DOUBTED = 2500;
/** The same for a device that is a person only because nobody declared it. */
const DOUBTED_UNDECLARED = -1000;
/**
 * Trust in labels where TACs teach nothing: in an undeclared device being a machine because plain thresholds say so, and in a device without
 * calls being a person because they do not. The declared fleets are only some of all fleets: if all other devices were labelled people, the
 * trees would learn that only declared devices are machines. And silent people look much like silent machines.
 */
const BELIEVED = { machineByThresholds: 0.3, quietPerson: 0.2 };

/**
 * Weight that an undoubted machine label keeps in the last rounds. Few people are declared or have a machine's TAC, but many machines have
 * neither. Without this weight, whole fleets of terminals with phones' TACs drift to the people, each device supporting the next.
 */
const KEPT = 0.5;

export interface Given {
  readonly labels: Int8Array;
  /** How far each label is believed, from 0 to 1. */
  readonly trust: Float64Array;
  /** A label human is left out where the score is higher. */
  readonly doubtedHuman: number;
  readonly taughtBy: 'tac_types' | 'declarations' | 'thresholds';
}

/** Whether no equipment could hold what is estimated: nothing of it taught. */
export const isWithoutTacs = (taughtBy: Given['taughtBy']): boolean => taughtBy !== 'tac_types';

/**
 * The labels of the first round. If TACs label too few machines or too few people, the declared devices are labelled machines, and so, with
 * less trust, are those that plain thresholds take for machines. All others are labelled people, and are dropped as soon as they behave
 * a little like machines. Null if even that gives too few labels.
 */
export function labelsOf(rows: ModelRows): Given | null {
  const { label, reviewed, length, inQuestion, declaration } = rows;
  const trust = new Float64Array(length).fill(1);
  if (enough(label, LEAST_LABELS))
    return { labels: label, trust, doubtedHuman: DOUBTED, taughtBy: 'tac_types' };
  const { looksLikeMachine, makesCalls } = thresholds(rows);
  const labels = new Int8Array(length).fill(-1);
  let declared = 0;
  for (let i = 0; i < length; i++) {
    if (inQuestion[i] === 0) continue;
    if (reviewed[i] === 1) labels[i] = label[i]!;
    else if (declaration[i]! > 0) labels[i] = 1;
    else if (looksLikeMachine(i)) {
      labels[i] = 1;
      trust[i] = BELIEVED.machineByThresholds;
      continue;
    } else {
      labels[i] = 0;
      if (!makesCalls(i)) trust[i] = BELIEVED.quietPerson;
    }
    declared += Number(labels[i] === 1);
  }
  if (!enough(labels, LEAST_LABELS)) return null;
  const taughtBy = declared < LEAST_LABELS ? 'thresholds' : 'declarations';
  return { labels, trust, doubtedHuman: DOUBTED_UNDECLARED, taughtBy };
}

/**
 * No calls made, present on ten days as far as that is known, and at two cells at the most or with less than a megabyte on a day with data:
 * the plain thresholds that `evaluate` holds a run against (sql/evaluate/judged_device.sql), here of the model's own features.
 */
function thresholds({ features }: ModelRows) {
  const [calls, days, cells, volume] = ['calls_mo', 'days_present', 'cells', 'kilobytes_a_day'].map(
    (name) => features[featureNumber(name)]!,
  );
  const isKnown = (value: number) => value !== UNKNOWN;
  return {
    makesCalls: (i: number) => calls![i]! > 0,
    looksLikeMachine: (i: number) =>
      calls![i]! <= 0 &&
      (!isKnown(days![i]!) || days![i]! >= 10) &&
      ((isKnown(cells![i]!) && cells![i]! <= 2) || (isKnown(volume![i]!) && volume![i]! < 1024)),
  };
}

/** Labels, thinned evenly by the order of the devices where there are more than trees need. */
export function fewerLabels(given: Int8Array, reviewed: Uint8Array): Int8Array {
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

/** Whether what is left of the labels is enough to learn from. */
export const enoughLeft = (labels: Int8Array): boolean => enough(labels, LEAST_LEFT);

const enough = (labels: Int8Array, least: number): boolean =>
  countOf(labels, 0) >= least && countOf(labels, 1) >= least;

export function countOf(labels: Int8Array, kind: number): number {
  let count = 0;
  for (const label of labels) if (label === kind) count++;
  return count;
}

/**
 * Labels of the second round. Three things change:
 * - Labels that the trees of the other folds contradict are dropped.
 * - People by their TAC alone are dropped if all but behaviour and equipment puts them among machines. Terminals are built from phones: where
 *   a home network sells to machines, such fleets would teach the trees that what they do is what people do.
 * - Devices whose equipment serves both, and which all but their behaviour puts among people, are added as people. Such equipment is otherwise
 *   labelled only where it is declared, as machines, so that the trees would take every person's router for one. Either label has as much
 *   trust as all but behaviour is sure of it: a step there would let a hair's breadth decide what all routers of a month are taken for.
 */
export function secondLabels(rows: ModelRows, atFirst: AtFirst, given: Given, scores: Int32Array) {
  const labels = Int8Array.from(given.labels);
  const trust = Float64Array.from(given.trust);
  let leftOut = 0;
  for (let i = 0; i < rows.length; i++) {
    if (labels[i] === -1 || rows.reviewed[i] === 1) continue;
    const doubted = labels[i] === 1 ? scores[i]! < -DOUBTED : scores[i]! > given.doubtedHuman;
    if (!doubted) continue;
    labels[i] = -1;
    leftOut++;
  }
  const { weights } = viewsOf(rows, atFirst, isWithoutTacs(given.taughtBy), scores);
  const { priors, equipmentOf, declarationOf, companyWeight, runOf, alikeOf } = weights;
  const besides = Int32Array.from(
    rows.no,
    (no, i) => priors[no]! + declarationOf(i) + companyWeight(i) + runOf(i) + alikeOf(i),
  );
  // Where all stand alike, nobody stands among machines more than others.
  const amongMachines = Math.max(0, meanOf(besides, rows.inQuestion));
  for (let i = 0; i < rows.length; i++) {
    if (rows.inQuestion[i] === 0 || rows.reviewed[i] === 1) continue;
    const beside = besides[i]!;
    if (SERVES_BOTH.has(rows.equipment[i]!)) {
      const logit = beside + equipmentOf(i);
      if (logit < 0) labels[i] = 0;
      trust[i] = Math.tanh(Math.abs(logit) / 2000);
    } else if (labels[i] === 0 && !isWithoutTacs(given.taughtBy) && beside > amongMachines) {
      labels[i] = -1;
      leftOut++;
    }
  }
  return { labels, trust, leftOut };
}

function meanOf(values: Int32Array, inQuestion: Uint8Array): number {
  const taken = values.filter((_, i) => inQuestion[i] === 1);
  return taken.reduce((sum, value) => sum + value, 0) / taken.length;
}

/**
 * What the last trees learn from: the probability of each device by all views, or the reviewer's finding; fewer rows are used, as with
 * labels. In this way undeclared machines with a person's TAC, which the labels call people, teach their behaviour once their
 * company has revealed them.
 */
export function softLabels(rows: ModelRows, labels: Int8Array, scores: Int32Array) {
  const sides = Int8Array.from(scores, (score, i) => {
    if (rows.inQuestion[i] === 0) return -1;
    return rows.reviewed[i] === 1 ? rows.label[i]! : Number(score > 0);
  });
  const targets = Float64Array.from(fewerLabels(sides, rows.reviewed), (side, i) => {
    if (side === -1 || rows.reviewed[i] === 1) return side;
    const likely = 1 / (1 + Math.exp(-scores[i]! / 1000));
    return labels[i] === 1 ? KEPT + (1 - KEPT) * likely : likely;
  });
  let all = 0;
  let machines = 0;
  for (const target of targets) {
    if (target < 0) continue;
    all++;
    machines += target;
  }
  // As many machines as people, so that a score of the trees means the same whatever the share of machines.
  const [ofMachines, ofPeople] = [all / (2 * machines), all / (2 * (all - machines))];
  return { targets, trust: targets.map((target) => target * ofMachines + (1 - target) * ofPeople) };
}
