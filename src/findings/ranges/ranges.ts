/**
 * What could be declared next: IMSI blocks, APNs and TACs that charged but undeclared devices share, each with what it would
 * match, right and wrong, and which of them cover the newly found devices best together; and declared entries in which
 * hardly a machine is left. Reads the run folder alone.
 */
import { join } from 'node:path';
import { apnExpression } from '../../domain/agreement/apns.ts';
import type { Agreement } from '../../domain/agreement/types.ts';
import { parseDecimal, toExactText } from '../../domain/fraction.ts';
import { RoamsettleError } from '../../errors.ts';
import { readRunInputs } from '../../runs/identity.ts';
import type { Db, Row } from '../../store/db.ts';
import { literalPath } from '../../store/literal-path.ts';
import { keptAgreements } from '../kept-agreements.ts';
import type { BlockRules } from './blocks.ts';
import { coverBest } from './cover.ts';
import { type DeclaredKind, entriesOf, KINDS, textOf } from './entries.ts';
import { type Hits, readHits, type Shares, sharesOf } from './hits.ts';
import { percentText, type ShareInterval } from './interval.ts';
import { type RangedDevices, readRangedDevices } from './ranged-devices.ts';

export interface RangeRules extends BlockRules {
  /** A declared entry is stale where the upper end of the interval is below it. */
  readonly staleShare: number;
  /** Of this agreement alone; null: of all that the run settles. */
  readonly agreement: string | null;
}

/** Nine sure machines and nobody else reach a lower end of 0.8. An entry is stale where not even half of it can be machines. */
export const RANGE_RULES: RangeRules = { leastDevices: 5, leastShare: 0.8, staleShare: 0.5, agreement: null };

/** What an entry of `declared` matches. Amounts are exact decimal text. */
export interface Matched {
  readonly kind: DeclaredKind;
  /** `from-to`, network identifier, or 8 digits. */
  readonly value: string;
  readonly devices: number;
  readonly machines: number;
  readonly reviews: number;
  readonly humans: number;
  /** Neither observed nor charged in the month. */
  readonly ignored: number;
  /** Of machines, reviews and humans, by the probabilities of all of them together; null where there are none. */
  readonly machine_share: ShareInterval | null;
  /** What they owe in the run, and what TAP billed for them: of a proposal its newly found devices. */
  readonly amount: string;
  readonly tap_amount: string;
}

export interface Proposal extends Matched {
  /** Charged in the run, and not declared. */
  readonly newly_found: number;
  /** Newly found devices beyond those of the proposals taken before; null: it is not taken, for it adds too few. */
  readonly adds: number | null;
}

export interface DeclaredEntry extends Matched {
  readonly stale: boolean;
}

export interface AgreementRanges {
  readonly agreement_id: string;
  readonly currency: string;
  readonly binding: boolean;
  readonly newly_found: number;
  readonly newly_found_amount: string;
  /** Those taken first, in their order; then the others. */
  readonly proposals: readonly Proposal[];
  /** What the proposals that are taken match between them. */
  readonly together: {
    readonly proposals: number;
    readonly newly_found: number;
    readonly newly_found_percent: string | null;
    readonly machines: number;
    readonly reviews: number;
    readonly humans: number;
    readonly ignored: number;
    readonly amount: string;
  };
  readonly declared: readonly DeclaredEntry[];
}

export interface RunRanges {
  readonly run_id: string;
  readonly period: string;
  readonly rules: {
    readonly least_devices: number;
    readonly least_share: number;
    readonly stale_share: number;
  };
  readonly agreements: readonly AgreementRanges[];
}

interface CountRow extends Row {
  id: number;
  no: number;
  kind: number;
  value: string;
  declared: boolean;
  devices: bigint;
  newly: bigint;
  machines: bigint;
  reviews: bigint;
  humans: bigint;
  ignored: bigint;
  amount: string;
  tap_amount: string;
}

interface TogetherRow extends Row {
  no: number;
  newly_all: bigint;
  newly_amount: string;
  newly: bigint;
  machines: bigint;
  reviews: bigint;
  humans: bigint;
  ignored: bigint;
  amount: string;
}

interface RangeRun {
  readonly runId: string;
  /** `DATA/runs/<run id>`. */
  readonly folder: string;
}

/** Throws STATEMENT_NOT_FOUND. */
export async function findRanges(db: Db, run: RangeRun, rules: RangeRules): Promise<RunRanges> {
  try {
    return await rangesOf(db, run, rules);
  } finally {
    for (const table of ['ranged_device', 'proposal', 'hit']) await db.exec(`DROP TABLE IF EXISTS ${table}`);
  }
}

