import { describe, expect, test } from 'vitest';
import {
  ascii,
  type BerElement,
  bcd,
  choice,
  definiteLength,
  encodeBer,
  identifier,
  integer,
  list,
  octets,
  sequence,
} from './ber-encoder.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const written = (element: BerElement): string => hex(encodeBer(element).bytes);

// The id octets are those printed in the tag table of the public grammar.
test.each([
  [16, false, '50'],
  [1, true, '61'],
  [40, false, '5f28'],
  [62, false, '5f3e'],
  [69, true, '7f45'],
  [127, false, '5f7f'],
  [128, false, '5f8100'],
  [244, false, '5f8174'],
  [427, true, '7f832b'],
  [534, true, '7f8416'],
  [16384, false, '5f818000'],
])('identifier of tag %i, constructed %s: %s', (tag, constructed, bytes) => {
  expect(hex(identifier(tag, constructed))).toBe(bytes);
});

test.each([
  ['universal', '04'],
  ['application', '44'],
  ['context', '84'],
  ['private', 'c4'],
] as const)('class %s', (cls, bytes) => {
  expect(hex(identifier(4, false, cls))).toBe(bytes);
});

test.each([
  [0n, undefined, '00'],
  [127n, undefined, '7f'],
  [128n, undefined, '8180'],
  [815n, undefined, '82032f'],
  [65536n, undefined, '83010000'],
  [5n, 1, '8105'],
  [5n, 4, '8400000005'],
  [0n, 2, '820000'],
])('length %s in %s octets: %s', (value, width, bytes) => {
  expect(hex(definiteLength(value, width))).toBe(bytes);
});

test('a length that does not fit its octets is refused', () => {
  expect(() => definiteLength(256n, 1)).toThrow(RangeError);
});

test.each([
  [0n, '00'],
  [1n, '01'],
  [127n, '7f'],
  [128n, '0080'],
  [255n, '00ff'],
  [256n, '0100'],
  [116203n, '01c5eb'],
  [1200000000n, '47868c00'],
  [0x83215600n, '0083215600'],
  [(1n << 63n) - 1n, '7fffffffffffffff'],
  [1n << 63n, '008000000000000000'],
  [-1n, 'ff'],
  [-128n, '80'],
  [-129n, 'ff7f'],
])('INTEGER %s is %s', (value, bytes) => {
  const content = encodeBer(integer(62, value)).bytes.slice(3);
  expect(hex(content)).toBe(bytes);
});

test.each([
  ['1234', '5f8101021234'],
  ['123', '5f810102123f'],
  ['133713371337133', '5f810108133713371337133f'],
  ['35a', '5f81010235af'],
])('BCD digits %s: high nibble first, f fills', (digits, bytes) => {
  expect(written(bcd(129, digits))).toBe(bytes);
});

describe('elements', () => {
  test('sequence, list, choice and text', () => {
    const element = sequence(1, [
      ascii(196, 'AAAVP'),
      undefined,
      list(185, [integer(184, 1), integer(184, 300)]),
      choice(429, octets(128, Uint8Array.of(0x12))),
    ]);
    expect(written(element)).toBe(
      '61215f81440541414156507f81390b5f813801015f81380201' + '2c7f832d055f81000112',
    );
  });

  test('indefinite, nested, and without its end', () => {
    const inner: BerElement = { ...sequence(65, []), length: 'indefinite' };
    expect(written({ ...sequence(1, [inner]), length: 'indefinite' })).toBe('61807f418000000000');
    expect(written({ ...sequence(1, []), length: 'indefinite', override: { omitEoc: true } })).toBe('6180');
  });

  test('overrides write exactly what they say', () => {
    const base = octets(2, Uint8Array.of(7));
    expect(written({ ...base, override: { cls: 'context' } })).toBe('820107');
    expect(written({ ...base, override: { lengthValue: 200n } })).toBe('4281c807');
    expect(written({ ...base, override: { lengthBytes: Uint8Array.of(0xff) } })).toBe('42ff07');
    expect(written({ ...base, override: { tagBytes: Uint8Array.of(0x5f, 0x02) } })).toBe('5f020107');
    expect(written({ ...base, override: { constructed: true } })).toBe('620107');
    expect(written({ ...base, raw: Uint8Array.of(0, 0) })).toBe('0000');
  });

  test('places point at the identifier, the content and the end', () => {
    const leaf = octets(62, Uint8Array.of(9, 9));
    const group: BerElement = { ...sequence(69, [leaf]), length: 'indefinite' };
    const { bytes, places } = encodeBer(sequence(1, [octets(16, Uint8Array.of(1)), group]));
    expect(hex(bytes)).toBe('610d5001017f45805f3e0209090000');
    expect(places.get(group)).toEqual({ start: 5, content: 8, end: 15 });
    expect(places.get(leaf)).toEqual({ start: 8, content: 11, end: 13 });
  });
});
