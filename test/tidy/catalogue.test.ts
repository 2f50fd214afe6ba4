/**
 * Every file of the SQL catalogue runs, and none of them makes money a binary fraction. The whole chain is run on an empty
 * database, then on a few files of a generated month; whatever `sqlText` never handed out is dead, and the types of all
 * columns that were made on the way are looked at. (PREPARE alone would not do: most files name relations that the ones
 * before them make.)
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { handRap } from '../support/month-rap.ts';
import type { ColumnTypes, SeenColumn } from './column-types.ts';
import { filesIn, ROOT } from './repository.ts';

const used = vi.hoisted(() => new Set<string>());
vi.mock('../../src/store/sql.ts', async (original) => {
  const real = await original<typeof import('../../src/store/sql.ts')>();
  const sqlText: typeof real.sqlText = (name, identifiers) => {
    const text = real.sqlText(name, identifiers);
    used.add(name);
    return text;
  };
  return { sqlText };
});

// Other files of this process may have loaded them already.
vi.resetModules();
const { add, parseDecimal, toExactText, ZERO } = await import('../../src/domain/fraction.ts');
const { judgeByModel } = await import('../../src/classify/judge.ts');
const { generateMonth } = await import('../../src/generate/generate.ts');
const { runIngest, runSettle } = await import('../../src/pipeline.ts');
const { rangeError } = await import('../../src/pipeline/compute.ts');
const { makeBook } = await import('../../src/book/make.ts');
const { importDispute } = await import('../../src/disputes/import.ts');
const { writePack } = await import('../../src/pack/write.ts');
const { evaluateRun } = await import('../../src/evaluate/evaluate.ts');
const { modelValues } = await import('../../src/findings/behaviour/behaviour.ts');
const { findBlindSpots, BLIND_RULES } = await import('../../src/findings/blind/blind-spots.ts');
const { findDrift, movedDevices } = await import('../../src/findings/drift/drift.ts');
const { THRESHOLDS } = await import('../../src/findings/drift/psi.ts');
const { findRanges, RANGE_RULES } = await import('../../src/findings/ranges/ranges.ts');
const { reconcile } = await import('../../src/reconcile/reconcile.ts');
const { writeReport } = await import('../../src/report/write.ts');
const { digestsBelow } = await import('../../src/runs/digests.ts');
const { deviceRows, explainDevice, explainRows, readRunDocuments } = await import(
  '../../src/runs/explain.ts'
);
const { explainWhole } = await import('../../src/trace/explain.ts');
const { readQueue } = await import('../../src/reviews/queue.ts');
const { ReviewWords } = await import('../../src/reviews/words.ts');
const { decideDevices } = await import('../../src/reviews/decide.ts');
const { writeChangedDevices } = await import('../../src/diff/devices.ts');
const { diffRuns } = await import('../../src/diff/diff.ts');
const { traceDevice } = await import('../../src/trace/device.ts');
const { traceLine } = await import('../../src/trace/line.ts');
const { findRun, readStatements } = await import('../../src/runs/read.ts');
const { Db } = await import('../../src/store/db.ts');
const { watchColumnTypes } = await import('./column-types.ts');

const PERIOD = '2026-10';
let folder: string;
let month: string;
let types: ColumnTypes;

beforeAll(async () => {
  types = await watchColumnTypes();
  folder = mkdtempSync(join(tmpdir(), 'roamsettle-catalogue-'));
  month = join(folder, 'month');
  await generateMonth({ devices: 40, period: PERIOD, seed: 3, out: month });
});
afterAll(() => {
  types.stop();
  rmSync(folder, { recursive: true, force: true });
  vi.doUnmock('../../src/store/sql.ts');
  vi.resetModules();
});

const machine = (data: string) => ({ data: join(folder, data), workers: 1, memory: '1GB' });
const settle = (data: string, agreements: string, more: object = {}) =>
  runSettle(machine(data), {
    period: PERIOD,
    agreements: join(month, agreements),
    tacs: join(month, 'tacs.csv'),
    rates: join(month, 'rates.csv'),
    ...more,
  });

/** The model needs more devices than there are: the month's own, many times, under IMSIs and TAC types made up here. */
async function judgeMany(data: string): Promise<void> {
  const store = readdirSync(join(data, 'periods')).find((name) => name.endsWith('.duckdb'))!;
  const db = await Db.open(':memory:');
  try {
    await db.run('macros');
    await db.exec(`ATTACH '${join(data, 'periods', store)}' AS store (READ_ONLY)`);
    await db.exec(
      "CREATE TEMP TABLE feature AS SELECT * REPLACE (imsi + 1000 * i AS imsi, 135000001 AS tac, 1 AS days_observed), 'Type' AS device_type, CASE i % 2 WHEN 0 THEN 'iot' ELSE 'human' END AS tac_class FROM store.device_feature, range(60) AS copy(i)",
    );
    await db.exec(
      'CREATE TEMP TABLE scope AS SELECT DISTINCT no, false AS binding, no AS visited_key FROM feature',
    );
    await db.run('classify/taught_device', { rows: '[]' });
    expect(await judgeByModel(db)).not.toBeNull();
  } finally {
    db.close();
  }
}

