/**
 * Classification held against the truth of a generated month. The generator and the detector share no code and no
 * constant; the bounds below are far from what is measured and only catch a detector that has come apart.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { behaviourOf } from '../../src/findings/behaviour/behaviour.ts';
import { generateMonth } from '../../src/generate/generate.ts';
import { runIngest, runSettle } from '../../src/pipeline.ts';
import { runFolder } from '../../src/runs/write.ts';
import { Db } from '../../src/store/db.ts';

const folder = mkdtempSync(join(tmpdir(), 'roamsettle-classify-'));
const month = join(folder, 'month');
const machine = { data: join(folder, 'data'), workers: 2, memory: '1GB' };
let db: Db;
let run: string;

beforeAll(async () => {
  await generateMonth({ devices: 1500, period: '2026-09', seed: 77, out: month });
  await runIngest(machine, [join(month, 'tap'), join(month, 'signaling')], { audit: 'enforce' });
  const { runId } = await runSettle(machine, {
    period: '2026-09',
    agreements: join(month, 'agreements'),
    tacs: join(month, 'tacs.csv'),
    rates: join(month, 'rates.csv'),
  });
  db = await Db.open(':memory:');
  run = runFolder(machine.data, runId);
  await db.exec(`CREATE TABLE device AS FROM read_parquet('${join(run, 'devices.parquet')}')`);
  await db.exec(`CREATE TABLE feature AS FROM read_parquet('${join(run, 'features.parquet')}')`);
  await db.exec(`CREATE TABLE truth AS FROM read_csv('${join(month, 'truth.csv')}', all_varchar = true)`);
  await db.exec(
    "CREATE VIEW joined AS SELECT d.*, t.kind, t.device AS truth, t.declared AS stance FROM device d JOIN truth t ON t.imsi = d.imsi WHERE d.imsi <> ''",
  );
});

afterAll(() => {
  db?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function number(sql: string): Promise<number> {
  const [row] = await db.query<{ n: bigint }>(sql);
  return Number(row?.n ?? -1n);
}

describe('a generated month against its truth', () => {
  test('every device of the truth that was seen is listed, with the partner that owns it', async () => {
    const seen = readFileSync(join(month, 'truth.csv'), 'utf8').trim().split('\n').length - 1;
    const listed = await number('SELECT count(*) AS n FROM joined');
    expect(listed).toBeGreaterThan(seen * 0.95);
    expect(await number('SELECT count(*) AS n FROM joined WHERE home_tadig <> left(agreement_id, 5)')).toBe(
      0,
    );
  });

  test('devices charged by the model alone are machines', async () => {
    const charged = await number(
      "SELECT count(*) AS n FROM joined WHERE decision = 'charge' AND NOT declared",
    );
    const wrong = await number(
      "SELECT count(*) AS n FROM joined WHERE decision = 'charge' AND NOT declared AND truth = 'human'",
    );
    expect(charged).toBeGreaterThan(50);
    expect(wrong / charged).toBeLessThan(0.03);
  });

  test('machines in signaling alone are found', async () => {
    expect(
      await number(
        "SELECT count(*) AS n FROM joined WHERE decision = 'charge' AND truth = 'iot' AND tap_records = 0",
      ),
    ).toBeGreaterThan(20);
  });

  test('silence is no evidence: silent people stay people, and no rule speaks of silence', async () => {
    expect(
      await number(
        "SELECT count(*) AS n FROM joined WHERE kind IN ('silent_tourist', 'silent_expat') AND NOT declared",
      ),
    ).toBeGreaterThan(30);
    expect(
      await number(
        "SELECT count(*) AS n FROM joined WHERE kind IN ('silent_tourist', 'silent_expat') AND NOT declared AND decision = 'charge'",
      ),
    ).toBe(0);
    // A silent device with nothing for it but its signaling is never charged.
    expect(
      await number(
        "SELECT count(*) AS n FROM feature f JOIN device d USING (agreement_id, imsi) WHERE d.decision = 'charge' AND NOT d.declared AND f.tap_records = 0 AND f.tac_class IS DISTINCT FROM 'iot' AND f.iot_rat_events = 0 AND NOT f.in_declared_range AND f.declared_apn_events = 0 AND f.declared_tac_rows = 0 AND d.probability >= '0.99'",
      ),
    ).toBe(0);
  });

  test('a rejected fleet was never there: nothing is charged', async () => {
    expect(await number("SELECT count(*) AS n FROM joined WHERE kind = 'rejected_fleet'")).toBeGreaterThan(
      10,
    );
    expect(
      await number(
        "SELECT count(*) AS n FROM joined WHERE kind = 'rejected_fleet' AND days_observed = 0 AND tap_records = 0 AND decision <> 'ignore'",
      ),
    ).toBe(0);
  });

  test('reasons name the evidence with its weight', async () => {
    expect(
      await number(
        "SELECT count(*) AS n FROM joined WHERE decision IN ('charge', 'review') AND reasons = ''",
      ),
    ).toBe(0);
  });

  test('all that a device does, figure by figure, is what its evidence names and adds up', async () => {
    const rows = await db.query<{ agreement_id: string; imsi: string; evidence: string }>(
      `SELECT agreement_id, imsi, evidence FROM (
         SELECT f.*, row_number() OVER (PARTITION BY d.decision, d.tap_records > 0 ORDER BY d.imsi) AS nth
         FROM feature AS f JOIN device AS d USING (agreement_id, imsi) WHERE d.days_observed > 3 AND d.imsi <> ''
       ) WHERE nth = 1 ORDER BY imsi`,
    );
    expect(rows.length).toBeGreaterThan(3);
    const reader = await Db.open(':memory:');
    for (const { agreement_id, imsi, evidence } of rows) {
      const items = JSON.parse(evidence) as { weight: number; words: string }[];
      const found = await behaviourOf(reader, run, { agreement_id, imsi, evidence: items });
      const texts = found!.features.map(({ words, value, weight }) => ({
        words: `${words}: ${value}`,
        weight,
      }));
      const named = items.flatMap(({ words, weight }) =>
        texts.filter((one) => one.words === words).map((one) => [one.weight, weight]),
      );
      expect(named.length).toBe(Math.min(4, texts.length));
      for (const [unfolded, said] of named) expect(unfolded).toBe(said);
      const rest = items.find(({ words }) => words === 'all else that it does')?.weight ?? 0;
      const all = found!.features.reduce((sum, { weight }) => sum + weight, 0) + found!.start;
      expect(all + found!.calibration + found!.given_back).toBe(
        named.reduce((sum, [, weight]) => sum + weight!, rest),
      );
    }
    // Another weight than the run's: the folder does not come to it.
    const { agreement_id, imsi, evidence } = rows[0]!;
    const other = [...JSON.parse(evidence), { words: 'all else that it does', weight: 1 }];
    expect(await behaviourOf(reader, run, { agreement_id, imsi, evidence: other })).toBeNull();
    reader.close();
  });

  test('what a feed would tell is unknown where its party has none, never 0', async () => {
    const periods = join(machine.data, 'periods');
    const name = readdirSync(periods).find((name) => name.endsWith('.duckdb'))!;
    const model = await Db.open(':memory:');
    try {
      await model.run('macros');
      await model.run('classify/model_macros');
      await model.exec(`ATTACH '${join(periods, name)}' AS kept (READ_ONLY)`);
      await model.exec(
        'CREATE TEMP TABLE feature AS SELECT * REPLACE (CAST(hour_counts AS INTEGER[]) AS hour_counts), NULL::VARCHAR AS device_type, NULL::VARCHAR AS tac_class FROM kept.device_feature WHERE no < 4',
      );
      // Each agreement stands for a party: one without TAP, one without registers, one without sessions, one with all.
      await model.exec(
        'CREATE TEMP TABLE scope AS SELECT DISTINCT no, false AS binding, no AS visited_key FROM feature',
      );
      await model.exec(
        'UPDATE feature SET tap_records = 0, data_records = 0, sms = 0, sms_mo = 0, calls = 0, calls_mo = 0, call_days = 0 WHERE no = 0',
      );
      await model.exec(
        'UPDATE feature SET authentications = 0, cancels = 0, purges = 0, registration_attempts = sessions WHERE no = 1',
      );
      await model.exec('UPDATE feature SET sessions = 0 WHERE no = 2');
      // Everything at one hour of the day, each second of the month, in the type of period/feature.sql.
      await model.exec(
        'UPDATE feature SET instants = 111600, hour_counts = list_resize(CAST([111600] AS INTEGER[]), 24, 0) WHERE no = 3',
      );
      await model.run('classify/taught_device', { rows: '[]' });
      await model.run('classify/visited_feed');
      await model.run('classify/seen_device');
      await model.run('classify/model_row');
      const known = (columns: string[]) =>
        columns.map((column) => `bool_or(${column} <> unknown()) AS ${column}`).join(', ');
      const columns = ['sms', 'tap_records', 'call_days', 'authentication_share', 'purge_share'];
      const answers = await model.query(
        `SELECT ${known([...columns, 'session_share'])} FROM model_row GROUP BY no ORDER BY no`,
      );
      expect(answers.map((row) => Object.values(row))).toEqual([
        [false, false, false, true, true, true],
        [true, true, true, false, false, true],
        [true, true, true, true, true, false],
        [true, true, true, true, true, true],
      ]);
      const [hours] = await model.query('SELECT max(top_hour_share) AS share FROM model_row WHERE no = 3');
      expect(hours).toEqual({ share: 1000 });
      // Two sets of APNs are never one, not even such as share 31 bits of their hash.
      await model.exec(
        "UPDATE seen_device SET apns = CASE rowid WHEN 0 THEN 'fleet2328.iot' WHEN 1 THEN 'fleet160457.iot' ELSE apns END",
      );
      const [sets] = await model.query<{ texts: bigint; codes: bigint; pairs: bigint }>(
        `SELECT count(DISTINCT s.apns) AS texts, count(DISTINCT m.apn_set) AS codes, count(DISTINCT (s.apns, m.apn_set)) AS pairs
         FROM seen_device AS s JOIN model_row AS m ON m.n = s.rowid WHERE s.apns <> ''`,
      );
      expect(sets!.texts).toBeGreaterThan(10n);
      expect([sets!.codes, sets!.pairs]).toEqual([sets!.texts, sets!.texts]);
    } finally {
      model.close();
    }
  });
});
