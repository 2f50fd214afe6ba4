import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LEAST_CHARGE_AT, lintAgreements } from '../../../src/domain/agreement/lint.ts';
import { parseAgreement } from '../../../src/domain/agreement/load.ts';
import { ROOT } from '../../tidy/repository.ts';
import { edit, markedLine, SMALLEST } from './documents.ts';

/** Lints of SMALLEST with other charges or segments: `name key`. */
const found = (text: string) =>
  lintAgreements([parseAgreement(text, 'a.yaml')]).map(({ lint, key }) => `${lint} ${key}`);
const charges = (entries: string) => edit(SMALLEST, 'charges: {}', `charges: ${entries}`);
const usage = (entry: string) => charges(`{ usage: [{ ${entry} }] }`);

const SEGMENTS = `segments:
  - { name: iot, when: { device: iot } }
  - { name: standard }
`;

describe('lints', () => {
  test('an agreement that means what it says has none', () => {
    expect(found(SMALLEST)).toEqual([]);
    expect(found(usage('service: data, unit: GB, unit_bytes: 1000000000, price: "1.10"'))).toEqual([]);
  });

  test('a service that is priced in one segment alone', () => {
    const [lint, ...others] = lintAgreements([
      parseAgreement(usage('service: sms_mo, segments: [iot], unit: event, price: "0.001"'), 'a.yaml'),
    ]);
    expect(others).toEqual([]);
    expect(lint).toMatchObject({ lint: 'gap', file: 'a.yaml', line: 10, key: 'charges.usage[0]' });
    expect(lint!.detail).toContain('sms_mo has no entry in standard');
    expect(
      found(
        charges(
          '{ usage: [{ service: sms_mo, segments: [iot], unit: event, price: "0.001" }, { segments: [standard], model: as_billed }] }',
        ),
      ),
    ).toEqual([]);
  });

  test('segments that nothing reaches, and entries with only such', () => {
    const text = edit(
      charges('{ access: [{ segments: [late, odd], per: imsi_month, price: "1" }] }'),
      SEGMENTS,
      `segments:
  - { name: silent, when: { device: iot, activity: silent } }
  - { name: iot, when: { device: iot } }
  - { name: late, when: { device: iot, presence: permanent } } # <-
  - { name: odd, when: { device: unknown } }
  - { name: standard }
`,
    );
    expect(found(text)).toEqual([
      'unreachable_segment segments[2]',
      'unreachable_segment segments[3]',
      'unreachable_entry charges.access[0]',
    ]);
    expect(lintAgreements([parseAgreement(text, 'a')])[0]!.line).toBe(markedLine(text));
  });

  test('a segment of words is reached by those words', () => {
    const text = edit(
      SMALLEST,
      SEGMENTS,
      `segments:
  - { name: a, when: { detected_by: [declared_apn, signaling] } }
  - { name: b, when: { detected_by: [signaling] } }
  - { name: c, when: { detected_by: [behaviour] } }
  - { name: d }
`,
    );
    expect(found(text)).toEqual(['unreachable_segment segments[1]']);
  });

  const tiers = (model: string, last: string) =>
    usage(
      `service: data, unit: kB, model: ${model}, tiers: [{ from: 0, price: "0.0000004" }, { from: 10, price: "${last}" }]`,
    );
  test.each([
    ['graduated', '0.0000003', []],
    ['graduated', '0.0000004', ['equal_tiers charges.usage[0]']],
    ['graduated', '0.0000005', ['rising_tiers charges.usage[0]']],
    ['volume', '0.0000003', ['volume_cliff charges.usage[0]']],
    ['volume', '0.0000004', ['equal_tiers charges.usage[0]']],
  ])('tiers: %s then %s', (model, last, expected) => {
    expect(found(tiers(model, last))).toEqual(expected);
  });

  test.each([
    ['0.0010', '0.002', []],
    ['0.0010', '0.001', ['equal_tiers charges.usage[0]']],
  ])('balanced at %s and unbalanced at %s', (balanced, unbalanced, expected) => {
    const entry = `service: sms_mo, unit: event, model: balanced, opposite: X, balanced: "${balanced}", unbalanced: "${unbalanced}"`;
    expect(found(usage(entry))).toEqual(expected);
  });

  // 10 x 0.4 = 4, 10 x 0.3 = 3: it falls by 1, and 4 / 0.3 = 40/3 units cost 4 again.
  test('a volume cliff says how deep and how far', () => {
    const text = edit(tiers('volume', '0.3'), '"0.0000004"', '"0.4"').replace(
      'currency: EUR',
      'currency: XDR',
    );
    const [lint] = lintAgreements([parseAgreement(text, 'a')]);
    expect(lint!.detail).toBe(
      'Just above 10 units the line falls by 1 XDR: from there to 40/3 units it costs less than 10 units do.',
    );
    const free = edit(text, '"0.3"', '"0"');
    expect(lintAgreements([parseAgreement(free, 'a')])[0]!.detail).toContain('more than 10 units costs less');
  });

  // 0.0040 a MB of 2^20 bytes is 0.0040 x 10^9 / 1048576 = 3.814697... a GB; 1.10 is the cap of 2026, 1.00 of 2027.
  test.each<[string, string, string | null]>([
    ['service: data, unit: MB, price: "0.0040"', '2026-01-01', 'Up to 3.814697… EUR a GB'],
    ['service: data, unit: MB, unit_bytes: 1000000, price: "0.0011"', '2026-01-01', null],
    ['service: data, unit: MB, unit_bytes: 1000000, price: "0.0011"', '2027-01-01', 'Up to 1.1 EUR a GB'],
    [
      'service: data, unit: MB, model: package, block: 1000, price: "2"',
      '2026-01-01',
      'Up to 1.907348… EUR a GB',
    ],
    ['service: voice_mo, unit: minute, price: "0.02"', '2024-12-31', null],
    ['service: voice_mo, unit: minute, price: "0.02"', '2025-01-01', 'Up to 0.02 EUR a minute'],
    ['service: sms_mo, unit: event, price: "0.0031"', '2025-06-01', 'Up to 0.0031 EUR a message'],
    ['service: sms_mo, unit: event, price: "0.0031"', '2022-06-30', null],
    ['service: sms_mo, unit: event, price: "9"', '2032-07-01', null],
    ['service: sms_mt, unit: event, price: "9"', '2026-01-01', null],
    [
      'service: sms_mo, unit: event, model: balanced, opposite: X, balanced: "0.001", unbalanced: "0.004"',
      '2026-01-01',
      'Up to 0.004 EUR a message',
    ],
  ])('caps: %s from %s', (entry, from, detail) => {
    const text = edit(
      usage(entry),
      'term: { from: 2026-01-01, until: 2027-01-01 }',
      `term: { from: ${from}, until: 2034-01-01 }`,
    );
    const caps = lintAgreements([parseAgreement(text, 'a')]).filter(({ lint }) => lint === 'above_eu_cap');
    expect(caps.map((lint) => lint.detail.slice(0, detail?.length ?? 0))).toEqual(
      detail === null ? [] : [detail],
    );
    expect(
      found(edit(text, 'currency: EUR', 'currency: USD')).filter((name) => name.startsWith('above')),
    ).toEqual([]);
  });

  const detection = (keys: string, chargeAt = '0.9') =>
    found(
      edit(
        SMALLEST,
        'currency: EUR',
        `currency: EUR\ndetection: { charge_at: ${chargeAt}, review_at: 0.5, ${keys} }`,
      ),
    );
  test('a charge_at from which fewer than 99 of 100 charged were machines where that was measured', () => {
    expect(detection('notice_periods: 0', '0.75')).toEqual([]);
    expect(detection('notice_periods: 0', '0.74')).toEqual(['low_charge_at detection.charge_at']);
    // The figure that it tells the analyst is the one of the last measurement: every month holds at the bound and above.
    const file = join(ROOT, 'bench/results/detection.json');
    const { months } = JSON.parse(readFileSync(file, 'utf8')) as {
      months: { world: string; curve: { probability: number; precision: number }[] }[];
    };
    expect(months.length).toBeGreaterThanOrEqual(15);
    for (const { world, curve } of months) {
      const above = curve.filter(({ probability }) => probability >= LEAST_CHARGE_AT);
      expect([world, above.length > 0 && above.at(-1)!.precision >= 0.99]).toEqual([world, true]);
    }
  });

  test('thresholds over months: keep_at at its lowest, and notice for all of the term', () => {
    expect(detection('keep_at: 0.5')).toEqual(['kept_for_good detection.keep_at']);
    expect(detection('keep_at: 0.51')).toEqual([]);
    // The term is the twelve months of 2026: what is found in January is charged in December at the earliest.
    expect(detection('notice_periods: 11')).toEqual([]);
    expect(detection('notice_periods: 12')).toEqual(['notice_over_term detection.notice_periods']);
  });

  test('a hole between two versions', () => {
    const first = parseAgreement(SMALLEST, 'a.yaml');
    const next = (from: string) =>
      parseAgreement(
        SMALLEST.replace('version: 1', 'version: 2').replace(
          'term: { from: 2026-01-01, until: 2027-01-01 }',
          `term: { from: ${from}, until: 2028-01-01 }`,
        ),
        'b.yaml',
      );
    expect(lintAgreements([next('2027-01-02'), first])).toEqual([
      expect.objectContaining({ lint: 'term_gap', file: 'b.yaml', line: 5, key: 'effective' }),
    ]);
    expect(lintAgreements([first, next('2027-01-01')])).toEqual([]);
  });
});
