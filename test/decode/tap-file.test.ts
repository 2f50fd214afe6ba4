import { describe, expect, it } from 'vitest';
import {
  audit,
  detail,
  gprs,
  group,
  headerFields,
  hex,
  longTime,
  num,
  open,
  prim,
  tapFile,
  tapMembers,
  text,
} from './bytes.ts';
import { decoded, failed, rowsOf, warningCodes } from './rows.ts';

/** The header with fields replaced by tag; null takes one out. */
function header(changes: Record<number, number[] | null>, release = 12): number[] {
  const tags = [196, 182, 109, 108, 227, 107, 201, 189];
  const fields = headerFields(release).map((field, i) =>
    tags[i]! in changes ? (changes[tags[i]!] ?? []) : field,
  );
  return group(4, ...fields, ...(changes[110] ? [changes[110]] : []));
}
const batch = (...members: (readonly number[])[]) => Uint8Array.from(group(1, ...members));

describe('header', () => {
  it('is read whole', () => {
    expect(decoded(tapFile()).header).toEqual({
      sender: 'AAAVP',
      recipient: 'BBBHA',
      sequence: '00042',
      type: 'CD',
      notification: false,
      release: '3.12',
      available: { local: Date.UTC(2026, 10, 2, 3, 4, 5) / 1000, offset: 60 },
      created: { local: Date.UTC(2026, 10, 1) / 1000, offset: 120 },
      cutOff: { local: Date.UTC(2026, 10, 1) / 1000, offset: 120 },
      rapSequence: null,
    });
    expect(decoded(tapFile({ header: header({ 110: text(110, 'T') }) })).header.type).toBe('TD');
    expect(warningCodes(decoded(tapFile({ header: header({ 227: null, 196: text(196, 'x\n') }) })))).toEqual([
      'CUT_OFF_MISSING',
      'TADIG_FORMAT',
    ]);
  });

  it.each<[string, Record<number, number[] | null>, string, string]>([
    ['no sender', { 196: null }, 'TAP_MISSING', ''],
    ['no recipient', { 182: null }, 'TAP_MISSING', ''],
    ['no sequence', { 109: null }, 'TAP_MISSING', ''],
    ['no available time', { 107: null }, 'TAP_MISSING', ''],
    [
      'available time without offset',
      { 107: group(107, text(16, '20261102030405')) },
      'TAP_MISSING',
      '/FileAvailableTimeStamp',
    ],
    ['no specification version', { 201: null }, 'TAP_MISSING', ''],
    ['no release', { 189: null }, 'TAP_MISSING', ''],
    ['four digits of sequence', { 109: text(109, '0042') }, 'TAP_SYNTAX', '/FileSequenceNumber'],
    ['letters in the sequence', { 109: text(109, '0004x') }, 'TAP_SYNTAX', '/FileSequenceNumber'],
    ['file type X', { 110: text(110, 'X') }, 'TAP_SYNTAX', '/FileTypeIndicator'],
    ['specification 2', { 201: num(201, 2) }, 'TAP_RELEASE_UNSUPPORTED', '/SpecificationVersionNumber'],
    ['release 0', { 189: num(189, 0) }, 'TAP_RELEASE_UNSUPPORTED', '/ReleaseVersionNumber'],
    ['release 13', { 189: num(189, 13) }, 'TAP_RELEASE_UNSUPPORTED', '/ReleaseVersionNumber'],
    [
      '31 February',
      { 107: longTime(107, '20260231000000') },
      'TAP_SYNTAX',
      '/FileAvailableTimeStamp/LocalTimeStamp',
    ],
    [
      'offset +2560',
      { 107: longTime(107, '20260228000000', '+0260') },
      'TAP_SYNTAX',
      '/FileAvailableTimeStamp/UtcTimeOffset',
    ],
    [
      'offset without sign',
      { 107: longTime(107, '20260228000000', '00200') },
      'TAP_SYNTAX',
      '/FileAvailableTimeStamp/UtcTimeOffset',
    ],
    ['an endless text', { 196: prim(196, new Array(500).fill(65)) }, 'TAP_SYNTAX', '/Sender'],
  ])('%s', (_name, changes, code, path) => {
    expect(failed(tapFile({ header: header(changes) }))).toMatchObject({
      code,
      tagPath: `TransferBatch/BatchControlInfo${path}`,
      recordIndex: null,
    });
  });

  it('a notification of any release 3.1 to 3.12 loads', () => {
    const notification = (release: number) => Uint8Array.from(group(2, ...headerFields(release)));
    for (const release of [1, 9, 10, 12])
      expect(decoded(notification(release)).header.release).toBe(`3.${release}`);
    expect(failed(notification(13)).code).toBe('TAP_RELEASE_UNSUPPORTED');
    expect(failed(notification(0)).code).toBe('TAP_RELEASE_UNSUPPORTED');
  });
});