/** A sum that does not fit stops a settlement: a record without end is looked for. */
async function nameLargest(data: string): Promise<void> {
  const db = await Db.open(join(data, 'roamsettle.duckdb'));
  await db.run('features/scope_pair', { scope: '{"pairs": []}' });
  expect(await rangeError(db, new Error('Out of Range Error: sum'), [])).toMatchObject({ place: {} });
  db.close();
}

async function writeParquet(path: string, columns: string): Promise<void> {
  const db = await Db.open(':memory:');
  await db.exec(`COPY (SELECT ${columns}) TO '${path}' (FORMAT parquet)`);
  db.close();
}

test('nothing loaded is nothing owed, not a failure', async () => {
  const empty = join(folder, 'nothing');
  mkdirSync(empty);
  expect(await runIngest(machine('empty'), [empty], { audit: 'enforce' })).toEqual([]);
  const { statements } = await settle('empty', 'agreements/BBBHA-AAAVP.yaml');
  expect(statements).toHaveLength(1);
  expect(statements[0]).toMatchObject({
    status: 'provisional',
    totals: { net: '0.00', payable: '0.00' },
    device_list: { rows: 0 },
    uplift: { charges_percent: null, devices_percent: null },
  });
});

test('the chain uses every file of the catalogue', async () => {
  const tap = readdirSync(join(month, 'tap')).sort();
  const signaling = readdirSync(join(month, 'signaling')).sort();
  const rap = join(folder, 'rap');
  writeFileSync(rap, handRap({ seq: 1, available: '2026-10-10T12:00:00+02:00' }, [{ fatal: 1 }]));
  const some = [
    ...tap.slice(0, 3).map((name) => join(month, 'tap', name)),
    // In XDR, with an exchange rate to EUR.
    join(month, 'tap', tap.find((name) => name.includes('CCCHB')) ?? 'none'),
    ...['.csv', '.ndjson', '.parquet'].map((kind) =>
      join(month, 'signaling', signaling.find((name) => name.includes(kind)) ?? kind),
    ),
    rap,
    join(ROOT, 'test/corpus/tshark/roaming.tsv'),
    // Neither TAP nor signaling: refused, and listed.
    join(month, 'tacs.csv'),
  ];
  const files = await runIngest(machine('few'), some, {
    audit: 'enforce',
    profile: join(ROOT, 'profiles/tshark.yaml'),
  });
  expect(files.map(({ status }) => status).sort()).toEqual([
    ...Array<string>(some.length - 1).fill('loaded'),
    'refused',
  ]);
  const { runId } = await settle('few', 'agreements');
  const run = findRun(machine('few').data, runId);
  await writeReport(run.folder, join(folder, 'report'), ['csv', 'parquet']);
  await makeBook({ run: run.folder, out: join(folder, 'book'), memory: '512MB' });
  await writePack(machine('few').data, runId, {
    agreement: 'BBBHA-AAAVP',
    out: join(folder, 'pack.zip'),
    // One device alone is read by another file.
    devices: 2,
    pseudonyms: false,
    records: machine('few'),
  });
  const partner = join(folder, 'partner.csv');
  writeFileSync(partner, 'line,amount\nv1-usage-0,1.00\n');
  const profile = {
    separator: ',',
    decimal: '.',
    thousands: '',
    columns: { line: 'line', amount: 'amount' },
    values: {},
  } as const;
  await reconcile({
    runDir: run.folder,
    agreement: 'BBBHA-AAAVP',
    file: partner,
    profile: { ...profile, quantity_size: 1 },
    tolerances: { amount: '0', quantity: '0', percent: '0' },
    out: join(folder, 'differences.csv'),
    shown: { most: 1, class: null },
    spill: folder,
  });
  const reader = await Db.open(':memory:');
  expect(
    explainRows(await readRunDocuments(run.folder), await deviceRows(reader, run.folder, 0)).features
      .registrations,
  ).toBeGreaterThanOrEqual(0);
  reader.close();
  await evaluateRun(run.folder, join(month, 'truth.csv'));
  await expect(explainDevice(run.folder, runId, '0')).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });

  const finder = await Db.open(':memory:');
  const found = { runId, folder: run.folder };
  await findRanges(finder, found, RANGE_RULES);
  await findBlindSpots(finder, found, BLIND_RULES);
  const nobodyHere = { agreement_id: 'BBBHA-AAAVP', imsi: '999000000000000' };
  expect(await modelValues(finder, run.folder, nobodyHere)).toBeNull();
  await findDrift(finder, found, found, { thresholds: THRESHOLDS, agreement: null });
  expect(await movedDevices(finder, found, found)).toEqual([]);
  finder.close();

  // Rows that only the whole of the rules can judge, a repeat of what is loaded, several charges, and devices that come late.
  const late = join(folder, 'late');
  mkdirSync(late);
  const header = 'event_time,imsi,procedure';
  const odd = '2026-10-03T10:00:00Z, 999310000000001 ,"UL"';
  writeFileSync(join(late, 'odd.csv'), `${header}\n${odd}\n`);
  writeFileSync(
    join(late, 'odd.ndjson'),
    '{"event_time":"2026-10-03T10:00:00Z","imsi":" 999310000000002","procedure":"UL"}\n',
  );
  await writeParquet(
    join(late, 'odd.parquet'),
    `'2026-10-03T10:00:00Z' AS event_time, ' 999310000000003' AS imsi, 'UL' AS "procedure"`,
  );
  const more = (await runIngest(
    machine('few'),
    [
      late,
      join(ROOT, 'test/corpus/golden/several-charges.ber'),
      ...tap.slice(3, 5).map((name) => join(month, 'tap', name)),
    ],
    { audit: 'report' },
  )) as readonly { status: string }[];
  expect(more.map(({ status }) => status)).toEqual(more.map(() => 'loaded'));
  writeFileSync(join(late, 'again.csv'), `${header}\n2026-10-03T10:00:00Z,999310000000001,UL\n`);
  await runIngest(machine('few'), [join(late, 'again.csv')], { audit: 'enforce' });
  // A rate that the file's own exchange rate is far from.
  const rates = join(folder, 'rates.csv');
  writeFileSync(rates, `${readFileSync(join(month, 'rates.csv'), 'utf8')}${PERIOD},XDR,EUR,9,far\n`);
  const again = await settle('few', 'agreements', { rates, cut: { sliceRows: 20, maxTouched: 1 } });
  expect(again.renewed).toBe('touched');
  const last = findRun(machine('few').data, again.runId);
  const explained = await diffRuns(machine('few').data, run, last);
  await writeChangedDevices(run, last, join(folder, 'changed.csv'));
  // Late records and events, devices that move, another rate: whatever it is, causes add up.
  const changes = explained.statements.flatMap(({ lines, totals }) => [...lines, ...totals]);
  expect(changes.length).toBeGreaterThan(5);
  for (const { name, change, causes } of changes) {
    const sum = Object.values(causes!).map(parseDecimal).reduce(add, ZERO);
    expect([name, toExactText(sum), causes!.program]).toEqual([name, change, '0']);
  }
  const lines = readStatements(machine('few').data, again.runId).flatMap(({ agreement, lines: own }) =>
    own.map((line) => ({ line, agreement: agreement.id })),
  );
  for (const kind of ['as_billed', 'access'] as const) {
    const { line, agreement } = lines.find((one) => one.line.kind === kind && one.line.quantity > 0)!;
    const { data, workers, memory } = machine('few');
    const request = { data, run: last, lineId: line.line_id, agreement };
    const { devices } = await traceLine(request, 1);
    const one = { ...request, imsi: devices[0]!.imsi, limit: 1, machine: { workers, memory } };
    await traceDevice(one);
    expect((await explainWhole(one)).no_timeline).toBeNull();
  }

  const words = new ReviewWords(run.folder);
  await readQueue({ folder: last.folder, period: PERIOD, agreement: null }, words);
  const wanted = [
    { imsi: '0', decision: 'charge' as const, reason: 'x', agreement: '', place: {}, name: 'It' },
  ];
  const nobody = { data: machine('few').data, run: last, by: 'x', from: null, until: null, wanted };
  await expect(decideDevices(nobody)).rejects.toMatchObject({ code: 'REVIEW_INVALID' });

  await judgeMany(machine('few').data);
  await nameLargest(machine('few').data);

  // The next month goes on from this one, once it is issued; a partner disputes one of its devices.
  const { data } = machine('few');
  const statements = again.statements.map(({ agreement, totals, currency }) => ({
    agreement_id: agreement.id,
    number: 1,
    net: totals.net,
    currency,
  }));
  mkdirSync(join(data, 'issued'));
  const kept = { corrects: null, statements, waived: [], files: await digestsBelow(last.folder) };
  const issued = { run_id: again.runId, period: PERIOD, ...kept };
  writeFileSync(join(data, 'issued', `${again.runId}.json`), JSON.stringify(issued));
  const disputed = join(folder, 'disputed.csv');
  writeFileSync(disputed, 'imsi\n999310000000001\n');
  const request = { runId: again.runId, agreementId: 'BBBHA-AAAVP', file: disputed, profile: null };
  await importDispute(data, { ...request, received: '2026-11-20', days: null, spill: folder });
  const keeping = readFileSync(join(month, 'agreements/BBBHA-AAAVP.yaml'), 'utf8');
  writeFileSync(join(folder, 'keeping.yaml'), keeping.replace('review_at:', 'keep_at: 0.9, review_at:'));
  await settle('few', 'agreements', { agreements: join(folder, 'keeping.yaml'), period: '2026-11' });

  const catalogue = filesIn(['sql'], '.sql')
    .map(({ path }) => path.replace(/^sql\/|\.sql$/g, ''))
    .filter((name) => !name.startsWith('migrations/'));
  expect(catalogue.filter((name) => !used.has(name))).toEqual([]);
});

