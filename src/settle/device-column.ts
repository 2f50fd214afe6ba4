/** An amount of each device: numbers as long as they are exact, a second number beside them where they would not be. */
import { RoamsettleError } from '../errors.ts';

/** What `high` counts. */
export const HIGH = 10n ** 15n;

export class DeviceColumn {
  /** By place of the list: the amount is `high` × 10^15 + `low`. */
  readonly low: Float64Array;
  /** null as long as every amount is an integer that a number holds. */
  high: Float64Array | null = null;

  constructor(places: number) {
    this.low = new Float64Array(places);
  }

  /** `value` is an integer that a number holds. */
  add(place: number, value: number): void {
    const sum = this.low[place]! + value;
    if (this.high === null && sum <= Number.MAX_SAFE_INTEGER && sum >= -Number.MAX_SAFE_INTEGER) {
      this.low[place] = sum;
    } else this.addFar(place, BigInt(value));
  }

  /** Throws AMOUNT_RANGE beyond about 10^30. */
  addFar(place: number, value: bigint): void {
    this.high ??= new Float64Array(this.low.length);
    const sum = this.at(place) + value;
    const high = Number(sum / HIGH);
    if (!Number.isSafeInteger(high)) throw new RoamsettleError('AMOUNT_RANGE');
    this.high[place] = high;
    this.low[place] = Number(sum % HIGH);
  }

  at(place: number): bigint {
    return BigInt(this.high?.[place] ?? 0) * HIGH + BigInt(this.low[place]!);
  }
}
