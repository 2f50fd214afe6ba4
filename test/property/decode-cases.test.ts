/** Rules of tap312.md that a random file does not meet by itself: missing values, refunds, limits of numbers. */
import { describe, expect, test } from 'vitest';
import { decodeTap } from '../../src/decode/tap/decode.ts';
import { type BerElement, encodeBer, integer, list, octets, sequence } from '../support/ber-encoder.ts';
import { decoded } from '../support/decoded.ts';
import { type DecodedRow, decodedRows } from '../support/decoded-rows.ts';
import { FLAG } from '../support/expected-rows.ts';
import { SOUND_FILE } from '../support/sound-file.ts';
import { encodeTap, tapElement } from '../support/tap-encoder.ts';
import type { GprsEvent, TapEvent, TapFileModel } from '../support/tap-model.ts';
import { chargeInformation, chargeList } from '../support/tap-parts.ts';
import { TAG } from '../support/tap-tags.ts';
import { localSeconds } from '../support/tap-totals.ts';
import { change } from '../support/tree.ts';

function oneRow(event: TapEvent, file: Partial<TapFileModel> = {}): DecodedRow {
  return decodedRows(decoded(encodeTap({ ...SOUND_FILE, ...file, events: [event] })))[0]!;
}

const GPRS: GprsEvent = {
  kind: 'gprs',
  imsi: '999017123456789',
  start: { local: '20260101100000', code: 1 },
};
const CHARGE_5 = { details: [{ type: '00', amount: 5n }] };

describe('start time', () => {
  const available = { start_local: BigInt(localSeconds('20260102040000')), utc_offset: 60 };

  test('missing: the time the file was available, flagged', () => {
    const row = oneRow({ kind: 'gprs', imsi: '1234' });
    expect(row).toMatchObject(available);
    expect(row.flags & FLAG.startMissing).toBe(FLAG.startMissing);
  });

  test.each([
    ['no offset code', { local: '20260101100000' }],
    ['a code that the file does not define', { local: '20260101100000', code: 9 }],
  ])('%s: the local time stays, the offset is the file’s own, flagged', (_, start) => {
    const header = { ...SOUND_FILE.header, available: { local: '20260102040000', offset: '-0330' } };
    const row = oneRow({ ...GPRS, start }, { header });
    expect(row).toMatchObject({ start_local: BigInt(localSeconds('20260101100000')), utc_offset: -210 });
    expect(row.flags & (FLAG.offsetUnknown | FLAG.startMissing)).toBe(FLAG.offsetUnknown);
  });

  test.each(['19991231235959', '20240229000000', '20380119031408', '21000228120000'])(
    '%s is a real time',
    (local) => {
      expect(oneRow({ ...GPRS, start: { local, code: 1 } }).start_local).toBe(BigInt(localSeconds(local)));
    },
  );
});

describe('volumes', () => {
  /** DataVolumeIncoming as raw octets. */
  const incoming = (hex: string): DecodedRow => {
    const root = change(
      tapElement({ ...SOUND_FILE, events: [{ ...GPRS, bytesIn: 1n }] }),
      [TAG.callEventDetailList, TAG.gprsCall, TAG.gprsServiceUsed, TAG.dataVolumeIncoming],
      (element) => octets(element.tag, Uint8Array.from(Buffer.from(hex, 'hex'))),
    );
    return decodedRows(decoded(encodeBer(root).bytes))[0]!;
  };

  test.each([
    ['00ffffffff', 0xffffffffn, 0],
    ['83215600', 0x83215600n, FLAG.volumeSign],
    ['ff', 255n, FLAG.volumeSign],
    ['1fffffffffffff', (1n << 53n) - 1n, 0],
    ['00000000000000000000000001', 1n, 0],
  ])('%s is %s', (hex, value, flag) => {
    const row = incoming(hex);
    expect(row.bytes_down).toBe(value);
    expect(row.flags & FLAG.volumeSign).toBe(flag);
  });
});

