/** `roamsettle audit verify`: every entry follows from the one before it, and the one that somebody wrote down is among them. */
import { Command, InvalidArgumentError } from 'commander';
import { verifyAudit } from '../../access/audit.ts';
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
    const { entries, head } = verifyAudit(flags.data, flags.head ?? null);
    print(flags, { entries, head }, () =>
      head === null ? 'no entries' : `${entries} entries, each follows from the one before; head ${head}`,
    );
  });
}

function hash(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new InvalidArgumentError('64 hexadecimal digits.');
  return text;
}
