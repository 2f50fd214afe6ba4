import { describe, expect, test } from 'vitest';
import { edit, markedLine, REDUCED, refusal, SMALLEST } from './documents.ts';

/** What is replaced in REDUCED, by what (the wrong line marked), and the key that the refusal names. */
type Row = readonly [find: string, replacement: string, key: string];

function refuses(code: string, rows: readonly Row[], base = REDUCED): void {
  test.each(rows.map(([find, replacement, key]) => ({ find, replacement, key })))(
    '$key: $replacement',
    ({ find, replacement, key }) => {
      const text = edit(base, find, replacement);
      expect(refusal(text)).toMatchObject({ code, place: { file: 'a.yaml', line: markedLine(text), key } });
    },
  );
}

describe('AGREEMENT_SCHEMA at the line of the key', () => {
  // biome-ignore format: one rule a line
  refuses('AGREEMENT_SCHEMA', [
    ['currency: EUR',                       'currency: EUR\ncolour: red # <-',         'colour'],
    ['currency: EUR',                       'curency: EUR # <-',                       'curency'],
    ['currency: EUR',                       'currency: EUR\n__proto__: {} # <-',       '__proto__'],
    ['currency: EUR',                       'currency: Euro # <-',                     'currency'],
    ['  plmns: ["99901"]',                  '  plmns: ["99901"]\n  plmn: x # <-',      'home.plmn'],
    ['  plmns: ["99901"]',                  '  plmns: [99901] # <-',                   'home.plmns[0]'],
    ['  plmns: ["99901"]',                  '  plmns: ["9990"] # <-',                  'home.plmns[0]'],
    ['[BBBHA, BBBHB]',                      '[BBBHA, BBBH] # <-',                      'home.tadigs[1]'],
    ['[BBBHA, BBBHB]',                      '[] # <-',                                 'home.tadigs'],
    ['tacs: ["35123456"]',                  'tacs: [35123456] # <-',                   'declared.tacs[0]'],
    ['"*.m2m.example"]',                    '"iot*.m2m.example"] # <-',                'declared.apns[1]'],
    ['    - "999017000000000-999017999999999"', '    - 999017000000000 # <-',          'declared.imsi_ranges[0]'],
    ['id: BBBHA-AAAVP-2026',                'id: BBBHA/AAAVP # <-',                    'id'],
    ['id: BBBHA-AAAVP-2026',                'id: .. # <-',                             'id'],
    ['id: BBBHA-AAAVP-2026',                'id: 2026 # <-',                           'id'],
    ['version: 1\n',                        'version: "1" # <-\n',                     'version'],
    ['version: 1\n',                        'version: 0 # <-\n',                       'version'],
    ['  method: net_of_tap',                '  method: net # <-',                      'settlement.method'],
    ['  time_zone: Europe/Madrid',          '  time_zone: +02:00 # <-',                'period.time_zone'],
    ['  decimals: 3',                       '  decimals: 7 # <-',                      'rounding.decimals'],
    ['  charge_at: 0.9',                    '  charge_at: 1.1 # <-',                   'detection.charge_at'],
    ['  charge_at: 0.9',                    '  charge_at: .nan # <-',                  'detection.charge_at'],
    ['  charge_at: 0.9',                    '  charge_at: 0.9\n  notice_periods: 13 # <-', 'detection.notice_periods'],
    ['  charge_at: 0.9',                    '  charge_at: 0.9\n  notice_periods: 0.5 # <-', 'detection.notice_periods'],
    ['  carry_hours: 48',                   '  carry_hours: -1 # <-',                  'presence.carry_hours'],
    ['    of_last: 20',                     '    of_last: 93 # <-',                    'presence.permanent.of_last'],
    ['    max_gap_days: 3',                 '    max_gap_days: -1 # <-',               'presence.permanent.max_gap_days'],
    ['    days: 10',                        '    days: 0 # <-',                        'presence.permanent.days'],
    ['  silent: { bytes: 10 }',             '  silent: {} # <-',                       'activity.silent'],
    ['  silent: { bytes: 10 }',             '  silent: { byte: 10 } # <-',             'activity.silent.byte'],
    ['{ device: iot, presence: permanent }', '{ device: [iot] } # <-',                 'segments[0].when.device'],
    ['{ device: iot, presence: permanent }', '{} # <-',                                'segments[0].when'],
    ['      unit: minute',                  '      unit: hour # <-',                    'charges.usage[1].unit'],
    ['      price: "0.05"',                 '      price: 0.05 # <-',                  'charges.usage[1].price'],
    ['      price: "0.05"',                 '      price: "-0.05" # <-',               'charges.usage[1].price'],
    ['      price: "0.05"',                 '      price: "5e-2" # <-',                'charges.usage[1].price'],
    ['      price: "0.05"',                 '      price: # <-',                       'charges.usage[1].price'],
    ['          price: "0.0025"',           '          price: 0.0025 # <-',            'charges.usage[0].tiers[1].price'],
    ['        - from: 50000',               '        - from: 0.5 # <-',               'charges.usage[0].tiers[1].from'],
    ['      model: graduated',              '      model: stepped # <-',               'charges.usage[0].model'],
    ['      per: imsi_month',               '      per: imsi_year # <-',               'charges.access[0].per'],
    ['      min_days: 2',                   '      min_days: 0 # <-',                  'charges.access[0].min_days'],
    ['  rate: "0.21"',                      '  rate: 0.21 # <-',                       'tax.rate'],
    ['    amount: "225.00"',                '    amount: 225.00 # <-',                 'examples[0].amount'],
    ['  - charge: charges.usage[0]',        '  - charge: usage[0] # <-',               'examples[0].charge'],
  ]);

  test('an unquoted price is told to be quoted', () => {
    expect(refusal(edit(REDUCED, '"0.05"', '0.05')).detail).toMatch(/^Write it in quotes\./);
  });

  test('a missing key is named at the map that lacks it', () => {
    const text = edit(REDUCED, '  until: 2027-01-01\n', '');
    const error = refusal(text);
    expect(error).toMatchObject({ code: 'AGREEMENT_SCHEMA', place: { line: 10, key: 'term' } });
    expect(error.detail).toBe('The key until is missing.');
  });

  test('more than one problem: the first in the document is the place, the others are listed', () => {
    const text = edit(edit(REDUCED, 'decimals: 3', 'decimals: "3" # <-'), 'rate: "0.21"', 'rate: 0.21');
    const error = refusal(text);
    expect(error.place).toMatchObject({ line: markedLine(text), key: 'rounding.decimals' });
    expect(error.detail).toContain('Line 75, tax.rate: Write it in quotes.');
  });

  test.each(['', '~', '- a', '5'])('a document that is no map: %j', (text) => {
    expect(refusal(text)).toMatchObject({ code: 'AGREEMENT_SCHEMA', place: { line: 1 } });
  });
});

