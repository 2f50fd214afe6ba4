/** A partner's rows against a settled month made by hand: what each class holds, and that nothing one-sided is lost. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPartnerProfile } from '../../src/reconcile/partner-profile.ts';
import { type Reconciled, reconcile } from '../../src/reconcile/reconcile.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { World } from '../support/month-world.ts';

const FILED = '2026-11-01T12:00:00+01:00';
const folder = mkdtempSync(join(tmpdir(), 'reconcile-'));
const world = new World();
let runDir: string;

beforeAll(async () => {
  // Data of 2 and 3 kB at 0.10: shares 0.20 and 0.30. One message of the second at 0.05. A month each at 0.40.
  world.tap(
    { seq: 1, available: FILED },
    `999017000000001 data   2026-10-05T10:00:00+02:00 id=1 up=2000
     999017000000002 data   2026-10-05T10:00:00+02:00 id=2 up=3000
     999017000000002 sms_mo 2026-10-05T11:00:00+02:00 id=3`,
  );
  world.agreement(
    'a',
    agreementYaml({
      charges: `
  usage:
    - { service: data, segments: [iot], unit: kB, unit_bytes: 1000, price: "0.10" }
    - { service: sms_mo, segments: [iot], unit: event, price: "0.05" }
  access: [{ segments: [iot], per: imsi_month, price: "0.40" }]`,
      commitment: '{ amount: "2.00", counts: [usage, access], per: period }',
    }),
  );
  await world.ingest();
  const run = await world.settle();
  runDir = join(world.data, 'runs', run.runId);
  // 0.50 + 0.05 + 0.80 = 1.35: short by 0.65.
  expect(run.statement().totals).toMatchObject({ net: '2.00', commitment: '0.65' });
});
afterAll(() => {
  world.remove();
  rmSync(folder, { recursive: true });
});

const put = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

async function compare(
  profile: string,
  csv: string,
  tolerances: Partial<Record<'amount' | 'quantity' | 'percent', string>> = {},
): Promise<Omit<Reconciled, 'differences'> & { readonly largest: string[]; readonly differences: string[] }> {
  const out = join(folder, 'differences.csv');
  const found = await reconcile({
    runDir,
    agreement: 'BBBHA-AAAVP-2026',
    file: put('partner.csv', csv),
    profile: await loadPartnerProfile(put('profile.yaml', profile)),
    tolerances: { amount: '0', quantity: '0', percent: '0', ...tolerances },
    out,
    shown: { most: 2, class: null },
    spill: folder,
  });
  const largest = found.differences.map(({ class: kind, line }) => `${kind} ${line}`);
  return { ...found, largest, differences: readFileSync(out, 'utf8').trim().split('\n').slice(1) };
}

/** `class rows ours theirs` of amounts. */
const amounts = ({ classes }: Pick<Reconciled, 'classes'>) =>
  classes.map(({ class: name, rows, our_amount, their_amount }) =>
    [name, rows, Number(our_amount), Number(their_amount)].join(' '),
  );

const BY_LINE = 'columns: { line: line, amount: amount }';

describe('by line', () => {
  test('all of it matches, lines without devices too', async () => {
    const found = await compare(
      BY_LINE,
      'line,amount\nv1-usage-0,0.50\nv1-usage-1,0.05\nv1-access-0,0.80\nv1-commitment,0.65\n',
    );
    expect(amounts(found)).toEqual(['matched 4 2 2']);
    expect(found.differences).toEqual([]);
    expect(found.imsis).toBeNull();
  });

  test('one differs, one is ours alone, one theirs alone, and the classes add up to both totals', async () => {
    const found = await compare(
      BY_LINE,
      'line,amount\nv1-usage-0,0.49\nv1-access-0,0.80\nv1-commitment,0.65\nhandling,1.00\n',
    );
    expect(amounts(found)).toEqual([
      'different 1 0.5 0.49',
      'matched 2 1.45 1.45',
      'only_ours 1 0.05 0',
      'only_theirs 1 0 1',
    ]);
    expect(found.differences.map((row) => row.split(',').slice(0, 2).join(' '))).toEqual([
      'only_theirs handling',
      'different v1-usage-0',
      'only_ours v1-usage-1',
    ]);
    // 1.00, then 0.05; the cent is left out.
    expect(found.largest).toEqual(['only_theirs handling', 'only_ours v1-usage-1']);
  });

  test.each([
    [{ amount: '0.01' }, 'matched'],
    [{ amount: '0.009' }, 'different'],
    [{ percent: '2' }, 'matched'],
    [{ percent: '1.99' }, 'different'],
  ] as const)('tolerances: %o', async (tolerances, expected) => {
    // 0.49 and 0.50: a cent apart, 2 % of the larger.
    const csv = 'line,amount\nv1-usage-0,0.49\nv1-usage-1,0.05\nv1-access-0,0.80\nv1-commitment,0.65\n';
    const { classes } = await compare(BY_LINE, csv, tolerances);
    expect(classes[0]!.class).toBe(expected);
  });
});

const BY_IMSI = `separator: ";"
decimal: ","
columns: { service: Dienst, imsi: IMSI, quantity: kB, amount: Betrag }
values: { service: { DATEN: data, SMS: sms_mo, MONAT: "" } }
quantity_size: 1000
`;