/** The only SQL that works with binary fractions: words that make one. */
const FRACTION_WORDS: Readonly<Record<string, string>> = {
  // How regular a device's events are, compared with a threshold: a weight is an integer all the same.
  'sql/classify/device_evidence.sql': 'DOUBLE / DOUBLE',
  // Integer score → probability, rounded to millionths.
  'sql/classify/judged_device.sql': '/ exp /',
  // How much a device's gaps, volumes and days vary, cut to an integer that a score is made of: quotients of integers of 64 bits
  // by one division each, the same on every machine.
  'sql/classify/model_macros.sql': 'DOUBLE / DOUBLE DOUBLE',
  'sql/classify/model_row.sql': 'DOUBLE / DOUBLE',
  // Quartiles that are values of devices, integers as they are, never between two.
  'sql/explain/neighbour_figure.sql': Array(14).fill('quantile_disc').join(' '),
  // An identifier at the length of the longest, to sort as text: a power of ten that is exact.
  'sql/macros.sql': 'power',
};

/** Aggregates and windows that hang on the order of rows and name none: why they may. */
const UNORDERED: Readonly<Record<string, string>> = {
  // Numbers in the order of the sorted relation below; only inside one settlement.
  'sql/classify/device_kind.sql': 'row_number',
  // Sorted as soon as it is a list.
  'sql/features/device_feature.sql': 'list',
  // The period's days, the same in every row of the scope.
  'sql/features/record_sum.sql': 'any_value',
  'sql/features/repeated_record.sql': 'any_value any_value',
  'sql/features/unmatched_record.sql': 'any_value any_value',
  // Codes of patterns: which has which says nothing.
  'sql/migrations/0007_patterns.sql': 'row_number',
  // A sheet's rows, and a file's columns, as the one thread that reads them finds them.
  'sql/reconcile/partner_text.sql': 'row_number',
  'sql/staging/signaling_parquet_footer.sql': 'string_agg',
  // The same in every row of a group: one line has one version and its rates.
  'sql/report/udr.sql': 'any_value any_value',
};

