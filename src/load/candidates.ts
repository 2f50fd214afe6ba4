/** Identifies files before anything is loaded. A file is read once here, or left to the decoder if its head says enough. */
import type { Identified } from '../decode/outcome.ts';
import { shapeOf } from '../domain/profile/load.ts';
import type { Profile } from '../domain/profile/types.ts';
import { type FoundFile, fileStamp } from '../files/discover.ts';
import { batchOf } from './batch.ts';
import { Claims } from './claims.ts';
import { type DecodePool, isUnread } from './decode-pool.ts';
import { inOrder } from './in-order.ts';

/** A file, or a batch of one. */
export interface Candidate {
  readonly file: FoundFile;
  readonly identified: Identified;
  /** Names of all files of this call with the same content. */
  readonly names: readonly string[];
  /** Of the file when it was identified. */
  readonly stamp: string;
}

/**
 * Identifies all files in their order, and every batch by itself. A plain TAP file stays unread (`isUnread`) if no other file makes
 * its claim and no loaded file holds it: then it has no copy among the files and does not depend on another being refused.
 */
export async function identifyFiles(
  pool: DecodePool,
  files: readonly FoundFile[],
  { workers, profile }: { readonly workers: number; readonly profile?: Profile | null },
  taken: Claims,
): Promise<Candidate[]> {
  const shape = profile ? shapeOf(profile) : null;
  const look = async (file: FoundFile, how: 'peek' | 'identify'): Promise<Candidate[]> => {
    const stamp = fileStamp(file.source.path);
    const found = await pool[how](file, shape);
    return found.map((identified) => ({ ...batchOf(file, identified), identified, stamp }));
  };
  const peeked = (await inOrder(files, workers * 2, (file) => look(file, 'peek'))).flat();
  const claims = Map.groupBy(peeked, ({ identified: { claim } }) => claim && Claims.key(claim));
  const isAlone = ({ identified: { claim } }: Candidate) =>
    claim !== null && claims.get(Claims.key(claim))!.length === 1 && !taken.isTaken(claim);
  const all = await inOrder(peeked, workers * 2, async (candidate) =>
    isUnread(candidate.identified) && !isAlone(candidate) ? look(candidate.file, 'identify') : [candidate],
  );
  return withNames(all.flat());
}

function withNames(candidates: readonly Candidate[]): Candidate[] {
  const copies = Map.groupBy(candidates, ({ identified }) => identified.sha256);
  return candidates.map((candidate) => {
    const { sha256 } = candidate.identified;
    return sha256 === null
      ? candidate
      : { ...candidate, names: copies.get(sha256)!.flatMap((copy) => copy.names) };
  });
}
