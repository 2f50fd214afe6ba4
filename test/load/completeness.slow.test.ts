/** What keeps a statement provisional: audits, gaps in the sequence numbers, days without signaling. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeBer } from '../support/ber-encoder.ts';
import { notificationElement } from '../support/tap-encoder.ts';
import {
  agreementText,
  dataRecord,
  everyDay,
  load,
  machineFor,
  PERIOD,
  type Scratch,
  scratch,
  settle,
  sha256,
  signalingCsv,
  tapBytes,
} from './world.ts';

let space: Scratch;
let agreement: string;

beforeAll(() => {
  space = scratch();
  agreement = space.write(space.root, 'agreement.yaml', agreementText());
});
afterAll(() => space.remove());

type Header = NonNullable<NonNullable<Parameters<typeof tapBytes>[2]>['header']>;

/** A file of one record of its own; the record's charging id is the number. */
const numbered = (sequence: string, header: Header = {}) =>
  tapBytes(sequence, [dataRecord({ chargingId: BigInt(sequence) })], { header });

async function statementOf(
  files: readonly (Uint8Array | string)[],
  audit: 'enforce' | 'report' = 'enforce',
  document = agreement,
) {
  const [data, folder] = [space.folder('data'), space.folder('files')];
  for (const [i, content] of files.entries()) space.write(folder, `${i}`, content);
  await load(machineFor(data, 2), [folder], audit);
  return { data, folder, ...(await settle(machineFor(data), document)) };
}

const month = signalingCsv(everyDay());
const available = (local: string) => ({ available: { local, offset: '+0000' } });

const notification = (sequence: string, recipient: string) =>
  encodeBer(
    notificationElement({
      sender: 'AAAVP',
      recipient,
      sequence,
      created: { local: '20261006010000', offset: '+0000' },
      cutOff: { local: '20261006000000', offset: '+0000' },
      specification: 3,
      release: 12,
      ...available('20261006020000'),
    }),
  ).bytes;

describe('sequence numbers', () => {
  /** Each case has a home network of its own, so that one settlement shows them all. */
  const cases = [
    { name: 'one after another', numbers: ['00007', '00008', '00009'], missing: [] },
    { name: 'one missing', numbers: ['00007', '00009'], missing: ['00008'] },
    { name: 'several missing', numbers: ['00007', '00009', '00013'], missing: ['00008', '00010-00012'] },
    { name: 'round from 99999 to 00001', numbers: ['99998', '99999', '00001', '00002'], missing: [] },
    { name: 'missing after the turn', numbers: ['99999', '00003'], missing: ['00001-00002'] },
    { name: 'missing before the turn', numbers: ['99997', '00001'], missing: ['99998-99999'] },
    { name: 'missing across the turn', numbers: ['99998', '00002'], missing: ['99999-00001'] },
    { name: 'a test file does not fill a gap', numbers: ['00001', 'T00002', '00003'], missing: ['00002'] },
    { name: 'a test file does not open a gap', numbers: ['00001', '00002', 'T00009'], missing: [] },
    { name: 'a Notification fills its number', numbers: ['00001', 'N00002', '00003'], missing: [] },
    { name: 'a Notification opens a gap', numbers: ['00001', 'N00003'], missing: ['00002'] },
  ].map((item, i) => ({ ...item, recipient: `BBB${String(i).padStart(2, '0')}` }));
  let gaps: Map<string, readonly string[]>;

  beforeAll(async () => {
    const files = cases.flatMap(({ numbers, recipient }) =>
      numbers.map((text) => {
        if (text.startsWith('N')) return notification(text.slice(1), recipient);
        if (text.startsWith('T')) return numbered(text.slice(1), { recipient, fileType: 'T' });
        return numbered(text, { recipient });
      }),
    );
    const homes = cases.map(({ recipient }) => recipient).join(', ');
    const wide = space.write(
      space.root,
      'wide.yaml',
      agreementText({ home: `{ name: BBB, tadigs: [${homes}], plmns: ["99901"] }` }),
    );
    const { only } = await statementOf([...files, month], 'enforce', wide);
    expect(only.status).toBe('provisional');
    gaps = new Map(only.completeness.sequence_gaps.map((gap) => [gap.recipient, gap.missing]));
  });

  it.each(cases)('$name', ({ recipient, missing }) => {
    expect(gaps.get(recipient) ?? []).toEqual(missing);
  });

  it('without a gap, and with every day of signaling, make the statement final', async () => {
    const { only } = await statementOf([numbered('00001'), numbered('00002'), month]);
    expect(only.status).toBe('final');
  });

  it('that are missing between two months are missing in one of the two statements', async () => {
    const files = [
      numbered('00001', available('20260930230000')),
      numbered('00003', available('20261001010000')),
    ];
    const { data, only } = await statementOf([...files, month]);
    const { only: before } = await settle(machineFor(data), agreement, { period: '2026-09' });
    const missing = [before, only].flatMap((statement) =>
      statement.completeness.sequence_gaps.flatMap((gap) => gap.missing),
    );
    expect(new Set(missing)).toEqual(new Set(['00002']));
  });
});

