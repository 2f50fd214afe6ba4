/** The scale bench's month at smoke size: its audits agree, it settles into money, and it is the same every time. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writePapers } from '../../bench/scale/papers.ts';
import { plotResults, shortCount } from '../../bench/scale/plot.ts';
import { type SignalingForm, writeSignalingFiles } from '../../bench/scale/signaling-files.ts';
import { writeLateFile, writeTapFiles } from '../../bench/scale/tap-files.ts';
import { PERIOD, scaleOf, signalingRows, tapRecords } from '../../bench/scale/world.ts';
import { runIngest, runSettle } from '../../src/pipeline.ts';

const RECORDS = 3000;
const SCALE = scaleOf(RECORDS, 7, 120);
const FILE_BYTES = 20_000;
const LATE = 40;
/** Milliseconds on a busy machine. */
const PATIENCE = 180_000;

const folder = mkdtempSync(join(tmpdir(), 'roamsettle-bench-scale-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function month(form: SignalingForm): Promise<string> {
  const out = join(folder, form);
  const tap = writeTapFiles(SCALE, join(out, 'tap'), FILE_BYTES);
  expect(tap.records).toBe(tapRecords(SCALE));
  const machine = { threads: 2, memory: '1GB', spill: join(out, 'spill') };
  const signaling = await writeSignalingFiles(SCALE, join(out, 'signaling'), form, machine);
  expect(signaling.rows).toBe(signalingRows(SCALE));
  writeLateFile(SCALE, join(out, 'late'), FILE_BYTES, LATE);
  writePapers(out);
  return out;
}

function digestOf(path: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((candidate) => candidate.isFile())
    .sort((a, b) => (a.name < b.name ? -1 : 1)))
    hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)));
  return hash.digest('hex');
}

const nets: string[][] = [];

describe.each(['parquet', 'csv'] as const)('a month with signaling as %s', (form) => {
  test('loads with agreeing audits and settles', { timeout: PATIENCE }, async () => {
    const out = await month(form);
    const machine = { data: join(folder, `data-${form}`), workers: 1, memory: '1GB' };
    const files = await runIngest(machine, [join(out, 'tap'), join(out, 'signaling')], { audit: 'enforce' });
    expect(files.filter(({ status }) => status !== 'loaded')).toEqual([]);
    expect(
      files.filter((file) => file.warnings.length + file.rejected_rows + file.repeated_rows > 0),
    ).toEqual([]);
    expect(files.reduce((sum, { records }) => sum + records, 0)).toBe(RECORDS);
    const papers = { period: PERIOD, tacs: join(out, 'tacs.csv'), rates: join(out, 'rates.csv') };
    const settle = (agreements: string) =>
      runSettle(machine, { ...papers, agreements: join(out, agreements) });

    const { runId, statements } = await settle('agreements');
    expect(statements.map(({ status }) => status)).toEqual(Array(6).fill('final'));
    for (const { devices, totals } of statements) {
      expect(devices.by_decision.find(({ decision }) => decision === 'charge')?.devices).toBeGreaterThan(0);
      expect(Number(totals.access)).toBeGreaterThan(0);
      expect(Number(totals.usage) + Number(totals.access) + Number(totals.as_billed)).toBeCloseTo(
        Number(totals.net),
        6,
      );
    }
    nets.push(statements.map(({ totals }) => totals.net));
    if (form === 'csv') return;

    // What the bench settles again: one more file, and other terms.
    const late = await runIngest(machine, [join(out, 'late')], { audit: 'enforce' });
    expect(late).toMatchObject([{ status: 'loaded', records: LATE, warnings: [] }]);
    const again = await settle('agreements-price');
    expect(again.runId).not.toBe(runId);
    const [before, after] = [statements, again.statements].map((list) =>
      Number(list[0]?.totals.tap_invoiced),
    );
    expect(after).toBeGreaterThan(before!);
  });
});

test('both forms say the same', () => {
  expect(nets[0]).toEqual(nets[1]);
});

test('the same seed gives the same bytes', async () => {
  const before = digestOf(join(folder, 'parquet', 'signaling')) + digestOf(join(folder, 'parquet', 'tap'));
  rmSync(join(folder, 'parquet'), { recursive: true });
  const out = await month('parquet');
  expect(digestOf(join(out, 'signaling')) + digestOf(join(out, 'tap'))).toBe(before);
  const other = writeTapFiles({ ...SCALE, seed: 8 }, join(folder, 'other'), FILE_BYTES);
  expect(other.records).toBe(tapRecords(SCALE));
  expect(digestOf(join(folder, 'other'))).not.toBe(digestOf(join(out, 'tap')));
});

test('the picture needs results', () => {
  expect(plotResults(folder)).toBeNull();
  expect([300_000_000, 3_000_000, 900_000, 1234].map(shortCount)).toEqual(['300m', '3m', '900k', '1234']);
});
