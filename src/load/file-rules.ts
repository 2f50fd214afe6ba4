/**
 * Rules over whole files (TD.57 BatchControlInfo and FileSequenceNumber): what a file's name says against its header,
 * and what a set of files says together. Names that do not look like TD.57's say nothing.
 */
import type { TapHeader, Td57Error } from '../decode/outcome.ts';

/** Where a rule is broken: the group or field, and why. */
export interface FileRuleBreak {
  readonly td57: Td57Error | null;
  readonly tagPath: string;
  readonly detail: string;
}

/** CD or TD, sender, recipient, sequence number; any extension may follow. */
const NAME = /^(CD|TD)([A-Z0-9]{5})([A-Z0-9]{5})(\d{5})(?![A-Z0-9])/i;
const HEADER = 'TransferBatch/BatchControlInfo';

type NamedHeader = Pick<TapHeader, 'sender' | 'recipient' | 'sequence' | 'type'>;

/** What the name contradicts in the header; empty where it fits or is no TD.57 name. All of it is Fatal. */
export function nameBreaks(name: string, header: NamedHeader): FileRuleBreak[] {
  const [, type, sender, recipient, sequence] = NAME.exec(name.toUpperCase()) ?? [];
  if (type === undefined) return [];
  const breaks: FileRuleBreak[] = [];
  const differs = (field: string, named: string | undefined, found: string, td57: Td57Error | null) => {
    if (named === found) return;
    breaks.push({
      td57,
      tagPath: `${HEADER}/${field}`,
      detail: `${field}: the file name says ${named}, the header ${found}.`,
    });
  };
  differs('FileSequenceNumber', sequence, header.sequence, { item: 'FileSequenceNumber', error: 100 });
  differs('Sender', sender, header.sender.toUpperCase(), null);
  differs('Recipient', recipient, header.recipient.toUpperCase(), null);
  if (type !== header.type) {
    const test = header.type === 'TD';
    breaks.push({
      td57: { item: 'BatchControlInfo', error: test ? 38 : 39 },
      tagPath: `${HEADER}/FileTypeIndicator`,
      detail: test
        ? 'FileTypeIndicator is present, the file name is that of a chargeable file.'
        : 'FileTypeIndicator is absent, the file name is that of a test file.',
    });
  }
  return breaks;
}

/** Sequence numbers go round after this one, to 00001. */
const LAST_SEQUENCE = 99_999;

export interface SequenceGap {
  /** The number that is higher than expected. */
  readonly before: string;
  readonly first: string;
  readonly last: string;
  readonly missing: number;
}

/**
 * Gaps in the sequence numbers of one sender, recipient and type (TD.57 FileSequenceNumber error 200, Warning). Numbers wrap
 * around after 99999, so the widest gap is taken as lying outside the set.
 */
export function sequenceGaps(sequences: Iterable<string>): SequenceGap[] {
  const numbers = [...new Set([...sequences].map(Number))].filter((n) => n >= 1).sort((a, b) => a - b);
  const gaps = numbers.map((number, i) => {
    const previous = i === 0 ? numbers.at(-1)! - LAST_SEQUENCE : numbers[i - 1]!;
    return { number, previous, missing: number - previous - 1 };
  });
  const widest = gaps.reduce((a, b) => (b.missing > a.missing ? b : a), gaps[0] ?? null!);
  return gaps
    .filter((gap) => gap !== widest && gap.missing > 0)
    .map(({ number, previous, missing }) => ({
      before: text(number),
      first: text(previous + 1),
      last: text(number - 1),
      missing,
    }));
}

function text(number: number): string {
  const turned = number < 1 ? number + LAST_SEQUENCE : number;
  return String(turned).padStart(5, '0');
}
