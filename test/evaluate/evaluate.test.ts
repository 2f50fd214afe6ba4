/** Figures of a run of eight devices, worked out by hand. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Evaluation, evaluateRun, type Method } from '../../src/evaluate/evaluate.ts';
import { precisionRecallPlot } from '../../src/report/precision-recall.ts';
import { Db } from '../../src/store/db.ts';

/**
 * imsi, true device, silent | probability, decision, declared, presence, activity | tac, TAC class, TAP records, bytes, data days,
 * calls, cells, days present, APNs | amounts: usage, access, as billed, TAP | days observed, reasons
 */
const DEVICES = `
  1 iot   false | 0.99 charge true  permanent            low    | 35000001 iot   3 100      3 0 1 30 m2m.example | 1.00 0.50 0.00 0.30 | 9 -
  2 iot   true  | 0.97 charge false permanent            silent | -        -     0 0        0 0 1 30 -           | 0.00 0.50 0.00 0.00 | 9 -
  3 iot   false | 0.70 review true  permanent            low    | 35000001 iot   4 100      3 0 1 30 -           | 0.00 0.00 2.00 2.00 | 9 -
  4 iot   true  | 0.40 ignore false insufficient_history silent | -        -     0 0        0 0 9  2 -           | 0.00 0.00 0.00 0.00 | 2 -
  5 human false | 0.96 charge false temporary            low    | 86000001 human 2 500      1 0 5  5 internet    | 0.25 0.50 0.00 0.05 | 5 -
  6 human false | 0.05 ignore false temporary            normal | 86000001 human 9 90000000 5 7 9  5 internet    | 0.00 0.00 9.99 9.99 | 5 -
  7 iot   false | 0.99 ignore true  permanent            low    | 35000001 iot   3 100      3 0 1 30 -           | 0.00 0.00 0.00 0.00 | 9 excluded
  8 human false | 0.99 ignore false temporary            silent | -        -     0 0        0 0 0  0 -           | 0.00 0.00 0.00 0.00 | 0 -`;

const rows = DEVICES.trim()
  .split('\n')
  .map((line) => line.trim().replaceAll(' | ', ' ').split(/\s+/));
/** What devices were made to be taken for. */
const RESEMBLES: Readonly<Record<string, string>> = { 1: 'machine', 4: 'human', 5: 'machine' };
const imsiOf = (number: string) => `99901000000000${number}`;

