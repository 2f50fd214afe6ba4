/** The finder of undeclared ranges over a population made by hand, whose truth the test knows. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { proposalCsv, proposalYaml, rangesText } from '../../src/cli/render/ranges.ts';
import { readDeclared } from '../../src/declare/declare.ts';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import { findBlocks } from '../../src/findings/ranges/blocks.ts';
import { coverBest } from '../../src/findings/ranges/cover.ts';
import {
  isShareAtLeast,
  likelihoodRatio,
  machineShare,
  percentText,
} from '../../src/findings/ranges/interval.ts';
import { findRanges, RANGE_RULES, type RunRanges } from '../../src/findings/ranges/ranges.ts';
import { Db } from '../../src/store/db.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { type HandDevice, handRun } from './hand-run.ts';

const ID = 'BBBHA-AAAVP-2026';
const DECLARED = `{ binding: true, imsi_ranges: ["999017000000000-999017000000099", "999018000000000-999018999999999"], apns: ["*.m2m.b.example"] }`;
const YAML = agreementYaml({ declared: DECLARED });

/** `count` devices from an IMSI on, `step` apart; what they are for the run and in truth. */
function devices(
  from: number,
  count: number,
  step: number,
  truth: 'machine' | 'human',
  more: Partial<HandDevice>,
) {
  return Array.from({ length: count }, (_, i) => ({
    truth,
    agreement_id: ID,
    imsi: String(from + i * step),
    ...more,
  })) as (HandDevice & { readonly truth: string })[];
}

const FOUND = { device: 'iot', decision: 'charge', probability: '0.999000', access_amount: '0.35' };
const MISSED = { device: 'human', decision: 'ignore', probability: '0.300000' };
const TELEMETRY = { apns: 'telemetry.b.example', data_records: 3 };
const STALE = { declared: true, in_declared_range: true, device: 'iot', decision: 'charge' };

const POPULATION = [
  // People all over their own blocks.
  ...devices(999014100000000, 60, 1_000_000, 'human', {}),
  ...devices(999016000000000, 200, 3_000_000, 'human', {}),
  // A fleet over the whole of 9990142, two of it missed by the run; one of it charged by TAP before.
  ...devices(999014200000001, 11, 7_000_000, 'machine', FOUND),
  ...devices(999014277000001, 1, 1, 'machine', { ...FOUND, usage_amount: '1.00', tap_amount: '0.123' }),
  ...devices(999014290000000, 2, 1, 'machine', MISSED),
  // Twenty in a row over the edge of a prefix.
  ...devices(999014399999990, 20, 1, 'machine', FOUND),
  // Every second one a person.
  ...devices(999015500000000, 15, 2, 'machine', FOUND),
  ...devices(999015500000001, 15, 2, 'human', {}),
  // Among people: alone; by an APN of their own, which one person uses too; by the APN of everybody; by equipment.
  ...devices(999016000000001, 4, 90_000_000, 'machine', FOUND),
  ...devices(999016000000002, 5, 30_000_000, 'machine', { ...FOUND, ...TELEMETRY }),
  ...devices(999016000000003, 6, 30_000_000, 'machine', { ...FOUND, ...TELEMETRY, tac: '35000001' }),
  ...devices(999016000000004, 1, 1, 'human', { ...TELEMETRY, probability: '0.200000' }),
  ...devices(999016000000005, 6, 30_000_000, 'machine', {
    ...FOUND,
    apns: 'internet.b.example',
    data_records: 1,
  }),
  ...devices(999016000000006, 40, 10_000_000, 'human', { apns: 'internet.b.example', data_records: 9 }),
  ...devices(999016000000007, 4, 30_000_000, 'machine', { ...FOUND, tac: '35000001' }),
  // Declared: hardly a machine is left in the one range, none was seen in the other.
  ...devices(999017000000000, 2, 1, 'machine', { ...STALE, probability: '0.999000' }),
  ...devices(999017000000010, 18, 1, 'human', { ...STALE, probability: '0.020000' }),
  // Not of this home party, and excluded: not looked at.
  ...devices(999014399999960, 20, 1, 'human', { foreign_owner: true }),
  ...devices(999014399999930, 20, 1, 'human', { excluded: true }),
  // Seen only while it was rejected.
  ...devices(999014240000000, 1, 1, 'machine', { days_observed: 0, probability: '0.500000' }),
];

let folder: string;
let db: Db;
let found: RunRanges;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-ranges-'));
  await handRun(folder, '2026-10', { [ID]: YAML }, POPULATION);
  db = await Db.open(':memory:');
  found = await findRanges(db, { runId: 'r', folder }, RANGE_RULES);
});
afterAll(() => {
  db?.close();
  rmSync(folder, { recursive: true, force: true });
});

