/** Mapping profiles in themselves: what is refused and where, times, value maps, other formats, and the run's inputs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseProfile } from '../../src/domain/profile/load.ts';
import { timeReader } from '../../src/domain/profile/time.ts';
import { RoamsettleError } from '../../src/errors.ts';
import { runIngest } from '../../src/pipeline.ts';
import { agreementText, machineFor, query, type Scratch, scratch, settle } from '../load/world.ts';
import { type Bench, openBench } from '../signaling/fixture.ts';
import { decodersOf } from '../support/decoders.ts';
import { ROOT } from '../tidy/repository.ts';

const SIMPLE = `id: simple
format: csv
separator: ";"
time: { column: when, format: "%d.%m.%Y %H:%M:%S", zone: Europe/Madrid }
default_visited_plmn: "99970"
messages:
  - name: location
    where: { kind: ["update", "auth"] }
    columns:
      imsi: [subscriber, old_subscriber]
      interface: { value: s6a }
      procedure: { from: kind, values: { update: ULR, auth: AIR } }
      result: { from: outcome, values: { success: ok }, otherwise: "5012" }
      visited_plmn: { from: title, prefixes: { 4912: "00101", 49: "00102" }, otherwise: "" }
`;

function refusalOf(text: string): RoamsettleError {
  try {
    parseProfile(text, 'p.yaml');
  } catch (error) {
    if (error instanceof RoamsettleError) return error;
    throw error;
  }
  throw new Error('The profile was taken.');
}

describe('a profile that is not valid is refused at its line', () => {
  test.each<readonly [string, string, string, number, string]>([
    ['an unknown key', 'separator:', 'seperator:', 3, 'seperator'],
    ['an unknown key of a source', 'otherwise: ""', 'else: ""', 14, 'messages[0].columns.visited_plmn.else'],
    ['an unknown column', '      interface:', '      interfaces:', 11, 'messages[0].columns.interfaces'],
    ['a zone that is none', 'Europe/Madrid', 'Mars/Base', 4, 'time.format'],
    ['a pattern with an unknown part', '%S"', '%Q"', 4, 'time.format'],
    ['a number for a text', '"99970"', '99970', 5, 'default_visited_plmn'],
    ['YAML that is none', 'id: simple', 'id: [simple', 2, ''],
    [
      'a source of two kinds',
      '{ value: s6a }',
      '{ value: s6a, from: kind }',
      11,
      'messages[0].columns.interface',
    ],
    ['a separator of a tsv', 'format: csv', 'format: tsv', 3, 'separator'],
  ])('%s', (_, old, now, line, key) => {
    const refusal = refusalOf(SIMPLE.replace(old, now));
    expect(refusal).toMatchObject({ code: 'PROFILE_INVALID', place: { file: 'p.yaml', line } });
    expect(refusal.place.key ?? '').toBe(key);
  });
});

test('the shipped profiles are valid', () => {
  const text = readFileSync(join(ROOT, 'profiles/tshark.yaml'), 'utf8');
  expect(parseProfile(text, 'tshark.yaml')).toMatchObject({
    id: 'tshark',
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

describe('times', () => {
  test.each<readonly [string, string | undefined, string, string | null]>([
    ['epoch_seconds', undefined, '1791194400.123956000', '2026-10-05T10:00:00.123Z'],
    ['epoch_seconds', undefined, '1791194400', '2026-10-05T10:00:00.000Z'],
    ['epoch_seconds', undefined, '2026-10-05T10:00:00Z', null],
    ['epoch_ms', undefined, '1791194400123', '2026-10-05T10:00:00.123Z'],
    ['rfc3339', undefined, '2026-10-05T12:00:00.5+02:00', '2026-10-05T10:00:00.500Z'],
    ['rfc3339', undefined, '2026-10-05T04:30:00-05:30', '2026-10-05T10:00:00.000Z'],
    ['rfc3339', undefined, '2026-10-05T10:00:00', null],
    ['rfc3339', undefined, '2026-02-30T10:00:00Z', null],
    ['%Y-%m-%d %H:%M:%S.%f', 'Europe/Madrid', '2026-10-05 12:00:00.1', '2026-10-05T10:00:00.100Z'],
    // Clocks go back at 03:00: the earlier instant; forward at 02:00: no such time.
    ['%Y-%m-%d %H:%M', 'Europe/Madrid', '2026-10-25 02:30', '2026-10-25T00:30:00.000Z'],
    ['%Y-%m-%d %H:%M', 'Europe/Madrid', '2026-03-29 02:30', null],
    ['%d/%b/%y %H:%M:%S %z', undefined, '05/Oct/26 12:00:00 +0200', '2026-10-05T10:00:00.000Z'],
    ['%d/%b/%y %H:%M:%S %z', undefined, '05/Foo/26 12:00:00 +0200', null],
  ])('%s %s: %s', (format, zone, text, expected) => {
    const ms = timeReader(zone === undefined ? { format } : { format, zone })(text);
    expect(Number.isNaN(ms) ? null : new Date(ms).toISOString()).toBe(expected);
  });
});

describe('staging', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(() => bench.close());

  test('csv: value maps, prefixes, first of several columns, default network, malformed rows by line', async () => {
    const profile = parseProfile(SIMPLE, 'simple.yaml');
    const counts = await bench.stage(
      [
        'when;kind;subscriber;old_subscriber;outcome;title',
        '05.10.2026 12:00:00;update;999010000000001;;success;4912000',
        '',
        '05.10.2026 12:00:01;auth;;"999010000000002";"x;y";4900000\r',
        '05.10.2026 12:00:02;update;999010000000003;;success;33',
        '05.10.2026 12:00:03;other;999010000000003;;success;33',
        'yesterday;update;999010000000003;;success;33',
        '05.10.2026 12:00:04;update;999010000000003',
        ';update;999010000000003;;success;33',
        '05.10.2026 12:00:05;update;12;;success;33',
        '05.10.2026 12:00:02;update;999010000000003;;success;33',
      ].join('\n'),
      { format: 'profile', profile },
    );
    expect((await bench.staged()).map((row) => [row[0], row[2], ...row.slice(5, 8)])).toEqual([
      ['2', '1999010000000001', 'ULR', 'ok', '00101'],
      ['4', '1999010000000002', 'AIR', '5012', '00102'],
      ['5', '1999010000000003', 'ULR', 'ok', '99970'],
    ]);
    expect(await bench.rejected()).toEqual([
      '7 bad_event_time event_time',
      '8 column_count -',
      '9 missing_event_time event_time',
      '10 bad_imsi imsi',
    ]);
    expect(await bench.repeated()).toEqual([11]);
    expect(counts).toMatchObject({ rows: 8, warnings: { not_taken: 1 } });
  });

  test('ndjson: flat keys, long numbers as they are written', async () => {
    const profile = parseProfile(
      'id: j\nformat: ndjson\ntime: { column: t, format: epoch_ms }\nmessages: [{ name: a, columns: { imsi: i, imei: e, procedure: p } }]\n',
      'j.yaml',
    );
    await bench.stage(
      '{"t":1791194400123,"i":999010000000001,"e":3512345600000101,"p":"ULR"}\n{"t":1,"i":{"a":1},"p":"ULR"}\n[]\n',
      { format: 'profile', profile },
    );
    expect((await bench.staged()).map((row) => row.slice(0, 4))).toEqual([
      ['1', '1791194400123', '1999010000000001', '13512345600000101'],
    ]);
    expect(await bench.rejected()).toEqual(['2 bad_json -', '3 bad_json -']);
  });

  const PAIRED = (unanswered: string) =>
    parseProfile(
      `id: p
format: csv
time: { column: t, format: epoch_ms }
messages:
  - name: a
    columns: { imsi: i, procedure: { value: ULR }, result: r }
    pairing:
      request: { where: { s: ["q"] }, key: [k] }
      answer: { where: { s: ["a"] }, key: [k] }
      window_seconds: 2
      unanswered: ${unanswered}
`,
      'p.yaml',
    );
  const row = (ms: number, side: string, key: string, result = '') =>
    `${1791194400000 + ms},${side},${key},${side === 'q' ? '999010000000001' : ''},${result}`;
  const EXCHANGE = [
    't,s,k,i,r',
    // The answer stands before its request in the file; a key is used again after the window; an answer comes too late.
    row(900, 'a', '1', 'ok'),
    row(100, 'q', '1'),
    row(5000, 'q', '1'),
    row(5001, 'a', '1', '5004'),
    row(6000, 'q', '2'),
    row(8001, 'a', '2', 'ok'),
    row(7000, 'q', ''),
  ].join('\n');

  test.each([
    ['aside', ['3 ok', '4 5004'], ['6 no_answer -', '7 no_request -', '8 no_pairing_key -']],
    ['keep', ['3 ok', '4 5004', '6 null'], ['7 no_request -', '8 no_pairing_key -']],
    ['skip', ['3 ok', '4 5004'], ['7 no_request -', '8 no_pairing_key -']],
  ])('pairs by key, time and window; unanswered: %s', async (unanswered, events, rejected) => {
    await bench.stage(EXCHANGE, { format: 'profile', profile: PAIRED(unanswered) });
    expect((await bench.staged()).map((event) => `${event[0]} ${event[6]}`)).toEqual(events);
    expect(await bench.rejected()).toEqual(rejected);
  });
});

describe('ingest', () => {
  let space: Scratch;
  beforeAll(() => {
    space = scratch();
  });
  afterAll(() => space.remove());

  test('maps foreign texts alone; the profile is an input of the run, and another one is refused', async () => {
    const data = space.folder('data');
    const files = space.folder('files');
    const rows = (hour: string) =>
      `when;kind;subscriber;old_subscriber;outcome;title\n05.10.2026 ${hour}:00:00;update;999017000000001;;success;\n`;
    space.write(files, 'foreign.txt', rows('12'));
    space.write(files, 'own.csv', 'event_time,imsi,procedure\n2026-10-05T10:00:00Z,999017000000001,ULR\n');
    space.write(
      files,
      'own.ndjson',
      '{"event_time":"2026-10-05T11:00:00Z","imsi":"999017000000001","procedure":"ULR"}\n',
    );
    space.write(files, 'other.txt', 'a;b\n1;2\n');
    space.write(files, 'short.txt', 'when;kind\n05.10.2026 12:00:00;update\n');
    const profile = space.write(space.root, 'simple.yaml', SIMPLE);
    const other = space.write(space.root, 'other.yaml', `${SIMPLE}# changed\n`);
    const machine = (folder: string) => ({ ...machineFor(folder), decoders: decodersOf(1) });
    const load = (path: string, ...paths: string[]) =>
      runIngest(machine(data), paths, { audit: 'enforce', profile: path });

    const told = (await load(profile, files)).map((file) => [
      file.path.split('/').at(-1),
      file.kind,
      file.status,
      file.code,
      file.detail,
    ]);
    expect(told).toEqual([
      ['foreign.txt', 'signaling_profile', 'loaded', null, null],
      ['other.txt', 'unknown', 'refused', 'FILE_UNKNOWN', expect.any(String)],
      ['own.csv', 'signaling_csv', 'loaded', null, null],
      ['own.ndjson', 'signaling_ndjson', 'loaded', null, null],
      [
        'short.txt',
        'signaling_profile',
        'refused',
        'SIGNALING_HEADER',
        'Missing: subscriber, old_subscriber, outcome, title.',
      ],
    ]);
    expect(await query(data, 'SELECT profile_id, digest FROM file_profile')).toEqual([
      { profile_id: 'simple', digest: parseProfile(SIMPLE, 'x').digest },
    ]);
    const again = (path: string) => load(path, join(files, 'foreign.txt'));
    expect(await again(profile)).toMatchObject([{ status: 'duplicate' }]);
    expect(await again(other)).toMatchObject([{ status: 'refused', code: 'PROFILE_CHANGED' }]);

    const agreement = space.write(space.root, 'agreement.yaml', agreementText());
    const twin = space.folder('twin');
    await runIngest(machine(twin), [files], { audit: 'enforce', profile: other });
    const first = await settle(machineFor(data), agreement);
    const second = await settle(machineFor(twin), agreement);
    expect(first.runId).not.toBe(second.runId);
  });
});
