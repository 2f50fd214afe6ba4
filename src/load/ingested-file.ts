/** What became of a file, or of one batch of it, in an ingest. */

export type FileStatus = 'loaded' | 'duplicate' | 'refused' | 'quarantined';

export interface IngestedFile {
  readonly path: string;
  readonly sha256: string | null;
  readonly kind: string;
  readonly status: FileStatus;
  readonly code: string | null;
  readonly detail: string | null;
  readonly byte_offset: number | null;
  readonly tag_path: string | null;
  readonly record_index: number | null;
  readonly records: number;
  readonly rejected_rows: number;
  readonly repeated_rows: number;
  readonly warnings: readonly {
    code: string;
    count: number;
    byte_offset: number | null;
    tag_path: string | null;
    detail: string;
  }[];
}

/** By path; the batches of one file, `FILE#2`, by their numbers. */
export function byPath(a: IngestedFile, b: IngestedFile): number {
  const [pathA, numberA] = parts(a.path);
  const [pathB, numberB] = parts(b.path);
  if (pathA !== pathB) return pathA < pathB ? -1 : 1;
  return numberA - numberB;
}

function parts(path: string): readonly [string, number] {
  const [, file, number] = /^(.*)#(\d+)$/s.exec(path) ?? [];
  return file === undefined ? [path, 0] : [file, Number(number)];
}
