/**
 * What can differ between generated worlds, with the values of the demo where a world file says nothing. Every value is read
 * and bounded here; an unknown key is an error. `world-template.ts` shows them all.
 */
import { isDefault, list, number, type Read, record, section, weights, word } from './settings-reader.ts';

const PARTNER_NAMES = ['BBBHA', 'CCCHB', 'DDDHC', 'EEEHD'] as const;
const INTERFACES = ['map', 's6a', 'gtp', 'sbi', 'vlr', 'signaling', 'tap'] as const;
const COLUMNS = ['imei', 'cell', 'apn', 'rat'] as const;

export type Feed = (typeof INTERFACES)[number];
export type HiddenColumn = (typeof COLUMNS)[number];

/** Names of kinds are checked where the kinds are: in `world.ts`. */
export const readSettings = section({
  /** Share of the devices that are machines. */
  machines: number(0, 1, 0.4),
  /** Relative numbers of devices by kind, in place of the demo's; empty: the demo's. */
  kinds: section({ machines: weights(), people: weights() }),
  /** Relative numbers of devices by home partner, in place of the demo's. */
  partners: weights(PARTNER_NAMES),
  tempo: section({
    /** TAP records and signaling rows a device, about. */
    records: number(0, 2000, 21),
    events: number(0, 2000, 44),
    /** How much rates and volumes differ: standard deviation in octaves between kinds, fleets, and devices of a kind or fleet. */
    by_kind: number(0, 2, 0),
    by_fleet: number(0, 2, 0),
    by_device: number(0, 2, 0),
  }),
  /** Machines of one customer: same kind, home, TACs, APN, numbers, and, mostly, the same radio and being declared or not. */
  fleets: section({
    /** Machines of a fleet, in the mean; 0: no fleets, every machine is by itself. */
    devices: number(0, 100_000, 0),
    /** Share of machines that are like their fleet in what is declared. */
    loyal: number(0, 1, 0.97),
    /** Share of fleets with one radio access for all. */
    one_radio: number(0, 1, 0.7),
    /** Share of fleets that report at the same minute. */
    synchronised: number(0, 1, 0.25),
    /** Share of fleets that load new firmware in one night of the month. */
    firmware: number(0, 1, 0.25),
  }),
  /** apart: declared machines in a block, all others in one; blocks: fleets contiguous; mixed: with people between; random. */
  numbers: word(['apart', 'blocks', 'mixed', 'random'] as const, 'apart'),
  /** Share of the people whose numbers lie together too: companies, families, SIMs of one batch. */
  groups: number(0, 1, 0),
  declared: section({
    binding: word(['mixed', 'yes', 'no'] as const, 'mixed'),
    /** Share of the machines declared by IMSI range, by APN, by TAC. */
    range: number(0, 1, 0.5),
    apn: number(0, 1, 0.1),
    tac: number(0, 1, 0.1),
    /** Share of the people that stand on a declared range, use a declared TAC, a declared APN. */
    stale_range: number(0, 0.5, 0.008),
    stale_tac: number(0, 0.5, 0.007),
    stale_apn: number(0, 0.5, 0),
    /** Models that people use too and that all agreements declare: 1 a dongle, 2 a feature phone as well. */
    wrong_models: number(0, 2, 0),
  }),
  tacs: section({
    /** Share of the models that the catalogue has, and of these the share with the type of another. */
    listed: number(0, 1, 1),
    wrong: number(0, 1, 0),
  }),
  imei: section({
    /** Share of TAP records and signaling rows without an IMEI, beyond those of the demo; share of devices that never show it. */
    tap_rows: number(0, 1, 0),
    tap_devices: number(0, 1, 0),
    signaling_rows: number(0, 1, 0),
    signaling_devices: number(0, 1, 0.06),
    /** Share of devices that show it nowhere. */
    masked: number(0, 1, 0),
  }),
  apns: section({
    /** Share of fleets (or undeclared machines) with an APN of their own; of these, share whose APN says machine. */
    private: number(0, 1, 0.5),
    telling: number(0, 1, 1),
    /** Share of the people with the APN of their company. */
    corporate: number(0, 1, 0),
  }),
  radio: section({
    /** Share of devices that change to another radio access on some days. */
    switching: number(0, 1, 0),
    /** Share of signaling rows without the radio access, and of LTE-M and NB-IoT devices that are shown as EUTRAN. */
    hidden: number(0, 1, 0),
    as_eutran: number(0, 1, 0),
    /** Share of devices that neighbouring cells serve too from time to time. */
    neighbours: number(0, 1, 0),
  }),
  clock: section({
    /** Hours by which people and what follows them is later, and by which single devices differ. */
    shift: number(-12, 12, 0),
    spread: number(0, 12, 0),
  }),
  /** Share of registrations that the home network refuses a few times to steer the device elsewhere. */
  steering: number(0, 1, 0),
  feeds: section({
    /** Feeds that are not there at all, and columns that signaling has not. */
    without: list(word(INTERFACES, null)),
    columns_missing: list(word(COLUMNS, null)),
    /** First day of signaling and TAP (1 = first of the month, 0 and less: before it). */
    from_day: number(-1, 28, -1),
    outages: list(
      section({
        from_day: number(1, 31, null),
        days: number(1, 31, null),
        without: list(word(INTERFACES, null)),
        /** Share of the devices that it loses: those of some cells. */
        share: number(0, 1, 1),
      }),
    ),
  }),
});

export type Settings = Read<typeof readSettings>;

export const DEMO: Settings = readSettings(undefined, record('the demo'));

/** Whether a part of the settings is as in the demo. */
export const asInDemo = (settings: Settings, key: keyof Settings): boolean =>
  isDefault(settings[key], DEMO[key]);
