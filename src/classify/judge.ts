/** The period store's devices → the model → `device_evidence` of all of them, in the order of the list. */
import type { Db } from '../store/db.ts';
import { registerLookups } from '../store/lookup.ts';
import { streamColumns } from '../store/stream.ts';
import type { Learned } from './model/facts.ts';
import { FEATURES } from './model/features.ts';
import { foldOf } from './model/folds.ts';
import { type Judged, judgeDevices, type ModelRows } from './model/model.ts';

/** Columns of sql/classify/model_column.sql before the features. */
const FIRST_FEATURE = 9;

/**
 * Makes `seen_device`, and the view `device_evidence` of all its devices by the model. Null where too little is known to learn
 * from: then there is no such view. Needs the scope. A later call on the connection takes the place of an earlier one. `alter` is for benches: what the
 * model is not to know. `beside` begins when `seen_device` is there: DuckDB works on its first call while this thread judges.
 */
export async function judgeByModel(
  db: Db,
  alter: (rows: ModelRows) => ModelRows = (rows) => rows,
  beside: () => Promise<void> = async () => {},
): Promise<Learned | null> {
  await db.run('classify/model_macros');
  await db.run('classify/visited_feed');
  await db.run('classify/seen_device');
  await db.run('classify/model_row');
  const rows = alter(await readRows(db));
  const judging = await db.withThreadLess(async () => {
    const other = beside();
    // Told where it is waited for.
    other.catch(() => undefined);
    const judged = judgeDevices(rows);
    await other;
    return judged;
  });
  if (judging === null) return null;
  registerJudged(db, judging.judged, rows);
  const words = {
    sources: FEATURES.map(({ source }) => source),
    words: FEATURES.map((feature) => feature.words),
    units: FEATURES.map(({ unit }) => unit),
  };
  await db.run('classify/model_words', { words: JSON.stringify(words) });
  await db.run('classify/model_evidence');
  return judging.learned;
}

async function readRows(db: Db): Promise<ModelRows> {
  const [count] = await db.query<{ n: bigint }>('SELECT count(*) AS n FROM seen_device');
  const length = Number(count!.n);
  const rows = {
    length,
    no: new Uint16Array(length),
    imsi: new Float64Array(length),
    fold: new Uint8Array(length),
    inQuestion: new Uint8Array(length),
    label: new Int8Array(length),
    reviewed: new Uint8Array(length),
    equipment: new Uint8Array(length),
    declaration: new Uint8Array(length),
    binding: new Uint8Array(length),
    tac: new Int32Array(length),
    apn: new Int32Array(length),
    features: FEATURES.map(() => new Int32Array(length)),
  };
  const apnSets = new CodeNumbers();
  let at = 0;
  await streamColumns(db, 'classify/model_column', {}, (columns, taken) => {
    const [no, imsi, inQuestion, label, equipment, declaration, binding, tac, apn] = columns;
    for (let i = 0; i < taken; i++) {
      const row = at + i;
      rows.no[row] = no![i]!;
      rows.imsi[row] = longOf(imsi!, i);
      rows.apn[row] = apnSets.numberOf(longOf(apn!, i));
      rows.fold[row] = foldOf(imsi![2 * i]!, imsi![2 * i + 1]!);
      rows.inQuestion[row] = inQuestion![i]!;
      rows.label[row] = label![i]! >= 2 ? label![i]! - 2 : label![i]!;
      rows.reviewed[row] = Number(label![i]! >= 2);
      rows.equipment[row] = equipment![i]!;
      rows.declaration[row] = declaration![i]!;
      rows.binding[row] = binding![i]!;
    }
    rows.tac.set(tac!, at);
    rows.features.forEach((values, f) => {
      values.set(columns[FIRST_FEATURE + f] as Int32Array, at);
    });
    at += taken;
  });
  return rows;
}

/** The i-th value of a column of positive BIGINTs below 2^53. */
const longOf = (words: Int32Array, i: number): number => (words[2 * i]! >>> 0) + 2 ** 32 * words[2 * i + 1]!;

/** Codes → 1, 2, … in the order that they come in; 0 stays 0. */
class CodeNumbers {
  readonly #numbers = new Map([[0, 0]]);

  numberOf(code: number): number {
    const known = this.#numbers.get(code);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(code, number);
    return number;
  }
}

function registerJudged(db: Db, { items, ...judged }: Judged, { features }: ModelRows): void {
  const columns: Record<string, Int32Array<ArrayBuffer>> = {};
  for (const [name, values] of Object.entries(judged)) columns[snake(name)] = values;
  items.forEach(({ feature, weight }, i) => {
    const values = new Int32Array(feature.length);
    for (let row = 0; row < values.length; row++)
      if (feature[row] !== -1) values[row] = features[feature[row]!]![row]!;
    columns[`feature_${i}`] = feature;
    columns[`weight_${i}`] = weight;
    columns[`value_${i}`] = values;
  });
  registerLookups(db, 'judged', columns);
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
