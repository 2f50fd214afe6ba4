/** Rule 3 in all its clauses, each device one row: what it did, and the days on paper. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { anchor, anchorTap, onDays } from '../support/month-days.ts';
import { rows } from '../support/month-tap.ts';
import { type Settled, World } from '../support/month-world.ts';

/** Window = the whole month, so that "days present" has one meaning; every case is iot by contract. */
const PRESENCE = '{ carry_hours: 72, permanent: { days: 20, of_last: 31, max_gap_days: 7 } }';

/** `2026-10-05 10:00:00.000` read in Madrid's summer time unless an offset follows. */
const at = (text: string): string => {
  const [date = '', time = '', offset = '+02:00'] = text.split(/_/);
  return `${date}T${time}${offset}`;
};

interface Case {
  readonly name: string;
  readonly imsi: string;
  readonly lines: readonly string[];
  readonly expected: readonly string[];
}

/** `name | event, event … | expected cells`; an event is `TIME PROCEDURE [RESULT]`. */
function cases(prefix: string, text: string): Case[] {
  return rows(text).map((row, i) => {
    const [name = '', events = '', cells = ''] = row.split('|').map((cell) => cell.trim());
    const imsi = `${prefix}${String(i + 1).padStart(15 - prefix.length, '0')}`;
    const lines = events.split(',').map((event) => {
      const [time = '', ...rest] = event.trim().split(/\s+/);
      return `${at(time)} ${imsi} ${rest.join(' ')}`;
    });
    return { name, imsi, lines, expected: cells.split(/\s+/) };
  });
}

