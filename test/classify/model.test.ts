/** The model's parts on devices made up here: bins, trees, the latent class, and all of it together. */
import { describe, expect, test } from 'vitest';
import { binsOf, boundsOf, UNKNOWN } from '../../src/classify/model/bins.ts';
import { FEATURES } from '../../src/classify/model/features.ts';
import { estimate } from '../../src/classify/model/latent.ts';
import { judgeDevices } from '../../src/classify/model/model.ts';
import { scoreBins, weightAt } from '../../src/classify/model/score-bins.ts';
import { BLOCK, scoreRows } from '../../src/classify/model/score-rows.ts';
import { type Trees, trainTrees } from '../../src/classify/model/trees.ts';
import { sqlText } from '../../src/store/sql.ts';
import { dice, made } from './made-devices.ts';
import { walked } from './walked.ts';

describe('bins', () => {
  test('equal values share a bin, unknown ones have bin 0, and what is larger than any is in the last', () => {
    const bounds = boundsOf(Int32Array.from([5, 1, 1, 1, UNKNOWN, 3]));
    expect([...bounds]).toEqual([1, 3, 5]);
    expect([...binsOf(Int32Array.from([UNKNOWN, 0, 1, 2, 3, 5, 9]), bounds)]).toEqual([0, 1, 1, 2, 2, 3, 4]);
  });

  test('many values fall into 32 bins of about equal numbers', () => {
    const values = Int32Array.from({ length: 32_000 }, (_, i) => i);
    const counts = new Map<number, number>();
    for (const bin of binsOf(values, boundsOf(values))) counts.set(bin, (counts.get(bin) ?? 0) + 1);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, i) => i + 1));
    expect([Math.min(...counts.values()), Math.max(...counts.values())]).toEqual([1000, 1000]);
  });
});

describe('trees', () => {
  const roll = dice(1);
  const rows = 4000;
  const columns = [0, 1, 2].map(() => Uint8Array.from({ length: rows }, () => 1 + Math.floor(roll() * 10)));
  // One of the first two is high, not both; the third says nothing. A tenth of the labels is wrong.
  const truth = Uint8Array.from({ length: rows }, (_, i) =>
    Number(columns[0]![i]! > 5 !== columns[1]![i]! > 5),
  );
  const labels = Float64Array.from(truth, (label) => (roll() < 0.1 ? 1 - label : label));
  const set = { rows, columns, labels, weights: new Float64Array(rows).fill(1) };
  const settings = { trees: 60, depth: 3, rate: 0.2, ridge: 1, leastHessian: 2, columnShare: 1000 };
  const trees = trainTrees(set, settings);
  const all = Int32Array.from({ length: rows }, (_, i) => i);

  test('find what hangs on two columns together, under wrong labels', () => {
    let right = 0;
    scoreRows(trees, columns, all, ({ rows, scores }) => {
      for (const [j, row] of rows.entries()) if (scores[j]! > 0 === (truth[row] === 1)) right++;
    });
    expect(right / rows).toBeGreaterThan(0.99);
  });

  test('what the columns say adds up to the score, and the third says little', () => {
    const roots = trees.trees.reduce((sum, tree) => sum + tree.value[0]!, trees.bias);
    const sums = [0, 0, 0];
    scoreRows(trees, columns, all.slice(0, 300), ({ rows, scores, said }) => {
      for (const [j, row] of rows.entries()) {
        const own = [0, 1, 2].map((column) => said[column * BLOCK + j]!);
        expect(scores[j]).toBe(roots + own[0]! + own[1]! + own[2]!);
        expect(scores[j]).toBe(walked(trees, columns, row).score);
        for (const [column, adds] of own.entries()) sums[column]! += Math.abs(adds);
      }
    });
    expect(sums[2]! * 5).toBeLessThan(Math.min(sums[0]!, sums[1]!));
  });

  test('the same rows give the same trees; a row that is unknown where none was goes with the most', () => {
    expect(trainTrees(set, settings)).toEqual(trees);
    const most: Trees = trainTrees(
      {
        rows: 100,
        columns: [Uint8Array.from({ length: 100 }, (_, i) => (i < 80 ? 1 : 2))],
        labels: Float64Array.from({ length: 100 }, (_, i) => Number(i < 80)),
        weights: new Float64Array(100).fill(1),
      },
      { ...settings, trees: 5 },
    );
    const scores = new Int32Array(3);
    scoreRows(most, [Uint8Array.of(0, 1, 2)], Int32Array.of(0, 1, 2), (block) => scores.set(block.scores));
    expect(scores[0]).toBe(scores[1]);
    expect(scores[2]).toBeLessThan(scores[1]!);
  });
});