describe('money', () => {
  test('a session that carries the refund indicator is refunded', () => {
    const row = oneRow({
      kind: 'session',
      charges: [
        { ...CHARGE_5, refund: 1, taxes: [{ code: 1, value: 2n }] },
        { details: [{ type: '00', amount: 7n }], refund: 0 },
      ],
    });
    expect(row).toMatchObject({ charge: 7n, refund: 5n, tax: 0n, tax_refund: 2n });
  });

  test.each([
    ['before', 0],
    ['after', 1],
  ])('the refund indicator counts %s the charges of its group', (_, position) => {
    const members: BerElement[] = [chargeList([CHARGE_5])!];
    members.splice(position, 0, integer(TAG.chargeRefundIndicator, 1));
    const event = sequence(TAG.contentTransaction, [
      list(TAG.contentServiceUsedList, [
        sequence(TAG.contentServiceUsed, members),
        // The indicator says nothing about the next group.
        sequence(TAG.contentServiceUsed, [chargeList([CHARGE_5])!]),
      ]),
    ]);
    const root = change(
      tapElement({ ...SOUND_FILE, audit: { charge: 5n, refund: 5n } }),
      [TAG.callEventDetailList],
      (group) => ({
        ...group,
        children: [event],
      }),
    );
    expect(decodedRows(decoded(encodeBer(root).bytes))[0]).toMatchObject({ charge: 5n, refund: 5n });
  });

  test('charges inside an unknown extension of a known event are skipped with it', () => {
    const root = change(
      tapElement({ ...SOUND_FILE, events: [{ ...GPRS, charges: [CHARGE_5] }] }),
      [TAG.callEventDetailList, TAG.gprsCall],
      (element) => ({
        ...element,
        children: [
          ...element.children!,
          sequence(777, [chargeInformation({ details: [{ type: '00', amount: 90n }] })]),
        ],
      }),
    );
    const tap = decoded(encodeBer(root).bytes);
    expect(decodedRows(tap)[0]!.charge).toBe(5n);
    expect(tap.audit!.agrees).toBe(true);
  });

  test('an unknown event alternative counts as an event and is billed as it stands', () => {
    const tap = decoded(
      encodeTap({
        ...SOUND_FILE,
        events: [{ kind: 'unknown', tag: 600, charges: [CHARGE_5, CHARGE_5] }, GPRS],
      }),
    );
    expect(tap.audit).toMatchObject({ agrees: true, decoded: { records: 2, charge: '10' } });
    expect(decodedRows(tap)[0]).toMatchObject({ event_tag: 600, service: 'other', charge: 10n });
  });

  test('an unknown event alternative may be primitive', () => {
    const root = change(
      tapElement({ ...SOUND_FILE, events: [GPRS] }),
      [TAG.callEventDetailList],
      (group) => ({
        ...group,
        children: [octets(600, Uint8Array.of(1, 2)), ...group.children!],
      }),
    );
    const tap = decoded(encodeBer(root).bytes);
    expect(decodedRows(tap).map((row) => row.event_tag)).toEqual([600, TAG.gprsCall]);
    expect(tap.audit!.decoded.records).toBe(2);
  });

  test('what a file adds up to may pass 64 bits, what a record adds up to may not', () => {
    const most = { details: [{ type: '00', amount: (1n << 63n) - 1n }] };
    const events = [
      { ...GPRS, charges: [most] },
      { ...GPRS, charges: [most] },
    ];
    const tap = decoded(encodeTap({ ...SOUND_FILE, events, audit: { charge: 1n } }));
    expect(tap.audit!.decoded.charge).toBe(String((1n << 64n) - 2n));
    const outcome = decodeTap(encodeTap({ ...SOUND_FILE, events: [{ ...GPRS, charges: [most, most] }] }));
    expect(outcome).toMatchObject({ ok: true, rejected: [{ code: 'TAP_RANGE', recordIndex: 0 }] });
  });

  test.each([
    ['the service', [TAG.gprsServiceUsed]],
    ['the charge information', [TAG.gprsServiceUsed, TAG.chargeInformationList, TAG.chargeInformation]],
  ])('a refund indicator in %s of a data call refunds it, CAMEL apart', (_, path) => {
    const charge = { ...CHARGE_5, taxes: [{ code: 1, value: 2n }], discount: { value: 1n } };
    const root = change(
      tapElement({ ...SOUND_FILE, events: [{ ...GPRS, charges: [charge], camel: { fee: 9n } }] }),
      [TAG.callEventDetailList, TAG.gprsCall, ...path],
      (element) => ({ ...element, children: [...element.children!, integer(TAG.chargeRefundIndicator, 1)] }),
    );
    const money = {
      charge: 0n,
      camel_fee: 9n,
      refund: 5n,
      tax: 0n,
      tax_refund: 2n,
      discount: 0n,
      discount_refund: 1n,
    };
    expect(decodedRows(decoded(encodeBer(root).bytes))[0]).toMatchObject(money);
  });

  test.each([
    [
      'charge information lists',
      [TAG.callEventDetailList, TAG.gprsCall, TAG.gprsServiceUsed, TAG.chargeInformationList],
    ],
    ['call event lists', [TAG.callEventDetailList]],
  ])('two %s: both count, or the file is refused', (_, path) => {
    const file = { ...SOUND_FILE, events: [{ ...GPRS, charges: [CHARGE_5] }] };
    const outcome = decodeTap(
      encodeBer(change(tapElement(file), path, (element) => [element, { ...element }])).bytes,
    );
    expect(outcome.ok ? outcome.audit!.decoded.charge : '10').toBe('10');
  });

  test('the exchange rate is that of the charges, wherever the CAMEL fee stands', () => {
    const event = { ...GPRS, charges: [{ ...CHARGE_5, rateCode: 3 }], camel: { fee: 1n, rateCode: 8 } };
    const root = change(
      tapElement({ ...SOUND_FILE, events: [event] }),
      [TAG.callEventDetailList, TAG.gprsCall],
      (call) => ({
        ...call,
        children: [...call.children!].reverse(),
      }),
    );
    expect(decodedRows(decoded(encodeBer(root).bytes))[0]!.exchange_rate_code).toBe(3);
  });
});