let folder: string;
let evaluation: Evaluation;
const of = (method: Method, slice = 'all') =>
  evaluation.figures.find((row) => row.method === method && row.slice === slice);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-evaluate-'));
  const truth = rows.map(
    ([imsi, device, silent]) => `${imsiOf(imsi!)},${device},x,${silent},${RESEMBLES[imsi!] ?? ''}`,
  );
  // One that the run has never seen.
  writeFileSync(
    join(folder, 'truth.csv'),
    ['imsi,device,kind,silent,resembles', ...truth, '999010000000009,iot,x,true,', ''].join('\n'),
  );
  const text = (value: string | undefined) => (value === '-' ? "''" : `'${value}'`);
  const devices = rows.map(
    ([imsi, , , p, decision, declared, presence, activity, tac, , tap, , , , , , apns, ...more]) =>
      [
        `'A' AS agreement_id, '${imsiOf(imsi!)}' AS imsi, '${p}' AS probability, '${decision}' AS decision`,
        `${declared} AS declared, '${presence}' AS presence, '${activity}' AS activity, ${text(tac)} AS tac`,
        `${tap} AS tap_records, ${text(apns)} AS apns, 'EUR' AS currency`,
        `'${more[0]}' AS usage_amount, '${more[1]}' AS access_amount, '${more[2]}' AS as_billed_amount`,
        `'${more[3]}' AS tap_amount, ${more[4]} AS days_observed`,
        `${more[5] === 'excluded' ? "'excluded by the agreement'" : "''"} AS reasons`,
      ].join(', '),
  );
  const features = rows.map(([imsi, , , , , , , , , tacClass, tap, bytes, dataDays, calls, cells, present]) =>
    [
      `'A' AS agreement_id, '${imsiOf(imsi!)}' AS imsi, ${tacClass === '-' ? 'NULL::VARCHAR' : `'${tacClass}'`} AS tac_class`,
      `${bytes} AS bytes_up, 0 AS bytes_down, ${dataDays} AS data_days, ${calls} AS calls_mo, ${cells} AS cells`,
      `${present} AS days_present, ${tap} AS data_records, 0 AS declared_apn_records, ${tap} AS charged_records`,
    ].join(', '),
  );
  const db = await Db.open(':memory:');
  for (const [name, selects] of Object.entries({ devices, features }))
    await db.exec(
      `COPY (${selects.map((select) => `SELECT ${select}`).join(' UNION ALL ')}) TO '${join(folder, `${name}.parquet`)}' (FORMAT parquet)`,
    );
  db.close();
  evaluation = await evaluateRun(folder, join(folder, 'truth.csv'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a run against the truth', () => {
  test('who is in question', () => {
    // 7 is excluded, 8 was never alive, 9 never seen.
    expect(evaluation.population).toEqual({
      truth_devices: 9,
      truth_machines: 6,
      listed_devices: 8,
      listed_machines: 5,
      judged_devices: 6,
      judged_machines: 4,
    });
  });

  test('precision, recall and F1, overall and by slice', () => {
    // Charged are 1, 2 and 5; machines are 1 to 4.
    expect(of('run')).toMatchObject({
      machines: 4,
      humans: 2,
      machines_charged: 2,
      humans_charged: 1,
      precision: 2 / 3,
      recall: 1 / 2,
      f1: 4 / 7,
      humans_charged_share: 1 / 2,
    });
    expect(of('run', 'silent')).toMatchObject({
      machines: 2,
      humans: 0,
      recall: 1 / 2,
      humans_charged_share: null,
    });
    expect(of('run', 'silent_imei_masked')).toMatchObject({ machines: 2, machines_charged: 1 });
    expect(of('run', 'undeclared')).toMatchObject({
      machines: 2,
      humans: 2,
      machines_charged: 1,
      humans_charged: 1,
    });
    expect(of('run', 'signaling_only')).toMatchObject({ machines: 2, humans: 0 });
    expect(of('run', 'first_month')).toMatchObject({
      machines: 1,
      machines_charged: 0,
      precision: null,
      recall: 0,
    });
    // By thresholds 1, 2 and 3 are machines: there all month in one cell, without a call.
    expect(of('run', 'looks_human')).toMatchObject({
      machines: 1,
      humans: 2,
      machines_charged: 0,
      humans_charged: 1,
    });
    expect(of('run', 'looks_machine')).toMatchObject({ machines: 3, humans: 0, machines_charged: 2 });
    expect(of('run', 'kind x')).toMatchObject({ machines: 4, humans: 2 });
    expect(of('run', 'human_like_machines')).toMatchObject({ machines: 1, humans: 0, machines_charged: 0 });
    expect(of('run', 'machine_like_humans')).toMatchObject({ machines: 0, humans: 1, humans_charged: 1 });
  });

  test('a truth file of two columns is enough', async () => {
    const path = join(folder, 'plain.csv');
    writeFileSync(
      path,
      ['imsi,device', ...rows.map(([imsi, device]) => `${imsiOf(imsi!)},${device}`), ''].join('\n'),
    );
    const { figures } = await evaluateRun(folder, path);
    expect(figures.find(({ method, slice }) => method === 'run' && slice === 'all')).toEqual(of('run'));
    expect(figures.some(({ slice }) => /kind|_like_/.test(slice))).toBe(false);
  });

  test('plainer methods over the same devices', () => {
    expect(of('declared')).toMatchObject({ machines_charged: 2, humans_charged: 0 });
    expect(of('declared_and_tap')).toMatchObject({ machines_charged: 2, humans_charged: 0 });
    expect(of('tac')).toMatchObject({ machines_charged: 2, humans_charged: 0 });
    // 1 by its APN, 3 because it has the same equipment.
    expect(of('apn_then_tac')).toMatchObject({ machines_charged: 2, humans_charged: 0 });
    expect(of('thresholds')).toMatchObject({ machines_charged: 3, humans_charged: 0 });
    // 2 machines charged, and 2 that declared parameters find in TAP.
    expect(evaluation.additional_percent).toBe(0);
  });

  test('calibration', () => {
    const shown = evaluation.calibration.ranges.map(({ from, devices, machine_share }) => [
      from,
      devices,
      machine_share,
    ]);
    expect(shown).toEqual([
      [0, 1, 0],
      [0.4, 1, 1],
      [0.7, 1, 1],
      [0.9, 3, 2 / 3],
    ]);
    // 0.05 + 0.6 + 0.3 + 3 × |2.92 ÷ 3 − 2 ÷ 3|, over 6.
    expect(evaluation.calibration.error).toBeCloseTo((0.05 + 0.6 + 0.3 + 0.92) / 6, 12);
  });

  test('the curve goes from the most probable down to all', () => {
    expect(evaluation.curve[0]).toEqual({ probability: 0.99, precision: 1, recall: 1 / 4 });
    expect(evaluation.curve.at(-1)).toEqual({ probability: 0.05, precision: 4 / 6, recall: 1 });
    expect(precisionRecallPlot(evaluation)).toContain('apn then tac');
  });

  test('money on the wrong side', () => {
    // 5 owes 0.75 where TAP had 0.05. 3 has a peer in 1 (1.50 less 0.30); 4 has none.
    expect(evaluation.money).toEqual([
      {
        currency: 'EUR',
        humans_charged: 1,
        wrongly_charged: '0.7000',
        machines_missed: 2,
        machines_without_peer: 1,
        missed_estimate: '1.2000',
      },
    ]);
  });
});

test('amounts as large as a settlement may have', async () => {
  const large = join(folder, 'large');
  mkdirSync(large);
  cpSync(join(folder, 'features.parquet'), join(large, 'features.parquet'));
  const db = await Db.open(':memory:');
  await db.exec(
    `COPY (SELECT * REPLACE ('1370599784341047833459.99' AS usage_amount) FROM '${join(folder, 'devices.parquet')}') TO '${join(large, 'devices.parquet')}' (FORMAT parquet)`,
  );
  db.close();
  const { money } = await evaluateRun(large, join(folder, 'truth.csv'));
  expect(money[0]).toMatchObject({ wrongly_charged: '1370599784341047833460.4400' });
});

test.each([
  ['imsi,kind\n999010000000001,x\n', 'The column device is missing.'],
  ['imsi,device\n99901x,iot\n', '1 row has an imsi that is not 6 to 15 digits.'],
  ['imsi,device\n999010000000001,car\n', '1 row has a device that is neither iot nor human.'],
  ['imsi,device\n999010000000001,iot\n999010000000001,human\n', '1 row repeats an imsi.'],
  [
    'imsi,device\n999010000000001,iot,3\n"',
    'It is no CSV with a header line and as many fields in every row.',
  ],
  ['', 'It is no CSV with a header line and as many fields in every row.'],
])('a truth file that is none: %j', async (text, detail) => {
  const path = join(folder, 'bad.csv');
  writeFileSync(path, text);
  await expect(evaluateRun(folder, path)).rejects.toMatchObject({ code: 'TRUTH_INVALID', detail });
});