const codeOf = (text: string) => text.replaceAll(/--.*/g, '').replaceAll(/'(?:[^']|'')*'/g, "''");

describe('no sum and no list hangs on which thread comes first', () => {
  test('what makes a fraction is worked out row by row, never added up', () => {
    const aggregated = filesIn(['sql/classify', 'sql/features', 'sql/period', 'sql/settle'], '.sql').filter(
      ({ path, text }) =>
        path in FRACTION_WORDS &&
        /\b(?:GROUP BY|OVER|(?:sum|count|min|max|list|fsum|product)\s*\()/i.test(codeOf(text)),
    );
    expect(aggregated.map(({ path }) => path)).toEqual([]);
  });

  test('lists, first values and numbers of rows name an order', () => {
    const found = filesIn(['sql'], '.sql').flatMap(({ path, text }) => {
      const words = [
        ...codeOf(text).matchAll(
          /\b(any_value|array_agg|arg_m(?:in|ax)|first|group_concat|last|list|m(?:in|ax)_by|mode|string_agg)\s*\((?![^()]*(?:\([^()]*\)[^()]*)*\bORDER BY\b)|\b(row_number)\s*\(\)\s+OVER\s+\(\s*\)/gi,
        ),
      ].map(([, aggregate, number]) => aggregate ?? number);
      return words.length === 0 ? [] : [[path, words.join(' ')] as const];
    });
    expect(Object.fromEntries(found)).toEqual(UNORDERED);
  });
});

test('the period store has no HUGEINT of every device: DuckDB reads one a hundred times slower than a BIGINT', () => {
  const kept = types.columns.filter(({ place }) => place.startsWith('period.'));
  const places = kept.map(({ place }) => place);
  for (const place of ['device_feature.bytes_up', 'usage_quantity.quantity', 'device_row.bytes_up'])
    expect(places).toContain(`period.${place}`);
  const found = kept.filter(({ type }) => type === 'HUGEINT').map(({ place }) => place);
  expect(found).toEqual(['period.unmatched_record.units', 'period.withheld_record.units']);
});

describe('no column is a binary fraction, so neither is money, a weight or a quantity', () => {
  const isFraction = ({ type }: SeenColumn) => /DOUBLE|FLOAT|REAL/.test(type);

  test('columns of relations, of rows that are read and of Parquet files', async () => {
    expect(await types.addParquet(folder)).toBeGreaterThan(10);
    const seen = new Set(types.columns.map(({ place }) => place));
    // One of each kind: a relation of a slice, of a store as it closes, of the list, rows that stream, a run's and a report's file.
    for (const place of [
      'usage_quantity.billed_units',
      'period.usage_row.quantity',
      'tap_row.charge',
      'parquet_rows.share',
      'rows.billed_units',
      'device-lines.parquet.tap',
      'udr.parquet.amount',
    ])
      expect(seen).toContain(place);
    const found = types.columns.filter(isFraction).map(({ place }) => place);
    expect(found).toEqual([]);
  });

  test('SQL that divides, or names a function or type of fractions', () => {
    const found = filesIn(['sql'], '.sql').flatMap(({ path, text }) => {
      const words = codeOf(text).match(
        /(?<!\/)\/(?!\/)|\b(?:DOUBLE|FLOAT\d?|REAL|avg|mean|median|quantile\w*|stddev\w*|var_\w+|sqrt|power|pow|exp|ln|log\w*|random)\b/gi,
      );
      return words === null ? [] : [[path, words.join(' ')] as const];
    });
    expect(Object.fromEntries(found)).toEqual(FRACTION_WORDS);
  });
});
