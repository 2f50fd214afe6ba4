/** The work of a job with the paths of its documents, and of the file that it leaves. */
import { join } from 'node:path';
import type { CommandWork, JobWork } from './work.ts';

/** `inputs`: folder of the documents that the job was given; `output`: folder of what it leaves. */
export function placed(
  work: Exclude<JobWork, CommandWork>,
  { inputs, output }: { readonly inputs: string; readonly output: string },
): Exclude<JobWork, CommandWork> {
  const at = (name: string | null) => (name === null ? null : join(inputs, name));
  const tables = <T extends { tacs: string | null; rates: string | null; lists: string | null }>(of: T) => ({
    tacs: at(of.tacs),
    rates: at(of.rates),
    lists: at(of.lists),
  });
  switch (work.kind) {
    case 'ingest':
      return { ...work, profile: at(work.profile) };
    case 'settle':
      return { ...work, ...tables(work), agreements: join(inputs, work.agreements), waive: at(work.waive) };
    case 'simulate':
    case 'preview':
      return {
        ...work,
        ...tables(work),
        candidates: work.candidates.map((name) => join(inputs, name)),
        among: at(work.among),
        aim: at(work.aim),
      };
    case 'verify':
      return { ...work, key: at(work.key) };
    case 'pack':
      return { ...work, out: join(output, work.out) };
    case 'trace':
    case 'timeline':
      return work;
  }
}