const METERS = '999014200000000-999014299999999';
const ROW = '999014399999990-999014400000009';

describe('a population whose truth is known', () => {
  test('blocks, an APN and a TAC are proposed, and nothing of what people share', () => {
    const shown = found.agreements[0]!.proposals.map((p) =>
      [p.kind, p.value, p.newly_found, p.adds, p.machines, p.reviews, p.humans, p.ignored].join(' '),
    );
    expect(shown).toEqual([
      `imsi_range ${ROW} 20 20 20 0 0 0`,
      `imsi_range ${METERS} 12 12 12 0 2 1`,
      'apn telemetry.b.example 11 11 11 0 1 0',
      // Six of its ten have the APN already: four more are too few.
      'tac 35000001 10  10 0 0 0',
    ]);
  });

  test('what the proposals that are taken match, against the truth', () => {
    const { proposals, together, newly_found } = found.agreements[0]!;
    // 12 + 20 + 15 + 4 + 11 + 6 + 4.
    expect(newly_found).toBe(72);
    expect(together).toMatchObject({
      proposals: 3,
      newly_found: 43,
      // 43 ÷ 72 = 0.59722….
      newly_found_percent: '59.72',
      machines: 43,
      humans: 3,
      ignored: 1,
      // 43 fees of 0.35, and 1.00 of usage.
      amount: '16.05',
    });
    const taken = proposals.filter(({ adds }) => adds !== null);
    const ranges = taken.filter(({ kind }) => kind === 'imsi_range').map(({ value }) => value.split('-'));
    const hits = POPULATION.filter(
      ({ imsi, apns, foreign_owner, excluded }) =>
        foreign_owner !== true &&
        excluded !== true &&
        (ranges.some(([from, to]) => from! <= imsi && imsi <= to!) || apns === 'telemetry.b.example'),
    );
    // 20 in a row, 15 meters (one never there), 11 by APN; the person with the APN is the only false hit.
    expect(hits).toHaveLength(47);
    expect(hits.filter(({ truth }) => truth === 'human')).toHaveLength(1);
  });

  test('what a block owes and TAP billed for it', () => {
    const meters = found.agreements[0]!.proposals.find(({ value }) => value === METERS);
    // 12 fees of 0.35 and 1.00.
    expect(meters).toMatchObject({ amount: '5.2', tap_amount: '0.123' });
  });

  test('what is declared and stale', () => {
    const { declared } = found.agreements[0]!;
    expect(declared.map(({ value, machines, humans, stale }) => [value, machines, humans, stale])).toEqual([
      ['999017000000000-999017000000099', 2, 18, true],
      ['999018000000000-999018999999999', 0, 0, false],
      ['*.m2m.b.example', 0, 0, false],
    ]);
    // Of 2 sure machines in 20 the most likely share is about a tenth.
    expect(declared[0]!.machine_share!.share).toBeGreaterThan(0.05);
    expect(declared[0]!.machine_share!.high).toBeLessThan(0.35);
    expect(declared[1]!.machine_share).toBeNull();
    const text = rangesText(found);
    expect(text).toContain('stale');
    expect(text).toContain('unseen');
  });

  test('the block of YAML is one that agreements take, and the sheet one that declare reads', async () => {
    const own = parseAgreement(YAML, 'a.yaml');
    const [first] = found.agreements;
    const yaml = proposalYaml(found, first!, own);
    const next = parseAgreement(YAML.replace(/^declared: .*$/m, yaml), 'b.yaml');
    expect(next.declared.imsiRanges.map(({ from, to }) => `${from}-${to}`)).toEqual([
      METERS,
      ROW,
      '999017000000000-999017000000099',
      '999018000000000-999018999999999',
    ]);
    expect(next.declared.apns).toEqual(['*.m2m.b.example', 'telemetry.b.example']);
    expect(yaml).toContain('# stale: 2 machines, 0 in review, 18 human');
    const sheet = join(folder, 'annex.csv');
    writeFileSync(sheet, proposalCsv(first!));
    const read = { sheet: null, columns: new Map(), imsiLength: 15, agreement: own };
    expect(await readDeclared({ file: sheet, ...read })).toMatchObject({
      imsiRanges: [METERS, ROW],
      apns: ['telemetry.b.example'],
      tacs: [],
    });
    expect(readFileSync(sheet, 'utf8').split('\n')).toHaveLength(5);
  });

  test('other cut-offs', async () => {
    const strict = { ...RANGE_RULES, leastDevices: 12, staleShare: 0.05 };
    const { agreements } = await findRanges(db, { runId: 'r', folder }, strict);
    // The APN has eleven; of the row ten are on each side of the prefix's edge.
    expect(agreements[0]!.proposals.map(({ value }) => value)).toEqual([METERS]);
    expect(agreements[0]!.declared.some(({ stale }) => stale)).toBe(false);
    await expect(
      findRanges(db, { runId: 'r', folder }, { ...RANGE_RULES, agreement: 'none' }),
    ).rejects.toMatchObject({ code: 'STATEMENT_NOT_FOUND' });
  });
});

