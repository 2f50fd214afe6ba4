import { describe, expect, test } from 'vitest';
import { parseTacs } from '../../src/domain/tacs.ts';

const HEADER = 'tac,manufacturer,model,device_type';

test('rows by TAC, other columns ignored, quotes and doubled quotes read', () => {
  const text =
    'model,extra,tac,device_type,manufacturer\n"M ""2"", long",x,35123456,Modem,Maker\nP,,01000000,,"A, B"\n';
  expect(parseTacs(text, 'tacs.csv')).toEqual([
    { tac: '01000000', manufacturer: 'A, B', model: 'P', deviceType: '' },
    { tac: '35123456', manufacturer: 'Maker', model: 'M "2", long', deviceType: 'Modem' },
  ]);
});

test.each(['TAC,Manufacturer,Model,Device_Type', 'TAC,MANUFACTURER,MODEL,Device Type'])(
  'a header %s',
  (header) => {
    expect(parseTacs(`${header}\n35123456,M,X,Modem`, 't')).toEqual(
      parseTacs(`${HEADER}\n35123456,M,X,Modem`, 't'),
    );
  },
);

test('a column that stands as it is written goes before one in capitals', () => {
  const [row] = parseTacs(`TAC,${HEADER}\nx,35123456,M,X,Modem`, 't');
  expect(row!.tac).toBe('35123456');
});

test('the order of rows changes nothing', () => {
  const [a, b] = ['35123456,M,X,Modem', '35123457,N,Y,Smartphone'];
  expect(parseTacs(`${HEADER}\n${a}\n${b}`, 't')).toEqual(parseTacs(`${HEADER}\n${b}\n${a}\n`, 't'));
});

test('a TAC that comes again with the same type keeps its first row', () => {
  expect(parseTacs(`${HEADER}\n35123456,M,X,Modem\n35123456,N,Y,Modem`, 't')).toEqual([
    { tac: '35123456', manufacturer: 'M', model: 'X', deviceType: 'Modem' },
  ]);
});

describe('refused at the line', () => {
  // biome-ignore format: one rule a line
  test.each([
    ['',                                                          1, /header/],
    ['tac,manufacturer,model',                                    1, /lacks the column device_type/],
    ['TAC,Tac,manufacturer,model,device_type',                    1, /tac twice/],
    [`${HEADER}\n35123456,M,X,Modem\n1000000,M,X,Modem`,          3, /leading zeros/],
    [`${HEADER}\n3512345x,M,X,Modem`,                             2, /8 digits/],
    [`${HEADER}\n35123456,M,X,Modem\n35123456,M,X,Smartphone`,    3, /line 2/],
    [`${HEADER}\n35123456,M,X`,                                   2, /3 fields, the header 4/],
  ] as const)('%j', (text, line, detail) => {
    expect(() => parseTacs(text, 'tacs.csv')).toThrow(
      expect.objectContaining({
        code: 'TACS_INVALID',
        place: { file: 'tacs.csv', line },
        detail: expect.stringMatching(detail) as unknown,
      }),
    );
  });
});
