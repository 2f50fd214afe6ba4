/** `roamsettle audit`: who issued, waived, reviewed, made a token or saw an IMSI. */
import { Command } from 'commander';
import { showCommand } from './show.ts';
import { verifyCommand } from './verify.ts';

export function auditCommand(): Command {
  return new Command('audit')
    .description('Show and verify the audit log.')
    .addCommand(showCommand().exitOverride())
    .addCommand(verifyCommand().exitOverride());
}
