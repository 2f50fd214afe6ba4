/**
 * Probability of a machine for every device of a period. Boosted trees learn from noisy labels (what is declared, the type of a
 * TAC, a reviewer's word) how machines behave; each device is scored by trees that did not learn from it. Scores, equipment,
 * declarations and what the devices around it do (company.ts) are then views of one hidden truth (views.ts), whose reliability is
 * estimated from all devices (latent.ts), so that a wrong label among many costs little and the share of machines may be any.
 * Deterministic: rows in order of agreement and IMSI, one thread.
 */

import { alikesOf } from './alike.ts';
import { binsOf, boundsOf } from './bins.ts';
import type { Learned } from './facts.ts';
import { isSilent } from './features.ts';
import { fewerRows } from './fewer-rows.ts';
import { heardBy, scoresOf, trainFolds } from './folds.ts';
import { usesMore, usualVolumeOf } from './heavy-use.ts';
import {
  countOf,
  enoughLeft,
  fewerLabels,
  isWithoutTacs,
  labelsOf,
  secondLabels,
  softLabels,
} from './labels.ts';
import { runsOf } from './runs.ts';
import { weightAt } from './score-bins.ts';
import { BLOCK, RANKS } from './score-rows.ts';
import { type AtFirst, type SeenOfAll, viewsOf } from './seen.ts';
import type { Trees } from './trees.ts';
import { isAlone, takenFrom } from './unvouched.ts';

/** Devices of a period as columns; 0 ≤ equipment < 9 (views.ts) and 0 ≤ declaration < 4, see sql/classify/model_row.sql. */
export interface ModelRows {
  readonly length: number;
  /** Agreement. */
  readonly no: Uint16Array;
  /** As the integer 1 followed by its digits. */
  readonly imsi: Float64Array;
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
  /** What the devices of the same APNs or the same number block say, beside the declaration; less what unvouched.ts takes. */
  readonly company: Int32Array<ArrayBuffer>;
  /** Values of company.ts that these weights stand for: of APNs and block, and of the TAC. */
  readonly companyKind: Int32Array<ArrayBuffer>;
  readonly tacCompany: Int32Array<ArrayBuffer>;
  /** What it says whether the devices around its number have its TAC, and the value of runs.ts. */
  readonly run: Int32Array<ArrayBuffer>;
  readonly runKind: Int32Array<ArrayBuffer>;
  /** What it says whether the devices around its number behave as it does, and the value of alike.ts. */
  readonly alike: Int32Array<ArrayBuffer>;
  readonly alikeKind: Int32Array<ArrayBuffer>;
  /** The features that say most, as their numbers and weights; -1 where there are no more. */
  readonly items: readonly {
    readonly feature: Int32Array<ArrayBuffer>;
    readonly weight: Int32Array<ArrayBuffer>;
  }[];
  /** What all other features say, and what calibration makes of them together. */
  readonly rest: Int32Array<ArrayBuffer>;
  /** What the score is lowered by because the behaviour contradicts everything else. */
  readonly contradicted: Int32Array<ArrayBuffer>;
  /** What the score is lowered by because nothing but its behaviour says machine, and the device is silent or uses more data than phones. */
  readonly uncorroborated: Int32Array<ArrayBuffer>;
  /** What the score is raised by, because some machines behave like people. */
  readonly hidden: Int32Array<ArrayBuffer>;
}

/** Trees of the first round, which only finds doubtful labels. */
const FIRST_TREES = 40;
const SETTINGS = { trees: 80, depth: 3, rate: 0.1, ridge: 5, leastHessian: 8, columnShare: 600 };
/** Trees of the last two rounds, which learn from all views: their labels are less noisy, so the trees may be finer. */
const LAST = { ...SETTINGS, trees: 120, depth: 4, leastHessian: 5, columnShare: 300 };
/** A device whose behaviour says human at least this clearly scores at most `CONTRADICTED_SCORE`, whatever its TAC or a declaration says. */
const CONTRADICTING = -2500;
/** A probability of 0.9, in thousandths of a logit: below the `charge_at` that agreements have by default. */
const CONTRADICTED_SCORE = 2197;
/**
 * Where no TAC taught, a silent device (no TAP record) scores at most `CONTRADICTED_SCORE` too, unless equipment, declaration, company,
 * run and devices that behave alike together say at least this much for a machine: a phone in a drawer also does nothing, and the same
 * nothing every day. One that uses more data than phones (heavy-use.ts) has the same bound wherever it is alone (unvouched.ts): judged without
 * numbers, 530 people and 62 machines were so charged in nine tuning months; with them it costs 4 of 10,000 machines.
 */
