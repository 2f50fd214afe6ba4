/** One absurd record may not stop the settlement of everybody with anything but a code of the product. */
import { describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { worlds } from '../support/worlds.ts';

const FILED = '2026-10-20T12:00:00+02:00';
const world = worlds();

const PRICED = `
  usage:
    - { service: data, segments: [iot], unit: kB, round_up_bytes: 1024, price: "1" }
    - { service: voice_mo, segments: [iot], unit: minute, increment_seconds: 60, price: "1" }`;

test('a device that is refused and tries again each second of an hour, day after day, stops no settlement', async () => {
  const w = world();
  const two = (number: number) => String(number).padStart(2, '0');
  const seconds = Array.from({ length: 19 * 3600 }, (_, at) => {
    const day = 1 + Math.floor(at / 3600);
    const time = `${two(Math.floor((at % 3600) / 60))}:${two(at % 60)}`;
    return `2026-10-${two(day)}T10:${time}Z 999010000000001 AIR 5004`;
  });
  w.signaling(seconds.join('\n'));
  await w.ingest();
  w.agreement('a', agreementYaml({}));
  const run = await w.settle();
  expect(run.device('999010000000001').signaling_events).toBe('68400');
});

describe('numbers at the end of their range', () => {
  /** What becomes of a month with such a record beside a sound one, priced and as billed: a code, or a statement. */
  const outcome = async (record: string): Promise<string> => {
    const w = world();
    w.tap({ seq: 1, available: FILED }, '999017000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1024');
    w.tap({ seq: 2, available: FILED }, record);
    const files = await w.ingest();
    const refused = files.find((file) => file.status !== 'loaded');
    if (refused !== undefined) return `file ${refused.code}`;
    const settled = async (charges: string): Promise<string> => {
      w.agreement('a', agreementYaml({ charges }));
      try {
        await w.settle();
        return 'settled';
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : '';
        return code === '' ? `crash ${String(error)}` : `settle ${code}`;
      }
    };
    return `${await settled(PRICED)}, ${await settled('{}')}`;
  };

  test.each([
    [
      '2^62 bytes each way',
      '999017000000002 data 2026-10-05T10:00:00+02:00 id=2 up=4611686018427387904 down=4611686018427387904',
    ],
    [
      '2^62 bytes up, three times',
      `999017000000002 data 2026-10-05T10:00:00+02:00 id=2 up=4611686018427387904
       999017000000002 data 2026-10-05T11:00:00+02:00 id=3 up=4611686018427387904
       999017000000002 data 2026-10-05T12:00:00+02:00 id=4 up=4611686018427387904`,
    ],
    [
      'a call of 10^16 seconds',
      '999017000000002 voice_mo 2026-10-05T10:00:00+02:00 id=2 dur=10000000000000000',
    ],
    [
      'a charge of 2^63 − 1',
      '999017000000002 sms_mo 2026-10-05T10:00:00+02:00 id=2 charge=9223372036854775807',
    ],
  ])('%s: a code of the product or a statement, never a crash', async (_, record) => {
    expect(await outcome(record)).toMatch(
      /^file [A-Z_0-9]+$|^(settled|settle [A-Z_0-9]+), (settled|settle [A-Z_0-9]+)$/,
    );
  });

  test.each([
    ['one charge', ['sms_mo 2026-10-05T11:00:00+02:00 id=3 charge=9223372036854775807']],
    [
      'a month of charges',
      ['05', '06'].map((day) => `sms_mo 2026-10-${day}T11:00:00+02:00 id=3 charge=4611686018427387904`),
    ],
    [
      'a month of bytes',
      ['05', '06'].map(
        (day) => `data 2026-10-${day}T11:00:00+02:00 id=3 up=9007199254740991 down=9007199254740991`,
      ),
    ],
  ])('%s: record and agreement are named, and the others settle without it', async (_, records) => {
    const w = world();
    w.tap(
      { seq: 1, available: FILED },
      '999017000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1024 charge=70',
    );
    w.tap(
      { seq: 1, available: FILED, pair: 'AAAVP CCCHB' },
      ['sms_mo 2026-10-05T10:00:00+02:00 id=2 charge=5', ...records]
        .map((record) => `999027000000002 ${record}`)
        .join('\n'),
    );
    expect((await w.ingest()).map(({ status }) => status)).toEqual(['loaded', 'loaded']);
    w.agreement('a', agreementYaml());
    w.agreement(
      'b',
      agreementYaml({
        id: 'CCCHB-AAAVP-2026',
        home: '{ name: CCC, tadigs: [CCCHB], plmns: ["99902"] }',
        declared: '{ binding: true, imsi_ranges: ["999027000000000-999027999999999"] }',
        charges: PRICED,
      }),
    );
    await expect(w.settle()).rejects.toMatchObject({
      code: 'AMOUNT_RANGE',
      detail: expect.stringContaining('agreement CCCHB-AAAVP-2026'),
      place: { file: '2.tap', recordIndex: 1 },
    });
    w.removeAgreement('b');
    expect((await w.settle()).statement().totals.net).toBe('0.07');
  });
});
