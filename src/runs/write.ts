/** A finished run → its own folder, written beside and renamed whole, so that a run is there entire or not at all. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Statement } from '../domain/statement.ts';
import type { Db, Params } from '../store/db.ts';
import type { RunInputs } from './identity.ts';

export function runFolder(data: string, runId: string): string {
  return join(data, 'runs', runId);
}

export function runExists(data: string, runId: string): boolean {
  return existsSync(join(runFolder(data, runId), 'run.json'));
}

export interface RunParts {
  readonly runId: string;
  readonly inputs: RunInputs;
  /** Records and events that belong to no agreement (rule 1). */
  readonly unmatched: object;
  readonly agreementIds: readonly string[];
  /** Gets the SHA-256 of `devices.parquet`. */
  readonly statements: (deviceListSha256: string) => readonly Statement[];
}

/** Writes `DATA/runs/<run id>/`; needs the period store, `device_list` and `device_class`. */
export async function writeRun(db: Db, data: string, parts: RunParts): Promise<readonly Statement[]> {
  const folder = runFolder(data, parts.runId);
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const devices = join(draft, 'devices.parquet');
  await copyToParquet(db, 'runs/devices_parquet', devices, { run_id: parts.runId });
  const rows = JSON.stringify(parts.agreementIds.map((agreement_id, no) => ({ no, agreement_id })));
  await copyToParquet(db, 'runs/features_parquet', join(draft, 'features.parquet'), {
    run_id: parts.runId,
    rows,
  });
  await copyToParquet(db, 'runs/duplicates_parquet', join(draft, 'duplicates.parquet'), {});
  const statements = parts.statements(await sha256Of(devices));
  for (const statement of statements) {
    writeJson(join(draft, `statement-${statement.agreement.id}.json`), statement);
  }
  writeJson(join(draft, 'run.json'), {
    run_id: parts.runId,
    period: parts.inputs.period,
    statements: statements.map((statement) => ({
      agreement_id: statement.agreement.id,
      status: statement.status,
      net: statement.totals.net,
      currency: statement.currency,
    })),
    unmatched: parts.unmatched,
    inputs: parts.inputs,
  });
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  return statements;
}

/** COPY … TO takes no parameters, so `sql/<name>.sql` fills `parquet_rows` first. */
async function copyToParquet(db: Db, name: string, path: string, params: Params): Promise<void> {
  await db.run(name, params);
  await db.exec(`COPY parquet_rows TO '${path.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
  await db.exec('DROP TABLE parquet_rows');
}

function writeJson(path: string, value: object): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
