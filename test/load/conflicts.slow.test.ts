/** Rule 15: files that claim the same sender, recipient, type and sequence number with other content. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeBer } from '../support/ber-encoder.ts';
import { notificationElement } from '../support/tap-encoder.ts';
import {
  agreementText,
  dataRecord,
  load,
  machineFor,
  query,
  readStatusFile,
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

interface Named {
  readonly sha: string;
  readonly bytes: Uint8Array;
}

/** Files of one claim, the lowest hash first; they differ in their charge. */
function rivals(sequence: string, count: number): Named[] {
  return Array.from({ length: count }, (_, i) => tapBytes(sequence, [dataRecord({ charge: BigInt(i + 1) })]))
    .map((bytes) => ({ sha: sha256(bytes), bytes }))
    .sort((a, b) => (a.sha < b.sha ? -1 : 1));
}

/** Results by hash. */
async function loadBytes(
  data: string,
  files: readonly Uint8Array[],
  audit: 'enforce' | 'report' = 'enforce',
) {
  const folder = space.folder('files');
  // The names rise in the order given, so that the order of the paths is the order of the test.
  const paths = files.map((bytes, i) => space.write(folder, `${String(i).padStart(3, '0')}.tap`, bytes));
  const results = await load(machineFor(data, 2), paths, audit);
  return new Map(results.map((file) => [file.sha256, file]));
}

const loadedHashes = (data: string) =>
  query<{ sha256: string }>(data, 'SELECT sha256 FROM source_file WHERE billable ORDER BY sha256').then(
    (rows) => rows.map((row) => row.sha256),
  );

describe('files of one call', () => {
  it('loads the lowest hash and refuses the others, in any order', async () => {
    const files = rivals('00010', 4);
    for (const order of [
      [3, 2, 1, 0],
      [2, 0, 3, 1],
    ]) {
      const data = space.folder('data');
      const results = await loadBytes(
        data,
        order.map((i) => files[i]!.bytes),
      );
      expect(files.map(({ sha }) => results.get(sha)?.status)).toEqual([
        'loaded',
        'refused',
        'refused',
        'refused',
      ]);
      expect(results.get(files[1]!.sha)).toMatchObject({
        code: 'FILE_SEQUENCE_CONFLICT',
        records: 0,
        detail: expect.stringContaining('AAAVP to BBBHA 00010'),
      });
      expect(await loadedHashes(data)).toEqual([files[0]!.sha]);
    }
  });

  it('loads the next where the lowest cannot be decoded, and says so of the lowest', async () => {
    const [lowest, ...others] = rivals('00011', 5);
    // Trailing garbage leaves the claim readable. Search the garbage that keeps the file lowest.
    let broken: Named | undefined;
    for (let i = 0; i < 100_000 && broken === undefined; i++) {
      const bytes = Buffer.concat([lowest!.bytes, Buffer.from(`garbage ${i}`)]);
      const sha = sha256(bytes);
      if (sha < lowest!.sha) broken = { sha, bytes };
    }
    const files = [...others, lowest!, broken!];
    for (const order of [files, [...files].reverse()]) {
      const data = space.folder('data');
      const results = await loadBytes(
        data,
        order.map(({ bytes }) => bytes),
      );
      expect(results.get(broken!.sha)).toMatchObject({ status: 'quarantined', code: 'BER_TRAILING_DATA' });
      expect(results.get(lowest!.sha)?.status).toBe('loaded');
      expect(await loadedHashes(data)).toEqual([lowest!.sha]);
    }
  });
});

