/** Agreement documents for tests. A wrong line is marked `# <-`, so that a test finds the expected line by itself. */
import { parseAgreement } from '../../../src/domain/agreement/load.ts';
import type { Agreement } from '../../../src/domain/agreement/types.ts';
import { RoamsettleError } from '../../../src/errors.ts';

/** Every key that may not be left out, and nothing else. */
export const SMALLEST = `id: BBBHA-AAAVP-2026
version: 1
visited: { name: AAA, tadigs: [AAAVP], plmns: ["99970"] }
home: { name: BBB, tadigs: [BBBHA], plmns: ["99901"] }
term: { from: 2026-01-01, until: 2027-01-01 }
currency: EUR
segments:
  - { name: iot, when: { device: iot } }
  - { name: standard }
charges: {}
`;

/** The example of docs/agreement.md without what this version refuses. */
export const REDUCED = `id: BBBHA-AAAVP-2026
version: 1
effective: 2026-01-01
visited: { name: AAA, tadigs: [AAAVP], plmns: ["99970"] }
home:
  name: BBB
  tadigs: [BBBHA, BBBHB]
  plmns: ["99901"]
  imsi_ranges: ["999018000000000-999018999999999"]
term:
  from: 2026-01-01
  until: 2027-01-01
currency: EUR
settlement:
  method: net_of_tap
period:
  basis: start_utc
  time_zone: Europe/Madrid
rounding:
  mode: half_even
  decimals: 3
declared:
  binding: false
  imsi_ranges:
    - "999017000000000-999017999999999"
  apns: ["IoT0.bbbha.example", "*.m2m.example"]
  tacs: ["35123456"]
exclude:
  imsi_ranges: ["999017000000000-999017000000009"]
detection:
  charge_at: 0.9
  review_at: 0.5
presence:
  carry_hours: 48
  permanent:
    days: 10
    of_last: 20
    max_gap_days: 3
activity:
  silent: { bytes: 10 }
  low: { sms: 5, calls: 6 }
segments:
  - name: permanent
    when: { device: iot, presence: permanent }
  - name: other
    when: { device: iot, declared: true, detected_by: [tac_class] }
  - name: standard
charges:
  usage:
    - service: data
      segments: [permanent, other]
      unit: MB
      unit_bytes: 1000000
      round_up_bytes: 1024
      round_up_per: session
      model: graduated
      tiers:
        - from: 0
          price: "0.0040"
        - from: 50000
          price: "0.0025"
    - service: voice_mo
      segments: [other]
      unit: minute
      increment_seconds: 30
      price: "0.05"
    - segments: [standard]
      model: as_billed
  access:
    - segments: [permanent]
      per: imsi_month
      price: "0.35"
      min_days: 2
tax:
  rate: "0.21"
examples:
  - charge: charges.usage[0]
    quantity: "60000"
    amount: "225.00"
`;

/** `text` with one part replaced; the part must be there once. */
export function edit(text: string, find: string, replacement: string): string {
  if (text.split(find).length !== 2) throw new Error(`The part is not there exactly once: ${find}`);
  return text.replace(find, () => replacement);
}

/** 1-based line of the mark `# <-`. */
export function markedLine(text: string): number {
  const index = text.split('\n').findIndex((line) => line.includes('# <-'));
  if (index < 0) throw new Error('No line is marked.');
  return index + 1;
}

/** The error of a text that must be refused. */
export function refusal(text: string): RoamsettleError {
  try {
    parseAgreement(text, 'a.yaml');
  } catch (error) {
    if (error instanceof RoamsettleError) return error;
    throw error;
  }
  throw new Error('The agreement was accepted.');
}

/** The smallest agreement with some keys changed or added (those on one line), for tests of sets. `file` names it. */
export function agreementWith(changes: Readonly<Record<string, string>>): Agreement {
  const lines = SMALLEST.split('\n').map((line) => {
    const key = /^(\w+):/.exec(line)?.[1] ?? '';
    return key in changes ? `${key}: ${changes[key]}` : line;
  });
  for (const [key, value] of Object.entries(changes)) {
    if (key !== 'file' && !SMALLEST.includes(`\n${key}:`) && key !== 'id') lines.push(`${key}: ${value}`);
  }
  return parseAgreement(lines.join('\n'), `${changes.file ?? changes.id ?? 'a'}.yaml`);
}
