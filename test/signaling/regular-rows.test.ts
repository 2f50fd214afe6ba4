/**
 * The short ways of regular rows against the whole of the rules: the same rows once as they are and once so that no
 * short way takes them, which changes nothing of their meaning.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, HEADER, openBench } from './fixture.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const COLUMNS = HEADER.split(',');
const RUNS = 12;
const ROWS = 120;

/** Values that are right, nearly right or wrong, by column. */
const times = fc.oneof(
  fc.constantFrom(
    '2026-10-05T10:20:30Z',
    '2026-10-05t10:20:30.5z',
    '2026-10-05 10:20:30.123456+05:30',
    '2026-10-05T10:20:30.1234567Z',
    '2026-02-29T10:20:30Z',
    '2024-02-29T23:59:59.999-09:30',
    '2026-04-31T00:00:00Z',
    '2026-10-05T24:00:00Z',
    '2026-10-05T10:20:60Z',
    '2026-10-05T10:20:30',
    '2026-10-05T10:20:30.+05Z',
    '2026-10-05T10:20:30.Z',
    '2026-10-05T 8:20:30.000Z',
    '2026-10- 5T10:20:30Z',
    '2026-10-05T10:20:30+24:00',
    '2026-10-05T10:20:30+0530',
    '1989-12-31T23:59:59.999Z',
    '1990-01-01T00:30:00+01:00',
    '2099-12-31T23:59:59.999Z',
    '2100-01-01T00:30:00+01:00',
    '0000-01-01T00:00:00Z',
    '1790812800000',
    '0001790812800000',
    '001790812800000',
    '631151999999',
    '4102444799999',
    '4102444800000',
    '1790812800',
    '-1790812800000',
    '1e12',
    '',
  ),
  fc
    .date({ min: new Date('1989-01-01'), max: new Date('2101-01-01'), noInvalidDate: true })
    .map((d) => d.toISOString()),
);
const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });
const imsis = fc.oneof(
  digits(5, 16),
  fc.constantFrom('', '99901000000000A', '+99901000000', '999010000 0001'),
);
const imeis = fc.oneof(
  digits(13, 17),
  fc.constantFrom('', '9999999999999999', '35123456x00000', '٣٥١٢٣٤٥٦٠٠٠٠٠٠'),
);
const words = (...known: string[]) =>
  fc.oneof(
    fc.constantFrom(...known),
    fc.constantFrom('', 'x2', 'Ü', 'ok', 'a\u0007b', 'a b', 'a"b', 'a,b', "'"),
  );
const VALUES = [
  times,
  imsis,
  imeis,
  words('map', 'S6A', 'gtp', 'sbi', 'vlr'),
  words('UL', 'ulr', 'Create_Session', 'REGISTERED', 'PUR'),
  words('OK', 'oK', '5004', 'r'.repeat(64), 'r'.repeat(65)),
  words('99970', '999700', '9997', '9997000', '99 970', '999-70'),
  words('GERAN', 'nb-iot', 'LTE-M', '5G'),
  words('c-1', 'Cell 7', 'c'.repeat(64), 'c'.repeat(65), 'é'.repeat(64), 'c'.repeat(300)),
  words('IoT.Example', 'a'.repeat(100), 'a'.repeat(101), 'ÄÖ.example'),
] as const;
/** Mostly one good row, so that single faults are seen. */
const GOOD = ['2026-10-05T10:20:30.123Z', '999010000000001', '', 's6a', 'ULR', 'ok', '99970', 'NR', 'c', 'a'];
const row = fc.tuple(
  ...VALUES.map((value, at) =>
    fc.oneof({ weight: 4, arbitrary: fc.constant(GOOD[at]!) }, { weight: 1, arbitrary: value }),
  ),
);
const rows = fc.array(row, { minLength: 1, maxLength: ROWS });

/** All that staging a file leaves. */
async function outcome(content: string, format: 'csv' | 'ndjson') {
  const counts = await bench.stage(content, { name: `events.${format}`, format });
  return {
    counts,
    staged: await bench.staged(),
    rejected: await bench.rejected(),
    repeated: await bench.repeated(),
  };
}

