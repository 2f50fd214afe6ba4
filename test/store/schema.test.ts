/** The migrations, against the committed dump of what they build and against the schemas of the Arrow batches. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DataType, type Schema, Type } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  signalingEventSchema,
  tapChargeSchema,
  tapPatternSchema,
  tapStoredSchema,
} from '../../src/arrow/schemas.ts';
import { SERVICES } from '../../src/domain/service.ts';
import { Db } from '../../src/store/db.ts';
import { migrate } from '../../src/store/store.ts';

/** Renewed with `vitest run -u test/store`, read by whoever wants to know what the tables are. */
const DUMP = './schema.sql';

let db: Db;

beforeAll(async () => {
  db = await Db.open(':memory:');
  await migrate(db);
});
afterAll(() => db.close());

async function dump(): Promise<string> {
  const types = await db.query<{ name: string; labels: string }>(
    `SELECT type_name AS name, array_to_string(labels, ', ') AS labels FROM duckdb_types() WHERE NOT internal AND labels IS NOT NULL ORDER BY 1`,
  );
  const tables = await db.query<{ name: string }>(
    'SELECT table_name AS name FROM duckdb_tables() WHERE NOT internal ORDER BY 1',
  );
  const parts = types.map(({ name, labels }) => `TYPE ${name} (${labels})\n`);
  for (const { name } of tables) {
    const columns = await db.query<{ line: string }>(
      `SELECT '  ' || column_name || ' ' || data_type || CASE WHEN is_nullable THEN '' ELSE ' NOT NULL' END AS line
       FROM duckdb_columns() WHERE table_name = $name ORDER BY column_index`,
      { name },
    );
    const keys = await db.query<{ line: string }>(
      `SELECT '  ' || constraint_type || ' (' || array_to_string(constraint_column_names, ', ') || ')' AS line
       FROM duckdb_constraints() WHERE table_name = $name AND constraint_type <> 'NOT NULL' ORDER BY 1`,
      { name },
    );
    parts.push(`TABLE ${name}\n${[...columns, ...keys].map(({ line }) => `${line}\n`).join('')}`);
  }
  return `-- What sql/migrations builds; test/store/schema.test.ts compares. Renew with: vitest run -u test/store\n\n${parts.join('\n')}`;
}

describe('the migrated schema', () => {
  it('is the committed dump', async () => {
    await expect(await dump()).toMatchFileSnapshot(DUMP);
  });

  it('holds no money in floating point', async () => {
    const floats = await db.query(
      `SELECT table_name, column_name FROM duckdb_columns() WHERE data_type IN ('FLOAT', 'DOUBLE', 'REAL') AND NOT internal`,
    );
    expect(floats).toEqual([]);
  });

  it('comes from files numbered without a hole', () => {
    const folder = fileURLToPath(new URL('../../sql/migrations/', import.meta.url));
    const names = readdirSync(folder).sort();
    expect(names.map((name) => name.slice(0, 5))).toEqual(
      names.map((_, i) => `${String(i + 1).padStart(4, '0')}_`),
    );
    // A migration is one transaction: it brings none of its own.
    for (const name of names)
      expect(readFileSync(`${folder}/${name}`, 'utf8')).not.toMatch(/\b(BEGIN|COMMIT|ROLLBACK)\b/i);
  });
});

/** DuckDB's name for the values of an Arrow column as they are stored. */
function columnType(type: DataType): string {
  if (DataType.isStruct(type)) {
    const members = type.children.map((child) => `${child.name} ${columnType(child.type)}`);
    return `STRUCT(${members.join(', ')})`;
  }
  if (DataType.isList(type)) return `${columnType(type.children[0]!.type)}[]`;
  const [id, width] = [type.typeId as Type, 'bitWidth' in type ? (type.bitWidth as number) : 0];
  if (id === Type.Dictionary) {
    const { indices } = type as unknown as { indices: { bitWidth: number } };
    return indices.bitWidth === 8 ? 'ENUM' : 'INTEGER';
  }
  if (id === Type.Int) return { 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' }[width] ?? `Int${width}`;
  return String(type);
}

describe.each<{ table: string; schema: Schema }>([
  { table: 'tap_stored', schema: tapStoredSchema },
  { table: 'tap_pattern', schema: tapPatternSchema },
  { table: 'tap_charge', schema: tapChargeSchema },
  { table: 'signaling_event', schema: signalingEventSchema },
])('$table', ({ table, schema }) => {
  it('has the columns of its Arrow schema, in their order, types and nullability', async () => {
    const columns = await db.query<{ name: string; type: string; nullable: boolean }>(
      `SELECT column_name AS name, CASE WHEN data_type LIKE 'ENUM%' THEN 'ENUM' ELSE data_type END AS type,
         is_nullable AS nullable FROM duckdb_columns() WHERE table_name = $table ORDER BY column_index`,
      { table },
    );
    expect(columns).toEqual(
      schema.fields.map(({ name, type, nullable }) => ({ name, type: columnType(type), nullable })),
    );
  });
});

it('the service type holds the services in the order of their codes', async () => {
  const [row] = await db.query<{ labels: string }>(
    `SELECT array_to_string(labels, ',') AS labels FROM duckdb_types() WHERE type_name = 'service'`,
  );
  expect(row?.labels).toBe(SERVICES.join(','));
});
