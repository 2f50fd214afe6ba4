/** Balanced traffic through the whole chain: both directions of one month, each case a service of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diffRuns } from '../../src/diff/diff.ts';
import { RoamsettleError } from '../../src/errors.ts';
import { verifyPack } from '../../src/pack/verify.ts';
import { writePack } from '../../src/pack/write.ts';
import { linesSection } from '../../src/report/html/lines.ts';
import { statementBlocks } from '../../src/report/pdf/blocks.ts';
import { writeReport } from '../../src/report/write.ts';
import { findRun } from '../../src/runs/read.ts';
import { parseCsv } from '../report/csv.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { issueMonth } from '../support/month-issue.ts';
import { deviceTable, expectedRows, lineText, type Settled, World } from '../support/month-world.ts';

const FILED = '2026-11-01T12:00:00+01:00';
const A = '{ name: AAA, tadigs: [AAAVP], plmns: ["99970"] }';
const B = '{ name: BBB, tadigs: [BBBHA], plmns: ["99901"] }';
/** Subscribers of B in A, and those of A in B. */
const [THERE, BACK] = ['BBBHA-AAAVP', 'AAAVP-BBBHA'];

const charges = (opposite: string, excess: string, more = '') => `
  usage:
    - { service: data, segments: [standard], unit: kB, unit_bytes: 1000, round_up_bytes: 100, model: balanced, opposite: ${opposite}, balanced: "0.02", unbalanced: "${excess}" }
    - { service: sms_mo, unit: event, model: balanced, opposite: ${opposite}, balanced: "0.01", unbalanced: "0.03" }
    - { service: voice_mo, unit: minute, increment_seconds: 30, model: balanced, opposite: ${opposite}, balanced: "0.10", unbalanced: "0.20" }
    - { service: sms_mt, unit: event, model: balanced, opposite: ${opposite}, balanced: "0.005", unbalanced: "0.02" }${more}`;

