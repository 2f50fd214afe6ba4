/**
 * The amount at stake of a review: what a device that waits for one would owe if it were charged, less what it is settled
 * for. The price of a unit may hang on all devices together, so the whole period is priced once more with every waiting device
 * charged, and a device has its exact part of those lines by its weight (rule 7). No amount of a statement hangs on it.
 */
import { type FeeFacts, type ListedDevices, waitsForReview } from '../domain/devices.ts';
import { add, type Fraction, fraction, mul, ZERO } from '../domain/fraction.ts';
import { roundFraction } from '../domain/rounding.ts';
import { type Books, latestBook } from './book.ts';
import { accessUnit, feeQuantity, ownFee } from './charge-models/access.ts';
import { billableQuantity } from './charge-models/index.ts';
import type { DeviceAmounts, ShareInput } from './device-amounts.ts';
import type { Group } from './groups.ts';
import { type ExactLine, priceSettlement } from './price.ts';

/** The whole settlement with every waiting device charged; a balanced entry keeps the run's other direction, as in the bridge. */
export function priceSupposed(books: Books, groups: readonly Group[]): ExactLine[] {
  return priceSettlement(books, groups, ({ segments }, version) => ({
    segment: segments[version]!.charged,
    access: true,
  }));
}

/** One device that waits for a review, in minor units of its agreement. */
export interface Stake {
  readonly place: number;
  /** What it would owe: usage, fees and what is settled as billed. */
  readonly charged: bigint;
  /** The same less what it is settled for. */
  readonly atStake: bigint;
}

interface StakeCell {
  readonly line: ExactLine;
  /** One TAP unit as an integer of 10^-places of the agreement's currency. */
  readonly units: bigint;
  readonly scale: bigint;
}

/** Usage that a waiting device has in the supposed lines, from the pass over the list. */
export class StakePass {
  readonly #input: ShareInput;
  readonly #cells: readonly (StakeCell | null)[];
  readonly #usage = new Map<number, Fraction>();
  #place = -1;
  #billed = ZERO;
  #quantities = new Map<ExactLine, bigint>();

  constructor(input: ShareInput) {
    this.#input = input;
    const { groups, grouping, supposed, weightOf, placesOf } = input;
    this.#cells = input.cells.cells.map(({ group, key, chargedEntry }) => {
      if (chargedEntry === null || !moves(groups[group]!)) return null;
      const { version, currency, decimals } = key;
      const { no } = grouping.groups[group]!;
      const line = supposed[no]!.find((one) => one.version === version && one.usage?.entry === chargedEntry);
      if (line === undefined) return null;
      const { units } = weightOf(no, currency, decimals);
      return { line, units, scale: 10n ** BigInt(placesOf(no)) };
    });
  }

  /** Whether usage of the cell is priced in the supposed lines of a waiting device. */
  wants(cell: number): boolean {
    return this.#cells[cell] !== null;
  }

  /** What a place has comes in one piece. */
  take(cell: number, place: number, quantity: number, billed: number): void {
    if (place !== this.#place) this.#end();
    this.#place = place;
    const { line, units, scale } = this.#cells[cell]!;
    if (line.weighBy === 'own') this.#billed = add(this.#billed, fraction(BigInt(billed) * units, scale));
    else this.#quantities.set(line, (this.#quantities.get(line) ?? 0n) + BigInt(quantity));
  }

  #end(): void {
    if (this.#place < 0) return;
    const { devices } = this.#input;
    const { nobody } = devices.kinds[devices.kindAt[this.#place]!]!;
    let owed = this.#billed;
    for (const [line, quantity] of this.#quantities) {
      const charge = line.usage!.charge!;
      const billable = nobody ? quantity : billableQuantity(charge, quantity, BigInt(charge.unitSize));
      owed = add(owed, partOf(line, billable));
    }
    this.#usage.set(this.#place, owed);
    this.#billed = ZERO;
    this.#quantities = new Map();
  }

  /** Every waiting device of the list in its order; `amounts` are what the run settles devices for. */
  stakes({ usage, access, asBilled }: DeviceAmounts): Stake[] {
    this.#end();
    const { books, devices, supposed } = this.#input;
    const { kinds, kindAt, fees, feeAt } = devices;
    const feesOf = new Map<number, Fraction>();
    const feeOf = (place: number) => {
      const key = kindAt[place]! * fees.length + feeAt[place]!;
      const kind = kinds[kindAt[place]!]!;
      const fee =
        feesOf.get(key) ?? feeIn(supposed[kind.no]!, books[kind.no]!, kind.segments, fees[feeAt[place]!]!);
      feesOf.set(key, fee);
      return fee;
    };
    const stakes: Stake[] = [];
    for (const place of waitingPlaces(devices)) {
      const kind = kinds[kindAt[place]!]!;
      const settled = usage.at(place) + access.at(place) + asBilled.at(place);
      const { decimals, mode } = latestBook(books[kind.no]!).agreement.rounding;
      const charged = moves(kind)
        ? roundFraction(add(this.#usage.get(place) ?? ZERO, feeOf(place)), decimals, mode)
        : settled;
      stakes.push({ place, charged, atStake: charged - settled });
    }
    return stakes;
  }
}

/** Whether charging would settle it in another segment than the run's. */
function moves({ segments }: Pick<Group, 'segments'>): boolean {
  return segments.some(({ run, charged }) => run !== charged);
}

function* waitingPlaces({ kinds, kindAt }: ListedDevices): Generator<number> {
  const waits = kinds.map(waitsForReview);
  for (let place = 0; place < kindAt.length; place++) if (waits[kindAt[place]!]) yield place;
}

/** The fees of one such device in the supposed lines, exact. */
function feeIn(
  lines: readonly ExactLine[],
  books: Books,
  segments: Group['segments'],
  facts: FeeFacts,
): Fraction {
  let owed = ZERO;
  for (const line of lines) {
    const { access, version } = line;
    if (access === null || facts.version !== version) continue;
    if (!access.segments.includes(segments[version]!.charged)) continue;
    const quantity = feeQuantity(access, facts);
    if (quantity === null) continue;
    const { size } = accessUnit(access, books[version]!.monthDays);
    owed = add(
      owed,
      ownFee(access, quantity, size) ?? partOf(line, billableQuantity(access, quantity, size)),
    );
  }
  return owed;
}

function partOf({ amount, total }: ExactLine, billable: bigint): Fraction {
  return total.billable === 0n ? ZERO : mul(amount, fraction(billable, total.billable));
}
