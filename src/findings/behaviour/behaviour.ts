/**
 * What each feature of a device says of its behaviour, all of them: its evidence names the four that say most and adds the others up.
 * Worked out again from the run's folder by the steps of docs/trace.md, and only given where it comes to what the run has.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { binsOf, UNKNOWN } from '../../classify/model/bins.ts';
import { FEATURES, type ModelFeature } from '../../classify/model/features.ts';
import { foldOf } from '../../classify/model/folds.ts';
import { weightAt } from '../../classify/model/score-bins.ts';
import { BLOCK, scoreRows } from '../../classify/model/score-rows.ts';
import type { Trees } from '../../classify/model/trees.ts';
import { RAT_BITS } from '../../domain/agreement/segment-of.ts';
import { identifierToBigint } from '../../domain/identifiers.ts';
import { readRunInputs } from '../../runs/identity.ts';
import type { Db } from '../../store/db.ts';
import { streamColumns } from '../../store/stream.ts';
import { keptAgreements } from '../kept-agreements.ts';
import { forgetKeptFeatures, readKeptFeatures } from '../kept-features.ts';

/** Weights are thousandths of a logit; above zero they speak for a machine. */
export interface Behaviour {
  /** That say anything, the most first; `value` as the evidence writes it. */
  readonly features: readonly {
    readonly feature: string;
    readonly words: string;
    readonly value: string;
    readonly weight: number;
  }[];
  /** Features that say nothing of it. */
  readonly silent: number;
  /** Of the trees before they look at anything. */
  readonly start: number;
  /** What a score of the trees like this was worth in the month, less the score. */
  readonly calibration: number;
  /** Added to every score of the month (docs/trace.md). */
  readonly given_back: number;
}

/** What of `model.json` is read here. */
interface ModelFile {
  readonly taught_by: string;
  readonly features: readonly { readonly name: string; readonly bounds: readonly number[] }[];
  readonly behaviour: readonly { readonly score: number; readonly weight: number }[];
  readonly given_back: number;
  readonly trees: readonly {
    readonly bias: number;
    readonly trees: readonly Record<'column' | 'up_to' | 'unknown_left' | 'value', readonly number[]>[];
  }[];
}

export interface AskedDevice {
  readonly agreement_id: string;
  readonly imsi: string;
  /** Of the run: words and weights. */
  readonly evidence: readonly { readonly words: string; readonly weight: number }[];
}

/** Null where fixed rules decided, and where the folder does not come to the weights of the run. */
export async function behaviourOf(db: Db, folder: string, device: AskedDevice): Promise<Behaviour | null> {
  if (device.imsi === '') return null;
  const values = await modelValues(db, folder, device);
  const model = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as ModelFile;
  if (values === null || model.taught_by === 'rules') return null;
  // A run of a program with other features.
  if (model.features.some(({ name }, i) => name !== FEATURES[i]?.name)) return null;
  const columns = model.features.map(({ bounds }, i) =>
    binsOf(Int32Array.of(values[i]!), Int32Array.from(bounds)),
  );
  const integer = identifierToBigint(device.imsi);
  const fold = foldOf(Number(BigInt.asIntN(32, integer)), Number(BigInt.asIntN(32, integer >> 32n)));
  let score = 0;
  let said: readonly number[] = [];
  scoreRows(treesOf(model.trees[fold]!), columns, Int32Array.of(0), (block) => {
    score = block.scores[0]!;
    said = columns.map((_, c) => block.said[c * BLOCK]!);
  });
  const worth = weightAt(
    score,
    model.behaviour.map((point) => point.score),
    Int32Array.from(model.behaviour, ({ weight }) => weight),
  );
  const features = FEATURES.map((feature, i) => ({
    feature: feature.name,
    words: feature.words,
    value: valueText(values[i]!, feature.unit),
    weight: said[i]!,
  }))
    .filter(({ weight }) => weight !== 0)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const behaviour = {
    features,
    silent: FEATURES.length - features.length,
    start: score - said.reduce((sum, weight) => sum + weight, 0),
    calibration: worth - score,
    given_back: model.given_back,
  };
  return worth + model.given_back === weightOfBehaviour(device.evidence) ? behaviour : null;
}

/** The named features and all else, as the run has them. */
function weightOfBehaviour(evidence: AskedDevice['evidence']): number {
  const isBehaviour = (words: string) =>
    words === 'all else that it does' || FEATURES.some((feature) => words.startsWith(`${feature.words}: `));
  return evidence.filter(({ words }) => isBehaviour(words)).reduce((sum, { weight }) => sum + weight, 0);
}

/** The model's features of a device, in their order; null where the run does not have it. */
export async function modelValues(
  db: Db,
  folder: string,
  { agreement_id, imsi }: Pick<AskedDevice, 'agreement_id' | 'imsi'>,
): Promise<number[] | null> {
  const agreements = keptAgreements(folder, readRunInputs(folder));
  await readKeptFeatures(db, { folder, agreements });
  await db.run('explain/seen_one', { agreement_id, imsi: String(identifierToBigint(imsi)) });
  await db.run('classify/model_row');
  let values: number[] | null = null;
  await streamColumns(db, 'classify/model_column', {}, (columns) => {
    values = columns.slice(-FEATURES.length).map((column) => column[0]!);
  });
  await db.exec('DROP VIEW model_row');
  await db.exec('DROP TABLE seen_device');
  await forgetKeptFeatures(db);
  return values;
}

function treesOf({ bias, trees }: ModelFile['trees'][number]): Trees {
  return {
    bias,
    trees: trees.map(({ column, up_to, unknown_left, value }) => ({
      column: Int16Array.from(column),
      upTo: Uint8Array.from(up_to),
      unknownLeft: Uint8Array.from(unknown_left),
      value: Int32Array.from(value),
    })),
  };
}

/** As sql/classify/model_macros.sql writes it. */
function valueText(value: number, unit: ModelFeature['unit']): string {
  if (value === UNKNOWN) return 'unknown';
  if (unit === 'rats')
    return Object.entries(RAT_BITS)
      .filter(([, bit]) => (value & bit) > 0)
      .map(([rat]) => rat)
      .join(', ');
  if (value < 0 || unit === 'number') return String(value);
  return `${(value / 10).toFixed(1)}${unit === 'permille' ? ' %' : ''}`;
}
