/** What a statement says of how right the detection was. */
import { expect, test } from 'vitest';
import type { MeasuredPrecision } from '../../src/domain/statement.ts';
import { detectionRows } from '../../src/report/detection.ts';

const detection = { charge_at: 0.95, review_at: 0.6 };
const measured: MeasuredPrecision = {
  period: '2026-09',
  run_id: 'c'.repeat(64),
  truth_sha256: 'd'.repeat(64),
  devices: 3000,
  machines: 1200,
  charged: 1119,
  humans_charged: 11,
  precision: '0.9902',
  interval: ['0.9825', '0.9945'],
};
const said = (more: Partial<MeasuredPrecision>) =>
  detectionRows({ detection, measured: { ...measured, ...more } })[1]![1];

test('what contracts charge is told apart from what was found, and thresholds of then from those of now', () => {
  const undeclared = {
    charged: 337,
    humans_charged: 0,
    precision: '1.0000',
    interval: ['0.9887', '1.0000'],
  } as const;
  expect(said({ undeclared, charge_at: [0.9, 0.95] })).toBe(
    '0.9902 (95 % interval 0.9825 to 0.9945), last measured on 2026-09: of 1,119 charged devices in the truth file dddddddddddd 11 are people; of the 337 of these that nothing declares 0 are people: 1.0000 (0.9887 to 1.0000); it has 3,000 devices of the run, 1,200 of them machines; charged from 0.9 and 0.95 on then',
  );
});

test('nothing undeclared was charged; a measurement of before; none', () => {
  const plain =
    '0.9902 (95 % interval 0.9825 to 0.9945), last measured on 2026-09: of 1,119 charged devices in the truth file dddddddddddd 11 are people; it has 3,000 devices of the run, 1,200 of them machines';
  expect(said({ undeclared: null, charge_at: [0.95] })).toBe(`${plain}; charged from 0.95 on then`);
  expect(said({})).toBe(plain);
  expect(detectionRows({ detection, measured: null })).toEqual([
    ['Detection', 'charged from a probability of 0.95 on, reviewed from 0.6 on'],
    ['Precision', 'not measured'],
  ]);
});
