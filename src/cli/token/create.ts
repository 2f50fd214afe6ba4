/** `roamsettle token create`: a token, shown once. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { audit, commandLineUser } from '../../access/audit.ts';
import { createToken, ROLES, type Role } from '../../access/tokens.ts';
import { print, withData, withJson } from '../context.ts';

interface Flags {
  readonly role: Role;
  readonly name: string;
  readonly days?: number;
  readonly data: string;
  readonly json?: boolean;
}

export function createCommand(): Command {
  const command = new Command('create')
    .description('Make a token. It is shown once: the data folder keeps a hash of it.')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .requiredOption('--name <name>', 'whose it is, for the log and the audit log')
    .option('--days <n>', 'days until it expires; left out: until it is revoked', days);
  return withJson(withData(command)).action((flags: Flags) => {
    const { data, name, role } = flags;
    const { token, note } = createToken(data, { name, role, days: flags.days ?? null });
    audit(data, {
      who: commandLineUser(),
      action: 'token_create',
      subject: { id: note.id, name, role, expires_at: note.expires_at },
    });
    print(flags, { token, ...note }, () => token);
  });
}

function days(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 3650)
    throw new InvalidArgumentError('a whole number from 1 to 3650.');
  return count;
}
