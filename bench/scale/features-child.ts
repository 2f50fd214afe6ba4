/**
 * The yardstick of bench/features.ts: `node bench/scale/features-child.ts DATABASE PERIOD_STORE FOLDER THREADS MEMORY`. The
 * same features in plain SQL, over the loaded events in the order of time. Prints what both sides say of the devices.
 */
import { join } from 'node:path';
import { scaleSql, withDuckdb } from './sql.ts';
import { stage } from './stage.ts';
import { DAY, DAYS, MONTH_START } from './world.ts';

/** The month in the agreements' time zone: two hours ahead of UTC where it begins, one where it ends. */
const FROM_MS = (MONTH_START - 2 * 3600) * 1000;
const UNTIL_MS = (MONTH_START + DAYS * DAY - 3600) * 1000;

const [database = '', store = '', folder = '', threads = '2', memory = '4GB'] = process.argv.slice(2);
const settings = { threads, memory_limit: memory, temp_directory: join(folder, 'plain-spill') };
const row = await withDuckdb(join(folder, 'plain.duckdb'), settings, async (db) => {
  const attach = (path: string, as: string) =>
    db.run(`ATTACH '${path.replaceAll("'", "''")}' AS ${as} (READ_ONLY)`);
  await attach(database, 'loaded');
  await attach(store, 'period');
  await stage('copy', async () => {
    await db.run(scaleSql('plain_event', { from_ms: FROM_MS, until_ms: UNTIL_MS }));
    await db.run('CHECKPOINT');
  });
  const words = { first_day: Math.floor(FROM_MS / (DAY * 1000)) };
  await stage('plain', async () => void (await db.run(scaleSql('plain_feature', words))));
  return (await db.runAndReadAll(scaleSql('plain_digest'))).getRowObjectsJson()[0];
});
process.stdout.write(`${JSON.stringify(row)}\n`);