const CORROBORATED = 1000;
/**
 * Added to every score, because the bounds on the views (views.ts) make the estimate too low. In each of the generated worlds for tuning,
 * devices between −2 and 2 logits were machines at two to three times the estimated odds. Only the smaller part of that is
 * added: where no bound takes effect, even this is too much.
 */
export const FALLING_SHORT = 300;
/**
 * Machines that look exactly like people, as a share of the machines that are found: no probability is lower than their share among all
 * devices that look like people. In the generated worlds for tuning it was 0.001 to 0.074, with a median of 0.03.
 */
const HIDDEN = 0.03;
/** Upper limit of that share among devices that look like people: above it, all of them would wait for a reviewer. */
const MOST_HIDDEN = 0.1;

/** Null where there are too few labels. Of very many devices some teach, and all are judged. */
export function judgeDevices(rows: ModelRows): { readonly judged: Judged; readonly learned: Learned } | null {
  const taught = teach(fewerRows(rows)) ?? teach(rows);
  if (taught === null) return null;
  const { bounds, folds, taughtBy, labels } = taught;
  const columns = rows.features.map((values, f) => binsOf(values, bounds[f]!));
  const { judged, ...weighed } = weighAll(
    rows,
    atFirst(rows, columns),
    isWithoutTacs(taughtBy),
    heard(rows, columns, folds),
  );
  const learned: Learned = {
    taughtBy,
    devices: rows.length,
    labels,
    bounds,
    folds,
    ...weighed,
  };
  return { judged, learned };
}

/** What the trees learn. */
type Taught = Pick<Learned, 'taughtBy' | 'bounds' | 'folds' | 'labels'>;

function teach(rows: ModelRows): Taught | null {
  const given = labelsOf(rows);
  if (given === null) return null;
  const { taughtBy } = given;
  const bounds = rows.features.map(boundsOf);
  const columns = rows.features.map((values, f) => binsOf(values, bounds[f]!));
  const known = atFirst(rows, columns);
  const few = { ...SETTINGS, trees: FIRST_TREES };
  const first = trainFolds(rows, columns, fewerLabels(given.labels, rows.reviewed), few, given.trust);
  const { labels, trust, leftOut } = secondLabels(rows, known, given, scoresOf(rows, columns, first));
  if (!enoughLeft(labels)) return null;
  const taught = fewerLabels(labels, rows.reviewed);
  const second = scoresOf(rows, columns, trainFolds(rows, columns, taught, SETTINGS, trust));
  const taughtByAll = (scores: Int32Array) => {
    const seen = viewsOf(rows, known, isWithoutTacs(taughtBy), scores);
    const { targets, trust } = softLabels(rows, labels, scoresOfAll(rows, seen, scores));
    return trainFolds(rows, columns, targets, LAST, trust);
  };
  // Twice: whole kinds of machines without a label are learned in two steps.
  const third = scoresOf(rows, columns, taughtByAll(second));
  return {
    bounds,
    folds: taughtByAll(third),
    labels: { machines: countOf(taught, 1), humans: countOf(taught, 0), leftOut },
    taughtBy,
  };
}

const atFirst = (rows: ModelRows, columns: readonly Uint8Array[]): AtFirst => ({
  runs: runsOf(rows),
  alike: alikesOf(rows, columns),
  usualVolume: usualVolumeOf(rows),
});

/** The trees' score of each device, and the features that say most of it. */
interface Heard extends Pick<Judged, 'items'> {
  readonly scores: Int32Array;
  /** What the items of a device add up to. */
  readonly shown: Int32Array;
}

function heard({ length, fold }: ModelRows, columns: readonly Uint8Array[], folds: readonly Trees[]): Heard {
  const items = Array.from({ length: RANKS }, () => ({
    feature: new Int32Array(length),
    weight: new Int32Array(length),
  }));
  const scores = new Int32Array(length);
  const shown = new Int32Array(length);
  heardBy(fold, columns, folds, ({ rows, scores: own, most }) => {
    const { numbers, weights } = most();
    for (let j = 0; j < rows.length; j++) scores[rows[j]!] = own[j]!;
    for (const [rank, { feature, weight }] of items.entries())
      for (let j = 0; j < rows.length; j++) {
        const row = rows[j]!;
        feature[row] = numbers[rank * BLOCK + j]!;
        weight[row] = weights[rank * BLOCK + j]!;
        shown[row]! += weight[row];
      }
  });
  return { scores, items, shown };
}