describe('shares', () => {
  test('of sure machines alone the lower end is where the likelihood has fallen by 1.92', () => {
    // n ln(share) = −1.920729: of nine 0.8078, of five 0.6810.
    const sure = (n: number) => new Float64Array(n).fill(1e9);
    expect(machineShare(sure(9))).toEqual({ share: 1, low: 0.8078, high: 1 });
    expect(machineShare(sure(5))).toEqual({ share: 1, low: 0.681, high: 1 });
    expect(isShareAtLeast(sure(9), 0.8)).toBe(true);
    expect(isShareAtLeast(sure(8), 0.8)).toBe(false);
  });

  test('of sure machines and sure humans the share is theirs; of devices that could be either nothing is known', () => {
    const half = Float64Array.from([1e9, 1e9, 1e9, 1e-9, 1e-9, 1e-9]);
    expect(machineShare(half)!.share).toBe(0.5);
    expect(machineShare(Float64Array.from([1, 1, 1]))).toMatchObject({ low: 0, high: 1 });
    expect(machineShare(new Float64Array(0))).toBeNull();
    // Odds of 3 where 1 in 4 is a machine beforehand: nine times as likely for a machine.
    expect(likelihoodRatio(0.75, 0.25)).toBeCloseTo(9, 12);
  });

  test('percent by integers', () => {
    expect([percentText(1, 3), percentText(2, 3), percentText(1, 800), percentText(0, 5)]).toEqual([
      '33.33',
      '66.67',
      '0.13',
      '0.00',
    ]);
    expect(percentText(0, 0)).toBeNull();
  });
});

test('a block never reaches into what is declared, or out of the home party', () => {
  const numbers = Float64Array.from([...Array(10).keys()].map((i) => 99901_700_000_000_0 + 20 * i));
  const group = {
    digits: 15,
    numbers,
    kinds: new Uint8Array(10),
    ratios: new Float64Array(10).fill(1e6),
    newly: new Uint8Array(10).fill(1),
  };
  const home = [{ from: '999010000000000', to: '999019999999999' }];
  const rules = { leastDevices: 5, leastShare: 0.5 };
  const found = (taken: { from: string; to: string }[]) =>
    findBlocks(group, home, taken, rules).map(({ from, to }) => [from, to]);
  expect(found([])).toEqual([[999017000000000, 999017000000999]]);
  // The hundred from …100 on is cut in two by it, and the five devices of the first hundred are left.
  expect(found([{ from: '999017000000150', to: '999017000000150' }])).toEqual([
    [999017000000000, 999017000000099],
  ]);
  expect(findBlocks(group, [{ from: '999020000000000', to: '999029999999999' }], [], rules)).toEqual([]);
});

test('the proposals that add most come first, and of equals the one with fewer false hits', () => {
  // Devices 1 to 5: proposal 0 has 1 2 3, proposal 1 has 3 4 5, proposal 2 has 4 5.
  const rows = [
    [1, 0],
    [2, 0],
    [3, 0],
    [3, 1],
    [4, 1],
    [4, 2],
    [5, 1],
    [5, 2],
  ];
  const input = {
    proposals: 3,
    deviceOf: Int32Array.from(rows, ([device]) => device!),
    proposalOf: Int32Array.from(rows, ([, proposal]) => proposal!),
    falseHits: Int32Array.from([4, 1, 0]),
  };
  expect(coverBest({ ...input, least: 1 })).toEqual([
    { proposal: 1, added: 3 },
    { proposal: 0, added: 2 },
  ]);
  expect(coverBest({ ...input, least: 3 })).toEqual([{ proposal: 1, added: 3 }]);
});

test('amounts as large as a settlement may have', async () => {
  const large = mkdtempSync(join(tmpdir(), 'roamsettle-ranges-'));
  try {
    const owing = { ...FOUND, usage_amount: '1370599784341047833459.992001', access_amount: '0.000000' };
    await handRun(large, '2026-10', { [ID]: YAML }, devices(999014200000001, 20, 1, 'machine', owing));
    const { agreements } = await findRanges(db, { runId: 'r', folder: large }, RANGE_RULES);
    expect(agreements[0]).toMatchObject({
      newly_found: 20,
      newly_found_amount: '27411995686820956669199.84002',
    });
  } finally {
    rmSync(large, { recursive: true, force: true });
  }
});
