/**
 * The views of a device that the latent class is estimated from, with what is put in beforehand, and the weights that come
 * out. Behaviour, equipment, whether numbers of one TAC follow each other (runs.ts) and whether those of devices that behave alike do (alike.ts)
 * are views of their own. Declaration and company (company.ts) are one view together, because fleets
 * are declared together: what both say would otherwise count twice.
 */
import { COMPANIES, COMPANY_CHAIN, type Company, PERSON, shareOf } from './company.ts';
import { estimate, type View } from './latent.ts';
import type { ModelRows } from './model.ts';
import { BINS_OF_SCORE } from './score-bins.ts';
import { agreementsIn } from './shares.ts';
import { alikeView, beyondChance, runView, trusted } from './step-views.ts';

/** What is seen of each device beside equipment and declaration. */
export interface Seen extends Company {
  /** Values of runs.ts and alike.ts. */
  readonly runs: Uint8Array;
  readonly alike: Uint8Array;
  /** Range of its score, and the middles of all ranges in thousandths of a logit. */
  readonly bins: Uint8Array;
  readonly centres: readonly number[];
}

/** Weights in thousandths of a logit; functions take the number of a device. */
export interface Weights {
  readonly behaviours: Int32Array;
  readonly priors: Int32Array;
  readonly equipmentOf: (device: number) => number;
  readonly declarationOf: (device: number) => number;
  readonly companyWeight: (device: number) => number;
  readonly runOf: (device: number) => number;
  readonly alikeOf: (device: number) => number;
  /** By value; of company that of the declaration comes first where both are one view. */
  readonly tables: {
    readonly equipment: Int32Array;
    readonly company: Int32Array;
    readonly declaration: Int32Array | undefined;
    readonly run: Int32Array;
    readonly alike: Int32Array;
  };
}

/**
 * Kinds of equipment: no IMEI, then a machine's TAC, a person's, one that serves both, one that is not in the catalogue; the
 * four again where the TAC is declared; then the steps of the company of an undeclared one that is not in the catalogue, and of a
 * person's undeclared one. With the counts that are put in, and the weight for and against a machine that no estimate exceeds: terminals are built of phones,
 * a TAC that serves both, or that nobody knows, proves little even where it is declared or others have it, and a missing IMEI tells
 * the feed rather than the device.
 */
const EQUIPMENT = {
  machines: [20, 76, 4, 20, 20, 20, 2, 10, 10],
  humans: [20, 4, 76, 20, 20, 1, 4, 10, 6],
  atMost: [0.5, 5, 5, 1.5, 1.5, 5, 3, 1.5, 1.5],
  atLeast: [-0.5, -3, -2.7, -1.5, -1.5, -3, -3, -1.5, -1.5],
};
/** Equipment that serves machines and people: undeclared, and declared. */
export const SERVES_BOTH: ReadonlySet<number> = new Set([3, 7]);
const UNLISTED = 4;
const UNLISTED_COUNT = 20;
const UNLISTED_BOUND = 1.5;
/** Of a person's TAC: what is put in at all steps together, how far a step is trusted, and the most that it says for a machine. */
const PERSONS = { machines: 2, humans: 38, from: 0.2, to: 0.8, atMost: 2 };
/** Added to the kind where the TAC is declared. */
const DECLARED_TAC = 4;
const KINDS = EQUIPMENT.machines.length;
const UNLISTED_STEPS = COMPANY_CHAIN.map((step) => KINDS - 1 + step);
const PERSONS_STEPS = UNLISTED_STEPS.map((value) => value + COMPANY_CHAIN.length);
/** What is declared: range 1, APN 2, added up. */
const DECLARATION = { machines: [26, 10, 10, 10], humans: [92, 4, 3, 1] };
/** How far company alone is trusted beforehand: from so much to so much of the counts that are put in. */
const COMPANY_TRUST = { from: 0.2, to: 0.8 };
const COMPANY_COUNT = 20;
/** The most that company and declaration say against a machine: fleets of terminals with phones' TACs keep company too. */
const LEAST_OF_COMPANY = -4;
/**
 * Bounds of the estimate of company, by its value. A step compares odds with those of the agreement, so the middle step says nothing.
 * Left free, it would learn which agreements have mostly people, which their priors already count.
 */
const COMPANY_BOUNDS = {
  atLeast: [LEAST_OF_COMPANY, -4, -4, -3, -1.5, -0.5, -0.5, 0, 0, 0],
  atMost: [Infinity, 0, 0, 0, 0.5, 0.5, 2, 4, 6, Infinity],
};
/**
 * The trees' own scores count as this many devices in each range of the score. Where no TACs taught, no equipment can anchor the
 * estimate: left free, it would take everybody for a machine.
 */
