/** Readers of settings: each checks a value and gives its own in place of one that is not there. */
import { RoamsettleError } from '../errors.ts';

/** Where a value stands: its file and keys, and how a line is found for keys. */
export interface Place {
  readonly file: string;
  readonly keys: readonly (string | number)[];
  readonly lineOf: (keys: readonly (string | number)[]) => number | undefined;
}

export type Reader<T> = (value: unknown, place: Place) => T;
export type Read<R> = R extends Reader<infer T> ? T : never;

/** The place of values that stand in no file. */
export const record = (file: string): Place => ({ file, keys: [], lineOf: () => undefined });

function refuse({ file, keys, lineOf }: Place, detail: string): never {
  const line = lineOf(keys);
  throw new RoamsettleError('WORLD_INVALID', detail, {
    file,
    ...(line === undefined ? {} : { line }),
    ...(keys.length === 0 ? {} : { key: keys.join('.') }),
  });
}

const below = (place: Place, key: string | number): Place => ({ ...place, keys: [...place.keys, key] });

/** `standard` null: it must be there. */
export const number =
  (low: number, high: number, standard: number | null): Reader<number> =>
  (value, place) => {
    const given = value ?? standard;
    if (typeof given === 'number' && given >= low && given <= high) return given;
    return refuse(place, `A number of ${low} to ${high} is asked for.`);
  };

export const word =
  <W extends string>(words: readonly W[], standard: W | null): Reader<W> =>
  (value, place) => {
    const given = value ?? standard;
    return (
      words.find((known) => known === given) ?? refuse(place, `One of ${words.join(', ')} is asked for.`)
    );
  };

export const list =
  <T>(item: Reader<T>): Reader<readonly T[]> =>
  (value, place) => {
    if (value === undefined) return [];
    if (!Array.isArray(value)) return refuse(place, 'A list is asked for.');
    return value.map((one, i) => item(one, below(place, i)));
  };

/** Weights by name; without `names` any. */
export const weights =
  (names?: readonly string[]): Reader<Readonly<Record<string, number>>> =>
  (value, place) => {
    const given = mapOf(value, place);
    for (const [name, weight] of Object.entries(given)) {
      if (names !== undefined && !names.includes(name))
        refuse(below(place, name), `Not one of ${names.join(', ')}.`);
      number(0, 1_000_000, null)(weight, below(place, name));
    }
    return given as Record<string, number>;
  };

export const section =
  <S extends Readonly<Record<string, unknown>>>(
    shape: {
      readonly [K in keyof S]: Reader<S[K]>;
    },
  ): Reader<S> =>
  (value, place) => {
    const given = mapOf(value, place);
    for (const key of Object.keys(given))
      if (!Object.hasOwn(shape, key))
        refuse(below(place, key), `No such key; there are ${Object.keys(shape).join(', ')}.`);
    return Object.fromEntries(
      Object.entries<Reader<unknown>>(shape).map(([key, read]) => [key, read(given[key], below(place, key))]),
    ) as S;
  };

function mapOf(value: unknown, place: Place): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  return refuse(place, 'Keys and values are asked for.');
}

/** Whether two values of settings are the same. */
export const isDefault = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
