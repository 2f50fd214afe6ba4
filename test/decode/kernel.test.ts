/** What the kernel takes and what it leaves to the general walkers: the rows are the same either way. */
import { expect, test } from 'vitest';
import { gprsFile } from '../../bench/gprs-file.ts';
import { kernelOfThread } from '../../src/decode/kernel/kernel.ts';
import * as L from '../../src/decode/kernel/layout.ts';
import { decodeTap } from '../../src/decode/tap/decode.ts';
import { decoded } from '../support/decoded.ts';
import { sameWithoutKernel } from '../support/kernel-against-walkers.ts';
import {
  ascii,
  audit,
  chargeInfo,
  detail,
  group,
  hex,
  int,
  num,
  type Octets,
  open,
  prim,
  simSubscriber,
  tapFile,
  text,
  time,
} from './bytes.ts';

interface Parts {
  readonly basic?: readonly Octets[];
  readonly subscriber?: Octets;
  readonly start?: Octets;
  readonly location?: Octets;
  readonly used?: readonly Octets[];
}

/** A regular GprsCall but for the parts given. */
const call = ({ basic = [], subscriber, start, location, used = [] }: Parts = {}): number[] =>
  group(
    14,
    group(
      114,
      group(115, subscriber ?? simSubscriber()),
      start ?? time(44, '20261010101010'),
      num(72, 77),
      ...basic,
    ),
    ...(location === undefined ? [] : [group(117, group(118, location))]),
    group(121, ...used),
  );
const charged = (...members: Octets[]): Octets => group(70, group(69, ...members));
const file = (...events: Octets[]): Uint8Array => tapFile({ events, audit: audit(events.length, 0) });

const NUMBERS: readonly Octets[] = [
  [],
  [0],
  [0x7f],
  [0x80],
  [0x00, 0x80],
  [0x7f, 0xff],
  [0xff, 0xff],
  [0x01, 0x02, 0x03],
  [0x3b, 0x9a, 0xca, 0x00],
  [0x3b, 0x9a, 0xca, 0x01],
  [0x7f, 0xff, 0xff, 0xff],
  [0x80, 0, 0, 0],
  [0, 0x80, 0, 0, 0],
  [0, 0xff, 0xff, 0xff, 0xff],
  [0x01, 0x02, 0x03, 0x04, 0x05],
  [0x00, 0x00, 0x00, 0x00, 0x00, 0x05],
  [0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x20, 0, 0, 0, 0, 0, 0],
  [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x80, 0, 0, 0, 0, 0, 0, 0],
  [0, 0x80, 0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 7],
];

test.each(NUMBERS.map((octets) => [Buffer.from(octets).toString('hex'), octets] as const))(
  'a number of octets %s in every place that holds one',
  (_, n) => {
    const events = [
      call({ basic: [prim(72, n)] }),
      call({ basic: [prim(223, n)] }),
      call({ basic: [prim(58, n)] }),
      call({ location: group(185, num(184, 1), prim(184, n)) }),
      call({ location: prim(136, n) }),
      call({ location: prim(59, n) }),
      call({ used: [prim(250, n)] }),
      call({ used: [prim(251, n)] }),
      call({ used: [charged(prim(105, n))] }),
      call({ used: [charged(group(64, group(63, text(71, '00'), prim(62, n))))] }),
      call({ used: [charged(group(64, detail('00', 9), group(63, text(71, '00'), prim(62, n))))] }),
      call({ used: [charged(group(64, detail('01', 9), group(63, text(71, '01'), prim(62, n))))] }),
      call({ used: [charged(group(214, group(213, prim(397, n)), group(213, prim(397, n))))] }),
      call({ used: [charged(group(96, prim(412, n)), group(96, prim(412, n)))] }),
      call({ start: group(44, text(16, '20261010101010'), prim(232, n)) }),
      call({ basic: [group(260, prim(232, n), text(16, '20261010101010'))] }),
    ];
    expect(sameWithoutKernel(file(...events, call()))).toBe(true);
    for (const event of events) sameWithoutKernel(file(event));
  },
);