describe('identities', () => {
  test.each([
    ['leading zeros', '001010000000001', 1_001_010_000_000_001n],
    ['six digits', '999017', 1_999_017n],
  ])('IMSI with %s', (_, imsi, value) => {
    expect(oneRow({ ...GPRS, imsi }).imsi).toBe(value);
  });

  test('an IMEI with a letter digit is kept out and flagged', () => {
    const row = oneRow({ ...GPRS, imei: '3512345678901c' });
    expect(row.imei).toBeNull();
    expect(row.flags & FLAG.imeiUnusable).toBe(FLAG.imeiUnusable);
  });

  test('equal references of equal events, other references of others', () => {
    const reference = (eventReference: string) => oneRow({ kind: 'session', eventReference }).reference;
    expect(reference('icid-1')).not.toBeNull();
    expect(reference('icid-1')).toBe(reference('icid-1'));
    expect(reference('icid-1')).not.toBe(reference('icid-2'));
  });

  test('no reference: flagged', () => {
    expect(oneRow(GPRS).flags & FLAG.noReference).toBe(FLAG.noReference);
    expect(oneRow({ ...GPRS, chargingId: 0n }).flags & FLAG.noReference).toBe(0);
  });
});

test.each(['a\u0000b', 'a\u001b[2Jb', 'a\u00ffb', 'a\nb'])('text %j comes out as printable ASCII', (apn) => {
  expect(oneRow({ ...GPRS, apn }).apn).toMatch(/^a[ -~]+b$/);
});