describe('groups of a TransferBatch', () => {
  const event = gprs(num(250, 5));
  const members = tapMembers({ events: [event], release: 11 });

  it('stand in any order behind BatchControlInfo, in either form of length', () => {
    const expected = rowsOf(decoded(batch(...members))).map(({ byte_offset: _, ...row }) => row);
    expect(expected[0]).toMatchObject({ utc_offset: 120, bytes_down: 5n });
    const [head, accounting, net, events, trailer] = members as [
      number[],
      number[],
      number[],
      number[],
      number[],
    ];
    for (const order of [
      [head, events, trailer, net, accounting],
      [head, trailer, accounting, events, net],
      [head, num(99, 1), accounting, net, open(3, event), group(77, num(1, 1)), trailer],
    ]) {
      for (const bytes of [batch(...order), Uint8Array.from(open(1, ...order))]) {
        const tap = decoded(bytes);
        expect(rowsOf(tap).map(({ byte_offset: _, ...row }) => row)).toEqual(expected);
        expect(tap.audit!.agrees).toBe(true);
      }
    }
  });

  it.each([
    [0, 'error 30'],
    [1, 'error 31'],
    [2, 'error 32'],
    [3, 'error 35'],
    [4, 'error 36'],
  ])('member %i missing is TD.57 %s', (index, error) => {
    const failure = failed(batch(...members.filter((_, i) => i !== index)));
    expect(failure).toMatchObject({ code: 'TAP_MISSING', byteOffset: 0, tagPath: 'TransferBatch' });
    expect(failure.detail).toContain(error);
  });

  it('may not stand twice', () => {
    for (const index of [0, 1, 2, 3, 4])
      expect(failed(batch(...members, members[index]!)).code).toBe('TAP_SYNTAX');
  });

  it('framing faults come before faults of values, wherever they are', () => {
    const bad = hex('6e 03 0201 05');
    const file = tapFile({
      header: header({ 109: text(109, 'x') }),
      events: [event, group(14, prim(777, [1])), bad],
    });
    expect(failed(file)).toMatchObject({
      code: 'BER_CLASS',
      tagPath: 'TransferBatch/CallEventDetailList/GprsCall[2]/[UNIVERSAL 2]',
      recordIndex: 2,
    });
  });

  it('names unknown tags in a path', () => {
    const file = tapFile({ events: [group(14, group(121, group(777, hex('0201 05'))))] });
    expect(failed(file).tagPath).toBe(
      'TransferBatch/CallEventDetailList/GprsCall[0]/GprsServiceUsed/[777]/[UNIVERSAL 2]',
    );
  });
});