async function rangesOf(db: Db, { runId, folder }: RangeRun, rules: RangeRules): Promise<RunRanges> {
  const inputs = readRunInputs(folder);
  const all = keptAgreements(folder, inputs);
  const agreements = all.filter(({ id }) => id === (rules.agreement ?? id));
  if (agreements.length === 0) throw new RoamsettleError('STATEMENT_NOT_FOUND');
  await db.run('ranges/device', {
    terms: JSON.stringify(agreements.map(termsOf)),
    devices: literalPath(join(folder, 'devices.parquet')),
    features: literalPath(join(folder, 'features.parquet')),
  });
  const devices = await readRangedDevices(db);
  const given = entriesOf(devices.groups, agreements, all, rules);
  await db.run('ranges/proposal', { given: JSON.stringify(given), least: rules.leastDevices });
  await db.run('ranges/hit');
  const rows = await db.rows<CountRow>('ranges/proposal_count');
  const hits = await readHits(db);
  const shares = sharesOf(hits, rows.length, devices);
  const likely = new Set(rows.filter((row) => isLikely(row, shares, rules)).map(({ id }) => id));
  const taken = coverOf(hits, rows, likely, devices, rules);
  const chosen = JSON.stringify(taken.map(({ proposal }) => proposal));
  const together = await db.rows<TogetherRow>('ranges/together', { chosen });
  const order = new Map(taken.map(({ proposal, added }, at) => [proposal, { at, added }]));
  return {
    run_id: runId,
    period: inputs.period,
    rules: {
      least_devices: rules.leastDevices,
      least_share: rules.leastShare,
      stale_share: rules.staleShare,
    },
    agreements: agreements.map((agreement, no) => {
      const own = rows.filter((row) => row.no === no);
      const proposals = own
        .filter(({ id }) => likely.has(id))
        .map((row) => ({ row, place: order.get(row.id) }))
        .sort((a, b) => (a.place?.at ?? taken.length) - (b.place?.at ?? taken.length))
        .map(({ row, place }) => ({
          ...matched(row, shares),
          newly_found: Number(row.newly),
          adds: place?.added ?? null,
        }));
      return {
        agreement_id: agreement.id,
        currency: agreement.currency,
        binding: agreement.declared.binding,
        ...togetherOf(
          together.find((row) => row.no === no),
          proposals.filter(({ adds }) => adds !== null).length,
        ),
        proposals,
        declared: own.filter(({ declared }) => declared).map((row) => staleness(row, shares, rules)),
      };
    }),
  };
}

/** The `declared` lists of the next version: what is declared, and the proposals that are taken. */
export function declaredWith(
  { declared }: Agreement,
  proposals: readonly Proposal[],
): { readonly imsi_ranges: string[]; readonly apns: string[]; readonly tacs: string[] } {
  const taken = (kind: DeclaredKind) =>
    proposals
      .filter((proposal) => proposal.kind === kind && proposal.adds !== null)
      .map(({ value }) => value);
  const ranges = declared.imsiRanges.map(textOf);
  return {
    imsi_ranges: [...ranges, ...taken('imsi_range')].sort(),
    apns: [...declared.apns, ...taken('apn')].sort(),
    tacs: [...declared.tacs, ...taken('tac')].sort(),
  };
}

function termsOf({ id, detection, declared }: Agreement, no: number) {
  return {
    no,
    agreement_id: id,
    charge_at: String(detection.chargeAt),
    review_at: String(detection.reviewAt),
    apns: apnExpression(declared.apns),
  };
}

function isLikely(row: CountRow, shares: Shares, { leastDevices, leastShare }: RangeRules): boolean {
  return !row.declared && row.newly >= leastDevices && (shares[row.id]?.low ?? 0) >= leastShare;
}

function coverOf(
  { proposals, devices }: Hits,
  rows: readonly CountRow[],
  likely: ReadonlySet<number>,
  { newly }: RangedDevices,
  { leastDevices }: RangeRules,
) {
  const counts = (i: number) => newly[devices[i]!] === 1 && likely.has(proposals[i]!);
  return coverBest({
    proposals: rows.length,
    proposalOf: proposals.filter((_, i) => counts(i)),
    deviceOf: devices.filter((_, i) => counts(i)),
    falseHits: Int32Array.from(rows, ({ reviews, humans }) => Number(reviews + humans)),
    least: leastDevices,
  });
}

function matched(row: CountRow, shares: Shares): Matched {
  return {
    kind: KINDS[row.kind]!,
    value: row.value,
    devices: Number(row.devices),
    machines: Number(row.machines),
    reviews: Number(row.reviews),
    humans: Number(row.humans),
    ignored: Number(row.ignored),
    machine_share: shares[row.id] ?? null,
    amount: exact(row.amount),
    tap_amount: exact(row.tap_amount),
  };
}

function staleness(row: CountRow, shares: Shares, { staleShare }: RangeRules): DeclaredEntry {
  return { ...matched(row, shares), stale: (shares[row.id]?.high ?? 1) < staleShare };
}

function togetherOf(row: TogetherRow | undefined, proposals: number) {
  const count = (name: 'newly' | 'machines' | 'reviews' | 'humans' | 'ignored' | 'newly_all') =>
    Number(row?.[name] ?? 0n);
  return {
    newly_found: count('newly_all'),
    newly_found_amount: exact(row?.newly_amount ?? '0'),
    together: {
      proposals,
      newly_found: count('newly'),
      newly_found_percent: percentText(count('newly'), count('newly_all')),
      machines: count('machines'),
      reviews: count('reviews'),
      humans: count('humans'),
      ignored: count('ignored'),
      amount: exact(row?.amount ?? '0'),
    },
  };
}

function exact(text: string): string {
  return toExactText(parseDecimal(text));
}
