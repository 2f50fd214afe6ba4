/**
 * The second generator: months for `npm run bench -- detection --worlds second` that share neither code nor constants with
 * `roamsettle generate`, so that a detector tuned to the first is found out. Written from docs/rules.md and the literature alone.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chance } from './chance.ts';
import { AHEAD, type Home, Month, VISITED } from './month.ts';
import { DAY, gearOf, HOUR, live } from './people.ts';
import { SECOND_WORLDS, type Settings } from './settings.ts';
import { tapFile } from './tap.ts';
import { type Fleet, newFleet, work } from './things.ts';

const OFFSET = `+0${AHEAD}00`;
/** A fleet holds at most this share of all devices. */
const LARGEST_FLEET = 0.06;
/** How many numbers of a block are seen here. */
const SEEN = 0.5;
const PULL_OF_HUBS = 8;
const COLUMNS = 'event_time,imsi,imei,interface,procedure,result,visited_plmn,rat,cell,apn';

export interface SecondOptions {
  /** One of SECOND_WORLDS. */
  readonly world: string;
  readonly devices: number;
  /** Share of machines. */
  readonly machines: number;
  readonly period: string;
  readonly seed: number;
  readonly out: string;
}

/** Writes the month to `out`, laid out as `generate` does, its truth included. */
export function makeSecondMonth(options: SecondOptions): { records: number; events: number } {
  const settings = SECOND_WORLDS[options.world]!;
  const [year, number] = options.period.split('-').map(Number) as [number, number];
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const chance = new Chance(options.seed);
  const month = new Month(chance, settings, days, Date.UTC(year, number - 1, 1) / 1000 - AHEAD * HOUR);
  const homes = homesOf(chance, settings);
  const machines = Math.round(options.devices * options.machines);
  for (let left = machines; left > 0; ) {
    const home = byWeight(chance, homes, ({ hub, weight }) => weight * (hub ? PULL_OF_HUBS : 1));
    const most = Math.min(left, Math.ceil(options.devices * LARGEST_FLEET));
    const fleet = newFleet(month, chance.weighted(settings.things), home, most);
    build(month, fleet);
    if (fleet.declared) declare(fleet, settings);
    left -= fleet.size;
  }
  for (let n = options.devices - machines; n > 0; n -= 1) {
    const home = byWeight(chance, homes, ({ hub, weight }) => weight * (hub ? settings.hubPeople : 1));
    const kind = chance.weighted(settings.people);
    const tacs = month.gear.tacs(gearOf(kind));
    // A few models are everybody's.
    const tac = tacs[Math.min(tacs.length - 1, Math.floor((1 - chance.unit()) ** -1.4) - 1)]!;
    const radio = chance.weighted({ EUTRAN: 7, UTRAN: 1.2, GERAN: kind === 'elder' ? 20 : 0.6, NR: 0.8 });
    const device = month.device(home, kind, false, tac, radio, home.apn, () => home.number(chance));
    live(month, device, kind);
    month.done(device);
  }
  return write(month, homes, options);
}

function homesOf(chance: Chance, settings: Settings): Home[] {
  const plmns = new Set<string>();
  const hubs = Math.ceil(settings.homes * settings.hubs);
  return Array.from({ length: settings.homes }, (_, i) => {
    let plmn = '';
    // Countries differ, so no PLMN begins another.
    do
      plmn = `${210 + chance.below(70)}${chance.is(0.2) ? `7${chance.digits(2)}` : `0${1 + chance.below(9)}`}`;
    while ([...plmns].some((other) => other.slice(0, 3) === plmn.slice(0, 3)));
    plmns.add(plmn);
    const heads = Array.from({ length: 2 + chance.below(4) }, () => 10 + chance.below(90));
    const left = 15 - plmn.length - 2;
    const tadig = `${chance.one(['BX', 'CY', 'DW', 'FK'])}${String.fromCharCode(65 + i)}${String(i).padStart(2, '0')}`;
    if (chance.is(settings.stale)) {
      const head = `${plmn}${heads[0]}0`;
      return home([`${head.padEnd(15, '0')}-${head.padEnd(15, '9')}`]);
    }
    return home([]);
    function home(ranges: string[]): Home {
      return {
        tadig,
        plmn,
        country: String(30 + chance.below(60)),
        apn: chance.one(['internet', 'web', 'wap', 'data', `net.${tadig.toLowerCase()}`]),
        hub: (i * 5 + 2) % settings.homes < hubs,
        weight: (i + 1) ** -settings.zipf,
        steers: chance.is(0.3),
        declared: { ranges, apns: [], tacs: [] },
        number: (among) => among.one(heads) * 10 ** left + Number(among.digits(left)),
      };
    }
  });
}

