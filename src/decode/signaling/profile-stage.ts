/**
 * Text files of a profile's shape → signaling_field. TypeScript maps line by line, because value maps, octets and time
 * zones are no work for SQL; DuckDB pairs requests with answers over the whole file, spilling to disk where it must.
 */
import { basename } from 'node:path';
import { shapeOf } from '../../domain/profile/load.ts';
import type { Profile } from '../../domain/profile/types.ts';
import { RoamsettleError } from '../../errors.ts';
import { blobValue, type Db } from '../../store/db.ts';
import type { Compression } from '../outcome.ts';
import { readLines } from './lines.ts';
import { delimitedReader, type FieldReader, jsonReader, lineDefect } from './profile-fields.ts';
import { defectRow, type RowMapper, rowMapper } from './profile-rows.ts';

/** What became of the rows that are no event of their own. */
export interface ProfileCounts {
  readonly [warning: string]: number;
}

interface Source {
  readonly path: string;
  readonly compression: Compression;
  readonly profile: Profile;
}

/**
 * (Re)creates signaling_field with one row per event or rejected row of the file. Throws SIGNALING_HEADER,
 * FILE_TOO_LARGE over `linesMax`, and what `readLines` throws.
 */
export async function readProfileFields(db: Db, source: Source, linesMax: number): Promise<ProfileCounts> {
  const { profile } = source;
  const reader = new LineMapper(profile, basename(source.path));
  await db.run('staging/profile_row');
  for await (const chunk of readLines(source.path, source.compression)) {
    const rows = reader.map(chunk);
    if (rows !== '') await db.run('staging/profile_row_append', { chunk: blobValue(Buffer.from(rows)) });
    if (reader.line > linesMax) {
      throw new RoamsettleError('FILE_TOO_LARGE', `More than ${linesMax} lines.`, {
        file: basename(source.path),
      });
    }
  }
  reader.end();
  const rules = profile.messages.map(({ pairing, carry }, message) => ({
    message,
    window_ms: (pairing?.window_seconds ?? 0) * 1000,
    unanswered: pairing?.unanswered ?? 'aside',
    unasked: pairing?.unasked ?? 'aside',
    from_answer: pairing?.from_answer ?? [],
    carried: carry?.columns ?? [],
  }));
  await db.run('staging/profile_pair', { rules: JSON.stringify(rules) });
  await db.run('staging/signaling_field_profile', {
    rules: JSON.stringify(rules),
    default_visited_plmn: profile.default_visited_plmn ?? '',
  });
  const counts = await db.rows<{ warning: string; rows: bigint }>('staging/profile_counts');
  const entries = counts.map(({ warning, rows }) => [warning, Number(rows)] as const);
  return Object.fromEntries([...entries, ['not_taken', reader.notTaken]].filter(([, rows]) => rows !== 0));
}

/** Lines of a file in order, through the header to the mapper. */
class LineMapper {
  line = 0;
  /** Rows that no message kind takes. */
  notTaken = 0;
  readonly #profile: Profile;
  readonly #file: string;
  readonly #separator: string;
  #reader: FieldReader | null = null;
  #mapper: RowMapper | null = null;

  constructor(profile: Profile, file: string) {
    this.#profile = profile;
    this.#file = file;
    this.#separator = shapeOf(profile).separator;
    if (profile.format === 'ndjson') this.#begin(jsonReader(profile));
  }

  /** Mapped rows of a chunk, joined by line feeds. */
  map(chunk: Buffer): string {
    const rows: string[] = [];
    for (const raw of chunk.toString('utf8').split('\n')) {
      this.line++;
      const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      if (/^[ \t]*$/.test(text)) continue;
      if (this.#reader === null || this.#mapper === null) {
        this.#begin(delimitedReader(this.#profile, text, this.#separator, this.#file, this.line));
        continue;
      }
      const row = this.#row(text, this.#reader, this.#mapper);
      if (row === null) this.notTaken++;
      else rows.push(row);
    }
    return rows.join('\n');
  }

  /** Throws SIGNALING_HEADER for a file without a header. */
  end(): void {
    if (this.#reader !== null) return;
    throw new RoamsettleError('SIGNALING_HEADER', 'It has no header line.', { file: this.#file });
  }

  #begin(reader: FieldReader): void {
    this.#reader = reader;
    this.#mapper = rowMapper(this.#profile, reader.places);
  }

  #row(text: string, reader: FieldReader, mapper: RowMapper): string | null {
    const defect = lineDefect(text);
    if (defect !== null) return defectRow(this.line, defect);
    const fields = reader.read(text);
    return typeof fields === 'string' ? defectRow(this.line, fields) : mapper(this.line, fields);
  }
}