const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;

test('CSV: a letter outside ASCII in another column changes nothing', async () => {
  const field = (value: string, style: number) => {
    if (style === 0 || /[",]/.test(value)) return quote(value);
    return style === 1 ? ` ${value}` : value;
  };
  const styled = fc.array(fc.tuple(row, fc.nat(20), fc.nat(20), fc.constantFrom('\n', '\r\n', '\n\n')), {
    minLength: 1,
    maxLength: ROWS,
  });
  const text = (lines: [string[], number, number, string][], note: string) =>
    `${HEADER},note\n${lines
      .map(([values, at, style, end]) => {
        const fields = values.map((value, i) => field(value, i === at ? style : 2));
        return `${fields.join(',')},${note}${at === 20 ? ',' : ''}${end}`;
      })
      .join('')}`;
  await fc.assert(
    fc.asyncProperty(styled, async (lines) => {
      expect(await outcome(text(lines, 'e'), 'csv')).toEqual(await outcome(text(lines, 'é'), 'csv'));
    }),
    { numRuns: RUNS },
  );
});

test('NDJSON: a tab before the object changes nothing', async () => {
  const object = (values: string[], at: number): string => {
    const entries = values.map((value, i) => [COLUMNS[i]!, i === at && value === '' ? null : value] as const);
    if (at === 11) return JSON.stringify(Object.fromEntries([...entries, ['more', { imsi: [1] }]]));
    if (at === 12)
      return JSON.stringify(Object.fromEntries(entries)).replaceAll('":', '" : ').replaceAll(',"', ' , "');
    if (at === 13) return JSON.stringify(Object.fromEntries([['note', 7], ...entries.toReversed()]));
    if (at === 14) return JSON.stringify(Object.fromEntries(entries)).replace('}', ',"imsi":"1"}');
    if (at === 15) return JSON.stringify(Object.fromEntries(entries)).replace('}', ',}');
    // Numbers as they are written.
    return JSON.stringify(Object.fromEntries(entries)).replace(/"([0-9]+)"/g, at === 16 ? '$1' : '"$1"');
  };
  const styled = fc.array(fc.tuple(row, fc.nat(40)), { minLength: 1, maxLength: ROWS });
  const text = (lines: [string[], number][], before: string) =>
    lines.map(([values, at]) => `${before}${object(values, at)}\n`).join('');
  await fc.assert(
    fc.asyncProperty(styled, async (lines) => {
      expect(await outcome(text(lines, ''), 'ndjson')).toEqual(await outcome(text(lines, '\t'), 'ndjson'));
    }),
    { numRuns: RUNS },
  );
});

test('Parquet holds what the same rows in CSV hold', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (values) => {
      const csv = await outcome(
        `${HEADER}\n${values.map((row) => row.map(quote).join(',')).join('\n')}\n`,
        'csv',
      );
      const path = bench.path('events.parquet');
      const list = JSON.stringify(
        values.map((row) => Object.fromEntries(row.map((value, i) => [COLUMNS[i], value]))),
      );
      const types = JSON.stringify([Object.fromEntries(COLUMNS.map((name) => [name, 'VARCHAR']))]);
      await bench.db.exec(
        `COPY (SELECT unnest(from_json('${list.replaceAll("'", "''")}', '${types}'), recursive := true)) TO '${path}' (FORMAT parquet)`,
      );
      const counts = await bench.stagePath(path, 'parquet');
      expect(counts).toEqual(csv.counts);
      const before = (line: string) => String(Number(line) - 1);
      expect(await bench.staged()).toEqual(csv.staged.map(([line, ...rest]) => [before(line!), ...rest]));
      expect(await bench.rejected()).toEqual(csv.rejected.map((text) => text.replace(/^\d+/, before)));
      expect(await bench.repeated()).toEqual(csv.repeated.map((line) => line - 1));
    }),
    { numRuns: RUNS },
  );
});
