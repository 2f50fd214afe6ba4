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

  test('the record that stops it is named, so that its sender can take it back', async () => {
    const w = world();
    w.tap({ seq: 1, available: FILED }, '999017000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1024');
    w.tap(
      { seq: 2, available: FILED },
      `999017000000002 sms_mo 2026-10-05T10:00:00+02:00 id=2 charge=5
       999017000000002 sms_mo 2026-10-05T11:00:00+02:00 id=3 charge=9223372036854775807`,
    );
    await w.ingest();
    w.agreement('a', agreementYaml({ charges: '{}' }));
    await expect(w.settle()).rejects.toMatchObject({
      code: 'AMOUNT_RANGE',
      place: { file: '2.tap', recordIndex: 1 },
    });
  });
});
