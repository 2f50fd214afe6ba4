/** What is sent again: to the right recipient, corrected, or whole after a cut; and fees where two PLMNs share a TADIG. */
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { handTap } from '../support/month-tap.ts';
import { World } from '../support/month-world.ts';

describe('sent again', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.remove());

  const RECORD = '999017000000001 data 2026-10-05T10:00:00+02:00 id=1 up=3145728 charge=2000';

  test('a record filed first to a recipient of no agreement is charged where it was filed rightly', async () => {
    world.tap({ pair: 'AAAVP XXXHA', seq: 1, available: '2026-10-10T12:00:00+02:00' }, RECORD);
    world.tap({ seq: 1, available: '2026-10-20T12:00:00+02:00' }, RECORD);
    await world.ingest();
    world.agreement('a', agreementYaml({ declared: '{}' }));
    const settled = await world.settle();
    expect(settled.statement().totals.tap_invoiced).toBe('2.00');
    const { unmatched } = settled.json('run.json') as { unmatched: { tap: object[] } };
    expect(unmatched.tap).toEqual([]);
  });

  test('a file held back by its audit and replaced by its correction counts once as activity', async () => {
    world.tap({ seq: 1, available: '2026-10-10T12:00:00+02:00', audit: { records: 9n } }, RECORD);
    // The correction has another charge, so its record is no duplicate of the held one.
    world.tap(
      { seq: 1, available: '2026-10-20T12:00:00+02:00' },
      RECORD.replace('charge=2000', 'charge=1500'),
    );
    await world.ingest();
    world.agreement('a', agreementYaml({ declared: '{}' }));
    const settled = await world.settle();
    expect(settled.devices()).toMatchObject([{ tap_records: '1', bytes_up: '3145728' }]);
    expect(settled.statement().totals.tap_invoiced).toBe('1.50');
  });

  test('a cut archive is forgotten when the whole file of its name is loaded', async () => {
    const whole = gzipSync(handTap({ seq: 1, available: '2026-10-20T12:00:00+02:00' }, RECORD));
    world.agreement('a', agreementYaml({ declared: '{}' }));
    const quarantined = async () => (await world.settle()).statement().completeness.quarantined.length;
    world.file('CD00001.gz', whole.subarray(0, 80));
    expect((await world.ingest()).map(({ status, code }) => [status, code])).toEqual([
      ['quarantined', 'FILE_CORRUPT'],
    ]);
    expect(await quarantined()).toBe(1);
    world.file('CD00001.gz', whole);
    expect((await world.ingest()).map(({ status }) => status)).toEqual(['loaded']);
    expect(await quarantined()).toBe(0);
  });

  test('two agreements of one visited TADIG, told apart by PLMN: each asks the fee of its own devices', async () => {
    const home = (tadig: string) => `{ name: H, tadigs: [${tadig}], plmns: ["99901"] }`;
    const visited = (plmn: string) => `{ name: V, tadigs: [AAAVP], plmns: ["${plmn}"] }`;
    const charges = '{ access: [{ segments: [iot], per: imsi_month, price: "1.00" }] }';
    world.agreement('a', agreementYaml({ id: 'A', home: home('BBBHA'), visited: visited('99970'), charges }));
    world.agreement('b', agreementYaml({ id: 'B', home: home('CCCHA'), visited: visited('99971'), charges }));
    world.tap({ pair: 'AAAVP CCCHA', seq: 1, available: '2026-10-20T12:00:00+02:00' }, RECORD);
    world.signaling('2026-10-05T10:00:00+02:00 999017000000001 ULR plmn=99971');
    await world.ingest();
    const settled = await world.settle();
    expect(settled.statement('B').totals.access).toBe('1.00');
  });
});