function byWeight(chance: Chance, homes: readonly Home[], weight: (home: Home) => number): Home {
  const weights = Object.fromEntries(homes.map((home, i) => [i, weight(home)]));
  return homes[Number(chance.weighted(weights))]!;
}

function build(month: Month, fleet: Fleet): void {
  const { chance, settings } = month;
  const span = Math.ceil(fleet.size / SEEN);
  for (let n = fleet.size; n > 0; n -= 1) {
    const number = () =>
      settings.numbers === 'blocks' ? fleet.first + chance.below(span) : fleet.home.number(chance);
    const device = month.device(
      fleet.home,
      fleet.kind,
      true,
      chance.one(fleet.tacs),
      chance.one(fleet.radio),
      fleet.apn,
      number,
    );
    work(month, device, fleet);
    month.done(device);
  }
}

function declare({ home, apn, first, size, tacs }: Fleet, settings: Settings): void {
  const digits = (number: number) => home.plmn + String(number).padStart(15 - home.plmn.length, '0');
  if (apn !== home.apn) home.declared.apns.push(apn);
  else if (settings.numbers === 'blocks')
    home.declared.ranges.push(`${digits(first)}-${digits(first + Math.ceil(size / SEEN))}`);
  else home.declared.tacs.push(...tacs);
}

function write(
  month: Month,
  homes: readonly Home[],
  { out, period }: SecondOptions,
): { records: number; events: number } {
  for (const folder of ['tap', 'signaling', 'agreements']) mkdirSync(join(out, folder), { recursive: true });
  let records = 0;
  for (const { tadig } of homes)
    for (let day = 0; day < month.days; day += 1) {
      const file = month.files.get(`${tadig}/${day}`) ?? { records: [], total: 0, first: 0, last: 0 };
      records += file.records.length;
      const number = String(day + 1).padStart(5, '0');
      const head = {
        sender: VISITED.tadig,
        recipient: tadig,
        number,
        made: month.local((day + 1) * DAY + 2 * HOUR),
        offset: OFFSET,
      };
      const audit = { total: file.total, first: month.local(file.first), last: month.local(file.last) };
      writeFileSync(
        join(out, 'tap', `CD${VISITED.tadig}${tadig}${number}`),
        tapFile(head, file.records, audit),
      );
    }
  const part = Math.ceil(month.events.length / 8);
  for (let i = 0; i < 8; i += 1)
    writeFileSync(
      join(out, 'signaling', `part-${i}.csv`),
      [COLUMNS, ...month.events.slice(i * part, (i + 1) * part), ''].join('\n'),
    );
  writeFileSync(
    join(out, 'tacs.csv'),
    [
      'tac,manufacturer,model,device_type',
      ...month.gear.catalogue(month.chance, month.settings.catalogue, month.settings.mistyped),
      '',
    ].join('\n'),
  );
  writeFileSync(join(out, 'rates.csv'), 'period,from_currency,to_currency,rate,source\n');
  writeFileSync(join(out, 'truth.csv'), ['imsi,device,kind,silent,resembles', ...month.truth, ''].join('\n'));
  for (const home of homes)
    writeFileSync(join(out, 'agreements', `${home.tadig}.yaml`), agreement(home, period.slice(0, 4)));
  return { records, events: month.events.length };
}

function agreement({ tadig, plmn, declared }: Home, year: string): string {
  const { ranges, apns, tacs } = declared;
  const list = (values: readonly string[]) => JSON.stringify([...new Set(values)].sort());
  return `id: ${tadig}-${VISITED.tadig}-${year}
version: 1
visited: { name: Visited, tadigs: [${VISITED.tadig}], plmns: ["${VISITED.plmn}"] }
home: { name: ${tadig}, tadigs: [${tadig}], plmns: ["${plmn}"] }
term: { from: ${year}-01-01, until: ${Number(year) + 1}-01-01 }
currency: EUR
period: { basis: start_local, time_zone: Asia/Riyadh }
declared: { binding: false, imsi_ranges: ${list(ranges)}, apns: ${list(apns)}, tacs: ${list(tacs)} }
segments:
  - { name: machines, when: { device: iot } }
  - { name: standard }
charges:
  usage:
    - { service: data, segments: [machines], unit: MB, price: "0.0040" }
    - { segments: [standard], model: as_billed }
  access:
    - { segments: [machines], per: imsi_month, price: "0.30" }
`;
}
