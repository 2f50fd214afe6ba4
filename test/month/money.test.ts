/** As billed, currencies, totals, uplift without a base, fees by observed days. */
import { beforeAll, describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { deviceTable, expectedRows, lineText, type World } from '../support/month-world.ts';
import { worlds } from '../support/worlds.ts';

const FILED = '2026-10-20T12:00:00+02:00';

describe('as billed', () => {
  const world = worlds();

  test('two currencies, two numbers of decimals and the agreement’s own in one line', async () => {
    const w = world();
    w.tap(
      { seq: 1, available: FILED, currency: 'USD', decimals: 2 },
      '999010000000001 data 2026-10-05T10:00:00+02:00 id=1 charge=250',
    );
    w.tap(
      { seq: 2, available: FILED, currency: null, decimals: 5 },
      '999010000000001 data 2026-10-05T11:00:00+02:00 id=2 charge=123456',
    );
    w.tap(
      { seq: 3, available: FILED },
      `999010000000002 data 2026-10-05T12:00:00+02:00 id=3 charge=1000 camel=50 tax=210 discount=30
       999010000000002 content 2026-10-05T12:00:00+02:00 charge=900 refund=100`,
    );
    w.rates('2026-10 USD EUR 0.9\n2026-10 XDR EUR 1.25\n2026-09 USD EUR 7\n2026-10 EUR USD 7');
    await w.ingest();
    w.agreement('a', agreementYaml());
    const run = await w.settle();
    // 2.50 × 0.9 = 2.25; 1.23456 × 1.25 = 1.5432; 1.000 + 0.050 = 1.05. 0.900 − 0.100 = 0.80.
    expect(run.statement().lines.map((line) => [line.service, line.amount_exact, line.amount])).toEqual([
      ['data', '4.8432', '4.84'],
      ['content', '0.8', '0.80'],
    ]);
    expect(run.statement().baselines.map((row) => row.amount_exact)).toEqual(['5.6432', '5.6432']);
    expect(run.device('999010000000001').as_billed_amount).toBe('3.79');

    // No inverse, no neighbouring month, no cross through the file's own exchange rate.
    w.rates('2026-09 USD EUR 0.9\n2026-10 EUR USD 1.1\n2026-10 XDR EUR 1.25\n2026-10 USD XDR 0.7');
    const refused = w.settle();
    await expect(refused).rejects.toMatchObject({ code: 'RATE_MISSING' });
    await expect(refused).rejects.toThrow(/2026-10.*USD.*EUR/);
    // All that are missing are named at once.
    w.rates('2026-10 EUR USD 1.1');
    await expect(w.settle()).rejects.toMatchObject({
      code: 'RATE_MISSING',
      detail:
        'Missing are BBBHA-AAAVP-2026: 2026-10 from USD to EUR; BBBHA-AAAVP-2026: 2026-10 from XDR to EUR.',
      place: { file: 'rates.csv' },
    });
    w.rates('2026-10 USD EUR 0.9\n2026-10 SDR EUR 1.25');
    await expect(w.settle()).rejects.toMatchObject({
      code: 'RATE_MISSING',
      detail: 'Missing are BBBHA-AAAVP-2026: 2026-10 from XDR to EUR (the file has SDR: write XDR).',
    });
  });

  test('what TAP invoiced names its rates, where no line needs one too', async () => {
    const w = world();
    w.tap(
      { seq: 1, available: FILED, currency: 'USD', decimals: 2 },
      '999017000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1024 charge=100',
    );
    w.rates('2026-10 USD EUR 1.10');
    await w.ingest();
    w.agreement('a', agreementYaml({ charges: ONE_KB, settlement: '{ method: net_of_tap }' }));
    const statement = (await w.settle()).statement();
    // 1.00 USD × 1.10 = 1.10 EUR, against 1 kB at 0.50.
    expect(statement.totals).toMatchObject({ tap_invoiced: '1.10', payable: '-0.60' });
    expect(statement.lines.map((line) => line.rates)).toEqual([[]]);
    expect(statement.baselines.map(({ name, rates }) => [name, rates])).toEqual([
      ['tap_as_billed', [{ from: 'USD', to: 'EUR', value: '1.10', source: 'paper' }]],
      ['volume_only', []],
    ]);
  });

  describe("a file's own rate", () => {
    let w: World;
    beforeAll(async () => {
      w = world();
      // Every file states 7.77 EUR, two decimals, for one unit of its TAP currency.
      w.tap(
        { seq: 1, available: FILED, currency: 'XDR', decimals: 2 },
        `999010000000001 data 2026-10-05T10:00:00+02:00 id=1 charge=100
         999010000000001 data 2026-10-06T10:00:00+02:00 id=2 charge=50
         999010000000001 data 2026-09-06T10:00:00+02:00 id=3 charge=50`,
      );
      w.tap(
        { seq: 2, available: FILED, currency: 'XDR', decimals: 3 },
        '999010000000001 data 2026-10-07T10:00:00+02:00 id=4 charge=70',
      );
      await w.ingest();
      w.agreement('a', agreementYaml());
    });

    test.each([
      ['7.78', '200', 'lower'],
      ['7.779', null, ''],
      ['7.7700', null, ''],
      ['7.7601', null, ''],
      ['7.76', '201', 'higher'],
    ])('7.77 against %s: TD.57 error %s', async (agreed, error, side) => {
      w.rates(`2026-10 XDR EUR ${agreed}`);
      const { notes, totals } = (await w.settle()).statement();
      // The rates file alone makes the money: 1.00, 0.50 and 0.070 XDR. Files of other decimals are one finding with the others.
      expect(Number(totals.as_billed)).toBeCloseTo(1.57 * Number(agreed), 1);
      const expected = `2 TAP files state the exchange rate 7.77 from XDR to EUR, ${side} than ${agreed} of the rates file (TD.57 error ${error}): 3 records, 1.570 XDR. It changes no amount.`;
      expect(notes.filter((note) => note.includes('exchange rate'))).toEqual(
        error === null ? [] : [expected],
      );
    });
  });

  test('the rate is of the month the record settles in', async () => {
    const w = world();
    w.tap(
      { seq: 1, available: FILED, currency: 'USD', decimals: 2 },
      '999010000000001 data 2026-09-05T10:00:00+02:00 id=1 charge=100',
    );
    w.rates('2026-09 USD EUR 7\n2026-10 USD EUR 0.9');
    await w.ingest();
    w.agreement('a', agreementYaml({ period: '{ basis: file_available }' }));
    expect((await w.settle()).statement().totals.tap_invoiced).toBe('0.90');
  });

  test('a rate that nothing needs may be missing', async () => {
    const w = world();
    w.tap(
      { seq: 1, available: FILED, currency: 'USD', decimals: 2 },
      '999010000000001 data 2026-09-05T10:00:00+02:00 id=1 charge=100',
    );
    await w.ingest();
    w.agreement('a', agreementYaml());
    expect((await w.settle()).statement().totals.tap_invoiced).toBe('0.00');
  });
});

const ONE_KB = '{ usage: [{ service: data, segments: [iot], unit: kB, price: "0.50" }] }';

describe('totals', () => {
  const world = worlds();
  const totalsOf = async (keys: Readonly<Record<string, string>>) => {
    const w = world();
    w.tap(
      { seq: 1, available: FILED },
      '999017000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1024 charge=5000',
    );
    await w.ingest();
    w.agreement('a', agreementYaml({ charges: ONE_KB, tax: '{ rate: "0.21" }', ...keys }));
    return (await w.settle()).statement().totals;
  };

  // Tax 0.105 → 0.11, by the agreement's mode as every amount.
  test.each([
    ['replaces_tap', '0.61'],
    ['net_of_tap', '-4.39'],
  ])('%s', async (method, payable) => {
    expect(await totalsOf({ settlement: `{ method: ${method} }` })).toEqual({
      usage: '0.50',
      access: '0.00',
      as_billed: '0.00',
      commitment: '0.00',
      adjustment: '0.00',
      net: '0.50',
      tax: '0.11',
      gross: '0.61',
      tap_invoiced: '5.00',
      payable,
    });
  });
});

describe('uplift without a base', () => {
  const world = worlds();
  const upliftOf = async (records: string, price: string) => {
    const w = world();
    w.signaling('2026-10-05T10:00:00Z 999017000000001 ULR');
    w.tap({ seq: 1, available: FILED }, records);
    await w.ingest();
    w.agreement(
      'a',
      agreementYaml({
        charges: `
  usage: [{ service: data, segments: [iot], unit: kB, price: "${price}" }]
  access: [{ segments: [iot], per: imsi_month, price: "1" }]`,
      }),
    );
    const { uplift, bridge, totals } = (await w.settle()).statement();
    return [
      uplift.charges_percent,
      uplift.devices_percent,
      uplift.devices_percent_signaling_only,
      bridge[0]!.amount,
      totals.net,
    ];
  };

  test('no volume_only device: every percentage is null', async () => {
    const human = '999010000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1024 charge=0';
    expect(await upliftOf(human, '0')).toEqual([null, null, null, '0.00', '1.00']);
  });

  test('volume_only devices without money: only the money is null', async () => {
    const free = '999017000000002 data 2026-10-05T10:00:00+02:00 id=1 up=1024 charge=500';
    expect(await upliftOf(free, '0')).toEqual([null, '100.00', '100.00', '0.00', '2.00']);
  });

  // Before 0.70 (7 kB at 0.10); after 0.70 + 2 fees = 2.70: 200 ÷ 70 = 285.714…
  test('two decimals, half up', async () => {
    const paid = '999017000000002 data 2026-10-05T10:00:00+02:00 id=1 up=7168 charge=500';
    expect(await upliftOf(paid, '0.10')).toEqual(['285.71', '100.00', '100.00', '0.70', '2.70']);
  });
});

describe('fees', () => {
  const world = worlds();

  test('min_days counts observed days, not days carried', async () => {
    const w = world();
    w.signaling(`
      2026-10-05T10:00:00Z 999017000000001 ULR
      2026-10-05T10:00:00Z 999017000000002 ULR
      2026-10-05T21:59:59Z 999017000000002 ULR
      2026-10-05T10:00:00Z 999017000000003 ULR
      2026-10-05T22:00:00Z 999017000000003 ULR`);
    await w.ingest();
    w.agreement(
      'a',
      agreementYaml({
        charges: '{ access: [{ segments: [iot], per: imsi_month, price: "1", min_days: 2 }] }',
      }),
    );
    const run = await w.settle();
    expect(
      deviceTable(run.devices(), ['imsi', 'decision', 'days_observed', 'days_present', 'access_amount']),
    ).toEqual(
      expectedRows(`
        999017000000001 charge 1 4 0.00
        999017000000002 charge 1 4 0.00
        999017000000003 charge 2 4 1.00
      `),
    );
    expect(run.statement().lines.map(lineText)).toEqual([
      'charges.access[0] | access | 1 | 1.00 | iot=1.00(1)',
    ]);
  });

  test('the first segment that fits wins, by its declared and detected_by', async () => {
    const w = world();
    w.signaling(`
      2026-10-05T10:00:00Z 999017000000001 ULR imei=35123456000001
      2026-10-05T10:00:00Z 999017000000002 ULR imei=86000001000001
      2026-10-05T10:00:00Z 999010000000003 ULR imei=35123456000001`);
    await w.ingest();
    w.agreement(
      'a',
      agreementYaml({
        declared: '{ imsi_ranges: ["999017000000000-999017999999999"], tacs: ["35123456"] }',
        segments:
          '[{ name: by-range, when: { detected_by: [declared_imsi_range], activity: normal } }, { name: by-tac, when: { detected_by: [declared_tac, declared_apn] } }, { name: declared, when: { declared: true } }, { name: rest }]',
      }),
    );
    expect(deviceTable((await w.settle()).devices(), ['imsi', 'segment'])).toEqual(
      expectedRows(`
        999010000000003 by-tac
        999017000000001 by-tac
        999017000000002 declared
      `),
    );
  });
});
