#!/usr/bin/env node
/** `roamsettle`: one command a file. */
import { keepCompiled } from '../compile-cache.ts';

keepCompiled();
const { run } = await import('./program.ts');
const { report } = await import('./context.ts');

// Whoever reads the output may stop early (`| head`): that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  // What else keeps the output from being written (a full disk) is told like any error.
  process.exit(report(error, false));
});
// Nobody reads the messages: the exit code still says how it went.
process.stderr.on('error', () => {});

await run(process.argv.slice(2));