describe('a number that came with another month', () => {
  it('is not missing: neither late nor early files open a gap', async () => {
    const september = ['00001', '00002', '00004', '00005'].map((number) =>
      numbered(number, available('20260930230000')),
    );
    // 00003 was late, and 00009 became available before 00008.
    const october = ['00003', '00006', '00007', '00009'].map((number) => numbered(number));
    const november = [numbered('00008', available('20261101010000'))];
    const { only } = await statementOf([...september, ...october, ...november, month]);
    expect(only.completeness.sequence_gaps).toEqual([]);
  });

  it.each([
    { october: ['00001', '00002', '00004'], late: '00003', again: '00004', next: '00006', missing: '00005' },
    { october: ['99996', '99997', '99999'], late: '99998', again: '99999', next: '00002', missing: '00001' },
  ])('does not hide the gap behind the month, late or sent again: $missing', async (files) => {
    const november = [
      numbered(files.late, available('20261101010000')),
      numbered(files.again, { ...available('20261102010000'), rapSequence: '00001' }),
      numbered(files.next, available('20261103010000')),
    ];
    const october = files.october.map((number) => numbered(number));
    const { only } = await statementOf([...october, ...november, month]);
    expect(only.completeness.sequence_gaps.flatMap((gap) => gap.missing)).toEqual([files.missing]);
  });
});

describe('audits', () => {
  const differing = tapBytes('00002', [dataRecord({ chargingId: 2n, charge: 700n })], {
    audit: { charge: 699n },
  });
  const files = [numbered('00001'), differing, numbered('00003'), month];

  it('enforced keep the money back: provisional, with the file and what it says', async () => {
    const { only } = await statementOf(files);
    expect(only.status).toBe('provisional');
    expect(only.completeness).toMatchObject({
      sequence_gaps: [],
      missing_days: [],
      quarantined: [
        { sha256: sha256(differing), code: 'TAP_AUDIT_MISMATCH', tap_charge: '7.00', currency: 'EUR' },
      ],
    });
    expect(only.totals.tap_invoiced).toBe('2.00');
  });

  it('reported charge it, and the run is another one than of a file that agrees', async () => {
    const reported = await statementOf(files, 'report');
    expect(reported.only.status).toBe('final');
    expect(reported.only.totals.tap_invoiced).toBe('9.00');
  });

  it('enforced first and reported later give the run of a report from the start', async () => {
    const held = await statementOf(files);
    const released = await load(machineFor(held.data), [held.folder], 'report');
    expect(released.map(({ status }) => status).sort()).toEqual([
      'duplicate',
      'duplicate',
      'duplicate',
      'loaded',
    ]);
    const later = await settle(machineFor(held.data), agreement);
    const reported = await statementOf(files, 'report');
    expect(later.runId).not.toBe(held.runId);
    expect(later.runId).toBe(reported.runId);
    expect(later.only).toEqual(reported.only);
  });

  it('count a held record as activity of its device, never as money (rule 4)', async () => {
    const other = '999017000000009';
    const lonely = tapBytes('00002', [dataRecord({ imsi: other, chargingId: 2n, bytesIn: 5_000_000n })], {
      audit: { charge: 1n },
    });
    const seen = signalingCsv([...everyDay(), ...everyDay(PERIOD, other)]);
    const without = await statementOf([numbered('00001'), seen]);
    const beside = await statementOf([numbered('00001'), lonely, seen]);
    expect([without.only, beside.only].map(({ totals }) => totals.tap_invoiced)).toEqual(['1.00', '1.00']);
    expect([without.only, beside.only].map(({ completeness }) => completeness.silent_devices)).toEqual([
      1, 0,
    ]);
  });
});

describe('signaling', () => {
  it('that misses days makes the statement provisional and names them', async () => {
    const rows = everyDay().filter(({ time }) => !/-(03|17)T/.test(time));
    const { only } = await statementOf([numbered('00001'), signalingCsv(rows)]);
    expect(only.completeness.missing_days).toEqual(['2026-10-03', '2026-10-17']);
    expect(only.status).toBe('provisional');
  });
});
