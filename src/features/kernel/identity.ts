/**
 * Equipment and APNs that a device was seen with in the period, in records and events: the most frequent TAC (lowest on a
 * tie), distinct TACs and APNs, and events with a declared one. A device that is only charged late is known by its
 * charged records (rule 5).
 */
import type { DeviceRows } from './device-rows.ts';
import { Flag } from './flags.ts';
import type { DeviceApns, SignalColumns } from './output.ts';
import type { Terms } from './scope.ts';
import { Tally } from './tally.ts';

export class Identity {
  readonly #tacs = new Tally();
  readonly #apns = new Tally();

  write(rows: DeviceRows, terms: Terms, out: SignalColumns, row: number, apns: DeviceApns): void {
    this.#tacs.clear();
    this.#apns.clear();
    this.#add(rows, Flag.inPeriod | Flag.record, Flag.inPeriod);
    out.ints.declared_tac_events[row] = among(this.#tacs, terms.declaredTacs);
    out.ints.declared_apn_events[row] = among(this.#apns, terms.declaredApns);
    const wanted = out.ints.in_period[row] === 0 ? Flag.charged : Flag.inPeriod;
    this.#add(rows, wanted | Flag.record, wanted | Flag.record);
    const tac = mostFrequent(this.#tacs);
    if (tac >= 0) out.ints.tac[row] = tac;
    out.ints.tacs[row] = this.#tacs.size;
    for (let i = 0; i < this.#apns.size; i++) apns.add(out, row, this.#apns.values[i]!);
  }

  /** Counts the rows whose flags under `mask` are `wanted`. */
  #add(rows: DeviceRows, mask: number, wanted: number): void {
    const { flags, tacs, apns, length } = rows;
    for (let i = 0; i < length; i++) {
      if ((flags[i]! & mask) !== wanted) continue;
      // Neither no IMEI nor one that is too short for a TAC.
      if (tacs[i]! > 0) this.#tacs.add(tacs[i]!, 1);
      if (apns[i]! >= 0) this.#apns.add(apns[i]!, 1);
    }
  }
}

function among({ values, counts, size }: Tally, declared: ReadonlySet<number>): number {
  if (declared.size === 0) return 0;
  let sum = 0;
  for (let i = 0; i < size; i++) if (declared.has(values[i]!)) sum += counts[i]!;
  return sum;
}

function mostFrequent({ values, counts, size }: Tally): number {
  let best = -1;
  let uses = 0;
  for (let i = 0; i < size; i++) {
    const count = counts[i]!;
    const value = values[i]!;
    if (count > uses || (count === uses && value < best)) {
      best = value;
      uses = count;
    }
  }
  return best;
}
