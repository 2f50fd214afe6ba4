import { describe, expect, it } from 'vitest';
import {
  chargeInfo,
  detail,
  gprs,
  group,
  int,
  num,
  open,
  prim,
  simSubscriber,
  tapFile,
  text,
  time,
} from './bytes.ts';
import { decoded, type RowValues, rejection, rowsOf, warningCodes } from './rows.ts';

const MAX = (1n << 63n) - 1n;
const moneyOf = (row: RowValues | undefined) => ({
  charge: row?.charge,
  camel: row?.camel_fee,
  refund: row?.refund,
  tax: row?.tax,
  taxRefund: row?.tax_refund,
  discount: row?.discount,
  discountRefund: row?.discount_refund,
});
const none = { charge: 0n, camel: 0n, refund: 0n, tax: 0n, taxRefund: 0n, discount: 0n, discountRefund: 0n };
const moneyIn = (event: readonly number[]) => moneyOf(rowsOf(decoded(tapFile({ events: [event] })))[0]);

const details = (...members: number[][]) => group(64, ...members);
const taxes = (...values: number[]) =>
  group(214, ...values.map((value) => group(213, num(212, 1), num(397, value), num(398, 999))));
const discount = (value: number) => group(96, num(91, 1), num(412, value), num(423, 999));
const list = (...members: number[][]) => group(70, ...members);
const refund = num(344, 1);

/** Content transaction with the members of one ContentServiceUsed. */
const content = (...members: number[][]) =>
  group(17, group(304, time(300, '20261010101010')), group(285, group(352, ...members)));

