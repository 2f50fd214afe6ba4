/**
 * Balanced traffic takes two agreements, one a direction: whether the opposite of every balanced entry is there, points
 * back, and counts the same over the same days. Each direction may have prices of its own.
 */
import { RoamsettleError } from '../../errors.ts';
import type { Agreement, Balance, UsageCharge, VersionInForce } from './types.ts';

type BalancedCharge = UsageCharge & { readonly balance: Balance };

function balancedCharges({ charges }: Agreement): BalancedCharge[] {
  return charges.usage.filter((charge): charge is BalancedCharge => charge.balance !== null);
}

export function isBalanced(agreement: Agreement): boolean {
  return balancedCharges(agreement).length > 0;
}

/** The entry of the other direction. */
export function oppositeCharge(
  opposite: Agreement,
  service: UsageCharge['service'],
): UsageCharge | undefined {
  return balancedCharges(opposite).find((charge) => charge.service === service);
}

/**
 * Versions with the days that they hold on: of any time, where those that share a day must fit, or of the month `period`,
 * where they must hold on the same days of it too. Throws AGREEMENT_INVALID at the `opposite` of the first entry whose other
 * direction is not there or does not fit.
 */
export function checkBalance(versions: readonly VersionInForce[], period?: string): void {
  for (const one of versions) {
    const { agreement } = one;
    for (const charge of balancedCharges(agreement)) {
      const refuse = (detail: string): never => {
        const place = { file: agreement.file, line: charge.line, key: `${charge.ref}.opposite` };
        throw new RoamsettleError('AGREEMENT_INVALID', detail, place);
      };
      const { opposite } = charge.balance;
      const others = versions.filter(
        (other) =>
          other.agreement.id === opposite && other.fromDay < one.endDay && one.fromDay < other.endDay,
      );
      if (others.length === 0)
        refuse(
          `${agreement.id} balances ${charge.service} with ${opposite}, which is not among the agreements${period === undefined ? '' : ` of ${period}`}: ` +
            'give those of both directions together.',
        );
      for (const other of others) {
        const fault = faultOf(agreement, charge, other.agreement);
        if (fault !== null) refuse(fault);
        if (period !== undefined && (other.fromDay !== one.fromDay || other.endDay !== one.endDay))
          refuse(
            `${agreement.id} and ${opposite} hold on different days of ${period}: balanced traffic is compared over the same days.`,
          );
      }
    }
  }
}

/** What both entries must have alike: else their quantities are not the same thing. */
const COUNTED: Readonly<Record<string, (charge: UsageCharge) => unknown>> = {
  unit: ({ unit }) => unit,
  unit_bytes: ({ unitSize }) => unitSize,
  round_up_bytes: ({ roundUpBytes }) => roundUpBytes,
  round_up_per: ({ roundUpPer }) => roundUpPer,
  increment_seconds: ({ incrementSeconds }) => incrementSeconds,
};
/** And their agreements. */
const SHARED: Readonly<Record<string, (agreement: Agreement) => unknown>> = {
  currency: ({ currency }) => currency,
  'period.basis': ({ period }) => period.basis,
};

function faultOf(agreement: Agreement, charge: BalancedCharge, opposite: Agreement): string | null {
  const { id } = agreement;
  if (!isOtherDirection(agreement, opposite))
    return `${opposite.id} (${opposite.file}) is not the other direction: every visited TADIG code of one has to be a home TADIG code of the other.`;
  const back = oppositeCharge(opposite, charge.service);
  if (back === undefined)
    return `${opposite.id} (${opposite.file}) has no balanced entry for ${charge.service}: write one with opposite: ${id}.`;
  if (back.balance?.opposite !== id)
    return `The balanced ${charge.service} of ${opposite.id} (${opposite.file}) has another opposite: write opposite: ${id} there.`;
  const key =
    Object.keys(COUNTED).find((name) => COUNTED[name]!(charge) !== COUNTED[name]!(back)) ??
    Object.keys(SHARED).find((name) => SHARED[name]!(agreement) !== SHARED[name]!(opposite));
  if (key === undefined) return null;
  return `${id} and ${opposite.id} (${opposite.file}) differ in ${key}: both directions of balanced ${charge.service} count alike.`;
}

/** A home party may have codes without a network of its own (an MVNO's): those are visited nowhere. */
function isOtherDirection(a: Agreement, b: Agreement): boolean {
  const within = (one: readonly string[], other: readonly string[]) =>
    one.every((tadig) => other.includes(tadig));
  return within(a.visited.tadigs, b.home.tadigs) && within(b.visited.tadigs, a.home.tadigs);
}
