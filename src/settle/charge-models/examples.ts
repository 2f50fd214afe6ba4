/** The `examples` of an agreement, held against its charges: usage in, amount out. */
import type { Agreement, AgreementExample } from '../../domain/agreement/types.ts';
import { compare, fraction, fromInteger, mul, parseDecimal } from '../../domain/fraction.ts';
import { minorToText, roundFraction } from '../../domain/rounding.ts';
import { RoamsettleError } from '../../errors.ts';
import { type Priced, priceAccess, priceUsage } from './index.ts';

/** One AGREEMENT_EXAMPLE, with file and line, for each example that does not come out; empty when all do. */
export function runExamples(agreement: Agreement): RoamsettleError[] {
  const { mode, decimals } = agreement.rounding;
  return agreement.examples.flatMap((example, index) => {
    const minor = roundFraction(priceExample(agreement, example).amount, decimals, mode);
    if (compare(fraction(minor, 10n ** BigInt(decimals)), parseDecimal(example.amount)) === 0) return [];
    const detail =
      `${example.quantity} units of ${example.charge} come to ${minorToText(minor, decimals)} ${agreement.currency}, ` +
      `the example says ${example.amount}.`;
    const place = { file: agreement.file, line: example.line, key: `examples[${index}]` };
    return [new RoamsettleError('AGREEMENT_EXAMPLE', detail, place)];
  });
}

function priceExample(agreement: Agreement, example: AgreementExample): Priced {
  const usage = agreement.charges.usage.find((charge) => charge.ref === example.charge);
  const quantity = mul(parseDecimal(example.quantity), fromInteger(BigInt(usage?.unitSize ?? 1)));
  if (usage !== undefined) return priceUsage(usage, quantity.n);
  const access = agreement.charges.access.find((charge) => charge.ref === example.charge);
  if (access === undefined)
    throw new RoamsettleError('INTERNAL', 'An example names no charge and passed the checks.');
  return priceAccess(access, quantity.n);
}
