import { describe, expect, it } from 'vitest';
import { GROUP_TABLE_SIZE, MAX_DEPTH } from '../../src/decode/ber/cursor.ts';
import { checkFraming, pathAt } from '../../src/decode/ber/framing.ts';
import { group, hex, open, prim } from './bytes.ts';

/** Tags 1 and 2 are known groups; all others are open. */
const groups = new Uint8Array(GROUP_TABLE_SIZE);
groups[1] = 1;
groups[2] = 1;

const check = (octets: readonly number[]) => {
  const fault = checkFraming(Uint8Array.from(octets), groups);
  return fault === null ? null : `${fault.code}@${fault.offset}`;
};
const repeat = (text: string, times: number) => hex(text.repeat(times));

describe('framing of BER', () => {
  const sound: [string, number[]][] = [
    ['empty root', hex('6100')],
    ['primitive root', hex('4101ff')],
    ['long form of a short length', hex('618102 4100')],
    ['length in 8 octets with leading zeros', hex('6188 0000000000000002 4100')],
    ['two-octet tag', hex('6104 5f8101 00')],
    ['three-octet tag at the limit', hex('6105 5fffff7f 00')],
    ['indefinite, empty', hex('6180 0000')],
    ['indefinite in indefinite', hex('6180 6280 4101aa 0000 0000')],
    ['definite in indefinite', hex('6180 6203 4101aa 0000')],
    ['indefinite in definite', hex('6107 6280 4101aa 0000')],
    ['00 octets inside a value', hex('6180 4104 00000000 0000')],
    ['zeros after the root', hex('6100 000000')],
    ['segments in an open tag', hex('6108 6506 0401aa 0401bb')],
    ['segments of indefinite length, nested', hex('610b 6580 2480 0401aa 0000 0000')],
    ['constructed segment of definite length', hex('6107 6505 2403 0401aa')],
    ['a primitive of an unknown tag', prim(1, [1, 2, 3])],
    ['deepest allowed', [...repeat('6180', MAX_DEPTH), ...repeat('0000', MAX_DEPTH)]],
  ];
  it.each(sound)('%s is sound', (_name, octets) => {
    expect(check(octets)).toBeNull();
  });

  const broken: [string, number[], string][] = [
    ['nothing after the tag', hex('61'), 'BER_TRUNCATED@0'],
    ['half a tag', hex('7f81'), 'BER_TRUNCATED@0'],
    ['root longer than the file', hex('6103 4100'), 'BER_TRUNCATED@0'],
    ['half a length', hex('6182 01'), 'BER_TRUNCATED@0'],
    ['definite element cut in an indefinite root', hex('6180 4105 aabb'), 'BER_TRUNCATED@2'],
    ['element longer than its group', hex('6103 4102 aa'), 'BER_LENGTH_OVERFLOW@2'],
    ['inner group longer than the outer', hex('6104 6205 4100'), 'BER_LENGTH_OVERFLOW@2'],
    ['header cut by its group, more follows', hex('6180 6201 41 4100 0000'), 'BER_LENGTH_OVERFLOW@4'],
    ['length above 2^53', hex('6188 ffffffffffffffff'), 'BER_LENGTH_OVERFLOW@0'],
    ['length in 9 octets', hex('6189 000000000000000000'), 'BER_LENGTH_FORM@0'],
    ['reserved length ff', hex('61ff 00'), 'BER_LENGTH_FORM@0'],
    ['indefinite primitive', hex('6104 4180 0000'), 'BER_LENGTH_FORM@2'],
    ['tag number with a leading 80', hex('6104 5f8001 00'), 'BER_TAG_FORM@2'],
    ['low tag number in the high form', hex('6103 5f1e 00'), 'BER_TAG_FORM@2'],
    ['tag number in four octets', hex('6106 5fffffff7f 00'), 'BER_TAG_FORM@2'],
    ['UNIVERSAL in a group', hex('6103 0201 05'), 'BER_CLASS@2'],
    ['context class', hex('6102 8000'), 'BER_CLASS@2'],
    ['private class', hex('6102 c000'), 'BER_CLASS@2'],
    ['segments in a known group', hex('6105 6203 0401aa'), 'BER_CLASS@4'],
    ['an element after segments', hex('6107 6505 0401aa 4100'), 'BER_CLASS@7'],
    ['a segment after elements', hex('6107 6505 4100 0401aa'), 'BER_CLASS@6'],
    ['UNIVERSAL 2 in an open tag', hex('6105 6503 0201aa'), 'BER_CLASS@4'],
    ['end-of-contents in a definite group', hex('6104 0000 4100'), 'BER_UNEXPECTED_EOC@2'],
    ['end-of-contents in definite segments', hex('6107 6505 0401aa 0000'), 'BER_UNEXPECTED_EOC@7'],
    ['end-of-contents with a length', hex('6180 0001 aa'), 'BER_CLASS@2'],
    ['indefinite never closed', hex('6180 4100'), 'BER_MISSING_EOC@0'],
    ['inner indefinite closed by its parent', hex('6104 6280 4100'), 'BER_MISSING_EOC@2'],
    ['half an end-of-contents', hex('6180 4100 00'), 'BER_MISSING_EOC@0'],
    ['a second root', hex('6100 7f7500'), 'BER_TRAILING_DATA@2'],
    ['a second root after zeros', hex('6100 0000 6100'), 'BER_TRAILING_DATA@4'],
    ['one level too deep', repeat('6180', MAX_DEPTH + 1), `BER_DEPTH@${MAX_DEPTH * 2}`],
    ['a depth bomb', repeat('6180', 200_000), `BER_DEPTH@${MAX_DEPTH * 2}`],
    ['a depth bomb of segments', [...hex('6580'), ...repeat('2480', 100_000)], `BER_DEPTH@${MAX_DEPTH * 2}`],
    ['nothing at all', [], 'BER_TRUNCATED@0'],
  ];
  it.each(broken)('%s', (_name, octets, expected) => {
    expect(check(octets)).toBe(expected);
  });

  it('says how many bytes are missing', () => {
    expect(checkFraming(Uint8Array.from(hex('610a 4100')), groups)?.detail).toContain('8 byte(s)');
  });

  it('gives the path of a fault with positions', () => {
    const fault = checkFraming(
      Uint8Array.from(group(1, prim(3, []), open(2, prim(4, []), hex('0201aa')))),
      groups,
    );
    expect(fault?.path).toEqual([
      { cls: 1, tag: 1, index: 0 },
      { cls: 1, tag: 2, index: 1 },
      { cls: 0, tag: 2, index: 1 },
    ]);
  });

  it('finds the path of an offset, also behind groups it steps over', () => {
    const bytes = Uint8Array.from(
      group(1, group(2, prim(7, [1]), prim(8, [2])), open(5, prim(9, []), prim(600, [3]))),
    );
    const at = bytes.lastIndexOf(3) - 4;
    expect(pathAt(bytes, groups, at).map((step) => [step.tag, step.index])).toEqual([
      [1, 0],
      [5, 1],
      [600, 1],
    ]);
    expect(pathAt(bytes, groups, at + 1)).toEqual([]);
  });
});
