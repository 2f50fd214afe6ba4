/** From a statement line to its devices, and from a device to its records and days, worked out by hand. */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderExplanation } from '../../src/cli/render/explain.ts';
import { findRun } from '../../src/runs/read.ts';
import { traceDevice } from '../../src/trace/device.ts';
import { explainWhole } from '../../src/trace/explain.ts';
import { traceLine } from '../../src/trace/line.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { World } from '../support/month-world.ts';

const world = new World();
const elsewhere = mkdtempSync(join(tmpdir(), 'roamsettle-trace-'));
const meter = '999017000000001';
const silent = '999017000000002';
const phone = '999010000000003';
const machine = { workers: 1, memory: '1GB' };
let runId: string;
let first: string;
let signaling: string;

const digestOfBytes = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Everything that a trace needs of a line. */
const line = (lineId: string, data = world.data) => ({
  data,
  run: findRun(data, runId),
  lineId,
  agreement: null,
});
const device = (lineId: string, imsi: string, data = world.data) =>
  traceDevice({ ...line(lineId, data), imsi, limit: 100, machine });

beforeAll(async () => {
  world.rates('2026-10 XDR EUR 1.25');
  world.agreement(
    'a',
    agreementYaml({
      charges: `
  usage:
    - { service: data, segments: [iot], unit: kB, unit_bytes: 1000, round_up_bytes: 1000, round_up_per: session, model: flat, price: "0.01" }
    - { segments: [standard], model: as_billed }
  access:
    - { segments: [iot], per: imsi_day, price: "0.10" }
    - { segments: [iot], per: attach, price: "0.01" }
    - { segments: [iot], per: imsi_month, proration: days, fee_days: present, price: "3.10" }`,
      commitment: '{ amount: "10.00", counts: [usage, access], per: period }',
    }),
  );
  first = world.tap(
    { seq: 1, available: '2026-10-20T12:00:00+02:00', currency: 'XDR', decimals: 3 },
    `${meter} data   2026-10-05T10:00:00+02:00 id=7 up=1500 charge=80
     ${meter} data   2026-10-05T11:00:00+02:00 id=7 up=1600 charge=80
     ${meter} data   2026-10-06T10:00:00-11:00 id=8 up=400 charge=80
     ${phone} sms_mo 2026-10-06T10:00:00+02:00 id=9 charge=800 refund=0`,
  );
  signaling = world.signaling(
    `2026-10-07T10:00:00Z ${silent} ULR
     2026-10-07T11:00:00Z ${silent} ULR 5004
     2026-10-08T23:30:00Z ${silent} ULR`,
  );
  await world.ingest();
  runId = (await world.settle()).runId;
  // What comes after the run is none of it: a record of the month, and a file again as a copy.
  world.tap(
    { seq: 2, available: '2026-10-25T12:00:00+02:00', currency: 'XDR', decimals: 3 },
    `${meter} data 2026-10-05T10:00:00+02:00 id=7 up=1500 charge=80
     ${meter} data 2026-10-09T10:00:00+02:00 id=10 up=9999 charge=80`,
  );
  await world.ingest();
}, 180_000);
afterAll(() => {
  world.remove();
  rmSync(elsewhere, { recursive: true, force: true });
});

