/** `roamsettle audit verify`: every entry follows from the one before it, and the one that somebody wrote down is among them. */
import { Command, InvalidArgumentError } from 'commander';
import { readAudit } from '../../access/audit.ts';
import { RoamsettleError } from '../../errors.ts';
import { print, withData, withJson } from '../context.ts';

interface Flags {
  readonly head?: string;
  readonly data: string;
  readonly json?: boolean;
}

export function verifyCommand(): Command {
  const command = new Command('verify')
    .description(
      'Verify the hash chain of the audit log, and show its head: kept elsewhere, it proves the end too.',
    )
    .option('--head <sha256>', 'head of an earlier `verify`, which must be in the chain', hash);
  return withJson(withData(command)).action((flags: Flags) => {
    let last: { number: number; sha256: string } | null = null;
    let isKnown = flags.head === undefined;
    for (const { number, sha256 } of readAudit(flags.data)) {
      last = { number, sha256 };
      if (sha256 === flags.head) isKnown = true;
    }
    if (!isKnown) throw new RoamsettleError('CHAIN_BROKEN', 'The head that is named is not in the chain.');
    print(flags, { entries: last?.number ?? 0, head: last?.sha256 ?? null }, () =>
      last === null
        ? 'no entries'
        : `${last.number} entries, each follows from the one before; head ${last.sha256}`,
    );
  });
}

function hash(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new InvalidArgumentError('64 hexadecimal digits.');
  return text;
}
