/** Fees in the order of the list → shares of the run's access lines. */
import type { DeviceAmounts, ShareInput } from './device-amounts.ts';
import type { FeeLine } from './device-fees.ts';
import type { LineSlot } from './device-lines.ts';
import type { RunningShare } from './running-share.ts';

/** What devices with the same facts in a group have in an access line. */
interface Owing {
  readonly share: RunningShare;
  readonly slot: number;
  readonly quantity: number;
  readonly weight: bigint;
  readonly nearWeight: number;
}

/** By group, then by the number of the facts. */
type OwingOf = readonly (readonly (readonly Owing[])[])[];

/** Adds the access lines to `slots`. */
export function owingOf(
  { grouping, devices }: ShareInput,
  fees: readonly (readonly FeeLine[])[],
  slots: LineSlot[],
): OwingOf {
  const slotOf = new Map<FeeLine, number>();
  fees.forEach((lines, no) => {
    for (const line of lines) slotOf.set(line, slots.push({ no, line: line.line, service: '' }) - 1);
  });
  return grouping.groups.map((kind) => {
    const lines = fees[kind.no]!.filter(({ segments }) => segments.includes(kind.segments.run));
    return devices.fees.map((_, facts) =>
      lines.flatMap((line) => {
        const fee = line.fees[facts]!;
        if (fee === null) return [];
        return [{ ...fee, share: line.share, slot: slotOf.get(line)!, nearWeight: Number(fee.weight) }];
      }),
    );
  });
}

/** Fees of all devices of the list. */
export function feeRows(
  { grouping: { groupOf }, devices: { kindAt, feeAt } }: ShareInput,
  owing: OwingOf,
): number {
  let rows = 0;
  kindAt.forEach((kind, place) => {
    const group = groupOf[kind]!;
    if (group >= 0) rows += owing[group]![feeAt[place]!]!.length;
  });
  return rows;
}

/** Fees in the order of the list → shares. */
export class FeePass {
  readonly #input: ShareInput;
  readonly #owing: OwingOf;
  readonly #amounts: DeviceAmounts;
  #place = 0;

  constructor(input: ShareInput, owing: OwingOf, amounts: DeviceAmounts) {
    this.#input = input;
    this.#owing = owing;
    this.#amounts = amounts;
  }

  /** Shares out the fees of all places before `end`. */
  upTo(end: number): void {
    const { kindAt, feeAt } = this.#input.devices;
    const { groupOf } = this.#input.grouping;
    for (; this.#place < end; this.#place++) {
      const group = groupOf[kindAt[this.#place]!]!;
      if (group < 0) continue;
      for (const owing of this.#owing[group]![feeAt[this.#place]!]!) this.#take(this.#place, owing);
    }
  }

  #take(place: number, { share, slot, quantity, weight, nearWeight }: Owing): void {
    const { access, lines } = this.#amounts;
    const row = lines.begin(place, slot);
    lines.quantity.add(row, quantity);
    if (share.isNear) {
      const amount = share.next(nearWeight);
      access.add(place, amount);
      lines.share.add(row, amount);
    } else {
      const amount = share.nextFar(weight);
      access.addFar(place, amount);
      lines.share.addFar(row, amount);
    }
  }
}
