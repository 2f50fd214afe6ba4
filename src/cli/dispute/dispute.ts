/** `roamsettle dispute`: the register of what partners dispute. */
import { Command } from 'commander';
import { disputeImportCommand } from './import.ts';
import { disputeListCommand } from './list.ts';
import { disputeResolveCommand } from './resolve.ts';
import { disputeShowCommand } from './show.ts';

export function disputeCommand(): Command {
  const group = new Command('dispute').description(
    'Register what a partner disputes, and what became of it.',
  );
  const commands = [
    disputeImportCommand(),
    disputeListCommand(),
    disputeShowCommand(),
    disputeResolveCommand(),
  ];
  for (const command of commands) group.addCommand(command.exitOverride());
  return group;
}
