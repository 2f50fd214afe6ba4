/** A simulation as one JSON object, for the command line and the API alike. */
import { add, parseDecimal, parseExactText, sub, toExactText, ZERO } from '../domain/fraction.ts';
import { minorToText, roundFraction } from '../domain/rounding.ts';
import type { Statement } from '../domain/statement.ts';
import { percent } from '../settle/uplift.ts';
import type { SimulatedAgreement, Simulation } from './simulate.ts';

export const MONEY = [
  'usage',
  'access',
  'as_billed',
  'commitment',
  'net',
  'payable',
  'tap_as_billed',
] as const;
type Money = Readonly<Record<(typeof MONEY)[number], string>>;

/** What a table says of a month, or of all months of an agreement. */
export interface Figures extends Money {
  /** Of a month; over months each device counts once for each. */
  readonly devices_charged: number;
  readonly uplift_percent: string | null;
}

export function simulationJson({ periods, agreements, breakEven }: Simulation) {
  return {
    periods,
    candidates: agreements.map((simulated) => {
      const { candidate, agreement, statements } = simulated;
      const { devices_charged, ...totals } = totalsOf(simulated);
      return {
        candidate,
        agreement: { id: agreement.id, version: agreement.version, digest: agreement.digest },
        currency: agreement.currency,
        months: statements.map((one) => ({ period: one.period, status: one.status, ...figuresOf(one) })),
        totals: { device_months: devices_charged, ...totals },
      };
    }),
    break_even: breakEven.map(({ candidate, period, target, found, exact, below, above }) => ({
      candidate,
      period,
      target: toExactText(target),
      found,
      exact,
      below,
      above,
    })),
  };
}

/** Of a month. */
export function figuresOf({ totals, baselines, devices, uplift }: Statement): Figures {
  return {
    devices_charged: devices.by_decision.find(({ decision }) => decision === 'charge')!.devices,
    usage: totals.usage,
    access: totals.access,
    as_billed: totals.as_billed,
    commitment: totals.commitment,
    net: totals.net,
    payable: totals.payable,
    tap_as_billed: baselines.find(({ name }) => name === 'tap_as_billed')!.amount,
    uplift_percent: uplift.charges_percent,
  };
}

/** Of all months together. */
export function totalsOf({ agreement, statements }: SimulatedAgreement): Figures {
  const figures = statements.map(figuresOf);
  const { decimals } = agreement.rounding;
  const money = MONEY.map((name) => {
    const sum = figures.map((one) => parseDecimal(one[name])).reduce(add, ZERO);
    return [name, minorToText(roundFraction(sum, decimals, 'down'), decimals)] as const;
  });
  const exact = (name: 'before' | 'after') =>
    statements.map(({ uplift }) => parseExactText(uplift[name])!).reduce(add, ZERO);
  return {
    devices_charged: figures.reduce((sum, one) => sum + one.devices_charged, 0),
    ...(Object.fromEntries(money) as Money),
    uplift_percent: percent(sub(exact('after'), exact('before')), exact('before')),
  };
}
