/** Devices for tests of the model. */
import { FEATURES } from '../../src/classify/model/features.ts';
import { FOLDS } from '../../src/classify/model/folds.ts';
import type { ModelRows } from '../../src/classify/model/model.ts';

/** Numbers from 0 to 1, always the same (Park and Miller, CACM 1988). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Devices whose first feature tells what they are, nearly; a twentieth of the labels is wrong. */
export function made(
  length: number,
  more: Partial<Record<'binding' | 'labels', number>> = {},
): ModelRows & { truth: Uint8Array } {
  const roll = dice(11);
  const truth = Uint8Array.from({ length }, () => Number(roll() < 0.4));
  const rows = {
    truth,
    length,
    no: new Uint16Array(length),
    imsi: Float64Array.from({ length }, (_, i) => 1_999_010_000_000_000 + 10 * i),
    fold: Uint8Array.from({ length }, (_, i) => i % FOLDS),
    inQuestion: new Uint8Array(length).fill(1),
    label: new Int8Array(length).fill(-1),
    reviewed: new Uint8Array(length),
    equipment: new Uint8Array(length),
    declaration: new Uint8Array(length),
    binding: new Uint8Array(length).fill(more.binding ?? 0),
    tac: new Int32Array(length),
    apn: new Int32Array(length),
    features: FEATURES.map(() => new Int32Array(length)),
  };
  for (let i = 0; i < length; i++) {
    rows.features[0]![i] = Math.floor(roll() * 100) + (truth[i] === 1 ? 80 : 0);
    rows.features[1]![i] = Math.floor(roll() * 1000);
    if (i >= (more.labels ?? length)) continue;
    const said = roll() < 0.05 ? 1 - truth[i]! : truth[i]!;
    rows.equipment[i] = said === 1 ? 1 : 2;
    rows.label[i] = said;
  }
  return rows;
}
