/**
 * What-if: past months settled under agreements that were not in force, several side by side. Nothing is stored but the
 * features of devices (the period store), which hang on no price.
 */
import { classifiedTacs } from '../classify/tac-class.ts';
import { versionsInForce } from '../domain/agreement/set.ts';
import type { Agreement, InForce } from '../domain/agreement/types.ts';
import { add, type Fraction, isDecimal, parseDecimal, parseExactText, ZERO } from '../domain/fraction.ts';
import { taughtBy, type VerdictList, verdictsOf } from '../domain/lists.ts';
import { loadLists } from '../domain/lists-load.ts';
import { type Period, parsePeriods } from '../domain/period.ts';
import { MAX_RATES_BYTES, parseRates, type Rates } from '../domain/rates.ts';
import type { Statement } from '../domain/statement.ts';
import { MAX_TACS_BYTES, parseTacs } from '../domain/tacs.ts';
import { readTextFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { type ClassifiedTac, reachOfAll } from '../features/scope.ts';
import type { Machine } from '../pipeline.ts';
import { readGaps } from '../runs/completeness.ts';
import { frameStatements } from '../runs/frame.ts';
import { readInputs } from '../runs/identity.ts';
import type { PastRun } from '../runs/past.ts';
import { readPrior } from '../runs/prior.ts';
import { keptReviews } from '../runs/reviews.ts';
import {
  type BreakEven,
  breakEven,
  owingDevices,
  type PricedMonth,
  pricePath,
} from '../settle/break-even.ts';
import type { CountedStatement, Prior } from '../settle/prior.ts';
import { memoryShares } from '../store/memory.ts';
import { Store } from '../store/store.ts';
import { type LoadedCandidate, loadCandidates, type Thresholds } from './candidates.ts';
import { computeMonth, rangeError } from './compute.ts';
import { type OnStage, StageClock } from './stage-clock.ts';

export interface SimulateRequest {
  /** Each an agreement file, or a folder of agreements that are settled together. */
  readonly candidates: readonly string[];
  /** The other agreements of the months: those of an id that a candidate has are left out. */
  readonly among: string | null;
  /** `YYYY-MM` or `YYYY-MM..YYYY-MM`. */
  readonly period: string;
  readonly tacs: string | null;
  readonly rates: string | null;
  /** A CSV, or a folder of them, of what partners and reviewers say of devices. */
  readonly lists: string | null;
  /** Let each candidate begin with the first month and end with the last where its term does not reach so far. */
  readonly extendTerm: boolean;
  /** `charges.access[0]`, or `charges.usage[0].tiers[1]`. */
  readonly breakEven: string | null;
  /** `tap_as_billed`, an amount for all months together, or the path of a candidate. */
  readonly target: string;
  /** Thresholds that the candidates are tried with. */
  readonly detection?: Thresholds | null;
  readonly onStage?: OnStage;
}

export interface SimulatedAgreement {
  readonly candidate: string;
  /** The version in force last. */
  readonly agreement: Agreement;
  /** By month. */
  readonly statements: readonly Statement[];
}

export interface SimulatedBreakEven extends BreakEven {
  readonly candidate: string;
  /** null: all months together. */
  readonly period: string | null;
  readonly target: Fraction;
}

export interface Simulation {
  readonly periods: readonly string[];
  /** By candidate, then agreement id. */
  readonly agreements: readonly SimulatedAgreement[];
  readonly breakEven: readonly SimulatedBreakEven[];
}

interface Candidate extends LoadedCandidate {
  /** By agreement id, by month. */
  readonly months: Map<string, SettledMonth[]>;
}

interface SettledMonth extends PricedMonth {
  readonly agreement: Agreement;
  readonly statement: Statement;
}

const NO_DOCUMENTS = {
  agreements: [],
  rates: null,
  tacs: null,
  waivers: null,
  lists: [],
  measured: null,
  leftOut: [],
};
const NO_PRIOR: Prior = { counted: [], missing: [], corrected: null };

/**
 * Settles the months under each candidate, and stores no run. Months that a commitment or tiers over the term count are the
 * candidate's own simulated ones, and before those the last issued run. Throws USAGE where a break-even is asked that has
 * no meaning, AGREEMENT_NONE where a candidate is not in force in a month, and what `runSettle` throws.
 */
export async function runSimulate(machine: Machine, request: SimulateRequest): Promise<Simulation> {
  const periods = parsePeriods(request.period);
  const isPath =
    request.breakEven !== null && request.target !== 'tap_as_billed' && !isDecimal(request.target);
  const paths = [...request.candidates, ...(isPath ? [request.target] : [])];
  const loaded = await loadCandidates(paths, request, periods);
  const candidates = loaded.map((one): Candidate => ({ ...one, months: new Map() }));
  const tacs = classifiedTacs(
    (await readTable(request.tacs, MAX_TACS_BYTES, 'TACS_INVALID', parseTacs)) ?? [],
  );
  const rates = await readTable(request.rates, MAX_RATES_BYTES, 'RATES_INVALID', parseRates);
  const lists = [
    keptReviews(machine.data),
    ...(request.lists === null ? [] : (await loadLists(request.lists)).map(({ list }) => list)),
  ];
  const goal = request.breakEven === null ? null : goalOf(request, candidates);

  const { database } = memoryShares(machine.memory, 0);
  const purpose = `simulate ${request.period}`;
  const { workers: threads, onWait } = machine;
  const waiting = onWait === undefined ? {} : { onWait };
  const store = await Store.open(machine.data, { threads, memory: database, purpose, ...waiting });
  try {
    for (const period of periods) {
      for (const candidate of candidates) {
        const { onStage } = request;
        const clock = new StageClock((stage) => onStage?.(`${period.name} ${candidate.name}: ${stage}`));
        const given = { tacs, rates, lists, path: request.breakEven };
        await settleMonth(store, clock, { candidate, period, ...given });
      }
    }
  } finally {
    await store.close();
  }
  return {
    periods: periods.map(({ name }) => name),
    agreements: candidates.flatMap(({ name, months }) =>
      [...months.values()].map((settled) => ({
        candidate: name,
        agreement: settled.at(-1)!.agreement,
        statements: settled.map(({ statement }) => statement),
      })),
    ),
    breakEven: goal === null ? [] : breakEvens(request.breakEven!, candidates, goal),
  };
}

async function readTable<T>(
  path: string | null,
  maxBytes: number,
  code: 'TACS_INVALID' | 'RATES_INVALID',
  parse: (text: string, file: string) => T,
): Promise<T | null> {
  if (path === null) return null;
  const { text, file } = await readTextFile(path, maxBytes, code);
  return parse(text, file);
}

interface MonthRequest {
  readonly candidate: Candidate;
  readonly period: Period;
  readonly tacs: readonly ClassifiedTac[];
  readonly rates: Rates | null;
  readonly lists: readonly VerdictList[];
  /** The price of a break-even. */
  readonly path: string | null;
}

/** Settles a month of a candidate and adds it to its months. */
async function settleMonth(store: Store, clock: StageClock, request: MonthRequest): Promise<void> {
  const { candidate, period, tacs, rates, lists, path } = request;
  const { db, folder } = store;
  const own = new Set(candidate.agreements.map(({ id }) => id));
  const agreements = versionsInForce(candidate.together, period.name);
  if (!agreements.some(({ id }) => own.has(id)))
    throw new RoamsettleError('AGREEMENT_NONE', `${candidate.name} in ${period.name}.`);
  const latest = agreements.map((agreement) => agreement.latest);
  const { prior, past } = readPriors(folder, candidate, agreements, period.name);
  const said = {
    verdicts: verdictsOf(lists, latest, period.name),
    taught: taughtBy(lists, latest, period.name),
    past,
  };
  const gaps = await readGaps(db, latest, period);
  const reach = reachOfAll(latest, period);
  const inputs = await readInputs(db, {
    ...{ agreements, period, reach, gaps, documents: NO_DOCUMENTS },
    ...{ counted: [], corrects: null, accrual: false, reverses: null },
  });
  const computed = { agreements, period, tacs, rates, inputs, prior, said, whatIf: true };
  const { devices, settlement } = await computeMonth(store, clock, computed).catch(async (error) => {
    throw await rangeError(db, error, agreements);
  });
  const places = agreements.map(() => 1);
  const accrued = agreements.map(() => null);
  const framed = { inputs, agreements, devices, settlement, exchange: [], places, accrued, measured: null };
  const statements = (await frameStatements(db, '', framed))('');
  agreements.forEach(({ id, latest: agreement, versions }, no) => {
    if (!own.has(id)) return;
    const charge = path === null ? undefined : agreement.charges.access.find(({ ref }) => ref === path);
    const months = candidate.months.get(id) ?? [];
    candidate.months.set(id, months);
    months.push({
      agreement,
      statement: statements[no]!,
      prior: prior[no]!,
      monthDays: period.endDay - period.firstDay,
      owing: charge === undefined ? [] : owingDevices(devices, { no, version: versions.length - 1 }, charge),
    });
  });
}

/**
 * What earlier months say to the candidate's own agreements, the others being shown nowhere. Which devices were charged or
 * in notice before is what the last issued runs say, in simulated months too.
 */
function readPriors(
  data: string,
  candidate: Candidate,
  agreements: readonly InForce[],
  period: string,
): { prior: Prior[]; past: PastRun[] } {
  const simulated = countedOf(candidate);
  const own = new Set(candidate.agreements.map(({ id }) => id));
  const past: PastRun[] = [];
  const prior = agreements.map((agreement, no) => {
    if (!own.has(agreement.id)) return NO_PRIOR;
    const read = readPrior(data, [agreement], period, {}, simulated);
    past.push(...read.past.map((run) => ({ ...run, no })));
    return read.prior[0]!;
  });
  return { prior, past };
}

/** Simulated months of the candidate by what `readPrior` looks for. */
function countedOf({ months }: Candidate): Map<string, CountedStatement> {
  return new Map(
    [...months].flatMap(([id, settled]) =>
      settled.map(({ statement }) => [`${id} ${statement.period}`, statement] as const),
    ),
  );
}

/** What a break-even aims at: an amount of all months together, or what a candidate (null: each itself, as TAP billed it) has. */
interface Goal {
  readonly amount: Fraction | null;
  readonly aim: Candidate | null;
}

/** Throws USAGE where a candidate is not one version of one agreement, or has no such price. */
function goalOf({ breakEven: path, target }: SimulateRequest, candidates: readonly Candidate[]): Goal {
  const aim = candidates.find((candidate) => candidate.path === target) ?? null;
  for (const candidate of candidates) {
    const [only, ...rest] = candidate.agreements;
    if (rest.length > 0)
      throw new RoamsettleError(
        'USAGE',
        `--break-even: ${candidate.name} has several agreements or versions.`,
      );
    if (candidate !== aim) pricePath(only!, path!);
    if (aim !== null && only!.currency !== aim.agreements[0]!.currency)
      throw new RoamsettleError('USAGE', `${candidate.name} and ${aim.name} have other currencies.`);
  }
  return { amount: isDecimal(target) ? parseDecimal(target) : null, aim };
}

/** Of each candidate but the one aimed at: by month, where months have targets of their own, and of all together. */
function breakEvens(path: string, candidates: readonly Candidate[], goal: Goal): SimulatedBreakEven[] {
  return candidates
    .filter((candidate) => candidate !== goal.aim)
    .flatMap((candidate) => {
      const months = monthsOf(candidate);
      const { agreement } = months[0]!;
      const price = pricePath(agreement, path);
      const solved = (period: string | null, part: readonly SettledMonth[], target: Fraction) => ({
        ...{ candidate: candidate.name, period, target },
        ...breakEven(agreement, price, part, target),
      });
      const targets =
        goal.amount === null ? months.map((_, i) => targetOf(monthsOf(goal.aim ?? candidate)[i]!, goal)) : [];
      return [
        ...(targets.length > 1 ? months : []).map((month, i) =>
          solved(month.statement.period, [month], targets[i]!),
        ),
        solved(null, months, goal.amount ?? targets.reduce(add, ZERO)),
      ];
    });
}

function monthsOf({ months }: Candidate): readonly SettledMonth[] {
  return [...months.values()][0] ?? [];
}

function targetOf({ statement }: SettledMonth, { aim }: Goal): Fraction {
  if (aim !== null) return parseDecimal(statement.totals.net);
  const tap = statement.baselines.find(({ name }) => name === 'tap_as_billed')!;
  return parseExactText(tap.amount_exact)!;
}
