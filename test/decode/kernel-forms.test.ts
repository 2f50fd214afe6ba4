/** Events that repeat the form of one before are read without a walk: what becomes of them is the same. */
import { expect, test } from 'vitest';
import { kernelOfThread } from '../../src/decode/kernel/kernel.ts';
import * as L from '../../src/decode/kernel/layout.ts';
import { decodeTap } from '../../src/decode/tap/decode.ts';
import { sameWithoutKernel } from '../support/kernel-against-walkers.ts';
import {
  audit,
  chargeInfo,
  detail,
  group,
  hex,
  int,
  num,
  type Octets,
  prim,
  tapFile,
  text,
  time,
} from './bytes.ts';

const file = (...events: Octets[]): Uint8Array => tapFile({ events, audit: audit(events.length, 0) });
const subscriber = (imsi: string, msisdn: string): number[] =>
  group(427, group(199, prim(129, hex(imsi)), prim(152, hex(msisdn))));

/** A GprsCall with everything that the kernel takes, each once; the values given are in place of everyday ones. */
interface Values {
  readonly imsi?: string;
  readonly stamp?: string;
  readonly code?: number;
  readonly context?: string;
  readonly entities?: readonly number[];
  readonly apn?: string;
  readonly operator?: string;
  readonly partial?: string;
  readonly number?: Octets;
  readonly type?: string;
}
const data = ({
  imsi = '999017000012345f',
  stamp = '20261010101010',
  code = 0,
  context = '20261010090000',
  entities = [1, 2],
  apn = 'iot.example',
  operator = 'mnc001.mcc999.gprs',
  partial = 'I',
  number = [0, 9],
  type = '00',
}: Values = {}): number[] =>
  group(
    14,
    group(
      114,
      group(115, subscriber(imsi, '99970000123f'), text(167, '10.0.0.1')),
      group(116, text(261, apn), text(262, operator)),
      time(44, stamp, code),
      prim(223, number),
      prim(58, number),
      text(166, partial),
      time(260, context, code),
      prim(72, number),
    ),
    group(
      117,
      group(
        118,
        group(185, ...entities.map((entity) => prim(184, [entity]))),
        prim(136, number),
        prim(59, number),
      ),
      group(113, text(195, 'AAAVP')),
    ),
    group(429, prim(128, hex('3500012345678901'))),
    group(
      121,
      prim(250, number),
      prim(251, number),
      group(
        70,
        chargeInfo(
          prim(105, number),
          group(64, group(63, text(71, type), prim(62, number))),
          group(214, group(213, prim(397, number))),
          group(96, prim(412, number)),
        ),
      ),
    ),
  );
const call = (event: number, teleservice: string): number[] =>
  group(
    event,
    group(
      event === 9 ? 147 : 153,
      subscriber('999017000012345f', '999700001234'),
      time(44, '20261010101010'),
    ),
    group(138, group(156, num(184, 1), prim(45, hex('0102030405')), num(136, 7), num(59, 8))),
    group(
      38,
      group(
        39,
        group(36, group(426, text(218, teleservice))),
        group(70, chargeInfo(group(64, detail('00', 3)))),
      ),
    ),
  );

/** Keys of the forms that there are. */
function forms(): number[] {
  const { words } = kernelOfThread();
  const all = Array.from(
    { length: L.FORM_SETS * L.FORM_WAYS },
    (_, i) => words[(L.FORMS + i * L.FORM_OCTETS) / 4]!,
  );
  return all.filter((key) => key !== 0);
}
/** No form is left. Afterwards as many can be paid for as there may be: see learn.ts. */
function forget(): void {
  const simple = group(14, group(114, time(44, '20261010101010')));
  decodeTap(file(...Array<Octets>(17_000).fill(simple)));
  kernelOfThread().octets.fill(0, L.FORMS, L.FORMS_END);
}

test('an event becomes a form, and the next of its form is read by it', () => {
  forget();
  decodeTap(file(data()));
  expect(forms()).toHaveLength(1);
  const { octets } = kernelOfThread();
  const form =
    L.FORMS +
    [...Array(L.FORM_SETS * L.FORM_WAYS).keys()].find((i) => octets[L.FORMS + i * L.FORM_OCTETS + 2] !== 0)! *
      L.FORM_OCTETS;
  // The service of the form.
  octets[form + 12] = 3;
  const outcome = decodeTap(
    file(data({ imsi: '999017000054321f' }), data({ imsi: '99901700005432ff' }), call(9, '11')),
  );
  octets[form + 12] = 0;
  if (!outcome.ok) throw new Error(outcome.failure.code);
  const service = outcome.batches[0]!.columns.find(({ name }) => name === 'service')!;
  // The one whose IMSI is none goes to the walkers.
  expect([...new Uint8Array(service.values, 0, 3)]).toEqual([3, 0, 3]);
  expect(forms()).toHaveLength(2);
});

