/** NRTRDE: usage told early is known until its TAP record arrives, and never billed. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { handNrtrde } from '../support/month-rap.ts';
import { World } from '../support/month-world.ts';

const NRTRDE = { seq: 1, available: '2026-10-05T14:00:00+02:00' };
const EARLY = `
  999017000000001 data     2026-10-05T10:00:00+02:00 id=1 up=3000000 down=10 dur=60 apn=iot0.bbbha.example charge=9
  999017000000001 sms_mo   2026-10-05T11:00:00+02:00 id=2
  999017000000002 voice_mo 2026-10-05T12:00:00+02:00 id=3 dur=30 charge=9`;

describe('early usage', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
    world.agreement('a', agreementYaml({ declared: '{}' }));
  });
  afterEach(() => world.remove());

  test('counts as activity and as no TAP record, and no cent of it is billed', async () => {
    world.file('NRAAAVPBBBHA0000001', handNrtrde(NRTRDE, EARLY));
    expect((await world.ingest())[0]).toMatchObject({
      kind: 'nrtrde',
      status: 'loaded',
      records: 3,
      warnings: [],
    });
    const settled = await world.settle();
    expect(settled.statement().totals).toMatchObject({ net: '0.00', tap_invoiced: '0.00' });
    expect(settled.device('999017000000001')).toMatchObject({
      tap_records: '0',
      bytes_up: '3000000',
      bytes_down: '10',
      sms: '1',
      calls: '0',
      tap_amount: '0.00',
      days_observed: '1',
    });
    expect(settled.device('999017000000002')).toMatchObject({ tap_records: '0', calls: '1' });
  });

  test('is replaced by the TAP record of the same event, whatever its volumes, in either order', async () => {
    const other = new World();
    other.agreement('a', agreementYaml({ declared: '{}' }));
    try {
      const tap = '999017000000001 data 2026-10-05T08:00:00+00:00 id=1 up=2900000 down=10 dur=60 charge=100';
      world.file('early', handNrtrde(NRTRDE, EARLY));
      await world.ingest();
      world.tap({ seq: 1, available: '2026-10-10T12:00:00+02:00' }, tap);
      await world.ingest();
      other.tap({ seq: 1, available: '2026-10-10T12:00:00+02:00' }, tap);
      await other.ingest();
      other.file('early', handNrtrde(NRTRDE, EARLY));
      await other.ingest();
      const settled = await world.settle();
      expect(settled.device('999017000000001')).toMatchObject({
        tap_records: '1',
        bytes_up: '2900000',
        sms: '1',
      });
      expect(settled.statement().totals.tap_invoiced).toBe('0.10');
      expect((await other.settle()).runId).toBe(settled.runId);
    } finally {
      other.remove();
    }
  });

  test.each([
    ['another reference', '999017000000001 data 2026-10-05T10:00:00+02:00 id=9 up=1 charge=1', '3000001'],
    ['another start', '999017000000001 data 2026-10-05T10:00:01+02:00 id=1 up=1 charge=1', '3000001'],
    ['no reference', '999017000000001 data 2026-10-05T10:00:00+02:00 up=1 charge=1', '1'],
  ])('%s in the TAP record', async (_, tap, bytes) => {
    world.file('early', handNrtrde(NRTRDE, EARLY));
    world.tap({ seq: 1, available: '2026-10-10T12:00:00+02:00' }, tap);
    await world.ingest();
    expect((await world.settle()).device('999017000000001')).toMatchObject({ bytes_up: bytes });
  });

  test('told twice it counts once; a wrong count is a warning', async () => {
    world.file('a', handNrtrde(NRTRDE, EARLY));
    world.file('b', handNrtrde({ ...NRTRDE, seq: 2, count: 7 }, EARLY));
    const files = await world.ingest();
    expect(files.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([[], ['NRTRDE_COUNT']]);
    expect((await world.settle()).device('999017000000001')).toMatchObject({ bytes_up: '3000000', sms: '1' });
  });
});
