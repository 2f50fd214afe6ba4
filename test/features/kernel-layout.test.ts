/** The pieces of the kernel of the features have their places in its memory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as L from '../../src/features/kernel/layout.ts';
import { ROOT } from '../tidy/repository.ts';

test('the pieces of its memory do not overlap, and what grows lies behind them', () => {
  const columns = (stride: number, names: readonly number[]) =>
    names.map((at): [number, number] => [at, stride]);
  const ints = [L.NO, L.REACH_EVENTS, L.HAS_IN_PERIOD, L.HAS_CHARGED, L.SIGNALING_EVENTS, L.REGISTRATIONS]
    .concat([L.REGISTRATION_ATTEMPTS, L.REJECTIONS, L.EVENT_DAYS, L.CELLS, L.IOT_RAT_EVENTS, L.RAT_EVENTS])
    .concat([L.DECLARED_APN_EVENTS, L.IMEI_EVENTS, L.DECLARED_TAC_EVENTS, L.WINDOW_DAYS, L.LONGEST_GAP])
    .concat([L.DAYS_PRESENT, L.DAYS_OBSERVED, L.FEE_DAYS, L.PRESENT_FEE_DAYS, L.ATTACHES, L.FIRST_FEE_DAY])
    .concat([
      L.RAT_SET,
      L.INSTANTS,
      L.GAPS,
      L.NIGHT,
      L.DISTINCT_HOURS,
      L.TAC,
      L.TACS,
      L.FIRST_DAY,
      L.LAST_DAY,
      L.IN_DECLARED_RANGE,
      L.EXCLUDED,
    ])
    .concat([L.PERMANENT_REJECTIONS, L.LONGEST_REJECTED, L.AUTHENTICATIONS, L.CANCELS, L.PURGES, L.SESSIONS])
    .concat([
      L.CELL_EVENTS,
      L.TOP_CELL_EVENTS,
      L.TOP_GAPS,
      L.TOP_GAP_FROM,

      L.ACTIVE_DAYS,
      L.WEEKEND,
    ])
    .concat([L.FIRST_HOUR_SUM, L.FIRST_HOUR_SQUARES, L.SMALL_RECORDS, L.ONLY_APN]);
  const longs = [L.IMSI, L.GAP_SUM, L.GAP_SQUARE_SUM, L.FIRST_MS, L.LAST_MS, L.EVENT_DAY_BITS]
    .concat([L.SLOT_SQUARES, L.DAY_SQUARES])
    .concat([L.KILOBYTES, L.KILOBYTE_SQUARES, L.DAY_KILOBYTE_SQUARES]);
  const pieces: readonly (readonly [from: number, octets: number])[] = [
    [L.CHUNK, L.CHUNK_STRIDE * L.CHUNK_COLUMNS],
    [L.BITMAPS, L.BITMAP_STRIDE * L.CHUNK_COLUMNS],
    [L.EVENT_FLAGS, 4 * L.COMBINATIONS],
    ...columns(L.INT_STRIDE, ints),
    ...columns(L.LONG_STRIDE, longs),
    [L.HOUR_COUNTS, 4 * L.HOURS * L.OUT_ROWS],
  ];
  for (const [i, [from, octets]] of pieces.entries())
    expect(from + octets).toBeLessThanOrEqual(pieces[i + 1]?.[0] ?? L.HEAP);
  expect(L.CHUNK_STRIDE).toBeGreaterThanOrEqual(8 * L.CHUNK_ROWS);
  expect(L.BITMAP_STRIDE * 8).toBeGreaterThanOrEqual(L.CHUNK_ROWS);
  expect(L.INT_STRIDE).toBeGreaterThanOrEqual(4 * L.OUT_ROWS);
  expect(L.LONG_STRIDE).toBeGreaterThanOrEqual(8 * L.OUT_ROWS);
  const config = readFileSync(join(ROOT, 'src/features/kernel/assembly/asconfig.json'), 'utf8');
  expect(JSON.parse(config)).toMatchObject({ options: { memoryBase: L.HEAP } });
});
