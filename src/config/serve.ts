/**
 * What `serve` is told: defaults ← file (YAML) ← environment (`ROAMSETTLE_<KEY>`) ← flags, by one schema. An unknown key or
 * variable is an error.
 */
import { delimiter } from 'node:path';
import { readDocument } from '../domain/agreement/document.ts';
import { checkAgainst, compileSchema } from '../domain/agreement/schema.ts';
import { readTextFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { HELD_BY } from '../store/hold.ts';
import schema from './serve.schema.json' with { type: 'json' };

export interface ServeConfig {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  /** Folders below which clients may name files. */
  readonly roots: readonly string[];
  readonly auth: 'tokens' | 'none';
  /** Of the process of a job: decode workers and database threads, and its memory. */
  readonly workers: number;
  readonly memory: string;
  readonly log_level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Bytes of a body that is no upload, of an upload, and of all uploads that are kept. */
  readonly body_bytes: number;
  readonly upload_bytes: number;
  readonly uploads_bytes: number;
  /** Seconds that a body may take, an upload may pause, and a job gets when the server is stopped. */
  readonly body_seconds: number;
  readonly upload_pause_seconds: number;
  readonly shutdown_seconds: number;
  readonly requests_per_minute: number;
  readonly page_rows: number;
  /** Jobs that wait: in all, and of one token. */
  readonly jobs_waiting: number;
  readonly jobs_waiting_each: number;
  /** Queries of run folders at once, and what DuckDB may take for them. */
  readonly readers: number;
  readonly reader_memory: string;
  /** Of all processors, while files are loaded. */
  readonly answer_percent: number;
  /** Reports made at once; connections that watch jobs. */
  readonly reports: number;
  readonly watchers: number;
}

const PREFIX = 'ROAMSETTLE_';
/** Variables with the prefix that are not of the server's configuration. */
const OTHERS = new Set([HELD_BY, `${PREFIX}CONFIG`, `${PREFIX}LONG`]);
const MAX_CONFIG_BYTES = 64 * 1024;

type Properties = Record<string, { type: string; description: string }>;
const properties = schema.properties as Properties;
const check = compileSchema<Partial<ServeConfig>>(schema);

export interface ConfigSources {
  /** Path of a YAML file; where it is not given, the variable ROAMSETTLE_CONFIG. */
  readonly file: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Values of flags by key, those that were given. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** What depends on the machine. */
  readonly defaults: Pick<ServeConfig, 'workers' | 'memory'>;
}

/** Frozen. Throws CONFIG_INVALID naming file and line, variable or flag, and what `readTextFile` throws. */
export async function readServeConfig(sources: ConfigSources): Promise<ServeConfig> {
  const path = sources.file ?? sources.environment[`${PREFIX}CONFIG`] ?? null;
  const config = {
    ...checked({}, 'the defaults'),
    ...sources.defaults,
    ...(path === null ? {} : await fromFile(path)),
    ...fromEnvironment(sources.environment),
    ...checkedEach(sources.flags, (key) => `--${key.replaceAll('_', '-')}`),
  } as ServeConfig;
  return Object.freeze(config);
}

async function fromFile(path: string): Promise<Partial<ServeConfig>> {
  const { text, file } = await readTextFile(path, MAX_CONFIG_BYTES, 'CONFIG_INVALID');
  const document = readDocument(text, file, 'CONFIG_INVALID');
  const given = Object.keys((document.value as object | null) ?? {});
  const all = checkAgainst(check, document, 'CONFIG_INVALID');
  // The schema has filled in its defaults, which must not hide what the machine says.
  return Object.fromEntries(Object.entries(all).filter(([key]) => given.includes(key)));
}

function fromEnvironment(environment: ConfigSources['environment']): Partial<ServeConfig> {
  const given: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || OTHERS.has(name) || text === undefined) continue;
    const key = name.slice(PREFIX.length).toLowerCase();
    const type = properties[key]?.type;
    if (type === undefined) throw new RoamsettleError('CONFIG_INVALID', `The variable ${name} is not known.`);
    given[key] = type === 'integer' ? Number(text) : type === 'array' ? text.split(delimiter) : text;
  }
  return checkedEach(given, (key) => `${PREFIX}${key.toUpperCase()}`);
}

function checkedEach(given: Readonly<Record<string, unknown>>, nameOf: (key: string) => string) {
  for (const [key, value] of Object.entries(given)) checked({ [key]: value }, nameOf(key));
  return given as Partial<ServeConfig>;
}

/** With the defaults of the schema. */
function checked(value: Record<string, unknown>, where: string): Partial<ServeConfig> {
  const copy = { ...value };
  if (check()(copy)) return copy;
  const key = Object.keys(value)[0] ?? '';
  throw new RoamsettleError(
    'CONFIG_INVALID',
    `${where}: ${properties[key]?.description ?? 'it is not known'}.`,
  );
}
