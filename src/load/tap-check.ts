/**
 * Validation without loading: every finding of the decoder, the audit and the file rules, with the TD.57 item, error
 * number and severity where it has one.
 */
import type {
  DecodedTap,
  DecodedWhole,
  DecodeFailure,
  DecodeOutcome,
  Identified,
  Severity,
  TapHeader,
  Td57Error,
} from '../decode/outcome.ts';
import { discoverFiles, type FoundFile, openArchives } from '../files/discover.ts';
import { batchOf } from './batch.ts';
import { Claims } from './claims.ts';
import { DecodePool, isUnread } from './decode-pool.ts';
import { nameBreaks, sequenceGaps } from './file-rules.ts';
import { inOrder } from './in-order.ts';
import { AUDIT_PATH } from './refusal.ts';
import { returnBreaks } from './return-rules.ts';

/** One finding: a row of the list. */
export interface Finding {
  readonly path: string;
  readonly severity: Severity;
  readonly code: string;
  /** TD.57's page and error number; null where the finding has none. */
  readonly item: string | null;
  readonly error: number | null;
  /** 0-based call event. */
  readonly record_index: number | null;
  readonly byte_offset: number | null;
  readonly tag_path: string;
  /** Times it was found; the place is that of the first. */
  readonly count: number;
  readonly detail: string;
}

export interface CheckedFile {
  readonly path: string;
  readonly sha256: string | null;
  readonly kind: string;
  /** `accepted`, `returned` (a Fatal finding), `events_returned` (Severe ones), `copy` of an earlier file, `not_tap`. */
  readonly result: 'accepted' | 'returned' | 'events_returned' | 'copy' | 'not_tap';
  readonly sender: string | null;
  readonly recipient: string | null;
  readonly type: 'CD' | 'TD' | null;
  readonly sequence: string | null;
  readonly release: string | null;
  readonly records: number;
}

export interface TapCheck {
  readonly files: readonly CheckedFile[];
  readonly findings: readonly Finding[];
}

interface Checked {
  readonly file: FoundFile;
  readonly names: readonly string[];
  readonly identified: Identified;
  readonly outcome: DecodeOutcome | null;
}

/** Checks every file under `paths`, sorted by path. Throws as `discoverFiles` does. */
export async function checkTap(
  paths: readonly string[],
  options: { readonly workers: number; readonly onFile?: (done: number, total: number) => void },
): Promise<TapCheck> {
  const files = await openArchives(discoverFiles(paths));
  const pool = new DecodePool(options.workers);
  let done = 0;
  try {
    const checked = await inOrder(files, options.workers * 2, async (file): Promise<Checked[]> => {
      const batches: Checked[] = [];
      for (const identified of await pool.peek(file)) batches.push(await checkBatch(pool, file, identified));
      options.onFile?.(++done, files.length);
      return batches;
    });
    return judge(checked.flat());
  } finally {
    await pool.destroy();
  }
}

const SEQUENCE_PATH = 'TransferBatch/BatchControlInfo/FileSequenceNumber';

/** Kinds that are decoded; the others are no TAP. */
const CHECKED: ReadonlySet<string> = new Set(['tap', 'notification', 'nrtrde', 'rap']);

async function checkBatch(pool: DecodePool, file: FoundFile, found: Identified): Promise<Checked> {
  const { identified, outcome } = await decodeFound(pool, file, found);
  return { ...batchOf(file, identified), identified, outcome };
}

async function decodeFound(pool: DecodePool, file: FoundFile, found: Identified): Promise<DecodedWhole> {
  if (isUnread(found)) return pool.decodeWhole(file, found, true);
  const decodes = CHECKED.has(found.kind) && found.failure === null;
  return { identified: found, outcome: decodes ? await pool.decode(file, found, true) : null };
}

function judge(checked: readonly Checked[]): TapCheck {
  const bySha = Map.groupBy(checked, ({ identified }) => identified.sha256);
  const isCopy = (item: Checked) =>
    item.identified.sha256 !== null && bySha.get(item.identified.sha256)![0] !== item;
  const findings = new Map<Checked, Finding[]>(checked.map((item) => [item, findingsOf(item)]));
  const single = checked.filter((item) => !isCopy(item));
  for (const [item, found] of [
    ...conflictFindings(single),
    ...gapFindings(single),
    ...returnFindings(single),
  ])
    findings.get(item)!.push(found);
  return {
    files: checked.map((item) => fileOf(item, isCopy(item), findings.get(item)!)),
    findings: checked.flatMap((item) => (isCopy(item) ? [] : findings.get(item)!)),
  };
}

function fileOf(item: Checked, copy: boolean, findings: readonly Finding[]): CheckedFile {
  const { file, identified, outcome } = item;
  const header = outcome?.ok ? outcome.header : null;
  const claim = header ?? identified.claim;
  const has = (severity: Severity) => findings.some((finding) => finding.severity === severity);
  const judged = has('fatal') ? 'returned' : has('severe') ? 'events_returned' : 'accepted';
  const notTap = outcome === null && identified.failure === null;
  return {
    path: file.path,
    sha256: identified.sha256,
    kind: identified.kind,
    result: copy ? 'copy' : notTap ? 'not_tap' : judged,
    sender: claim?.sender ?? null,
    recipient: claim?.recipient ?? null,
    type: claim?.type ?? null,
    sequence: claim?.sequence ?? null,
    release: header?.release ?? null,
    records: outcome?.ok ? (outcome.audit?.decoded.records ?? 0) : 0,
  };
}

