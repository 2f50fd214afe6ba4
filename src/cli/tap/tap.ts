/** `roamsettle tap`: looks at TAP files without loading them. */
import { Command } from 'commander';
import { tapCheckCommand } from './check.ts';
import { tapShowCommand } from './show.ts';

export function tapCommand(): Command {
  const group = new Command('tap').description('Look at TAP files without loading them.');
  for (const command of [tapShowCommand(), tapCheckCommand()]) group.addCommand(command.exitOverride());
  return group;
}
