#!/usr/bin/env node
/** `roamsettle`: one command a file. */
import { enableCompileCache } from 'node:module';

// What Node makes of the sources is kept in its own folder of temporary files: a quarter of a second of every start.
enableCompileCache();
await import('./program.ts');
