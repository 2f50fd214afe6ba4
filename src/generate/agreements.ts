/**
 * One agreement a home partner, as YAML, and the rates they need. Terms differ on purpose: currency, decimals, rounding,
 * basis, time zone, settlement method, whether declarations bind.
 */
import { type Month, neighbour } from './calendar.ts';
import { DECLARED_TACS, wrongModels } from './equipment.ts';
import { imsiRange, PARTNERS, type Partner, VISITED } from './partners.ts';
import type { Settings } from './settings.ts';

interface Terms {
  readonly currency: string;
  readonly method: 'replaces_tap' | 'net_of_tap';
  readonly basis: 'start_local' | 'start_utc' | 'file_available';
  readonly zone: string;
  readonly rounding: { readonly mode: string; readonly decimals: number };
  readonly binding: boolean;
  /** Agreement currency for one unit of the partner's TAP currency; null where they are the same. */
  readonly rate: string | null;
  readonly segments: readonly string[];
  readonly charges: readonly string[];
}

const SEGMENTS = [
  '- { name: permanent, when: { device: iot, presence: permanent } }',
  '- { name: silent, when: { device: iot, activity: silent } }',
  '- { name: other, when: { device: iot } }',
  '- { name: standard }',
];
const IOT = '[permanent, silent, other]';

const TERMS: Readonly<Record<string, Terms>> = {
  BBBHA: {
    currency: 'EUR',
    method: 'replaces_tap',
    basis: 'start_local',
    zone: 'Europe/Madrid',
    rounding: { mode: 'half_up', decimals: 2 },
    binding: true,
    rate: null,
    segments: SEGMENTS,
    charges: [
      'usage:',
      `  - { service: data, segments: ${IOT}, unit: MB, unit_bytes: 1048576, round_up_bytes: 1024, round_up_per: record, model: graduated,`,
      '      tiers: [{ from: 0, price: "0.0040" }, { from: 5000, price: "0.0025" }] }',
      `  - { service: sms_mo, segments: ${IOT}, unit: event, model: flat, price: "0.01" }`,
      `  - { service: voice_mo, segments: ${IOT}, unit: minute, increment_seconds: 30, model: flat, price: "0.05" }`,
      '  - { segments: [standard], model: as_billed }',
      'access:',
      '  - { segments: [permanent], per: imsi_month, model: flat, price: "0.35" }',
      '  - { segments: [silent], per: imsi_month, model: flat, price: "0.25" }',
      '  - { segments: [other], per: imsi_month, model: flat, price: "0.20" }',
    ],
  },
  CCCHB: {
    currency: 'USD',
    method: 'net_of_tap',
    basis: 'start_utc',
    zone: 'America/New_York',
    rounding: { mode: 'half_even', decimals: 2 },
    binding: false,
    rate: '1.3312',
    segments: SEGMENTS,
    charges: [
      'usage:',
      `  - { service: data, segments: ${IOT}, unit: MB, unit_bytes: 1000000, round_up_bytes: 10240, round_up_per: session, model: flat, price: "0.0065" }`,
      `  - { service: sms_mo, segments: ${IOT}, unit: event, model: flat, price: "0.012" }`,
      '  - { segments: [standard], model: as_billed }',
      'access:',
      '  - { segments: [permanent], per: imsi_month, model: flat, price: "0.40" }',
      '  - { segments: [silent, other], per: imsi_month, model: flat, price: "0.22" }',
    ],
  },
  DDDHC: {
    currency: 'GBP',
    method: 'replaces_tap',
    basis: 'file_available',
    zone: 'Asia/Kathmandu',
    rounding: { mode: 'down', decimals: 2 },
    binding: true,
    rate: '0.7443',
    segments: [
      '- { name: silent, when: { device: iot, activity: silent } }',
      '- { name: low, when: { device: iot, activity: low } }',
      '- { name: busy, when: { device: iot } }',
      '- { name: standard }',
    ],
    charges: [
      'usage:',
      '  - { service: data, segments: [silent, low, busy], unit: GB, unit_bytes: 1073741824, round_up_bytes: 1024, model: graduated,',
      '      tiers: [{ from: 0, price: "3.20" }, { from: 10, price: "1.90" }, { from: 100, price: "1.10" }] }',
      '  - { service: voice_mo, segments: [silent, low, busy], unit: minute, increment_seconds: 60, model: flat, price: "0.045" }',
      '  - { segments: [standard], model: as_billed }',
      'access:',
      '  - { segments: [silent], per: imsi_month, model: flat, price: "0.18" }',
      '  - { segments: [low], per: imsi_month, model: flat, price: "0.12" }',
    ],
  },
  EEEHD: {
    currency: 'JPY',
    method: 'replaces_tap',
    basis: 'start_local',
    zone: 'Atlantic/Canary',
    rounding: { mode: 'half_up', decimals: 0 },
    binding: false,
    rate: '163.27',
    segments: SEGMENTS,
    charges: [
      'usage:',
      `  - { service: data, segments: ${IOT}, unit: MB, unit_bytes: 1048576, model: flat, price: "0.75" }`,
      '  - { segments: [standard], model: as_billed }',
      'access:',
      '  - { segments: [permanent], per: imsi_month, model: flat, price: "45" }',
      '  - { segments: [silent], per: imsi_month, model: flat, price: "30" }',
    ],
  },
};

