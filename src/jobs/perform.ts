/** An order → its result: the stages of the pipeline, or a report. */
import { basename } from 'node:path';
import { pathBelow } from '../access/roots.ts';
import type { FileStatus, IngestedFile } from '../load/ingested-file.ts';
import { type Machine, runIngest, runSettle } from '../pipeline.ts';
import { pseudonymKey } from '../report/pseudonym-key.ts';
import { writeReport } from '../report/write.ts';
import { checkIssued, readingRun } from '../runs/reading.ts';
import type {
  IngestResult,
  IngestWork,
  Order,
  Progress,
  ReportWork,
  SettleResult,
  SettleWork,
  WorkResult,
} from './work.ts';

/** Files that an ingest lists by name. */
const MAX_PROBLEMS = 1000;
/** Milliseconds between two words of progress: a month has a million files. */
const PROGRESS_MS = 200;

type OnProgress = (progress: Progress) => void;

/** Throws what the stages throw, and PATH_OUTSIDE for a path that has left its root since it was named. */
export async function perform({ work, machine }: Order, onProgress: OnProgress): Promise<WorkResult> {
  if (work.kind === 'ingest') return performIngest(machine, work, onProgress);
  if (work.kind === 'settle') return performSettle(machine, work, onProgress);
  return performReport(machine, work);
}

async function performIngest(
  machine: Machine,
  { paths, roots, audit, profile }: IngestWork,
  onProgress: OnProgress,
): Promise<IngestResult> {
  for (const path of paths) pathBelow(roots, path);
  let told = 0;
  const files = await runIngest(machine, paths, {
    audit,
    ...(profile === null ? {} : { profile }),
    onFile: (done, total) => {
      if (performance.now() - told < PROGRESS_MS && done < total) return;
      told = performance.now();
      onProgress({ stage: 'ingest', done, total });
    },
  });
  const of = (status: FileStatus) => files.filter((file) => file.status === status);
  const sum = (count: (file: IngestedFile) => number) =>
    files.reduce((total, file) => total + count(file), 0);
  return {
    files: {
      loaded: of('loaded').length,
      duplicate: of('duplicate').length,
      refused: of('refused').length,
      quarantined: of('quarantined').length,
    },
    records: of('loaded').reduce((total, { records }) => total + records, 0),
    rejected_rows: sum(({ rejected_rows }) => rejected_rows),
    problems: files
      .filter(({ status }) => status === 'refused' || status === 'quarantined')
      .slice(0, MAX_PROBLEMS)
      .map(({ path, sha256, kind, status, code, detail, byte_offset, tag_path }) => ({
        path,
        sha256,
        kind,
        status,
        code,
        detail,
        byte_offset,
        tag_path,
      })),
  };
}

async function performSettle(
  machine: Machine,
  { kind: _, waive, lists, corrects, reverses, ...request }: SettleWork,
  onProgress: OnProgress,
): Promise<SettleResult> {
  const { runId, period, reused, statements, stages } = await runSettle(machine, {
    ...request,
    ...(waive === null ? {} : { waive }),
    ...(lists === null ? {} : { lists }),
    ...(corrects === null ? {} : { corrects }),
    ...(reverses === null ? {} : { reverses }),
    onStage: (stage) => onProgress({ stage }),
  });
  return {
    run_id: runId,
    period,
    reused,
    statements: statements.map(({ agreement, totals, currency }) => ({
      agreement_id: agreement.id,
      net: totals.net,
      currency,
    })),
    stages,
  };
}

async function performReport(
  { data }: Machine,
  { run, out, formats, issued, agreement, pseudonyms, shuffle, invoiceDate }: ReportWork,
): Promise<{ files: string[] }> {
  await checkIssued(data, basename(run));
  return readingRun(run, () =>
    writeReport(run, out, formats, {
      issued,
      agreement,
      pseudonyms: pseudonyms ? { key: pseudonymKey(data), shuffled: shuffle } : null,
      invoiceDate,
    }),
  );
}
