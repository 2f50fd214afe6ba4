/** The fields of a row of a profile's file: TSV, CSV with any separator, or the keys of a flat JSON object. */

import type { Profile } from '../../domain/profile/types.ts';
import { RoamsettleError } from '../../errors.ts';
import { DEFECT_LINE } from './lines.ts';

/** Widest header. */
const COLUMNS_MAX = 2048;
/** A JSON number that a binary fraction may not hold exactly. */
const LONG_NUMBER = /\d{16}/;

export interface FieldReader {
  /** Where each column stands in the fields. */
  readonly places: ReadonlyMap<string, number>;
  /** Fields of a line, or the defect that keeps it from having any. */
  read(text: string): readonly string[] | string;
}

/** The columns of a header line; null where a quote is out of place. */
function splitFields(text: string, separator: string): string[] | null {
  if (separator === '\t' || !text.includes('"')) return text.split(separator);
  const escaped = separator.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const field = new RegExp(`("(?:[^"]|"")*"|[^"${escaped}]*)(${escaped}|$)`, 'y');
  const fields: string[] = [];
  for (;;) {
    const found = field.exec(text);
    if (found === null) return null;
    const raw = found[1] ?? '';
    fields.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (found[2] === '') return fields;
  }
}

/** Reads rows under `header`. Throws SIGNALING_HEADER where it lacks a column of the profile or has one twice. */
export function delimitedReader(
  profile: Profile,
  header: string,
  separator: string,
  file: string,
  line: number,
): FieldReader {
  const names = splitFields(header, separator)?.map((name) => name.trim());
  const refuse = (detail: string) => new RoamsettleError('SIGNALING_HEADER', detail, { file, line });
  if (names === undefined) throw refuse('A quote in it is out of place.');
  if (names.length > COLUMNS_MAX) throw refuse(`${names.length} columns, at most ${COLUMNS_MAX}.`);
  const places = new Map<string, number>();
  for (const name of profile.reads) {
    const at = names.indexOf(name);
    if (at === -1 && !profile.optional?.includes(name)) throw refuse(`Missing: ${name}.`);
    if (at !== names.lastIndexOf(name)) throw refuse(`${name} stands twice.`);
    if (at !== -1) places.set(name, at);
  }
  return {
    places,
    read: (text) => {
      const fields = splitFields(text, separator);
      if (fields === null) return 'bad_quote';
      return fields.length === names.length ? fields : 'column_count';
    },
  };
}

export function jsonReader(profile: Profile): FieldReader {
  const { reads } = profile;
  return {
    places: new Map(reads.map((name, index) => [name, index])),
    read: (text) => {
      const object = parseFlat(text);
      if (object === null) return 'bad_json';
      const fields: string[] = [];
      for (const name of reads) {
        const value = Object.hasOwn(object, name) ? object[name] : null;
        if (typeof value === 'object' && value !== null) return 'bad_json';
        fields.push(value === null ? '' : String(value));
      }
      return fields;
    },
  };
}

/** The object, long numbers as they are written; null where the text is none. */
function parseFlat(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = LONG_NUMBER.test(text) ? JSON.parse(text, asWritten) : JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function asWritten(_: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? value) : value;
}

/** The reason of a line that could not be handed on, or null. */
export function lineDefect(text: string): string | null {
  return text === DEFECT_LINE.lineTooLong || text === DEFECT_LINE.badUtf8 ? text.slice(1) : null;
}