test('a column that may only fall never raises the score with a greater bin, however it is labelled', () => {
  // The highest bins are all machines, the lowest too; between them are people.
  const bins = Uint8Array.from({ length: 600 }, (_, i) => 1 + (i % 3));
  const set = {
    rows: bins.length,
    columns: [bins],
    labels: Float64Array.from(bins, (bin) => Number(bin !== 2)),
    weights: new Float64Array(bins.length).fill(1),
  };
  const settings = { trees: 40, depth: 1, rate: 0.2, ridge: 1, leastHessian: 2, columnShare: 1000 };
  const scoresBy = (falling: number[]) => {
    const scores: number[] = [];
    const trees = trainTrees({ ...set, falling: new Set(falling) }, settings);
    scoreRows(trees, [Uint8Array.of(1, 2, 3)], Int32Array.of(0, 1, 2), (block) =>
      scores.push(...block.scores),
    );
    return scores;
  };
  const [few, some, many] = scoresBy([]);
  expect([few! > some!, many! > some!]).toEqual([true, true]);
  const [least, middle, most] = scoresBy([0]);
  expect([least! > middle!, middle! >= most!]).toEqual([true, true]);
});

describe('the latent class', () => {
  test('finds how reliable each view is, and who is what', () => {
    // 3000 machines, 7000 humans; three views that are right for 90, 80 and 70 of a hundred of either kind.
    const roll = dice(7);
    const right = [0.9, 0.8, 0.7];
    const truth = Array.from({ length: 10_000 }, (_, i) => i < 3000);
    const views = right.map((share) => ({
      values: Uint8Array.from(truth, (machine) => Number(roll() < share === machine)),
      machines: [4, 6],
      humans: [6, 4],
      chains: [],
    }));
    const { weights, priors, logits } = estimate(
      views,
      new Uint16Array(truth.length),
      1,
      new Float64Array(truth.length).fill(1),
    );
    // 90 in 100 against 10 in 100 is a factor of 9.
    right.forEach((share, view) => {
      expect(Math.exp(weights[view]![1]!)).toBeGreaterThan((0.75 * share) / (1 - share));
      expect(Math.exp(weights[view]![1]!)).toBeLessThan((1.35 * share) / (1 - share));
    });
    expect(1 / (1 + Math.exp(-priors[0]!))).toBeCloseTo(0.3, 1);
    const sure = truth.filter((_, i) => logits[i]! > Math.log(9));
    expect(sure.length).toBeGreaterThan(1000);
    expect(sure.filter((machine) => !machine).length / sure.length).toBeLessThan(0.1);
  });

  test('an ordered view never falls', () => {
    const values = Uint8Array.from([0, 1, 2]);
    const view = { values, machines: [1, 5, 30], humans: [30, 1, 5], chains: [[0, 1, 2]] };
    const { weights } = estimate([view], new Uint16Array(3), 1, new Float64Array(3));
    const [low, middle, high] = weights[0]!;
    // 5 : 1 and 30 : 5 are ordered as 5 and 6 are; 1 : 30 lies below.
    expect([low! < middle!, middle! < high!]).toEqual([true, true]);
    const wrong = { ...view, machines: [1, 30, 5] };
    const pooled = estimate([wrong], new Uint16Array(3), 1, new Float64Array(3)).weights[0]!;
    // 30 : 1 before 5 : 5 is taken together, 35 : 6, against 36 : 36 in all.
    expect(pooled[1]).toBe(pooled[2]);
    expect(Math.exp(pooled[1]!)).toBeCloseTo(35 / 6, 12);
  });
});

test('the weight of a score lies between those of the ranges around it', () => {
  const weights = Int32Array.from([-10, 10, 40]);
  const centres = [0, 100, 200];
  expect([-50, 0, 50, 150, 200, 900].map((score) => weightAt(score, centres, weights))).toEqual([
    -10, -10, 0, 25, 40, 40,
  ]);
  const scores = Int32Array.from({ length: 80 }, (_, i) => i);
  const { bins } = scoreBins(scores, new Uint8Array(80).fill(1));
  expect([bins[0], bins[1], bins[2], bins[3], bins[79]]).toEqual([0, 0, 0, 1, 39]);
});

