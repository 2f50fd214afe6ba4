/**
 * A run → the dispute pack of one of its statements: an archive from which a partner who has nothing else works the
 * statement out again. Written from run folders alone; the same run, key and request give the same bytes.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Statement } from '../domain/statement.ts';
import { digestOf, digestOfFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { ZipWriter } from '../files/zip-writer.ts';
import { pseudonymKey } from '../report/pseudonym-key.ts';
import { readRunFolder } from '../report/read-run.ts';
import { ReportTables } from '../report/tables.ts';
import type { RunInputs } from '../runs/identity.ts';
import { isIssued } from '../runs/issued.ts';
import { readRun } from '../runs/read.ts';
import { checkIssued, readingRun } from '../runs/reading.ts';
import { programDigest } from '../runs/sources.ts';
import type { Db } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import { goneWithProcess, type SpillFolder, spillFolder } from '../store/spill-folder.ts';
import { sqlText } from '../store/sql.ts';
import {
  agreementMember,
  countedMember,
  FORMAT,
  MANIFEST,
  type Manifest,
  MEMBER,
  SIGNATURE,
} from './format.ts';
import { README } from './readme.ts';
import { type RecordsRequest, writeRecords } from './records.ts';
import { packSigner } from './sign.ts';

const FEATURES = 'features.parquet';
const DEVICE_USAGE = 'device-usage.parquet';

export interface PackRequest {
  readonly agreement: string;
  /** File to write; it must not be there yet. */
  readonly out: string;
  /** Charged devices whose evidence is packed: all, none, or so many of them. */
  readonly devices: 'all' | 'none' | number;
  /** What the database may take to give the single records and events of these devices; without it they are not packed. */
  readonly records?: RecordsRequest['machine'] | null;
  readonly pseudonyms: boolean;
}

export interface WrittenPack {
  readonly run_id: string;
  readonly agreement_id: string;
  readonly period: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly members: number;
  readonly evidence: Manifest['evidence'];
  readonly public_key: string;
  readonly fingerprint: string;
}

/** A member: a text, or a file beside the pack. */
type Content = { readonly text: string } | { readonly file: string };

/**
 * Throws what `readRunFolder` and `keyOf` throw, STATEMENT_NOT_FOUND, OUTPUT_EXISTS, OUTPUT_WRITE, ISSUED_CHANGED, RUN_FOREIGN where
 * another version of the program wrote a run that this one cannot read, and DATA_CORRUPT where the run lacks a file, or a run that
 * the statement counts or corrects is gone.
 */
export async function writePack(data: string, runId: string, request: PackRequest): Promise<WrittenPack> {
  await checkIssued(data, runId);
  return readingRun(join(data, 'runs', runId), () => packRun(data, runId, request));
}

async function packRun(data: string, runId: string, request: PackRequest): Promise<WrittenPack> {
  const { out, agreement } = request;
  const file = basename(out);
  if (existsSync(out)) throw new RoamsettleError('OUTPUT_EXISTS', '', { file });
  const runDir = join(data, 'runs', runId);
  const issued = isIssued(data, runId);
  const run = await readRunFolder(runDir, issued);
  const statement = run.statements.find((one) => one.statement.agreement.id === agreement)?.statement;
  if (statement === undefined) throw new RoamsettleError('STATEMENT_NOT_FOUND');
  const lost = [FEATURES, DEVICE_USAGE].find((name) => !existsSync(join(runDir, name)));
  if (lost !== undefined) {
    throw new RoamsettleError('DATA_CORRUPT', 'The run lacks it.', { file: lost });
  }
  const { inputs } = readRun(data, runId);
  const signer = packSigner(data);
  const draft = `${out}.draft`;
  const forgetDraft = goneWithProcess(draft);
  let folder: SpillFolder | undefined;
  try {
    // Beside the pack, never in it: what is spilled holds IMSIs.
    folder = await spillFolder(`${out}.spill-`);
    const spill = folder.path;
    const { tables, evidence, sample } = await writeTables(data, runDir, spill, issued, request);
    if (request.records && sample.length > 0) {
      await writeRecords(spill, { data, runId, agreement, devices: sample, machine: request.records });
      for (const name of [MEMBER.records, MEMBER.events]) tables.push([name, { file: join(spill, name) }]);
    }
    const documents = await packedDocuments(data, statement, inputs, signer.publicPem);
    const contents = [...documents, ...tables];
    const manifest: Manifest = {
      format: FORMAT,
      run_id: runId,
      agreement_id: agreement,
      period: statement.period,
      imsis: request.pseudonyms ? 'pseudonyms' : 'plain',
      evidence,
      settled_by: inputs.program,
      packed_by: programDigest().version,
      members: await Promise.all(contents.map(([name, content]) => describe(name, content))),
    };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeArchive(draft, [[MANIFEST, { text }], [SIGNATURE, { text: signer.sign(text) }], ...contents]);
    await rename(draft, out);
    return {
      run_id: runId,
      agreement_id: agreement,
      period: statement.period,
      bytes: statSync(out).size,
      sha256: await digestOfFile(out),
      members: contents.length + 2,
      evidence,
      public_key: signer.publicPem,
      fingerprint: signer.fingerprint,
    };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (error instanceof RoamsettleError || typeof code !== 'string') throw error;
    throw new RoamsettleError('OUTPUT_WRITE', `(${code})`, { file });
  } finally {
    await rm(draft, { force: true });
    forgetDraft();
    await folder?.remove();
  }
}

