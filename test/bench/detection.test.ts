/** Parts of the bench of detection; the whole of it runs in smoke.slow.test.ts. */
import { describe, expect, test } from 'vitest';
import { FAMILY_LIST, strayFeatures } from '../../bench/detection/families.ts';
import type { Measured } from '../../bench/detection/measure.ts';
import { boundsOf } from '../../bench/detection/must.ts';
import { cellsOf, nameOf, secondWorld, worldFiles } from '../../bench/detection/worlds.ts';
import { fallen, worstOf } from '../../bench/detection/worst.ts';
import { UNKNOWN } from '../../src/classify/model/bins.ts';
import { FEATURES } from '../../src/classify/model/features.ts';
import type { ModelRows } from '../../src/classify/model/model.ts';
import type { Evaluation } from '../../src/evaluate/evaluate.ts';

describe('families of features', () => {
  test('each feature of the model is in one', () => {
    expect(strayFeatures()).toEqual([]);
  });

  test('what is left out is unknown, everything else is as it was', () => {
    const rows = {
      length: 1,
      equipment: Uint8Array.of(2),
      declaration: Uint8Array.of(1),
      tac: Int32Array.of(7),
      apn: Int32Array.of(8),
      imsi: Float64Array.of(9),
      features: FEATURES.map((_, f) => Int32Array.of(f)),
    } as unknown as ModelRows;
    const left = (family: string) => FAMILY_LIST.find(({ name }) => name === family)!.without(rows);
    const gone = (family: string) =>
      FEATURES.filter((_, f) => left(family).features[f]![0] === UNKNOWN).map(({ name }) => name);
    expect(gone('talk').slice(0, 4)).toEqual(['sms', 'sms_mo', 'calls', 'calls_mo']);
    expect(left('talk').equipment).toEqual(Uint8Array.of(2));
    expect(gone('equipment')).toEqual([]);
    expect(left('equipment').equipment).toEqual(Uint8Array.of(0));
    expect(left('declaration').declaration).toEqual(Uint8Array.of(0));
    expect(left('apn').apn).toEqual(Int32Array.of(0));
    expect(left('numbers').imsi).toEqual(Float64Array.of(NaN));
    expect(left('numbers').apn).toEqual(Int32Array.of(8));
    const { apn, imsi, tac } = left('company');
    expect([apn[0], imsi[0], tac[0]]).toEqual([0, NaN, 0]);
    expect(rows.equipment).toEqual(Uint8Array.of(2));
  });

  test('the worst month of each slice, whichever family is left out', () => {
    const figures = (precision: number | null) => [
      { method: 'run', slice: 'all', precision, machines_charged: 96, humans_charged: 4 },
    ];
    const measured = [0.98, 0.96].map((precision, i) => ({
      cell: { world: 'w', no: i + 1, machines: 0.4 },
      without: { nothing: figures(0.99 - i / 100), talk: figures(precision), radio: figures(null) },
    })) as unknown as Measured[];
    const worst = worstOf(measured);
    expect(worst).toMatchObject([
      {
        slice: 'all',
        precision: 0.96,
        without: 'talk',
        month: 'w-40-2',
        whole: { precision: 0.98, month: 'w-40-2' },
      },
    ]);
    expect(fallen(worst)).toEqual(['all without talk 0.9600 (w-40-2)']);
  });
});

test('months: seed n is of world n, each with every mix', () => {
  const cells = cellsOf(['a/one.yaml', 'two.yaml'], 3, [0.15, 0.7]);
  expect(cells.map(nameOf)).toEqual(['one-15-1', 'one-70-1', 'two-15-2', 'two-70-2', 'one-15-3', 'one-70-3']);
  expect(new Set(cells.map(({ seed }) => seed)).size).toBe(3);
  expect(worldFiles('held').length).toBeGreaterThanOrEqual(5);
  expect(worldFiles('fleets,winter').map((path) => path.split('/').slice(-2).join('/'))).toEqual([
    'tuning/fleets.yaml',
    'held/winter.yaml',
  ]);
  const second = cellsOf([...worldFiles('second').slice(0, 1), ...worldFiles('second:thin')], 2, [0.4]);
  expect(second.map(nameOf)).toEqual(['second-bazaar-40-1', 'second-thin-40-2']);
  expect(second.map(secondWorld)).toEqual(['bazaar', 'thin']);
  expect(secondWorld(cells[0]!)).toBe(null);
  expect(() => worldFiles('second:nowhere')).toThrow('second:nowhere: no such world');
  expect(() => worldFiles('nowhere')).toThrow('nowhere: no such world');
});

test('a bound holds at its value, and says nothing where there is nothing to measure', () => {
  const row = { method: 'run', slice: 'all', precision: 0.99, recall: 0.919, humans_charged_share: 0.0021 };
  const bounds = boundsOf({
    figures: [row],
    calibration: { error: 0.03, ranges: [] },
    additional_percent: 16,
  } as unknown as Evaluation);
  expect(bounds.map(({ holds }) => holds)).toEqual([true, false, null, false, true, true]);
});