// name                          | events                                                                 | observed present
const DAYS = cases(
  '999017',
  `
  carry ends at midnight         | 2026-10-05_00:00:00.000 ULR                                            | 1 3
  carry ends 1 ms after midnight | 2026-10-05_00:00:00.001 ULR                                            | 1 4
  72 h over the clock change     | 2026-10-23_00:30:00 ULR                                                | 1 3
  UL, CL 5.000 s later           | 2026-10-05_10:00:00.000 UL, 2026-10-05_10:00:05.000 CL                 | 1 4
  UL, CL 5.001 s later           | 2026-10-05_10:00:00.000 UL, 2026-10-05_10:00:05.001 CL                 | 1 1
  ULR, CLR 5.000 s later         | 2026-10-05_10:00:00.000 ULR, 2026-10-05_10:00:05.000 CLR               | 1 4
  ULR, CLR 5.001 s later         | 2026-10-05_10:00:00.000 ULR, 2026-10-05_10:00:05.001 CLR               | 1 1
  UL, CL 4 s later, CL 6 s later | 2026-10-05_10:00:00 UL, 2026-10-05_10:00:04 CL, 2026-10-05_10:00:06 CL | 1 1
  CLR two days later             | 2026-10-05_10:00:00 ULR, 2026-10-07_10:00:00 CLR                       | 1 3
  CL, then UL                    | 2026-10-05_10:00:00 CL, 2026-10-05_10:00:03 UL                         | 1 4
  PURGE 1 s later                | 2026-10-05_10:00:00 UL, 2026-10-05_10:00:01 PURGE                      | 1 1
  PUR 1 s later                  | 2026-10-05_10:00:00 ULR, 2026-10-05_10:00:01 PUR                       | 1 1
  DEREGISTER 1 s later           | 2026-10-05_10:00:00 REGISTER, 2026-10-05_10:00:01 DEREGISTER           | 1 1
  PURGE that failed              | 2026-10-05_10:00:00 UL, 2026-10-05_12:00:00 PURGE 34                   | 1 4
  CL that failed                 | 2026-10-05_10:00:00 UL, 2026-10-05_12:00:00 CL 34                      | 1 4
  CL without a result            | 2026-10-05_10:00:00 UL, 2026-10-05_12:00:00 CL -                       | 1 1
  PUR without a result           | 2026-10-05_10:00:00 ULR, 2026-10-05_12:00:00 PUR -                     | 1 1
  UL and PURGE at one time       | 2026-10-05_10:00:00 UL, 2026-10-05_10:00:00 PURGE                      | 1 4
  ULR and CLR at one time        | 2026-10-05_10:00:00 ULR, 2026-10-06_10:00:00 CLR, 2026-10-06_10:00:00 ULR | 2 5
  CL ends a carry at midnight    | 2026-10-05_10:00:00 UL, 2026-10-06_00:00:00 CL                         | 1 1
  CL 1 ms after midnight         | 2026-10-05_10:00:00 UL, 2026-10-06_00:00:00.001 CL                     | 1 2
  ULR refused                    | 2026-10-05_10:00:00 ULR, 2026-10-06_10:00:00 ULR 5421, 2026-10-07_10:00:00 ULR 5004 | 1 4
  ULR without a result           | 2026-10-05_10:00:00 ULR, 2026-10-07_10:00:00 ULR -                     | 1 4
  snapshot without a result      | 2026-10-05_10:00:00 REGISTERED -                                       | 1 4
  GPRS_UL                        | 2026-10-05_10:00:00 GPRS_UL                                            | 1 4
  CREATE_SESSION                 | 2026-10-05_10:00:00 CREATE_SESSION                                     | 1 4
  DELETE_SESSION detaches not    | 2026-10-05_10:00:00 CREATE_SESSION, 2026-10-05_11:00:00 DELETE_SESSION | 1 4
  SAI, AIR, AUTH, NOR are none   | 2026-10-05_10:00:00 ULR, 2026-10-07_10:00:00 SAI, 2026-10-08_09:00:00 AIR, 2026-10-08_09:30:00 AUTH, 2026-10-08_09:40:00 NOR | 1 4
  in Madrid the month began      | 2026-09-30_22:30:00_Z ULR, 2026-10-01_12:00:00_Z PUR                   | 1 1
  in Madrid it is September      | 2026-09-30_21:59:59_Z ULR, 2026-10-05_10:00:00 ULR                     | 1 7
  carried over the month's end   | 2026-10-30_10:00:00_+01:00 ULR                                         | 1 2
  in Madrid it is November       | 2026-10-31_23:00:00_Z ULR, 2026-10-05_10:00:00 ULR                     | 1 4
  in Madrid it is October        | 2026-10-31_22:59:59.999_Z ULR                                          | 1 1
  25 October has 25 hours        | 2026-10-24_22:00:00_Z ULR, 2026-10-24_22:00:01_Z PUR, 2026-10-25_22:59:59_Z ULR, 2026-10-25_22:59:59.500_Z PUR | 1 1
  and ends at 23:00 UTC          | 2026-10-24_22:00:00_Z ULR, 2026-10-24_22:00:01_Z PUR, 2026-10-25_23:00:00_Z ULR, 2026-10-25_23:00:01_Z PUR | 2 2
`,
);

const GAPS = rows(`
  20 days, gaps 7 inside, 4 at the end | 1-10 18-27 | permanent
  19 days                              | 1-10 18-26 | temporary
  20 days, gap 8 inside                | 1-10 19-28 | temporary
  20 days, gap 7 at the beginning      | 8-27       | permanent
  20 days, gap 8 at the beginning      | 9-28       | temporary
  20 days, gap 7 at the end            | 5-24       | permanent
  20 days, gap 8 at the end            | 4-23       | temporary
  31 days                              | 1-31       | permanent
  a new device                         | 31         | temporary
`).map((row, i) => {
  const [name = '', days = '', presence = ''] = row.split('|').map((cell) => cell.trim());
  const imsi = `9990172000000${String(i + 1).padStart(2, '0')}`;
  return { name, imsi, lines: onDays(days, imsi), presence };
});