/** What a person reads, and what a settlement is given beside tables. */
async function packedDocuments(
  data: string,
  statement: Statement,
  inputs: RunInputs,
  publicPem: string,
): Promise<[string, Content][]> {
  const { run_id, corrects, agreement } = statement;
  const given = (name: string): Content => ({ file: join(data, 'runs', run_id, 'inputs', name) });
  const documents: [string, Content][] = [
    [MEMBER.readme, { text: README }],
    [MEMBER.publicKey, { text: publicPem }],
  ];
  for (const { digest } of inputs.agreements.filter(({ id }) => id === agreement.id))
    documents.push([agreementMember(digest), given(`agreement-${digest}.yaml`)]);
  if (inputs.rates !== null) documents.push([MEMBER.rates, given('rates.csv')]);
  documents.push([MEMBER.statement, { text: `${JSON.stringify(statement, null, 2)}\n` }]);
  for (const counted of inputs.counted.filter(({ agreement_id }) => agreement_id === agreement.id))
    documents.push([countedMember(counted.period), await earlier(data, counted.run_id, agreement.id)]);
  if (corrects !== null) documents.push([MEMBER.corrected, await earlier(data, corrects, agreement.id)]);
  return documents;
}

/** Statement of an earlier run, as it was settled. */
async function earlier(data: string, runId: string, agreement: string): Promise<Content> {
  const file = `statement-${agreement}.json`;
  try {
    return { text: await readFile(join(data, 'runs', runId, file), 'utf8') };
  } catch {
    throw new RoamsettleError('DATA_CORRUPT', 'A run that counts has lost it.', { file });
  }
}

interface PackedEvidence {
  readonly evidence: Manifest['evidence'];
  /** The devices whose evidence is packed. */
  readonly sample: RecordsRequest['devices'];
}

async function writeTables(
  data: string,
  runDir: string,
  folder: string,
  issued: boolean,
  { agreement, pseudonyms, devices }: PackRequest,
): Promise<{ tables: [string, Content][] } & PackedEvidence> {
  const tables = await ReportTables.open(runDir, folder, {
    issued,
    agreement,
    pseudonyms: pseudonyms ? { key: pseudonymKey(data), shuffled: false } : null,
    invoiceDate: null,
  });
  try {
    await tables.write('csv', folder, ['devices', 'totals', 'bridge', 'udr', 'bsr', 'charging-document']);
    const packed = await tables.use((db) => packTables(db, runDir, folder, devices));
    const names = [MEMBER.lines, MEMBER.ddr, MEMBER.devices, MEMBER.measures, MEMBER.usage] as string[];
    if (devices !== 'none') names.push(MEMBER.evidence);
    return { tables: names.map((name) => [name, { file: join(folder, name) }]), ...packed };
  } finally {
    tables.close();
  }
}

/** The tables that only packs have. */
async function packTables(
  db: Db,
  runDir: string,
  folder: string,
  devices: PackRequest['devices'],
): Promise<PackedEvidence> {
  const paths = { features_path: FEATURES, device_usage_path: DEVICE_USAGE };
  for (const [name, file] of Object.entries(paths))
    await db.exec(`SET VARIABLE ${name} = $value`, { value: literalPath(join(runDir, file)) });
  await db.run('pack/pack_device');
  await db.run('pack/pack_measure');
  const write = (query: string, name: string, options: string) =>
    db.exec(`COPY (${query}\n) TO $target (${options})`, { target: join(folder, name) });
  const csv = 'FORMAT csv, HEADER true';
  await write(sqlText('pack/devices', { as_text: 'spreadsheet_text' }), MEMBER.devices, csv);
  await write(sqlText('pack/measures'), MEMBER.measures, csv);
  await write(sqlText('pack/usage'), MEMBER.usage, csv);
  const most = devices === 'all' ? Number.MAX_SAFE_INTEGER : devices === 'none' ? 0 : devices;
  await db.run('pack/pack_sample', { run_id: basename(runDir), devices: BigInt(most) });
  if (devices !== 'none') await write(sqlText('pack/evidence'), MEMBER.evidence, 'FORMAT json');
  const [row] = await db.query<{ devices: bigint; charged: bigint }>(
    "SELECT (SELECT count(*) FROM pack_sample) AS devices, count(*) FILTER (decision = 'charge') AS charged FROM pack_device",
  );
  const sample = await db.query<{ ordinal: bigint; imsi: string }>(
    'SELECT ordinal, own_imsi AS imsi FROM pack_sample ORDER BY ordinal',
  );
  return {
    evidence: { devices: Number(row!.devices), charged: Number(row!.charged) },
    sample: sample.map(({ ordinal, imsi }) => ({ ordinal: Number(ordinal), imsi })),
  };
}

async function describe(name: string, content: Content): Promise<Manifest['members'][number]> {
  return 'text' in content
    ? { name, bytes: Buffer.byteLength(content.text), sha256: digestOf(content.text) }
    : { name, bytes: statSync(content.file).size, sha256: await digestOfFile(content.file) };
}

async function writeArchive(path: string, contents: readonly (readonly [string, Content])[]): Promise<void> {
  const zip = new ZipWriter(path);
  try {
    for (const [name, content] of contents) {
      if ('text' in content) zip.addText(name, content.text);
      else await zip.addStream(name, createReadStream(content.file));
    }
    await zip.end();
  } catch (error) {
    zip.abort();
    throw error;
  }
}
