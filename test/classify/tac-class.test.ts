/** Words of a TAC catalogue that are written into reasons and evidence. */
import { expect, test } from 'vitest';
import { classifiedTacs } from '../../src/classify/tac-class.ts';

test('nothing in a type parts reasons or breaks JSON that is put together as text', () => {
  const row = { tac: '35000001', manufacturer: '', model: '', deviceType: 'IoT\tDevice;\u0001 new\u007f' };
  expect(classifiedTacs([row])).toEqual([
    { tac: '135000001', device_type: 'IoT,Device,, new,', tac_class: 'open' },
  ]);
});
