/**
 * Rule 5 by the SQL that decides, on devices of a probability that is set here: lists and reviewers against model and
 * declaration, and what the months before do (keep_at, notice_periods).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PastList, readSaid, rulingWords } from '../../src/classify/said.ts';
import { parseAgreement } from '../../src/domain/agreement/load.ts';
import type { Agreement } from '../../src/domain/agreement/types.ts';
import type { VerdictWord } from '../../src/domain/lists.ts';
import { parsePeriod } from '../../src/domain/period.ts';
import { scopeDocument } from '../../src/features/scope.ts';
import { Db } from '../../src/store/db.ts';
import type { TextDictionary } from '../../src/store/dictionary.ts';
import { agreementYaml } from '../support/month-agreement.ts';

interface Device {
  readonly imsi: string;
  readonly p: number;
  readonly declared?: boolean;
  readonly excluded?: boolean;
  readonly tap?: boolean;
  readonly verdict?: VerdictWord;
}

interface Decided {
  readonly imsi: string;
  readonly device: string;
  readonly decision: string;
  readonly contested: boolean;
  readonly ruling: string;
  readonly detectedBy: string;
}

let db: Db;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-decision-'));
  db = await Db.open(':memory:');
  await db.exec("ATTACH ':memory:' AS period");
  await db.exec('CREATE TEMP TABLE feed_coverage (visited_key VARCHAR, first_day INTEGER, last_day INTEGER)');
});
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const agreementOf = (detection: string): Agreement =>
  parseAgreement(
    agreementYaml({ detection: `{ charge_at: 0.95, review_at: 0.60, ${detection} }` }),
    'a.yaml',
  );

/** What is decided of the devices of an agreement. */
async function decide(
  agreement: Agreement,
  devices: readonly Device[],
  past: readonly PastList[] = [],
): Promise<Decided[]> {
  const period = parsePeriod('2026-10');
  const version = { agreement, fromDay: period.firstDay, endDay: period.endDay };
  const inForce = [{ id: agreement.id, latest: agreement, versions: [version] }];
  const scope = scopeDocument(inForce, period, [], undefined as unknown as TextDictionary);
  await db.run('features/scope', { scope });
  await db.exec(
    `CREATE OR REPLACE TABLE period.device_row AS SELECT 0 AS no, CAST('1' || d.imsi AS BIGINT) AS imsi, CAST(round(d.p * 1000000) AS INTEGER) AS probability, d.declared, ${agreement.declared.binding} AS binding, d.excluded, d.excluded AS out_of_question, 'declared_imsi_range;tac_class;behaviour;signaling' AS found_by, false AS volume_only_iot, d.tap AS has_tap, 0 AS fee_days, 0 AS fee_version, 0 AS present_fee_days, 0 AS attaches, 0 AS rats, 0 AS window_days, 0 AS longest_gap, 0 AS sms, 0 AS calls, 0 AS bytes_up, 0 AS bytes_down FROM (SELECT unnest(from_json($devices, '[{"imsi": "VARCHAR", "p": "DOUBLE", "declared": "BOOLEAN", "excluded": "BOOLEAN", "tap": "BOOLEAN"}]')) AS d)`,
    {
      devices: JSON.stringify(
        devices.map((one) => ({ declared: false, excluded: false, tap: true, ...one })),
      ),
    },
  );
  const verdicts = devices.flatMap(({ imsi, verdict }) =>
    verdict === undefined ? [] : [{ no: 0, imsi, verdict }],
  );
  await readSaid(db, { verdicts, taught: [], past });
  const looks = JSON.stringify([{ no: 0, rats: 0, present: false, attaches: false, latest: 0 }]);
  await db.run('classify/device_axis', { looks });
  const rows = await db.query<{
    place: bigint;
    device: string;
    decision: string;
    contested: boolean;
    ruling: string;
    detected_by: string;
  }>('FROM device_axis ORDER BY place');
  return rows.map(({ device, decision, contested, ruling, detected_by }, i) => ({
    imsi: devices[i]!.imsi,
    device,
    decision,
    contested,
    ruling: rulingWords(ruling, agreement),
    detectedBy: detected_by,
  }));
}

/** The device list of a month that was decided, as the next month reads it. */
async function asPast(agreement: Agreement, age: number, decided: readonly Decided[]): Promise<PastList> {
  const path = join(folder, `[month] ${Math.random()}.parquet`);
  const rows = decided.map(({ imsi, device, decision }) => ({ imsi, device, decision }));
  await db.exec(
    `COPY (SELECT '${agreement.id}' AS agreement_id, r.* FROM (SELECT unnest(from_json($rows, '[{"imsi": "VARCHAR", "device": "VARCHAR", "decision": "VARCHAR"}]')) AS r)) TO '${path}' (FORMAT parquet)`,
    { rows: JSON.stringify(rows) },
  );
  return { no: 0, agreementId: agreement.id, age, path };
}

/** One device over months of these probabilities: its decision and the reason of the months before. */
async function months(agreement: Agreement, probabilities: readonly (number | null)[]): Promise<string[]> {
  const said: string[] = [];
  const lists: (Decided[] | null)[] = [];
  for (const p of probabilities) {
    const past: PastList[] = [];
    for (const [i, list] of lists.entries()) {
      if (list !== null) past.push(await asPast(agreement, lists.length - i, list));
    }
    const decided = p === null ? [] : await decide(agreement, [{ imsi: '999010000000001', p }], past);
    lists.push(decided);
    said.push(decided.map(({ decision, ruling }) => `${decision} ${ruling}`.trim()).join());
  }
  return said;
}

