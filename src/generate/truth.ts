/** What is true of every device, counted while the month is made. Never read by anything that settles. */
import { DAY, type Month, offsetMinutes } from './calendar.ts';
import type { Signal, Usage } from './day.ts';
import { type Device, isThere } from './device.ts';

const HEADER =
  'imsi,home_tadig,kind,device,silent,declared,declared_by,excluded,days_there,tap_records,bytes,sms,calls,signaling_events,resembles,fleet';

export class Truth {
  readonly #month: Month;
  readonly #devices: readonly Device[];
  readonly #records: Uint32Array;
  readonly #bytes: Float64Array;
  readonly #sms: Uint32Array;
  readonly #calls: Uint32Array;
  readonly #signals: Uint32Array;

  constructor(month: Month, devices: readonly Device[]) {
    this.#month = month;
    this.#devices = devices;
    this.#records = new Uint32Array(devices.length);
    this.#bytes = new Float64Array(devices.length);
    this.#sms = new Uint32Array(devices.length);
    this.#calls = new Uint32Array(devices.length);
    this.#signals = new Uint32Array(devices.length);
  }

  /** Counts a usage once (no repetition, no test file) if its local start lies in the month. */
  usage(usage: Usage): void {
    const { index, region } = usage.device;
    if (!this.#inMonth(usage.start + 60 * offsetMinutes(region, usage.start))) return;
    this.#records[index]! += 1;
    this.#bytes[index]! += usage.up + usage.down;
    if (usage.teleservice === '11') this.#calls[index]! += 1;
    else if (usage.teleservice !== '') this.#sms[index]! += 1;
  }

  /** Counts a signaling event once if its UTC time lies in the month. */
  signal(signal: Signal): void {
    if (this.#inMonth(signal.ms / 1000)) this.#signals[signal.device.index]! += 1;
  }

  /** `truth.csv`, one line a device. `silent`: no byte, message or call in the month. */
  text(): string {
    const lines = this.#devices.map((device) => {
      const i = device.index;
      const silent = this.#bytes[i] === 0 && this.#sms[i] === 0 && this.#calls[i] === 0;
      let days = 0;
      for (let day = 0; day < this.#month.days; day++) if (isThere(device, this.#month, day)) days += 1;
      return [
        device.imsi,
        device.partner.tadig,
        device.kind.name,
        device.kind.device,
        silent,
        device.declared,
        device.declaredBy,
        device.excluded,
        days,
        this.#records[i],
        this.#bytes[i],
        this.#sms[i],
        this.#calls[i],
        this.#signals[i],
        device.kind.resembles,
        device.fleet,
      ].join(',');
    });
    return `${[HEADER, ...lines].join('\n')}\n`;
  }

  #inMonth(seconds: number): boolean {
    return seconds >= this.#month.start && seconds < this.#month.start + this.#month.days * DAY;
  }
}
