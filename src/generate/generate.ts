/**
 * Makes a month of roaming with truth: TAP, signaling, agreements, rates, TACs. The same options give the same bytes.
 * Shares no code with what decodes, classifies and settles it, so that agreement between the two means something.
 */
import { RoamsettleError } from '../errors.ts';
import { agreementFiles, ratesText } from './agreements.ts';
import { LEAD_DAYS, localMidnight, type Month, parseMonth, TAIL_DAYS } from './calendar.ts';
import type { Pace, Signal, Usage } from './day.ts';
import { type Device, isThere } from './device.ts';
import { tacCatalogue } from './equipment.ts';
import { FeedCut } from './feed-cut.ts';
import { fillFolder, writeOutput } from './output.ts';
import { findPace } from './pace.ts';
import { PARTNERS } from './partners.ts';
import { planDay } from './plan.ts';
import { DEMO, type Settings } from './settings.ts';
import { type SignalingFile, SignalingWriter } from './signaling-writer.ts';
import { FIRST_TAP_DAY, TapFeed } from './tap-feed.ts';
import { Truth } from './truth.ts';
import { buildWorld, MAX_DEVICES } from './world.ts';
import { readWorldFile } from './world-file.ts';

interface GenerateOptions {
  readonly devices: number;
  /** YYYY-MM. */
  readonly period: string;
  readonly seed: number;
  /** A new or empty folder. */
  readonly out: string;
  /** Path of a world file (`settings.ts`); without one the world is the demo's. */
  readonly world?: string;
  /** Share of machines, in place of the world's. */
  readonly machines?: number;
  /** About how many TAP records and signaling rows to make; by default as many as the world says. */
  readonly records?: number;
  readonly events?: number;
  /** Called after each day. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Generated {
  /** Call events in all TAP files, repeated and test ones included. */
  readonly records: number;
  /** Rows in all signaling files, repeated and broken ones included. */
  readonly events: number;
  readonly devices: number;
}

const CONTENTS = {
  subfolders: ['tap', 'signaling', 'agreements'],
  files: ['tacs.csv', 'rates.csv', 'truth.csv'],
};
const MAX_ROWS = 100_000_000;
const MAX_SEED = 0xffff_ffff;
/** Days with a snapshot of registered subscribers, which holds every second device that speaks to a circuit core. */
const SNAPSHOT_DAYS = [6, 13, 20, 27];

/**
 * Writes `tap/ signaling/ agreements/ tacs.csv rates.csv truth.csv` into `out`, a day at a time.
 * @throws RoamsettleError USAGE, PERIOD_INVALID, OUTPUT_EXISTS, OUTPUT_WRITE, and what `readWorldFile` throws
 */
export async function generateMonth(options: GenerateOptions): Promise<Generated> {
  const month = parseMonth(options.period);
  const count = whole('devices', options.devices, 1, MAX_DEVICES);
  const seed = whole('seed', options.seed, 0, MAX_SEED);
  const settings = await settingsOf(options);
  const { tempo } = settings;
  const records = whole('records', options.records ?? Math.round(count * tempo.records), 0, MAX_ROWS);
  const events = whole('events', options.events ?? Math.round(count * tempo.events), 0, MAX_ROWS);
  const devices = buildWorld(seed, count, month, settings);
  return fillFolder(options.out, CONTENTS, async () => {
    const pace = findPace(devices, month, seed, records, events);
    const made = await writeDays(options, devices, month, seed, pace, settings);
    for (const file of agreementFiles(month, settings))
      await writeOutput(options.out, `agreements/${file.name}`, file.text);
    await writeOutput(options.out, 'tacs.csv', tacCatalogue(settings, seed));
    await writeOutput(options.out, 'rates.csv', ratesText(month));
    await writeOutput(options.out, 'truth.csv', made.truth.text());
    return { records: made.records, events: made.events, devices: count };
  });
}

async function writeDays(
  options: GenerateOptions,
  devices: readonly Device[],
  month: Month,
  seed: number,
  pace: Pace,
  settings: Settings,
): Promise<{ records: number; events: number; truth: Truth }> {
  const feeds = new Map(PARTNERS.map((partner) => [partner, new TapFeed(partner, month)]));
  const signaling = new SignalingWriter(month, seed, settings.feeds.columns_missing);
  const cut = new FeedCut(settings, month);
  const truth = new Truth(month, devices);
  const days = LEAD_DAYS + month.days + TAIL_DAYS;
  let records = 0;
  let events = 0;
  const emit = async (file: SignalingFile): Promise<void> => {
    events += file.rows;
    await writeOutput(options.out, `signaling/${file.name}`, file.content, file.packing);
  };
  for (let day = -LEAD_DAYS; day < month.days + TAIL_DAYS; day++) {
    const usage: Usage[] = [];
    const signals: Signal[] = [];
    const billed = day >= FIRST_TAP_DAY && cut.has('tap', day);
    if (billed) for (const feed of feeds.values()) feed.open(day);
    for (const device of devices) {
      planDay(device, month, seed, day, pace, usage, signals);
      // The day after the month gets a file of its own for what is late, but its usage is the next month's.
      if (day >= FIRST_TAP_DAY && day < month.days) {
        for (const item of usage) {
          truth.usage(item);
          if (billed) feeds.get(device.partner)?.add(item);
        }
      }
      usage.length = 0;
    }
    if (cut.has('signaling', day)) {
      const sent = cut.signals(day, signals);
      for (const signal of sent) truth.signal(signal);
      await emit(signaling.day(day, sent));
      if (SNAPSHOT_DAYS.includes(day) && cut.has('vlr', day)) {
        const registered = cut.signals(day, snapshotOf(devices, month, day));
        for (const signal of registered) truth.signal(signal);
        await emit(signaling.snapshot(day, registered));
      }
    }
    if (billed) {
      for (const feed of feeds.values()) {
        for (const file of feed.close()) {
          records += file.records;
          await writeOutput(options.out, `tap/${file.name}`, file.bytes, file.packing);
        }
      }
    }
    options.onProgress?.(day + LEAD_DAYS + 1, days);
  }
  return { records, events, truth };
}

/** Subscribers that a circuit core knows at three in the morning. */
function snapshotOf(devices: readonly Device[], month: Month, day: number): Signal[] {
  const signals: Signal[] = [];
  for (const device of devices) {
    const circuit = device.rat !== 'NB-IOT' && device.rat !== 'LTE-M' && device.index % 2 === 0;
    if (!circuit || device.kind.rejected || !isThere(device, month, day) || !isThere(device, month, day - 1))
      continue;
    const ms = (localMidnight(month, day, 0) + 3 * 3600) * 1000;
    signals.push({
      ms,
      device,
      face: 'vlr',
      procedure: 'REGISTERED',
      result: '',
      cell: device.cells[0] ?? 0,
      equipment: false,
      rat: device.rat,
    });
  }
  return signals;
}

async function settingsOf({ world, machines }: GenerateOptions): Promise<Settings> {
  const settings = world === undefined ? DEMO : await readWorldFile(world);
  if (machines === undefined) return settings;
  if (machines >= 0 && machines <= 1) return { ...settings, machines };
  throw new RoamsettleError('USAGE', 'machines must be a share of 0 to 1.');
}

function whole(name: string, value: number, low: number, high: number): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new RoamsettleError('USAGE', `${name} must be a whole number of ${low} to ${high}.`);
}
