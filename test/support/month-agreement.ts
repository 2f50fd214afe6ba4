/** Agreement documents of the months made by hand: one YAML line a key, any of them replaced. */

const DEFAULTS: Readonly<Record<string, string>> = {
  id: 'BBBHA-AAAVP-2026',
  version: '1',
  visited: '{ name: AAA, tadigs: [AAAVP], plmns: ["99970"] }',
  home: '{ name: BBB, tadigs: [BBBHA], plmns: ["99901"] }',
  term: '{ from: 2026-01-01, until: 2027-01-01 }',
  currency: 'EUR',
  period: '{ basis: start_local, time_zone: Europe/Madrid }',
  declared: '{ binding: true, imsi_ranges: ["999017000000000-999017999999999"] }',
  segments: '[{ name: iot, when: { device: iot } }, { name: standard }]',
  charges: '{}',
};

/** The document as text; a key that is not among the defaults is added. */
export function agreementYaml(changes: Readonly<Record<string, string>> = {}): string {
  return Object.entries({ ...DEFAULTS, ...changes })
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

/** The four segments of the example in docs/agreement.md. */
export const FOUR_SEGMENTS =
  '[{ name: permanent, when: { device: iot, presence: permanent } }, { name: silent, when: { device: iot, activity: silent } }, { name: other, when: { device: iot } }, { name: standard }]';
