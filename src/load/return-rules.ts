/** Resubmissions against what RAP files returned (TD.57 BatchControlInfo errors 37 and 40, Warnings). */
import type { RapReturns, TapHeader } from '../decode/outcome.ts';
import type { FileRuleBreak } from './file-rules.ts';

/** A RAP file: the home network is its sender. */
export type ReturnFile = Pick<TapHeader, 'sender' | 'recipient' | 'type' | 'sequence' | 'available'> &
  RapReturns;

const TAG_PATH = 'TransferBatch/BatchControlInfo/RapFileSequenceNumber';

/**
 * What the header of a TAP file contradicts in the RAP files of its pair. Without RAP files nothing is reported: they may be
 * stored elsewhere.
 */
export function returnBreaks(
  header: Pick<TapHeader, 'sender' | 'recipient' | 'type' | 'sequence' | 'available' | 'rapSequence'>,
  returns: readonly ReturnFile[],
): FileRuleBreak[] {
  const ours = returns.filter(
    ({ sender, recipient, type }) =>
      sender === header.recipient && recipient === header.sender && type === header.type,
  );
  if (ours.length === 0) return [];
  const { rapSequence } = header;
  if (rapSequence !== null) {
    if (ours.some(({ sequence }) => sequence === rapSequence)) return [];
    const detail = `RapFileSequenceNumber is ${rapSequence}, and no RAP file of that number returned anything.`;
    return [{ td57: { item: 'BatchControlInfo', error: 40 }, tagPath: TAG_PATH, detail }];
  }
  const returned = ours.find(
    ({ files, available }) => files.includes(header.sequence) && utc(available) < utc(header.available),
  );
  if (returned === undefined) return [];
  const detail = `RAP file ${returned.sequence} returned number ${header.sequence} before; RapFileSequenceNumber is absent.`;
  return [{ td57: { item: 'BatchControlInfo', error: 37 }, tagPath: TAG_PATH, detail }];
}

function utc(time: TapHeader['available']): number {
  return time === null ? Number.NaN : time.local - 60 * time.offset;
}
