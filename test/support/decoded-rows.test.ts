/** The reader of column batches, against buffers filled by hand. */
import { DataType } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import type { ColumnBuffers } from '../../src/arrow/batch.ts';
import { tapRecordSchema } from '../../src/arrow/schemas.ts';
import type { DecodedTap } from '../../src/decode/outcome.ts';
import { decodedRows } from './decoded-rows.ts';

const FIELDS = tapRecordSchema.fields.filter((field) => field.name !== 'file_id');

/** Two rows of zeros, the nullable columns null in row 1, with some columns replaced. */
function batchOf(replace: Readonly<Record<string, Partial<ColumnBuffers>>>): DecodedTap {
  const columns = FIELDS.map((field) => ({
    name: field.name,
    values: new ArrayBuffer(16),
    validity: field.nullable ? Uint8Array.of(0b01, 0, 0, 0, 0, 0, 0, 0).buffer : null,
    ...replace[field.name],
  }));
  const texts = FIELDS.filter((field) => DataType.isDictionary(field.type) && field.name !== 'service');
  return {
    ok: true,
    header: {
      sender: '',
      recipient: '',
      sequence: '',
      type: 'CD',
      notification: false,
      release: '3.12',
      available: null,
      created: null,
      cutOff: null,
      rapSequence: null,
    },
    tables: null,
    audit: null,
    warnings: [],
    rejected: [],
    rejectedCount: 0,
    returns: null,
    charges: [],
    batches: [{ rows: 2, columns }],
    dictionaries: Object.fromEntries(texts.map((field) => [field.name, ['zero', 'one']])),
  };
}

describe('decodedRows', () => {
  test('values of every width, dictionaries and nulls', () => {
    const rows = decodedRows(
      batchOf({
        imsi: {
          values: BigInt64Array.of(-5n, 9n).buffer,
          validity: Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0).buffer,
        },
        record_index: { values: Int32Array.of(7, -8, 0, 0).buffer },
        event_tag: { values: Int16Array.of(434, 14, 0, 0).buffer },
        service: { values: Uint8Array.of(5, 0, 0, 0, 0, 0, 0, 0).buffer },
        apn: { values: Int32Array.of(1, 1).buffer, validity: null },
      }),
    );
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      record_index: 7,
      event_tag: 434,
      service: 'volte',
      imsi: null,
      apn: 'one',
      imei: 0n,
    });
    expect(rows[1]).toMatchObject({
      record_index: -8,
      event_tag: 14,
      service: 'data',
      imsi: 9n,
      apn: 'one',
      imei: null,
    });
  });

  test.each<[string, Record<string, Partial<ColumnBuffers>>, RegExp]>([
    [
      'a null in a required column',
      { charge: { validity: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0).buffer } },
      /null in charge/,
    ],
    ['a buffer that is too short', { charge: { values: new ArrayBuffer(8) } }, /charge: 8 bytes/],
    ['a code outside its dictionary', { apn: { values: Int32Array.of(2, 0).buffer } }, /apn, row 0/],
    ['a column under another name', { apn: { name: 'apm' } }, /columns/],
  ])('refuses %s', (_, replace, message) => {
    expect(() => decodedRows(batchOf(replace))).toThrow(message);
  });
});
