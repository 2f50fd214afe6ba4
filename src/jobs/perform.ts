/**
 * An order → its result: the stages of the pipeline, or what is made of finished runs. A process does one and loads what that takes:
 * 0.1 s of CPU for a book, where all of it is 0.4 s.
 */
import { basename, join } from 'node:path';
import { pathBelow } from '../access/roots.ts';
import type { FileStatus, IngestedFile } from '../load/ingested-file.ts';
import type { Machine } from '../pipeline.ts';
import type {
  BookWork,
  IngestResult,
  IngestWork,
  Order,
  PackWork,
  Progress,
  ReportWork,
  SettleResult,
  SettleWork,
  SimulateWork,
  TimelineWork,
  TraceWork,
  VerifyWork,
  WorkResult,
} from './work.ts';

/** Files that an ingest lists by name. */
const MAX_PROBLEMS = 1000;
/** Milliseconds between two words of progress: a month has a million files. */
const PROGRESS_MS = 200;
/** What DuckDB may take for a book: beyond it the sort of a million devices' lines spills. */
const BOOK_MEMORY = '512MB';

type OnProgress = (progress: Progress) => void;

/** Throws what the stages throw, and PATH_OUTSIDE for a path that has left its root since it was named. */
export async function perform({ work, machine }: Order, onProgress: OnProgress): Promise<WorkResult> {
  if (work.kind === 'ingest') return performIngest(machine, work, onProgress);
  if (work.kind === 'settle') return performSettle(machine, work, onProgress);
  if (work.kind === 'report') return performReport(machine, work);
  if (work.kind === 'book') return performBook(work);
  if (work.kind === 'trace') return performTrace(machine, work);
  if (work.kind === 'timeline') return performTimeline(machine, work);
  if (work.kind === 'pack') return performPack(machine, work);
  if (work.kind === 'verify') return performVerify(work);
  return performSimulate(machine, work, onProgress);
}

async function performIngest(
  machine: Machine,
  { paths, roots, audit, profile }: IngestWork,
  onProgress: OnProgress,
): Promise<IngestResult> {
  for (const path of paths) pathBelow(roots, path);
  const { runIngest } = await import('../pipeline.ts');
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
  const { runSettle } = await import('../pipeline.ts');
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

/** A preview is the statements whole of the one candidate; a simulation the figures of all of them. */
async function performSimulate(
  machine: Machine,
  { kind, aim, ...request }: SimulateWork,
  onProgress: OnProgress,
): Promise<WorkResult> {
  const { runSimulate } = await import('../pipeline/simulate.ts');
  const { simulationJson } = await import('../pipeline/simulation-json.ts');
  const simulation = await runSimulate(machine, {
    ...request,
    target: aim ?? request.target,
    onStage: (stage) => onProgress({ stage }),
  });
  if (kind === 'simulate') return simulationJson(simulation);
  return {
    period: request.period,
    statements: simulation.agreements.flatMap(({ statements }) => statements),
  };
}

/** Viewers read the results of jobs: the IMSI stays behind its row. */
async function performTrace(machine: Machine, work: TraceWork): Promise<WorkResult> {
  const { traceDevice } = await import('../trace/device.ts');
  const { deviceOfRow } = await import('../trace/line.ts');
  const { data } = machine;
  const folder = join(data, 'runs', work.run);
  const { parts, ...trace } = await traceDevice({
    data,
    run: { runId: work.run, folder },
    lineId: work.line,
    agreement: work.agreement,
    imsi: (await deviceOfRow(folder, work.row)).imsi,
    limit: work.limit,
    machine,
  });
  return { row: work.row, ...trace, parts: parts.map(({ imsi: _, ...part }) => part) };
}

/** Why there is none is told beside it; nothing in it names the IMSI. */
async function performTimeline(machine: Machine, { run, row, limit }: TimelineWork): Promise<WorkResult> {
  const { explainWhole } = await import('../trace/explain.ts');
  const { deviceOfRow } = await import('../trace/line.ts');
  const { data } = machine;
  const folder = join(data, 'runs', run);
  const { imsi, agreement } = await deviceOfRow(folder, row);
  const { devices, no_timeline } = await explainWhole({
    data,
    run: { runId: run, folder },
    imsi,
    limit,
    machine,
  });
  const timeline = devices.find(({ agreement_id }) => agreement_id === agreement)?.timeline ?? null;
  return { row, agreement_id: agreement, timeline, no_timeline };
}

async function performPack(machine: Machine, { run, records, ...work }: PackWork): Promise<WorkResult> {
  const { writePack } = await import('../pack/write.ts');
  const written = await writePack(machine.data, run, { ...work, records: records ? machine : null });
  return { ...written };
}

async function performVerify({ pack, key }: VerifyWork): Promise<WorkResult> {
  const { verificationJson, verifyPack } = await import('../pack/verify.ts');
  return verificationJson(await verifyPack(pack, key));
}

async function performBook(work: BookWork): Promise<WorkResult> {
  const { makeBook } = await import('../book/make.ts');
  await makeBook({ ...work, memory: BOOK_MEMORY });
  return {};
}

async function performReport(
  { data }: Machine,
  { run, out, formats, issued, agreement, pseudonyms, shuffle, invoiceDate }: ReportWork,
): Promise<{ files: string[] }> {
  const { checkIssued, readingRun } = await import('../runs/reading.ts');
  const { pseudonymKey } = await import('../report/pseudonym-key.ts');
  const { writeReport } = await import('../report/write.ts');
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