const OWN_WORDS = { byTacs: 2, withoutTacs: 50 };
/** Devices that a reliability is held with that the data cannot tell. */
const HELD = 10;
/** Where no TACs taught: the largest share of the machines that is assumed to be declared, because not all fleets are. */
const MOST_DECLARED = 0.4;
/**
 * Where no TACs taught, and declaration and company are separate views: the most that the two say together for a machine. That a range is
 * declared and that it has machines is one fact, and numbers that were since given to people lie there too.
 */
const DECLARED_AMONG_MACHINES = 4000;

/**
 * `withoutTacs`: what is declared, and plain thresholds, taught the trees. How reliable it is cannot be estimated together with them then; it is
 * read off the ranges of the score where it is commonest and rarest, and held. `lowered`: logits that a TAC which serves both says less for
 * a machine at most (unvouched.ts).
 */
export function weigh(rows: ModelRows, seen: Seen, withoutTacs: boolean, lowered = 0): Weights {
  const { equipment, declaration } = rows;
  const { tac, company } = seen;
  // Loops: a million calls for `from` take several times as long.
  const equipmentValue = Uint8Array.from(equipment);
  const joint = Uint8Array.from(company);
  for (let i = 0; i < rows.length; i++) {
    if (tac[i]! > 0 && equipment[i] === UNLISTED) equipmentValue[i] = UNLISTED_STEPS[tac[i]! - 1]!;
    if (tac[i]! > 0 && equipment[i] === PERSON) equipmentValue[i] = PERSONS_STEPS[tac[i]! - 1]!;
    if (!withoutTacs) joint[i]! += declaration[i]! * COMPANIES;
  }
  const views = [
    behaviourView(seen, withoutTacs ? OWN_WORDS.withoutTacs : OWN_WORDS.byTacs),
    equipmentView(equipmentValue, lowered),
    runView(seen.runs),
    alikeView(seen.alike),
    ...(withoutTacs ? [companyView(joint), heldDeclaration(rows, seen.bins)] : [jointView(joint)]),
  ];
  const cells = cellsOf(rows, views);
  const { weights, priors } = estimate(cells.views, cells.no, cells.groups, cells.devices);
  const thousandths = (table: Float64Array) => Int32Array.from(table, (value) => Math.round(1000 * value));
  const [behaviours, equipments, runs, alikes, companies, declarations] = weights.map(thousandths);
  const alike = alikes!.map(beyondChance);
  const declared = (i: number) =>
    declarations === undefined ? companies![declaration[i]! * COMPANIES]! : declarations[declaration[i]!]!;
  return {
    behaviours: behaviours!,
    priors: thousandths(priors),
    // Where a declaration binds, it is no evidence.
    equipmentOf: (i) =>
      equipments![
        rows.binding[i] === 1 && equipment[i]! > DECLARED_TAC
          ? equipment[i]! - DECLARED_TAC
          : equipmentValue[i]!
      ]!,
    declarationOf: (i) => (declaration[i]! > 0 && rows.binding[i] === 1 ? 0 : declared(i)),
    companyWeight: (i) => {
      const own = companies![joint[i]!]!;
      if (declarations === undefined) return own - declared(i);
      return declaration[i] === 0 ? own : Math.min(own, Math.max(0, DECLARED_AMONG_MACHINES - declared(i)));
    },
    runOf: (i) => runs![seen.runs[i]!]!,
    alikeOf: (i) => alike[seen.alike[i]!]!,
    tables: {
      equipment: equipments!,
      company: companies!,
      declaration: declarations,
      run: runs!,
      alike,
    },
  };
}

/**
 * What equipment says of the company of others, by its table, declared or not. A TAC that is not in the catalogue says nothing, and a
 * phone's nothing against a machine: a fleet is of one model, and a hundred times one fact is still one.
 */
export function aroundOf(equipments: ArrayLike<number>, kind: number): number {
  const listed = kind > DECLARED_TAC ? kind - DECLARED_TAC : kind;
  return listed === UNLISTED ? 0 : Math.max(0, equipments[listed]!);
}

function behaviourView({ bins, centres }: Seen, own: number): View {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  return {
    values: bins,
    // What the trees say themselves, and half a device of each kind: so that nothing is ever surer than the number of devices in a
    // range allows.
    machines: centres.map((centre) => 0.5 + own * sigmoid(centre / 1000)),
    humans: centres.map((centre) => 0.5 + own * sigmoid(-centre / 1000)),
    chains: [centres.map((_, bin) => bin)],
  };
}

