/** Fees in the order of the list → shares of the run's access lines. */
import type { DeviceAmounts, ShareInput } from './device-amounts.ts';
import type { FeeLine } from './device-fees.ts';
import { type LineSlot, otherSegment } from './device-lines.ts';
import type { RunningShare } from './running-share.ts';

/** What devices with the same facts in a group have in an access line. */
interface Owing {
  readonly share: RunningShare;
  readonly slot: number;
  readonly quantity: number;
  readonly weight: bigint;
  readonly nearWeight: number;
}

/** By group, then by the number of the facts that occur in it. */
type OwingOf = readonly (readonly (readonly Owing[])[])[];

/** Adds the access lines to `slots`; `rows`: fees of all devices of the list. */
export function owingOf(
  { groups, grouping, devices }: ShareInput,
  fees: readonly (readonly FeeLine[])[],
  slots: LineSlot[],
): { owing: OwingOf; rows: number } {
  const known = new Map<FeeLine, Map<string | null, number>>();
  const slotOf = (no: number, line: FeeLine, segment: string | null) => {
    const bySegment = known.get(line) ?? new Map<string | null, number>();
    known.set(line, bySegment);
    const slot =
      bySegment.get(segment) ?? slots.push({ no, line: line.line, service: '', pair: null, segment }) - 1;
    bySegment.set(segment, slot);
    return slot;
  };
  const numberOf = new Map(devices.fees.map((facts, number) => [facts, number]));
  let rows = 0;
  const owing = groups.map((group, at) => {
    const lines = fees[group.no]!.filter(({ version, segments }) =>
      segments.includes(group.segments[version]!.run),
    );
    const byFacts: Owing[][] = [];
    for (const { facts, devices: members } of group.fees) {
      const number = numberOf.get(facts)!;
      byFacts[number] = lines.flatMap((line) => {
        const fee = line.fees[number]!;
        if (fee === null) return [];
        const slot = slotOf(group.no, line, otherSegment(grouping.groups[at]!, line.version));
        return [{ ...fee, share: line.share, slot, nearWeight: Number(fee.weight) }];
      });
      rows += byFacts[number]!.length * Number(members);
    }
    return byFacts;
  });
  return { owing, rows };
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
