/** `roamsettle review`: the queue of devices that a person has to decide, and what was decided. */
import { Command } from 'commander';
import { reviewDecideCommand } from './decide.ts';
import { reviewExportCommand } from './export.ts';
import { reviewHistoryCommand } from './history.ts';
import { reviewImportCommand } from './import.ts';
import { reviewListCommand } from './list.ts';

export function reviewCommand(): Command {
  const group = new Command('review').description(
    'Devices that wait for a person, by the amount at stake, and what reviewers decided.',
  );
  const commands = [
    reviewListCommand(),
    reviewExportCommand(),
    reviewDecideCommand(),
    reviewImportCommand(),
    reviewHistoryCommand(),
  ];
  for (const command of commands) group.addCommand(command.exitOverride());
  return group;
}