describe('charges', () => {
  it.each<[string, number[], Partial<typeof none>]>([
    [
      'type 00 is the total, others are its parts',
      gprs(list(chargeInfo(details(detail('00', 100), detail('01', 60), detail('03', 40))))),
      { charge: 100n },
    ],
    [
      'several charge informations add up',
      gprs(list(chargeInfo(details(detail('00', 1))), chargeInfo(details(detail('00', 2))))),
      { charge: 3n },
    ],
    [
      'the charge may stand before its type',
      gprs(list(chargeInfo(details(group(63, num(62, 7), text(71, '00')))))),
      { charge: 7n },
    ],
    ['type 000 is not 00', gprs(list(chargeInfo(details(detail('000', 5))))), {}],
    [
      'taxes and discounts',
      gprs(list(chargeInfo(details(detail('00', 9)), taxes(1, 2), discount(4)))),
      { charge: 9n, tax: 3n, discount: 4n },
    ],
    [
      'CAMEL fee with its tax',
      group(14, group(57, num(422, 50), taxes(5), discount(2))),
      { camel: 50n, tax: 5n, discount: 2n },
    ],
    [
      'indefinite lengths',
      gprs(open(70, open(69, open(64, open(63, text(71, '00'), num(62, 5)))))),
      { charge: 5n },
    ],
    [
      'unknown members around',
      gprs(
        num(900, 1),
        list(group(901, detail('00', 8)), chargeInfo(prim(902, [1]), details(detail('00', 6)))),
      ),
      { charge: 6n },
    ],
    [
      'advised charges never count',
      content(list(chargeInfo(details(detail('00', 3)))), group(351, num(349, 500), num(62, 500))),
      { charge: 3n },
    ],
    ['the largest amount', gprs(list(chargeInfo(details(detail('00', MAX))))), { charge: MAX }],
    [
      'halves carry',
      gprs(list(chargeInfo(details(detail('00', 0xffffffffn), detail('00', 1n))))),
      { charge: 0x100000000n },
    ],
    ['messaging event: a charge of its own', group(433, num(62, 12), taxes(3)), { charge: 12n, tax: 3n }],
    [
      'session',
      group(434, group(448, group(449, details(detail('00', 4), detail('01', 4)), taxes(1)))),
      { charge: 4n, tax: 1n },
    ],
    ['service centre usage', group(12, chargeInfo(details(detail('00', 2)))), { charge: 2n }],
    [
      'supplementary service',
      group(11, group(206, chargeInfo(details(detail('00', 2)), discount(1)))),
      { charge: 2n, discount: 1n },
    ],
    [
      'an unknown event, groups nobody knows inside',
      group(700, group(701, chargeInfo(details(detail('00', 21))))),
      { charge: 21n },
    ],
  ])('%s', (_name, event, expected) => {
    expect(moneyIn(event)).toEqual({ ...none, ...expected });
  });

  it.each<[string, number[], Partial<typeof none>]>([
    [
      'before the charges',
      content(refund, list(chargeInfo(details(detail('00', 30)), taxes(3), discount(2)))),
      { refund: 30n, taxRefund: 3n, discountRefund: 2n },
    ],
    [
      'after the charges',
      content(list(chargeInfo(details(detail('00', 30)), taxes(3))), refund),
      { refund: 30n, taxRefund: 3n },
    ],
    ['0 is a charge', content(num(344, 0), list(chargeInfo(details(detail('00', 30))))), { charge: 30n }],
    [
      'only its own group',
      group(
        17,
        group(
          285,
          group(352, refund, list(chargeInfo(details(detail('00', 30))))),
          group(352, list(chargeInfo(details(detail('00', 5))))),
        ),
      ),
      { refund: 30n, charge: 5n },
    ],
    [
      'in a session charge',
      group(
        434,
        group(448, group(449, details(detail('00', 4)), refund), group(449, details(detail('00', 9)))),
      ),
      { refund: 4n, charge: 9n },
    ],
    [
      'in the charge information of a GPRS call',
      gprs(
        list(
          chargeInfo(details(detail('00', 4)), taxes(1), refund),
          chargeInfo(details(detail('00', 9)), taxes(2)),
        ),
      ),
      { refund: 4n, taxRefund: 1n, charge: 9n, tax: 2n },
    ],
    [
      'in a charge detail',
      gprs(list(chargeInfo(details(group(63, text(71, '00'), num(62, 4), refund), detail('00', 9))))),
      { refund: 4n, charge: 9n },
    ],
    [
      'over a whole call, CAMEL fee apart',
      group(
        9,
        group(57, num(422, 8)),
        group(38, group(39, list(chargeInfo(details(detail('00', 4)))))),
        refund,
      ),
      { refund: 4n, camel: 8n },
    ],
  ])('a refund: %s', (_name, event, expected) => {
    expect(moneyIn(event)).toEqual({ ...none, ...expected });
  });

  it('keeps the rate code of the first charge information, refund or not', () => {
    const rated = (code: number, ...more: number[][]) =>
      chargeInfo(num(105, code), details(detail('00', 1)), ...more);
    const camel = group(57, num(105, 9), num(422, 1));
    const events = [
      group(14, camel, group(121, list(rated(3), rated(4)))),
      group(14, camel),
      group(14, group(121, list(rated(5, refund), rated(6)))),
    ];
    expect(rowsOf(decoded(tapFile({ events }))).map((row) => row.exchange_rate_code)).toEqual([3, null, 5]);
  });

  it('warns of a charge without type', () => {
    const tap = decoded(tapFile({ events: [gprs(list(chargeInfo(details(group(63, num(62, 5))))))] }));
    expect(warningCodes(tap)).toContain('CHARGE_TYPE_MISSING');
    expect(tap.audit!.decoded.charge).toBe('0');
  });

  const path =
    'TransferBatch/CallEventDetailList/GprsCall[1]/GprsServiceUsed/ChargeInformationList/ChargeInformation[0]/ChargeDetailList/ChargeDetail[0]/Charge';
  it.each<[string, number[], string]>([
    ['a negative amount', group(63, text(71, '00'), prim(62, [0xff])), 'TAP_RANGE'],
    [
      'an amount of 64 bits',
      group(63, text(71, '00'), prim(62, [0, 0x80, 0, 0, 0, 0, 0, 0, 0])),
      'TAP_RANGE',
    ],
    ['no octets', group(63, text(71, '00'), prim(62, [])), 'TAP_SYNTAX'],
    ['a negative part', group(63, text(71, '01'), prim(62, [0x80])), 'TAP_RANGE'],
    ['two charges in a detail', group(63, prim(62, int(1)), prim(62, int(1))), 'TAP_SYNTAX'],
    ['a group where an amount belongs', group(63, group(62, num(1, 1))), 'TAP_SYNTAX'],
  ])('%s is refused at its place', (_name, charge, code) => {
    const failure = rejection(tapFile({ events: [gprs(), gprs(list(chargeInfo(details(charge))))] }));
    expect(failure).toMatchObject({ code, tagPath: path, recordIndex: 1 });
  });

  it('a record that passes int64 is refused, a file that does is not', () => {
    const over = gprs(list(chargeInfo(details(detail('00', MAX), detail('00', 1)))));
    expect(rejection(tapFile({ events: [over] }))).toMatchObject({ code: 'TAP_RANGE', recordIndex: 0 });
    const full = gprs(list(chargeInfo(details(detail('00', MAX)))));
    expect(decoded(tapFile({ events: [full, full, full] })).audit!.decoded.charge).toBe(
      (MAX * 3n).toString(),
    );
  });
});

describe('subscriber of other events', () => {
  it('is never the tracked customer nor the other party', () => {
    const other = prim(129, [0x11, 0x11]);
    const events = [
      group(297, group(367, group(199, other))),
      group(434, group(443, other), group(436, prim(129, [0x22, 0x22]))),
      group(
        12,
        group(191, group(430, group(286, prim(129, [0x33, 0x33])))),
        group(193, time(76, '20261010101010'), time(88, '20261009101010', 7)),
      ),
      group(11, simSubscriber()),
    ];
    const rows = rowsOf(decoded(tapFile({ events })));
    expect(rows.map((row) => row.imsi)).toEqual([null, 12222n, 13333n, 1999017000012345n]);
    expect(rows[2]).toMatchObject({
      start_local: BigInt(Date.UTC(2026, 9, 9, 10, 10, 10) / 1000),
      utc_offset: -210,
      flags: 24,
    });
  });
});