describe('presence in a month whose feeds are whole', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    world.signaling(
      [
        anchor('2026-09-10', '2026-10-31'),
        ...DAYS.flatMap((row) => row.lines),
        ...GAPS.flatMap((row) => row.lines),
      ].join('\n'),
    );
    world.tap(
      { seq: 1, available: '2026-11-02T00:00:00+01:00' },
      `${anchorTap('2026-09-10', '2026-10-31')}
       # its own local date is the 6th, Madrid's the 5th; attached 30 minutes of the 5th in Madrid
       999017300000001 data 2026-10-06T05:00:00+09:00 up=1 down=0 id=1
       999017300000002 data 2026-10-01T00:05:00+02:00 up=1 down=0 id=2
       999017300000003 data 2026-10-31T23:55:00-05:00 up=1 down=0 id=3
       999017300000004 data 2026-10-05T10:00:00+02:00 up=1 down=0 id=4
       999017300000004 sms_mt 2026-10-09T10:00:00+02:00 id=5
       999017300000005 data 2026-10-05T10:00:00+02:00 up=1 down=0 id=6
       999017300000006 data 2026-10-05T10:00:00+02:00 up=1 down=0 id=7
       999017300000007 data 2026-10-05T10:00:00+02:00 up=1 down=0 id=8
       999017300000008 data 2026-10-05T23:59:59-09:00 up=1 down=0 id=9`,
    );
    world.signaling(`
      2026-10-05T20:30:00Z 999017300000001 PURGE
      2026-10-05T08:00:05.000Z 999017300000005 CL
      2026-10-05T08:00:05.001Z 999017300000006 CL
      2026-10-05T08:00:00.000Z 999017300000007 PURGE`);
    await world.ingest();
    world.agreement('a', agreementYaml({ presence: PRESENCE }));
    run = await world.settle();
  });
  afterAll(() => world.remove());

  test.each(DAYS)('$name', ({ imsi, expected }) => {
    const device = run.device(imsi);
    expect([device.days_observed, device.days_present]).toEqual(expected);
  });

  test.each(GAPS)('permanent: $name', ({ imsi, presence }) => {
    expect(run.device(imsi).presence).toBe(presence);
  });

  test.each([
    ['999017300000001', '1', '2'],
    ['999017300000002', '1', '4'],
    ['999017300000003', '1', '1'],
    ['999017300000004', '2', '8'],
    ['999017300000005', '1', '4'],
    ['999017300000006', '1', '1'],
    ['999017300000007', '1', '4'],
    // Its own date is the 5th; Madrid's 6 October 10:59:59, attached until the 9th.
    ['999017300000008', '1', '5'],
  ])('a TAP record is a sign of life on its own local date: %s', (imsi, observed, present) => {
    expect([run.device(imsi).days_observed, run.device(imsi).days_present]).toEqual([observed, present]);
  });
});

describe('local clocks far from UTC', () => {
  const world = new World();
  let run: Settled;
  beforeAll(async () => {
    world.tap(
      { seq: 1, available: '2026-11-02T00:00:00+11:00' },
      `999017000000001 data 2026-10-05T23:59:59-11:00 up=1 down=0 id=1
       999017000000002 data 2026-10-06T00:00:00+13:00 up=1 down=0 id=2
       999017000000003 data 2026-10-31T23:59:59-10:00 up=1 down=0 id=3`,
    );
    await world.ingest();
    world.agreement('a', agreementYaml({ presence: PRESENCE }));
    run = await world.settle();
  });
  afterAll(() => world.remove());

  // The own date and the days attached in Madrid: 5 and 6–9 (12:59:59), 6 and 5–8 (13:00), 31 alone.
  test.each([
    ['999017000000001', '1', '5'],
    ['999017000000002', '1', '4'],
    ['999017000000003', '1', '1'],
  ])('%s', (imsi, observed, present) => {
    expect([run.device(imsi).days_observed, run.device(imsi).days_present]).toEqual([observed, present]);
  });
});
