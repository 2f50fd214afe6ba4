/** The decoder's kernel asks for and offers no more than it must, and its pieces have their places in its memory. */
import { describe, expect, test } from 'vitest';
import { BATCH_ROWS } from '../../src/arrow/batch-builder.ts';
import { tapRecordSchema } from '../../src/arrow/schemas.ts';
import * as G from '../../src/decode/kernel/grammar.ts';
import * as L from '../../src/decode/kernel/layout.ts';
import { Has } from '../../src/decode/tap/record-columns.ts';
import { MAX_EVENT_ENTITIES } from '../../src/decode/tap/recording-entities.ts';
import { SERVICES } from '../../src/domain/service.ts';
import { committedKernel } from '../support/built-kernel.ts';

const committed = committedKernel('src/decode/kernel/events.wasm');

test('it has one memory of fixed size from outside, two questions and four answers', () => {
  const { Module } = (
    globalThis as unknown as {
      WebAssembly: {
        Module: {
          new (octets: Uint8Array): object;
          imports(module: object): unknown;
          exports(module: object): { name: string }[];
        };
      };
    }
  ).WebAssembly;
  const module = new Module(committed);
  expect(Module.imports(module)).toEqual([
    { module: 'host', name: 'resolve', kind: 'function' },
    { module: 'host', name: 'intern', kind: 'function' },
    { module: 'env', name: 'memory', kind: 'memory' },
  ]);
  expect(
    Module.exports(module)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['clearSeldom', 'fillValidity', 'run', 'sumMoney']);
});

describe('layout', () => {
  test('holds a batch of the schema, and its pieces do not overlap', () => {
    expect(L.ROWS).toBe(BATCH_ROWS);
    expect(L.MAX_ENTITIES).toBe(MAX_EVENT_ENTITIES);
    expect(L.NULLABLE_COLUMNS).toBe(Object.keys(Has).length);
    const columns = tapRecordSchema.fields.length - 1;
    const pieces: readonly (readonly [from: number, octets: number])[] = [
      [L.RUN_ROW, 4],
      [L.RUN_STOP, 4],
      [L.EARLIEST, 8],
      [L.LATEST, 8],
      [L.TEXT, 12],
      [L.RESOLVED, 16],
      [L.FILE, 4],
      [L.SUMS, 16 * L.MONEY_COLUMNS],
      [L.PARTIAL_LANES, 8],
      [L.ENTITY_CODES, 4 * L.MAX_ENTITIES],
      [L.GROUPS, 8 * L.MAX_GROUPS],
      [L.POWERS, 8 * 19],
      [L.OFFSETS, 4 * (L.OFFSET_CODES + 1)],
      [L.DATES, L.DATE_SLOTS * L.DATE_OCTETS],
      [L.PRESENT_IN_ALL, 4],
      [L.PRESENT_IN_SOME, 4],
      [L.SELDOM_WRITTEN, 4],
      [L.GRAMMAR, G.STATES * G.TAGS],
      [L.TEXTS, L.TEXT_SLOTS * L.TEXT_SLOT_OCTETS],
      [L.ENTITIES, L.ENTITY_SLOTS * L.ENTITY_SLOT_OCTETS],
      [L.BITMAPS, L.NULLABLE_COLUMNS * L.BITMAP_OCTETS],
      // Words may be read 8 octets before the window and behind it.
      [L.WINDOW - 8, L.WINDOW_OCTETS + 16],
      [L.PRESENCE, 4 * L.ROWS],
      [L.COLUMNS, columns * L.COLUMN_STRIDE],
      [L.FORMS, L.FORM_SETS * L.FORM_WAYS * L.FORM_OCTETS],
      // Events are compared by 64 octets, of which the last may be behind the file.
      [L.WHOLE - 8, L.WHOLE_OCTETS + 8 + 64],
    ];
    for (const [i, [from, octets]] of pieces.entries())
      expect(from + octets).toBeLessThanOrEqual(pieces[i + 1]?.[0] ?? L.PAGES * 65_536);
    expect(L.BITMAP_OCTETS * 8).toBe(L.ROWS);
    expect(L.COLUMN_STRIDE).toBeGreaterThanOrEqual(8 * L.ROWS);
    expect(L.FORMS_END).toBe(L.FORMS + L.FORM_SETS * L.FORM_WAYS * L.FORM_OCTETS);
    expect(L.CACHES_END).toBe(L.ENTITIES + L.ENTITY_SLOTS * L.ENTITY_SLOT_OCTETS);
  });

  test('numbers the services as the schema does', () => {
    const named = G as unknown as Readonly<Record<string, number>>;
    for (const service of ['data', 'sms_mo', 'sms_mt', 'voice_mo', 'voice_mt'] as const)
      expect(named[service.toUpperCase()]).toBe(SERVICES.indexOf(service));
  });

  test('names each column where the schema has it', () => {
    const named = L as unknown as Readonly<Record<string, number>>;
    for (const [i, { name }] of tapRecordSchema.fields.slice(1).entries())
      expect([name, named[name.toUpperCase()]]).toEqual([name, L.COLUMNS + i * L.COLUMN_STRIDE]);
  });
});
