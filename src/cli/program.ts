/** The commands by name, and errors as exit codes. */
import { Command, CommanderError } from 'commander';
import { RoamsettleError } from '../errors.ts';
import { programDigest } from '../runs/sources.ts';
import { printError, report } from './context.ts';

/** In the order of the help. A command is loaded when it is asked for: all of them take a quarter of a second. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import('./demo.ts')).demoCommand(),
  generate: async () => (await import('./generate.ts')).generateCommand(),
  ingest: async () => (await import('./ingest.ts')).ingestCommand(),
  settle: async () => (await import('./settle.ts')).settleCommand(),
  simulate: async () => (await import('./simulate.ts')).simulateCommand(),
  issue: async () => (await import('./issue.ts')).issueCommand(),
  report: async () => (await import('./report.ts')).reportCommand(),
  reconcile: async () => (await import('./reconcile.ts')).reconcileCommand(),
  pack: async () => (await import('./pack.ts')).packCommand(),
  verify: async () => (await import('./verify.ts')).verifyCommand(),
  dispute: async () => (await import('./dispute/dispute.ts')).disputeCommand(),
  review: async () => (await import('./review/review.ts')).reviewCommand(),
  explain: async () => (await import('./explain.ts')).explainCommand(),
  diff: async () => (await import('./diff.ts')).diffCommand(),
  trace: async () => (await import('./trace.ts')).traceCommand(),
  evaluate: async () => (await import('./evaluate.ts')).evaluateCommand(),
  ranges: async () => (await import('./ranges.ts')).rangesCommand(),
  blindspots: async () => (await import('./blindspots.ts')).blindspotsCommand(),
  drift: async () => (await import('./drift.ts')).driftCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  declare: async () => (await import('./declare.ts')).declareCommand(),
  status: async () => (await import('./status.ts')).statusCommand(),
  runs: async () => (await import('./runs.ts')).runsCommand(),
  serve: async () => (await import('./serve.ts')).serveCommand(),
  token: async () => (await import('./token/token.ts')).tokenCommand(),
  audit: async () => (await import('./audit/audit.ts')).auditCommand(),
  tap: async () => (await import('./tap/tap.ts')).tapCommand(),
};

/** Runs one command line, without the names of Node and the program; what comes of it is in `process.exitCode`. */
export async function run(args: readonly string[]): Promise<void> {
  const program = new Command('roamsettle')
    .description(
      'Settlement of wholesale roaming with IoT segments: TAP and signaling files in, statements out.',
    )
    .version(programDigest().version)
    .exitOverride()
    .configureHelp({ sortSubcommands: false });

  const [asked = ''] = args;
  const names = Object.hasOwn(COMMANDS, asked) ? [asked] : Object.keys(COMMANDS);
  for (const name of names) program.addCommand((await COMMANDS[name]!()).exitOverride());

  hideIdentifiers(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const json = args.includes('--json');
    if (!(error instanceof CommanderError)) process.exitCode = report(error, json);
    else if (error.exitCode !== 0) {
      // Commander has said on standard error what is wrong with the line.
      if (json) printError(new RoamsettleError('USAGE', hidden(error.message.replace(/^error: /, ''))));
      process.exitCode = 2;
    }
  }
}

/** Commander repeats what it does not understand: it may be an IMSI in the wrong place, and standard error a log. */
function hideIdentifiers(command: Command): void {
  command.configureOutput({ outputError: (text, write) => write(hidden(text)) });
  command.commands.forEach(hideIdentifiers);
}

function hidden(text: string): string {
  return text.replace(/\d{10,}/g, '…');
}
