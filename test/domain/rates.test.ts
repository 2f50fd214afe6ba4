import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { findRate, parseRates } from '../../src/domain/rates.ts';

const HEADER = 'period,from_currency,to_currency,rate,source';

describe('rates that load', () => {
  const text = `\uFEFF${HEADER}\r\n2026-10,XDR,EUR,1.2345,"IMF, 1 October"\r\n\r\n2026-10,USD,EUR,0.9000,ECB\r\n2026-10,XDR,EUR,1.23450,again\r\n`;
  const rates = parseRates(text, 'rates.csv');

  test('by month and direction, with the text as written', () => {
    expect(findRate(rates, '2026-10', 'XDR', 'EUR')).toEqual({
      from: 'XDR',
      to: 'EUR',
      value: '1.2345',
      source: 'IMF, 1 October',
    });
    expect(findRate(rates, '2026-10', 'USD', 'EUR')?.value).toBe('0.9000');
    expect(rates.digest).toBe(createHash('sha256').update(text).digest('hex'));
  });

  test('a currency to itself needs no row and no file', () => {
    expect(findRate(rates, '2026-11', 'EUR', 'EUR')).toEqual({
      from: 'EUR',
      to: 'EUR',
      value: '1',
      source: '',
    });
    expect(findRate(null, '2026-11', 'EUR', 'EUR')?.value).toBe('1');
  });

  // biome-ignore format: one rule a line
  test.each([
    ['another month',  '2026-11', 'XDR', 'EUR'],
    ['the inverse',    '2026-10', 'EUR', 'XDR'],
    ['the cross',      '2026-10', 'XDR', 'USD'],
  ])('%s is never made up', (_, period, from, to) => {
    for (const given of [rates, null]) {
      expect(findRate(given, period, from, to)).toBeNull();
    }
  });

  test('columns may come in another order, with others beside them', () => {
    const other = parseRates(
      'note,rate,source,to_currency,from_currency,period\nx,2,s,EUR,GBP,2026-01\n',
      'r.csv',
    );
    expect(findRate(other, '2026-01', 'GBP', 'EUR')).toMatchObject({ value: '2', source: 's' });
  });
});

describe('rates that are refused, at their line', () => {
  const good = '2026-10,XDR,EUR,1.2345,IMF';
  // biome-ignore format: one rule a line
  const rows: readonly (readonly [text: string, code: string, line: number, detail: RegExp])[] = [
    ['',                                               'RATES_INVALID', 1, /header/],
    ['period,from_currency,to_currency,rate',          'RATES_INVALID', 1, /lacks the column source/],
    ['period;from_currency;to_currency;rate;source',   'RATES_INVALID', 1, /commas/],
    [`${HEADER},rate\n`,                               'RATES_INVALID', 1, /twice/],
    [`${HEADER}\n${good}\n2026-13,XDR,EUR,1,x`,        'RATES_INVALID', 3, /period/],
    [`${HEADER}\n2026-10,xdr,EUR,1,x`,                 'RATES_INVALID', 2, /from_currency/],
    [`${HEADER}\n2026-10,XDR,EURO,1,x`,                'RATES_INVALID', 2, /to_currency/],
    [`${HEADER}\n2026-10,XDR,EUR,"1,2",x`,             'RATES_INVALID', 2, /decimal/],
    [`${HEADER}\n2026-10,XDR,EUR,1e2,x`,               'RATES_INVALID', 2, /decimal/],
    [`${HEADER}\n2026-10,XDR,EUR,0.00,x`,              'RATES_INVALID', 2, /greater than 0/],
    [`${HEADER}\n2026-10,XDR,EUR,-1,x`,                'RATES_INVALID', 2, /greater than 0/],
    [`${HEADER}\n2026-10,EUR,EUR,1.1,x`,               'RATES_INVALID', 2, /itself/],
    [`${HEADER}\n2026-10,XDR,EUR,${'1'.repeat(41)},x`, 'RATES_INVALID', 2, /40 characters/],
    [`${HEADER}\n2026-10,XDR,EUR,1`,                   'RATES_INVALID', 2, /4 fields, the header 5/],
    [`${HEADER}\n"a\nb",XDR,EUR,1,x`,                  'RATES_INVALID', 2, /period/],
    [`${HEADER}\n2026-10,XDR,EUR,1,"a\nb"\n${good}x"`, 'RATES_INVALID', 4, /quote/],
    [`${HEADER}\n${good}\n2026-10,USD,EUR,1,"x`,       'RATES_INVALID', 3, /never closed/],
    [`${HEADER}\n2026-10,XDR,EUR,1,"x"y`,              'RATES_INVALID', 2, /closing quote/],
    [`${HEADER}\n2026-10,XDR,EUR,1,${'x'.repeat(300)}`, 'RATES_INVALID', 2, /200 characters/],
    [`${HEADER}\n2026-10,XDR,EUR,1,${'x'.repeat(9000)}`, 'RATES_INVALID', 2, /4096 characters/],
    [`${HEADER}\n${','.repeat(300)}`,                  'RATES_INVALID', 2, /columns/],
    [`${HEADER}\n${good}\n\n2026-10,XDR,EUR,1.2346,x`, 'RATE_CONFLICT', 4, /line 2 says 1.2345, line 4 says 1.2346/],
  ];
  test.each(rows)('%j', (text, code, line, detail) => {
    expect(() => parseRates(text, 'rates.csv')).toThrow(
      expect.objectContaining({
        code,
        place: { file: 'rates.csv', line },
        detail: expect.stringMatching(detail) as unknown,
      }),
    );
  });

  test('a text beyond the limit is not read', () => {
    expect(() => parseRates('x'.repeat(16 * 1024 * 1024 + 1), 'r')).toThrow(
      expect.objectContaining({ code: 'FILE_TOO_LARGE' }),
    );
  });

  test('rows beyond the limit are refused at the first one too many', () => {
    const text = `${HEADER}\n${`${good}\n`.repeat(200_001)}`;
    expect(() => parseRates(text, 'r')).toThrow(
      expect.objectContaining({ code: 'RATES_INVALID', place: { file: 'r', line: 200_002 } }),
    );
  });
});