describe('tables', () => {
  it('decimals are mandatory and at most 6', () => {
    expect(failed(tapFile({ accounting: group(5, text(135, 'EUR')) }))).toMatchObject({
      code: 'TAP_MISSING',
      tagPath: 'TransferBatch/AccountingInfo',
    });
    expect(failed(tapFile({ accounting: group(5, num(244, 7)) })).code).toBe('TAP_RANGE');
    expect(decoded(tapFile({ accounting: group(5, num(244, 0)) })).tables).toMatchObject({
      decimals: 0,
      tapCurrency: 'XDR',
      localCurrency: null,
    });
  });

  it.each(['EURO', 'eur', 'EUR '])('a TapCurrency %j is none that a rate could be given for', (currency) => {
    expect(failed(tapFile({ accounting: group(5, text(210, currency), num(244, 2)) }))).toMatchObject({
      code: 'TAP_SYNTAX',
      tagPath: 'TransferBatch/AccountingInfo/TapCurrency',
    });
  });

  it('keep exchange rates, taxes, offsets and entities; incomplete and double rows are warned of', () => {
    const accounting = group(
      5,
      num(244, 2),
      group(80, group(106, num(105, 1), num(159, 5), num(104, 116203)), group(106, num(105, 2))),
      group(211, group(216, num(212, 1), text(217, '01'), text(215, '1900000'))),
    );
    const net = group(
      6,
      group(234, group(233, num(232, 0), text(231, '+0200')), group(233, num(232, 0), text(231, '+0300'))),
    );
    const tap = decoded(tapFile({ accounting, network: net, events: [gprs()] }));
    expect(tap.tables).toMatchObject({
      exchangeRates: [{ code: 1, decimals: 5, rate: '116203' }],
      taxation: [{ code: 1, type: '01', rate: '1900000' }],
    });
    expect(warningCodes(tap)).toEqual(['TABLE_DUPLICATE_CODE', 'TABLE_ROW_INCOMPLETE']);
    expect(rowsOf(tap)[0]?.utc_offset).toBe(120);
  });
});

describe('audit', () => {
  const charged = gprs(
    group(
      70,
      group(69, group(64, group(63, text(71, '00'), num(62, 10))), group(214, group(213, num(397, 3)))),
    ),
  );
  it.each<[string, number[], string[]]>([
    ['agrees', audit(1, 10, { 226: 3 }), []],
    ['other count', audit(2, 10, { 226: 3 }), ['CallEventDetailsCount: audit 2, decoded 1']],
    ['other charge', audit(1, 11, { 226: 3 }), ['TotalCharge: audit 11, decoded 10']],
    ['tax absent though decoded', audit(1, 10), ['TotalTaxValue: audit absent, decoded 3']],
    ['refund declared', audit(1, 10, { 226: 3, 355: 1 }), ['TotalChargeRefund: audit 1, decoded 0']],
    [
      'discount declared',
      audit(1, 10, { 226: 3, 225: 1, 354: 2, 353: 3 }),
      [
        'TotalTaxRefund: audit 3, decoded 0',
        'TotalDiscountValue: audit 1, decoded 0',
        'TotalDiscountRefund: audit 2, decoded 0',
      ],
    ],
    ['zeros are as good as absent', audit(1, 10, { 226: 3, 355: 0, 353: 0, 225: 0, 354: 0 }), []],
  ])('%s', (_name, trailer, differences) => {
    const result = decoded(tapFile({ events: [charged], audit: trailer })).audit!;
    expect(
      result.differences.map(
        ({ item, audit, decoded: ours }) => `${item}: audit ${audit ?? 'absent'}, decoded ${ours}`,
      ),
    ).toEqual(differences);
    expect(result.differences.every(({ error }) => error === 100)).toBe(true);
    expect(result.agrees).toBe(differences.length === 0);
  });

  it('needs the count and TotalCharge', () => {
    const differences = (trailer: number[]) => decoded(tapFile({ audit: trailer })).audit!.differences;
    expect(differences(group(15, num(43, 0)))).toEqual([
      { item: 'TotalCharge', audit: null, decoded: '0', error: 32 },
    ]);
    expect(differences(group(15, num(415, 0)))).toEqual([
      { item: 'CallEventDetailsCount', audit: null, decoded: '0', error: 33 },
    ]);
  });

  it('of an old release states each ChargeType without its refunds', () => {
    const service = (refund: number, total: number, part: number) =>
      group(352, num(344, refund), group(70, group(69, group(64, detail('00', total), detail('01', part)))));
    const trailer = (part: number) =>
      group(
        15,
        group(
          224,
          group(222, text(71, '00'), num(241, 10), num(355, 30)),
          group(222, text(71, '01'), num(241, part)),
        ),
        num(43, 1),
      );
    const events = [group(17, group(285, service(0, 10, 6), service(1, 30, 20)))];
    const differences = (part: number) =>
      decoded(tapFile({ release: 10, events, audit: trailer(part) })).audit!.differences;
    expect(differences(6)).toEqual([]);
    expect(differences(26)).toEqual([
      { item: 'TotalCharge of type 01', audit: '26', decoded: '6', error: 100 },
    ]);
  });
});
