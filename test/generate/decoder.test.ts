/** The two sides were written apart: every generated file must decode, and its audit must agree. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeTap } from '../../src/decode/tap/decode.ts';
import { at, number, walk } from './ber-walk.ts';
import { type MadeMonth, makeMonth } from './month.ts';

let month: MadeMonth;
beforeAll(async () => {
  // A month whose clocks change, small enough for days without usage.
  month = await makeMonth({ devices: 120, period: '2026-03' });
});
afterAll(() => month.remove());

test('every TAP file decodes without a failure, and its audit agrees', () => {
  const kinds = { batches: 0, notifications: 0, tests: 0, records: 0 };
  for (const file of month.files('tap')) {
    const decoded = decodeTap(file.bytes);
    expect(decoded, file.name).toMatchObject({ ok: true });
    if (!decoded.ok) continue;
    const { header, audit, warnings } = decoded;
    expect(`${header.type}${header.sender}${header.recipient}${header.sequence}`).toBe(file.name);
    expect(header.release).toBe('3.12');
    expect(warnings, file.name).toEqual([]);
    if (header.notification) {
      kinds.notifications += 1;
      continue;
    }
    expect(audit?.differences, file.name).toEqual([]);
    expect(audit?.agrees).toBe(true);
    const root = walk(file.bytes)[0];
    expect(audit?.decoded.records).toBe(root && number(at(root, 15, 43)));
    kinds.batches += 1;
    kinds.tests += header.type === 'TD' ? 1 : 0;
    kinds.records += audit?.decoded.records ?? 0;
  }
  expect(kinds.records).toBe(month.result.records);
  expect(kinds.notifications).toBeGreaterThan(0);
  expect(kinds.batches).toBeGreaterThan(100);
  expect(kinds.tests).toBe(1);
});