describe('a line', () => {
  test('usage: quantity, weight and share of each device, and their sums', async () => {
    // One session of 3100 bytes → 4000, one of 400 → 1000: 5 kB at 0.01.
    const { line: shown, weight_unit, sums, devices } = await traceLine(line('v1-usage-0'), 10);
    expect([shown.amount, weight_unit, sums]).toEqual([
      '0.05',
      'byte',
      { devices: 1, rows: 1, quantity: 5000, amount: '0.05' },
    ]);
    expect(devices).toEqual([
      {
        row: 1,
        imsi: meter,
        segment: 'iot',
        service: 'data',
        quantity: 5000,
        records: 3,
        weight: '5000',
        amount: '0.05',
      },
    ]);
  });

  test('a fee weighs what the device owes, an as-billed part its TAP charge; the limit is of what is shown', async () => {
    // Days: the 5th and 6th; the 7th and, by the clock of Madrid, the 9th.
    const { sums, devices } = await traceLine(line('v1-access-0'), 1);
    expect(sums).toEqual({ devices: 2, rows: 2, quantity: 4, amount: '0.40' });
    expect(devices).toMatchObject([{ imsi: meter, service: '', quantity: 2, weight: '0.2', amount: '0.20' }]);
    const billed = await traceLine(line('v1-usage-1'), 10);
    expect(billed.weight_unit).toBe('EUR');
    expect(billed.devices).toMatchObject([{ imsi: phone, service: 'sms_mo', weight: '1', amount: '1.00' }]);
  });

  test('a commitment names the lines that it counts', async () => {
    // 10.00 − 0.05 − 0.40 − 2 × 0.01 − 11 present days × 0.10.
    const { line: shown, weight_unit, sources } = await traceLine(line('v1-commitment'), 10);
    expect([shown.amount, weight_unit]).toEqual(['8.43', null]);
    expect(sources.map(({ line_id, amount }) => [line_id, amount])).toEqual([
      ['v1-usage-0', '0.05'],
      ['v1-access-0', '0.40'],
      ['v1-access-1', '0.02'],
      ['v1-access-2', '1.10'],
    ]);
    await expect(device('v1-commitment', meter)).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
  });

  test('no such line, no such agreement', async () => {
    await expect(traceLine(line('v1-usage-7'), 10)).rejects.toMatchObject({ code: 'LINE_NOT_FOUND' });
    await expect(traceLine({ ...line('v1-usage-0'), agreement: 'X' }, 10)).rejects.toMatchObject({
      code: 'STATEMENT_NOT_FOUND',
    });
  });
});

describe('a device', () => {
  test('records with file, offset, session and what counts; later files are none of the run', async () => {
    const { records, parts, days } = await device('v1-usage-0', meter);
    expect(days).toBeNull();
    expect(parts).toMatchObject([{ service: 'data', quantity: 5000 }]);
    expect(records?.count).toBe(3);
    const rows = records!.rows;
    expect(
      rows.map(({ start, quantity, counted, session_key }) => [start, quantity, counted, session_key]),
    ).toEqual([
      ['2026-10-05T10:00:00+02:00', 1500, 4000, '7@ggsn-a'],
      ['2026-10-05T11:00:00+02:00', 1600, 0, '7@ggsn-a'],
      ['2026-10-06T10:00:00-11:00', 400, 1000, '8@ggsn-a'],
    ]);
    // 0.080 XDR at 1.25.
    expect(rows[0]).toMatchObject({ tap_charge: '0.080', tap_currency: 'XDR', tap_amount: '0.1' });
    expect(rows[0]!.rate).toMatchObject({ from: 'XDR', to: 'EUR', value: '1.25' });
    // The bytes there are a GprsCall, APPLICATION 14, one after the other.
    const bytes = readFileSync(first);
    expect(rows.map(({ file, byte_offset }) => [file, bytes[byte_offset]])).toEqual([
      ['1.tap', 0x6e],
      ['1.tap', 0x6e],
      ['1.tap', 0x6e],
    ]);
    expect(new Set(rows.map(({ byte_offset }) => byte_offset)).size).toBe(3);
  });

  test('as billed: one record each', async () => {
    const { records } = await device('v1-usage-1', phone);
    expect(records?.rows).toMatchObject([{ service: 'sms_mo', quantity: 1, counted: 1, tap_amount: '1' }]);
  });

  test('fee days with the first sign of life, by line of a signaling file or offset of a TAP file', async () => {
    const { days } = await device('v1-access-0', silent);
    expect(days).toMatchObject([
      {
        day: '2026-10-07',
        observed: true,
        attaches: 1,
        first_sign: { at: '2026-10-07T10:00:00Z', file: '2.csv', line: 2 },
      },
      { day: '2026-10-09', observed: true, attaches: 0, first_sign: { at: '2026-10-08T23:30:00Z', line: 4 } },
    ]);
    expect(days?.[0]?.first_sign?.what).toBe('s6a ULR ok');
    const metered = await device('v1-access-0', meter);
    expect(metered.days?.map(({ day, first_sign }) => [day, first_sign?.file, first_sign?.what])).toEqual([
      ['2026-10-05', '1.tap', 'tap data'],
      ['2026-10-06', '1.tap', 'tap data'],
    ]);
  });

  test('a present day shows the sign of life that still held; an attach the one that made it', async () => {
    // Attached for 72 hours: until the 12th, 01:30 in Madrid.
    const { days } = await device('v1-access-2', silent);
    expect(days?.map(({ day, observed, first_sign }) => [day, observed, first_sign?.line])).toEqual([
      ['2026-10-07', true, 2],
      ['2026-10-08', false, 2],
      ['2026-10-09', true, 4],
      ['2026-10-10', false, 4],
      ['2026-10-11', false, 4],
      ['2026-10-12', false, 4],
    ]);
    const attached = await device('v1-access-1', silent);
    expect(attached.days?.filter(({ attaches }) => attaches > 0)).toMatchObject([
      { day: '2026-10-07', attaches: 1 },
    ]);
  });

  test('no part in the line: an error that does not name the device', async () => {
    await expect(device('v1-usage-0', phone)).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
    await expect(device('v1-usage-0', phone)).rejects.not.toThrow(phone);
    await expect(device('v1-usage-0', 'x')).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
  });

  test('a data folder without the files of the run', async () => {
    cpSync(join(world.data, 'runs'), join(elsewhere, 'runs'), { recursive: true });
    await expect(device('v1-usage-0', meter, elsewhere)).rejects.toMatchObject({ code: 'RECORDS_DIFFER' });
  });
});

