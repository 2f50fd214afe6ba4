#!/usr/bin/env node
/** `roamsettle`: one command a file. */
import { keepCompiled } from '../compile-cache.ts';

keepCompiled();
const { run } = await import('./program.ts');

// Whoever reads the output may stop early (`| head`): that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
});

await run(process.argv.slice(2));