function equipmentView(values: Uint8Array, lowered: number): View {
  const { machines, humans, atLeast } = EQUIPMENT;
  const atMost = EQUIPMENT.atMost.map((most, kind) => (SERVES_BOTH.has(kind) ? most - lowered : most));
  const shares = COMPANY_CHAIN.map(shareOf);
  const persons = (count: number, part: (share: number) => number) =>
    shares.map((share) => (count / shares.length) * trusted(PERSONS, part(share)));
  return {
    values,
    machines: [
      ...machines,
      ...shares.map((share) => UNLISTED_COUNT * share),
      ...persons(PERSONS.machines, (share) => share),
    ],
    humans: [
      ...humans,
      ...shares.map((share) => UNLISTED_COUNT * (1 - share)),
      ...persons(PERSONS.humans, (share) => 1 - share),
    ],
    chains: [UNLISTED_STEPS, PERSONS_STEPS],
    atMost: [...atMost, ...shares.map(() => UNLISTED_BOUND), ...shares.map(() => PERSONS.atMost)],
    atLeast: [...atLeast, ...shares.map(() => -UNLISTED_BOUND), ...shares.map(() => atLeast[PERSON]!)],
  };
}

function companyView(values: Uint8Array): View {
  return {
    values,
    machines: companyCounts(COMPANY_COUNT * COMPANIES, (share) => share),
    humans: companyCounts(COMPANY_COUNT * COMPANIES, (share) => 1 - share),
    chains: [COMPANY_CHAIN],
    ...COMPANY_BOUNDS,
  };
}

function jointView(values: Uint8Array): View {
  const { machines, humans } = DECLARATION;
  const declared = (bound: number) => new Array<number>((machines.length - 1) * COMPANIES).fill(bound);
  return {
    values,
    machines: machines.flatMap((count) => companyCounts(2 * count, (share) => share)),
    humans: humans.flatMap((count) => companyCounts(2 * count, (share) => 1 - share)),
    columns: COMPANIES,
    // What is declared has no middle of its own: both together are bounded by their sum.
    atLeast: [...COMPANY_BOUNDS.atLeast, ...declared(LEAST_OF_COMPANY)],
    atMost: [...COMPANY_BOUNDS.atMost, ...declared(Infinity)],
    chains: machines.map((_, kind) => COMPANY_CHAIN.map((value) => kind * COMPANIES + value)),
  };
}

/** `count`, evenly over the values of company, and of each as much as its share is trusted. */
function companyCounts(count: number, part: (share: number) => number): number[] {
  return Array.from(
    { length: COMPANIES },
    (_, value) => (count / COMPANIES) * trusted(COMPANY_TRUST, part(shareOf(value))),
  );
}

/**
 * The share of machines that are declared is at least the share of declared devices in the score range where they are most common: any
 * human there can only lower it. The trees were trained on declared devices, so the share is limited to `MOST_DECLARED`.
 */
function heldDeclaration({ length, inQuestion, declaration }: ModelRows, bins: Uint8Array): View {
  const kinds = DECLARATION.machines.length;
  const counts = new Uint32Array(BINS_OF_SCORE * kinds);
  const all = new Uint32Array(kinds);
  for (let i = 0; i < length; i++) {
    if (inQuestion[i] === 0) continue;
    counts[bins[i]! * kinds + declaration[i]!]!++;
    all[declaration[i]!]!++;
  }
  const shares = Array.from({ length: BINS_OF_SCORE }, (_, bin) => {
    const devices = counts.subarray(bin * kinds, (bin + 1) * kinds).reduce((sum, n) => sum + n, 0);
    return (devices - counts[bin * kinds]! + 0.2) / (devices + 1);
  });
  const declared = all.reduce((sum, n) => sum + n, 0) - all[0]!;
  const split = (share: number) =>
    [1 - share, ...[1, 2, 3].map((kind) => (share * (all[kind]! + 1)) / (declared + kinds - 1))].map(
      (part) => part * HELD * length,
    );
  return {
    values: declaration,
    machines: split(Math.min(MOST_DECLARED, Math.max(...shares))),
    humans: split(Math.max(0.01, Math.min(...shares))),
    chains: [],
  };
}

/** Devices that are seen alike, counted: those in question alone are evidence. */
function cellsOf({ length, no, inQuestion }: ModelRows, views: readonly View[]) {
  const places = new Map<number, number>();
  const counts: number[] = [];
  for (let i = 0; i < length; i++) {
    if (inQuestion[i] === 0) continue;
    let key = no[i]!;
    for (const { values, machines } of views) key = key * machines.length + values[i]!;
    const place = places.get(key);
    if (place === undefined) places.set(key, counts.push(1) - 1);
    else counts[place]!++;
  }
  const keys = [...places.keys()].sort((a, b) => a - b);
  let left = keys;
  const seen = views.toReversed().map((view) => {
    const size = view.machines.length;
    const values = Uint8Array.from(left, (key) => key % size);
    left = left.map((key) => Math.floor(key / size));
    return { ...view, values };
  });
  return {
    devices: Float64Array.from(keys, (key) => counts[places.get(key)!]!),
    views: seen.toReversed(),
    no: Uint16Array.from(left),
    groups: agreementsIn(no),
  };
}
