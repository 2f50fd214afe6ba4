/** `roamsettle token`: who may use the server. */
import { Command } from 'commander';
import { createCommand } from './create.ts';
import { listCommand } from './list.ts';
import { revokeCommand } from './revoke.ts';

export function tokenCommand(): Command {
  return new Command('token')
    .description('Make, list and revoke the tokens of the HTTP API.')
    .addCommand(createCommand().exitOverride())
    .addCommand(listCommand().exitOverride())
    .addCommand(revokeCommand().exitOverride());
}