describe('all that is known of a device', () => {
  const explained = (imsi: string, limit = 100, data = world.data) =>
    explainWhole({ data, run: findRun(data, runId), imsi, limit, machine });
  let ofSilent: ReturnType<typeof explained>;
  beforeAll(() => {
    ofSilent = explained(silent, 1);
  });

  test('what was weighed adds up to the probability', async () => {
    const { devices } = await ofSilent;
    // The rules: −1.00 before anything is known, −1.50 for nothing but signaling: 1 ÷ (1 + e^2.5).
    expect(devices[0]!.device.probability).toBe('0.075858');
    expect(devices[0]!.evidence).toMatchObject([
      {
        source: 'prior',
        weight: -1000,
        side: 'against',
        strength: 'moderate',
        odds_factor: 2.72,
        share_percent: 40,
      },
      // Without it: 1 ÷ (1 + e).
      { source: 'signaling', weight: -1500, share_percent: 60, probability_without: 0.268941 },
    ]);
  });

  test('who decided, and how axes and segment follow', async () => {
    const [{ derivation } = expect.fail()] = (await ofSilent).devices;
    expect(derivation).toEqual({
      decided_by: 'declaration',
      thresholds: { charge_at: 0.95, review_at: 0.6, binding: true },
      presence: {
        days_of_window: 6,
        days_needed: 20,
        of_last: 30,
        // From the 13th to the 31st.
        longest_absence: 19,
        longest_allowed: 7,
        carry_hours: 72,
      },
      activity: {
        bytes: 0,
        sms: 0,
        calls: 0,
        silent: { bytes: 0, sms: 0, calls: 0 },
        low: { bytes: 2097152, sms: null, calls: null },
      },
      segment: { name: 'iot', rule: 1, when: { device: 'iot' }, as_human: false },
    });
    const [person = expect.fail()] = (await explained(phone)).devices;
    expect(person.derivation).toMatchObject({
      decided_by: 'model',
      segment: { name: 'standard', rule: 2, when: null, as_human: true },
    });
  });

  test('its parts of the statement, with the price and the whole line', async () => {
    const [{ lines, not_due } = expect.fail()] = (await ofSilent).devices;
    // Two observed days; one attach; six present days of 31 at 3.10.
    expect(
      lines.map(({ line_id, quantity, amount, line_quantity, line_amount, price }) => [
        line_id,
        quantity,
        amount,
        line_quantity,
        line_amount,
        price,
      ]),
    ).toEqual([
      ['v1-access-0', 2, '0.20', 4, '0.40', '0.10 per imsi_day'],
      ['v1-access-1', 1, '0.01', 2, '0.02', '0.01 per attach'],
      ['v1-access-2', 6, '0.60', 11, '1.10', '3.10 per imsi_month, by its days of the calendar month'],
    ]);
    expect(not_due).toEqual([]);
  });

  test('the neighbours: charged devices and people of the agreement, and who shares its numbers', async () => {
    const [{ neighbours } = expect.fail()] = (await ofSilent).devices;
    expect([neighbours.charged, neighbours.people]).toEqual([2, 1]);
    // Present days: the meter from the 5th to the 9th, this one on six, the phone from the 6th to the 9th.
    expect(neighbours.figures[0]).toEqual({
      figure: 'days_present',
      words: 'days present in the month',
      own: 6,
      charged: [5, 5, 6],
      people: [4, 4, 4],
      like: 'charged',
    });
    // The phone has no event that could be rejected.
    expect(neighbours.figures.find(({ figure }) => figure === 'rejections')).toMatchObject({
      own: 1,
      people: null,
      like: 'unknown',
    });
    expect(neighbours.alike).toEqual([
      { what: 'imsi_block', value: '', devices: 1, charged: 1, review: 0, ignored: 0 },
    ]);
  });

  test('day by day: signs, rejections and days that it was only attached in, with file and line', async () => {
    const [{ timeline } = expect.fail()] = (await ofSilent).devices;
    const { days, events, records, files } = timeline!;
    expect(days).toHaveLength(31);
    expect(
      days.filter(({ present }) => present).map(({ day, observed }) => [day.slice(8), observed]),
    ).toEqual([
      ['07', true],
      ['08', false],
      ['09', true],
      ['10', false],
      ['11', false],
      ['12', false],
    ]);
    expect(days[6]!.events).toEqual([
      { procedure: 'ULR', result: '5004', count: 1 },
      { procedure: 'ULR', result: 'ok', count: 1 },
    ]);
    expect([events.count, records.count]).toEqual([3, 0]);
    expect(events.rows).toMatchObject([
      {
        at: '2026-10-07T10:00:00Z',
        interface: 's6a',
        procedure: 'ULR',
        result: 'ok',
        file: '2.csv',
        line: 2,
      },
    ]);
    expect(files).toEqual([
      { file: '2.csv', sha256: digestOfBytes(readFileSync(signaling)), events: 3, records: 0 },
    ]);
  });

  test('day by day: usage with its charge, by offset; what was loaded later is none of the run', async () => {
    const [{ timeline } = expect.fail()] = (await explained(meter)).devices;
    expect(timeline!.days.filter(({ observed }) => observed)).toMatchObject([
      {
        day: '2026-10-05',
        records: [{ service: 'data', count: 2, bytes: 3100 }],
        charges: [{ currency: 'XDR', amount: '0.160' }],
      },
      {
        day: '2026-10-06',
        records: [{ service: 'data', count: 1, bytes: 400 }],
        charges: [{ currency: 'XDR', amount: '0.080' }],
      },
    ]);
    const bytes = readFileSync(first);
    expect(
      timeline!.records.rows.map(({ file, charged, byte_offset }) => [file, charged, bytes[byte_offset]]),
    ).toEqual(Array(3).fill(['1.tap', true, 0x6e]));
  });

  test('in words, within 100 columns', async () => {
    for (const explanation of [await ofSilent, await explained(phone)]) {
      const lines = renderExplanation(explanation).split('\n');
      expect(lines.filter((line) => [...line].length > 100)).toEqual([]);
    }
    const text = renderExplanation(await ofSilent);
    expect(text).toMatch(/^IMSI 999017000000002 under BBBHA-AAAVP-2026, 2026-10$/m);
    expect(text).toMatch(/^against {2,}moderate +40\.0 % +-1\.00/m);
    // The days of the 10th to 12th without a sign, and all after them in one row.
    expect(text).toMatch(/^10-12 {2,}○/m);
    expect(text).toMatch(/^10-13 to 31 {2,}·/m);
    expect(text).toContain('and 2 events more (--limit)');
  });

  test('without the database, all but the timeline', async () => {
    const { devices, no_timeline } = await explained(silent, 1, elsewhere);
    expect(no_timeline).toMatchObject({ code: expect.stringMatching(/^(FILE_NOT_FOUND|RECORDS_DIFFER)$/) });
    expect(devices[0]).toMatchObject({ timeline: null, lines: [{}, {}, {}] });
    const away = explained('999017000000999');
    await expect(away).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
    await expect(away).rejects.not.toThrow('999017000000999');
  });
});
