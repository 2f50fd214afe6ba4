/** Rows of a profile's shape → mapped rows, compiled once for a file's header. Text in, text out: DuckDB normalises. */
import { sourcesOf } from '../../domain/profile/load.ts';
import { timeReader } from '../../domain/profile/time.ts';
import {
  MAPPED_COLUMNS,
  type MappedColumn,
  type Message,
  type PairSide,
  type Profile,
  type Source,
  type Where,
} from '../../domain/profile/types.ts';

/** Between the fields of a mapped row, and between the parts of a key. */
const FIELD = '\u001f';
const KEY_PART = '\u001e';
/** Stands for a time that the format cannot read; the normalisation refuses it. */
const BAD_TIME = '?';

type Fields = readonly string[];
type Test = (fields: Fields) => boolean;
type Value = (fields: Fields) => string;

/** A compiled message kind. */
interface Kind {
  readonly index: string;
  readonly takes: Test;
  readonly mayTake: Test;
  readonly columns: readonly Value[];
  readonly carry: Value;
  /** Null where rows are events of their own. */
  readonly sides: { readonly request: CompiledSide; readonly answer: CompiledSide } | null;
}

interface CompiledSide {
  readonly takes: Test;
  /** Whether any value of the fields would be taken. */
  readonly mayTake: Test;
  /** Empty where a part of the key is. */
  readonly key: Value;
}

/** A mapped row as text (see sql/staging/profile_row.sql), or null for a row that no message kind takes. */
export type RowMapper = (line: number, fields: Fields) => string | null;

/** What stands in place of a row that has no fields. */
export function defectRow(line: number, defect: string): string {
  return [line, defect, '', '', '', '', '', ...MAPPED_COLUMNS.map(() => '')].join(FIELD);
}

/** `places` tells where each column stands in the fields of a row; a column that is not there is empty. */
export function rowMapper(profile: Profile, places: ReadonlyMap<string, number>): RowMapper {
  const compiler = new Compiler(profile, places);
  const toMs = timeReader(profile.time);
  const time = compiler.field(profile.time.column);
  const single = (profile.single ?? []).map((name) => compiler.place(name));
  const kinds = profile.messages.map((message, index) => compiler.kind(message, index));
  const { aggregator } = profile;

  return (line, fields) => {
    if (aggregator !== undefined && single.some((at) => fields[at]?.includes(aggregator))) {
      return kinds.some((kind) => mayBeTaken(kind, fields)) ? defectRow(line, 'several_messages') : null;
    }
    for (const kind of kinds) {
      if (!kind.takes(fields)) continue;
      let side = '';
      let key = '';
      let defect = '';
      const text = time(fields);
      const ms = text === '' ? Number.NaN : toMs(text);
      if (kind.sides !== null) {
        const { request, answer } = kind.sides;
        const found = request.takes(fields) ? request : answer.takes(fields) ? answer : null;
        if (found === null) continue;
        key = found.key(fields);
        if (key === '') defect = 'no_pairing_key';
        // A row whose time cannot be read pairs with nothing: it is refused by its time.
        else if (!Number.isNaN(ms)) side = found === request ? 'q' : 'a';
      }
      const shown = text === '' ? '' : Number.isNaN(ms) ? BAD_TIME : String(ms);
      const values = kind.columns.map((value) => value(fields)).join(FIELD);
      return [line, defect, kind.index, side, key, kind.carry(fields), shown, values].join(FIELD);
    }
    return null;
  };
}

function mayBeTaken({ mayTake, sides }: Kind, fields: Fields): boolean {
  if (!mayTake(fields)) return false;
  return sides === null || sides.request.mayTake(fields) || sides.answer.mayTake(fields);
}

class Compiler {
  readonly #places: ReadonlyMap<string, number>;
  readonly #aggregator: string | undefined;

  constructor(profile: Profile, places: ReadonlyMap<string, number>) {
    this.#places = places;
    this.#aggregator = profile.aggregator;
  }

  /** 0-based, -1 for a column that is not there. */
  place(name: string): number {
    return this.#places.get(name) ?? -1;
  }

  /** The first value of a field, or the one named, without blanks around it. */
  field(name: string, occurrence = 1): Value {
    const at = this.place(name);
    const aggregator = this.#aggregator;
    return (fields) => {
      const text = fields[at];
      if (text === undefined || text === '') return '';
      if (aggregator === undefined || (occurrence === 1 && !text.includes(aggregator))) {
        return occurrence === 1 ? clean(text) : '';
      }
      return clean(text.split(aggregator, occurrence)[occurrence - 1] ?? '');
    };
  }

