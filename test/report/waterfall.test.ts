import { describe, expect, test } from 'vitest';
import { toExactText } from '../../src/domain/fraction.ts';
import type { Statement } from '../../src/domain/statement.ts';
import { segmentSums } from '../../src/report/segments.ts';
import { axisFloor, waterfall } from '../../src/report/waterfall.ts';
import { creditNote, provisional } from './fixture.ts';

/** step | kind | from | to (exact) | running */
function table(statement: Statement): string[] {
  return waterfall(statement).map(({ step, kind, from, to, running }) =>
    [step, kind, toExactText(from), toExactText(to), running].join(' | '),
  );
}

describe('waterfall', () => {
  test('n/d steps end at net exactly', () => {
    expect(table(provisional)).toEqual([
      'volume_only | level | 0 | 300109381/3000 | 100036.46',
      'leave_iot_pricing | change | 300109381/3000 | 150002003/1500 | 100001.34',
      'access_fees:permanent | change | 150002003/1500 | 75451189/750 | 100601.59',
      'access_fees:silent | change | 75451189/750 | 75451189/750 | 100601.59',
      'added_with_tap | change | 75451189/750 | 150968003/1500 | 100645.34',
      'added_without_tap | change | 150968003/1500 | 155618003/1500 | 103745.34',
      'commitment | change | 155618003/1500 | 155618003/1500 | 103745.34',
      'adjustment | change | 155618003/1500 | 155438003/1500 | 103625.34',
      'rounding | change | 155438003/1500 | 103625.34 | 103625.34',
      'net | level | 0 | 103625.34 | 103625.34',
    ]);
  });

  test('a walk below zero, without a net step of its own', () => {
    expect(table(creditNote)).toEqual([
      'volume_only | level | 0 | 50000 | 50000',
      'leave_iot_pricing | change | 50000 | -30000 | -30000',
      'access_fees:tier-24 | change | -30000 | -17655 | -17655',
      'added_with_tap | change | -17655 | 212345 | 212345',
      'added_without_tap | change | 212345 | 312345 | 312345',
      'rounding | change | 312345 | 312345 | 312345',
      'net | level | 0 | 312345 | 312345',
    ]);
  });

  test('no bridge, no steps', () => {
    expect(waterfall({ ...provisional, bridge: [] })).toEqual([]);
  });

  const without = (step: string) => ({
    ...provisional,
    bridge: provisional.bridge.filter((one) => one.step !== step),
  });
  const wrongNet = provisional.bridge.map((one) =>
    one.step === 'net' ? { ...one, amount_exact: '103625.35' } : one,
  );
  const wrongShown = provisional.bridge.map((one) =>
    one.step === 'adjustment' ? { ...one, amount: '-120.01' } : one,
  );
  test.each([
    ['a thousandth is missing', without('rounding')],
    ['the net step is another', { ...provisional, bridge: wrongNet }],
    ['shown amounts do not add up', { ...provisional, bridge: wrongShown }],
    ['net is another', { ...provisional, totals: { ...provisional.totals, net: '103625.35' } }],
  ])('%s: refused', (_, statement) => {
    expect(() => waterfall(statement)).toThrow('does not end at net');
  });

  test('the axis leaves zero only where changes are small against the whole', () => {
    const floor = axisFloor(waterfall(provisional));
    expect(floor).toBeGreaterThan(90_000);
    expect(floor).toBeLessThan(100_001);
    expect(axisFloor(waterfall(creditNote))).toBeNull();
    const alone = { step: 'volume_only', devices: null, amount_exact: '103625.34', amount: '103625.34' };
    expect(axisFloor(waterfall({ ...provisional, bridge: [alone] }))).toBeNull();
  });
});

test('segment sums: by kind, in the order of the statement, a segment of the lines alone at the end', () => {
  const sums = segmentSums({
    ...provisional,
    devices: { ...provisional.devices, by_segment: provisional.devices.by_segment.slice(0, 4) },
  });
  const rows = sums.map(({ segment, devices, amounts, total }) =>
    [segment, devices, amounts.usage, amounts.access, amounts.as_billed, total].join(' | '),
  );
  expect(rows).toEqual([
    'permanent | 1840 | 1200.10 | 644.00 | 0.00 | 1844.10',
    'silent | 12405 | 0.00 | 3101.25 | 0.00 | 3101.25',
    'smart-meters-of-the-northern-region-with-a-very-long-name | 312 | 34.56 | 0.00 | 0.00 | 34.56',
    'never-met | 0 | 0.00 | 0.00 | 0.00 | 0.00',
    '=standard | 0 | 0.00 | 0.00 | 98765.43 | 98765.43',
  ]);
});
