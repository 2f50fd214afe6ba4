/** What is disputed of what, exactly; and what the partner's file may say. */
import { describe, expect, test } from 'vitest';
import { amountText, totalsOf, weigh } from '../../src/disputes/amounts.ts';
import { parseDisputed } from '../../src/disputes/file.ts';
import { parseDecimal, toExactText } from '../../src/domain/fraction.ts';

const TERMS = {
  method: 'replaces_tap',
  rounding: { mode: 'half_up', decimals: 2 },
  tax_rate: '0.10',
} as const;

describe('weigh', () => {
  const LINES = ['usage', 'access', 'refunds'];
  const weighed = (claimed: string | null, cells: Readonly<Record<string, string>>) => {
    const { items, lines, net } = weigh(
      [claimed === null ? null : parseDecimal(claimed)],
      Object.entries(cells).map(([lineId, amount]) => ({ item: 0, lineId, amount: parseDecimal(amount) })),
      LINES,
    );
    expect(toExactText(net)).toBe(toExactText(items[0]!.disputed));
    const byLine = Object.fromEntries([...lines].map(([id, amount]) => [id, toExactText(amount)]));
    return [toExactText(items[0]!.ours), toExactText(items[0]!.disputed), byLine];
  };

  test('all of it without a claim, or with one that is above it', () => {
    const all = ['3.5', '3.5', { usage: '1.5', access: '2' }];
    expect(weighed(null, { access: '2', usage: '1.5' })).toEqual(all);
    expect(weighed('3.5', { access: '2', usage: '1.5' })).toEqual(all);
    expect(weighed('9', { access: '2', usage: '1.5' })).toEqual(all);
  });

  test('a claim below it is taken in the order of the lines, and never from a refund', () => {
    expect(weighed('1.7', { access: '2', usage: '1.5' })).toEqual([
      '3.5',
      '1.7',
      { usage: '1.5', access: '0.2' },
    ]);
    // Ours is 1: 0.75 of it comes from the usage.
    expect(weighed('0.75', { refunds: '-2', access: '2', usage: '1' })).toEqual([
      '1',
      '0.75',
      { usage: '0.75', access: '0', refunds: '0' },
    ]);
    expect(weighed(null, { refunds: '-2', access: '1' })).toEqual([
      '-1',
      '-1',
      { access: '1', refunds: '-2' },
    ]);
    expect(weighed('0', { usage: '1' })).toEqual(['1', '0', { usage: '0' }]);
    expect(weighed('5', {})).toEqual(['0', '0', {}]);
  });
});

test('totals: net and tax are rounded once, each; payables of a chain add up', () => {
  // 0.045 → 0.05; tax 0.0045 → 0.00; before: 1.05 → 1.05 and 0.105 → 0.11.
  expect(totalsOf(parseDecimal('0.045'), ['10.00', '-2.50'], [parseDecimal('1.05')], TERMS)).toEqual({
    payable: '7.50',
    disputed: '0.05',
    disputed_tax: '0.00',
    disputed_before: '1.16',
    undisputed: '6.29',
  });
});

test('amounts have the places of the statement, or as many as they need', () => {
  expect(['1', '1.5', '1.505', '-0.1'].map((text) => amountText(parseDecimal(text), 2))).toEqual([
    '1.00',
    '1.50',
    '1.505',
    '-0.10',
  ]);
  expect(amountText(parseDecimal('7'), 0)).toBe('7');
});

describe("the partner's file", () => {
  const IMSI = '999010000000001';
  test('columns may be missing; rows of the same are one', () => {
    expect(parseDisputed(`imsi\n${IMSI}\n`, 'f', null)).toEqual([
      { imsi: IMSI, lineId: '', reason: '', claimed: null, line: 2 },
    ]);
    const rows = `reason,imsi,line,amount\nx,${IMSI},a,1.5\ny,${IMSI},a,0.25\nx,${IMSI},a,1\nz,${IMSI},,\nz,,a,2\n`;
    const said = parseDisputed(rows, 'f', null).map(({ imsi, lineId, reason, claimed, line }) =>
      [imsi === '' ? '-' : 'A', lineId, reason, claimed === null ? 'all' : toExactText(claimed), line].join(
        ' ',
      ),
    );
    expect(said).toEqual(['A a x; y 2.75 2', 'A  z all 5', '- a z 2 6']);
  });

  test.each([
    ['nothing named', ',,x,1', 'neither an IMSI nor a line'],
    ['digits that are none', '9.9E14,,x,1', '6 to 15 digits'],
    ['an amount below zero', `${IMSI},,x,-1`, 'without sign'],
    ['a decimal comma that no profile names', `${IMSI},,x,"1,5"`, 'without sign'],
  ])('%s is refused with its line, without the IMSI', (_, row, words) => {
    const act = () => parseDisputed(`imsi,line,reason,amount\n,a,,\n${row}\n`, 'f.csv', null);
    expect(act).toThrow(
      expect.objectContaining({ code: 'DISPUTE_INVALID', place: { file: 'f.csv', line: 3 } }),
    );
    expect(act).toThrow(words);
    expect(act).not.toThrow(/\d{6}/);
  });

  test('a column that the profile names has to be there', () => {
    const profile = {
      separator: ';',
      decimal: ',' as const,
      thousands: '' as const,
      columns: { imsi: 'IMSI', amount: 'Betrag' },
      values: {},
      quantity_size: 1,
    };
    expect(() => parseDisputed('IMSI;Summe\n', 'f', profile)).toThrow('lacks the column Betrag');
    expect(() => parseDisputed('IMSI;Betrag\n', 'f', profile)).toThrow('no rows');
    expect(parseDisputed(`IMSI;Betrag\n${IMSI};1,5\n`, 'f', profile)[0]!.claimed).toEqual(
      parseDecimal('1.5'),
    );
    // Fifteen hundred, or one and a half?
    expect(() => parseDisputed(`IMSI;Betrag\n${IMSI};1.500\n`, 'f', profile)).toThrow(
      'An amount is a decimal',
    );
    const grouped = { ...profile, thousands: '.' as const };
    expect(parseDisputed(`IMSI;Betrag\n${IMSI};1.500\n`, 'f', grouped)[0]!.claimed).toEqual(
      parseDecimal('1500'),
    );
  });
});
