/** `roamsettle tap show`: one record, one element or a whole file as JSON with the names of TD.57. */
import { basename } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { afterFiller } from '../../decode/ber/framing.ts';
import { type Shown, showBatch } from '../../decode/show.ts';
import { RoamsettleError } from '../../errors.ts';
import { readInflated } from '../../files/inflate.ts';
import { withJson } from '../context.ts';

interface Flags {
  readonly record?: number;
  readonly offset?: number;
  readonly json?: boolean;
}

const INDENT = 2;

export function tapShowCommand(): Command {
  const command = new Command('show')
    .description(
      'Print a TAP, NRTRDE or RAP file as JSON with the names of its standard; subscribers are not masked.',
    )
    .argument('<file>', 'plain, gzip or zstd')
    .option('--record <n>', 'only this call event, counted from 0', parseNumber)
    .option('--offset <n>', 'only the element that begins at this byte of the inflated file', parseNumber);
  return withJson(command).action(async (path: string, flags: Flags) => {
    const { bytes } = await readInflated(path);
    const file = basename(path);
    const from = afterFiller(bytes, 0);
    if (from === bytes.length) throw new RoamsettleError('FILE_EMPTY', '', { file });
    const shown = showBatch(bytes, from, { ...flags, indent: flags.json ? 0 : INDENT }, (text) => {
      process.stdout.write(text);
    });
    if (shown.result !== 'absent') process.stdout.write('\n');
    finish(shown, file, flags);
  });
}

function finish(shown: Shown, file: string, flags: Flags): void {
  if (shown.result === 'shown') return;
  if (shown.result === 'absent') {
    throw flags.offset === undefined
      ? new RoamsettleError('RECORD_NOT_FOUND', `It has ${shown.records} call events.`, { file })
      : new RoamsettleError('RECORD_NOT_FOUND', 'No element begins there.', {
          file,
          byteOffset: flags.offset,
        });
  }
  const { fault, tagPath } = shown;
  throw new RoamsettleError(fault.code, fault.detail, { file, byteOffset: fault.offset, tagPath });
}

function parseNumber(text: string): number {
  const number = Number(text);
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number from 0.');
  return number;
}
