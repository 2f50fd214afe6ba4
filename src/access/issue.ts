/** An issue stands in the audit log before it is done, and so does a refusal. */
import { RoamsettleError } from '../errors.ts';
import { audit } from './audit.ts';

/** Throws what `issue` throws. */
export async function auditedIssue<T>(
  data: string,
  { who, runId, waivers }: { who: string; runId: string; waivers: readonly { id: string; reason: string }[] },
  issue: () => Promise<T>,
): Promise<T> {
  const passed = waivers.map(({ id, reason }) => ({ id, reason }));
  const subject = { run_id: runId, ...(passed.length > 0 && { waivers: passed }) };
  audit(data, { who, action: 'issue', subject });
  try {
    return await issue();
  } catch (error) {
    const code = error instanceof RoamsettleError ? error.code : 'INTERNAL';
    audit(data, { who, action: 'issue_refused', subject: { run_id: runId, code } });
    throw error;
  }
}
