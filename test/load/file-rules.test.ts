/** Names against headers and gaps in sequence numbers (TD.57), as aligned tables. */
import { describe, expect, test } from 'vitest';
import { nameBreaks, sequenceGaps } from '../../src/load/file-rules.ts';

const HEADER = { sender: 'AAAVP', recipient: 'BBBHA', sequence: '00042', type: 'CD' } as const;

describe('name against header', () => {
  test.each<readonly [string, 'CD' | 'TD', readonly (string | null)[]]>([
    ['CDAAAVPBBBHA00042', 'CD', []],
    ['CDAAAVPBBBHA00042.gz', 'CD', []],
    ['cdaaavpbbbha00042.tap', 'CD', []],
    ['anything.bin', 'CD', []],
    // A longer number is no TD.57 name, so it contradicts nothing.
    ['CDAAAVPBBBHA000421', 'CD', []],
    ['NRAAAVPBBBHA0000001', 'CD', []],
    ['TDAAAVPBBBHA00001.zst', 'TD', ['FileSequenceNumber 100']],
    ['CDAAAVPBBBHA00043', 'CD', ['FileSequenceNumber 100']],
    ['CDCCCXYBBBHA00042', 'CD', [null]],
    ['CDAAAVPCCCHB00042', 'CD', [null]],
    ['TDAAAVPBBBHA00042', 'CD', ['BatchControlInfo 39']],
    ['CDAAAVPBBBHA00042', 'TD', ['BatchControlInfo 38']],
    ['TDAAAVPBBBHA00041', 'CD', ['FileSequenceNumber 100', 'BatchControlInfo 39']],
  ])('%s with a header of type %s', (name, type, expected) => {
    const found = nameBreaks(name, { ...HEADER, type });
    expect(found.map(({ td57 }) => (td57 === null ? null : `${td57.item} ${td57.error}`))).toEqual(expected);
  });
});

describe('sequence gaps', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['none', [], []],
    ['one file', ['00042'], []],
    ['without a gap', ['00041', '00042', '00043'], []],
    ['one missing', ['00041', '00043'], ['00042..00042 before 00043']],
    [
      'several runs',
      ['00001', '00004', '00005', '00009'],
      ['00002..00003 before 00004', '00006..00008 before 00009'],
    ],
    ['round the end', ['99998', '99999', '00001'], []],
    ['missing across the end', ['99998', '00002'], ['99999..00001 before 00002']],
    ['twice the same', ['00007', '00007', '00009'], ['00008..00008 before 00009']],
  ])('%s', (_, sequences, expected) => {
    const found = sequenceGaps(sequences).map(
      ({ first, last, before }) => `${first}..${last} before ${before}`,
    );
    expect(found.toSorted()).toEqual(expected.toSorted());
  });
});
