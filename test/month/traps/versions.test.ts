/** Agreement versions that follow each other on 15 October (rules 7 and 8): what each of them charges, worked out by hand. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Statement } from '../../../src/domain/statement.ts';
import { renderPage } from '../../../src/report/html/page.ts';
import { statementBlocks } from '../../../src/report/pdf/blocks.ts';
import { writeReport } from '../../../src/report/write.ts';
import { explainDevice } from '../../../src/runs/explain.ts';
import { parseCsv } from '../../report/csv.ts';
import { readDeviceLines } from '../../support/device-lines.ts';
import { Homes } from '../../support/month-homes.ts';
import { issueMonth } from '../../support/month-issue.ts';
import { expectedRows, type Settled, World } from '../../support/month-world.ts';

const KB = 'unit: kB, unit_bytes: 1000';
const data = (price: string, more = '') =>
  `{ usage: [{ service: data, segments: [iot], ${KB}, price: "${price}"${more} }] }`;
const SECOND = { effective: '2026-10-15' };
/** One device before the 15th and on the 20th, one on the 15th alone. */
const FROM_BOTH = `
  N0000000001 sms_mo 2026-10-14T23:59:59-11:00 id=1
  N0000000001 sms_mo 2026-10-20T10:00:00+02:00 id=2
  N0000000002 sms_mo 2026-10-15T00:00:00+14:00 id=3`;
const TIERS = 'tiers: [{ from: 0, price: "0.40" }, { from: 10, price: "0.30" }]';
const ACTIVE = '{ name: other, when: { device: iot } }, { name: standard }';

function writeMonth(world: World): void {
  const homes = new Homes(world);
  homes.add(
    'prices',
    `N0000000001 data 2026-10-14T23:59:59-11:00 id=1 up=1000
     N0000000001 data 2026-10-15T00:00:00+14:00 id=2 up=2000
     N0000000002 data 2026-10-20T10:00:00+02:00 id=3 up=500`,
    { charges: data('1') },
    { ...SECOND, charges: data('2') },
  );
  homes.add(
    'fees',
    FROM_BOTH,
    { charges: '{ access: [{ segments: [iot], per: imsi_day, price: "0.35" }] }' },
    { ...SECOND, charges: '{ access: [{ segments: [iot], per: imsi_month, price: "1" }] }' },
  );
  homes.add(
    'no-fee-at-first',
    FROM_BOTH,
    {},
    { ...SECOND, charges: '{ access: [{ segments: [iot], per: imsi_month, price: "1" }] }' },
  );
  homes.add(
    'segments',
    `N0000000001 data 2026-10-10T10:00:00+02:00 id=1 up=1000
     N0000000001 data 2026-10-20T10:00:00+02:00 id=2 up=2000
     N0000000002 data 2026-10-16T10:00:00+02:00 id=3 up=9000`,
    {
      // Only the latest version classifies: here nobody would be silent.
      activity: '{ silent: { bytes: 0 } }',
      segments: `[{ name: silent, when: { device: iot, activity: silent } }, ${ACTIVE}]`,
      charges: `
  usage:
    - { service: data, segments: [silent], ${KB}, price: "0.10" }
    - { service: data, segments: [other], ${KB}, price: "0.20" }
  access: [{ segments: [silent], per: imsi_month, price: "0.25" }]`,
    },
    {
      ...SECOND,
      activity: '{ silent: { bytes: 5000 } }',
      segments: `[${ACTIVE}]`,
      charges: `
  usage: [{ service: data, segments: [other], ${KB}, price: "0.30" }]
  access: [{ segments: [other], per: imsi_month, price: "7" }]`,
    },
  );
  homes.add(
    'session',
    `N0000000001 data 2026-10-14T23:30:00+02:00 id=1 partial=1 dur=1800 up=100
     N0000000001 data 2026-10-15T00:00:00+02:00 id=1 partial=2 dur=1800 up=100`,
    { charges: data('1', ', round_up_bytes: 1000, round_up_per: session') },
    { ...SECOND, charges: data('1', ', round_up_bytes: 500, round_up_per: session') },
  );
  homes.add(
    'tax',
    `N0000000001 data 2026-10-10T10:00:00+02:00 id=1 up=24000
     N0000000001 data 2026-10-20T10:00:00+02:00 id=2 up=2000`,
    {
      charges: data('0.01'),
      tax: '{ rate: "0.1" }',
      commitment: '{ amount: "9", per: period, counts: [usage] }',
    },
    { ...SECOND, tax: '{ rate: "0.21" }', commitment: '{ amount: "1", per: period, counts: [usage] }' },
  );
  homes.add(
    'included',
    `N0000000001 data 2026-10-10T10:00:00+02:00 id=1 up=1500
     N0000000001 data 2026-10-20T10:00:00+02:00 id=2 up=1200`,
    { charges: data('1', ', included: { units: 1, scope: imsi }') },
    SECOND,
  );
  homes.add(
    'term-tiers',
    `N0000000001 data 2026-10-10T10:00:00+02:00 id=1 up=8000
     N0000000001 data 2026-10-20T10:00:00+02:00 id=2 up=5000`,
    {
      term: '{ from: 2026-10-01, until: 2027-01-01 }',
      charges: `{ usage: [{ service: data, segments: [iot], ${KB}, model: graduated, tiers_over: term, tiers_per: segment, ${TIERS} }] }`,
    },
    SECOND,
  );
  homes.add(
    'three',
    `N0000000001 sms_mo 2026-10-03T10:00:00+02:00 id=1
     N0000000001 sms_mo 2026-10-14T10:00:00+02:00 id=2
     N0000000001 data   2026-10-15T10:00:00+02:00 id=3 up=10 charge=1230`,
    { charges: '{ usage: [{ service: sms_mo, segments: [iot], unit: event, price: "1" }] }' },
    {
      effective: '2026-10-14',
      charges: '{ usage: [{ service: sms_mo, segments: [iot], unit: event, price: "2" }] }',
    },
    { ...SECOND, charges: '{}' },
  );
}

