/** What an amount changed by, in a fixed order: each cause is a whole settlement less the one before it. */
import { add, type Fraction, sub, toExactText, ZERO } from '../domain/fraction.ts';

/**
 * records: what devices used and when they were seen, and devices that come or go, a new one as a human. segment: where devices
 * are settled, whatever moved them. agreement: prices, rounding, what belongs to it. rate: of TAP money. earlier_runs: what a
 * commitment or tiers over the term count, and what a correction takes back. program: what another version of it works out
 * otherwise.
 */
export const CAUSES = ['records', 'segment', 'agreement', 'rate', 'earlier_runs', 'program'] as const;
export type Cause = (typeof CAUSES)[number];

/** Exact decimal texts that add up to the change. */
export type Causes = Readonly<Record<Cause, string>>;

/** What an amount is in each settlement from the old run to the new one, `repriced` being the old run worked out again. */
export interface Walk {
  readonly repriced: Fraction;
  readonly records: Fraction;
  readonly segment: Fraction;
  readonly agreement: Fraction;
  readonly rate: Fraction;
  readonly earlier_runs: Fraction;
}

/** The steps of a walk, in their order. */
export const STEPS = ['repriced', 'records', 'segment', 'agreement', 'rate', 'earlier_runs'] as const;

/** `from` and `to` are the amounts of the runs. */
export function causesOf(from: Fraction, to: Fraction, walk: Walk): Causes {
  const by = (cause: Exclude<Cause, 'program'>) => sub(walk[cause], walk[STEPS[STEPS.indexOf(cause) - 1]!]);
  const causes = {
    records: by('records'),
    segment: by('segment'),
    agreement: by('agreement'),
    rate: by('rate'),
    earlier_runs: by('earlier_runs'),
    program: add(sub(walk.repriced, from), sub(to, walk.earlier_runs)),
  };
  return mapCauses((cause) => toExactText(causes[cause]));
}

/** The whole change by one cause. */
export function onlyBy(cause: Cause, change: string): Causes {
  return mapCauses((one) => (one === cause ? change : toExactText(ZERO)));
}

function mapCauses(textOf: (cause: Cause) => string): Causes {
  return Object.fromEntries(CAUSES.map((cause) => [cause, textOf(cause)])) as unknown as Causes;
}
