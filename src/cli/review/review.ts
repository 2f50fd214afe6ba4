/** `roamsettle review`: the queue of devices that a person has to decide, and what was decided. */
import { Command } from 'commander';
import { reviewDecideCommand } from './decide.ts';
import { reviewExportCommand } from './export.ts';
import { reviewHistoryCommand } from './history.ts';
import { reviewImportCommand } from './import.ts';
import { reviewListCommand } from './list.ts';

export function reviewCommand(): Command {
  return new Command('review')
    .description('Devices that wait for a person, by the amount at stake, and what reviewers decided.')
    .addCommand(reviewListCommand())
    .addCommand(reviewExportCommand())
    .addCommand(reviewDecideCommand())
    .addCommand(reviewImportCommand())
    .addCommand(reviewHistoryCommand());
}
