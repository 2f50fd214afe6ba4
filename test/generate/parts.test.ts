import { describe, expect, test } from 'vitest';
import { BerWriter } from '../../src/generate/ber-writer.ts';
import { localMidnight, offsetMinutes, offsetText, parseMonth, stamp } from '../../src/generate/calendar.ts';
import { mix, Rng } from '../../src/generate/prng.ts';

const written = (write: (w: BerWriter) => void): string => {
  const w = new BerWriter();
  write(w);
  return Buffer.from(w.take()).toString('hex');
};

describe('BerWriter', () => {
  // Identifier octets and contents as X.690 gives them for class APPLICATION.
  test.each<[string, (w: BerWriter) => void, string]>([
    ['low tag', (w) => w.integer(1, 0), '410100'],
    ['tag 31', (w) => w.integer(31, 127), '5f1f017f'],
    ['tag 128', (w) => w.integer(128, 128), '5f8100020080'],
    ['tag 16383', (w) => w.text(16_383, 'A'), '5fff7f0141'],
    ['integer of two octets', (w) => w.integer(1, 256), '41020100'],
    ['integer that needs a leading zero', (w) => w.integer(1, 0xff_ff), '410300ffff'],
    ['largest exact integer', (w) => w.integer(1, 2 ** 53 - 1), '41071fffffffffffff'],
    ['even digits', (w) => w.bcd(1, '1234'), '41021234'],
    ['odd digits', (w) => w.bcd(1, '123'), '4102123f'],
    ['octets keep their number', (w) => w.octets(1, 258, 4), '410400000102'],
  ])('%s', (_, write, hex) => expect(written(write)).toBe(hex));

  const group = (size: number, indefinite = false) =>
    written((w) => {
      w.open(9, indefinite);
      for (let i = 0; i < size / 10; i++) w.text(1, '12345678');
      w.close();
    });

  test.each([
    [120, '6978'],
    [130, '698182'],
    [250, '6981fa'],
    [260, '69820104'],
    [65_530, '6982fffa'],
    [65_540, '6983010004'],
  ])('a group of %i bytes', (size, head) => {
    expect(group(size).slice(0, head.length)).toBe(head);
    expect(group(size).length / 2).toBe(head.length / 2 + size);
  });

  test('an indefinite group ends with end-of-contents', () => {
    expect(group(10, true)).toBe('6980410831323334353637380000');
  });

  test('a group left open is a fault', () => {
    const w = new BerWriter();
    w.open(1);
    expect(() => w.take()).toThrow('open');
  });
});

describe('calendar', () => {
  test.each([
    ['2026-03-29T00:59:59Z', 60, 0],
    ['2026-03-29T01:00:00Z', 120, 60],
    ['2026-10-25T00:59:59Z', 120, 60],
    ['2026-10-25T01:00:00Z', 60, 0],
    ['2027-01-01T00:00:00Z', 60, 0],
    ['2024-03-31T01:00:00Z', 120, 60],
  ])('%s: mainland %i, islands %i minutes', (instant, mainland, islands) => {
    const utc = Date.parse(instant) / 1000;
    expect([offsetMinutes(0, utc), offsetMinutes(1, utc)]).toEqual([mainland, islands]);
  });

  test('midnight, stamp and offset text', () => {
    const october = parseMonth('2026-10');
    expect(new Date(localMidnight(october, 0, 0) * 1000).toISOString()).toBe('2026-09-30T22:00:00.000Z');
    expect(stamp(Date.parse('2026-10-31T23:05:09Z') / 1000)).toBe('20261031230509');
    expect([offsetText(0), offsetText(120), offsetText(-345)]).toEqual(['+0000', '+0200', '-0545']);
  });
});

describe('random numbers', () => {
  test('a stream depends on its words alone', () => {
    const draw = (...words: number[]) => Array.from({ length: 4 }, (_, i) => new Rng(...words, i).next());
    expect(draw(1, 2)).toEqual(draw(1, 2));
    expect(new Set([...draw(1, 2), ...draw(2, 1), ...draw(1, 3)]).size).toBe(12);
    expect(mix(0)).not.toBe(mix(0, 0));
  });

  test('values stay in their bounds and cover them', () => {
    const rng = new Rng(5);
    const seen = new Set(Array.from({ length: 2000 }, () => rng.between(3, 9)));
    expect([...seen].sort()).toEqual([3, 4, 5, 6, 7, 8, 9]);
    const mean = Array.from({ length: 20_000 }, () => rng.about(0.3)).reduce((a, b) => a + b, 0) / 20_000;
    expect(mean).toBeGreaterThan(0.28);
    expect(mean).toBeLessThan(0.32);
  });
});