test('BCD strings of every length, filled and broken', () => {
  const events: Octets[] = [];
  for (let digits = 0; digits <= 20; digits++) {
    for (const filler of ['', 'f', 'ff', 'a', 'fa']) {
      const shown = '1234567890'.repeat(2).slice(0, digits) + filler;
      const octets = hex(shown.length % 2 === 1 ? `${shown}f` : shown);
      for (const tag of [129, 152])
        events.push(call({ subscriber: group(427, group(199, prim(tag, octets))) }));
      events.push(group(14, group(429, prim(128, octets)), group(114, time(44, '20261010101010'))));
    }
  }
  for (const broken of [
    'f1',
    '1f23',
    'ff',
    '9a',
    '00',
    '0000000000000000',
    '9999999999999999',
    'ffffffffffffffff',
  ])
    events.push(call({ subscriber: group(427, group(199, prim(129, hex(broken)))) }));
  expect(sameWithoutKernel(file(...events))).toBe(true);
  for (const event of events) sameWithoutKernel(file(event));
});

test('time stamps, offsets and their order', () => {
  const stamps = [
    ...[
      '20261010101010',
      '20240229235959',
      '20230229000000',
      '20000229000000',
      '21000229000000',
      '19000101000000',
    ],
    ...[
      '19700101000000',
      '19691231235959',
      '20261010101060',
      '20261010101061',
      '20261010106010',
      '20261010241010',
    ],
    ...[
      '20261310101010',
      '20260010101010',
      '20260100101010',
      '20260131101010',
      '20260431101010',
      '2026101010101',
    ],
    ...['202610101010101', '2026101010101a', '2026101:101010', '/0261010101010', '99991231235959', ''],
    ...['\0\0\0\0\0\0\0\x081010', '20261010\x7f01010'],
  ];
  const events: Octets[] = [];
  for (const stamp of stamps) {
    for (const code of [0, 7, 9, 127, 128]) {
      events.push(
        call({ start: time(44, stamp, code) }),
        call({ start: group(44, num(232, code), text(16, stamp)) }),
        call({ basic: [time(260, stamp, code)] }),
        call({ basic: [time(260, '20261010101010', 7), time(260, stamp, code)] }),
        call({ basic: [time(260, '20261010101010', 7), group(260, text(16, stamp))] }),
      );
    }
  }
  events.push(
    call({ start: group(44) }),
    call({ start: group(44, text(16, '20261010101010')) }),
    call({ start: group(44, num(232, 7)) }),
    call({ start: [...time(44, '20261010101010'), ...time(44, '20271010101010', 7)] }),
    call({ start: [...time(44, '20261010101010'), ...group(44)] }),
    call({ start: open(44, text(16, '20261010101010'), num(232, 7)) }),
    call({ start: prim(44, ascii('x')) }),
    call({ basic: [group(260), time(260, '20261010101010')] }),
  );
  expect(sameWithoutKernel(file(...events))).toBe(true);
  for (const event of events) sameWithoutKernel(file(event));
});

test('texts of every length in every column, upper and lower case, empty and too long', () => {
  const events: Octets[] = [];
  for (const length of [0, 1, 7, 8, 9, 15, 16, 17, 40, 47, 48, 49, 64, 127, 128, 255, 256, 300]) {
    for (const letter of ['a', 'A', '\n']) {
      const value = letter.repeat(length);
      // The long APN behind the partial type asks the host again before the hash is made.
      events.push(
        call({ basic: [group(116, text(261, value), text(262, `${value}b`))] }),
        call({ basic: [text(166, value), group(116, text(261, 'z'.repeat(60)))] }),
        group(14, group(114, time(44, '20261010101010')), group(117, group(113, text(195, value)))),
        call({ used: [charged(text(66, value))] }),
      );
    }
  }
  expect(sameWithoutKernel(file(...events, ...events))).toBe(true);
});

test('more texts and sequences of entities than the caches hold', () => {
  const events: Octets[] = [];
  for (let i = 0; i < 20_000; i++) {
    const apn = `iot${i % 9000}.example.${'x'.repeat(i % 50)}`;
    events.push(
      call({
        basic: [text(166, `p${i % 7000}`), group(116, text(261, apn))],
        location: group(
          185,
          num(184, 1 + (i % 3)),
          num(184, 1 + (i % 2)),
          ...(i % 5 === 0 ? [num(184, 3)] : []),
        ),
      }),
    );
  }
  expect(sameWithoutKernel(file(...events))).toBe(true);
});

