/** The commands by name, and errors as exit codes. */
import { Command, CommanderError } from 'commander';
import { RoamsettleError } from '../errors.ts';
import { programDigest } from '../runs/sources.ts';
import { checkCommand } from './check.ts';
import { printError, report } from './context.ts';
import { declareCommand } from './declare.ts';
import { demoCommand } from './demo.ts';
import { diffCommand } from './diff.ts';
import { explainCommand } from './explain.ts';
import { generateCommand } from './generate.ts';
import { ingestCommand } from './ingest.ts';
import { issueCommand } from './issue.ts';
import { reconcileCommand } from './reconcile.ts';
import { reportCommand } from './report.ts';
import { runsCommand } from './runs.ts';
import { settleCommand } from './settle.ts';
import { simulateCommand } from './simulate.ts';
import { statusCommand } from './status.ts';
import { tapCommand } from './tap/tap.ts';

const program = new Command('roamsettle')
  .description(
    'Settlement of wholesale roaming with IoT segments: TAP and signaling files in, statements out.',
  )
  .version(programDigest().version)
  .exitOverride()
  .configureHelp({ sortSubcommands: false });

const commands = [
  demoCommand(),
  generateCommand(),
  ingestCommand(),
  settleCommand(),
  simulateCommand(),
  issueCommand(),
  reportCommand(),
  reconcileCommand(),
  explainCommand(),
  diffCommand(),
  checkCommand(),
  declareCommand(),
  statusCommand(),
  runsCommand(),
  tapCommand(),
];
for (const command of commands) program.addCommand(command.exitOverride());

// Whoever reads the output may stop early (`| head`): that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  const json = process.argv.includes('--json');
  if (!(error instanceof CommanderError)) process.exitCode = report(error, json);
  else if (error.exitCode !== 0) {
    // Commander has said on standard error what is wrong with the line.
    if (json) printError(new RoamsettleError('USAGE', error.message.replace(/^error: /, '')));
    process.exitCode = 2;
  }
}
