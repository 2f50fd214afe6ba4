/** Weights are the same text where a person reads them: in `explain`, on the pages, and in the device list. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logitText } from '../../src/domain/logit.ts';
import { Db } from '../../src/store/db.ts';

let db: Db;
beforeAll(async () => {
  db = await Db.open(':memory:');
  await db.run('macros');
  await db.run('classify/model_macros');
});
afterAll(() => db.close());

const WEIGHTS = [0, 4, 5, -5, 14, 15, -435, 445, 994, 995, -1005, 2197, 12_345, -99_995];

test('a weight has two decimals, and half a hundredth counts as a whole one', () => {
  expect(WEIGHTS.slice(0, 7).map(logitText)).toEqual([
    '0.00',
    '0.00',
    '0.01',
    '0.01',
    '0.01',
    '0.02',
    '0.44',
  ]);
});

test('as SQL writes it in the device list', async () => {
  const rows = await db.query(`SELECT hundredths(unnest(CAST([${WEIGHTS}] AS INTEGER[]))) AS text`);
  expect(rows.map(({ text }) => text)).toEqual(WEIGHTS.map(logitText));
});