test('recording entities: none to too many, known and unknown', () => {
  const events: Octets[] = [];
  for (let count = 0; count <= 18; count++) {
    const codes = Array.from({ length: count }, (_, i) => num(184, 1 + (i % 3)));
    events.push(
      call({ location: group(185, ...codes) }),
      call({ location: group(185, num(184, 9), ...codes) }),
    );
    events.push(call({ location: group(185, num(184, 2 ** 31 - 1), ...codes) }));
  }
  expect(sameWithoutKernel(file(...events, ...events))).toBe(true);
});

test('charges: none, several, of no type, of type 00 more than once, more than fits', () => {
  const most = 2n ** 63n - 1n;
  const events: Octets[] = [
    call({
      used: [group(70, chargeInfo(group(64, detail('00', 1))), chargeInfo(group(64, detail('00', 2))))],
    }),
    call({ used: [group(70), group(70, chargeInfo())] }),
    call({ used: [charged(group(64, group(63, num(62, 4))))] }),
    call({ used: [charged(group(64, group(63, num(62, 4), text(71, '00'))))] }),
    call({ used: [charged(group(64, group(63, text(71, '00'), num(62, 4), num(62, 5))))] }),
    call({ used: [charged(group(64, detail('00', most), detail('00', 1)))] }),
    call({ used: [charged(group(64, detail('00', most), detail('00', 0)))] }),
    call({ used: [charged(group(214, group(213, num(397, most)), group(213, num(397, most))))] }),
    call({ used: [charged(group(96, num(412, most)), group(96, num(412, most)))] }),
    call({ used: [charged(group(64, group(63, text(71, '00'), num(62, 4), num(344, 1))))] }),
    call({ used: [num(250, 2 ** 52), num(250, 2 ** 52), num(251, 7)] }),
    group(14, group(114, time(44, '20261010101010')), group(57, num(422, 5))),
  ];
  sameWithoutKernel(file(...events));
  for (const event of events) sameWithoutKernel(file(event));
});

test('forms of groups and lengths', () => {
  const inner = call();
  const long = (form: readonly number[]) => [...form, ...inner.slice(inner[1] === 0x81 ? 3 : 2)];
  const content = inner.length - 2;
  const events: Octets[] = [
    inner,
    long([0x6e, 0x81, content]),
    long([0x6e, 0x82, 0, content]),
    long([0x6e, 0x83, 0, 0, content]),
    [...long([0x6e, 0x80]), 0, 0],
    group(14),
    group(14, group(700)),
    group(14, group(123, group(123, group(162))), prim(700, [1]), prim(114, [1])),
    prim(14, [1, 2]),
    call({ basic: [group(500, text(1, 'x')), prim(511, [0]), prim(512, [0])] }),
    call({ subscriber: nested(9) }),
    call({ subscriber: nested(20) }),
    call({ subscriber: nested(30) }),
    call({ basic: [text(181, '00001')] }),
  ];
  for (const event of events) sameWithoutKernel(file(event, inner));
});

function nested(depth: number): number[] {
  return depth === 0 ? simSubscriber() : group(427, nested(depth - 1));
}

test('wherever the window ends', () => {
  const originated = group(9, group(147, simSubscriber(), time(44, '20261010101010')));
  const events = [
    call({ used: [charged(text(66, 'X'), num(105, 1), group(64, detail('00', 7)))] }),
    originated,
    call({ basic: [group(116, text(261, 'apn.example'))], location: group(185, num(184, 1), num(184, 2)) }),
    open(14, group(114, time(44, '20261010101010'))),
    call({ basic: [prim(131, Array(300).fill(1))] }),
    call(),
  ];
  const bytes = file(...events, ...events);
  let least = Infinity;
  for (let octets = 1; octets <= bytes.length + 8; octets++)
    if (sameWithoutKernel(bytes, octets)) least = Math.min(least, octets);
  // The kernel had a part in it as soon as the shortest event fitted.
  expect(least).toBe(originated.length);
  for (let cut = 0; cut < bytes.length; cut++) sameWithoutKernel(bytes.slice(0, cut));
});

