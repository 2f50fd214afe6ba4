/** Devices that sleep through some days. */

import type { Device } from './device.ts';
import { mix } from './prng.ts';

/** What a day is worth: a device that sleeps does a tenth. */
export function wakeOf({ kind, phase }: Device, day: number): number {
  return kind.awake < 100 && mix(phase, day, 0xa3a) % 100 >= kind.awake ? 0.1 : 1;
}
