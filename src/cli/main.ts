#!/usr/bin/env node
/** `roamsettle`: one command a file. */
import { enableCompileCache } from 'node:module';

// What Node makes of the sources is kept in its own folder of temporary files: a quarter of a second of every start.
enableCompileCache();
const { run } = await import('./program.ts');

// Whoever reads the output may stop early (`| head`): that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
});

await run(process.argv.slice(2));
