import { describe, expect, it } from 'vitest';
import { Cursor, Fault, GROUP_TABLE_SIZE, readRoot } from '../../src/decode/ber/cursor.ts';
import { MAX_SEGMENTED_OCTETS, value } from '../../src/decode/ber/elements.ts';
import {
  asBigInt,
  Read,
  readBcdNumber,
  readInt64,
  readText,
  readUint64,
} from '../../src/decode/ber/values.ts';
import { hex, prim } from './bytes.ts';

const none = new Uint8Array(GROUP_TABLE_SIZE);
function cursor(octets: readonly number[]): Cursor {
  const c = new Cursor(Uint8Array.from(octets), none);
  readRoot(c);
  return c;
}
const signed = (octets: string) => {
  const c = cursor(prim(1, hex(octets)));
  const result = readInt64(c);
  return result === Read.OK ? asBigInt(c) : result;
};
const unsigned = (octets: string) => {
  const c = cursor(prim(1, hex(octets)));
  const result = readUint64(c, value(c));
  return result === Read.OK || result === Read.SIGN_BIT ? [BigInt.asUintN(64, asBigInt(c)), result] : result;
};
const bcd = (octets: string) => {
  const c = cursor(prim(1, hex(octets)));
  const result = readBcdNumber(c);
  return result === Read.OK ? asBigInt(c) : result;
};

describe('integers', () => {
  it.each<[string, bigint | number]>([
    ['00', 0n],
    ['7f', 127n],
    ['80', -128n],
    ['0080', 128n],
    ['ff', -1n],
    ['7fffffff', 2147483647n],
    ['80000000', -2147483648n],
    ['0080000000', 2147483648n],
    ['00ffffffff', 4294967295n],
    ['0100000000', 4294967296n],
    ['ff00000000', -4294967296n],
    ['7fffffffffffffff', 9223372036854775807n],
    ['8000000000000000', -9223372036854775808n],
    ['000000000000000000000005', 5n],
    ['ffffffffffffffffffff80', -128n],
    ['008000000000000000', Read.RANGE],
    ['ff7fffffffffffffff', Read.RANGE],
    ['010000000000000000', Read.RANGE],
    ['', Read.SYNTAX],
  ])('%s', (octets, expected) => {
    expect(signed(octets)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['fe', [254n, Read.SIGN_BIT]],
    ['00fe', [254n, Read.OK]],
    ['ffffffffffffffff', [18446744073709551615n, Read.SIGN_BIT]],
    ['00ffffffffffffffff', [18446744073709551615n, Read.OK]],
    ['010000000000000000', Read.RANGE],
    ['', Read.SYNTAX],
  ])('%s without a sign', (octets, expected) => {
    expect(unsigned(octets)).toEqual(expected);
  });
});

describe('BCD', () => {
  it.each<[string, bigint | number]>([
    ['0f', 10n],
    ['00', 100n],
    ['1f', 11n],
    ['12345678', 112345678n],
    ['123456789f', 1123456789n],
    ['1234567890', 11234567890n],
    ['999017000012345f', 1999017000012345n],
    ['3512345612345678', 13512345612345678n],
    ['12345678901234567f', 112345678901234567n],
    ['999999999999999999', 1999999999999999999n],
    ['000000000000000000', 1000000000000000000n],
    ['12ffff', 112n],
    ['1234567890123456789f', Read.SYNTAX],
    ['99999999999999999999', Read.SYNTAX],
    ['a1', Read.SYNTAX],
    ['1a', Read.SYNTAX],
    ['1ff1', Read.SYNTAX],
    ['f1', Read.SYNTAX],
    ['12f3', Read.SYNTAX],
    ['ff', Read.SYNTAX],
    ['', Read.SYNTAX],
  ])('%s', (octets, expected) => {
    expect(bcd(octets)).toBe(expected);
  });
});

describe('segmented values', () => {
  it.each([
    ['two segments', '6106 040131 040132', '12'],
    ['indefinite', '6180 040131 040132 0000', '12'],
    ['nested', '6109 2407 040131 04023233', '123'],
    ['nothing in it', '6100', ''],
    ['indefinite and nothing in it', '6180 0000', ''],
  ])('%s', (_name, octets, expected) => {
    expect(readText(cursor(hex(octets)), 10)).toBe(expected);
  });

  it('notes elements where octets belong, and too many octets, and goes on behind them', () => {
    const group = cursor(hex('6103 410131'));
    expect(readText(group, 10)).toBe('');
    expect(group).toMatchObject({ misfit: 0, err: Fault.NONE, pos: 5 });
    const segment = [
      0x04,
      0x82,
      MAX_SEGMENTED_OCTETS >> 8,
      MAX_SEGMENTED_OCTETS & 255,
      ...new Array(MAX_SEGMENTED_OCTETS).fill(0x31),
    ];
    const full = [...segment, 0x04, 0x00];
    const whole = cursor([0x61, 0x82, full.length >> 8, full.length & 255, ...full]);
    expect(readText(whole, MAX_SEGMENTED_OCTETS)).toHaveLength(MAX_SEGMENTED_OCTETS);
    const over = [...segment, 0x04, 0x01, 0x31];
    const long = cursor([0x61, 0x82, over.length >> 8, over.length & 255, ...over]);
    expect(readText(long, MAX_SEGMENTED_OCTETS * 2)).toBe('');
    expect(long).toMatchObject({ misfit: 0, err: Fault.NONE, pos: over.length + 4 });
  });

  it('shows octets that are not printable as ?', () => {
    expect(readText(cursor(prim(1, hex('41 00 0a 7f e9 7e'))), 10)).toBe('A????~');
  });
});