describe('devices', () => {
  const rows = made(3000);
  const judged = judgeDevices(rows)!.judged;

  test('are told apart, and probabilities are honest', () => {
    const sure = rows.truth.filter((_, i) => judged.score[i]! > 2945);
    expect(sure.length).toBeGreaterThan(700);
    expect(sure.filter((machine) => machine === 1).length / sure.length).toBeGreaterThan(0.985);
    const means = [0, 0];
    // Here no machine hides among people.
    judged.score.forEach((score, i) => {
      means[0]! += 1 / (1 + Math.exp(-(score - judged.hidden[i]!) / 1000)) / rows.length;
    });
    rows.truth.forEach((machine) => {
      means[1]! += machine / rows.length;
    });
    expect(Math.abs(means[0]! - means[1]!)).toBeLessThan(0.03);
  });

  test('every part of the score is said', () => {
    for (let i = 0; i < rows.length; i++) {
      const items = judged.items.reduce((sum, item) => sum + item.weight[i]!, 0);
      const { prior, equipment, declaration, company, alike, rest, score } = judged;
      const { contradicted, uncorroborated, hidden } = judged;
      const bounded = contradicted[i]! + uncorroborated[i]! + hidden[i]!;
      expect(
        prior[i]! + equipment[i]! + declaration[i]! + company[i]! + alike[i]! + items + rest[i]! + bounded,
      ).toBe(score[i]);
    }
    expect([...judged.items[0]!.feature].filter((feature) => feature === 0).length).toBeGreaterThan(1500);
  });

  test('no device is surely a person: some machines behave like people', () => {
    const least = Math.min(...judged.score);
    const machines = judged.score.filter((score) => score >= 0).length;
    const share = Math.min(0.1, (0.03 * (machines + 1)) / (rows.length - machines + 1));
    expect(least).toBe(Math.round(1000 * Math.log(share / (1 - share))));
    expect([...judged.hidden].filter((weight) => weight > 0).length).toBeGreaterThan(500);
    for (const [i, weight] of judged.hidden.entries()) if (weight > 0) expect(judged.score[i]).toBe(least);
  });

  test('no device is charged against its own behaviour', () => {
    const against = [...judged.contradicted.keys()].filter((i) => judged.contradicted[i]! < 0);
    for (const i of against) expect([judged.score[i], rows.features[0]![i]! < 80]).toEqual([2197, true]);
  });

  test('the same devices give the same numbers', () => {
    expect(judgeDevices(made(3000))?.judged).toEqual(judged);
  });

  test('too few labels give none; without TACs what is declared teaches', () => {
    expect(judgeDevices(made(80))).toBeNull();
    const bare = made(3000, { labels: 0 });
    expect(judgeDevices(bare)).toBeNull();
    // Seven of ten machines are declared, and one person in fifty.
    const roll = dice(5);
    for (let i = 0; i < bare.length; i++)
      bare.declaration[i] = Number(roll() < (bare.truth[i] === 1 ? 0.7 : 0.02));
    const learned = judgeDevices(bare)!.judged;
    const undeclared = [...bare.truth.keys()].filter((i) => bare.truth[i] === 1 && bare.declaration[i] === 0);
    const humans = [...bare.truth.keys()].filter((i) => bare.truth[i] === 0 && bare.declaration[i] === 0);
    const mean = (list: readonly number[]) =>
      list.reduce((sum, i) => sum + learned.score[i]!, 0) / list.length;
    expect(mean(undeclared) - mean(humans)).toBeGreaterThan(2500);
  });

  test('what others of its APNs or of its number block do, tells; its own label does not', () => {
    // Behaviour tells little: a third of either kind behaves as the other. Fleets share an APN, or stand side by side.
    const hard = made(6000);
    const roll = dice(3);
    hard.truth.forEach((_, i) => {
      hard.truth[i] = Math.floor(i / 50) % 3 === 0 ? 1 : 0;
      hard.features[0]![i] = Math.floor(roll() * 100) + ((hard.truth[i] === 1) !== roll() < 0.3 ? 60 : 0);
      hard.label[i] = i % 4 === 0 ? hard.truth[i]! : -1;
      hard.equipment[i] = i % 4 === 0 ? 2 - hard.truth[i]! : 0;
    });
    const errors = ({ score }: { score: Int32Array }) =>
      hard.truth.filter((machine, i) => score[i]! > 0 !== (machine === 1)).length;
    const byBlock = judgeDevices(hard)!.judged;
    // Nobody stands beside anybody of its own kind.
    const order = [...hard.truth.keys()].sort((a, b) => ((a * 7919) % 6000) - ((b * 7919) % 6000));
    const shuffled = { ...hard, no: Uint16Array.from(hard.no) };
    for (const key of ['truth', 'label', 'equipment'] as const)
      (shuffled as Record<string, unknown>)[key] = order.map((i) => hard[key][i]!);
    shuffled.features = hard.features.map((values) => Int32Array.from(order, (i) => values[i]!));
    const alone = judgeDevices(shuffled)!.judged;
    const alike = judgeDevices({
      ...shuffled,
      apn: Int32Array.from(order, (i) => 1 + Math.floor(i / 50)),
    })!.judged;
    const wrong = (judged: { score: Int32Array }) =>
      order.filter((i, row) => judged.score[row]! > 0 !== (hard.truth[i] === 1)).length;
    expect(errors(byBlock) * 3).toBeLessThan(wrong(alone) * 2);
    expect(wrong(alike) * 2).toBeLessThan(wrong(alone));
  });

  test('terminals that are phones are found among the machines of their agreement', () => {
    // Behaviour tells nearly all; the second agreement is of machines, a quarter of them with phones' TACs.
    const phones = made(4000);
    const isTerminal = (i: number) => phones.no[i] === 1 && i % 4 === 0;
    phones.no.forEach((_, i) => {
      phones.no[i] = Number(i >= 3000);
      if (i < 3000) return;
      phones.features[0]![i]! += phones.truth[i] === 1 ? 0 : 80;
      phones.truth[i] = 1;
      phones.equipment[i] = isTerminal(i) ? 2 : 1;
      phones.label[i] = isTerminal(i) ? 0 : 1;
      phones.tac[i] = isTerminal(i) ? 900 : 0;
    });
    const { judged, learned } = judgeDevices(phones)!;
    const terminals = [...phones.truth.keys()].filter(isTerminal);
    expect(terminals.every((i) => judged.score[i]! > 2945)).toBe(true);
    expect(learned.labels.leftOut).toBeGreaterThanOrEqual(terminals.length);
  });

  test('declared people who behave like all others charge nobody', () => {
    const bare = made(4000, { labels: 0 });
    bare.declaration.forEach((_, i) => {
      bare.declaration[i] = Number(bare.truth[i] === 0 && i % 40 === 0);
    });
    expect(bare.declaration.filter((kind) => kind > 0).length).toBeGreaterThan(50);
    const { score } = judgeDevices(bare)!.judged;
    expect(score.filter((value) => value > 0).length).toBe(0);
  });

  test('without TACs and declarations plain thresholds teach, and a silent device is not charged for its behaviour alone', () => {
    const roll = dice(7);
    const bare = made(6000, { labels: 0 });
    const values = (name: string) => bare.features[FEATURES.findIndex((feature) => feature.name === name)]!;
    const [records, calls, days, cells] = ['tap_records', 'calls_mo', 'days_present', 'cells'].map(values);
    // Machines stand in blocks of fifty numbers; one person in ten keeps a phone in a drawer.
    const drawer = new Set<number>();
    for (let i = 0; i < bare.length; i++) {
      const isMachine = Math.floor(i / 50) % 3 === 0;
      bare.truth[i] = Number(isMachine);
      if (!isMachine && roll() < 0.1) drawer.add(i);
      const isStill = isMachine || drawer.has(i);
      records![i] = isStill ? 0 : 20 + Math.floor(60 * roll());
      calls![i] = isStill ? 0 : Math.floor(5 * roll());
      days![i] = isStill ? 20 + Math.floor(10 * roll()) : Math.floor(31 * roll());
      cells![i] = isStill ? 1 + Math.floor(2 * roll()) : 3 + Math.floor(20 * roll());
    }
    const { judged, learned } = judgeDevices(bare)!;
    expect(learned.taughtBy).toBe('thresholds');
    const charged = [...judged.score.keys()].filter((i) => judged.score[i]! >= 2944);
    expect(charged.filter((i) => bare.truth[i] === 0)).toEqual([]);
    expect(charged.length).toBeGreaterThan(1500);
    const held = [...drawer].filter((i) => judged.uncorroborated[i]! < 0);
    expect(held.length).toBeGreaterThan(10);
    for (const i of held) expect(judged.score[i]).toBe(2197);
  });

  test('a declaration that binds is no evidence', () => {
    const declared = { ...made(3000, { binding: 1 }), declaration: Uint8Array.from(rows.truth) };
    const bound = judgeDevices(declared)!.judged;
    expect(bound.declaration.filter((_, i) => rows.truth[i] === 1).every((weight) => weight === 0)).toBe(
      true,
    );
    expect(bound.declaration.filter((_, i) => rows.truth[i] === 0).every((weight) => weight < 0)).toBe(true);
  });
});

test('the features stand in the order of the SQL', () => {
  const columns = sqlText('classify/model_column').split('apn_set,')[1]!.split('FROM')[0]!;
  expect(columns.split(',').map((name) => name.trim())).toEqual(FEATURES.map(({ name }) => name));
});