describe('by service and IMSI', () => {
  test('in their words, units and signs; rows of one key are summed', async () => {
    const found = await compare(
      BY_IMSI,
      `Dienst;IMSI;kB;Betrag
DATEN;999017000000001;2;0,20
DATEN;999017000000002;1,5;0,10
"DATEN";999017000000002;1,5;0,20
DATEN;000017000000009;7;0,70
`,
      { quantity: '0' },
    );
    expect(amounts(found)).toEqual([
      'matched 2 0.5 0.5',
      // The message, the two fees, and the commitment, which has no service and no IMSI.
      'only_ours 4 1.5 0',
      'only_theirs 1 0 0.7',
    ]);
    expect(found.imsis).toEqual({ both: 2, only_ours: 0, only_theirs: 1 });
    expect(found.differences).toContain('only_theirs,,data,,000017000000009,,7000,,0.70');
  });

  test('thousands apart', async () => {
    const csv =
      'Dienst;IMSI;kB;Betrag\nDATEN;999017000000001;2;1.234.567,25\nDATEN;999017000000002;3;1234,5\n';
    const [different] = (await compare(`thousands: "."\n${BY_IMSI}`, csv)).classes;
    expect(different).toMatchObject({ rows: 2n, our_amount: '0.50', their_amount: '1235801.75' });
  });

  test('a quantity alone may differ', async () => {
    const [different] = (await compare(BY_IMSI, 'Dienst;IMSI;kB;Betrag\nDATEN;999017000000001;2,001;0,20\n'))
      .classes;
    expect(different).toMatchObject({
      class: 'different',
      our_quantity: '2000',
      their_quantity: '2001',
      our_amount: '0.20',
    });
  });
});

describe('what cannot be compared', () => {
  test.each([
    ['a column that is not there', BY_LINE, 'line,sum\nv1-usage-0,1\n', 'no column amount'],
    ['no number', BY_LINE, 'line,amount\nv1-usage-0,1\nx,1e5\ny,\n', '2 rows have a quantity or amount'],
    ['a row with fewer fields', BY_LINE, 'line,amount\nv1-usage-0,1\nx\nz,1\n', 'The row has 1 fields'],
    ['a quote that stays open', BY_LINE, 'line,amount\nv1-usage-0,1\n"x,1\n', 'never closed'],
    ['a column twice', BY_LINE, 'line,amount,amount\nv1-usage-0,1,2\n', 'two columns amount'],
    ['no separator', `separator: ""\n${BY_LINE}`, 'line,amount\n', 'It is one of ",", ;, "\\t", |.'],
    // Fifteen hundred, or one and a half?
    [
      'the other sign',
      `decimal: ","\n${BY_LINE}`,
      'line,amount\nv1-usage-0,1.500\n',
      '1 row has a quantity or amount',
    ],
    [
      'groups that are none',
      `decimal: ","\nthousands: "."\n${BY_LINE}`,
      'line,amount\nv1-usage-0,1.50\n',
      '1 row has a quantity',
    ],
    ['one sign for both', `thousands: "."\n${BY_LINE}`, 'line,amount\nx,1\n', 'cannot be both'],
    ['a mangled IMSI', 'columns: { imsi: i, amount: a }', 'i,a\n"9,99017E+14",1\n', 'took for a number'],
    ['quantities of all services', 'columns: { imsi: imsi, quantity: q }', 'imsi,q\n1,1\n', 'do not add up'],
    ['no key', 'columns: { quantity: q, amount: a }', 'q,a\n1,1\n', 'tells rows apart'],
    ['an unknown key', 'columns: { colour: c, amount: a }', 'c,a\n1,1\n', 'This key is not known here'],
    ['nothing to compare', 'columns: { line: l, imsi: i }', 'l,i\n1,1\n', 'quantity'],
  ])('%s', async (_, profile, csv, detail) => {
    await expect(compare(profile, csv)).rejects.toMatchObject({
      code: 'RECONCILE_INVALID',
      detail: expect.stringContaining(detail),
    });
  });

  test('a file or a statement that is not there is said so', async () => {
    const request = {
      runDir,
      agreement: 'BBBHA-AAAVP-2026',
      file: put('there.csv', 'line,amount\nx,1\n'),
      profile: await loadPartnerProfile(put('profile.yaml', BY_LINE)),
      tolerances: { amount: '0', quantity: '0', percent: '0' },
      out: null,
      spill: folder,
    };
    await expect(reconcile({ ...request, file: join(folder, 'gone.csv') })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      place: { file: 'gone.csv' },
    });
    await expect(reconcile({ ...request, file: folder })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    const nowhere = join(folder, 'nowhere', 'out.csv');
    await expect(reconcile({ ...request, out: nowhere })).rejects.toMatchObject({ code: 'OUTPUT_WRITE' });
    await expect(reconcile({ ...request, agreement: 'NOBODY' })).rejects.toMatchObject({
      code: 'STATEMENT_NOT_FOUND',
    });
  });

  test('a message names no IMSI', async () => {
    const csv = 'imsi,amount\n999017000000001,zwölf\n';
    const error = await compare('columns: { imsi: imsi, amount: amount }', csv).catch((e: unknown) => e);
    expect(JSON.stringify(error)).not.toContain('99901700');
  });
});
