/** Proposals for the next amendment: as tables, as the sheet of an annex, and as the `declared` block. */
import type { Agreement } from '../../domain/agreement/types.ts';
import { csvText } from '../../domain/csv.ts';
import type { DeclaredKind } from '../../findings/ranges/entries.ts';
import type { ShareInterval } from '../../findings/ranges/interval.ts';
import {
  type AgreementRanges,
  type DeclaredEntry,
  declaredWith,
  type Matched,
  type Proposal,
  type RunRanges,
} from '../../findings/ranges/ranges.ts';
import { formatAmount, formatCount } from '../../report/format.ts';
import { renderTable } from './table.ts';

const KINDS: Readonly<Record<DeclaredKind, string>> = { imsi_range: 'IMSI', apn: 'APN', tac: 'TAC' };
/** Ranges are never cut. */
const WIDTH = 160;

export function rangesText(ranges: RunRanges): string {
  return ranges.agreements.map(agreementText).join('\n\n');
}

function agreementText(found: AgreementRanges): string {
  const { agreement_id, currency, newly_found, newly_found_amount, proposals, together, declared } = found;
  const parts = [
    `${agreement_id}: ${formatCount(newly_found)} devices are charged and not declared, and owe ${formatAmount(newly_found_amount)} ${currency}`,
  ];
  if (proposals.length > 0) {
    const rows = proposals.map((proposal) => [
      ...entryCells(proposal),
      formatCount(proposal.newly_found),
      proposal.adds === null ? '-' : `+${formatCount(proposal.adds)}`,
      ...countCells(proposal),
    ]);
    parts.push(table(['proposal', '', 'new', 'adds', ...COUNTS], rows));
  }
  parts.push(
    `${together.proposals} proposals cover ${together.newly_found} of them (${together.newly_found_percent ?? '0.00'} %), owing ${formatAmount(together.amount)} ${currency}; they match ${together.machines} machines, ${together.reviews} devices in review, ${together.humans} human and ${together.ignored} ignored.`,
  );
  if (declared.length > 0) {
    const rows = declared.map((entry) => [
      ...entryCells(entry),
      entry.devices === 0 ? 'unseen' : entry.stale ? 'stale' : '',
      ...countCells(entry),
    ]);
    parts.push(table(['declared', '', '', ...COUNTS], rows));
  }
  return parts.join('\n');
}

const COUNTS = ['machines', 'review', 'human', 'ignored', 'share of machines', 'owe', 'TAP'];

function entryCells({ kind, value }: Matched): string[] {
  return [KINDS[kind], value];
}

function countCells(entry: Matched): string[] {
  return [
    ...[entry.machines, entry.reviews, entry.humans, entry.ignored].map(formatCount),
    shareText(entry.machine_share),
    formatAmount(entry.amount),
    formatAmount(entry.tap_amount),
  ];
}

function shareText(interval: ShareInterval | null): string {
  if (interval === null) return '-';
  const [share, low, high] = [interval.share, interval.low, interval.high].map((value) => value.toFixed(2));
  return `${share} (${low} to ${high})`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const align = heads.map((_, i) => (i < 2 ? 'left' : 'right'));
  return renderTable(heads, rows, align, { width: WIDTH });
}

const COLUMNS = [
  ...['imsi_range', 'apn', 'tac', 'newly_found', 'adds', 'machines', 'reviews', 'humans', 'ignored'],
  ...['share_low', 'share_high', 'amount', 'tap_amount', 'currency'],
];

/** The proposals that are taken; `roamsettle declare` finds its columns by their names. */
export function proposalCsv({ proposals, currency }: AgreementRanges): string {
  const rows = proposals
    .filter(({ adds }) => adds !== null)
    .map((p) => [
      ...(['imsi_range', 'apn', 'tac'] as const).map((kind) => (p.kind === kind ? p.value : '')),
      ...[p.newly_found, p.adds, p.machines, p.reviews, p.humans, p.ignored],
      ...[p.machine_share?.low ?? null, p.machine_share?.high ?? null, p.amount, p.tap_amount, currency],
    ]);
  return csvText(COLUMNS, rows);
}

/** What is declared and what is proposed, each new or stale entry with what speaks for that. */
export function proposalYaml(
  { run_id, period }: RunRanges,
  found: AgreementRanges,
  agreement: Agreement,
): string {
  const lists = declaredWith(agreement, found.proposals);
  const notes = new Map([
    ...found.declared.flatMap((entry): [string, string][] =>
      entry.stale ? [[entry.value, `stale: ${countText(entry)}`]] : [],
    ),
    ...found.proposals.map((proposal): [string, string] => [
      proposal.value,
      `new: ${proposal.newly_found} found anew; ${countText(proposal)}`,
    ]),
  ]);
  const list = (name: string, values: readonly string[]) => {
    if (values.length === 0) return [`  ${name}: []`];
    const item = (value: string) => {
      const note = notes.get(value);
      return `    - "${value}"${note === undefined ? '' : ` # ${note}`}`;
    };
    return [`  ${name}:`, ...values.map(item)];
  };
  return [
    `# ${agreement.id} version ${agreement.version}, with what run ${run_id} of ${period} found beside it.`,
    'declared:',
    `  binding: ${agreement.declared.binding}`,
    ...list('imsi_ranges', lists.imsi_ranges),
    ...list('apns', lists.apns),
    ...list('tacs', lists.tacs),
    '',
  ].join('\n');
}

function countText({ machines, reviews, humans }: Proposal | DeclaredEntry): string {
  return `${machines} machines, ${reviews} in review, ${humans} human`;
}
