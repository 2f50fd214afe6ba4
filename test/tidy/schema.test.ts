/** The migrated tables, against the one definition of their layout and the ban on binary fractions. */
import { DataType, type Schema } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signalingEventSchema, tapPatternSchema, tapStoredSchema } from '../../src/arrow/schemas.ts';
import { SERVICES } from '../../src/domain/service.ts';
import { Db } from '../../src/store/db.ts';
import { migrate } from '../../src/store/store.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  [key: string]: string | boolean;
}

let db: Db;

beforeAll(async () => {
  db = await Db.open(':memory:');
  await migrate(db);
});
afterAll(() => db.close());

const columnsOf = (table: string) =>
  db.query<Column>(
    `SELECT column_name AS name, data_type AS type, is_nullable = 'YES' AS nullable FROM information_schema.columns WHERE table_name = '${table}' ORDER BY ordinal_position`,
  );

/** DuckDB's word for an Arrow column: an open vocabulary is a code of text_dictionary, a closed one an ENUM. */
function typeName(type: DataType): string {
  if (DataType.isDictionary(type)) {
    return type.indices.bitWidth === 8 ? `ENUM('${SERVICES.join("', '")}')` : 'INTEGER';
  }
  if (DataType.isStruct(type)) {
    const members = type.children.map(({ name, type: inner }) => `${name} ${typeName(inner)}`);
    return `STRUCT(${members.join(', ')})`;
  }
  if (DataType.isList(type)) return `${typeName(type.children[0]!.type)}[]`;
  if (DataType.isInt(type))
    return { 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' }[type.bitWidth as 16 | 32 | 64];
  throw new Error('a column type that loaded tables do not have');
}

const layoutOf = (schema: Schema): Column[] =>
  schema.fields.map(({ name, type, nullable }) => ({ name, type: typeName(type), nullable }));

describe('migrated schema', () => {
  test.each([
    ['tap_stored', tapStoredSchema],
    ['tap_pattern', tapPatternSchema],
    ['signaling_event', signalingEventSchema],
  ] as const)('%s is laid out as its Arrow schema', async (table, schema) => {
    const columns = await columnsOf(table);
    expect(columns).toEqual(layoutOf(schema));
  });

  test('the ENUM service is the list of services, in its order', async () => {
    const [row] = await db.query<{ words: string }>(
      "SELECT array_to_string(enum_range(NULL::service), ' ') AS words",
    );
    expect(row?.words).toBe(SERVICES.join(' '));
  });

  test('no column holds a binary fraction', async () => {
    const columns = await db.query<{ place: string; type: string }>(
      "SELECT table_name || '.' || column_name AS place, data_type AS type FROM information_schema.columns ORDER BY ALL",
    );
    expect(columns.length).toBeGreaterThan(50);
    expect(columns.filter(({ type }) => /DOUBLE|FLOAT|REAL/.test(type))).toEqual([]);
  });

  test('money is an integer', async () => {
    const money = (await columnsOf('tap_row')).filter(({ name }) =>
      /charge$|fee$|refund$|^tax$|discount/.test(name),
    );
    expect(money.map(({ name }) => name)).toEqual([
      'charge',
      'camel_fee',
      'refund',
      'tax',
      'tax_refund',
      'discount',
      'discount_refund',
    ]);
    expect(new Set(money.map(({ type }) => type))).toEqual(new Set(['BIGINT']));
    const audit = (await columnsOf('source_file')).find(({ name }) => name === 'audit_charge');
    expect(audit?.type).toBe('HUGEINT');
  });
});
