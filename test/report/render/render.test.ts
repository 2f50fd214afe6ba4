import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { renderBridge } from '../../../src/cli/render/bridge.ts';
import { renderStatement } from '../../../src/cli/render/statement.ts';
import { renderTable } from '../../../src/cli/render/table.ts';
import { creditNote, provisional } from '../fixture.ts';

describe('renderTable', () => {
  test('figures end in one column, rules span, trailing blanks go', () => {
    const rows = [['a', '1.00'], ['bcd', '-20.00'], 'rule' as const, { strong: ['sum', '-19.00'] }];
    expect(renderTable(['name', 'amount'], rows, ['left', 'right'])).toBe(
      ['name  amount', '────  ──────', 'a       1.00', 'bcd   -20.00', '────  ──────', 'sum   -19.00'].join(
        '\n',
      ),
    );
  });

  test('no rows: the head alone', () => {
    expect(renderTable(['a', 'b'], [], ['left', 'right'])).toBe('a  b\n─  ─');
  });

  test('text is cut to the width, figures are not', () => {
    const long = 'x'.repeat(10_000);
    const shown = renderTable(
      ['name', 'why', 'n'],
      [[long, `${long} y`, '12,345,678,901.00']],
      ['left', 'left', 'right'],
      {
        width: 60,
      },
    );
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
    expect(shown).toContain('x…');
    expect(shown).toContain('  12,345,678,901.00');
    expect(renderTable(['n'], [['1'.repeat(150)]], ['right'])).toContain('1'.repeat(150));
  });

  test('wide letters count twice', () => {
    const [, , wide, narrow] = renderTable(
      ['n', 'v'],
      [
        ['日本', '1'],
        ['abcd', '2'],
      ],
      ['left', 'right'],
    ).split('\n');
    expect(wide).toBe('日本  1');
    expect(narrow).toBe('abcd  2');
  });

  test('a cell cannot steer the terminal or break a row', () => {
    const shown = renderTable(['n'], [['a\u001b[2Jb\nc\rd\u202e']], ['left']);
    expect(shown.split('\n')[2]).toBe('a\ufffd[2Jb\ufffdc\ufffdd\ufffd');
  });
});

const lastFigure = (text: string, name: string) =>
  text
    .split('\n')
    .find((line) => line.startsWith(name))
    ?.split(/\s{2,}/)
    .at(-1)
    ?.replaceAll(',', '');

describe.each([
  ['EUR', provisional],
  ['JPY', creditNote],
])('statement in %s', (_, statement) => {
  const shown = renderStatement(statement);

  test('the lines above Net add up to it, as shown', () => {
    const rows = shown.split('\n');
    const from = rows.findIndex((row) => row.startsWith('Line '));
    const to = rows.findIndex((row) => row.startsWith('Net '));
    const minor = (row: string) => BigInt((row.split(/\s{2,}/).at(-1) ?? '').replace(/[,.]/g, ''));
    const lines = rows.slice(from + 2, to - 1);
    expect(lines).toHaveLength(statement.lines.length);
    expect(lines.map(minor).reduce((sum, amount) => sum + amount, 0n)).toBe(minor(rows[to] ?? ''));
    expect(lastFigure(shown, 'Net')).toBe(statement.totals.net);
    expect(lastFigure(shown, 'Payable')).toBe(statement.totals.payable);
  });

  test.each([80, 100, 140])('stays within %d columns, without color unless asked', (width) => {
    const plain = `${renderStatement(statement, { width })}\n${renderBridge(statement, { width })}`;
    const wide = plain.split('\n').filter((line) => line.length > width);
    expect(wide).toEqual([]);
    expect(plain).not.toContain('\u001b');
    const colored = `${renderStatement(statement, { width, color: true })}\n${renderBridge(statement, { width, color: true })}`;
    expect(colored).toContain('\u001b[1m');
    const trimmed = (text: string) => text.split('\n').map((line) => line.trimEnd());
    expect(trimmed(stripVTControlCharacters(colored))).toEqual(trimmed(plain));
  });

  test('the bridge begins at volume only and ends at net', () => {
    const rows = renderBridge(statement).split('\n');
    expect(rows[2]).toMatch(/^volume only /);
    const net = rows.find((row) => row.startsWith('net '));
    expect(net?.split(/\s{2,}/)[1]?.replaceAll(',', '')).toBe(statement.totals.net);
  });
});

test('provisional: what is missing and what hangs on it', () => {
  expect(renderStatement(provisional, { width: 300 })).toContain(
    '! 3 files missing in 2 sequences, 2 quarantined files, 2 days without signaling: 12,405 silent devices and EUR 3,101.25 hang on it.',
  );
  expect(renderStatement(creditNote)).not.toContain('!');
});

test('bars: up is full, down is hatched, each begins where the step before ended', () => {
  const rows = renderBridge(creditNote).split('\n').slice(2);
  const bars = rows.map((row) => ({ at: row.search(/[█░│]/), end: row.length, sign: row.at(-1) }));
  const [volume, down, fees, withTap, withoutTap, , , net] = bars;
  expect([volume?.sign, down?.sign, fees?.sign, withTap?.sign]).toEqual(['█', '░', '█', '█']);
  expect(down?.end).toBe(volume?.end);
  expect(fees?.at).toBe(down?.at);
  expect(withTap?.at).toBe(fees?.end);
  expect(withoutTap?.at).toBe(withTap?.end);
  expect(net).toMatchObject({ at: volume?.at, end: withoutTap?.end });
});
