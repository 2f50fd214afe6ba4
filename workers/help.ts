/** Worker: takes parts of a large file off the worker that reads it (decode.ts), until that one has no more. */
import type { MessagePort } from 'node:worker_threads';
import type { SpareSet } from '../src/arrow/spare-buffers.ts';
import { helpOn } from '../src/decode/parts/team.ts';
import { decodedPart, useSpare } from './rows.ts';

export interface HelpTask {
  readonly port: MessagePort;
  /** Buffers to be used again. */
  readonly spare?: readonly SpareSet[];
}

export default function help({ port, spare }: HelpTask): Promise<void> {
  useSpare(spare);
  return helpOn(port, decodedPart);
}
