/**
 * The TAP decoder against the independent test encoder: what is written must be read, in every style of writing.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecodedTap } from '../../src/decode/outcome.ts';
import { encodeBer } from '../support/ber-encoder.ts';
import { decoded } from '../support/decoded.ts';
import { type DecodedRow, decodedCharges, decodedRows } from '../support/decoded-rows.ts';
import { expectedRow, openFlags } from '../support/expected-rows.ts';
import { SOUND_FILE } from '../support/sound-file.ts';
import { anyStyle, tapFile } from '../support/tap-arbitraries.ts';
import { encodeTap, notificationElement, tapElement } from '../support/tap-encoder.ts';
import type { HeaderModel, StampLong, TapEvent, TapFileModel } from '../support/tap-model.ts';
import { PLAIN, restyle, type Style } from '../support/tap-style.ts';
import { TAG } from '../support/tap-tags.ts';
import { eventCharges, fileTotals, localSeconds, offsetMinutes } from '../support/tap-totals.ts';

const RUNS = 150;
const MAX_EVENTS = 6;

const localTime = (stamp: StampLong | undefined) =>
  stamp ? { local: localSeconds(stamp.local), offset: offsetMinutes(stamp.offset) } : null;

function expectHeader(tap: DecodedTap, header: HeaderModel, notification: boolean): void {
  expect(tap.header).toEqual({
    sender: header.sender,
    recipient: header.recipient,
    sequence: header.sequence,
    type: header.fileType === 'T' ? 'TD' : 'CD',
    notification,
    release: `3.${header.release}`,
    available: localTime(header.available),
    created: localTime(header.created),
    cutOff: localTime(header.cutOff),
    rapSequence: header.rapSequence ?? null,
  });
}

function expectTables(tap: DecodedTap, file: TapFileModel): void {
  const accounting = file.accounting!;
  const network = file.network!;
  expect(tap.tables).toEqual({
    localCurrency: accounting.localCurrency ?? null,
    tapCurrency: accounting.tapCurrency ?? 'XDR',
    decimals: accounting.decimals,
    exchangeRates: accounting.exchangeRates!.map((row) => ({ ...row, rate: String(row.rate) })),
    utcOffsets: network.utcOffsets.map((row) => ({ code: row.code, minutes: offsetMinutes(row.offset) })),
    recEntities: network.recEntities.map((row) => ({ code: row.code, type: row.type ?? null, id: row.id })),
    taxation: (accounting.taxation ?? []).map((row) => ({
      code: row.code,
      type: row.type ?? null,
      rate: row.rate ?? null,
    })),
  });
}

/** Every column that the schema defines for the event, plus the place of the event in the file. */
function expectRows(rows: readonly DecodedRow[], file: TapFileModel, starts: readonly number[]): void {
  expect(rows).toHaveLength(file.events!.length);
  for (const [index, decodedRow] of rows.entries()) {
    const event = file.events![index]!;
    const row = { ...decodedRow, flags: decodedRow.flags & ~openFlags(event) };
    const expected = Object.fromEntries(
      Object.entries(expectedRow(file, index)).filter(([, value]) => value !== undefined),
    );
    const found = Object.fromEntries(Object.keys(expected).map((key) => [key, row[key as keyof DecodedRow]]));
    expect({ kind: event.kind, ...found }).toEqual({ kind: event.kind, ...expected });
    if (event.kind === 'messaging') expect(['sms_mo', 'sms_mt', 'other']).toContain(row.service);
    expect(row.byte_offset).toBe(BigInt(starts[index]!));
  }
}

/** `tap_charge`: every charge of the events that have several. */
function expectCharges(tap: DecodedTap, file: TapFileModel): void {
  const expected = file.events!.flatMap((event, record_index) => {
    const charges = eventCharges(event);
    if (charges.length < 2) return [];
    return charges.map((row, charge_index) => ({
      record_index,
      charge_index,
      charged_item: row.item,
      exchange_rate_code: row.rateCode,
      charge: row.charge,
      tax: row.tax,
      discount: row.discount,
      is_refund: row.refund ? 1 : 0,
      is_camel_fee: row.camelFee ? 1 : 0,
    }));
  });
  expect(decodedCharges(tap)).toEqual(expected);
}

