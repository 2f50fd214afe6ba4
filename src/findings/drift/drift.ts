/**
 * What moved from one run to another, usually from a month to the next: who is there, what the devices are, how the model's features
 * and probabilities are distributed, how often what is said of devices is contradicted, and which decisions changed, with
 * their money. Reads the two run folders alone.
 */
import { join } from 'node:path';
import type { Agreement } from '../../domain/agreement/types.ts';
import { parseDecimal, toExactText } from '../../domain/fraction.ts';
import type { Decision } from '../../domain/statement.ts';
import { RoamsettleError } from '../../errors.ts';
import { type RunInputs, readRunInputs } from '../../runs/identity.ts';
import type { Db, Row } from '../../store/db.ts';
import { literalPath } from '../../store/literal-path.ts';
import { keptAgreements } from '../kept-agreements.ts';
import type { AgreementDrift, AxisDrift, LabelDrift, Movement } from './agreement-drift.ts';
import { type Alarm, alarmsOf } from './alarms.ts';
import { type FeatureDrift, featureDrift } from './features.ts';
import { shiftOf, type Thresholds } from './psi.ts';

export interface DriftSide {
  readonly runId: string;
  readonly folder: string;
}

export interface DriftRequest {
  readonly thresholds: Thresholds;
  /** Of this agreement alone; null: of all that either run settles. */
  readonly agreement: string | null;
}

export interface Drift {
  readonly from: { readonly run_id: string; readonly period: string };
  readonly to: { readonly run_id: string; readonly period: string };
  readonly thresholds: Thresholds;
  readonly alarms: readonly Alarm[];
  readonly features: readonly FeatureDrift[];
  readonly agreements: readonly AgreementDrift[];
}

/** A device whose decision changed, for a file. */
export interface MovedDevice extends Row {
  agreement_id: string;
  imsi: string;
  from_decision: Decision;
  to_decision: Decision;
  cause: string;
  from_probability: string;
  to_probability: string;
  from_amount: string;
  to_amount: string;
  from_reasons: string;
  to_reasons: string;
}

interface Side extends DriftSide {
  readonly inputs: RunInputs;
  readonly agreements: readonly Agreement[];
}

interface ShareRow extends Row {
  agreement_id: string;
  axis: AxisDrift['axis'];
  value: string;
  from_devices: bigint;
  to_devices: bigint;
}

interface LabelRow extends Row {
  agreement_id: string;
  label: LabelDrift['label'];
  from_devices: bigint;
  from_contradicted: bigint;
  to_devices: bigint;
  to_contradicted: bigint;
}

interface MovementRow extends Row {
  agreement_id: string;
  from_decision: Decision | null;
  to_decision: Decision | null;
  cause: Movement['cause'];
  devices: bigint;
  from_amount: string;
  to_amount: string;
}

interface ReasonRow extends Row {
  agreement_id: string;
  from_decision: Decision;
  to_decision: Decision;
  cause: Movement['cause'];
  source: string;
  weight: bigint;
}

/** Leaves the TEMP table `moved_device` on the connection. Throws STATEMENT_NOT_FOUND. */
export async function findDrift(
  db: Db,
  from: DriftSide,
  to: DriftSide,
  { thresholds, agreement }: DriftRequest,
): Promise<Drift> {
  const [old, now] = [sideOf(from, agreement), sideOf(to, agreement)];
  const known = new Map([...old.agreements, ...now.agreements].map((one) => [one.id, one]));
  if (known.size === 0) throw new RoamsettleError('STATEMENT_NOT_FOUND');
  await readSide(db, 'drift_from', old);
  await readSide(db, 'drift_to', now);
  await db.run('drift/moved_device');
  const shares = await db.rows<ShareRow>('drift/share');
  const labels = await db.rows<LabelRow>('drift/label');
  const movements = await db.rows<MovementRow>('drift/movement');
  const reasons = await db.rows<ReasonRow>('drift/movement_reason', {
    from_features: pathOf(from, 'features'),
    to_features: pathOf(to, 'features'),
  });
  for (const table of ['drift_from', 'drift_to']) await db.exec(`DROP TABLE ${table}`);
  const features = await featureDrift(db, old, now, thresholds);
  const agreements = [...known.keys()].sort().map((id): AgreementDrift => {
    const axes = axesOf(
      shares.filter((row) => row.agreement_id === id),
      thresholds,
    );
    const everybody = axes.find(({ axis }) => axis === 'decision')?.values ?? [];
    return {
      agreement_id: id,
      currency: known.get(id)!.currency,
      from_devices: everybody.reduce((sum, { from_devices }) => sum + from_devices, 0),
      to_devices: everybody.reduce((sum, { to_devices }) => sum + to_devices, 0),
      axes,
      labels: labels.filter((row) => row.agreement_id === id).map(plainLabel),
      moved: movements
        .filter((row) => row.agreement_id === id)
        .map((row) =>
          plainMovement(
            row,
            reasons.filter((reason) => isOf(reason, row)),
          ),
        ),
    };
  });
  return {
    from: { run_id: from.runId, period: old.inputs.period },
    to: { run_id: to.runId, period: now.inputs.period },
    thresholds,
    alarms: alarmsOf(features, agreements),
    features,
    agreements,
  };
}

