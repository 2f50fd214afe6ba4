/**
 * profiles/tshark.yaml on what the real tshark prints of a capture that the test encoder wrote: the committed text gives
 * exact events, and where tshark is installed it prints the committed text.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadProfile } from '../../src/domain/profile/load.ts';
import type { Profile } from '../../src/domain/profile/types.ts';
import { type Bench, openBench, type Staged } from '../signaling/fixture.ts';
import { roamingCapture } from '../support/roaming-capture.ts';
import { ROOT } from '../tidy/repository.ts';

const CORPUS = join(ROOT, 'test/corpus/tshark');
const text = readFileSync(join(CORPUS, 'roaming.tsv'), 'utf8');
const command = readFileSync(join(CORPUS, 'fields.sh'), 'utf8');

let bench: Bench;
let profile: Profile;
let counts: Staged;

beforeAll(async () => {
  bench = await openBench();
  profile = await loadProfile(join(ROOT, 'profiles/tshark.yaml'));
  counts = await bench.stage(text, { name: 'roaming.tsv', format: 'profile', profile });
});
afterAll(() => bench.close());

/** Packets are one a second from here; the header is line 1. */
const timeOf = (line: number) => String(Date.UTC(2026, 9, 5, 10) + (line - 2) * 1000 + 123);
const stored = (digits: string) => `1${digits}`;
const imsi = (number: number) => stored(`99901${String(number).padStart(10, '0')}`);
const IMEI = stored('35123456000001');

test('every message is one event with the result of its answer', async () => {
  const events: [
    number,
    string,
    string | null,
    string,
    string,
    string,
    string | null,
    string | null,
    string | null,
  ][] = [
    [2, imsi(1), null, 's6a', 'AIR', 'ok', '99970', null, null],
    [4, imsi(1), IMEI, 's6a', 'ULR', 'ok', '99970', 'EUTRAN', null],
    // The Experimental-Result wins over the Result-Code beside it; an MNC of three digits keeps its zeros.
    [6, imsi(2), null, 's6a', 'ULR', '5004', '001001', 'NB-IOT', null],
    [8, imsi(1), null, 's6a', 'CLR', 'ok', null, null, null],
    [9, imsi(2), null, 's6a', 'PUR', '5001', null, null, null],
    [12, imsi(1), IMEI, 's6a', 'NOR', 'ok', null, null, null],
    // Sent twice, answered once: the second counts.
    [15, imsi(3), null, 's6a', 'AIR', '5001', '99970', null, null],
    [20, imsi(11), null, 'map', 'UL', 'ok', null, null, null],
    [24, imsi(12), null, 'map', 'GPRS_UL', '8', null, null, null],
    [26, imsi(13), null, 'map', 'SAI', '1', null, null, null],
    [28, imsi(11), null, 'map', 'PURGE', 'ok', null, null, null],
    [30, imsi(11), null, 'map', 'CL', 'ok', null, null, null],
    [32, imsi(21), `${IMEI}0`, 'gtp', 'CREATE_SESSION', 'ok', '99970', 'EUTRAN', 'iot0.bbbha.example'],
    // Printed as numbers, 001-001 looks like 001-01: see docs/profiles.md.
    [34, imsi(22), null, 'gtp', 'CREATE_SESSION', '93', '00101', 'NB-IOT', 'internet'],
    // Names no subscriber: known from the session.
    [36, imsi(21), `${IMEI}0`, 'gtp', 'DELETE_SESSION', 'ok', '99970', 'EUTRAN', 'iot0.bbbha.example'],
  ];
  expect(await bench.staged()).toEqual(
    events.map(([line, subscriber, device, interfaceName, procedure, result, plmn, rat, apn]) => [
      String(line),
      timeOf(line),
      subscriber,
      device,
      interfaceName,
      procedure,
      result,
      plmn,
      rat,
      null,
      apn,
    ]),
  );
});

test('what is no event is counted or kept aside', async () => {
  expect(await bench.rejected()).toEqual(['17 no_answer -', '18 no_request -', '19 several_messages -']);
  expect(counts).toMatchObject({
    rows: 18,
    staged: 15,
    rejected: 3,
    repeated: 0,
    warnings: { answers_paired: 15, sent_again: 1, not_taken: 2 },
  });
});

test('the command prints every column that the profile reads', () => {
  const printed = [...command.matchAll(/-e (\S+)/g)].map(([, name]) => name);
  expect(printed.toSorted()).toEqual(profile.reads.toSorted());
  const shown = command
    .slice(command.indexOf('-o gtp.'))
    .replaceAll(/[\s\\]+/g, ' ')
    .trim();
  const docs = readFileSync(join(ROOT, 'docs/profiles.md'), 'utf8').replaceAll(/[\s\\]+/g, ' ');
  expect(docs).toContain(shown);
});

const installed = spawnSync('tshark', ['--version']).status === 0;

test.skipIf(!installed)('the tshark that is installed prints the committed text', ({ annotate }) => {
  const folder = mkdtempSync(join(tmpdir(), 'roamsettle-tshark-'));
  try {
    const capture = join(folder, 'roaming.pcap');
    writeFileSync(capture, roamingCapture());
    const printed = execFileSync('sh', [join(CORPUS, 'fields.sh'), capture], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    expect(printed).toBe(text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return annotate('compared with the installed tshark');
});
test.runIf(!installed)('tshark is not installed: its output was not printed again', () => undefined);
