/** Parts of the pages that need no browser. */
import { describe, expect, test } from 'vitest';
import { aligned } from '../../src/pages/parts/align.ts';
import { csvText } from '../../src/pages/parts/csv.ts';
import { strayWords, wordsOf, wordsText } from '../../src/pages/parts/partner-words.ts';
import { address, matched, placeOf } from '../../src/pages/place.ts';

describe('addresses', () => {
  test('what is written is read again, whatever stands in it', () => {
    const path = ['runs', '149f', 'statements', 'A/B ?#%', 'lines', 'é'];
    const hash = address(path, { segment: 'a&b=c', cursor: null, empty: '' });
    expect(hash).not.toMatch(/[^#?/]A\/B/);
    const place = placeOf(hash);
    expect(place.path).toEqual(path);
    expect([...place.query]).toEqual([['segment', 'a&b=c']]);
  });

  test('a broken escape is text, and an empty address is the first page', () => {
    expect(placeOf('#/jobs/%zz').path).toEqual(['jobs', '%zz']);
    expect(placeOf('').path).toEqual([]);
    expect(matched('', [])).toEqual({});
  });

  test('a pattern takes paths of its own length alone', () => {
    expect(matched('runs/:run/devices', ['runs', '149f', 'devices'])).toEqual({ run: '149f' });
    expect(matched('runs/:run/devices', ['runs', '149f'])).toBeNull();
    expect(matched('runs/:run/devices', ['runs', '149f', 'review'])).toBeNull();
  });
});

describe('CSV of what is seen', () => {
  test('separators, quotes and lines in a field are quoted', () => {
    expect(csvText(['a', 'b'], [['1,5', 'say "no"\nagain']])).toBe('a,b\r\n"1,5","say ""no""\nagain"\r\n');
  });

  test('a text that a spreadsheet would run is text; a negative amount stays a number', () => {
    expect(csvText(['a'], [['=1+1'], ['@x'], ['-2.50'], ['-2+3']])).toBe(
      "a\r\n'=1+1\r\n'@x\r\n-2.50\r\n'-2+3\r\n",
    );
  });
});

describe('amounts of several currencies', () => {
  test('stand with their points under each other', () => {
    // Two decimals are the most: a yen amount is filled by a point's width and two digits' width.
    expect(aligned(['1015.83', '45577', '-0.5'])).toEqual([
      '1,015.83',
      '45,577\u2008\u2007\u2007',
      '-0.5\u2007',
    ]);
  });

  test('of one currency are as they are', () => {
    expect(aligned(['1', '20'])).toEqual(['1', '20']);
    expect(aligned([])).toEqual([]);
  });
});

describe("a partner's words", () => {
  test('are read and written line by line; ours may be empty, theirs may hold a sign of equality', () => {
    const text = 'service: DATEN = data\n\n  service:SMS MO=sms_mo\nsegment: M2M = \nline: a=b = v1-usage-0';
    const words = {
      service: { DATEN: 'data', 'SMS MO': 'sms_mo' },
      segment: { M2M: '' },
      line: { 'a=b': 'v1-usage-0' },
    };
    expect(wordsOf(text)).toEqual(words);
    expect(wordsOf(wordsText({ service: words.service }))).toEqual({ service: words.service });
  });

  test('that would be left out unseen are named', () => {
    expect(strayWords('service: DATEN = data\n')).toBe('');
    expect(strayWords('service: DATEN = data\nDATEN = data')).toContain('DATEN = data');
    expect(strayWords('amount: x = y')).not.toBe('');
  });
});
