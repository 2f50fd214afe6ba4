/**
 * `as_billed`: what the visited network billed, brought to the agreement's currency by the rates file alone
 * (docs/rules.md). The price is in the TAP file, so there is no quantity × price here.
 */
import { type Fraction, fraction, mul, parseDecimal } from '../../domain/fraction.ts';

/**
 * `minor` is charges of ChargeType 00 + CAMEL fees − refunds, before tax, in units of 10^-tapDecimals of TapCurrency;
 * negative where refunds prevail. `rate` is a decimal of agreement currency for 1 TapCurrency.
 */
export function asBilledAmount(minor: bigint, tapDecimals: number, rate: string): Fraction {
  return mul(fraction(minor, 10n ** BigInt(tapDecimals)), parseDecimal(rate));
}
