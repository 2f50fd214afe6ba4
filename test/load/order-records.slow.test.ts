/** Rule 15 where the rows of several files meet: sessions, duplicates, dictionary codes. The order of the calls must not show. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallEvent } from '../support/tap-model.ts';
import {
  agreementText,
  dataRecord,
  load,
  MACHINE,
  machineFor,
  runFiles,
  type Scratch,
  scratch,
  settle,
  sha256,
  tapBytes,
} from './world.ts';

let space: Scratch;

beforeAll(() => {
  space = scratch();
});
afterAll(() => space.remove());

/** Loads each file in a call of its own, in the order given, and settles. */
async function settleInOrder(files: readonly Uint8Array[], agreement: string, period?: string) {
  const [data, folder] = [space.folder('data'), space.folder('files')];
  for (const [i, bytes] of files.entries()) {
    const [result] = await load(machineFor(data), [space.write(folder, `${i}.tap`, bytes)]);
    expect(result?.status).toBe('loaded');
  }
  const document = space.write(folder, 'agreement.yaml', agreement);
  const settled = await settle(machineFor(data), document, period === undefined ? {} : { period });
  return { ...settled, files: runFiles(data, settled.runId) };
}

describe('partials of one call in several files', () => {
  const VOICE = agreementText({
    charges:
      '{ usage: [{ service: voice_mo, segments: [machines], unit: second, increment_seconds: 60, price: "0.01" }] }',
  });
  const partial = (local: string, duration: bigint): CallEvent => ({
    kind: 'moc',
    imsi: MACHINE,
    start: { local, code: 1 },
    duration,
    location: { recEntities: [2], callReference: Uint8Array.of(7) },
    services: [{ tele: '11', charges: [{ details: [{ type: '00', amount: 10n }] }] }],
  });

  it('join in the same way where two of them start in the same second', async () => {
    // The second one ends when the third begins; the first ends long before it.
    const files = [
      tapBytes('00001', [partial('20261005100000', 10n)]),
      tapBytes('00002', [partial('20261005100000', 500n)]),
      tapBytes('00003', [partial('20261005100830', 25n)]),
    ];
    const forth = await settleInOrder(files, VOICE);
    const back = await settleInOrder([files[1]!, files[0]!, files[2]!], VOICE);
    expect(back.runId).toBe(forth.runId);
    expect(back.only.lines).toEqual(forth.only.lines);
    expect(back.files).toEqual(forth.files);
  });
});

describe('a record filed again', () => {
  const twin = (sequence: string, local: string, offset = '+0000') =>
    tapBytes(sequence, [dataRecord({ chargingId: 5n }), dataRecord({ chargingId: BigInt(sequence) })], {
      header: { available: { local, offset } },
    });

  it('counts in the same file whatever the order of loading', async () => {
    // By available time in UTC the second is the first: 02:00 at +0300 is 23:00 of the day before.
    const files = [twin('00101', '20261006010000'), twin('00102', '20261006020000', '+0300')];
    const basis = agreementText({ period: '{ basis: file_available }' });
    const forth = await settleInOrder(files, basis);
    const back = await settleInOrder([...files].reverse(), basis);
    expect(back.files).toEqual(forth.files);
    expect(forth.only.totals.tap_invoiced).toBe('3.00');
  });

  it('that an older file outside of every window decides makes that file an input', async () => {
    // Charged by file_available: the record of July came in August, and again in October.
    const record = dataRecord({ chargingId: 9n, local: '20260710100000' });
    const older = tapBytes('00001', [record], {
      header: { available: { local: '20260801010000', offset: '+0000' } },
    });
    const again = tapBytes('00050', [record, dataRecord({ chargingId: 10n })]);
    const basis = agreementText({ period: '{ basis: file_available }' });
    const alone = await settleInOrder([again], basis);
    const both = await settleInOrder([older, again], basis);
    expect(alone.only.totals.tap_invoiced).toBe('2.00');
    expect(both.only.totals.tap_invoiced).toBe('1.00');
    // Other results are another run.
    expect(both.runId).not.toBe(alone.runId);
  });

  it('of equal available time counts in the file of the lower hash', async () => {
    const files = [twin('00001', '20261006010000'), twin('00002', '20261006010000')];
    const [low, high] = [...files].sort((a, b) => (sha256(a) < sha256(b) ? -1 : 1)) as [
      Uint8Array,
      Uint8Array,
    ];
    const forth = await settleInOrder([low, high], agreementText());
    const back = await settleInOrder([high, low], agreementText());
    expect(back.files).toEqual(forth.files);
  });
});
