/** RAP: what the home network returns leaves the settlement until it is sent again. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agreementYaml } from '../support/month-agreement.ts';
import { handRap } from '../support/month-rap.ts';
import { World } from '../support/month-world.ts';

const A = '999017000000001 data 2026-10-05T10:00:00+02:00 id=1 up=1000 charge=2000';
const B = '999017000000002 data 2026-10-06T10:00:00+02:00 id=2 up=2000 charge=500';
const FIRST = { seq: 1, available: '2026-10-10T12:00:00+02:00' };
const RAP = { seq: 7, available: '2026-10-12T12:00:00+02:00' };
const SECOND = { seq: 2, available: '2026-10-15T12:00:00+02:00' };

describe('returned', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
    world.agreement('a', agreementYaml({ declared: '{}' }));
  });
  afterEach(() => world.remove());

  const tapOf = async () => {
    const statement = (await world.settle()).statement();
    return { invoiced: statement.totals.tap_invoiced, notes: statement.notes.join(' ') };
  };

  test('an event leaves the settlement, is known, and comes back when it is sent again', async () => {
    world.tap(FIRST, `${A}\n${B}`);
    await world.ingest();
    expect((await tapOf()).invoiced).toBe('2.50');

    world.file('rap', handRap(RAP, [{ severe: 1, text: A }]));
    expect((await world.ingest())[0]).toMatchObject({ kind: 'rap', status: 'loaded', records: 1 });
    const returned = await tapOf();
    expect(returned.invoiced).toBe('0.50');
    expect(returned.notes).toContain('1 TAP record was returned to the sender (RAP) and not sent again');
    expect(returned.notes).toContain('2.000 EUR');
    // Known usage all the same (rule 4).
    expect((await world.settle()).device('999017000000001')).toMatchObject({
      bytes_up: '1000',
      tap_records: '1',
    });

    world.tap(SECOND, A.replace('charge=2000', 'charge=1500 rap=00007'));
    await world.ingest();
    const again = await tapOf();
    expect(again.invoiced).toBe('2.00');
    expect(again.notes).not.toContain('returned');
    expect((await world.settle()).device('999017000000001')).toMatchObject({
      bytes_up: '1000',
      tap_records: '1',
    });
  });

  test('an event sent again unchanged is no duplicate of the returned one', async () => {
    world.tap(FIRST, A);
    world.file('rap', handRap(RAP, [{ severe: 1, text: A }]));
    world.tap({ ...SECOND, rap: '00007' }, A);
    await world.ingest();
    expect(await tapOf()).toEqual({ invoiced: '2.00', notes: expect.not.stringContaining('returned') });
  });

  test('of equal events one return takes one', async () => {
    world.tap(FIRST, [A, A, A].map((line) => line.replace('id=1 ', '')).join('\n'));
    world.file('rap', handRap(RAP, [{ severe: 1, text: A.replace('id=1 ', '') }]));
    await world.ingest();
    expect((await tapOf()).invoiced).toBe('4.00');
  });

  test('a return of another file, pair or event returns nothing', async () => {
    world.tap(FIRST, A);
    world.file('a', handRap(RAP, [{ severe: 3, text: A }]));
    world.file('b', handRap({ ...RAP, seq: 8, pair: 'CCCHB AAAVP' }, [{ severe: 1, text: A }]));
    world.file('c', handRap({ ...RAP, seq: 9 }, [{ severe: 1, text: B }, { missing: [3, 4] }]));
    const files = await world.ingest();
    expect(files.flatMap(({ warnings }) => warnings.map(({ code }) => code))).toContain('RAP_MISSING_RETURN');
    expect((await tapOf()).invoiced).toBe('2.00');
  });

  test.each([
    ['with the number of the RAP file in its header', '00007'],
    ['without it, after the return', undefined],
  ])('a whole file leaves the settlement and comes back %s', async (_, rap) => {
    world.tap(FIRST, `${A}\n${B}`);
    world.file('rap', handRap(RAP, [{ fatal: 1 }]));
    await world.ingest();
    const returned = await tapOf();
    expect(returned.invoiced).toBe('0.00');
    expect(returned.notes).toContain('2 TAP records were returned');

    world.tap({ ...SECOND, seq: 1, ...(rap ? { rap } : {}) }, B.replace('charge=500', 'charge=700'));
    expect((await world.ingest()).map(({ status }) => status)).toEqual(['loaded']);
    const again = await tapOf();
    expect(again.invoiced).toBe('0.70');
    expect(again.notes).not.toContain('returned');
  });

  test('a third file of the number is a conflict', async () => {
    world.tap(FIRST, A);
    world.file('rap', handRap(RAP, [{ fatal: 1 }]));
    await world.ingest();
    world.tap({ ...SECOND, seq: 1 }, B);
    await world.ingest();
    world.tap({ ...SECOND, seq: 1, available: '2026-10-16T12:00:00+02:00' }, B);
    expect((await world.ingest()).map(({ code }) => code)).toEqual(['FILE_SEQUENCE_CONFLICT']);
  });

  test('the order of files and of calls changes nothing', async () => {
    const other = new World();
    other.agreement('a', agreementYaml({ declared: '{}' }));
    try {
      const put = {
        first: (to: World) => to.tap(FIRST, `${A}\n${B}`),
        rap: (to: World) => to.file('rap', handRap(RAP, [{ severe: 1, text: A }])),
        again: (to: World) => to.tap(SECOND, A.replace('charge=2000', 'charge=1500 rap=00007')),
      };
      for (const name of ['first', 'rap', 'again'] as const) {
        put[name](world);
        await world.ingest();
      }
      for (const name of ['again', 'rap', 'first'] as const) put[name](other);
      await other.ingest();
      expect((await other.settle()).runId).toBe((await world.settle()).runId);
    } finally {
      other.remove();
    }
  });

  test('a file that takes the place of another is an input, even without a row near the month', async () => {
    world.tap(FIRST, A);
    world.file('rap', handRap(RAP, [{ fatal: 1 }]));
    await world.ingest();
    const returned = await world.settle();
    expect(returned.devices()).toHaveLength(1);

    world.tap({ ...SECOND, seq: 1, rap: '00007' }, A.replace('2026-10-05', '2026-03-05'));
    const [again] = await world.ingest();
    const settled = await world.settle();
    expect(settled.devices()).toEqual([]);
    expect(settled.runId).not.toBe(returned.runId);
    const { inputs } = settled.json('run.json') as { inputs: { files: { sha256: string }[] } };
    expect(inputs.files.map(({ sha256 }) => sha256)).toContain(again!.sha256);
  });

  test('a RAP file changes the run, one that returns nothing of it does not', async () => {
    world.tap(FIRST, A);
    await world.ingest();
    const before = (await world.settle()).runId;
    world.file('other', handRap({ ...RAP, pair: 'CCCHB AAAVP' }, [{ fatal: 1 }]));
    await world.ingest();
    expect((await world.settle()).runId).toBe(before);
    world.file('rap', handRap(RAP, [{ fatal: 1 }]));
    await world.ingest();
    expect((await world.settle()).runId).not.toBe(before);
  });
});
