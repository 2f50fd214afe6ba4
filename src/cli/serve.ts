/** `roamsettle serve`: the HTTP API of a data folder. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { readServeConfig } from '../config/serve.ts';
import { print, withMachineFlags } from './context.ts';

interface Flags {
  readonly config?: string;
  readonly json?: boolean;
  readonly [flag: string]: unknown;
}

/** Flags that are keys of the configuration. */
const KEYS: Readonly<Record<string, string>> = {
  data: 'data',
  host: 'host',
  port: 'port',
  root: 'roots',
  workers: 'workers',
  memory: 'memory',
  logLevel: 'log_level',
};

export function serveCommand(): Command {
  const command = new Command('serve')
    .description('Serve the HTTP API of a data folder: on loopback, with tokens, unless told otherwise.')
    .option('--config <file>', 'YAML of docs/http.md; flags and ROAMSETTLE_* variables go before it')
    .option('--data <dir>', 'data folder (default: "./data")')
    .option('--host <address>', 'address to listen on (default: "127.0.0.1")')
    .option('--port <n>', 'port to listen on; 0: any (default: 8080)', wholeNumber)
    .option('--root <dir...>', 'folders below which clients may name files')
    .option('--no-auth', 'ask for no token; on loopback alone')
    .addOption(
      new Option('--log-level <level>', 'what is logged, as JSON on standard error').choices([
        'debug',
        'info',
        'warn',
        'error',
        'silent',
      ]),
    );
  return withMachineFlags(command).action(async (flags: Flags, self: Command) => {
    const config = await readServeConfig({
      file: flags.config ?? null,
      environment: process.env,
      flags: givenFlags(flags, self),
      defaults: { workers: flags.workers as number, memory: flags.memory as string },
    });
    // The server and its plugins take a third of a second to load: only who serves pays for them.
    const { serve } = await import('../http/serve.ts');
    const { url, close } = await serve(config, process.stderr);
    print(flags, { url, pid: process.pid, data: config.data }, () => `serving ${config.data} on ${url}`);
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await close();
  });
}

/** Values that stand on the command line, by key. */
function givenFlags(flags: Flags, self: Command): Record<string, unknown> {
  const given = Object.entries(KEYS)
    .filter(([flag]) => self.getOptionValueSource(flag) === 'cli')
    .map(([flag, key]) => [key, flags[flag]] as const);
  return { ...Object.fromEntries(given), ...(flags.auth === false ? { auth: 'none' } : {}) };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('a port from 0 to 65535.');
  return Number(text);
}
