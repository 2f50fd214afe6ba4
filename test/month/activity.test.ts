/** Rule 4: activity counts every known record of the period, billable or not, test files apart. */
import { describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { settledMonth } from '../support/worlds.ts';

const FIRST = { visited: '{ name: AAA, tadigs: [AAAVP, AAAVQ], plmns: ["99970"] }' };
/** Silent up to 100 bytes whatever else; low up to 2 messages and 1 call whatever the volume. */
const SECOND = {
  ...FIRST,
  id: 'OTHER-2026',
  home: '{ name: CCC, tadigs: [CCCHA], plmns: ["99902"] }',
  declared: '{ imsi_ranges: ["999020000000000-999029999999999"] }',
  activity: '{ silent: { bytes: 100 }, low: { sms: 2, calls: 1 } }',
};

describe('activity', () => {
  const run = settledMonth((world) => {
    world.signaling(`
      2026-10-05T10:00:00Z 999017000000001 ULR
      2026-10-05T10:00:00Z 999017000000009 ULR
      2026-10-05T10:00:00Z 999017000000010 ULR
      2026-10-05T10:00:00Z 999017000000011 ULR
    `);
    world.tap(
      { seq: 1, available: '2026-11-02T00:00:00+01:00' },
      `
      999017000000002 data   2026-10-05T10:00:00+02:00 up=0 down=0 id=1
      999017000000003 data   2026-10-05T10:00:00+02:00 up=1 down=0 id=2
      999017000000004 data   2026-10-05T10:00:00+02:00 up=2097152 down=0 id=3
      999017000000005 data   2026-10-05T10:00:00+02:00 up=1048576 down=1048576 id=4
      999017000000005 data   2026-10-06T10:00:00+02:00 up=0 down=1 id=5
      999017000000006 sms_mt 2026-10-05T10:00:00+02:00 id=6
      999017000000007 voice_mo 2026-10-05T10:00:00+02:00 dur=0 id=7
      # last month's volume counts no more
      999017000000010 data   2026-09-30T23:59:59+02:00 up=5000 down=5000 id=8`,
    );
    world.tap(
      { pair: 'AAAVP CCCHA', seq: 1, available: '2026-11-02T00:00:00+01:00' },
      `
      999020000000001 data   2026-10-05T10:00:00+02:00 up=60 down=40 id=11
      999020000000001 sms_mo 2026-10-05T10:00:00+02:00 id=12
      999020000000001 sms_mo 2026-10-05T10:00:01+02:00 id=13
      999020000000001 sms_mo 2026-10-05T10:00:02+02:00 id=14
      999020000000002 data   2026-10-05T10:00:00+02:00 up=9000000 down=1 id=15
      999020000000002 sms_mo 2026-10-05T10:00:00+02:00 id=16
      999020000000002 sms_mt 2026-10-05T10:00:00+02:00 id=17
      999020000000002 voice_mt 2026-10-05T10:00:00+02:00 dur=9 id=18
      999020000000003 data   2026-10-05T10:00:00+02:00 up=101 down=0 id=19
      999020000000003 sms_mo 2026-10-05T10:00:00+02:00 id=20
      999020000000003 sms_mt 2026-10-05T10:00:01+02:00 id=21
      999020000000003 sms_mt 2026-10-05T10:00:02+02:00 id=22
      999020000000004 data   2026-10-05T10:00:00+02:00 up=101 down=0 id=23
      999020000000004 voice_mo 2026-10-05T10:00:00+02:00 dur=9 id=24
      999020000000004 voice_mt 2026-10-05T11:00:00+02:00 dur=9 id=25`,
    );
    // Kept back by its audit.
    world.tap(
      { seq: 2, available: '2026-11-02T00:00:00+01:00', audit: { charge: 1n } },
      '999017000000009 data 2026-10-06T10:00:00+02:00 up=5000 down=0 id=31 charge=700',
    );
    // A test file.
    world.tap(
      { seq: 1, available: '2026-11-02T00:00:00+01:00', test: true },
      '999017000000011 data 2026-10-06T10:00:00+02:00 up=5000 down=0 id=41 charge=700',
    );
    // Another TADIG code of the same party.
    world.tap(
      { pair: 'AAAVQ BBBHA', seq: 1, available: '2026-11-02T00:00:00+01:00' },
      '999017000000002 sms_mo 2026-10-07T10:00:00+02:00 id=51',
    );
    world.agreement('a', agreementYaml(FIRST));
    world.agreement('b', agreementYaml(SECOND));
  });

  // IMSI, agreement, activity
  test.each([
    ['no record', '999017000000001', 'silent'],
    ['one SMS from the other TADIG, no byte', '999017000000002', 'low'],
    ['1 byte', '999017000000003', 'low'],
    ['2097152 bytes', '999017000000004', 'low'],
    ['2097153 bytes', '999017000000005', 'normal'],
    ['one SMS', '999017000000006', 'low'],
    ['one call', '999017000000007', 'low'],
    ['5000 bytes in a quarantined file', '999017000000009', 'low'],
    ['10000 bytes in September', '999017000000010', 'silent'],
    ['5000 bytes in a test file', '999017000000011', 'silent'],
  ])('%s', (_, imsi, activity) => {
    expect(run().device(imsi, 'BBBHA-AAAVP-2026').activity).toBe(activity);
  });

  test.each([
    ['100 bytes; no limit on messages', '999020000000001', 'silent'],
    ['2 messages, 1 call; no limit on bytes', '999020000000002', 'low'],
    ['3 messages', '999020000000003', 'normal'],
    ['2 calls', '999020000000004', 'normal'],
  ])('%s', (_, imsi, activity) => {
    expect(run().device(imsi, 'OTHER-2026').activity).toBe(activity);
  });

  test('a quarantined or a test file has no money', () => {
    expect(run().statement('BBBHA-AAAVP-2026').totals.tap_invoiced).toBe('0.00');
    expect(run().device('999017000000009', 'BBBHA-AAAVP-2026').days_observed).toBe('2');
  });
});