test('an event larger than the window', () => {
  const bytes = file(
    call(),
    call({ basic: [prim(131, Array(60_000).fill(1))] }),
    group(14, group(114, time(44, '20261010101010'), prim(131, Array(L.WINDOW_OCTETS).fill(1)))),
    call(),
  );
  expect(sameWithoutKernel(bytes)).toBe(true);
});

test('a file in the memory of the kernel, cut anywhere: nothing is taken from behind its end', () => {
  const event = call({
    basic: [group(116, text(261, 'apn.example')), num(58, 4)],
    location: group(185, num(184, 1), num(184, 2)),
    used: [num(250, 3000), charged(text(66, 'X'), group(64, detail('00', 7)))],
  });
  const bytes = file(event, open(14, group(114, time(44, '20261010101010'))), event, event);
  const { whole } = kernelOfThread();
  for (const at of [0, 3]) {
    whole.set(bytes, at);
    whole.fill(0x6e, at + bytes.length, at + bytes.length + 100);
    for (let cut = 1; cut <= bytes.length; cut++) {
      const there = whole.subarray(at, at + cut);
      expect(decodeTap(there)).toEqual(decodeTap(bytes.slice(0, cut)));
    }
    expect(sameWithoutKernel(whole.subarray(at, at + bytes.length))).toBe(true);
  }
});

test('more rows than a batch holds, and a full batch to the row', () => {
  for (const records of [L.ROWS, L.ROWS + 1, L.ROWS + 5]) {
    const bytes = gprsFile(records, records);
    expect(decoded(bytes).batches.map(({ rows }) => rows)).toEqual(
      records === L.ROWS ? [L.ROWS] : [L.ROWS, records - L.ROWS],
    );
    expect(sameWithoutKernel(bytes)).toBe(true);
  }
});

test('a file leaves nothing to the next one: stopped half-way, or the last of its number', () => {
  const { words } = kernelOfThread();
  words[L.FILE / 4] = 0xffff - 20;
  for (let i = 0; i < 40; i++) {
    const apn = group(116, text(261, `apn${i % 3}`), text(262, 'same'));
    const entities = group(185, num(184, 1), num(184, (i % 3) + 1));
    const bytes = file(call({ basic: [apn, text(166, `p${i % 2}`)], location: entities }), call());
    decodeTap(bytes.slice(0, bytes.length - 30 - i));
    expect(sameWithoutKernel(bytes)).toBe(true);
    const tap = decoded(bytes);
    expect(tap.dictionaries).toMatchObject({
      apn: [`apn${i % 3}`],
      apn_oi: ['same'],
      partial_type: [`p${i % 2}`],
    });
  }
  expect(words[L.FILE / 4]).toBeLessThan(200);
});

test('a batch holds nothing of an earlier one, not even behind its last row or under a null', () => {
  const bytes = file(call({ basic: [num(58, 1)] }), call(), open(9, group(147, time(44, '20261010101010'))));
  const octets = () => decoded(bytes).batches[0]!.columns.map((column) => structuredClone(column));
  const { memory } = kernelOfThread();
  new Uint8Array(memory, L.BITMAPS).fill(0);
  const clean = octets();
  decoded(gprsFile(300, 3));
  expect(octets()).toEqual(clean);
  new Uint8Array(memory, L.BITMAPS).fill(0xff);
  expect(octets()).toEqual(clean);
});

test('seldom amounts are of their own rows alone, also where the decode before stopped', () => {
  const refunded = call({
    basic: [text(181, '00001')],
    used: [charged(group(64, group(63, text(71, '00'), num(62, 4), num(344, 1))), group(96, num(412, 7)))],
  });
  const discounted = call({ used: [charged(group(64, detail('00', 9)), group(96, num(412, 7)))] });
  const fee = group(14, group(114, time(44, '20261010101010')), group(57, num(422, 5)));
  for (const seldom of [refunded, discounted, fee]) {
    const bytes = file(seldom, call(), seldom);
    for (const stopped of [bytes, bytes.slice(0, -20)]) {
      decodeTap(stopped);
      expect(sameWithoutKernel(file(call(), call(), call()))).toBe(true);
      expect(sameWithoutKernel(file(call(), seldom, call()))).toBe(true);
    }
  }
});

test('octets read without a sign that begin with a sign bit', () => {
  expect(sameWithoutKernel(file(call({ basic: [prim(72, int(2n ** 64n - 1n).slice(1))] })))).toBe(true);
});
