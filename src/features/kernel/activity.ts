/** What a device's signaling events of the period say. */
import { bitsOf } from './bits.ts';
import type { DeviceRows } from './device-rows.ts';
import { Flag, ratsOf } from './flags.ts';
import type { SignalColumns } from './output.ts';
import type { Terms } from './scope.ts';
import { Tally } from './tally.ts';

export class Activity {
  readonly #cells = new Tally();

  write(rows: DeviceRows, terms: Terms, out: SignalColumns, row: number): void {
    const { flags, instants, days, cells, tacs, length } = rows;
    this.#cells.clear();
    let events = 0;
    let signs = 0;
    let attempts = 0;
    let rejections = 0;
    let rats = 0;
    let iotRats = 0;
    let imeis = 0;
    let dayBits = 0;
    let anyFlags = 0;
    let last = -1;
    for (let i = 0; i < length; i++) {
      const flag = flags[i]!;
      if ((flag & (Flag.inPeriod | Flag.record)) !== Flag.inPeriod) continue;
      if (events === 0) out.floats.first_ms[row] = instants[i]!;
      last = i;
      events++;
      anyFlags |= flag;
      if ((flag & Flag.sign) !== 0) signs++;
      if ((flag & Flag.attempt) !== 0) attempts++;
      if ((flag & Flag.rejected) !== 0) rejections++;
      if ((flag & Flag.hasRat) !== 0) rats++;
      if ((flag & Flag.iotRat) !== 0) iotRats++;
      if (tacs[i]! >= 0) imeis++;
      if (cells[i]! >= 0) this.#cells.add(cells[i]!, 1);
      dayBits |= 1 << (days[i]! - terms.periodFromDay);
    }
    if (last >= 0) out.floats.last_ms[row] = instants[last]!;
    const { ints } = out;
    ints.signaling_events[row] = events;
    ints.registrations[row] = signs;
    ints.registration_attempts[row] = attempts;
    ints.rejections[row] = rejections;
    ints.rat_events[row] = rats;
    ints.iot_rat_events[row] = iotRats;
    ints.rats[row] = ratsOf(anyFlags);
    ints.imei_events[row] = imeis;
    ints.cells[row] = this.#cells.size;
    ints.event_days[row] = bitsOf(dayBits);
    out.floats.event_day_bits[row] = dayBits >>> 0;
  }
}