/** `line id | exact amount | amount | segment=amount(devices)…`. */
const linesOf = (statement: Statement): string[] =>
  statement.lines.map(({ line_id, amount_exact, amount, segments }) =>
    [line_id, amount_exact, amount, ...segments.map((s) => `${s.segment}=${s.amount}(${s.devices})`)].join(
      ' | ',
    ),
  );

describe('a second version on the 15th', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    writeMonth(world);
    await world.ingest();
    run = await issueMonth(world, '2026-10');
  });
  afterAll(() => world.remove());

  // By their own clocks: 1 kB on the 14th (the 15th in UTC) at 1; 2 kB on the 15th (the 14th in UTC) and 0.5 kB at 2.
  // 5.00 by 2000 and 500 bytes: T = 4, 5.
  test('each record goes by the version of its own day', () => {
    const statement = run.statement('prices');
    expect(linesOf(statement)).toEqual([
      'v1-usage-0 | 1 | 1.00 | iot=1.00(1)',
      'v2-usage-0 | 5 | 5.00 | iot=5.00(2)',
    ]);
    expect(statement.lines.map(({ version, charge_ref }) => `${version} ${charge_ref}`)).toEqual([
      '1 charges.usage[0]',
      '2 charges.usage[0]',
    ]);
    expect(run.devices('prices').map((row) => row.usage_amount)).toEqual(['5.00', '1.00']);
  });

  // The first was observed on the 14th: two days at 0.35. The second is on the 15th: a month for 1.
  test('a fee goes by the version of the first observed day, for all of the month', () => {
    expect(linesOf(run.statement('fees')).filter((line) => line.includes('access'))).toEqual([
      'v1-access-0 | 0.7 | 0.70 | iot=0.70(1)',
      'v2-access-0 | 1 | 1.00 | iot=1.00(1)',
    ]);
    expect(run.devices('fees').map((row) => row.access_amount)).toEqual(['0.70', '1.00']);
  });

  test('a device first observed under a version without a fee owes none', () => {
    expect(run.devices('no-fee-at-first').map((row) => row.access_amount)).toEqual(['0.00', '1.00']);
    expect(linesOf(run.statement('no-fee-at-first')).at(-1)).toBe(
      'v2-uncovered-sms_mo | 0 | 0.00 | iot=0.00(2)',
    );
  });

  // 3000 bytes are silent by the latest version's 5000. Under version 1 the device is in `silent` (1 kB at 0.10, and its fee),
  // under version 2 in `other` (2 kB at 0.30). The other device has 9 kB at 0.30 and the fee of 7.
  describe('a segment that is in the first version only', () => {
    test('each version has its own; the list names the latest one', () => {
      expect(linesOf(run.statement('segments'))).toEqual([
        'v1-usage-0 | 0.1 | 0.10 | silent=0.10(1)',
        'v1-usage-1 | 0 | 0.00 | other=0.00(0)',
        'v1-access-0 | 0.25 | 0.25 | silent=0.25(1)',
        'v2-usage-0 | 3.3 | 3.30 | other=3.30(2)',
        'v2-access-0 | 7 | 7.00 | other=7.00(1)',
      ]);
      expect(run.devices('segments').map((row) => [row.activity, row.segment, row.access_amount])).toEqual([
        ['silent', 'other', '0.25'],
        ['low', 'other', '7.00'],
      ]);
      expect(run.statement('segments').devices.by_segment).toEqual([
        { segment: 'other', devices: 2 },
        { segment: 'standard', devices: 0 },
      ]);
    });

    test('the bridge takes the fees of the latest version’s segments first', () => {
      const steps = run.statement('segments').bridge.map((s) => `${s.step} ${s.devices} ${s.amount}`);
      expect(steps).toEqual([
        'volume_only 2 3.40',
        'leave_iot_pricing 0 0.00',
        'access_fees:other 1 7.00',
        'access_fees:silent 1 0.25',
        'added_with_tap 0 0.00',
        'added_without_tap 0 0.00',
        'commitment null 0.00',
        'adjustment null 0.00',
        'rounding null 0.00',
        'net 2 10.65',
      ]);
    });

    test('a device has the segment of the line in what it has in it', async () => {
      const rows = await readDeviceLines(join(world.data, 'runs', run.runId));
      const shown = rows
        .filter((row) => row.agreement_id === 'segments')
        .map((row) => `${row.imsi!.slice(-1)} ${row.line_id} ${row.segment} ${row.amount}`);
      expect(shown).toEqual(
        expectedRows(`
          1 v1-usage-0  silent 0.10
          1 v1-access-0 silent 0.25
          1 v2-usage-0  other  0.60
          2 v2-usage-0  other  2.70
          2 v2-access-0 other  7.00
        `),
      );
    });

    test('explain names both, and the version of the fee', async () => {
      const { imsi } = run.devices('segments')[0]!;
      const { devices } = await explainDevice(join(world.data, 'runs', run.runId), run.runId, imsi!);
      expect(devices[0]!.versions).toEqual([
        { version: 1, segment: 'silent' },
        { version: 2, segment: 'other' },
      ]);
      expect(devices[0]!.features.fee_version).toBe(1);
    });
  });

  // 100 bytes in each: rounded up to 1000 by version 1, to 500 by version 2.
  test('a session over the edge is rounded in each', () => {
    expect(linesOf(run.statement('session'))).toEqual([
      'v1-usage-0 | 1 | 1.00 | iot=1.00(1)',
      'v2-usage-0 | 0.5 | 0.50 | iot=0.50(1)',
    ]);
  });

  // 0.24 at 10 %; 0.02 and the 0.74 that fall short of the latest version's 1.00 at 21 %: 0.024 + 0.1596 = 0.1836.
  // On the whole at 21 % it would be 0.21, at 10 % 0.10.
  test('the commitment is the latest version’s, and tax goes by the version of each line', () => {
    const statement = run.statement('tax');
    expect(linesOf(statement)).toEqual([
      'v1-usage-0 | 0.24 | 0.24 | iot=0.24(1)',
      'v2-usage-0 | 0.02 | 0.02 | iot=0.02(1)',
      'v2-commitment | 0.74 | 0.74',
    ]);
    expect(statement.totals).toMatchObject({ net: '1.00', tax: '0.18', gross: '1.18' });
  });

  test('what is included is so in each version', () => {
    expect(linesOf(run.statement('included'))).toEqual([
      'v1-usage-0 | 0.5 | 0.50 | iot=0.50(1)',
      'v2-usage-0 | 0.2 | 0.20 | iot=0.20(1)',
    ]);
  });

  // 8 kB at 0.40; then 2 at 0.40 and 3 at 0.30.
  test('tiers over the term go on from the version before, those of a segment from its own', () => {
    expect(linesOf(run.statement('term-tiers'))).toEqual([
      'v1-usage-0 | 3.2 | 3.20 | iot=3.20(1)',
      'v2-usage-0 | 1.7 | 1.70 | iot=1.70(1)',
    ]);
  });

  test('a version may hold for a day, and another cover nothing', () => {
    expect(linesOf(run.statement('three'))).toEqual([
      'v1-usage-0 | 1 | 1.00 | iot=1.00(1)',
      'v2-usage-0 | 2 | 2.00 | iot=2.00(1)',
      'v3-uncovered-data | 1.23 | 1.23 | iot=1.23(1)',
    ]);
  });

  test('the statement names every version, the run every document', () => {
    const { agreement } = run.statement('three');
    const { agreements } = (
      run.json('run.json') as { inputs: { agreements: { id: string; digest: string }[] } }
    ).inputs;
    const digests = agreements.filter(({ id }) => id === 'three').map(({ digest }) => digest);
    expect(agreement).toEqual({
      id: 'three',
      version: 3,
      digest: digests[2],
      versions: [
        { version: 1, digest: digests[0], from: '2026-10-01', until: '2026-10-14', tax_rate: '0' },
        { version: 2, digest: digests[1], from: '2026-10-14', until: '2026-10-15', tax_rate: '0' },
        { version: 3, digest: digests[2], from: '2026-10-15', until: '2026-11-01', tax_rate: '0' },
      ],
    });
    const documents = readdirSync(join(world.data, 'runs', run.runId, 'inputs'));
    const texts = agreements.map(({ digest }) => `agreement-${digest}.yaml`).sort();
    expect(documents.filter((name) => name.startsWith('agreement-'))).toEqual(texts);
  });

  test('papers show the version of each line', async () => {
    const out = join(world.data, 'report');
    await writeReport(join(world.data, 'runs', run.runId), out, ['csv']);
    const table = (name: string, columns: string) =>
      parseCsv(readFileSync(join(out, `${name}.csv`), 'utf8'))
        .filter((row) => row.agreement_id === 'tax' || (row.agreement_id === 'segments' && name === 'bsr'))
        .map((row) =>
          columns
            .split(' ')
            .map((column) => row[column] || '-')
            .join(' '),
        );
    expect(table('charging-document', 'agreement_version item line_id tax_rate amount')).toEqual(
      expectedRows(`
        1 line    v1-usage-0    -        0.24
        2 line    v2-usage-0    -        0.02
        2 line    v2-commitment -        0.74
        2 net     -             -        1.00
        2 tax     -             0.1;0.21 0.18
        2 gross   -             -        1.18
        2 tap_invoiced_for_information - - 0.00
        2 payable -             -        1.18
      `),
    );
    // IMSIs are counted by the segment of the line's version.
    expect(
      table('bsr', 'line_id level segment imsis').filter(
        (row) => row.includes(' segment ') && row.includes('v1'),
      ),
    ).toEqual(
      expectedRows(`
        v1-usage-0  segment silent 1
        v1-usage-1  segment other  0
        v1-access-0 segment silent 1
        v1-usage-0  segment iot    1
      `),
    );
    const statement = run.statement('tax');
    const page = renderPage([statement]);
    expect(page).toContain('version 1 (2026-10-01 to 2026-10-14)');
    expect(page).toContain('version 2 (2026-10-15 to 2026-10-31)');
    expect(page).toContain('v1 charges.usage[0]');
    const paper = JSON.stringify(statementBlocks(statement));
    expect(paper).toContain('version 2 (2026-10-15 to 2026-10-31)');
    expect(paper).toContain('tax rate 0.1 (version 1), 0.21 (version 2)');
  });

  // 2.5 kB at 3 instead of 2. The tax of the other statement is taken back as it was: by version.
  test('a correction takes each version’s line back', async () => {
    const first = readFileSync(
      join(
        world.data,
        'runs',
        run.runId,
        'inputs',
        `agreement-${run.statement('prices').agreement.digest}.yaml`,
      ),
      'utf8',
    );
    world.agreement('prices-v2', first.replace('price: "2"', 'price: "3"'));
    const corrected = await world.settle('2026-10', { corrects: run.runId });
    expect(linesOf(corrected.statement('prices'))).toEqual([
      'v1-usage-0 | 1 | 1.00 | iot=1.00(1)',
      'v2-usage-0 | 7.5 | 7.50 | iot=7.50(2)',
      'adj-v1-usage-0 | -1 | -1.00',
      'adj-v2-usage-0 | -5 | -5.00',
    ]);
    expect(corrected.statement('prices').totals.net).toBe('2.50');
    expect(corrected.statement('tax').totals).toMatchObject({ net: '0.00', tax: '0.00' });
  });
});