describe('balanced traffic', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    // data: 1 and 2 in standard have 1000 and 2100 + 900 bytes, rounded up; the machine 3 has a price of its own.
    // 2 used a declared APN once: the settlement before this product would have taken it for a machine.
    world.tap(
      { pair: 'AAAVP BBBHA', seq: 1, available: FILED },
      `999010000000001 data     2026-10-05T10:00:00+02:00 id=1 up=950
       999010000000002 data     2026-10-05T10:00:00+02:00 id=2 up=2050 apn=iot.bbb.example
       999010000000002 data     2026-10-06T10:00:00+02:00 id=3 up=900 apn=internet
       999017000000003 data     2026-10-05T10:00:00+02:00 id=4 up=5000
       999010000000001 sms_mo   2026-10-05T11:00:00+02:00 id=5
       999010000000002 sms_mo   2026-10-05T11:00:00+02:00 id=6
       999010000000001 voice_mo 2026-10-05T12:00:00+02:00 id=7 dur=61
       999010000000001 sms_mt   2026-10-05T13:00:00+02:00 id=8
       999010000000002 sms_mt   2026-10-05T13:00:00+02:00 id=9
       999010000000002 sms_mt   2026-10-06T13:00:00+02:00 id=10`,
    );
    world.tap(
      { pair: 'BBBHA AAAVP', seq: 1, available: FILED },
      `999700000000001 data     2026-10-05T10:00:00+02:00 id=1 up=1000
       999700000000002 data     2026-10-05T10:00:00+02:00 id=2 up=500
       999700000000001 sms_mo   2026-10-05T11:00:00+02:00 id=3
       999700000000001 sms_mo   2026-10-05T11:01:00+02:00 id=4
       999700000000002 sms_mo   2026-10-05T11:02:00+02:00 id=5
       999700000000002 sms_mo   2026-10-05T11:03:00+02:00 id=6
       999700000000002 sms_mo   2026-10-05T11:04:00+02:00 id=7
       999700000000001 voice_mo 2026-10-05T12:00:00+02:00 id=8 dur=31
       999700000000002 voice_mo 2026-10-05T12:00:00+02:00 id=9 dur=30`,
    );
    world.agreement(
      'there',
      agreementYaml({
        id: THERE,
        visited: A,
        home: B,
        declared: '{ imsi_ranges: ["999017000000000-999017999999999"], apns: ["iot.bbb.example"] }',
        charges: charges(
          BACK,
          '0.05',
          '\n    - { service: data, segments: [iot], unit: kB, unit_bytes: 1000, price: "0.01" }',
        ),
      }),
    );
    world.agreement(
      'back',
      agreementYaml({ id: BACK, visited: B, home: A, declared: '{}', charges: charges(THERE, '0.06') }),
    );
    await world.ingest();
    run = await issueMonth(world, '2026-10');
  });
  afterAll(() => world.remove());

  const table = (id: string) => run.statement(id).lines.map(lineText);

  // data: 4 kB there, 1.5 back: 1.5 x 0.02 + 2.5 x 0.05 = 0.155; back 1.5 x 0.02. sms_mo: 2 there, 5 back: 2 x 0.01; back
  // 2 x 0.01 + 3 x 0.03. voice_mo: 90 s both: 1.5 x 0.10. sms_mt: 3 there, none back: 3 x 0.02.
  test('the excess stands in the direction that has more of a service', () => {
    expect(table(THERE)).toEqual([
      'charges.usage[0] | usage | 0.155 | 0.16 | standard=0.16(2)',
      'charges.usage[1] | usage | 0.02 | 0.02 | iot=0.00(0) standard=0.02(2)',
      'charges.usage[2] | usage | 0.15 | 0.15 | iot=0.00(0) standard=0.15(1)',
      'charges.usage[3] | usage | 0.06 | 0.06 | iot=0.00(0) standard=0.06(2)',
      'charges.usage[4] | usage | 0.05 | 0.05 | iot=0.05(1)',
    ]);
    expect(table(BACK)).toEqual([
      'charges.usage[0] | usage | 0.03 | 0.03 | standard=0.03(2)',
      'charges.usage[1] | usage | 0.11 | 0.11 | iot=0.00(0) standard=0.11(2)',
      'charges.usage[2] | usage | 0.15 | 0.15 | iot=0.00(0) standard=0.15(2)',
      'charges.usage[3] | usage | 0 | 0.00 | iot=0.00(0) standard=0.00(0)',
    ]);
  });

  test('a line says what the other direction has, and what of it was balanced', () => {
    const shown = (id: string) =>
      run
        .statement(id)
        .lines.filter(({ opposite }) => opposite !== undefined)
        .map(({ service, quantity, unit, opposite, tiers }) =>
          [
            service,
            `${quantity} ${unit} against ${opposite!.quantity} of ${opposite!.agreement_id}`,
            ...tiers.map((tier) => `${tier.part} ${tier.quantity} = ${tier.amount}`),
          ].join(' | '),
        );
    expect(shown(THERE)).toEqual([
      'data | 4000 byte against 1500 of AAAVP-BBBHA | balanced 1.5 = 0.03 | unbalanced 2.5 = 0.125',
      'sms_mo | 2 event against 5 of AAAVP-BBBHA | balanced 2 = 0.02 | unbalanced 0 = 0',
      'voice_mo | 90 second against 90 of AAAVP-BBBHA | balanced 1.5 = 0.15 | unbalanced 0 = 0',
      'sms_mt | 3 event against 0 of AAAVP-BBBHA | balanced 0 = 0 | unbalanced 3 = 0.06',
    ]);
    expect(shown(BACK)).toEqual([
      'data | 1500 byte against 4000 of BBBHA-AAAVP | balanced 1.5 = 0.03 | unbalanced 0 = 0',
      'sms_mo | 5 event against 2 of BBBHA-AAAVP | balanced 2 = 0.02 | unbalanced 3 = 0.09',
      'voice_mo | 90 second against 90 of BBBHA-AAAVP | balanced 1.5 = 0.15 | unbalanced 0 = 0',
      'sms_mt | 0 event against 3 of BBBHA-AAAVP | balanced 0 = 0 | unbalanced 0 = 0',
    ]);
  });

  test('the papers say so too', async () => {
    const out = join(world.data, 'report');
    await writeReport(join(world.data, 'runs', run.runId), out, ['csv']);
    const bsr = parseCsv(readFileSync(join(out, 'bsr.csv'), 'utf8'));
    const [even, excess] = bsr.filter((row) => row.agreement_id === THERE && row.level === 'tier');
    expect(even).toMatchObject({
      tier_part: 'balanced',
      tier_to: '1.5',
      priced_quantity: '1.5',
      price: '0.02',
    });
    expect(excess).toMatchObject({
      tier_part: 'unbalanced',
      tier_from: '1.5',
      price: '0.05',
      amount_exact: '0.125',
    });
    const page = linesSection(run.statement(THERE)).text;
    expect(page).toContain('Other direction: 1,500 bytes of AAAVP-BBBHA');
    expect(page).toContain('unbalanced: 1.5 – …');
    const paper = JSON.stringify(statementBlocks(run.statement(THERE)));
    expect(paper).toContain('other direction: 1,500 bytes of AAAVP-BBBHA');
  });

  test('a pack of one direction is verified by what its statement says of the other', async () => {
    const out = join(world.data, 'there.zip');
    await writePack(world.data, run.runId, { agreement: THERE, out, devices: 'none', pseudonyms: false });
    expect(await verifyPack(out, null)).toMatchObject({ equal: true, differences: [] });
  });

  // data 16 cents over 1000 and 3000 bytes: T = 4, 16; sms_mo 2 over 1 and 1; sms_mt 6 over 1 and 2: T = 2, 6.
  test('devices share a line by quantity', () => {
    expect(deviceTable(run.devices(THERE), ['imsi', 'usage_amount'])).toEqual(
      expectedRows(`
        999010000000001 0.22
        999010000000002 0.17
        999017000000003 0.05
      `),
    );
  });

  // Before this product 2 was a machine: 1 kB at 0.02 (balanced: 1.5 kB are back), (2.95 + 5) x 0.01, and 0.23 of the rest:
  // 0.3295. That it leaves the machines adds 0.435 - 0.3295. Back nobody moves, and the 4 kB of the run stand against it in
  // every step: with the 1 kB of that settlement 0.5 kB of its 1.5 were unbalanced.
  test('through the bridge the other direction stays what it is in the run', () => {
    const steps = (id: string) =>
      run
        .statement(id)
        .bridge.filter(({ amount_exact }) => amount_exact !== '0')
        .map(({ step, amount_exact }) => `${step} ${amount_exact}`);
    expect(steps(THERE)).toEqual([
      'volume_only 0.3295',
      'leave_iot_pricing 0.1055',
      'rounding 0.005',
      'net 0.44',
    ]);
    expect(steps(BACK)).toEqual(['volume_only 0.29', 'net 0.29']);
  });

  // 1 kB more back: there 2.5 x 0.02 + 1.5 x 0.05 = 0.125.
  test('what comes late in one direction changes the other, and a correction restates both', async () => {
    world.tap(
      { pair: 'BBBHA AAAVP', seq: 2, available: FILED },
      '999700000000002 data 2026-10-07T10:00:00+02:00 id=99 up=1000',
    );
    await world.ingest();
    const now = await world.settle('2026-10', { corrects: run.runId });
    const data = (id: string) =>
      now
        .statement(id)
        .lines.filter(({ charge_ref }) => charge_ref === 'charges.usage[0]')
        .map(({ kind, amount, opposite }) => `${kind} ${amount} ${opposite?.quantity ?? '-'}`);
    expect(data(THERE)).toEqual(['usage 0.13 2500', 'adjustment -0.16 -']);
    expect(data(BACK)).toEqual(['usage 0.05 4000', 'adjustment -0.03 -']);
    const { statements } = await diffRuns(
      world.data,
      findRun(world.data, run.runId),
      findRun(world.data, now.runId),
    );
    const changed = statements.flatMap(({ agreement_id, lines }) =>
      lines.filter(({ name }) => name === 'v1-usage-0').map(({ change }) => `${agreement_id} ${change}`),
    );
    expect(changed.sort()).toEqual([`${BACK} 0.02`, `${THERE} -0.03`]);
  });

  test('one direction alone is refused', async () => {
    world.removeAgreement('back');
    await expect(world.settle()).rejects.toThrow(RoamsettleError);
    await expect(world.settle()).rejects.toMatchObject({
      code: 'AGREEMENT_INVALID',
      place: { file: 'there.yaml', key: 'charges.usage[0].opposite' },
    });
  });
});
