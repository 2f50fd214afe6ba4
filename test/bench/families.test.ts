/** A family that the bench of detection leaves out has no influence on any score, and with it in it would have. */
import { describe, expect, test } from 'vitest';
import { FAMILY_LIST } from '../../bench/detection/families.ts';
import { companyOf } from '../../src/classify/model/company.ts';
import { FEATURES } from '../../src/classify/model/features.ts';
import type { ModelRows } from '../../src/classify/model/model.ts';
import { dice, made } from '../classify/made-devices.ts';

const LENGTH = 600;
const without = (name: string, rows: ModelRows) =>
  FAMILY_LIST.find((one) => one.name === name)!.without(rows);

/** Devices of which everything that the model looks at says something: fleets of forty share APN, TAC and a stretch of numbers. */
function telling() {
  const rows = made(LENGTH);
  const roll = dice(29);
  for (let i = 0; i < LENGTH; i++) {
    const fleet = Math.floor(i / 40);
    const machine = fleet % 3 === 0 ? 1 : 0;
    rows.truth[i] = machine;
    rows.apn[i] = 1 + fleet;
    rows.tac[i] = 1 + fleet;
    rows.equipment[i] = i % 3 === 0 ? 2 - machine : 4;
    rows.label[i] = i % 3 === 0 ? machine : -1;
    rows.declaration[i] = Number(machine === 1 && roll() < 0.5);
    for (const values of rows.features) values[i] = Math.floor(roll() * 100) + 25 * machine;
  }
  return rows;
}

/** Each column, with its values in another order: who has which is lost. */
function dealtAgain<Values extends Int32Array | Uint8Array | Float64Array>(values: Values): Values {
  const roll = dice(41);
  const dealt = values.slice() as Values;
  for (let i = dealt.length - 1; i > 0; i--) {
    const j = Math.floor(roll() * (i + 1));
    [dealt[i], dealt[j]] = [dealt[j]!, dealt[i]!];
  }
  return dealt;
}

const rows = telling();
/** Comparing columns value by value takes seconds. */
const bytesOf = (some: ModelRows) =>
  Object.values(some)
    .flat()
    .flatMap((column) => (ArrayBuffer.isView(column) ? Buffer.from(column.buffer).toString('base64') : []))
    .join();

describe('left out of the rows', () => {
  const FEATURE_OF: Readonly<Record<string, string>> = {
    presence: 'days_present',
    regularity: 'variation',
    clock: 'night_share',
    registration: 'rejected_share',
    radio: 'rats',
    mobility: 'cells',
    volume: 'up_share',
    talk: 'calls',
  };

  test('every family has a case here', () => {
    const beside = ['equipment', 'declaration', 'apn', 'numbers', 'company'];
    expect(FAMILY_LIST.map(({ name }) => name)).toEqual([...Object.keys(FEATURE_OF), ...beside]);
  });

  test('what belongs to a family is the same for every device, whoever had it', () => {
    // So that whatever the model makes of it, it makes the same of all.
    for (const { name, without: leave } of FAMILY_LIST) {
      const dealt: ModelRows = {
        ...rows,
        ...(name === 'equipment' ? { equipment: dealtAgain(rows.equipment) } : {}),
        ...(name === 'declaration' ? { declaration: dealtAgain(rows.declaration) } : {}),
        ...(['equipment', 'company'].includes(name) ? { tac: dealtAgain(rows.tac) } : {}),
        ...(['apn', 'company'].includes(name) ? { apn: dealtAgain(rows.apn) } : {}),
        features: rows.features.map((values, f) =>
          FEATURES[f]!.name === FEATURE_OF[name] ? dealtAgain(values) : values,
        ),
      };
      expect([name, bytesOf(leave(dealt)) === bytesOf(leave(rows))]).toEqual([name, true]);
      if (name !== 'numbers') expect([name, bytesOf(dealt) === bytesOf(rows)]).toEqual([name, false]);
    }
  });
});

describe('the order of numbers, which is the order of the rows themselves', () => {
  const evidence = Float64Array.from(
    rows.truth,
    (machine, i) => (machine === 1 ? 1.5 : -1.5) * (1 + (i % 5) / 10),
  );
  // Each device somewhere else among the others, its numbers still rising.
  const order = dealtAgain(Int32Array.from({ length: LENGTH }, (_, i) => i));
  const moved: ModelRows = {
    ...rows,
    equipment: Uint8Array.from(order, (i) => rows.equipment[i]!),
    tac: Int32Array.from(order, (i) => rows.tac[i]!),
    apn: Int32Array.from(order, (i) => rows.apn[i]!),
  };
  const movedEvidence = Float64Array.from(order, (i) => evidence[i]!);
  const companies = (some: ModelRows, own: Float64Array, name: string | null) => {
    const { company, tac } = companyOf(name === null ? some : without(name, some), own);
    return { company: [...company], tac: [...tac] };
  };

  test.each([
    ['numbers', true],
    ['company', true],
    ['apn', false],
    [null, false],
  ] as const)('without %s: whoever stands beside whom, the company is the same: %s', (name, same) => {
    const here = companies(rows, evidence, name);
    const there = companies(moved, movedEvidence, name);
    const back = (values: readonly number[]) => {
      const out = new Array<number>(LENGTH);
      order.forEach((i, row) => {
        out[i] = values[row]!;
      });
      return out;
    };
    const isSame = back(there.company).every((value, i) => value === here.company[i]);
    expect(isSame).toBe(same);
    expect(back(there.tac)).toEqual(here.tac);
  });

  test('without any company every device has the same', () => {
    const { company, tac } = companies(rows, evidence, 'company');
    expect([new Set(company).size, new Set(tac)]).toEqual([1, new Set([0])]);
  });

  test('without APNs numbers still tell, without numbers APNs do', () => {
    for (const name of ['apn', 'numbers'])
      expect([name, new Set(companies(rows, evidence, name).company).size > 1]).toEqual([name, true]);
  });
});