function write(file: TapFileModel, style: Style): { readonly bytes: Uint8Array; readonly starts: number[] } {
  const root = restyle(tapElement(file), style);
  const { bytes, places } = encodeBer(root);
  const events = root.children!.find((element) => element.tag === TAG.callEventDetailList)!.children!;
  return { bytes, starts: events.map((event) => places.get(event)!.start) };
}

describe('decode(encode(file)) is the file', () => {
  test('every column, the header, the tables and the audit, in every style', () => {
    fc.assert(
      fc.property(tapFile(MAX_EVENTS), anyStyle, (file, style) => {
        const { bytes, starts } = write(file, style);
        const tap = decoded(bytes);
        expectHeader(tap, file.header!, false);
        expectTables(tap, file);
        expectRows(decodedRows(tap), file, starts);
        if (style.shuffle === 0) expectCharges(tap, file);
        const { records, ...money } = fileTotals(file.events!);
        const amounts = Object.fromEntries(Object.entries(money).map(([key, value]) => [key, String(value)]));
        expect(tap.audit!.decoded).toEqual({ records, ...amounts });
        expect(tap.audit!.agrees).toBe(true);
        expect(tap.audit!.differences).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  test('a Notification', () => {
    fc.assert(
      fc.property(tapFile(0), anyStyle, (file, style) => {
        const tap = decoded(encodeBer(restyle(notificationElement(file.header!), style)).bytes);
        expectHeader(tap, file.header!, true);
        expect(tap.tables).toBeNull();
        expect(tap.audit).toBeNull();
        expect(decodedRows(tap)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a file means the same however it is written', () => {
  const meaning = (tap: DecodedTap) => ({
    header: tap.header,
    tables: tap.tables,
    audit: { ...tap.audit, byteOffset: 0 },
    warnings: tap.warnings.map(({ code, count }) => ({ code, count })),
    rows: decodedRows(tap).map((row) => ({ ...row, byte_offset: 0n })),
  });

  test.each(['shuffle', 'unknown', 'indefinite', 'overLong', 'leadingZeros', 'segments'] as const)(
    '%s',
    (name) => {
      fc.assert(
        fc.property(tapFile(MAX_EVENTS), fc.integer(), fc.constantFrom(0.3, 0.7), (file, seed, share) => {
          const styled = encodeTap(file, { ...PLAIN, seed, [name]: share });
          expect(meaning(decoded(styled))).toEqual(meaning(decoded(encodeTap(file))));
        }),
        { numRuns: 40 },
      );
    },
  );
});

/** The sound file with other events, decoded. */
function rowsOf(...events: readonly TapEvent[]): DecodedRow[] {
  return decodedRows(decoded(encodeTap({ ...SOUND_FILE, events })));
}

describe('duplicate_hash', () => {
  const gprs = {
    kind: 'gprs',
    imsi: '999017123456789',
    start: { local: '20260101100000', code: 1 },
    duration: 60n,
    partial: 'I',
    chargingId: 77n,
    location: { recEntities: [1] },
    bytesIn: 10n,
    bytesOut: 20n,
    charges: [{ details: [{ type: '00', amount: 70n }] }],
  } as const satisfies TapEvent;
  const hash = (event: TapEvent, file: Partial<TapFileModel> = {}): bigint =>
    decodedRows(decoded(encodeTap({ ...SOUND_FILE, ...file, events: [event] })))[0]!.duplicate_hash;
  const original = hash(gprs);
  const call = {
    kind: 'moc',
    services: [],
    location: { recEntities: [1], callReference: Uint8Array.of(1, 2) },
  } as const;

  test.each<[string, TapEvent]>([
    ['APN', { ...gprs, apn: 'internet' }],
    ['IMEI', { ...gprs, imei: '35123456789012' }],
    ['MSISDN', { ...gprs, msisdn: '4917' }],
    ['cell', { ...gprs, location: { ...gprs.location, cellId: 9, locationArea: 8 } }],
    ['tax', { ...gprs, charges: [{ ...gprs.charges[0], taxes: [{ code: 1, value: 3n }] }] }],
    [
      'a breakdown of the charge',
      { ...gprs, charges: [{ details: [...gprs.charges[0].details, { type: '01', amount: 5n }] }] },
    ],
    ['cause', { ...gprs, cause: 4 }],
  ])('does not depend on %s', (_, event) => {
    expect(hash(event)).toBe(original);
  });

  test('does not depend on the file: header, place, codes of its tables, other events', () => {
    const header = { ...SOUND_FILE.header, sequence: '00043', sender: 'CCCXY', release: 11 };
    const network = {
      utcOffsets: [{ code: 4, offset: '+0100' }],
      recEntities: [
        { code: 50, id: 'other' },
        { code: 9, type: 3, id: 'ggsn' },
      ],
    };
    const recoded = { ...gprs, start: { local: gprs.start.local, code: 4 }, location: { recEntities: [9] } };
    expect(hash(recoded, { header, network })).toBe(original);
    const rows = rowsOf(SOUND_FILE.events![0]!, SOUND_FILE.events![2]!, gprs, gprs);
    expect(rows.map((row) => row.duplicate_hash === original)).toEqual([false, false, true, true]);
  });

  test.each<[string, TapEvent]>([
    ['IMSI', { ...gprs, imsi: '999017123456788' }],
    ['length of the IMSI', { ...gprs, imsi: '99901712345678' }],
    ['start', { ...gprs, start: { local: '20260101100001', code: 1 } }],
    ['charging id', { ...gprs, chargingId: 78n }],
    ['recording entity', { ...gprs, location: { recEntities: [2] } }],
    ['a second recording entity', { ...gprs, location: { recEntities: [1, 2] } }],
    ['partial indicator', { ...gprs, partial: 'L' }],
    ['duration', { ...gprs, duration: 61n }],
    ['bytes down', { ...gprs, bytesIn: 11n }],
    ['bytes up', { ...gprs, bytesOut: 21n }],
    ['direction of the bytes', { ...gprs, bytesIn: 20n, bytesOut: 10n }],
    ['charge', { ...gprs, charges: [{ details: [{ type: '00', amount: 71n }] }] }],
    [
      'high word of the charge',
      { ...gprs, charges: [{ details: [{ type: '00', amount: 70n + (1n << 40n) }] }] },
    ],
  ])('differs with another %s', (_, event) => {
    expect(hash(event)).not.toBe(original);
  });

  test('differs with another offset of the same local time', () => {
    const network = { ...SOUND_FILE.network!, utcOffsets: [{ code: 1, offset: '+0200' }] };
    expect(hash(gprs, { network })).not.toBe(original);
  });

  test('differs with another event type, call reference or event reference', () => {
    const hashes = [
      hash(call),
      hash({ ...call, kind: 'mtc' }),
      hash({ ...call, location: { ...call.location, callReference: Uint8Array.of(1, 3) } }),
      hash({ kind: 'messaging', eventReference: 'a' }),
      hash({ kind: 'messaging', eventReference: 'b' }),
      hash({ kind: 'session', eventReference: 'a' }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('does not collide among many events that differ in one low digit', () => {
    const count = 20_000;
    const events = Array.from({ length: count }, (_, i) => ({
      ...gprs,
      chargingId: BigInt(i % 200),
      bytesIn: BigInt((i / 200) | 0),
    }));
    expect(new Set(rowsOf(...events).map((row) => row.duplicate_hash)).size).toBe(count);
  });

  test('equal for two events with equal keys, whatever else they carry and however they are written', () => {
    fc.assert(
      fc.property(tapFile(2), anyStyle, (file, style) => {
        const hashes = (bytes: Uint8Array) => decodedRows(decoded(bytes)).map((row) => row.duplicate_hash);
        expect(hashes(encodeTap(file, style))).toEqual(hashes(encodeTap(file)));
      }),
      { numRuns: 30 },
    );
  });
});
