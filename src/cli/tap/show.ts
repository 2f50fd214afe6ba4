/** `roamsettle tap show`: one record, one element or a whole file as JSON with the names of TD.57. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { splitBatches } from '../../decode/batches.ts';
import { type Shown, showBatch } from '../../decode/show.ts';
import { RoamsettleError } from '../../errors.ts';
import { type FileRef, isZip, readInflated } from '../../files/inflate.ts';
import { zipMembers } from '../../files/zip.ts';
import { withJson } from '../context.ts';

interface Flags {
  readonly record?: number;
  readonly offset?: number;
  readonly batch: number;
  readonly json?: boolean;
}

const INDENT = 2;

export function tapShowCommand(): Command {
  const command = new Command('show')
    .description(
      'Print a TAP, NRTRDE or RAP file as JSON with the names of its standard; subscribers are not masked.',
    )
    .argument('<file>', 'plain, gzip or zstd; a member of a zip archive as ARCHIVE!MEMBER')
    .option('--batch <n>', 'of a file with several batches, counted from 1', parseNumber, 1)
    .option('--record <n>', 'only this call event, counted from 0', parseNumber)
    .option('--offset <n>', 'only the element that begins at this byte of the inflated file', parseNumber);
  return withJson(command).action(async (path: string, flags: Flags) => {
    const file = basename(path);
    const { bytes } = await readInflated(await sourceOf(path));
    const batches = splitBatches(bytes);
    if (batches.length === 0) throw new RoamsettleError('FILE_EMPTY', '', { file });
    const batch = batches[flags.batch - 1];
    if (batch === undefined)
      throw new RoamsettleError('RECORD_NOT_FOUND', `It has ${batches.length} batches.`, { file });
    const shown = showBatch(
      bytes.subarray(0, batch.to),
      batch.from,
      { ...flags, indent: flags.json ? 0 : INDENT },
      (text) => {
        process.stdout.write(text);
      },
    );
    if (shown.result !== 'absent') process.stdout.write('\n');
    finish(shown, file, flags);
  });
}

/** The file, or the member that `ARCHIVE!MEMBER` names; of an archive with one member, that. */
async function sourceOf(path: string): Promise<FileRef> {
  if (isZip(path)) {
    const members = await zipMembers(path);
    if (members.length === 1) return { path, member: members[0]!.index };
    const detail = `It is an archive of ${members.length} members: name one as ARCHIVE!MEMBER.`;
    throw new RoamsettleError('USAGE', detail, { file: basename(path) });
  }
  const mark = path.lastIndexOf('!');
  const archive = path.slice(0, Math.max(mark, 0));
  if (mark < 0 || existsSync(path) || !isZip(archive)) return { path };
  const member = (await zipMembers(archive)).find(({ name }) => name === path.slice(mark + 1));
  if (member === undefined) throw new RoamsettleError('FILE_NOT_FOUND', '', { file: basename(path) });
  return { path: archive, member: member.index };
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
