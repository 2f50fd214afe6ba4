import { describe, expect, it } from 'vitest';
import { gprs, group, hex, network, num, open, prim, tapFile, text, time } from './bytes.ts';
import { decoded, rejection, rowsOf } from './rows.ts';

const seconds = (...parts: [number, number, number, number?, number?, number?]) =>
  BigInt(Date.UTC(...parts) / 1000);

describe('fields of a record', () => {
  const call = (...basic: number[][]) => group(14, group(114, ...basic));
  const row = (event: number[]) => rowsOf(decoded(tapFile({ events: [event] })))[0]!;

  it('a missing start is the file’s, an unknown offset too', () => {
    const available = seconds(2026, 10, 2, 3, 4, 5);
    expect(row(call())).toMatchObject({ start_local: available, utc_offset: 60, flags: 1 | 8 });
    expect(row(call(time(44, '20261010101010', 5)))).toMatchObject({
      start_local: seconds(2026, 9, 10, 10, 10, 10),
      utc_offset: 60,
      flags: 2 | 8,
    });
    expect(row(call(group(44, text(16, '20261010101010'))))).toMatchObject({ utc_offset: 60, flags: 2 | 8 });
    expect(row(call(time(44, '20261010101010', 7)))).toMatchObject({ utc_offset: -210, flags: 8 });
  });

  it.each<[string, bigint | null]>([
    ['20240229235959', seconds(2024, 1, 29, 23, 59, 59)],
    ['20261231235960', seconds(2026, 11, 31, 23, 59, 59)],
    ['20000101000000', seconds(2000, 0, 1)],
    ['19700101000000', 0n],
    ['19691231235959', -1n],
    ['20250229000000', null],
    ['21000229000000', null],
    ['20260001000000', null],
    ['20261301000000', null],
    ['20260100000000', null],
    ['20260101240000', null],
    ['20260101006000', null],
    ['20260101000061', null],
    ['2026010100000', null],
    ['202601010000000', null],
    ['2026010100000x', null],
    ['', null],
  ])('time stamp %s', (stamp, expected) => {
    const event = call(time(44, stamp));
    if (expected === null)
      expect(rejection(tapFile({ events: [event] }))).toMatchObject({ code: 'TAP_SYNTAX', recordIndex: 0 });
    else expect(row(event).start_local).toBe(expected);
  });

  it('identifiers: IMSI must be digits, an unusable IMEI is left out', () => {
    const subscriber = (octets: string) => group(115, group(427, group(199, prim(129, hex(octets)))));
    const failure = rejection(tapFile({ events: [call(subscriber('9990a7'))] }));
    expect(failure.tagPath).toBe(
      'TransferBatch/CallEventDetailList/GprsCall[0]/GprsBasicCallInformation/GprsChargeableSubscriber/ChargeableSubscriber/SimChargeableSubscriber/Imsi',
    );
    expect(failure.detail).not.toMatch(/9990/);
    expect(row(call(subscriber('1234567890')))).toMatchObject({ imsi: 11234567890n });
    const imei = (octets: string) => row(group(14, group(429, prim(128, hex(octets)))));
    expect(imei('350000000000001f')).toMatchObject({ imei: 1350000000000001n, flags: 1 | 8 });
    expect(imei('35000000000000a1')).toMatchObject({ imei: null, flags: 1 | 8 | 32 });
  });

  it('references: numbers, short octets, hashes', () => {
    expect(row(call(prim(72, hex('ffffffff')))).reference).toBe(0xffffffffn);
    expect(row(call(prim(72, hex('00ffffffffffffffff')))).reference).toBe(-1n);
    expect(rejection(tapFile({ events: [call(prim(72, hex('010000000000000000')))] })).code).toBe(
      'TAP_RANGE',
    );
    const moc = (octets: string) => row(group(9, group(138, group(156, prim(45, hex(octets))))));
    expect(moc('ff01').reference).toBe(0xff01n);
    expect(moc('')).toMatchObject({ reference: null, flags: 1 | 8 });
    const long = [moc('010203040506070809'), moc('010203040506070809'), moc('010203040506070800')].map(
      ({ reference }) => reference,
    );
    expect(long[0]).toBe(long[1]);
    expect(long[0]).not.toBe(long[2]);
  });

  it('texts are interned per file; case, control characters and length', () => {
    const apn = (value: number[]) => call(group(116, prim(261, value), text(262, 'MNC001')));
    const tap = decoded(
      tapFile({ events: [apn(hex('494f54')), apn(hex('696f74')), apn(hex('610062e9')), apn([])] }),
    );
    expect(rowsOf(tap).map((r) => [r.apn, r.apn_oi])).toEqual([
      ['iot', 'mnc001'],
      ['iot', 'mnc001'],
      ['a?b?', 'mnc001'],
      [null, 'mnc001'],
    ]);
    expect(tap.dictionaries.apn).toEqual(['iot', 'a?b?']);
    expect(rejection(tapFile({ events: [apn(new Array(256).fill(65))] })).code).toBe('TAP_SYNTAX');
  });

  it('recording entities in wire order, the gateway among them', () => {
    const at = (...codes: number[]) =>
      group(14, group(117, group(118, group(185, ...codes.map((code) => num(184, code))))));
    const tap = decoded(tapFile({ events: [at(1, 2), at(2, 1), at(3), at(1), at(1, 9), at()] }));
    expect(rowsOf(tap).map((r) => [r.rec_entity, r.gateway])).toEqual([
      ['sgsn-1+ggsn-1', 'ggsn-1'],
      ['ggsn-1+sgsn-1', 'ggsn-1'],
      ['pgw-1', 'pgw-1'],
      ['sgsn-1', null],
      ['sgsn-1+#9', null],
      [null, null],
    ]);
    expect(tap.warnings.find((w) => w.code === 'REC_ENTITY_UNKNOWN')).toMatchObject({
      count: 1,
      tagPath: 'TransferBatch/CallEventDetailList/GprsCall[4]',
    });
    expect(rejection(tapFile({ events: [at(...new Array(17).fill(1))] })).code).toBe('TAP_RANGE');
  });

  it('segments are joined wherever octets belong', () => {
    const split = (tag: number, ...parts: string[]) =>
      open(tag, ...parts.map((part) => [0x04, hex(part).length, ...hex(part)]));
    const event = call(
      group(115, group(427, group(199, split(129, '99901700', '0012345f')))),
      group(44, split(16, '3230323631303130', '313031303130'), split(232, '07')),
      split(72, '01', '02'),
      group(116, split(261, '49', '4f54')),
    );
    expect(row(event)).toMatchObject({
      imsi: 1999017000012345n,
      utc_offset: -210,
      reference: 0x102n,
      apn: 'iot',
    });
  });

  it('volumes of 0 to 2^53−1', () => {
    const volumes = (octets: string) => row(group(14, group(121, prim(251, hex(octets)))));
    expect(volumes('80')).toMatchObject({ bytes_up: 128n, bytes_down: null, flags: 1 | 4 | 8 });
    expect(volumes('1fffffffffffff').bytes_up).toBe((1n << 53n) - 1n);
    for (const octets of ['20000000000000', '7fffffffffffffff', 'ffffffffffffffff']) {
      expect(rejection(tapFile({ events: [group(14, group(121, prim(251, hex(octets))))] })).code).toBe(
        'TAP_RANGE',
      );
    }
  });

  it('durations up to 10^9 seconds', () => {
    const lasting = (octets: string) => group(14, group(114, prim(223, hex(octets))));
    expect(row(lasting('3b9aca00')).duration).toBe(1_000_000_000n);
    expect(rejection(tapFile({ events: [lasting('3b9aca01')] })).code).toBe('TAP_RANGE');
    expect(rejection(tapFile({ events: [lasting('0100000001')] })).code).toBe('TAP_RANGE');
  });
});

