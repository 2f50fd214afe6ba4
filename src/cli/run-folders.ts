/** What commands that read run folders share. */
import { RoamsettleError } from '../errors.ts';
import { readStatements } from '../runs/read.ts';
import { Db } from '../store/db.ts';

/** Lets `work` use a database in memory, for what reads run folders. */
export async function withReader<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const db = await Db.open(':memory:');
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

/** The agreement that a flag names, or the only one of the run. Throws USAGE where it has several. */
export function oneAgreement(flags: { data: string; agreement?: string }, runId: string): string {
  if (flags.agreement !== undefined) return flags.agreement;
  const [only, ...others] = readStatements(flags.data, runId);
  if (only === undefined || others.length > 0)
    throw new RoamsettleError('USAGE', 'The run has several statements: name one by --agreement.');
  return only.agreement.id;
}
