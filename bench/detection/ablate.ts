/** The model of a settled month once more, without one family of features at a time. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judgeByModel } from '../../src/classify/judge.ts';
import type { ModelRows } from '../../src/classify/model/model.ts';
import { classifiedTacs } from '../../src/classify/tac-class.ts';
import { parseTacs } from '../../src/domain/tacs.ts';
import { evaluateRun, type SliceFigures } from '../../src/evaluate/evaluate.ts';
import { Db } from '../../src/store/db.ts';
import { type Ablations, FAMILY_LIST } from './families.ts';

/** As in the generated agreements. */
const CHARGE_AT = 0.95;
const SQL = fileURLToPath(new URL('./ablated_device.sql', import.meta.url));

interface Settled {
  readonly data: string;
  readonly run: string;
  readonly truth: string;
  readonly tacs: string;
  /** A folder of its own. */
  readonly scratch: string;
}

/**
 * Figures of the charged list by slice, by family left out; `nothing` has none left out. Null where the month has no model.
 * Declarations must not bind.
 */
export async function ablate(settled: Settled): Promise<Ablations | null> {
  const db = await openPeriod(settled);
  try {
    const figures: Record<string, readonly SliceFigures[]> = {};
    for (const { name, without } of [{ name: 'nothing', without: undefined }, ...FAMILY_LIST]) {
      const all = await judgedAgain(db, settled, name, without);
      if (all === null) return null;
      figures[name] = all.filter(({ method, slice }) => method === 'run' && !slice.startsWith('kind '));
    }
    return figures;
  } finally {
    db.close();
  }
}

async function openPeriod({ data, tacs }: Settled): Promise<Db> {
  const periods = join(data, 'periods');
  const store = readdirSync(periods).find((name) => name.endsWith('.duckdb'))!;
  const db = await Db.open(':memory:');
  const catalogue = classifiedTacs(parseTacs(readFileSync(tacs, 'utf8'), basename(tacs)));
  await db.run('macros');
  await db.exec(`ATTACH '${join(periods, store).replaceAll("'", "''")}' AS period (READ_ONLY)`);
  await db.run('features/tac_catalogue', { scope: JSON.stringify({ catalogue }) });
  await db.run('period/feature');
  await db.exec('CREATE TEMP TABLE scope AS SELECT DISTINCT no, false AS binding FROM feature');
  return db;
}

async function judgedAgain(
  db: Db,
  { run, truth, scratch }: Settled,
  name: string,
  alter: ((rows: ModelRows) => ModelRows) | undefined,
): Promise<readonly SliceFigures[] | null> {
  if (!(await judgeByModel(db, alter))) return null;
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(run, 'features.parquet'), join(folder, 'features.parquet'));
  const words: Record<string, string> = {
    charge_at: String(CHARGE_AT),
    devices: join(run, 'devices.parquet'),
    out: join(folder, 'devices.parquet'),
  };
  const text = readFileSync(SQL, 'utf8').replace(/\{\{(\w+)\}\}/g, (_, key: string) =>
    words[key]!.replaceAll("'", "''"),
  );
  await db.exec(text);
  return (await evaluateRun(folder, truth)).figures;
}
