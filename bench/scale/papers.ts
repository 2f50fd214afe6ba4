/** What a settlement of the bench's month needs beside events: agreements, TAC catalogue, rates. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  APN_LETTERS,
  APN_WORDS,
  domainOf,
  HOMES,
  MACHINE_TACS,
  PEOPLE_TACS,
  PERIOD,
  plmnOf,
  VISITED,
} from './world.ts';

interface Terms {
  /** Price of a megabyte of the first tier, in EUR. */
  readonly price: string;
  /** At most so many bytes in the month are low activity; a machine sends about 970,000. */
  readonly lowBytes: number;
}

const TERMS: Terms = { price: '0.0040', lowBytes: 950_000 };

/** `agreements/`, and as `agreements-price/` and `agreements-segments/` the same with one term changed in each. */
export function writePapers(folder: string): void {
  writeAgreements(join(folder, 'agreements'), TERMS);
  writeAgreements(join(folder, 'agreements-price'), { ...TERMS, price: '0.0045' });
  writeAgreements(join(folder, 'agreements-segments'), { ...TERMS, lowBytes: 970_000 });
  const rows = [
    ...MACHINE_TACS.map((tac, i) => `${tac},Modulex,module-${i + 1},Module`),
    ...PEOPLE_TACS.map((tac, i) => `${tac},Fakephone,phone-${i + 1},Smartphone`),
  ];
  writeFileSync(join(folder, 'tacs.csv'), `tac,manufacturer,model,device_type\n${rows.join('\n')}\n`);
  const rates = HOMES.flatMap((_, home) => (currencyOf(home) === 'EUR' ? [] : [currencyOf(home)]));
  const rateRows = [...new Set(rates)].map((currency) => `${PERIOD},EUR,${currency},1.0873,synthetic\n`);
  writeFileSync(
    join(folder, 'rates.csv'),
    `period,from_currency,to_currency,rate,source\n${rateRows.join('')}`,
  );
}

/** The last home settles in another currency than the files'. */
const currencyOf = (home: number): string => (home === HOMES.length - 1 ? 'USD' : 'EUR');

function writeAgreements(folder: string, terms: Terms): void {
  mkdirSync(folder, { recursive: true });
  for (const [home, tadig] of HOMES.entries())
    writeFileSync(join(folder, `${tadig}-${VISITED.tadig}.yaml`), agreementText(home, tadig, terms));
}

function agreementText(home: number, tadig: string, { price, lowBytes }: Terms): string {
  const plmn = plmnOf(home);
  const apns = APN_LETTERS.map((letter) => `"${APN_WORDS[0]}${letter}.${domainOf(home)}"`);
  const iot = '[permanent, silent, low, other]';
  return `# Synthetic agreement of the scale bench; every party is invented.
id: ${tadig}-${VISITED.tadig}
version: 1
visited: { name: ${VISITED.name}, tadigs: [${VISITED.tadig}], plmns: ["${VISITED.plmn}"] }
home: { name: ${tadig.slice(0, 3)}, tadigs: [${tadig}], plmns: ["${plmn}"], imsi_ranges: [] }
term: { from: 2026-01-01, until: 2027-01-01 }
currency: ${currencyOf(home)}
settlement: { method: ${home % 2 === 1 ? 'net_of_tap' : 'replaces_tap'} }
period: { basis: start_local, time_zone: Europe/Madrid }
rounding: { mode: half_up, decimals: 2 }
declared:
  binding: ${home % 3 !== 2}
  imsi_ranges: ["${plmn}7000000000-${plmn}7${'9'.repeat(9)}"]
  apns: [${apns.join(', ')}]
  tacs: ["${MACHINE_TACS[0]}"]
detection: { charge_at: 0.95, review_at: 0.60 }
presence: { carry_hours: 72, permanent: { days: 20, of_last: 30, max_gap_days: 7 } }
activity: { silent: { bytes: 0, sms: 0, calls: 0 }, low: { bytes: ${lowBytes} } }
segments:
  - { name: silent, when: { device: iot, activity: silent } }
  - { name: low, when: { device: iot, activity: low } }
  - { name: permanent, when: { device: iot, presence: permanent } }
  - { name: other, when: { device: iot } }
  - { name: standard }
charges:
  usage:
    - { service: data, segments: ${iot}, unit: MB, unit_bytes: 1048576, round_up_bytes: 1024, round_up_per: record, model: graduated,
        tiers: [{ from: 0, price: "${price}" }, { from: 5000, price: "0.0025" }] }
    - { service: sms_mo, segments: ${iot}, unit: event, model: flat, price: "0.01" }
    - { service: voice_mo, segments: ${iot}, unit: minute, increment_seconds: 30, model: flat, price: "0.05" }
    - { segments: [standard], model: as_billed }
  access:
    - { segments: [permanent], per: imsi_month, model: flat, price: "0.35" }
    - { segments: [silent], per: imsi_month, model: flat, price: "0.25" }
    - { segments: [low, other], per: imsi_month, model: flat, price: "0.20" }
`;
}
