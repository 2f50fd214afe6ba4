/** `roamsettle token revoke`: a token is worth nothing from now on, in a running server too. */
import { Command } from 'commander';
import { audit, commandLineUser } from '../../access/audit.ts';
import { revokeToken } from '../../access/tokens.ts';
import { print, withData, withJson } from '../context.ts';

export function revokeCommand(): Command {
  const command = new Command('revoke')
    .description('Revoke a token.')
    .argument('<id>', 'its id, of `token list`');
  return withJson(withData(command)).action((id: string, flags: { data: string; json?: boolean }) => {
    const { name, role } = revokeToken(flags.data, id);
    audit(flags.data, { who: commandLineUser(), action: 'token_revoke', subject: { id, name, role } });
    print(flags, { id, name, role }, () => `revoked ${id} (${name}, ${role})`);
  });
}
