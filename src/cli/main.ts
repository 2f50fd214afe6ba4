#!/usr/bin/env node
/** `roamsettle`: one command a file; this one only names them and turns errors into exit codes. */
import { Command, CommanderError } from 'commander';
import { checkCommand } from './check.ts';
import { report } from './context.ts';
import { demoCommand } from './demo.ts';
import { explainCommand } from './explain.ts';
import { generateCommand } from './generate.ts';
import { ingestCommand } from './ingest.ts';
import { reportCommand } from './report.ts';
import { runsCommand } from './runs.ts';
import { settleCommand } from './settle.ts';
import { statusCommand } from './status.ts';

const program = new Command('roamsettle')
  .description(
    'Settlement of wholesale roaming with IoT segments: TAP and signaling files in, statements out.',
  )
  .exitOverride()
  .configureHelp({ sortSubcommands: false });

const commands = [
  demoCommand(),
  generateCommand(),
  ingestCommand(),
  settleCommand(),
  reportCommand(),
  explainCommand(),
  checkCommand(),
  statusCommand(),
  runsCommand(),
];
for (const command of commands) program.addCommand(command.exitOverride());

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else process.exitCode = report(error, process.argv.includes('--json'));
}
