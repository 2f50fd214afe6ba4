/** The `examples` of an agreement, held against its charges: usage in, amount out. */
import type { Agreement, AgreementExample } from '../../domain/agreement/types.ts';
import {
  add,
  compare,
  type Fraction,
  fraction,
  fromInteger,
  mul,
  parseDecimal,
  ZERO,
} from '../../domain/fraction.ts';
import { minorToText, roundFraction } from '../../domain/rounding.ts';
import { RoamsettleError } from '../../errors.ts';
import { ownFee } from './access.ts';
import { billableQuantity, NOTHING_BEFORE, priceLine } from './index.ts';

/** One AGREEMENT_EXAMPLE, with file and line, for each example that does not come out; empty when all do. */
export function runExamples(agreement: Agreement): RoamsettleError[] {
  const { mode, decimals } = agreement.rounding;
  return agreement.examples.flatMap((example, index) => {
    const minor = roundFraction(priceExample(agreement, example), decimals, mode);
    if (compare(fraction(minor, 10n ** BigInt(decimals)), parseDecimal(example.amount)) === 0) return [];
    const detail =
      `${example.quantity ?? `Devices with ${example.devices!.join(', ')}`} units of ${example.charge} come to ${minorToText(minor, decimals)} ${agreement.currency}, ` +
      `the example says ${example.amount}.`;
    const place = { file: agreement.file, line: example.line, key: `examples[${index}]` };
    return [new RoamsettleError('AGREEMENT_EXAMPLE', detail, place)];
  });
}

/** A quantity of the whole line, or of each of its devices. */
function priceExample(agreement: Agreement, example: AgreementExample): Fraction {
  const { charge: ref, quantity, devices, opposite } = example;
  const usage = agreement.charges.usage.find((charge) => charge.ref === ref);
  const access = agreement.charges.access.find((charge) => charge.ref === ref);
  const charge = usage ?? access;
  if (charge === undefined)
    throw new RoamsettleError('INTERNAL', 'An example names no charge and passed the checks.');
  const size = usage === undefined ? 1n : BigInt(usage.unitSize);
  const baseOf = (units: string) => mul(parseDecimal(units), fromInteger(size)).n;
  const other = opposite === null ? null : baseOf(opposite);
  const priced = (units: bigint) =>
    priceLine(charge, size, new Map([['', units]]), NOTHING_BEFORE, other).amount;
  if (devices === null) return priced(baseOf(quantity!));
  const each = devices.map(baseOf);
  if (access !== undefined) {
    const own = each.map((units) => ownFee(access, units, size));
    if (own.every((fee) => fee !== null)) return own.reduce(add, ZERO);
  }
  const billable = each.reduce((sum, units) => sum + billableQuantity(charge, units, size), 0n);
  return priced(billable);
}