/** A virtual operator's own range inside its host's PLMN; empty for the owner of a PLMN. */
const HOME_RANGES: Readonly<Record<string, string>> = { EEEHD: '5' };

interface AgreementFile {
  readonly name: string;
  readonly text: string;
}

/** The agreements in force around a month, one file each. */
export function agreementFiles(month: Month, settings: Settings): AgreementFile[] {
  return PARTNERS.map((partner) => {
    const id = `${partner.tadig}-${VISITED.tadig}`;
    return { name: `${id}.yaml`, text: agreementText(partner, id, month, settings) };
  });
}

function agreementText(partner: Partner, id: string, month: Month, settings: Settings): string {
  const terms = termsOf(partner);
  const range = (block: string): string => JSON.stringify(imsiRange(partner, block).join('-'));
  const block = HOME_RANGES[partner.tadig];
  const home =
    block === undefined
      ? `plmns: ["${partner.plmn}"], imsi_ranges: []`
      : `plmns: [], imsi_ranges: [${range(block)}]`;
  const { binding } = settings.declared;
  const months = `${String(month.month).padStart(2, '0')}-01`;
  return `# Synthetic agreement of the generated month; every party is invented.
id: ${id}
version: 1
visited: { name: ${VISITED.name}, tadigs: [${VISITED.tadig}], plmns: ["${VISITED.plmn}"] }
home: { name: ${partner.name}, tadigs: [${partner.tadig}], ${home} }
term: { from: ${month.year - 1}-${months}, until: ${month.year + 1}-${months} }
currency: ${terms.currency}
settlement: { method: ${terms.method} }
period: { basis: ${terms.basis}, time_zone: ${terms.zone} }
rounding: { mode: ${terms.rounding.mode}, decimals: ${terms.rounding.decimals} }
declared:
  binding: ${binding === 'mixed' ? terms.binding : binding === 'yes'}
  imsi_ranges: [${range(partner.blocks.machines)}]
  apns: ["iot0.${partner.domain}", "*.m2m.${partner.domain}"]
  tacs: [${[...DECLARED_TACS, ...wrongModels(settings)].map((tac) => `"${tac}"`).join(', ')}]
exclude: { imsi_ranges: [${range(partner.blocks.test)}] }
detection: { charge_at: 0.95, review_at: 0.60 }
presence: { carry_hours: 72, permanent: { days: 20, of_last: 30, max_gap_days: 7 } }
activity: { silent: { bytes: 0, sms: 0, calls: 0 }, low: { bytes: 2097152 } }
segments:
${terms.segments.map((line) => `  ${line}`).join('\n')}
charges:
${terms.charges.map((line) => `  ${line}`).join('\n')}
`;
}

/** `rates.csv`: every rate the month and its neighbours need. */
export function ratesText(month: Month): string {
  const lines = ['period,from_currency,to_currency,rate,source'];
  for (const period of [neighbour(month, -1), month, neighbour(month, 1)]) {
    for (const partner of PARTNERS) {
      const terms = termsOf(partner);
      if (terms.rate === null) continue;
      lines.push(
        `${period.text},${partner.tariff.currency ?? 'XDR'},${terms.currency},${terms.rate},synthetic`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function termsOf(partner: Partner): Terms {
  const terms = TERMS[partner.tadig];
  if (terms === undefined) throw new Error(`no terms for ${partner.tadig}`);
  return terms;
}
