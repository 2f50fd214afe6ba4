/** A month by hand through the real command line: generate → ingest → settle → report → explain → status → runs. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Statement } from '../../src/domain/statement.ts';
import { expectNoTrace, type Finished, jsonOf, roamsettle, roamsettleHere } from './cli.ts';

const DEVICES = 300;
const AGREEMENTS = ['BBBHA-AAAVP', 'CCCHB-AAAVP', 'DDDHC-AAAVP', 'EEEHD-AAAVP'];
const DEVICE_COLUMNS =
  'run_id,agreement_id,period,imsi,home_tadig,visited_tadig,device,probability,declared,presence,activity,segment,' +
  'decision,detected_by,days_observed,days_present,first_seen,last_seen,tap_records,signaling_events,bytes_up,' +
  'bytes_down,sms,calls,tac,apns,usage_amount,access_amount,as_billed_amount,tap_amount,currency,reasons';
const STATEMENT_KEYS =
  'run_id status agreement period currency inputs lines totals devices device_list baselines bridge uplift'.split(
    ' ',
  );
const HASH = /^[0-9a-f]{64}$/;

interface Ingested {
  readonly files: readonly {
    path: string;
    sha256: string;
    kind: string;
    status: string;
    code: string | null;
    byte_offset: number | null;
    tag_path: string | null;
    records: number;
  }[];
}
interface Settled {
  readonly run_id: string;
  readonly period: string;
  readonly statements: readonly { agreement_id: string; net: string; currency: string }[];
}

/** In processes of their own, as they would be. */
const FULL = new Set(['generate', 'ingest', 'settle', 'explain']);

let folder: string;
const errors: string[] = [];
const command = async (...args: readonly string[]): Promise<Finished> => {
  const finished = await (FULL.has(args[0]!) ? roamsettle : roamsettleHere)(args, folder);
  errors.push(finished.stderr);
  expectNoTrace(finished);
  return finished;
};
const SETTLE =
  'settle --period 2026-10 --agreements month/agreements --tacs month/tacs.csv --rates month/rates.csv';
const settle = (...more: readonly string[]) => command(...SETTLE.split(' '), ...more);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const imsis = () => [...read('month/truth.csv').matchAll(/^\d+/gm)].map(([imsi]) => imsi);

let generated: Finished;
let ingested: Finished;
let settled: Finished;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-month-'));
  generated = await command(
    ...`generate --devices ${DEVICES} --period 2026-10 --seed 11 --out month --json`.split(' '),
  );
  ingested = await command('ingest', 'month/tap', 'month/signaling', '--json');
  settled = await settle('--json');
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Minor units of decimal texts with the same number of decimals. */
const minor = (text: string) => BigInt(text.replace('.', ''));