/** The devices that both runs of the last `findDrift` have and decide otherwise on, by agreement and IMSI. */
export async function movedDevices(db: Db, from: DriftSide, to: DriftSide): Promise<MovedDevice[]> {
  const rows = await db.rows<MovedDevice>('drift/moved_row', {
    from_devices: pathOf(from, 'devices'),
    to_devices: pathOf(to, 'devices'),
  });
  return rows.map((row) => ({
    ...row,
    from_amount: exact(row.from_amount),
    to_amount: exact(row.to_amount),
  }));
}

/** For a connection that goes on. */
export async function forgetMoved(db: Db): Promise<void> {
  await db.exec('DROP TABLE IF EXISTS moved_device');
}

function exact(text: string): string {
  return toExactText(parseDecimal(text));
}

function sideOf(side: DriftSide, agreement: string | null): Side {
  const inputs = readRunInputs(side.folder);
  const all = keptAgreements(side.folder, inputs);
  return { ...side, inputs, agreements: all.filter(({ id }) => id === (agreement ?? id)) };
}

function pathOf({ folder }: DriftSide, table: 'devices' | 'features'): string {
  return literalPath(join(folder, `${table}.parquet`));
}

async function readSide(db: Db, table: string, side: Side): Promise<void> {
  const terms = side.agreements.map(({ id, detection }) => ({
    agreement_id: id,
    charge_at: String(detection.chargeAt),
    review_at: String(detection.reviewAt),
  }));
  const paths = { devices: pathOf(side, 'devices'), features: pathOf(side, 'features') };
  await db.run('drift/side', { terms: JSON.stringify(terms), ...paths }, { table });
}

function axesOf(rows: readonly ShareRow[], thresholds: Thresholds): AxisDrift[] {
  return [...Map.groupBy(rows, ({ axis }) => axis)].map(([axis, all]) => {
    const values = all.map(({ value, from_devices, to_devices }) => ({
      value,
      from_devices: Number(from_devices),
      to_devices: Number(to_devices),
    }));
    const shift = shiftOf(
      values.map(({ from_devices }) => from_devices),
      values.map(({ to_devices }) => to_devices),
      thresholds,
    );
    return { axis, ...shift, values };
  });
}

function plainLabel({ label, ...counts }: LabelRow): LabelDrift {
  const { from_devices, from_contradicted, to_devices, to_contradicted } = counts;
  return {
    label,
    from_devices: Number(from_devices),
    from_contradicted: Number(from_contradicted),
    to_devices: Number(to_devices),
    to_contradicted: Number(to_contradicted),
  };
}

function plainMovement(row: MovementRow, reasons: readonly ReasonRow[]): Movement {
  const { from_decision, to_decision, cause, devices } = row;
  return {
    from_decision,
    to_decision,
    cause,
    devices: Number(devices),
    from_amount: exact(row.from_amount),
    to_amount: exact(row.to_amount),
    reasons: reasons.map(({ source, weight }) => ({
      source,
      logits: (Number(weight) / Number(devices) / 1000).toFixed(2),
    })),
  };
}

function isOf(reason: ReasonRow, row: MovementRow): boolean {
  return (
    reason.agreement_id === row.agreement_id &&
    reason.from_decision === row.from_decision &&
    reason.to_decision === row.to_decision &&
    reason.cause === row.cause
  );
}
