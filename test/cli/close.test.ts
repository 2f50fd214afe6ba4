/** From a month that cannot be settled to its issue and its correction, through the real command line. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CloseItem } from '../../src/runs/close.ts';
import { agreementYaml } from '../support/month-agreement.ts';
import { World } from '../support/month-world.ts';
import { expectNoTrace, type Finished, jsonOf, roamsettleHere } from './cli.ts';

interface Checklist {
  readonly run_id: string | null;
  readonly issued: boolean;
  readonly open: number;
  readonly close: readonly CloseItem[];
  readonly refused: { code: string; detail: string } | null;
}

/** The program starts a dozen times here, on a machine that may be busy. */
const SLOW = 300_000;

let world: World;
let folder: string;
beforeAll(async () => {
  world = new World();
  folder = dirname(world.data);
  world.tap(
    { seq: 1, available: '2026-10-20T12:00:00+02:00', currency: 'USD', decimals: 2 },
    '999010000000001 data 2026-10-05T10:00:00+02:00 id=1 charge=1000',
  );
  await world.ingest();
  world.agreement('a', agreementYaml({ commitment: '{ amount: "50", counts: [as_billed], per: term }' }));
});
afterAll(() => world.remove());

const command = async (...args: readonly string[]): Promise<Finished> => {
  const finished = await roamsettleHere(args, folder);
  expectNoTrace(finished);
  return finished;
};
const settle = (...more: readonly string[]) =>
  command(...'settle --period 2026-10 --agreements agreements --rates rates.csv'.split(' '), ...more);
const checklist = async () =>
  jsonOf<Checklist>(await command('status', '--period', '2026-10', '--json')) as unknown as Checklist;

test(
  'refused, settled, waived, issued, corrected',
  async () => {
    expect((await command('status', '--period', '2026-10')).stderr).toContain('error RUN_NOT_FOUND');

    world.rates('2026-10 XDR EUR 1.25');
    expect((await settle()).stderr).toContain('Missing are BBBHA-AAAVP-2026: 2026-10 from USD to EUR.');
    expect(await checklist()).toEqual({
      period: '2026-10',
      run_id: null,
      issued: false,
      open: 0,
      close: [],
      refused: { code: 'RATE_MISSING', detail: 'Missing are BBBHA-AAAVP-2026: 2026-10 from USD to EUR.' },
    });

    world.rates('2026-10 USD EUR 0.9');
    const first = await settle();
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(
      'commitment of 50 EUR per term: 9.00 counted, without 2026-01, 2026-02, 2026-03',
    );
    const open = await checklist();
    expect(open).toMatchObject({ issued: false, open: 2, refused: null });
    const ids = open.close.map(({ id }) => id);
    // The file states an exchange rate of its own, 7.77.
    expect(ids).toEqual([
      'blind_days:BBBHA-AAAVP-2026:2026-10-01..2026-10-31',
      'exchange_rate:BBBHA-AAAVP-2026:USD:EUR:7.77',
    ]);
    expect((await command('issue', open.run_id!)).stderr).toContain(`2 are open: ${ids.join(', ')}.`);

    const reasons = ids.map((id) => `- id: ${id}\n  reason: no feed was agreed\n`).join('');
    writeFileSync(join(folder, 'waivers.yaml'), reasons);
    const waived = jsonOf<{ run_id: string }>(await settle('--waive', 'waivers.yaml', '--json'));
    const text = (await command('status', '--period', '2026-10')).stdout;
    expect(text).toContain(`2026-10 run ${waived.run_id}: 0 open, 2 waived`);
    expect(text).toContain(`waived ${ids[0]}\n`);
    expect(text).toContain('  waived: no feed was agreed\n');
    const issued = await command('issue', waived.run_id.slice(0, 12));
    expect(issued).toMatchObject({ code: 0, stderr: '' });
    expect(issued.stdout).toContain('BBBHA-AAAVP-2026 2026-10: original issued, net 9.00 EUR');
    expect((await command('runs')).stdout).toMatch(/2026-10 .*issued +9\.00 +EUR/);
    expect(await checklist()).toMatchObject({ run_id: waived.run_id, issued: true, open: 0 });
    expect((await command('issue', waived.run_id)).code).toBe(1);

    world.tap(
      { seq: 2, available: '2026-10-21T12:00:00+02:00', currency: 'USD', decimals: 2 },
      '999010000000001 data 2026-10-06T10:00:00+02:00 id=2 charge=500',
    );
    await world.ingest();
    const correction = await settle('--waive', 'waivers.yaml', '--corrects', waived.run_id.slice(0, 12));
    expect(correction).toMatchObject({ code: 0, stderr: '' });
    expect(correction.stdout).toContain(`corrects run ${waived.run_id}`);
    expect(correction.stdout).toMatch(/Adjustment .* -9\.00/);
    const { run_id } = await checklist();
    expect((await command('issue', run_id!)).stdout).toContain('2026-10: correction 1 issued, net 4.50 EUR');
    const counted = await settle('--counted', run_id!, waived.run_id);
    expect(counted.stderr).toContain('error COUNTED_INVALID');
  },
  SLOW,
);
