/** A run folder made by hand: agreements, and device rows with what a test says of them; all else is nothing. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Db } from '../../src/store/db.ts';

export type HandDevice = Readonly<Record<string, string | number | boolean>> & {
  readonly agreement_id: string;
  readonly imsi: string;
};

const TEXTS = [
  'agreement_id',
  'imsi',
  'device',
  'decision',
  'presence',
  'activity',
  'segment',
  'tac',
  'apns',
];
const DEVICE: Readonly<Record<string, string | number | boolean>> = {
  device: 'human',
  decision: 'ignore',
  probability: '0.001000',
  declared: false,
  presence: 'temporary',
  activity: 'normal',
  segment: 'standard',
  days_observed: 5,
  days_present: 5,
  first_seen: '2026-10-01T10:00:00Z',
  last_seen: '2026-10-31T10:00:00Z',
  tap_records: 0,
  signaling_events: 1,
  tac: '',
  apns: '',
  usage_amount: '0.00',
  access_amount: '0.00',
  as_billed_amount: '0.00',
  tap_amount: '0.00',
  currency: 'EUR',
  detected_by: '',
  reasons: '',
};
const FEATURE: Readonly<Record<string, string | number | boolean>> = {
  tacs: 1,
  in_declared_range: false,
  charged_records: 0,
  data_records: 0,
  declared_apn_records: 0,
  imei_rows: 1,
  declared_tac_rows: 0,
  excluded: false,
  foreign_owner: false,
  window_days: 5,
  longest_gap: 0,
  fee_days: 5,
  present_fee_days: 5,
  attaches: 1,
  fee_version: 0,
  rats: 0,
  data_days: 0,
  first_ms: 0,
  last_ms: 0,
};

/** Writes `run.json`, `inputs/`, `devices.parquet`, `features.parquet`, and other files as JSON. */
export async function handRun(
  folder: string,
  period: string,
  agreements: Readonly<Record<string, string>>,
  devices: readonly HandDevice[],
  others: Readonly<Record<string, object>> = {},
): Promise<void> {
  mkdirSync(join(folder, 'inputs'), { recursive: true });
  const kept = Object.entries(agreements).map(([id, text]) => {
    const digest = createHash('sha256').update(text).digest('hex');
    writeFileSync(join(folder, 'inputs', `agreement-${digest}.yaml`), text);
    return { id, version: 1, digest };
  });
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ period, inputs: { period, agreements: kept } }));
  for (const [name, content] of Object.entries(others))
    writeFileSync(join(folder, name), JSON.stringify(content));
  const db = await Db.open(':memory:');
  const of = (defaults: typeof DEVICE, device: HandDevice) =>
    Object.fromEntries(
      ['agreement_id', 'imsi', ...Object.keys(defaults)].map((name) => [
        name,
        device[name] ?? defaults[name] ?? '',
      ]),
    );
  for (const [name, defaults] of Object.entries({ devices: DEVICE, features: FEATURE })) {
    const rows = devices.map((device) => of(defaults, device));
    const typed = Object.entries(rows[0]!).map(([column, value]) => {
      const type = TEXTS.includes(column) || typeof value === 'string' ? 'VARCHAR' : typeof value;
      return `"${column}":"${type === 'number' ? 'BIGINT' : type.toUpperCase()}"`;
    });
    await db.exec(
      `COPY (SELECT item.* FROM (SELECT unnest(from_json($rows, '[{${typed.join(',')}}]')) AS item)) TO '${join(folder, `${name}.parquet`)}' (FORMAT parquet)`,
      { rows: JSON.stringify(rows) },
    );
  }
  db.close();
}
