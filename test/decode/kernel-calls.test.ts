/** Calls that the kernel takes, and calls that it leaves to the general walkers: the rows are the same either way. */
import { describe, expect, test } from 'vitest';
import { decoded } from '../support/decoded.ts';
import { sameWithoutKernel } from '../support/kernel-against-walkers.ts';
import {
  ascii,
  audit,
  chargeInfo,
  detail,
  group,
  hex,
  num,
  type Octets,
  open,
  prim,
  simSubscriber,
  tapFile,
  text,
  time,
} from './bytes.ts';
import { rowsOf } from './rows.ts';

interface Parts {
  /** 9 or 10. */
  readonly event?: number;
  readonly basicTag?: number;
  readonly subscriber?: Octets;
  readonly start?: Octets;
  readonly basic?: readonly Octets[];
  readonly network?: readonly Octets[];
  readonly location?: readonly Octets[];
  readonly services?: readonly Octets[];
  readonly more?: readonly Octets[];
}

/** A call with the given parts. */
const call = ({
  event = 9,
  basicTag = event === 9 ? 147 : 153,
  subscriber = simSubscriber(),
  start = time(44, '20261010101010'),
  basic = [],
  network = [num(184, 1), prim(45, hex('0102030405'))],
  location = [],
  services = [service('11')],
  more = [],
}: Parts = {}): number[] =>
  group(
    event,
    group(basicTag, subscriber, start, ...basic),
    group(138, group(156, ...network), ...location),
    group(38, ...services),
    ...more,
  );
/** BasicServiceUsed of a teleservice, with members behind the BasicService. */
const service = (code: string, ...members: Octets[]): number[] =>
  group(39, group(36, group(426, text(218, code))), ...members);
const charged = (...charges: Octets[]): number[] => group(70, ...charges);
const amount = (value: number): number[] => chargeInfo(group(64, detail('00', value)));
const file = (...events: Octets[]): Uint8Array => tapFile({ events, audit: audit(events.length, 0) });
const camel = (...members: Octets[]): Parts => ({ more: [group(57, ...members)] });

const REGULAR: readonly (readonly [what: string, parts: Parts])[] = [
  ['originated', {}],
  ['terminated', { event: 10 }],
  [
    'every everyday member',
    {
      basic: [
        group(89, prim(407, hex('9991002003')), text(279, '002003'), text(46, 'x')),
        text(90, 'AAAVP'),
        num(223, 61),
        text(200, '1'),
        num(58, 0),
      ],
      network: [num(184, 1), prim(45, hex('0102030405')), num(136, 4711), num(59, 123456)],
      location: [group(123, text(122, '12345')), group(113, text(195, 'AAAVP'), text(198, '1'))],
      services: [
        group(
          39,
          group(36, group(426, text(218, '11')), num(228, 0), num(111, 3)),
          time(74, '20261010101011'),
          charged(
            chargeInfo(
              num(105, 1),
              group(258, num(259, 1), num(255, 0)),
              group(64, detail('00', 77), group(63, text(71, '01'), num(62, 70), num(65, 61), num(68, 120))),
              group(214, group(213, num(212, 1), num(397, 15), num(398, 77))),
              group(96, num(91, 1), num(412, 3)),
            ),
          ),
          num(424, 1),
        ),
      ],
      more: [
        group(429, prim(128, hex('3500012345678901'))),
        text(209, '21'),
        group(219, prim(403, hex('99910030')), num(75, 1)),
        group(162, text(163, 'note')),
      ],
    },
  ],
  [
    'an originator',
    { event: 10, basic: [group(41, prim(405, hex('999100')), text(425, 'Bank')), text(164, 'A')] },
  ],
  ['a bearer service', { services: [group(39, group(36, group(426, text(40, '26'))))] }],
  ['no basic service', { services: [] }],
  ['a service without code', { services: [group(39, group(36)), group(39)] }],
  ['two services, one charge', { services: [service('22', charged(amount(5))), group(39, charged())] }],
  ['an unknown teleservice', { services: [service('A?')] }],
  ['no reference, no entity', { network: [] }],
  ['a reference of 8 octets', { network: [prim(45, hex('ffffffffffffffff'))] }],
  ['two references, two entities', { network: [num(45, 1), num(45, 2), num(184, 1), num(184, 2)] }],
  ['CAMEL without money', camel(num(56, 2), num(55, 65_536), num(87, 1), prim(79, [1, 2]))],
  ['a CAMEL destination', camel(num(55, 3), group(431, prim(404, hex('999100'))))],
];

