/** A frame and the parts of its call events → the outcome of the pass over the whole file. */
import type { ColumnBatch } from '../../arrow/batch.ts';
import { type PatternTable, recodePatterns } from '../../arrow/patterns.ts';
import { PATTERN_COLUMNS } from '../../arrow/schemas.ts';
import type { DecodedTap, DecodeWarning } from '../outcome.ts';
import { compareAudit, totalsOf } from '../tap/audit.ts';
import type { MoneySums } from '../tap/record-columns.ts';
import { MAX_LISTED_REJECTIONS } from '../tap/state.ts';
import { MAX_DICTIONARY_VALUES } from '../text-dictionary.ts';
import type { Frame } from './frame.ts';
import type { DecodedPart } from './part.ts';

/** Path of the group that totals are held against. */
const AUDIT_PATH = 'TransferBatch/AuditControlInfo';

/**
 * Joins all parts of the list, in their order; the codes of their batches are rewritten in place. Null where the texts may be
 * more than one file's dictionary takes: only the whole pass knows which records that rejects.
 */
export function joinParts<Batch extends ColumnBatch>(
  frame: Frame,
  parts: readonly DecodedPart<Batch>[],
): DecodedTap<Batch> | null {
  const dictionaries = joinDictionaries(parts);
  if (dictionaries === null) return null;
  const records = sum(parts, (part) => part.records);
  const warnings = new Warnings(frame, parts);
  const { header, tables } = frame;
  const audited = {
    amountsUnread: parts.some((part) => part.amountsUnread),
    spanUnknown: parts.some((part) => part.spanUnknown),
    span: joinSpans(parts),
    chargeTypes: joinChargeTypes(parts),
    warn: (code: string, byteOffset: number, detail: string) =>
      warnings.add({ code, count: 1, detail, byteOffset, tagPath: AUDIT_PATH }),
  };
  return {
    ok: true,
    header,
    tables,
    audit: compareAudit(audited, frame.audit, totalsOf(records, joinMoney(parts))),
    batches: parts.flatMap((part) => part.batches),
    charges: parts.flatMap((part) => part.charges),
    rejected: parts.flatMap((part) => part.rejected).slice(0, MAX_LISTED_REJECTIONS),
    rejectedCount: sum(parts, (part) => part.rejectedCount),
    returns: null,
    dictionaries,
    warnings: warnings.sorted(),
  };
}

function sum(parts: readonly DecodedPart[], count: (part: DecodedPart) => number): number {
  return parts.reduce((total, part) => total + count(part), 0);
}

/** Warnings by code: the place is that of the first one in the file, whoever found it. */
class Warnings {
  readonly #byCode = new Map<string, DecodeWarning>();

  constructor({ warnings, eventsAt }: Frame, parts: readonly DecodedPart[]) {
    const isBefore = ({ byteOffset }: DecodeWarning) => byteOffset < eventsAt;
    for (const warning of warnings.filter(isBefore)) this.add(warning);
    for (const part of parts) for (const warning of part.warnings) this.add(warning);
    for (const warning of warnings) if (!isBefore(warning)) this.add(warning);
  }

  add(warning: DecodeWarning): void {
    const known = this.#byCode.get(warning.code);
    const counted = known === undefined ? warning : { ...known, count: known.count + warning.count };
    this.#byCode.set(warning.code, counted);
  }

  sorted(): DecodeWarning[] {
    return [...this.#byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  }
}

function joinSpans(parts: readonly DecodedPart[]): DecodedPart['span'] {
  const of = (pick: (span: DecodedPart['span']) => number) => parts.map(({ span }) => pick(span));
  return {
    earliestLow: Math.min(...of((span) => span.earliestLow)),
    earliestHigh: Math.min(...of((span) => span.earliestHigh)),
    latestLow: Math.max(...of((span) => span.latestLow)),
    latestHigh: Math.max(...of((span) => span.latestHigh)),
  };
}

function joinChargeTypes(parts: readonly DecodedPart[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { chargeTypes } of parts)
    for (const [type, amount] of chargeTypes) sums.set(type, (sums.get(type) ?? 0n) + amount);
  return sums;
}

function joinMoney(parts: readonly DecodedPart[]): MoneySums {
  const of = (column: keyof MoneySums) => parts.reduce((total, { money }) => total + money[column], 0n);
  return {
    charge: of('charge'),
    camel_fee: of('camel_fee'),
    refund: of('refund'),
    tax: of('tax'),
    tax_refund: of('tax_refund'),
    discount: of('discount'),
    discount_refund: of('discount_refund'),
  };
}

/** A batch as decoded, or as arranged for the store. */
type AnyBatch = ColumnBatch & { readonly patterns?: PatternTable };

/** In the order of their first records the texts get the codes that one pass would have given them. */
function joinDictionaries(parts: readonly DecodedPart[]): DecodedTap['dictionaries'] | null {
  const [first] = parts;
  for (const name of Object.keys(first?.spellings ?? {}))
    if (sum(parts, ({ spellings }) => spellings[name]!) > MAX_DICTIONARY_VALUES) return null;
  const joined: Record<string, readonly string[]> = {};
  for (const name of Object.keys(first?.dictionaries ?? {})) {
    const codes = new Map<string, number>();
    for (const part of parts) {
      const texts = part.dictionaries[name]!;
      for (const text of texts) if (!codes.has(text)) codes.set(text, codes.size);
      const inFile = Int32Array.from(texts, (text) => codes.get(text)!);
      if (inFile.some((code, i) => code !== i))
        for (const batch of [...part.batches, ...part.charges]) recode(batch, name, inFile);
    }
    joined[name] = [...codes.keys()];
  }
  return joined;
}

function recode({ rows, columns, patterns }: AnyBatch, name: string, inFile: Int32Array): void {
  if (patterns !== undefined) recodePatterns(patterns, PATTERN_COLUMNS.indexOf(name), inFile);
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) return;
  const codes = new Int32Array(column.values, 0, rows);
  // A null slot holds any bits.
  for (let i = 0; i < rows; i++) codes[i] = inFile[codes[i]!] ?? 0;
}