describe('AGREEMENT_INVALID at the line of the key', () => {
  // biome-ignore format: one rule a line
  refuses('AGREEMENT_INVALID', [
    ['  time_zone: Europe/Madrid',          '  time_zone: Europe/Atlantis # <-',        'period.time_zone'],
    ['  from: 2026-01-01\n',                '  from: 2026-02-30 # <-\n',               'term.from'],
    ['  until: 2027-01-01',                 '  until: 2026-01-01 # <-',                'term.until'],
    ['effective: 2026-01-01',               'effective: 2025-12-31 # <-',              'effective'],
    ['effective: 2026-01-01',               'effective: 2027-01-01 # <-',              'effective'],
    ['effective: 2026-01-01',               'effective: 2026-13-01 # <-',              'effective'],
    ['currency: EUR',                       'currency: SDR # <-',                      'currency'],
    ['[BBBHA, BBBHB]',                      '[BBBHA, AAAVP] # <-',                     'home.tadigs[1]'],
    ['"999017000000000-999017999999999"',   '"999017999999999-999017000000000" # <-',  'declared.imsi_ranges[0]'],
    ['"999017000000000-999017999999999"',   '"99901700000000-999017999999999" # <-',   'declared.imsi_ranges[0]'],
    ['"999017000000000-999017000000009"',   '"999017000000000-99901700000009"] # <-\n  #', 'exclude.imsi_ranges[0]'],
    ['  - name: other\n',                   '  - name: permanent # <-\n',              'segments[1].name'],
    ['  - name: permanent\n    when: { device: iot, presence: permanent }', '  - name: permanent # <-', 'segments[0]'],
    ['segments: [other]',                   'segments: [others] # <-',                 'charges.usage[1].segments[0]'],
    ['        - from: 0\n',                 '        - from: 1 # <-\n',               'charges.usage[0].tiers[0].from'],
    ['        - from: 50000',               '        - from: 0 # <-',                 'charges.usage[0].tiers[1].from'],
    ['        - from: 50000',               '        - from: "0.0" # <-',             'charges.usage[0].tiers[1].from'],
    ['      unit: minute',                  '      unit: MB # <-',                     'charges.usage[1].unit'],
    ['      unit: minute\n      increment_seconds: 30', '      unit: minute\n      round_up_bytes: 9 # <-', 'charges.usage[1].round_up_bytes'],
    ['      unit: minute\n',                '      unit: minute\n      unit_bytes: 1000 # <-\n', 'charges.usage[1].unit_bytes'],
    ['      unit_bytes: 1000000',           '      unit_bytes: 1024 # <-',             'charges.usage[0].unit_bytes'],
    ['      round_up_bytes: 1024',          '      increment_seconds: 6 # <-',         'charges.usage[0].increment_seconds'],
    ['      model: graduated',              '      model: graduated\n      price: "1" # <-', 'charges.usage[0].price'],
    ['      model: as_billed',              '      model: as_billed\n      price: "1" # <-', 'charges.usage[2].price'],
    ['      min_days: 2',                   '      fee_days: observed # <-',           'charges.access[0].fee_days'],
    ['  charge_at: 0.9',                    '  charge_at: 0.9\n  keep_at: 0.91 # <-', 'detection.keep_at'],
    ['  charge_at: 0.9',                    '  charge_at: 0.9\n  keep_at: 0.49 # <-', 'detection.keep_at'],
    ['  rate: "0.21"',                      '  rate: "21" # <-',                       'tax.rate'],
    ['  - charge: charges.usage[0]',        '  - charge: charges.usage[3] # <-',       'examples[0].charge'],
    ['  - charge: charges.usage[0]',        '  - charge: charges.usage[2] # <-',       'examples[0].charge'],
    ['    quantity: "60000"',               '    quantity: "0.0000001" # <-',          'examples[0].quantity'],
  ]);

  const marked: readonly (readonly [string, string, string, string])[] = [
    ['detection:\n', 'detection: # <-\n', '  review_at: 0.5', '  review_at: 0.91'],
    ['  permanent:\n', '  permanent: # <-\n', '    days: 10', '    days: 21'],
  ];
  test.each(marked)(
    'two keys that contradict each other are refused where they stand: %j',
    (find, mark, other, value) => {
      const text = edit(edit(REDUCED, find, mark), other, value);
      expect(refusal(text)).toMatchObject({ code: 'AGREEMENT_INVALID', place: { line: markedLine(text) } });
    },
  );

  // biome-ignore format: one rule a line
  refuses(
    'AGREEMENT_INVALID',
    [
      ['charges: {}', 'charges: { usage: [{ unit: event, price: "1" }] } # <-', 'charges.usage[0]'],
      ['charges: {}', 'charges: { usage: [{ service: data, price: "1" }] } # <-', 'charges.usage[0]'],
      ['charges: {}', 'charges: { usage: [{ service: data, unit: MB }] } # <-', 'charges.usage[0]'],
      ['charges: {}', 'charges: { usage: [{ service: data, unit: MB, model: graduated }] } # <-', 'charges.usage[0]'],
      ['charges: {}', 'charges: { usage: [{ service: sms_mo, unit: event, price: "1", tiers: [{ from: 0, price: "1" }] }] } # <-', 'charges.usage[0].tiers'],
      ['charges: {}', 'charges: { usage: [{ service: sms_mo, unit: event, model: as_billed }] } # <-', 'charges.usage[0].unit'],
      ['charges: {}', 'charges: { usage: [{ service: data, unit: byte, unit_bytes: 2, price: "1" }] } # <-', 'charges.usage[0].unit_bytes'],
      ['charges: {}', 'charges: { access: [{ per: imsi_month }] } # <-', 'charges.access[0]'],
      // One min_attached_minutes: the entry that differs from the greatest is named, at its key where it has one.
      ['charges: {}', 'charges: { access: [{ segments: [iot], per: attach, price: "1", min_attached_minutes: 5 }, { segments: [iot], per: imsi_month, price: "1" }] } # <-', 'charges.access[1]'],
      ['charges: {}', 'charges: { access: [{ segments: [iot], per: attach, price: "1", min_attached_minutes: 5 }, { segments: [iot], per: imsi_month, price: "1", min_attached_minutes: 6 }] } # <-', 'charges.access[0].min_attached_minutes'],
      // Balanced traffic: all of its keys, none of another model's, one entry for a service.
      ['charges: {}', 'charges: { usage: [{ service: data, unit: MB, model: balanced, opposite: X, balanced: "1" }] } # <-', 'charges.usage[0]'],
      ['charges: {}', 'charges: { usage: [{ unit: MB, model: balanced, opposite: X, balanced: "1", unbalanced: "2" }] } # <-', 'charges.usage[0]'],
      ['charges: {}', 'charges: { usage: [{ service: data, unit: MB, price: "1", opposite: X }] } # <-', 'charges.usage[0].opposite'],
      ...['included: { units: 1 }', 'tiers_per: segment', 'tiers_over: term', 'price: "1"', 'block: 1'].map(
        (key) => ['charges: {}', `charges: { usage: [{ service: data, unit: MB, model: balanced, opposite: X, balanced: "1", unbalanced: "2", ${key} }] } # <-`, `charges.usage[0].${key.split(':')[0]}`] as const,
      ),
      ['charges: {}', 'charges: { usage: [{ service: data, segments: [iot], unit: MB, model: balanced, opposite: X, balanced: "1", unbalanced: "2" }, { service: data, segments: [standard], unit: MB, model: balanced, opposite: X, balanced: "1", unbalanced: "2" }] } # <-', 'charges.usage[1].service'],
      ['charges: {}', 'charges: { usage: [{ service: data, unit: MB, price: "1" }] }\nexamples: [{ charge: "charges.usage[0]", quantity: "1", opposite: "1", amount: "1" }] # <-', 'examples[0].opposite'],
      ['charges: {}', 'charges: { usage: [{ service: data, unit: MB, model: balanced, opposite: X, balanced: "1", unbalanced: "2" }] }\nexamples: [{ charge: "charges.usage[0]", quantity: "1", amount: "1" }] # <-', 'examples[0]'],
      ['charges: {}', 'charges: { usage: [{ service: data, unit: byte, model: balanced, opposite: X, balanced: "1", unbalanced: "2" }] }\nexamples: [{ charge: "charges.usage[0]", quantity: "1", opposite: "0.5", amount: "1" }] # <-', 'examples[0].opposite'],
      ['home: { name: BBB, tadigs: [BBBHA], plmns: ["99901"] }', 'home: { name: BBB, tadigs: [BBBHA], plmns: [] } # <-', 'home.plmns'],
    ],
    SMALLEST,
  );

  test('a tax rate in percent is told how to be written', () => {
    expect(refusal(edit(REDUCED, '"0.21"', '"21"')).detail).toContain('"0.21" for 21 %');
  });
});

