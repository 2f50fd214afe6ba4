/** Mapping profiles from files: size, YAML, JSON Schema, meaning. */
import { readDocument, refuseAt } from '../agreement/document.ts';
import { checkAgainst, compileSchema } from '../agreement/schema.ts';
import { digestOf, readTextFile } from '../text-file.ts';
import profileSchema from './schema.json' with { type: 'json' };
import { timeReader } from './time.ts';
import type { ColumnRule, Profile, ProfileShape, RawProfile, Source, Where } from './types.ts';

const MAX_PROFILE_BYTES = 1024 * 1024;
const check = compileSchema<RawProfile>(profileSchema);

/** Throws FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE, or PROFILE_INVALID with line and key. */
export async function loadProfile(path: string): Promise<Profile> {
  const { text, file } = await readTextFile(path, MAX_PROFILE_BYTES, 'PROFILE_INVALID');
  return parseProfile(text, file);
}

/** One profile from YAML (or JSON) text; `file` is its name without folder, for errors. Throws PROFILE_INVALID. */
export function parseProfile(text: string, file: string): Profile {
  const document = readDocument(text, file, 'PROFILE_INVALID');
  const raw = checkAgainst(check, document, 'PROFILE_INVALID');
  const refuse = (path: (string | number)[], detail: string): never =>
    refuseAt(document, path, 'PROFILE_INVALID', detail);

  if (raw.separator !== undefined && raw.format !== 'csv') refuse(['separator'], 'Only a csv has it.');
  try {
    timeReader(raw.time);
  } catch (error) {
    refuse(['time', 'format'], (error as Error).message);
  }
  for (const [i, message] of raw.messages.entries()) {
    const { pairing } = message;
    if (pairing !== undefined && pairing.request.key.length !== pairing.answer.key.length) {
      refuse(
        ['messages', i, 'pairing', 'answer', 'key'],
        'It has as many columns as the key of the request.',
      );
    }
    for (const [column, rule] of Object.entries(message.columns)) {
      for (const source of sourcesOf(rule)) {
        const problem = sourceProblem(source);
        if (problem !== null) refuse(['messages', i, 'columns', column], problem);
      }
    }
  }
  return { ...raw, digest: digestOf(text), reads: readsOf(raw) };
}

/** A column's rule as a list of sources. */
export function sourcesOf(rule: ColumnRule): Source[] {
  const list = Array.isArray(rule) ? (rule as readonly (string | Source)[]) : [rule as string | Source];
  return list.map((source) => (typeof source === 'string' ? { from: source } : source));
}

export function shapeOf(profile: Profile): ProfileShape {
  return {
    format: profile.format,
    separator: profile.format === 'tsv' ? '\t' : (profile.separator ?? ','),
    timeColumn: profile.time.column,
    required: profile.reads.filter((name) => !profile.optional?.includes(name)),
  };
}

function sourceProblem(source: Source): string | null {
  if ((source.from === undefined) === (source.value === undefined)) return 'A source has `from` or `value`.';
  if (Array.isArray(source.from) !== (source.as === 'mcc_mnc')) {
    return 'Two columns in `from` go with `as: mcc_mnc`.';
  }
  if (source.three_digit_mnc !== undefined && source.as !== 'mcc_mnc') {
    return '`three_digit_mnc` goes with `as: mcc_mnc`.';
  }
  const maps = source.values !== undefined || source.prefixes !== undefined;
  return source.otherwise !== undefined && !maps ? '`otherwise` goes with `values` or `prefixes`.' : null;
}

function readsOf(raw: RawProfile): string[] {
  const names = new Set([raw.time.column, ...(raw.single ?? [])]);
  const where = (conditions: Where | undefined) => {
    for (const name of Object.keys(conditions ?? {})) names.add(name);
  };
  for (const message of raw.messages) {
    where(message.where);
    for (const rule of Object.values(message.columns)) {
      for (const source of sourcesOf(rule)) {
        for (const name of [source.from ?? []].flat()) names.add(name);
        where(source.when);
      }
    }
    for (const side of message.pairing === undefined
      ? []
      : [message.pairing.request, message.pairing.answer]) {
      where(side.where);
      for (const name of side.key) names.add(name);
    }
    if (message.carry !== undefined) names.add(message.carry.key);
  }
  return [...names];
}
