/** Public sample files; the expected values were read off the hex dumps by hand. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeFile } from '../../src/decode/decode-file.ts';
import { decodeTap } from '../../src/decode/tap/decode.ts';
import { decodedRows } from '../support/decoded-rows.ts';
import { decoded, failed, rowsOf, warningCodes } from './rows.ts';

const folder = new URL('../../../shared/samples/', import.meta.url);
const present = existsSync(folder);
const sample = (name: string): Uint8Array => readFileSync(new URL(name, folder));

describe.skipIf(!present)('sample files (skipped: ../shared/samples is absent)', () => {
  it('TAP 3.11, five events: values, audit, warnings', () => {
    const tap = decoded(sample('tap_3_11_five_events.ber'));
    expect(tap.header).toMatchObject({
      sender: 'TAP311',
      recipient: 'layline.io',
      sequence: '06628',
      type: 'CD',
      release: '3.11',
    });
    expect(tap.header.available).toEqual({ local: Date.UTC(2005, 6, 8, 7, 1, 11) / 1000, offset: 120 });
    expect(tap.header.cutOff).toEqual({ local: Date.UTC(2005, 6, 8, 2, 34, 55) / 1000, offset: 120 });
    expect(tap.tables).toMatchObject({
      localCurrency: 'EUR',
      tapCurrency: 'XDR',
      decimals: 4,
      exchangeRates: [{ code: 0, decimals: 4, rate: '111418' }],
      recEntities: [{ code: 0, type: 0, id: '491718888888' }],
    });
    expect(tap.audit).toMatchObject({
      agrees: true,
      differences: [],
      decoded: { records: 5, charge: '19902', tax: '0' },
    });
    expect(warningCodes(tap)).toEqual(['REC_ENTITY_UNKNOWN', 'TADIG_FORMAT']);
    const rows = rowsOf(tap);
    expect(rows.map((row) => row.service)).toEqual(['voice_mo', 'voice_mt', 'sms_mo', 'sms_mt', 'sms_mt']);
    expect(rows.map((row) => row.charge)).toEqual([17838n, 0n, 2064n, 0n, 0n]);
    expect(rows.map((row) => row.duration)).toEqual([216n, 342n, 0n, 0n, 0n]);
    expect(rows.map((row) => row.imsi)).toEqual([
      11234567890n,
      155555555555n,
      111111111111n,
      16623232587459n,
      177777777777n,
    ]);
    expect(rows.map((row) => row.rec_entity)).toEqual(['491718888888', '#1', '#2', '#2', '#3']);
    expect(rows[0]).toMatchObject({
      byte_offset: 234n,
      event_tag: 9,
      imei: 19876543210n,
      start_local: BigInt(Date.UTC(2005, 6, 7, 18, 37, 20) / 1000),
      utc_offset: 120,
      reference: 0x000a7494n,
      location_area: 0x0bc7,
      cell_id: 0x9df9n,
      teleservice: '11',
      exchange_rate_code: 0,
      flags: 0,
    });
  });

  it('TAP 3.12: definite and indefinite lengths give the same records', () => {
    const plain = decoded(sample('tap_3_12_valid.ber'));
    expect(plain.audit!.differences).toEqual([
      { item: 'TotalCharge', audit: '2300', decoded: '71200', error: 100 },
      {
        item: 'EarliestCallTimeStamp',
        audit: '2005-04-04T14:24:53Z',
        decoded: '2014-03-01T12:03:42Z',
        error: 100,
      },
      {
        item: 'LatestCallTimeStamp',
        audit: '2005-04-05T07:00:59Z',
        decoded: '2014-03-02T13:08:00Z',
        error: 100,
      },
    ]);
    const rows = rowsOf(plain);
    expect(rows.map((row) => [row.event_tag, row.service, row.charge, row.byte_offset])).toEqual([
      [10, 'voice_mt', 2300n, 258n],
      [9, 'voice_mo', 2300n, 383n],
      [14, 'data', 66600n, 508n],
      [11, 'other', 0n, 655n],
    ]);
    expect(rows[2]).toMatchObject({
      imsi: 1232323232323232n,
      bytes_down: 0x47868c00n,
      bytes_up: 0x83215600n,
      apn: 'foo.example.net',
      reference: 0n,
      duration: 500n,
      flags: 0,
    });
    const without = (name: string) => rowsOf(decoded(sample(name))).map(({ byte_offset: _, ...row }) => row);
    const expected = rows.map(({ byte_offset: _, ...row }) => row);
    for (const name of [
      'tap_3_12_valid_most_indef.ber',
      'tap_3_12_valid_some_cdr_indefinite.ber',
      'tap_3_12_trailing_eoc_invalid.ber',
    ]) {
      expect(without(name)).toEqual(expected);
    }
    const trailing = decoded(sample('tap_3_12_trailing_eoc_invalid.ber')).warnings;
    expect(trailing).toMatchObject([{ code: 'TRAILING_FILLER', byteOffset: 819, count: 2 }]);
  });

  it('a volume with its sign bit set is read as unsigned', () => {
    const tap = decoded(sample('tap_3_12_negative_volume.ber'));
    expect(rowsOf(tap)[0]).toMatchObject({ bytes_down: 0xfen, bytes_up: 0x83215600n, flags: 4 });
    expect(tap.warnings).toMatchObject([{ code: 'VOLUME_SIGN', byteOffset: 360 }]);
  });

  it('offsets come from the table of the file', () => {
    expect(rowsOf(decoded(sample('tap_3_12_timestamps.ber'))).map((row) => row.utc_offset)).toEqual([
      120, 120, 120, 120, -300,
    ]);
  });

  it('TAP 3.10, five events without charges, and an audit without totals', () => {
    const tap = decoded(sample('tap_3_10_five_events.ber'));
    expect(tap.header.release).toBe('3.10');
    expect(tap.rejected).toEqual([]);
    expect(rowsOf(tap).map((row) => [row.event_tag, row.location_area, row.cell_id, row.charge])).toEqual([
      [10, 0x0db1, 0x1c0en, 0n],
      [10, 0x0db6, 0x247dn, 0n],
      [14, null, null, 0n],
      [14, null, null, 0n],
      [14, null, null, 0n],
    ]);
    expect(tap.audit!.differences).toEqual([
      { item: 'CallEventDetailsCount', audit: null, decoded: '5', error: 33 },
      { item: 'TotalCharge', audit: null, decoded: '0', error: 32 },
    ]);
  });

  it('a notification has no tables, audit or records', () => {
    const tap = decoded(sample('tap_notification.ber'));
    expect(tap).toMatchObject({ tables: null, audit: null, batches: [], warnings: [] });
    expect(tap.header).toMatchObject({
      notification: true,
      release: '3.9',
      sender: 'ABC08',
      recipient: 'XYZ15',
      sequence: '23023',
    });
  });

  it('nrt_2_1.ber is early usage: seven events, though it says ten', () => {
    const outcome = decodeFile(sample('nrt_2_1.ber'), 0);
    if (!outcome.ok) throw new Error(outcome.failure.detail);
    expect(outcome.header).toMatchObject({
      sender: 'FOO01',
      recipient: 'BAR02',
      sequence: '1',
      release: '2.1',
    });
    expect(outcome.warnings.map(({ code }) => code)).toEqual(['NRTRDE_COUNT', 'NRTRDE_SEQUENCE']);
    expect(decodedRows(outcome).map(({ service, charge }) => `${service} ${charge}`)).toEqual(
      ['voice_mo', 'sms_mt', 'data', 'voice_mo', 'sms_mt', 'data', 'data'].map((service) => `${service} 0`),
    );
  });

  it.each(['rap_mini.ber', 'rap_ack.ber'])('%s returns nothing', (name) => {
    const outcome = decodeFile(sample(name), 0);
    expect(outcome).toMatchObject({
      ok: true,
      batches: [],
      returns: { files: [], events: [] },
      warnings: [],
    });
  });

  it.each<[string, string, number, string]>([
    ['nrt_2_1.ber', 'TAP_KIND_UNSUPPORTED', 0, ''],
    ['rap_mini.ber', 'TAP_KIND_UNSUPPORTED', 0, ''],
    ['deep_invalid.ber', 'BER_CLASS', 74, 'Nrtrde/CallEventList/Moc[0]/[UNIVERSAL 55]'],
    ['length_overflow.ber', 'BER_LENGTH_OVERFLOW', 0, '[UNIVERSAL 8]'],
    ['two-root.ber', 'BER_TRAILING_DATA', 2, 'GprsLocationInformation'],
  ])('%s is refused as TAP', (name, code, byteOffset, tagPath) => {
    expect(failed(sample(name))).toMatchObject({ code, byteOffset, tagPath });
  });

  it('every prefix of every sample fails cleanly', () => {
    for (const name of [
      'tap_3_11_five_events.ber',
      'tap_3_12_valid_most_indef.ber',
      'tap_notification.ber',
    ]) {
      const whole = sample(name);
      for (let length = 0; length < whole.length; length++) {
        const outcome = decodeTap(whole.subarray(0, length));
        expect(outcome.ok, `${name} cut to ${length}`).toBe(false);
        if (!outcome.ok)
          expect(outcome.failure.code).toMatch(/^(BER_TRUNCATED|FILE_EMPTY|TAP_ROOT_UNKNOWN)$/);
      }
    }
  });

  it('a damaged octet never throws, and framing faults come first', () => {
    const whole = sample('tap_3_12_valid.ber');
    for (let at = 0; at < whole.length; at++) {
      for (const bit of [0x01, 0x20, 0x80]) {
        const damaged = Uint8Array.from(whole);
        damaged[at] = damaged[at]! ^ bit;
        const outcome = decodeTap(damaged);
        if (!outcome.ok) expect(outcome.failure.byteOffset).toBeLessThan(whole.length);
      }
    }
  });
});