describe('AGREEMENT_CONFLICT names both entries and their lines', () => {
  const usage = (second: string) =>
    edit(
      SMALLEST,
      'charges: {}',
      `charges:\n  usage:\n    - { service: data, segments: [iot], unit: MB, price: "1" }\n    ${second}`,
    );

  test.each([
    '- { service: data, segments: [standard, iot], unit: MB, price: "2" }',
    '- { service: data, unit: MB, price: "2" }',
    '- { segments: [iot], model: as_billed }',
    '- { model: as_billed }',
  ])('usage %s', (second) => {
    const error = refusal(usage(second));
    expect(error).toMatchObject({ code: 'AGREEMENT_CONFLICT', place: { line: 13, key: 'charges.usage[1]' } });
    expect(error.detail).toContain('charges.usage[0] on line 12 and charges.usage[1] on line 13');
    expect(error.detail).toContain('data of segment iot');
  });

  test('access entries over one segment', () => {
    const entry = '- { segments: [iot], per: imsi_month, price: "1" }';
    const text = edit(
      SMALLEST,
      'charges: {}',
      `charges:\n  access:\n    ${entry}\n    ${entry.replace('segments: [iot], ', '')}`,
    );
    const error = refusal(text);
    expect(error).toMatchObject({
      code: 'AGREEMENT_CONFLICT',
      place: { line: 13, key: 'charges.access[1]' },
    });
    expect(error.detail).toContain('charges.access[0] on line 12');
  });
});

test('what only spells out a default is accepted', () => {
  const text = edit(
    REDUCED,
    'model: graduated',
    'model: graduated\n      tiers_per: line\n      tiers_over: period',
  );
  expect(() =>
    refusal(edit(text, 'min_days: 2', 'min_days: 2\n      min_attached_minutes: 0\n      proration: none')),
  ).toThrow('was accepted');
});
