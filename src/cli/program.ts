/** The commands by name, and errors as exit codes. */
import { Command, CommanderError } from 'commander';
import { RoamsettleError } from '../errors.ts';
import { programDigest } from '../runs/sources.ts';
import { auditCommand } from './audit/audit.ts';
import { blindspotsCommand } from './blindspots.ts';
import { checkCommand } from './check.ts';
import { printError, report } from './context.ts';
import { declareCommand } from './declare.ts';
import { demoCommand } from './demo.ts';
import { diffCommand } from './diff.ts';
import { disputeCommand } from './dispute/dispute.ts';
import { driftCommand } from './drift.ts';
import { evaluateCommand } from './evaluate.ts';
import { explainCommand } from './explain.ts';
import { generateCommand } from './generate.ts';
import { ingestCommand } from './ingest.ts';
import { issueCommand } from './issue.ts';
import { packCommand } from './pack.ts';
import { rangesCommand } from './ranges.ts';
import { reconcileCommand } from './reconcile.ts';
import { reportCommand } from './report.ts';
import { reviewCommand } from './review/review.ts';
import { runsCommand } from './runs.ts';
import { serveCommand } from './serve.ts';
import { settleCommand } from './settle.ts';
import { simulateCommand } from './simulate.ts';
import { statusCommand } from './status.ts';
import { tapCommand } from './tap/tap.ts';
import { tokenCommand } from './token/token.ts';
import { traceCommand } from './trace.ts';
import { verifyCommand } from './verify.ts';

/** Runs one command line, without the names of Node and the program; what comes of it is in `process.exitCode`. */
export async function run(args: readonly string[]): Promise<void> {
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
    packCommand(),
    verifyCommand(),
    disputeCommand(),
    reviewCommand(),
    explainCommand(),
    diffCommand(),
    traceCommand(),
    evaluateCommand(),
    rangesCommand(),
    blindspotsCommand(),
    driftCommand(),
    checkCommand(),
    declareCommand(),
    statusCommand(),
    runsCommand(),
    serveCommand(),
    tokenCommand(),
    auditCommand(),
    tapCommand(),
  ];
  for (const command of commands) program.addCommand(command.exitOverride());

  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const json = args.includes('--json');
    if (!(error instanceof CommanderError)) process.exitCode = report(error, json);
    else if (error.exitCode !== 0) {
      // Commander has said on standard error what is wrong with the line.
      if (json) printError(new RoamsettleError('USAGE', error.message.replace(/^error: /, '')));
      process.exitCode = 2;
    }
  }
}