describe('against a loaded file', () => {
  it('refuses a newcomer of lower and of higher hash, again and again, and keeps the rows', async () => {
    const [low, middle, high] = rivals('00012', 3);
    const data = space.folder('data');
    await loadBytes(data, [middle!.bytes]);
    for (let i = 0; i < 2; i++) {
      const results = await loadBytes(data, [low!.bytes, high!.bytes]);
      for (const { sha } of [low!, high!]) {
        expect(results.get(sha)).toMatchObject({ status: 'refused', code: 'FILE_SEQUENCE_CONFLICT' });
      }
    }
    expect(await loadedHashes(data)).toEqual([middle!.sha]);
    const rejected = readStatusFile(data).rejected.map(({ sha256: sha, code, sequence }) => [
      sha,
      code,
      sequence,
    ]);
    expect(rejected).toEqual([low!, high!].map(({ sha }) => [sha, 'FILE_SEQUENCE_CONFLICT', '00012']));
  });

  it('takes neither another type, sender, recipient nor number for a conflict', async () => {
    const data = space.folder('data');
    const event = [dataRecord({})];
    const results = await loadBytes(data, [
      tapBytes('00013', event),
      tapBytes('00013', event, { header: { fileType: 'T' } }),
      tapBytes('00013', event, { header: { sender: 'AAAVQ' } }),
      tapBytes('00013', event, { header: { recipient: 'BBBHB' } }),
      tapBytes('00014', event),
    ]);
    expect([...results.values()].map(({ status }) => status)).toEqual(Array(5).fill('loaded'));
  });

  it('knows two test files of one number as a conflict', async () => {
    const data = space.folder('data');
    const test = (charge: bigint) =>
      tapBytes('00015', [dataRecord({ charge })], { header: { fileType: 'T' } });
    const results = await loadBytes(data, [test(1n), test(2n)]);
    expect([...results.values()].map(({ status }) => status).sort()).toEqual(['loaded', 'refused']);
  });

  it('lets a Notification claim its number, and a TransferBatch take it from one', async () => {
    const notification = (sequence: string) =>
      encodeBer(
        notificationElement({
          sender: 'AAAVP',
          recipient: 'BBBHA',
          sequence,
          created: { local: '20261006010000', offset: '+0000' },
          available: { local: '20261006020000', offset: '+0000' },
          cutOff: { local: '20261006000000', offset: '+0000' },
          specification: 3,
          release: 12,
        }),
      ).bytes;
    const batch = tapBytes('00016', [dataRecord({})]);
    const first = space.folder('data');
    await loadBytes(first, [notification('00016')]);
    const refusedBatch = await loadBytes(first, [batch]);
    expect(refusedBatch.get(sha256(batch))).toMatchObject({
      status: 'refused',
      code: 'FILE_SEQUENCE_CONFLICT',
    });
    const second = space.folder('data');
    await loadBytes(second, [batch]);
    const refused = await loadBytes(second, [notification('00016')]);
    expect([...refused.values()].map(({ status }) => status)).toEqual(['refused']);
  });
});

describe('a file kept back by its audit', () => {
  const held = tapBytes('00020', [dataRecord({ charge: 500n })], { audit: { charge: 499n } });
  const correction = tapBytes('00020', [dataRecord({ charge: 500n })]);
  const [heldSha, correctionSha] = [sha256(held), sha256(correction)];

  it('does not block its correction, in one call or after it', async () => {
    // Held files around the hash of the correction: the one is tried before it, the other after it.
    const around = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n].map((records) =>
      tapBytes('00020', [dataRecord({ charge: 500n })], { audit: { records: records + 1n } }),
    );
    const below = around.find((bytes) => sha256(bytes) < correctionSha)!;
    const above = around.find((bytes) => sha256(bytes) > correctionSha)!;
    const one = space.folder('data');
    const both = await loadBytes(one, [below, correction, above]);
    expect(both.get(sha256(below))?.status).toBe('quarantined');
    expect(both.get(correctionSha)?.status).toBe('loaded');
    expect(both.get(sha256(above))?.status).not.toBe('loaded');
    const two = space.folder('data');
    expect((await loadBytes(two, [held])).get(heldSha)).toMatchObject({
      status: 'quarantined',
      code: 'TAP_AUDIT_MISMATCH',
      tag_path: 'TransferBatch/AuditControlInfo',
    });
    expect((await loadBytes(two, [correction])).get(correctionSha)?.status).toBe('loaded');
    for (const data of [one, two]) expect(await loadedHashes(data)).toEqual([correctionSha]);
  });

  it('never becomes billable beside its correction', async () => {
    const data = space.folder('data');
    await loadBytes(data, [held]);
    await loadBytes(data, [correction]);
    const again = await loadBytes(data, [held], 'report');
    expect(again.get(heldSha)?.status).not.toBe('loaded');
    expect(await loadedHashes(data)).toEqual([correctionSha]);
    const agreement = space.write(space.root, 'conflicts.yaml', agreementText());
    const { only } = await settle(machineFor(data), agreement);
    expect(only.totals.tap_invoiced).toBe('5.00');
    expect(only.completeness.quarantined).toEqual([]);
  });

  it('blocks its correction once it is billable by report', async () => {
    const data = space.folder('data');
    await loadBytes(data, [held]);
    expect((await loadBytes(data, [held], 'report')).get(heldSha)?.status).toBe('loaded');
    expect((await loadBytes(data, [correction])).get(correctionSha)).toMatchObject({
      status: 'refused',
      code: 'FILE_SEQUENCE_CONFLICT',
    });
    expect(await loadedHashes(data)).toEqual([heldSha]);
  });
});