  kind({ where, columns, pairing, carry }: Message, index: number): Kind {
    const values = MAPPED_COLUMNS.map((name) => this.#column(columns[name]));
    return {
      index: String(index),
      takes: this.#where(where),
      mayTake: this.#whereAny(where),
      columns: values,
      carry: carry === undefined ? () => '' : this.field(carry.key),
      sides:
        pairing === undefined
          ? null
          : { request: this.#side(pairing.request), answer: this.#side(pairing.answer) },
    };
  }

  #side({ where, key }: PairSide): CompiledSide {
    const parts = key.map((name) => this.field(name));
    return {
      takes: this.#where(where),
      mayTake: this.#whereAny(where),
      key: (fields) => {
        const values = parts.map((part) => part(fields));
        return values.includes('') ? '' : values.join(KEY_PART);
      },
    };
  }

  #where(where: Where = {}): Test {
    const tests = Object.entries(where).map(([name, allowed]): Test => {
      const value = this.field(name);
      if (allowed === 'present') return (fields) => value(fields) !== '';
      if (allowed === 'absent') return (fields) => value(fields) === '';
      const set = new Set(allowed);
      return (fields) => set.has(value(fields));
    });
    return (fields) => tests.every((test) => test(fields));
  }

  /** For rows of several messages: a condition holds where it does for one of the values. */
  #whereAny(where: Where = {}): Test {
    const tests = Object.entries(where).map(([name, allowed]): Test => {
      const at = this.place(name);
      const values = (fields: Fields) => (fields[at] ?? '').split(this.#aggregator ?? FIELD).map(clean);
      if (allowed === 'present') return (fields) => values(fields).some((value) => value !== '');
      if (allowed === 'absent') return (fields) => values(fields).every((value) => value === '');
      const set = new Set(allowed);
      return (fields) => values(fields).some((value) => set.has(value));
    });
    return (fields) => tests.every((test) => test(fields));
  }

  #column(rule: Message['columns'][MappedColumn]): Value {
    if (rule === undefined) return () => '';
    const sources = sourcesOf(rule).map((source) => this.#source(source));
    const [only] = sources;
    if (sources.length === 1 && only !== undefined) return only;
    return (fields) => {
      for (const source of sources) {
        const value = source(fields);
        if (value !== '') return value;
      }
      return '';
    };
  }

  #source(source: Source): Value {
    const read = this.#read(source);
    const mapped = withMaps(source, read);
    if (source.when === undefined) return mapped;
    const holds = this.#where(source.when);
    return (fields) => (holds(fields) ? mapped(fields) : '');
  }

  #read({ from, value = '', as, occurrence, three_digit_mnc = [] }: Source): Value {
    if (from === undefined) return () => value;
    if (typeof from === 'string') {
      const text = this.field(from, occurrence);
      return as === 'plmn_octets' ? (fields) => plmnOfOctets(text(fields)) : text;
    }
    const [mcc, mnc] = from.map((name) => this.field(name, occurrence));
    const long = new Set(three_digit_mnc);
    return (fields) => plmnOfNumbers(mcc?.(fields) ?? '', mnc?.(fields) ?? '', long);
  }
}

function clean(text: string): string {
  return text.trim().replaceAll(KEY_PART, '\u0001').replaceAll(FIELD, '\u0001');
}

/** `values` first, then the longest of `prefixes`, then `otherwise`; an empty value stays empty. */
function withMaps({ values, prefixes, otherwise }: Source, read: Value): Value {
  if (values === undefined && prefixes === undefined) return read;
  const exact = new Map(Object.entries(values ?? {}));
  const begins = Object.entries(prefixes ?? {}).sort(([a], [b]) => b.length - a.length);
  return (fields) => {
    const value = read(fields);
    if (value === '') return '';
    const found = exact.get(value) ?? begins.find(([prefix]) => value.startsWith(prefix))?.[1];
    return found ?? otherwise ?? value;
  };
}

/** Three octets in hex (3GPP TS 29.272, 7.3.9; colons allowed) → MCC and MNC; what is none stays and is refused. */
function plmnOfOctets(text: string): string {
  const octets = text.replaceAll(':', '').toLowerCase();
  if (!/^[0-9a-f]{6}$/.test(octets)) return text;
  const [b, a, f, c, e, d] = octets;
  return `${a}${b}${c}${d}${e}${f === 'f' ? '' : f}`;
}

/** MCC and MNC as numbers without their leading zeros. Empty where one is missing. */
function plmnOfNumbers(mcc: string, mnc: string, long: ReadonlySet<string>): string {
  if (mcc === '' || mnc === '') return '';
  const country = mcc.padStart(3, '0');
  return country + mnc.padStart(long.has(country) ? 3 : 2, '0');
}