describe('a month', () => {
  test('generate says what it made', () => {
    expect(generated.code).toBe(0);
    const made = jsonOf<{ records: number; events: number; devices: number }>(generated);
    expect(Object.keys(made).toSorted()).toEqual(['devices', 'events', 'records']);
    expect(made.devices).toBe(DEVICES);
    expect(read('month/truth.csv').trimEnd().split('\n')).toHaveLength(DEVICES + 1);
    expect(readdirSync(join(folder, 'month')).toSorted()).toEqual([
      'agreements',
      'rates.csv',
      'signaling',
      'tacs.csv',
      'tap',
      'truth.csv',
    ]);
  });

  test('ingest loads every file once', async () => {
    expect(ingested.code).toBe(0);
    const { files } = jsonOf<Ingested>(ingested);
    const onDisk = ['tap', 'signaling'].flatMap((kind) =>
      readdirSync(join(folder, 'month', kind)).map((name) => `month/${kind}/${name}`),
    );
    expect(files.map(({ path }) => path)).toEqual(onDisk.toSorted());
    expect(new Set(files.map(({ status }) => status))).toEqual(new Set(['loaded']));
    expect(files.every(({ sha256 }) => HASH.test(sha256))).toBe(true);
    const made = jsonOf<{ records: number }>(generated);
    const tap = files.filter(({ kind }) => kind === 'tap');
    expect(tap.reduce((sum, { records }) => sum + records, 0)).toBe(made.records);

    const again = await command('ingest', 'month/signaling', '--json');
    expect(again.code).toBe(0);
    expect(new Set(jsonOf<Ingested>(again).files.map(({ status }) => status))).toEqual(
      new Set(['duplicate']),
    );
  });

  test('settle gives one statement an agreement, and the same run again', async () => {
    expect(settled.code).toBe(0);
    const run = jsonOf<Settled>(settled);
    expect(Object.keys(run).toSorted()).toEqual(['period', 'run_id', 'statements']);
    expect(run.run_id).toMatch(HASH);
    expect(run.statements.map(({ agreement_id }) => agreement_id)).toEqual(AGREEMENTS);
    for (const { net, currency } of run.statements) {
      expect(net).toMatch(/^-?\d+(\.\d+)?$/);
      expect(currency).toMatch(/^[A-Z]{3}$/);
    }
    expect(jsonOf<Settled>(await settle('--json'))).toEqual(run);
    const shown = await settle();
    expect(shown.code).toBe(0);
    for (const { agreement_id, net } of run.statements) {
      expect(shown.stdout).toContain(agreement_id);
      expect(shown.stdout.replaceAll(',', '')).toContain(net);
    }
    expect(shown.stdout).toContain(`run ${run.run_id}`);
  });

  test('report writes what the README names, and it adds up', async () => {
    const { run_id, statements } = jsonOf<Settled>(settled);
    const report = await command('report', run_id.slice(0, 12), '--out', 'report', '--json');
    expect(report.code).toBe(0);
    const { files } = jsonOf<{ files: string[] }>(report);
    expect(files).toEqual(readdirSync(join(folder, 'report')).toSorted());

    const [header = '', ...rows] = read('report/devices.csv').trimEnd().split('\n');
    expect(header).toBe(DEVICE_COLUMNS);
    const keys = rows.map((row) => row.split(',').slice(1, 4).join(','));
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(keys).size).toBe(rows.length);
    const known = new Set(imsis());
    expect(keys.filter((key) => !known.has(key.split(',')[2]!))).toEqual([]);

    for (const { agreement_id, net } of statements) {
      const statement = JSON.parse(read(`report/statement-${agreement_id}.json`)) as Statement;
      expect(Object.keys(statement)).toEqual(expect.arrayContaining(STATEMENT_KEYS));
      expect(statement).toMatchObject({
        run_id,
        period: '2026-10',
        agreement: { id: agreement_id, version: 1 },
      });
      expect(statement.totals.net).toBe(net);
      expect(statement.lines.reduce((sum, { amount }) => sum + minor(amount), 0n)).toBe(minor(net));
      for (const line of statement.lines) {
        expect(line.segments.reduce((sum, { amount }) => sum + minor(amount), 0n)).toBe(minor(line.amount));
      }
      const steps = statement.bridge.filter(({ step }) => step !== 'net');
      expect(steps.reduce((sum, { amount }) => sum + minor(amount), 0n)).toBe(minor(net));
      expect(statement.bridge.at(-1)).toMatchObject({ step: 'net', amount: net });
      expect(statement.baselines.map(({ name }) => name)).toEqual(['tap_as_billed', 'volume_only']);
      expect(statement.device_list.rows).toBe(
        keys.filter((key) => key.startsWith(`${agreement_id},`)).length,
      );
    }
  });

  test('explain tells why', async () => {
    const { run_id } = jsonOf<Settled>(settled);
    const [imsi = ''] = imsis();
    const json = await command('explain', run_id, imsi, '--json');
    expect(json.code).toBe(0);
    const { devices } = jsonOf<{
      devices: { device: { imsi: string; decision: string }; evidence: object[] }[];
    }>(json);
    expect(devices).toHaveLength(1);
    expect(devices[0]?.device.imsi).toBe(imsi);
    const words = await command('explain', run_id, imsi);
    expect(words.stdout).toContain(`decision ${devices[0]?.device.decision}`);
    const nobody = await command('explain', run_id, '999999999999999');
    expect(nobody).toMatchObject({ code: 1, stdout: '' });
    expect(nobody.stderr).toContain('DEVICE_NOT_FOUND');
    expect(nobody.stderr).not.toContain('999999999999999');
  });

  test('reconcile', async () => {
    const { run_id } = jsonOf<Settled>(settled);
    const { statements } = jsonOf<Settled>(settled);
    const { agreement_id, net } = statements[0]!;
    const profile = 'columns: { line: line, amount: amount }\nvalues: { line: { nothing: nothing } }\n';
    writeFileSync(join(folder, 'partner.yaml'), profile);
    writeFileSync(join(folder, 'partner.csv'), `line,amount\nhandling,${net}\n`);
    const args = ['partner.csv', '--profile', 'partner.yaml', '--agreement', agreement_id, '--json'];
    const found = await command('reconcile', run_id, ...args);
    expect(found).toMatchObject({ code: 1, stderr: '' });
    const { by, classes } = jsonOf<{
      by: string[];
      classes: { class: string; our_amount: string; their_amount: string }[];
    }>(found);
    expect(by).toEqual(['line']);
    // All of ours is ours alone, and adds up to net.
    expect(
      classes.map((total) => [total.class, Number(total.our_amount), Number(total.their_amount)]),
    ).toEqual([
      ['only_ours', Number(net), 0],
      ['only_theirs', 0, Number(net)],
    ]);
    const several = await command('reconcile', run_id, 'partner.csv', '--profile', 'partner.yaml');
    expect(several.code).toBe(2);
  });

  test('check, status and runs', async () => {
    const { run_id, statements } = jsonOf<Settled>(settled);
    const checked = await command('check', 'month/agreements', '--json');
    expect(checked.code).toBe(0);
    const { agreements } = jsonOf<{ agreements: { id: string }[] }>(checked);
    expect(agreements.map(({ id }) => id).toSorted()).toEqual(AGREEMENTS);
    const strict = await command('check', 'month/agreements', '--strict', '--json');
    expect(strict).toMatchObject({ code: 1, stderr: '' });
    const { warnings } = jsonOf<{ warnings: { lint: string }[] }>(strict);
    expect(warnings.map(({ lint }) => lint)).toContain('above_eu_cap');

    const { runs } = jsonOf<{ runs: { run_id: string; period: string; statements: object[] }[] }>(
      await command('runs', '--json'),
    );
    expect(runs).toMatchObject([{ run_id, period: '2026-10', statements }]);
    expect((await command('runs')).stdout).toContain(run_id.slice(0, 12));

    const status = await command('status', '--json');
    expect(status.code).toBe(0);
    const { files, rejected, unmatched } = jsonOf<{
      files: { kind: string; files: number }[];
      rejected: object[];
      unmatched: object;
    }>(status);
    expect(files.reduce((sum, kind) => sum + kind.files, 0)).toBe(jsonOf<Ingested>(ingested).files.length);
    expect(rejected).toEqual([]);
    expect(unmatched).toEqual({ tap: [], signaling: [] });
    expect((await command('status')).stdout).toContain('TADIG pairs');
  });

  test('a damaged file is kept aside with its place, and ingest exits with 1', async () => {
    const whole = readdirSync(join(folder, 'month/tap')).find((name) => !/\.(gz|zst)$/.test(name))!;
    const bytes = readFileSync(join(folder, 'month/tap', whole));
    writeFileSync(join(folder, 'cut'), bytes);
    truncateSync(join(folder, 'cut'), bytes.length - 100);
    const cut = await command('ingest', 'cut', '--json', '--data', 'other');
    expect(cut.code).toBe(1);
    const [file] = jsonOf<Ingested>(cut).files;
    expect(file).toMatchObject({ kind: 'tap', status: 'quarantined', code: expect.stringMatching(/^BER_/) });
    expect(file?.byte_offset).toBeGreaterThanOrEqual(0);
    expect(file?.tag_path).toContain('TransferBatch');
    const status = await command('status', '--data', 'other');
    expect(status.stdout).toContain('cut');
  });

  test('no IMSI in what is logged or shown of files', async () => {
    const shown = [
      errors.join('\n'),
      ingested.stdout,
      read('data/status.json'),
      (await command('status')).stdout,
    ];
    const seen = imsis().filter((imsi) => shown.some((text) => text.includes(imsi)));
    expect(seen).toHaveLength(0);
  });
});
