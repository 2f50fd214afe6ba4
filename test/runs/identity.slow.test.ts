/** A run id stands for the inputs (rule 15), and a run that is written is never touched again. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  agreementText,
  dataRecord,
  filesBelow,
  load,
  machineFor,
  PERSON,
  runFiles,
  type Scratch,
  scratch,
  settle,
  sha256,
  signalingCsv,
  tapBytes,
} from '../load/world.ts';

const TACS = 'tac,manufacturer,model,device_type\n35123456,Maker,Meter,IoT Device\n';
const RATES = 'period,from_currency,to_currency,rate,source\n2026-10,USD,EUR,0.9,desk\n';

let space: Scratch;
let data: string;
let base: { runId: string };

async function settled(
  change: { agreement?: string; tacs?: string | null; rates?: string | null; period?: string } = {},
) {
  const folder = space.folder('documents');
  const file = (name: string, text: string | null) =>
    text === null ? null : space.write(folder, name, text);
  const { tacs = TACS, rates = RATES, agreement = agreementText(), period } = change;
  return settle(machineFor(data), space.write(folder, 'agreement.yaml', agreement), {
    tacs: file('tacs.csv', tacs),
    rates: file('rates.csv', rates),
    ...(period === undefined ? {} : { period }),
  });
}

const ingested = async (name: string, content: Uint8Array | string) => {
  const [result] = await load(machineFor(data), [space.write(space.folder('files'), name, content)]);
  expect(result?.status).toBe('loaded');
};

beforeAll(async () => {
  space = scratch();
  data = space.folder('data');
  await ingested('1.tap', tapBytes('00001', [dataRecord({}), dataRecord({ imsi: PERSON, chargingId: 2n })]));
  await ingested('1.csv', signalingCsv([{ time: '2026-10-05T10:00:00Z' }]));
  base = await settled();
});
afterAll(() => space.remove());

describe('a run id', () => {
  it('is the same for the same inputs under other file names', async () => {
    expect((await settled()).runId).toBe(base.runId);
  });

  it.each([
    ['a price', { agreement: agreementText().replace('price: "0.35"', 'price: "0.36"') }],
    ['the rounding', { agreement: agreementText({ rounding: '{ decimals: 3 }' }) }],
    ['a row of the TAC catalogue', { tacs: `${TACS}35999999,Maker,Phone,Smartphone\n` }],
    ['a device type', { tacs: TACS.replace('IoT Device', 'Smartphone') }],
    ['no TAC catalogue', { tacs: null }],
    ['a rate', { rates: RATES.replace('0.9', '0.91') }],
    ['no rates', { rates: null }],
    ['the month', { period: '2026-11' }],
  ])('changes with %s', async (_, change) => {
    expect((await settled(change)).runId).not.toBe(base.runId);
  });

  // The next tests load files one after another; each starts from the run before it.
  it('does not change with a file of a far month', async () => {
    await ingested(
      'far.tap',
      tapBytes('01000', [dataRecord({ local: '20260310100000', chargingId: 3n })], {
        header: { available: { local: '20260311010000', offset: '+0000' } },
      }),
    );
    await ingested('far.csv', signalingCsv([{ time: '2026-03-05T10:00:00Z' }]));
    await ingested('later.csv', signalingCsv([{ time: '2026-12-05T10:00:00Z' }]));
    expect((await settled()).runId).toBe(base.runId);
  });

  it('does not change with a file that is refused, nor with a duplicate', async () => {
    const folder = space.folder('files');
    await load(machineFor(data), [
      space.write(folder, 'unknown.txt', 'a list\nof something else\n'),
      space.write(folder, 'copy.csv', signalingCsv([{ time: '2026-10-05T10:00:00Z' }])),
      space.write(folder, 'rival.tap', tapBytes('00001', [dataRecord({ charge: 9999n })])),
    ]);
    expect((await settled()).runId).toBe(base.runId);
  });

  it('changes with a TAP file, a signaling file and a snapshot of the window', async () => {
    const ids = [base.runId];
    await ingested('2.tap', tapBytes('00002', [dataRecord({ chargingId: 4n })]));
    ids.push((await settled()).runId);
    await ingested('2.csv', signalingCsv([{ time: '2026-10-31T23:59:59Z' }]));
    ids.push((await settled()).runId);
    // Three days before the window of presence: within its carry.
    await ingested('3.csv', signalingCsv([{ time: '2026-09-30T12:00:00Z' }]));
    ids.push((await settled()).runId);
    expect(new Set(ids).size).toBe(4);
  });

  // On Kiritimati (UTC+14) 1 October begins at 10:00 UTC of the 30th, and its 72 hours of carrying on the 27th at 10:00 UTC,
  // when UTC still counts a day that is out of reach.
  it('goes by the instants of records where the zone is ahead of them', async () => {
    const ids: string[] = [];
    const agreement = agreementText({ period: '{ time_zone: Pacific/Kiritimati }' });
    const instants = ['', '20260927095959', '20260927100000'];
    for (const [i, local] of instants.entries()) {
      const record = dataRecord({ chargingId: 50n + BigInt(i), local });
      // Of another pair, so that no sequence number of ours is missing.
      const header = { recipient: 'CCCHA' };
      if (local !== '') await ingested(`edge-${i}.tap`, tapBytes(`0000${i}`, [record], { header }));
      ids.push((await settled({ agreement })).runId);
    }
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[1]);
  });
});

describe('a run', () => {
  it('is not touched by the same settlement, by other runs, nor by ingest', async () => {
    const { runId } = await settled();
    const folder = join(data, 'runs', runId);
    const picture = () =>
      filesBelow(folder).map((name) => {
        const { mtimeNs, ino, size } = statSync(join(folder, name), { bigint: true });
        return { name, mtimeNs, ino, size };
      });
    const before = { picture: picture(), bytes: runFiles(data, runId) };
    await settled();
    await settled({ agreement: agreementText({ rounding: '{ decimals: 4 }' }) });
    await ingested('9.csv', signalingCsv([{ time: '2026-10-09T10:00:00Z' }]));
    expect({ picture: picture(), bytes: runFiles(data, runId) }).toEqual(before);
  });

  it('keeps the documents it was settled by, byte for byte and under names of their content', async () => {
    const { runId } = await settled();
    const digest = sha256(agreementText());
    const bytes = (name: string) => readFileSync(join(data, 'runs', runId, 'inputs', name), 'utf8');
    expect(readdirSync(join(data, 'runs', runId, 'inputs')).sort()).toEqual([
      `agreement-${digest}.yaml`,
      'rates.csv',
      'tacs.csv',
    ]);
    expect(bytes(`agreement-${digest}.yaml`)).toBe(agreementText());
    expect([bytes('rates.csv'), bytes('tacs.csv')]).toEqual([RATES, TACS]);
    const bare = await settled({ rates: null, tacs: null });
    expect(readdirSync(join(data, 'runs', bare.runId, 'inputs'))).toEqual([`agreement-${digest}.yaml`]);
  });

  it('holds no path and leaves no draft', async () => {
    const { runId } = await settled();
    const names = readdirSync(join(data, 'runs'));
    expect(names.filter((name) => !/^[0-9a-f]{64}$/.test(name))).toEqual([]);
    for (const name of filesBelow(join(data, 'runs', runId))) {
      const bytes = readFileSync(join(data, 'runs', runId, name), 'latin1');
      expect(bytes.includes(data), name).toBe(false);
      expect(bytes.includes(space.root), name).toBe(false);
    }
  });

  it('names itself, its period and its inputs in run.json', async () => {
    const { runId, only } = await settled();
    const run = JSON.parse(readFileSync(join(data, 'runs', runId, 'run.json'), 'utf8'));
    expect(run).toMatchObject({
      run_id: runId,
      period: '2026-10',
      statements: [{ agreement_id: 'BBBHA-AAAVP', net: only.totals.net, currency: 'EUR' }],
    });
    expect(only.run_id).toBe(runId);
  });
});
