/** What of a month reaches the files: feeds that are not there, days that a probe missed, values that it does not show. */
import type { Month } from './calendar.ts';
import type { Signal } from './day.ts';
import type { Device } from './device.ts';
import { mix } from './prng.ts';
import type { Feed, Settings } from './settings.ts';

const MILLION = 1_000_000;

export class FeedCut {
  readonly #feeds: Settings['feeds'];
  readonly #ratHidden: number;
  readonly #isWhole: boolean;

  constructor({ feeds, radio, imei }: Settings, month: Month) {
    this.#feeds = {
      ...feeds,
      outages: feeds.outages.filter(({ from_day }) => from_day <= month.days),
    };
    this.#ratHidden = radio.hidden * MILLION;
    const { without, outages, from_day } = feeds;
    this.#isWhole =
      without.length + outages.length === 0 &&
      from_day === -1 &&
      radio.hidden === 0 &&
      imei.signaling_rows + imei.masked === 0;
  }

  /** The rows of a day (0 = first of the month) that are sent. */
  signals(day: number, signals: Signal[]): Signal[] {
    if (this.#isWhole) return signals;
    const sent: Signal[] = [];
    for (const signal of signals) {
      if (this.#isLost('signaling', day, signal.device) || this.#isLost(signal.face, day, signal.device))
        continue;
      const draw = mix(signal.ms % MILLION, Math.floor(signal.ms / MILLION), signal.device.index);
      const rat = draw % MILLION < this.#ratHidden ? '' : signal.rat;
      const { hiddenInSignaling } = signal.device;
      const shown = mix(draw, 7) % MILLION >= hiddenInSignaling * MILLION;
      sent.push({ ...signal, rat, equipment: signal.equipment && shown });
    }
    return sent;
  }

  /** Whether a feed sends anything on a day. */
  has(feed: Feed, day: number): boolean {
    return !this.#isLost(feed, day, null);
  }

  #isLost(feed: Feed, day: number, device: Device | null): boolean {
    const { without, from_day, outages } = this.#feeds;
    if (without.includes(feed) || day < from_day - 1) return true;
    return outages.some(
      (outage, i) =>
        day >= outage.from_day - 1 &&
        day < outage.from_day - 1 + outage.days &&
        outage.without.includes(feed) &&
        (outage.share === 1 ||
          (device !== null && mix(device.cells[0] ?? 0, i, 0x0f7) % MILLION < outage.share * MILLION)),
    );
  }
}