describe('duplicate hash', () => {
  const base = { imsi: '123f', stamp: '20261010101010', reference: 5, up: 7, charge: 9, partial: 'F' };
  const hashOf = (changes: Partial<typeof base>, apn = 'x', entities = network) => {
    const v = { ...base, ...changes };
    const event = group(
      14,
      group(
        114,
        group(115, group(427, group(199, prim(129, hex(v.imsi))))),
        group(116, text(261, apn)),
        time(44, v.stamp),
        num(72, v.reference),
        text(166, v.partial),
      ),
      group(117, group(118, group(185, num(184, 1)))),
      group(
        121,
        num(251, v.up),
        group(70, group(69, group(64, group(63, text(71, '00'), num(62, v.charge))))),
      ),
    );
    // Another event first, so that dictionary codes differ between the files.
    const events = apn === 'x' ? [event] : [gprs(), group(14, group(114, text(166, 'L'))), event];
    return rowsOf(decoded(tapFile({ events, network: entities }))).at(-1)!.duplicate_hash;
  };

  it('depends on the key and on nothing else', () => {
    const original = hashOf({});
    expect(hashOf({}, 'another-apn')).toBe(original);
    const others = [
      hashOf({ imsi: '124f' }),
      hashOf({ stamp: '20261010101011' }),
      hashOf({ reference: 6 }),
      hashOf({ up: 8 }),
      hashOf({ charge: 10 }),
      hashOf({ partial: 'I' }),
      hashOf(
        {},
        'x',
        group(
          6,
          group(234, group(233, num(232, 0), text(231, '+0200'))),
          group(188, group(183, num(184, 1), text(400, 'sgsn-2'))),
        ),
      ),
    ];
    expect(new Set([original, ...others]).size).toBe(others.length + 1);
  });

  it('spreads neighbouring records', () => {
    const events = Array.from({ length: 20_000 }, (_, i) =>
      group(14, group(114, num(72, i)), group(121, num(251, i % 7))),
    );
    const rows = rowsOf(decoded(tapFile({ events })));
    expect(new Set(rows.map((r) => r.duplicate_hash)).size).toBe(events.length);
    expect(rows.at(-1)).toMatchObject({
      record_index: 19_999,
      reference: 19_999n,
      bytes_up: BigInt(19_999 % 7),
    });
  });
});
