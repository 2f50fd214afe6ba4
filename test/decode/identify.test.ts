import { describe, expect, it } from 'vitest';
import { kindOfBer, kindOfText, readClaim } from '../../src/decode/identify.ts';
import { ascii, group, headerFields, hex, open, tapFile, tapMembers, text } from './bytes.ts';

const bytes = (octets: readonly number[]) => Uint8Array.from(octets);
const textKind = (value: string) => kindOfText(new TextEncoder().encode(value));

describe('kinds of BER', () => {
  it.each<[string, number[], string]>([
    ['TransferBatch', tapMembers().flat().length > 0 ? [...tapFile()] : [], 'tap'],
    ['empty TransferBatch', hex('6100'), 'tap'],
    ['indefinite TransferBatch', open(1, ...tapMembers()), 'tap'],
    ['NRTRDE', hex('6104 5f290102'), 'nrtrde'],
    ['NRTRDE, long length', hex('61820004 5f290102'), 'nrtrde'],
    ['NRTRDE, other member first', hex('6104 5f260141'), 'nrtrde'],
    ['Notification', group(2), 'notification'],
    ['RAP return batch', hex('7f841600'), 'rap'],
    ['RAP acknowledgement', hex('7f841700'), 'rap'],
    ['another APPLICATION tag', hex('6300'), 'unknown'],
    ['UNIVERSAL', hex('3000'), 'unknown'],
    ['nothing', [], 'unknown'],
  ])('%s', (_name, octets, kind) => {
    expect(kindOfBer(bytes(octets))).toBe(kind);
  });

  it('reads the claim from the head alone', () => {
    const claim = { sender: 'AAAVP', recipient: 'BBBHA', type: 'CD', sequence: '00042', rapSequence: null };
    const whole = tapFile({ events: [group(14, text(900, 'x'.repeat(500)))] });
    const header = group(4, ...headerFields()).length;
    expect(readClaim(whole)).toEqual(claim);
    expect(readClaim(whole.subarray(0, header + 10))).toEqual(claim);
    expect(readClaim(whole.subarray(0, header - 10))).toBeNull();
    expect(readClaim(bytes(open(1, open(4, ...headerFields(), text(110, 'T')))))).toEqual({
      ...claim,
      type: 'TD',
    });
    expect(readClaim(bytes(group(2, ...headerFields(1))))).toEqual(claim);
    expect(readClaim(bytes(group(1, group(4))))).toBeNull();
    expect(readClaim(bytes(hex('7f841600')))).toBeNull();
  });
});

describe('kinds of text', () => {
  it.each<[string, string, string, string[]]>([
    ['canonical header', 'event_time,imsi,imei,procedure\n1,2,3,UL', 'signaling_csv', []],
    ['quotes, blanks, case, BOM', '\ufeff"Event_Time", IMSI ,"procedure"\r\n', 'signaling_csv', []],
    ['a column is missing', 'event_time,imsi\n', 'signaling_csv', ['procedure']],
    ['only imsi', 'imsi,x', 'signaling_csv', ['event_time', 'procedure']],
    ['NDJSON', '\n  {"event_time":1}', 'signaling_ndjson', []],
    ['NDJSON whose first row is broken', '{"event_time:1}\n{"IMSI":"1"}', 'signaling_ndjson', []],
    ['other JSON', '{\n  "id": "BBBHA-AAAVP",\n  "imsi_ranges": []\n}', 'unknown', []],
    ['other text', 'period,from_currency', 'unknown', ['event_time', 'imsi', 'procedure']],
    ['semicolons', 'event_time;imsi;procedure', 'unknown', ['event_time', 'imsi', 'procedure']],
    ['a text that begins like a TransferBatch', 'apn,event_time,imsi,procedure', 'signaling_csv', []],
  ])('%s', (_name, value, kind, missing) => {
    expect(textKind(value)).toEqual({ kind, missing });
  });

  it('binary is no text', () => {
    expect(kindOfText(bytes([...ascii('event_time,imsi,procedure'), 0]))).toBeNull();
    expect(kindOfText(bytes([0x61, 0x82]))).toBeNull();
    expect(kindOfText(tapFile())).toBeNull();
  });

  it('a letter cut at the end of the head is still text', () => {
    const whole = new TextEncoder().encode('imsi,event_time,procedure\né');
    expect(kindOfText(whole.subarray(0, -1))?.kind).toBe('signaling_csv');
  });
});
