/** Writes a run folder like `DATA/runs/<run id>`, with a device list that holds formulas and awkward text. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Statement } from '../../src/domain/statement.ts';
import { Db } from '../../src/store/db.ts';
import { creditNote, provisional, RUN_ID } from './fixture.ts';

/** The device list of contracts.md, written out here apart from the product's own list. */
export const DEVICE_COLUMNS = (
  'run_id agreement_id period imsi home_tadig visited_tadig device probability declared presence activity segment ' +
  'decision detected_by days_observed days_present first_seen last_seen tap_records signaling_events bytes_up ' +
  'bytes_down sms calls tac apns usage_amount access_amount as_billed_amount tap_amount currency reasons'
).split(' ');
const COUNTS =
  /^(days_|bytes_|tap_records|signaling_events|sms|calls|place|line|pair|quantity|records|tap|tap_places|share)(?!_amount)/;
const DEVICE_LINE_COLUMNS = 'place line service pair segment quantity records tap tap_places share'.split(
  ' ',
);

/** Values by column; what is not named is empty. */
type DeviceRow = Readonly<Record<string, string>>;

/** Writes `DATA/runs/<run id>`-like folder at `dir`. Device rows are stored in the order given. */
export async function writeRunFolder(
  dir: string,
  statements: readonly Statement[] = [provisional, creditNote],
  devices: readonly DeviceRow[] = DEVICES,
  deviceLines: readonly DeviceRow[] = DEVICE_LINES,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'run.json'), JSON.stringify({ run_id: RUN_ID, period: '2026-10' }));
  for (const statement of statements) {
    await writeFile(
      join(dir, `statement-${statement.agreement.id}.json`),
      JSON.stringify(statement, null, 2),
    );
  }
  await writeParquet(join(dir, 'devices.parquet'), DEVICE_COLUMNS, devices);
  const ids = new Set(statements.map(({ agreement }) => agreement.id));
  const placed = deviceLines
    .filter((row) => ids.has(row.agreement_id!))
    .map((row) => placedLine(row, statements, devices));
  await writeParquet(join(dir, 'device-lines.parquet'), DEVICE_LINE_COLUMNS, placed);
}

/** The row as a run writes it: device and line by their positions, amounts as integers. */
function placedLine(
  row: DeviceRow,
  statements: readonly Statement[],
  devices: readonly DeviceRow[],
): DeviceRow {
  const { agreement_id, imsi, line_id, service, quantity, records, tap_amount, amount } = row;
  const { lines } = statements.find(({ agreement }) => agreement.id === agreement_id)!;
  const place = devices.findIndex((device) => device.agreement_id === agreement_id && device.imsi === imsi);
  const tap = tap_amount ?? '0';
  return {
    place: String(place),
    line: String(lines.findIndex((line) => line.line_id === line_id)),
    service: service!,
    quantity: quantity!,
    records: records!,
    tap: tap.replace('.', ''),
    tap_places: String(tap.split('.')[1]?.length ?? 0),
    share: amount!.replace('.', ''),
  };
}

async function writeParquet(
  path: string,
  columns: readonly string[],
  rows: readonly DeviceRow[],
): Promise<void> {
  const db = await Db.open(':memory:', { threads: '1' });
  try {
    const type = (name: string) =>
      COUNTS.test(name) ? 'BIGINT' : name === 'declared' ? 'BOOLEAN' : 'VARCHAR';
    await db.exec(`CREATE TABLE d (${columns.map((name) => `${name} ${type(name)}`).join(', ')})`);
    for (const row of rows) {
      const names = columns.filter((name) => row[name] !== undefined);
      const values = Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
      await db.exec(
        `INSERT INTO d (${names.join(', ')}) VALUES (${names.map((name) => `$${name}`).join(', ')})`,
        values,
      );
    }
    await db.exec('COPY d TO $path (FORMAT parquet)', { path });
  } finally {
    db.close();
  }
}

/** IMSIs with leading zeros and of other lengths, quotes, commas, line breaks and formulas. Not sorted. */
export const DEVICES: readonly DeviceRow[] = [
  {
    run_id: RUN_ID,
    agreement_id: 'CCCXX-AAAVP.v2',
    imsi: '999030000000001',
    tac: '01234567',
    declared: 'true',
    usage_amount: '-0.05',
    apns: 'iot0.cccxx.example;=HYPERLINK("http://x");-minus',
    reasons: "'quoted;@cmd",
  },
  {
    run_id: RUN_ID,
    agreement_id: 'BBBHA-AAAVP-2026',
    imsi: '999010000000009',
    tac: '00000001',
    declared: 'false',
    segment: '=standard',
    apns: 'a "b", c\nd',
    bytes_up: '9007199254740993',
    reasons: '+1',
  },
  {
    run_id: RUN_ID,
    agreement_id: 'BBBHA-AAAVP-2026',
    imsi: '001010123456789',
    probability: '0.000000',
    declared: 'true',
    segment: 'permanent',
    apns: '',
    reasons: 'contested',
  },
];

/** What two of them have in lines. */
const DEVICE_LINES: readonly DeviceRow[] = [
  {
    agreement_id: 'BBBHA-AAAVP-2026',
    imsi: '001010123456789',
    line_id: 'access-1',
    kind: 'access',
    service: '',
    segment: 'permanent',
    quantity: '1',
    records: '0',
    amount: '0.35',
  },
  {
    agreement_id: 'BBBHA-AAAVP-2026',
    imsi: '999010000000009',
    line_id: 'billed-1',
    kind: 'as_billed',
    service: 'data',
    segment: '=standard',
    quantity: '2',
    records: '2',
    tap_amount: '0.123456789',
    amount: '0.12',
  },
];