test('values of every kind behind an event of the same form', () => {
  const values: Values[] = [
    ...[
      '999017000054321f',
      '9990170000543210',
      '99901700005432ff',
      'f99017000054321f',
      '9990170000a4321f',
    ].map((imsi) => ({ imsi })),
    ...['20261110101010', '20260229101010', '20261010241010', '2026101010101a', '19691231235959'].flatMap(
      (stamp) => [{ stamp }, { context: stamp }],
    ),
    ...[7, 9, 127, 128, 255].map((code) => ({ code })),
    ...[
      [2, 1],
      [1, 3],
      [3, 3],
      [1, 9],
      [1, 0x80],
      [0xff, 1],
    ].map((entities) => ({ entities })),
    ...['IOT.example', 'iot.exampla', '\n\n\n\n\n\n\n\n\n\n\n'].flatMap((apn) => [
      { apn },
      { apn: 'x'.repeat(60) },
    ]),
    ...['mnc002.mcc999.gprs', 'MNC001.mcc999.gprs'].map((operator) => ({ operator })),
    ...['F', 'L', '\0'].map((partial) => ({ partial })),
    ...[
      [0, 0],
      [0x7f, 0xff],
      [0x80, 0],
      [0xff, 0xff],
    ].map((number) => ({ number })),
    ...['01', '10', '0a'].map((type) => ({ type })),
  ];
  for (const value of values) {
    expect(sameWithoutKernel(file(data(), data(value), data(), data(value)))).toBe(true);
    expect(sameWithoutKernel(file(data(value), data(), data(value)))).toBe(true);
  }
  expect(
    sameWithoutKernel(file(...values.map((value) => data(value)), ...values.map((value) => data(value)))),
  ).toBe(true);
});

test('numbers of every length, at their limits', () => {
  const limits = [
    7n,
    127n,
    2n ** 15n,
    2n ** 31n - 1n,
    2n ** 31n,
    10n ** 9n,
    10n ** 9n + 1n,
    2n ** 53n - 1n,
    2n ** 53n,
    2n ** 63n - 1n,
  ];
  const numbers = limits.flatMap((limit) => {
    const octets = int(limit);
    return [
      octets,
      octets.map(() => 0),
      octets.map(() => 0xff),
      octets.map((octet, i) => (i === 0 ? 0x80 : octet)),
    ];
  });
  const events = numbers.flatMap((n) => [
    ...[223, 58, 72].map((tag) => group(14, group(114, time(44, '20261010101010'), prim(tag, n)))),
    ...[136, 59].map((tag) =>
      group(14, group(114, time(44, '20261010101010')), group(117, group(118, prim(tag, n)))),
    ),
    group(
      14,
      group(114, time(44, '20261010101010')),
      group(117, group(118, group(185, prim(184, n), num(184, 1), num(184, 2)))),
    ),
    ...[250, 251].map((tag) => group(14, group(114, time(44, '20261010101010')), group(121, prim(tag, n)))),
    ...[397, 398].map((tag) =>
      group(
        14,
        group(114, time(44, '20261010101010')),
        group(121, group(70, chargeInfo(group(214, group(213, prim(tag, n)))))),
      ),
    ),
    group(
      14,
      group(114, time(44, '20261010101010')),
      group(121, group(70, chargeInfo(group(96, prim(412, n))))),
    ),
    group(
      14,
      group(114, time(44, '20261010101010')),
      group(121, group(70, chargeInfo(group(64, group(63, text(71, '00'), prim(62, n)))))),
    ),
  ]);
  expect(sameWithoutKernel(file(...events, ...events))).toBe(true);
  for (const event of events) sameWithoutKernel(file(event, event));
});

test('an event that differs in one octet from one that has a form', () => {
  const sound = data();
  for (let at = 0; at < sound.length; at++) {
    for (const bit of [0x01, 0x02, 0x10, 0x20, 0x80, 0xff]) {
      const other = sound.with(at, sound[at]! ^ bit);
      sameWithoutKernel(file(sound, other, sound));
    }
  }
});

test('calls and short messages of one length, by turns', () => {
  const events = [
    call(9, '11'),
    call(9, '22'),
    call(10, '21'),
    call(10, '11'),
    call(9, '21'),
    call(10, '22'),
    call(10, 'xx'),
  ];
  expect(sameWithoutKernel(file(...events, ...events.reverse(), ...events))).toBe(true);
});

test('events of which something stands twice get no form, nor do those that are too long', () => {
  forget();
  const start = group(114, time(44, '20261010101010'));
  const events = [
    group(14, start, group(121, group(70, chargeInfo(group(64, detail('00', 3), detail('00', 4)))))),
    group(14, start, group(121, group(70, chargeInfo(group(64, detail('01', 3)))))),
    group(
      14,
      start,
      group(121, group(70, chargeInfo(group(214, group(213, num(397, 1)), group(213, num(397, 2)))))),
    ),
    group(14, start, group(116), group(114, time(44, '20261010101010'), prim(131, Array(500).fill(1)))),
    group(14, group(114, time(44, '20261010101010'), group(116, text(261, 'a')), group(116, text(261, 'b')))),
    group(
      14,
      start,
      group(117, group(118, group(185, ...[1, 2, 3, 1, 2].map((entity) => num(184, entity))))),
    ),
  ];
  expect(sameWithoutKernel(file(...events, ...events))).toBe(true);
  expect(forms()).toEqual([]);
});

test('more forms than there is room for', () => {
  forget();
  const events: Octets[] = [];
  for (let i = 0; i < 6000; i++) {
    const length = 1 + ((i * 7919) % 100);
    const apn = 'abcdefg'.repeat(30).slice(i % 5, (i % 5) + length);
    events.push(
      data({
        apn,
        partial: 'xy'.repeat(1 + (i % 40)),
        imsi: `99901700001${10_000 + i}`,
        entities: [1 + (i % 3)],
      }),
    );
  }
  expect(sameWithoutKernel(file(...events))).toBe(true);
  expect(forms().length).toBeGreaterThan(100);
});

test('a form of one file has the codes of texts of the next', () => {
  for (const [first, second] of [
    ['a', 'b'],
    ['b', 'a'],
    ['c', 'a'],
  ] as const) {
    const bytes = file(
      data({ operator: first, partial: first }),
      data({ operator: second, partial: second }),
      data({ operator: first, partial: second }),
    );
    expect(sameWithoutKernel(bytes)).toBe(true);
  }
});