function findingsOf({ file, names, identified, outcome }: Checked): Finding[] {
  const failure = identified.failure ?? (outcome?.ok === false ? outcome.failure : null);
  if (failure !== null) return [ofFailure(file, 'fatal', failure)];
  if (!outcome?.ok) return [];
  return [
    ...(identified.claim === null ? [] : names).flatMap((name) => nameFindings(file, name, outcome.header)),
    ...auditFindings(file, outcome),
    ...outcome.rejected.map((rejected) => ofFailure(file, 'severe', rejected)),
    ...moreRejected(file, outcome),
    ...outcome.warnings.map((warning) => ({
      ...place(file, 'warning', warning.code, warning.td57),
      byte_offset: warning.byteOffset,
      tag_path: warning.tagPath,
      count: warning.count,
      detail: warning.detail,
    })),
  ];
}

function place(
  file: FoundFile,
  severity: Severity,
  code: string,
  td57: Td57Error | null | undefined,
): Finding {
  return {
    path: file.path,
    severity,
    code,
    item: td57?.item ?? null,
    error: td57?.error ?? null,
    record_index: null,
    byte_offset: null,
    tag_path: '',
    count: 1,
    detail: '',
  };
}

function ofFailure(file: FoundFile, severity: Severity, failure: DecodeFailure): Finding {
  return {
    ...place(file, severity, failure.code, failure.td57),
    record_index: failure.recordIndex,
    byte_offset: failure.byteOffset,
    tag_path: failure.tagPath,
    detail: failure.detail,
  };
}

function moreRejected(file: FoundFile, { rejected, rejectedCount }: DecodedTap): Finding[] {
  const more = rejectedCount - rejected.length;
  if (more <= 0) return [];
  const detail = `${more} more call events are rejected; only the first ${rejected.length} are listed.`;
  return [{ ...place(file, 'severe', 'EVENT_REJECTED', null), count: more, detail }];
}

function nameFindings(file: FoundFile, name: string, header: TapHeader): Finding[] {
  return nameBreaks(name, header).map(({ td57, tagPath, detail }) => ({
    ...place(file, 'fatal', 'FILE_NAME_MISMATCH', td57),
    tag_path: tagPath,
    detail,
  }));
}

function auditFindings(file: FoundFile, { audit }: DecodedTap): Finding[] {
  return (audit?.differences ?? []).map((difference) => ({
    ...place(file, 'fatal', 'TAP_AUDIT_MISMATCH', { item: 'AuditControlInfo', error: difference.error }),
    byte_offset: audit?.byteOffset ?? null,
    tag_path: `${AUDIT_PATH}/${difference.item}`,
    detail: `${difference.item}: audit ${difference.audit ?? 'absent'}, decoded ${difference.decoded}.`,
  }));
}

/** Gaps among the numbers of one sender, recipient and type. */
function gapFindings(checked: readonly Checked[]): [Checked, Finding][] {
  const claimed = checked.filter(({ identified }) => identified.claim !== null);
  const pairs = Map.groupBy(claimed, ({ identified }) => {
    const { sender, recipient, type } = identified.claim!;
    return `${type} ${sender} ${recipient}`;
  });
  return [...pairs.values()].flatMap((files) => {
    const bySequence = Map.groupBy(files, ({ identified }) => identified.claim!.sequence);
    return sequenceGaps(bySequence.keys()).map(({ before, first, last, missing }): [Checked, Finding] => {
      const after = bySequence.get(before)![0]!;
      const numbers = missing === 1 ? first : `${first} to ${last}`;
      return [
        after,
        {
          ...place(after.file, 'warning', 'SEQUENCE_GAP', { item: 'FileSequenceNumber', error: 200 }),
          tag_path: SEQUENCE_PATH,
          count: missing,
          detail: `Higher than expected: ${numbers} missing.`,
        },
      ];
    });
  });
}

/** Different contents with one claim, by the rule of ingest: RAP gives numbers back, and the lowest hash stands. */
function conflictFindings(checked: readonly Checked[]): [Checked, Finding][] {
  const claims = new Claims();
  for (const { outcome } of checked)
    if (outcome?.ok) claims.giveBack(outcome.header, outcome.returns?.files ?? []);
  const claimed = checked.flatMap((item) =>
    item.identified.claim === null ? [] : [{ item, claim: item.identified.claim }],
  );
  claimed.sort((a, b) => (a.item.identified.sha256! < b.item.identified.sha256! ? -1 : 1));
  return claimed.flatMap(({ item, claim }): [Checked, Finding][] => {
    if (!claims.isTaken(claim)) {
      claims.take(claim);
      return [];
    }
    const td57 = { item: 'FileSequenceNumber', error: 201 };
    return [
      [
        item,
        {
          ...place(item.file, 'fatal', 'FILE_SEQUENCE_CONFLICT', td57),
          tag_path: SEQUENCE_PATH,
          detail: `Number ${claim.sequence} was used with other content.`,
        },
      ],
    ];
  });
}

/** Resubmissions against the RAP files of the set. */
function returnFindings(checked: readonly Checked[]): [Checked, Finding][] {
  const decoded = checked.flatMap((item) => (item.outcome?.ok ? [{ item, file: item.outcome }] : []));
  const returns = decoded.flatMap(({ file }) =>
    file.returns === null ? [] : [{ ...file.header, ...file.returns }],
  );
  return decoded.flatMap(({ item, file }) => {
    if (item.identified.claim === null) return [];
    return returnBreaks(file.header, returns).map(({ td57, tagPath, detail }): [Checked, Finding] => [
      item,
      { ...place(item.file, 'warning', 'RAP_SEQUENCE', td57), tag_path: tagPath, detail },
    ]);
  });
}