test('what the model takes for a person was found by its declaration alone, and nobody contests what is not charged', async () => {
  const bound = agreementOf('keep_at: 0.95');
  const devices = [
    { imsi: '999017000000001', p: 0.6, declared: true },
    { imsi: '999017000000002', p: 0.59, declared: true },
    { imsi: '999017000000003', p: 0.59, declared: true, tap: false },
    { imsi: '999017000000004', p: 0.59, declared: true, excluded: true },
    { imsi: '999017000000005', p: 0.59 },
  ];
  expect((await decide(bound, devices)).map((one) => [one.decision, one.contested, one.detectedBy])).toEqual([
    ['charge', false, 'declared_imsi_range;tac_class;behaviour;signaling'],
    ['charge', true, 'declared_imsi_range'],
    ['charge', true, 'declared_imsi_range;signaling'],
    ['ignore', false, 'declared_imsi_range'],
    ['ignore', false, ''],
  ]);
});

describe('who has the word', () => {
  const plain = agreementOf('keep_at: 0.95');
  test.each<readonly [string, Omit<Device, 'imsi'>, string]>([
    // The model alone: 0.95 charges, 0.6 asks.
    ['the model', { p: 0.95 }, 'iot charge'],
    ['the model below charge_at', { p: 0.949_999 }, 'unknown review'],
    ['the model below review_at', { p: 0.599_999 }, 'human ignore'],
    [
      'the partner accepts what the model takes for a phone',
      { p: 0, verdict: 'accepted' },
      'iot charge accepted by the partner',
    ],
    [
      'the partner rejects what the model is sure of',
      { p: 1, verdict: 'rejected' },
      'human ignore rejected by the partner',
    ],
    ['the declaration against the model', { p: 0.5, declared: true }, 'iot charge contested'],
    ['the declaration, and a model that asks', { p: 0.6, declared: true }, 'iot charge'],
    [
      'the declaration against the partner',
      { p: 1, declared: true, verdict: 'rejected' },
      'iot charge contested rejected by the partner',
    ],
    [
      'the declaration with the partner',
      { p: 1, declared: true, verdict: 'accepted' },
      'iot charge accepted by the partner',
    ],
    [
      'a reviewer against the declaration',
      { p: 1, declared: true, verdict: 'ignore' },
      'human ignore ignored by a reviewer',
    ],
    ['a reviewer against the model', { p: 0, verdict: 'charge' }, 'iot charge charged by a reviewer'],
    [
      'exclusion against a reviewer',
      { p: 1, declared: true, excluded: true, verdict: 'charge' },
      'iot ignore',
    ],
  ])('%s', async (_, device, expected) => {
    const [one] = await decide(plain, [{ imsi: '999010000000001', ...device }]);
    const { device: kind, decision, contested, ruling } = one!;
    expect([kind, decision, ...(contested ? ['contested'] : []), ruling].join(' ').trim()).toBe(expected);
  });

  test('of each device its own', async () => {
    const decided = await decide(plain, [
      { imsi: '999010000000001', p: 1, verdict: 'rejected' },
      { imsi: '99901000000001', p: 1 },
      { imsi: '999010000000002', p: 0, verdict: 'accepted' },
    ]);
    expect(decided.map(({ decision }) => decision)).toEqual(['ignore', 'charge', 'charge']);
  });
});

describe('keep_at', () => {
  test('a device that was charged stays so down to it, and no other', async () => {
    const kept = 'charge kept: charged in the month before';
    expect(
      await months(agreementOf('keep_at: 0.93'), [0.94, 0.96, 0.94, 0.93, 0.929_999, 0.94, 0.96]),
    ).toEqual(['review', 'charge', kept, kept, 'review', 'review', 'charge']);
  });

  test('left out, it is charge_at: 0.94 and 0.96 take turns', async () => {
    expect(await months(agreementOf('notice_periods: 0'), [0.96, 0.94, 0.96])).toEqual([
      'charge',
      'review',
      'charge',
    ]);
  });
});

describe('notice_periods', () => {
  const noticed = agreementOf('notice_periods: 2');
  test('a newly found device is charged after so many months of notice', async () => {
    expect(await months(noticed, [0.96, 0.97, 0.95, 0.99])).toEqual([
      'review notice 1 of 2',
      'review notice 2 of 2',
      'charge',
      'charge',
    ]);
  });

  test('a month in which it is not found, or not seen, begins again', async () => {
    expect(await months(noticed, [0.96, 0.94, 0.96, null, 0.96])).toEqual([
      'review notice 1 of 2',
      'review',
      'review notice 1 of 2',
      '',
      'review notice 1 of 2',
    ]);
  });

  test('one that was charged in the month before is not newly found', async () => {
    const charged = await asPast(
      noticed,
      1,
      await decide(agreementOf('notice_periods: 0'), [{ imsi: '999010000000001', p: 0.96 }]),
    );
    const [one] = await decide(noticed, [{ imsi: '999010000000001', p: 0.96 }], [charged]);
    expect([one!.decision, one!.ruling]).toEqual(['charge', '']);
  });

  test('declarations and lists need none', async () => {
    const decided = await decide(noticed, [
      { imsi: '999010000000001', p: 0.96, declared: true },
      { imsi: '999010000000002', p: 0.96, verdict: 'accepted' },
      { imsi: '999010000000003', p: 0.96, verdict: 'charge' },
      { imsi: '999010000000004', p: 0.96, excluded: true },
    ]);
    expect(decided.map(({ decision }) => decision)).toEqual(['charge', 'charge', 'charge', 'ignore']);
    expect(decided[3]!.ruling).toBe('');
  });
});
