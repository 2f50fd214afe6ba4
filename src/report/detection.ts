/** How devices come to be charged, in numbers that a partner may ask for: the thresholds, and how right they were. */
import type { MeasuredPrecision, Statement } from '../domain/statement.ts';
import { formatCount } from './format.ts';

/** Names and values, in order. */
export function detectionRows({
  detection,
  measured,
}: Pick<Statement, 'detection' | 'measured'>): (readonly [string, string])[] {
  const { charge_at, review_at } = detection;
  const thresholds = `charged from a probability of ${charge_at} on, reviewed from ${review_at} on`;
  if (measured === null)
    return [
      ['Detection', thresholds],
      ['Precision', 'not measured'],
    ];
  const { period, devices, machines, charged, humans_charged, precision, truth_sha256 } = measured;
  const { undeclared, charge_at: then } = measured;
  const found = !undeclared
    ? ''
    : `; of the ${formatCount(undeclared.charged)} of these that nothing declares ${formatCount(undeclared.humans_charged)} are people: ${undeclared.precision} (${intervalText(undeclared)})`;
  const threshold = then === undefined ? '' : `; charged from ${then.join(' and ')} on then`;
  return [
    ['Detection', thresholds],
    [
      'Precision',
      `${precision} (95 % interval ${intervalText(measured)}), last measured on ${period}: of ${formatCount(charged)} charged devices in the truth file ${truth_sha256.slice(0, 12)} ${formatCount(humans_charged)} are people${found}; it has ${formatCount(devices)} devices of the run, ${formatCount(machines)} of them machines${threshold}`,
    ],
  ];
}

function intervalText({ interval: [from, to] }: Pick<MeasuredPrecision, 'interval'>): string {
  return `${from} to ${to}`;
}
