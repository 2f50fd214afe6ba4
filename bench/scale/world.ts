/**
 * The invented world of the scale bench: one visited network, several homes, machines and people. Everything about a
 * device follows from its number, so that TAP (in TypeScript) and signaling (in SQL) speak of the same devices without
 * a table between them. Nothing here is shared with src/generate or with the detector.
 */

export const PERIOD = '2026-10';
/** 2026-10-01 00:00:00, and the days of the month. */
export const MONTH_START = 1_790_812_800;
export const DAYS = 31;
export const DAY = 86_400;
/** The visited network's clock goes from +0200 (code 0) to +0100 (code 1) at this local second. */
export const CLOCK_CHANGE = MONTH_START + 24 * DAY + 3 * 3600;
export const OFFSETS = [120, 60] as const;

export const VISITED = { name: 'AAA', tadig: 'AAAVP', plmn: '99970' } as const;
/** TADIG codes of the home networks; home h owns PLMN 9990(h+1). Odd ones are taxed. */
export const HOMES = ['BBBHA', 'CCCHB', 'DDDHC', 'EEEHD', 'FFFHE', 'GGGHF'] as const;

/** A home's devices come in groups of this many: 0–5 declared machines, 6–9 undeclared ones, 10–11 silent ones, people. */
export const GROUP = 20;
export const HIDDEN_FROM = 6;
export const SILENT_FROM = 10;
export const PEOPLE_FROM = 12;
/** Devices are made in whole groups of every home. */
const ROUND = GROUP * HOMES.length;

/** IMSIs of a bench of `records` records (TAP and signaling together). */
const RECORDS_PER_DEVICE = 300;
const FEWEST_DEVICES = 10_000;

export interface Scale {
  /** Records in all: one third TAP, two thirds signaling. */
  readonly records: number;
  readonly devices: number;
  readonly seed: number;
}

export function scaleOf(records: number, seed: number, devices?: number): Scale {
  const wanted = devices ?? Math.max(FEWEST_DEVICES, Math.round(records / RECORDS_PER_DEVICE));
  return { records, seed, devices: Math.ceil(wanted / ROUND) * ROUND };
}

export const tapRecords = ({ records }: Scale): number => Math.round(records / 3);
export const signalingRows = (scale: Scale): number => scale.records - tapRecords(scale);

export const plmnOf = (home: number): string => `9990${home + 1}`;
export const domainOf = (home: number): string => `home${home + 1}.example`;
/** Place of a device in its group. */
export const kindOf = (device: number): number => Math.floor(device / HOMES.length) % GROUP;
/** First digit behind the PLMN: declared machines have a block of their own. */
const blockOf = (device: number): string => (kindOf(device) < HIDDEN_FROM ? '7' : '2');

/** 15 digits. */
export function imsiOf(device: number): string {
  return `${plmnOf(device % HOMES.length)}${blockOf(device)}${String(device).padStart(9, '0')}`;
}

export const MACHINE_TACS = Array.from({ length: 8 }, (_, i) => `9900${1001 + 37 * i}`);
export const PEOPLE_TACS = Array.from({ length: 24 }, (_, i) => `9901${1001 + 37 * i}`);

/** 15 digits. */
export function imeiOf(device: number): string {
  const tacs = kindOf(device) < PEOPLE_FROM ? MACHINE_TACS : PEOPLE_TACS;
  return `${tacs[device % tacs.length]}${String(device % 1_000_000).padStart(6, '0')}0`;
}

/** 12 digits. */
export const msisdnOf = (device: number): string => `3499${String(device % 100_000_000).padStart(8, '0')}`;

/** Words of the APNs of declared machines, undeclared machines, people; each has four by the last letter. */
export const APN_WORDS = ['iot', 'tel', 'web'] as const;
export const APN_LETTERS = ['a', 'b', 'c', 'd'] as const;

/** CCYYMMDDhhmmss of seconds on a local clock. */
export function stampText(local: number): string {
  return new Date(local * 1000).toISOString().slice(0, 19).replace(/[-T:]/g, '');
}

export const offsetText = (minutes: number): string => `+${String(minutes / 60).padStart(2, '0')}00`;
