/** Worker: takes parts of a large file off the worker that reads it (decode.ts), until that one has no more. */
import type { MessagePort } from 'node:worker_threads';
import { helpOn } from '../src/decode/parts/team.ts';

export interface HelpTask {
  readonly port: MessagePort;
}

export default function help({ port }: HelpTask): Promise<void> {
  return helpOn(port);
}
