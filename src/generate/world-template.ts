/** A world file that says what the demo is: the help of `generate`, and a test that it is so. */
import { KIND_NAMES } from './kinds.ts';

const named = (names: readonly string[]): string => {
  const lines = [''];
  for (const name of names) {
    const last = lines.length - 1;
    if (`${lines[last]} ${name}`.length > 100) lines.push(` ${name}`);
    else lines[last] += ` ${name}`;
  }
  return lines.map((line) => `#    ${line}`).join('\n');
};

export const WORLD_TEMPLATE = `# A world file is YAML or JSON with any of these keys; the values are those of the demo.
machines: 0.4                # share of the devices
kinds: { machines: {}, people: {} } # relative numbers by kind, e.g. { smart_meter: 5 }; empty: the demo's
#   machines:
${named(KIND_NAMES.machines)}
#   people:
${named(KIND_NAMES.people)}
partners: {}                 # relative numbers of BBBHA, CCCHB, DDDHC, EEEHD; empty: the demo's
tempo:
  records: 21                # TAP records and signaling rows a device, about
  events: 44
  by_kind: 0                 # how much rates differ between kinds, fleets, devices: standard deviation in octaves (0 to 2)
  by_fleet: 0
  by_device: 0
fleets:                      # machines of one customer: same home, kind, TACs, APN, numbers
  devices: 0                 # in the mean; 0: no fleets, and the keys below say nothing
  loyal: 0.97                # share of machines declared as their fleet is
  one_radio: 0.7             # share of fleets with one radio access for all
  synchronised: 0.25         # share of fleets that report at the same minute
  firmware: 0.25             # share of fleets that load firmware in one night of the month
numbers: apart               # apart: declared machines in a block, all others in another; blocks: fleets contiguous;
                             # mixed: fleets with people between; random
groups: 0                    # share of people whose numbers lie together too (companies, families), but for apart and random
declared:
  binding: mixed             # as the partners of the demo, or yes, or no, for all
  range: 0.5                 # share of machines (fleets) declared by IMSI range, APN, TAC
  apn: 0.1
  tac: 0.1
  stale_range: 0.008         # share of people on a declared range, with a declared TAC, with a declared APN
  stale_tac: 0.007
  stale_apn: 0
  wrong_models: 0            # models of people's equipment that all agreements declare: 1 a dongle, 2 a feature phone too
tacs:
  listed: 1                  # share of the models in the catalogue, beyond those that it never has
  wrong: 0                   # share of these with the type of another
imei:                        # shares beyond what is always without
  tap_rows: 0                # TAP records without
  tap_devices: 0             # devices that TAP never shows with one
  signaling_rows: 0
  signaling_devices: 0.06
  masked: 0                  # devices that nothing shows with one
apns:
  private: 0.5               # share of fleets, or undeclared machines, with an APN of their own
  telling: 1                 # share of these whose APN says machine
  corporate: 0               # share of people with an APN of their company
radio:
  switching: 0               # share of devices that change the radio access on some days
  hidden: 0                  # share of signaling rows without it
  as_eutran: 0               # share of NB-IoT and LTE-M devices that the network calls EUTRAN
  neighbours: 0              # share of devices that one to four more cells serve now and then
clock:
  shift: 0                   # hours by which days are later
  spread: 0                  # hours by which devices of a kind differ
steering: 0                  # share of registrations that are refused a few times first
feeds:
  without: []                # of map s6a gtp sbi vlr signaling tap
  columns_missing: []        # of imei cell apn rat, in signaling
  from_day: -1               # first day with files (1: first of the month)
  outages: []                # e.g. - { from_day: 10, days: 3, without: [s6a], share: 0.5 }
`;
