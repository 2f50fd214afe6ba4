/** What is said of a TAP file as a whole: its audit, what follows its root, its batches. */
import { describe, expect, test } from 'vitest';
import { type BerElement, encodeBer, integer, sequence } from '../support/ber-encoder.ts';
import { decoded } from '../support/decoded.ts';
import { decodedRows } from '../support/decoded-rows.ts';
import { auditDefects } from '../support/defects.ts';
import { SOUND_FILE } from '../support/sound-file.ts';
import { encodeTap, tapElement } from '../support/tap-encoder.ts';
import type { GprsEvent } from '../support/tap-model.ts';
import { TAG } from '../support/tap-tags.ts';
import { change } from '../support/tree.ts';

const GPRS: GprsEvent = {
  kind: 'gprs',
  imsi: '999017123456789',
  start: { local: '20260101100000', code: 1 },
};

describe('audit', () => {
  test.each(auditDefects().map(({ item, bytes }, i) => [i, item, bytes] as const))(
    'case %i: %s alone differs, and the file still decodes',
    (_, item, bytes) => {
      const audit = decoded(bytes).audit!;
      expect(audit.agrees).toBe(false);
      expect(audit.differences).toHaveLength(1);
      expect(audit.differences[0]!.item).toBe(item);
    },
  );

  test('totals of zero may be absent', () => {
    const audit = { tax: null, discount: null, refund: null, earliest: null, latest: null };
    expect(decoded(encodeTap({ ...SOUND_FILE, events: [GPRS], audit })).audit).toMatchObject({
      agrees: true,
      declared: {
        records: 1,
        charge: '0',
        refund: null,
        tax: null,
        taxRefund: null,
        discount: null,
        discountRefund: null,
      },
    });
  });

  test('its place is that of AuditControlInfo', () => {
    const root = tapElement(SOUND_FILE);
    const { bytes, places } = encodeBer(root);
    expect(decoded(bytes).audit!.byteOffset).toBe(places.get(root.children!.at(-1)!)!.start);
  });
});

test('zero octets after the root are a warning with their place', () => {
  const bytes = encodeTap(SOUND_FILE);
  const tap = decoded(Uint8Array.from([...bytes, 0, 0, 0]));
  expect(tap.warnings).toContainEqual(
    expect.objectContaining({ code: 'TRAILING_FILLER', byteOffset: bytes.length }),
  );
  expect(decodedRows(tap)).toEqual(decodedRows(decoded(bytes)));
});

test('more rows than a batch holds: record indexes and offsets run on', () => {
  const count = 130_001;
  const small = encodeBer(
    sequence(TAG.gprsCall, [sequence(TAG.gprsBasicCallInformation, [integer(TAG.chargingId, 7)])]),
  ).bytes;
  const blob = Buffer.alloc(small.length * count, small);
  const events: BerElement = { tag: -1, role: 'octets', raw: blob };
  const root = change(
    tapElement({
      ...SOUND_FILE,
      audit: {
        records: BigInt(count),
        charge: 0n,
        refund: null,
        tax: 0n,
        taxRefund: null,
        discount: 0n,
        discountRefund: null,
      },
    }),
    [TAG.callEventDetailList],
    (group) => ({
      ...group,
      children: [events],
    }),
  );
  const { bytes, places } = encodeBer(root);
  const tap = decoded(bytes);
  expect(tap.audit!.agrees).toBe(true);
  expect(tap.batches.length).toBeGreaterThan(1);
  const rows = decodedRows(tap);
  expect(rows).toHaveLength(count);
  const first = places.get(events)!.start;
  const wrong = rows.findIndex(
    (row, i) =>
      row.record_index !== i || row.byte_offset !== BigInt(first + i * small.length) || row.reference !== 7n,
  );
  expect(wrong).toBe(-1);
});
