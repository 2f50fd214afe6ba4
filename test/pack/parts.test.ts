/** Rows of tables, cut anywhere; differences; keys. */
import { generateKeyPairSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Differences } from '../../src/pack/differences.ts';
import { rowBatches } from '../../src/pack/rows.ts';
import { readPublicKey, signerOf } from '../../src/pack/sign.ts';

const COLUMNS = ['b', 'a'];

/** All rows of a text that arrives in pieces of `size` octets. */
async function rowsOf(text: string, size = 1000, columns: readonly string[] = COLUMNS): Promise<string[]> {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  const found: string[] = [];
  for await (const { rows, line } of rowBatches({ stream: async () => Readable.from(pieces) }, 't', columns))
    found.push(...rows.map((cells, i) => `${line + i} ${cells.join('|')}`));
  return found;
}

describe('rows', () => {
  const TEXT = 'a,b,c\n1,2,3\n"x,""y""","line\nbreak",é\n,,\n';
  const EXPECTED = ['2 2|1', '3 line\nbreak|x,"y"', '4 |'];

  test('are the same however the text is cut', async () => {
    for (let size = 1; size <= TEXT.length + 1; size++) expect(await rowsOf(TEXT, size)).toEqual(EXPECTED);
  });

  test.each([
    ['no header', '', 'no header'],
    ['a column that is not there', 'a,c\n1,2\n', 'column b not once'],
    ['a column that stands twice', 'a,b,b\n1,2,3\n', 'column b not once'],
    ['a row of another width', 'a,b\n1,2\n1,2,3\n', 'does not have 2 cells.*line 3'],
    ['text behind a quote', 'a,b\n"1"x,2\n', 'closing quote'],
    ['a last row without an end', 'a,b\n1,2', 'no end'],
    ['a quote that is never closed', 'a,b\n1,"2\n3,4\n', 'no end'],
    ['an endless row', `a,b\n${'x'.repeat(3_000_000)}`, 'too long'],
  ])('%s is refused', async (_, text, words) => {
    await expect(rowsOf(text, 100_000)).rejects.toThrow(new RegExp(words));
    await expect(rowsOf(text, 100_000)).rejects.toMatchObject({ code: 'PACK_INVALID' });
  });

  test('what is no UTF-8 is refused', async () => {
    const stream = async () => Readable.from([Buffer.from('a,b\n'), Buffer.from([0x31, 0xff, 0x0a])]);
    const read = async () => {
      for await (const _ of rowBatches({ stream }, 't', COLUMNS));
    };
    await expect(read()).rejects.toMatchObject({ code: 'PACK_INVALID' });
  });
});

test('differences name the place, both values, and what only one has', () => {
  const differences = new Differences();
  differences.compareParts(
    '',
    { lines: [{ amount: '1.00', same: 1 }, { amount: '2.00' }], gone: null, tax: '' },
    { lines: [{ amount: '1.01', same: 1 }], tax: '0.00', fresh: { a: 1 } },
  );
  expect(differences.named.map(({ at, pack, recomputed }) => `${at}: ${pack} ${recomputed}`)).toEqual([
    'lines.length: 2 1',
    'lines[0].amount: 1.00 1.01',
    'tax: (empty) 0.00',
    'fresh: (none) {"a":1}',
    'gone: null (none)',
  ]);
  for (let i = 0; i < 1000; i++) differences.compare('x', i, -1);
  expect([differences.count, differences.named.length]).toEqual([1005, 100]);
});

test('only public keys of Ed25519 are keys of a sender', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { publicPem, fingerprint } = signerOf(privateKey);
  expect(readPublicKey(publicPem)?.asymmetricKeyType).toBe('ed25519');
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(readPublicKey(privateKey.export({ format: 'pem', type: 'pkcs8' }) as string)).toBeNull();
  const rsa = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  expect(readPublicKey(rsa.export({ format: 'pem', type: 'spki' }) as string)).toBeNull();
  expect(readPublicKey('x')).toBeNull();
});