/** Views of every device → what it is. */
function weighAll(rows: ModelRows, known: AtFirst, withoutTacs: boolean, { scores, items, shown }: Heard) {
  const { length, no } = rows;
  const seen = viewsOf(rows, known, withoutTacs, scores);
  const { company, weights } = seen;
  const { priors, equipmentOf, declarationOf, companyWeight, runOf, alikeOf } = weights;
  const judged: Judged = {
    score: new Int32Array(length),
    prior: new Int32Array(length),
    equipment: new Int32Array(length),
    declaration: new Int32Array(length),
    company: new Int32Array(length),
    companyKind: Int32Array.from(company.company),
    tacCompany: Int32Array.from(company.tac),
    run: new Int32Array(length),
    runKind: Int32Array.from(seen.runs),
    alike: new Int32Array(length),
    alikeKind: Int32Array.from(seen.alike),
    items,
    rest: new Int32Array(length),
    contradicted: new Int32Array(length),
    uncorroborated: new Int32Array(length),
    hidden: new Int32Array(length),
  };
  const isHeavy = usesMore(rows, known.usualVolume);
  for (let i = 0; i < length; i++) {
    const behaviour = behaviourOf(seen, scores[i]!);
    judged.rest[i] = behaviour - shown[i]!;
    judged.prior[i] = priors[no[i]!]!;
    judged.equipment[i] = equipmentOf(i);
    judged.declaration[i] = declarationOf(i);
    const taken = takenFrom(rows, seen, i);
    judged.company[i] = companyWeight(i) - taken;
    judged.run[i] = runOf(i);
    judged.alike[i] = alikeOf(i);
    const sum = sumOf(rows, seen, scores[i]!, i) - taken;
    const score = notAgainst(scores[i]!, sum);
    judged.contradicted[i] = score - sum;
    const isUncorroborated =
      (isHeavy(i) && isAlone(rows, seen, i)) ||
      (withoutTacs && isSilent(rows, i) && besideOf(seen, i) < CORROBORATED);
    judged.score[i] = isUncorroborated ? Math.min(CONTRADICTED_SCORE, score) : score;
    judged.uncorroborated[i] = judged.score[i]! - score;
  }
  const least = leastScore(judged.score, rows.inQuestion);
  for (let i = 0; i < length; i++) {
    judged.hidden[i] = Math.max(0, least - judged.score[i]!);
    judged.score[i]! += judged.hidden[i]!;
  }
  return { judged, least, ...seen };
}

/** The score of a device of which nothing speaks for a machine: machines hide among people the more, the more there are. */
function leastScore(scores: Int32Array, inQuestion: Uint8Array): number {
  let machines = 0;
  let people = 0;
  for (let i = 0; i < scores.length; i++) {
    if (inQuestion[i] === 0) continue;
    if (scores[i]! >= 0) machines++;
    else people++;
  }
  // One of each more: there may be none.
  const share = Math.min(MOST_HIDDEN, (HIDDEN * (machines + 1)) / (people + 1));
  return Math.round(1000 * Math.log(share / (1 - share)));
}

const behaviourOf = ({ centres, weights }: SeenOfAll, score: number): number =>
  FALLING_SHORT + weightAt(score, centres, weights.behaviours);

/** What speaks for a machine beside behaviour and prior. */
function besideOf({ weights }: SeenOfAll, i: number): number {
  const { equipmentOf, declarationOf, companyWeight, runOf, alikeOf } = weights;
  return equipmentOf(i) + declarationOf(i) + companyWeight(i) + runOf(i) + alikeOf(i);
}

const sumOf = ({ no }: ModelRows, seen: SeenOfAll, score: number, i: number): number =>
  behaviourOf(seen, score) + seen.weights.priors[no[i]!]! + besideOf(seen, i);

const notAgainst = (score: number, sum: number): number =>
  score < CONTRADICTING ? Math.min(CONTRADICTED_SCORE, sum) : sum;

function scoresOfAll(rows: ModelRows, seen: SeenOfAll, scores: Int32Array): Int32Array {
  return scores.map((score, i) => notAgainst(score, sumOf(rows, seen, score, i)));
}