const IRREGULAR: readonly (readonly [what: string, parts: Parts])[] = [
  ["the other kind's basic information", { basicTag: 153 }],
  ["the other kind's basic information", { event: 10, basicTag: 147 }],
  ["GprsCall's basic information", { basicTag: 114 }],
  ["GprsCall's location", { more: [group(117, group(118, num(136, 1)))] }],
  ["GprsCall's service", { more: [group(121, num(250, 1))] }],
  ['a list of entities', { network: [group(185, num(184, 1))] }],
  ['sent again', { basic: [text(181, '00317')] }],
  ['two charges', { services: [service('11', charged(amount(5), amount(7)))] }],
  ['two charged services', { services: [service('11', charged(amount(5))), group(39, charged(amount(7)))] }],
  ['two teleservices', { services: [service('11'), service('22')] }],
  ['an empty teleservice', { services: [service('')] }],
  ['a long teleservice', { services: [service('1'.repeat(256))] }],
  ['a dual teleservice', { services: [group(39, group(36, group(426, group(100, text(218, '11')))))] }],
  ['an unknown entity', { network: [num(184, 9)] }],
  ['an empty reference', { network: [prim(45, [])] }],
  ['a reference of 9 octets', { network: [prim(45, hex('010203040506070809'))] }],
  ['an unknown offset', { start: time(44, '20261010101010', 9) }],
  ['no start', { start: [] }],
  ['no such day', { start: time(44, '20260230101010') }],
  ['an IMSI with letters', { subscriber: simSubscriber(hex('9a')) }],
  ['a CDMA subscriber', { subscriber: group(427, group(254, text(146, '12'))) }],
  ['a negative duration', { basic: [prim(223, [0xff])] }],
  ['a CAMEL fee', camel(num(422, 5))],
  ['a CAMEL rate', camel(num(105, 1))],
  ['a CAMEL item', camel(text(66, 'D'))],
  ['CAMEL taxes', camel(group(214, group(213, num(397, 5))))],
  ['a CAMEL discount', camel(group(96, num(412, 5)))],
  ['CAMEL taxes as octets', camel(prim(214, [1]))],
  ['a CAMEL discount as octets', camel(prim(96, [1]))],
  ['a CAMEL APN', camel(group(431, group(116, text(261, 'x'))))],
  ['a refund', { services: [service('11', charged(group(69, num(344, 1), group(64, detail('00', 5)))))] }],
  ['a refund in a group of no use', { basic: [group(89, num(344, 1))] }],
  ['an unknown group', { more: [group(500, num(62, 1))] }],
  ['an indefinite group', { basic: [open(89, prim(407, hex('9991')))] }],
  ['octets for a group', { basic: [prim(44, [1])] }],
  [
    'a segmented text',
    { services: [group(39, group(36, group(426, [0x7f, 0x81, 0x5a, 4, 4, 2, 0x32, 0x31])))] },
  ],
];

describe('the kernel takes', () => {
  test.each(REGULAR)('%s', (_, parts) => expect(sameWithoutKernel(file(call(parts)))).toBe(true));
});

describe('the general walkers take', () => {
  test.each(IRREGULAR)('%s', (_, parts) => {
    expect(sameWithoutKernel(file(call(parts)))).toBe(false);
    sameWithoutKernel(file(call(), call(parts), call({ event: 10 })));
  });

  test('calls of the old releases, and events of every other tag', () => {
    const old = tapFile({ events: [call(), call({ event: 10 })], release: 10 });
    expect(sameWithoutKernel(old)).toBe(false);
    for (let tag = 0; tag < 31; tag++)
      expect(sameWithoutKernel(file(call({ event: tag })))).toBe(tag === 9 || tag === 10);
    expect(sameWithoutKernel(file(prim(9, ascii('x')), open(9, time(44, '20261010101010'))))).toBe(false);
  });
});

test('the service of a call is that of its teleservice', () => {
  const codes = ['11', '21', '22', '23', '2', '212', '12', '61'];
  const events = [9, 10].flatMap((event) => codes.map((code) => call({ event, services: [service(code)] })));
  const bytes = file(...events, call({ services: [] }), call({ event: 10, services: [] }));
  expect(sameWithoutKernel(bytes)).toBe(true);
  const services = rowsOf(decoded(bytes)).map((row) => row.service);
  const of = (voice: string, sms: string) => codes.map((code) => (/^2[12]$/.test(code) ? sms : voice));
  expect(services).toEqual([
    ...of('voice_mo', 'sms_mo'),
    ...of('voice_mt', 'sms_mt'),
    'voice_mo',
    'voice_mt',
  ]);
});

test('one after the other and mixed with data, nothing of one event is left in the next', () => {
  const data = group(14, group(114, simSubscriber(), time(44, '20261010101010'), num(72, 77)));
  const sms = call({ services: [service('22', charged(amount(5)))] });
  const bare = call({ event: 10, subscriber: [], network: [], services: [] });
  const kinds = [data, sms, bare, call(), call({ start: [] })];
  const events = Array.from({ length: 60 }, (_, i) => kinds[(i * 7 + (i >> 2)) % kinds.length]!);
  expect(sameWithoutKernel(file(...events))).toBe(true);
  for (const octets of [100, 150, 333]) sameWithoutKernel(file(...events), octets);
});

test('cut anywhere', () => {
  const bytes = file(call(REGULAR[2]![1]), call({ event: 10 }));
  for (let cut = 0; cut < bytes.length; cut++) sameWithoutKernel(bytes.slice(0, cut));
});
