/** World files: what they refuse, and that each setting does what it says, in months of a few hundred devices. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseMonth } from '../../src/generate/calendar.ts';
import type { Device } from '../../src/generate/device.ts';
import { tacCatalogue } from '../../src/generate/equipment.ts';
import { DEMO } from '../../src/generate/settings.ts';
import { buildWorld } from '../../src/generate/world.ts';
import { readWorldFile } from '../../src/generate/world-file.ts';
import { WORLD_TEMPLATE } from '../../src/generate/world-template.ts';
import { type MadeMonth, makeMonth, table } from './month.ts';

const folder = mkdtempSync(join(tmpdir(), 'roamsettle-world-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function worldFile(text: string): string {
  const path = join(folder, 'world.yaml');
  writeFileSync(path, text);
  return path;
}

const MONTH = parseMonth('2026-10');
async function devicesOf(text: string, count = 600): Promise<Device[]> {
  return buildWorld(5, count, MONTH, await readWorldFile(worldFile(text)));
}
const machines = (devices: readonly Device[]) => devices.filter(({ kind }) => kind.device === 'iot');
const people = (devices: readonly Device[]) => devices.filter(({ kind }) => kind.device === 'human');
const share = (part: readonly unknown[], whole: readonly unknown[]) => part.length / whole.length;

describe('the file', () => {
  test('the template of the help says what the demo is', async () => {
    expect(await readWorldFile(worldFile(WORLD_TEMPLATE))).toEqual(DEMO);
    expect(await readWorldFile(worldFile(''))).toEqual(DEMO);
    expect(await readWorldFile(worldFile('{"machines": 0.7}'))).toEqual({ ...DEMO, machines: 0.7 });
  });

  test.each([
    ['machines: 0.4\ntempo:\n  record: 3\n', { line: 3, key: 'tempo.record' }],
    ['machines: 1.4\n', { line: 1, key: 'machines' }],
    ['machines: half\n', { line: 1, key: 'machines' }],
    ['numbers: sorted\n', { line: 1, key: 'numbers' }],
    ['feeds:\n  without: [tap, gs]\n', { line: 2, key: 'feeds.without.1' }],
    ['feeds:\n  outages:\n    - { from_day: 3 }\n', { key: 'feeds.outages.0.days' }],
    ['feeds: { without: tap }\n', { line: 1, key: 'feeds.without' }],
    ['partners: { ZZZ: 1 }\n', { line: 1, key: 'partners.ZZZ' }],
    ['tempo: 3\n', { line: 1, key: 'tempo' }],
    ['- machines\n', {}],
    ['machines: [\n', {}],
    ['machines: &share 0.4\ntempo: *share\n', { line: 2 }],
  ])('%j is refused', async (text, place) => {
    await expect(readWorldFile(worldFile(text))).rejects.toMatchObject({
      code: 'WORLD_INVALID',
      place: { file: 'world.yaml', ...place },
    });
  });

  test('a file that is not there, and what is no file', async () => {
    await expect(readWorldFile(join(folder, 'none.yaml'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    for (const path of ['/dev/null', folder])
      await expect(readWorldFile(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  test.each([
    ['kinds: { machines: { toaster: 1 } }', 'kinds.machines.toaster'],
    ['kinds: { people: { smart_meter: 1 } }', 'kinds.people.smart_meter'],
    ['kinds: { people: { expat: 0 } }', 'kinds.people'],
  ])('%s: the kind', async (text, key) => {
    await expect(devicesOf(text)).rejects.toMatchObject({ code: 'WORLD_INVALID', place: { key } });
  });
});

describe('devices', () => {
  test('shares of machines and of kinds are exact in a thousand', async () => {
    const devices = await devicesOf(
      'machines: 0.15\nkinds: { machines: { meter_nb: 2, cctv: 1 }, people: { expat: 1 } }',
      1000,
    );
    const counts = new Map<string, number>();
    for (const { kind } of devices) counts.set(kind.name, (counts.get(kind.name) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({ meter_nb: 100, cctv: 50, expat: 850 });
  });

  test.each(['apart', 'blocks', 'mixed', 'random'])(
    'numbers %s: each IMSI once, of its home',
    async (plan) => {
      const devices = await devicesOf(`numbers: ${plan}\nfleets: { devices: 20 }`, 3000);
      expect(new Set(devices.map(({ imsi }) => imsi)).size).toBe(3000);
      for (const { imsi, partner } of devices) {
        expect(imsi).toMatch(/^\d{15}$/);
        expect(imsi.startsWith(partner.plmn)).toBe(true);
      }
    },
  );

  test('a fleet has one kind, home, APN, two models at most, and numbers together', async () => {
    const devices = await devicesOf(
      'numbers: blocks\nfleets: { devices: 30, loyal: 1, one_radio: 1, synchronised: 1 }',
      3000,
    );
    const fleets = Map.groupBy(machines(devices), ({ fleet }) => fleet);
    expect(fleets.size).toBeGreaterThan(30);
    expect(people(devices).every(({ fleet }) => fleet === '')).toBe(true);
    for (const members of fleets.values()) {
      const different = (of: (device: Device) => string) => new Set(members.map(of)).size;
      expect(different(({ kind }) => kind.name)).toBe(1);
      expect(different(({ partner }) => partner.tadig)).toBe(1);
      expect(different(({ apn }) => apn)).toBe(
        members[0]?.declaredBy === 'apn' ? different(({ apn }) => apn) : 1,
      );
      expect(different(({ rat }) => rat)).toBe(1);
      expect(different(({ declaredBy }) => declaredBy)).toBe(1);
      if (members[0]?.declaredBy !== 'tac') expect(different(({ imei }) => imei.slice(0, 8))).toBeLessThan(3);
      const numbers = members.map(({ imsi }) => Number(imsi));
      expect(Math.max(...numbers) - Math.min(...numbers)).toBeLessThan(25 * (members.length + 60));
    }
  });

  test('what is declared follows the shares, and stale declarations name people', async () => {
    const devices = await devicesOf(
      'declared: { range: 0.2, apn: 0, tac: 0.1, stale_range: 0.1, stale_tac: 0, stale_apn: 0.1, wrong_models: 2 }',
      4000,
    );
    const by = (list: readonly Device[], how: string) =>
      share(
        list.filter(({ declaredBy }) => declaredBy === how),
        list,
      );
    expect(by(machines(devices), 'imsi_range')).toBeCloseTo(0.2, 1);
    expect(by(people(devices), 'imsi_range')).toBeCloseTo(0.1, 1);
    expect(by(people(devices), 'apn')).toBeGreaterThan(0.03);
    // Dongles and feature phones of the models that were declared by mistake.
    expect(by(people(devices), 'tac')).toBeGreaterThan(0.01);
    expect(people(devices).every(({ declared }) => declared !== 'yes')).toBe(true);
  });

  test('rates differ between devices of a kind as far as asked', async () => {
    const kinds = 'kinds: { machines: { vending_machine: 1 } }';
    const rates = async (tempo: string) => {
      const devices = await devicesOf(`${kinds}\ntempo: ${tempo}`);
      return new Set(machines(devices).map(({ kind }) => kind.register.perDay)).size;
    };
    expect(await rates('{}')).toBe(1);
    expect(await rates('{ by_kind: 1 }')).toBe(1);
    expect(await rates('{ by_device: 1 }')).toBeGreaterThan(100);
  });

  test('the catalogue lacks models and has wrong types as far as asked', () => {
    const rows = (tacs: object) => tacCatalogue({ ...DEMO, tacs: { ...DEMO.tacs, ...tacs } }, 3).split('\n');
    const all = rows({});
    expect(rows({ listed: 0 })).toEqual([all[0], '']);
    const half = rows({ listed: 0.5 }).length;
    expect(half).toBeGreaterThan(0.3 * all.length);
    expect(half).toBeLessThan(0.7 * all.length);
    const wrong = rows({ wrong: 0.5 }).filter((row) => !all.includes(row)).length;
    expect(wrong).toBeGreaterThan(0.2 * all.length);
    expect(wrong).toBeLessThan(0.6 * all.length);
  });
});

describe('files', () => {
  let month: MadeMonth;
  let rows: Record<string, string>[];
  beforeAll(async () => {
    month = await makeMonth({
      devices: 200,
      world: worldFile(`
        declared: { binding: no, wrong_models: 1 }
        imei: { masked: 1 }
        steering: 0.2
        radio: { hidden: 0.5 }
        feeds:
          without: [gtp]
          columns_missing: [cell]
          from_day: 4
          outages: [{ from_day: 10, days: 2, without: [tap, signaling] }, { from_day: 20, days: 3, without: [map] }]
      `),
    });
    const files = month.files('signaling').filter(({ name }) => name.endsWith('.csv'));
    rows = files.flatMap(({ name, bytes }) =>
      table(bytes.toString('utf8')).map((row) => ({ ...row, file: name })),
    );
  });
  afterAll(() => month.remove());

  test('feeds, days and columns that are not there', () => {
    const days = month
      .files('signaling')
      .flatMap(({ name }) => /^events-2026-10-(\d\d)/.exec(name)?.[1] ?? []);
    expect(days.map(Number)).toEqual([4, 5, 6, 7, 8, 9, ...Array.from({ length: 20 }, (_, i) => 12 + i)]);
    expect(month.files('signaling').some(({ name }) => name.includes('2026-09'))).toBe(false);
    // From the 4th to the 31st but two days, and the day after the month.
    expect(month.files('tap').filter(({ name }) => name.startsWith('CDAAAVPBBBHA'))).toHaveLength(27);
    expect(rows.every((row) => row.cell === undefined)).toBe(true);
    const faces = (from: string, to: string) =>
      new Set(rows.filter((row) => row.file! >= from && row.file! < to).map((row) => row.interface));
    expect(faces('events-2026-10-04', 'events-2026-10-19')).toContain('map');
    expect(faces('events-2026-10-20', 'events-2026-10-23')).not.toContain('map');
    expect(faces('events', 'vlr')).not.toContain('gtp');
  });

  test('no IMEI, half of the radio accesses, registrations refused first', () => {
    expect(rows.filter((row) => (row.imei ?? '') !== '')).toEqual([]);
    const sound = rows.filter((row) => row.procedure === 'ULR' && row.rat !== undefined);
    const hidden = share(
      sound.filter((row) => row.rat === ''),
      sound,
    );
    expect(hidden).toBeGreaterThan(0.4);
    expect(hidden).toBeLessThan(0.6);
    expect(rows.filter((row) => row.result === '5004').length).toBeGreaterThan(20);
  });

  test('every agreement says so', () => {
    for (const { bytes } of month.files('agreements')) {
      const { declared } = parse(bytes.toString('utf8')) as {
        declared: { binding: boolean; tacs: string[] };
      };
      expect(declared.binding).toBe(false);
      expect(declared.tacs).toHaveLength(3);
    }
  });
});

test('every world of the bench is one, with kinds that there are', async () => {
  const worlds = readdirSync('bench/detection/worlds', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.yaml'),
  );
  expect(worlds.length).toBeGreaterThan(10);
  for (const name of worlds) {
    const path = join('bench/detection/worlds', name);
    const settings = await readWorldFile(path);
    expect(settings.declared.binding).toBe('no');
    expect(buildWorld(1, 100, MONTH, settings)).toHaveLength(100);
    expect(readFileSync(path, 'utf8')).toMatch(/^# /);
  }
});
