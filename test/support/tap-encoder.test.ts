/**
 * The encoder against bytes that it did not write: groups spelled out by hand from the tag tables, and a published
 * file of another project, which is rebuilt from its meaning and compared byte for byte.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type BerElement, encodeBer } from './ber-encoder.ts';
import { encodeTap, notificationElement, tapElement } from './tap-encoder.ts';
import { callEventDetail } from './tap-events.ts';
import type { CallEvent, TapEvent, TapFileModel } from './tap-model.ts';
import { PLAIN, restyle } from './tap-style.ts';
import { callTimeSpan, eventMoney, fileTotals } from './tap-totals.ts';

const SAMPLES = new URL('../../../shared/samples/', import.meta.url);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const written = (element: BerElement): string => hex(encodeBer(element).bytes);

const total = (amount: bigint, type = '00') => [{ type, amount }];

describe('groups by hand', () => {
  test('a MessagingEvent has its charge and its taxes as direct members', () => {
    const event: TapEvent = {
      kind: 'messaging',
      service: 1,
      imsi: '123456',
      start: { local: '20260101000000', code: 2 },
      eventReference: 'r',
      charge: 200n,
      taxes: [{ code: 1, value: 5n }],
    };
    expect(written(callEventDetail(event))).toBe(
      '7f833145' +
        '5f83370101' +
        '7f833407' +
        '5f810103123456' +
        '5f83330172' +
        '7f833f15500e' +
        hex(Buffer.from('20260101000000')) +
        '5f81680102' +
        '5f3e0200c8' +
        '7f81560e7f81550a5f8154' +
        '0101' +
        '5f830d0105',
    );
  });

  test('a content service has its refund indicator beside its charges', () => {
    const event: TapEvent = {
      kind: 'content',
      services: [{ refund: 1, charges: [{ details: total(3n) }], advised: 9n }],
    };
    expect(written(callEventDetail(event))).toBe(
      '712b' +
        '7f821d27' +
        '7f826023' +
        '5f82580101' +
        '7f4612' +
        '7f450f' +
        '7f400c' +
        '7f3f09' +
        '5f47023030' +
        '5f3e0103' +
        '7f825f05' +
        '5f825d0109',
    );
  });

  test('a CAMEL fee sits beside the service, the subscriber one CHOICE level down', () => {
    const event: TapEvent = { kind: 'gprs', imsi: '12', camel: { fee: 1n } };
    expect(written(callEventDetail(event))).toBe(
      '6e1e' +
        '7f7210' +
        '7f730d' +
        '7f832b09' +
        '7f814705' +
        '5f81010112' +
        '7f7900' +
        '7f3905' +
        '5f83260101',
    );
  });

  test('a Notification has no group around its fields', () => {
    expect(written(notificationElement({ sender: 'AAAVP', specification: 3 }))).toBe(
      '620e5f81440541414156505f81490103',
    );
  });
});

describe('money of the plain objects', () => {
  const file: TapFileModel = {
    header: {},
    accounting: {},
    network: {
      utcOffsets: [
        { code: 0, offset: '+0000' },
        { code: 1, offset: '-0500' },
      ],
      recEntities: [],
    },
    events: [
      {
        kind: 'content',
        start: { local: '20260102000000', code: 0 },
        services: [
          {
            charges: [{ details: [...total(10n), ...total(7n, '01')], taxes: [{ code: 1, value: 2n }] }],
            advised: 999n,
          },
          {
            refund: 1,
            charges: [{ details: total(4n), taxes: [{ code: 1, value: 1n }], discount: { value: 3n } }],
          },
          { refund: 0, charges: [{ details: total(1n) }] },
        ],
      },
      // Later by its own clock, earlier in UTC than nothing: 20:00 at -05:00 is 01:00 UTC of the next day.
      {
        kind: 'gprs',
        start: { local: '20260101200000', code: 1 },
        camel: { fee: 5n, taxes: [{ code: 1, value: 1n }] },
      },
      { kind: 'messaging', charge: 6n },
    ],
  };

  test('by event and for the file', () => {
    expect(eventMoney(file.events![0]!)).toEqual({
      charge: 11n,
      camel: 0n,
      refund: 4n,
      tax: 2n,
      taxRefund: 1n,
      discount: 0n,
      discountRefund: 3n,
    });
    expect(fileTotals(file.events!)).toEqual({
      records: 3,
      charge: 22n,
      refund: 4n,
      tax: 3n,
      taxRefund: 1n,
      discount: 0n,
      discountRefund: 3n,
    });
  });

  test('the span is ordered by UTC and written in local time', () => {
    expect(callTimeSpan(file)).toEqual({
      earliest: { local: '20260102000000', offset: '+0000' },
      latest: { local: '20260101200000', offset: '-0500' },
    });
  });
});

describe('styles', () => {
  const file: TapFileModel = {
    header: { sender: 'AAAVP' },
    accounting: { localCurrency: 'EUR' },
    network: null,
    events: [{ kind: 'gprs', imsi: '999017', charges: [{ details: total(3n) }] }],
  };

  test.each([
    ['shuffle', 0],
    ['unknown', 1],
    ['indefinite', 1],
    ['overLong', 1],
    ['leadingZeros', 1],
    ['segments', 1],
  ] as const)('%s changes the bytes, and the same seed writes them again', (name, longer) => {
    const style = { ...PLAIN, [name]: 1, seed: 3 };
    const bytes = encodeTap(file, style);
    expect(hex(bytes)).not.toBe(hex(encodeTap(file)));
    expect(Math.sign(bytes.length - encodeTap(file).length)).toBe(longer);
    expect(hex(encodeTap(file, style))).toBe(hex(bytes));
  });

  test('BatchControlInfo stays first, lists keep their order, unknown tags go into SEQUENCEs only', () => {
    const check = (element: BerElement): void => {
      const children = element.children ?? [];
      if (element.role === 'list' && element.tag === 70)
        expect(children.map((child) => child.tag)).toEqual([69]);
      if (element.role === 'choice') expect(children).toHaveLength(1);
      children.forEach(check);
    };
    for (let seed = 0; seed < 50; seed++) {
      const root = restyle(tapElement(file), { ...PLAIN, seed, shuffle: 1, unknown: 0.5 });
      expect(root.children![0]!.tag).toBe(4);
      check(root);
    }
  });
});

/** A call of the published file: both differ in direction, IMSI, start and duration only. */
function publishedCall(kind: CallEvent['kind'], imsi: string, local: string, duration: bigint): CallEvent {
  return {
    kind,
    imsi,
    start: { local, code: 1 },
    duration,
    location: { recEntities: [1], locationArea: 3505, cellId: 7182 },
    services: [{ tele: '10', charges: [{ item: 'D', details: total(2300n) }] }],
  };
}

describe('a published file', () => {
  const sample = new URL('tap_3_12_valid.ber', SAMPLES);

  test.skipIf(!existsSync(sample))('is rebuilt byte for byte', () => {
    const at = { local: '20050405090547', offset: '+0200' };
    const file: TapFileModel = {
      header: {
        sender: 'WERFD',
        recipient: 'XLKJE',
        sequence: '31707',
        created: at,
        cutOff: at,
        available: at,
        specification: 3,
        release: 12,
      },
      accounting: {
        localCurrency: 'EUR',
        exchangeRates: [{ code: 1, decimals: 5, rate: 116203n }],
        decimals: 3,
      },
      network: {
        utcOffsets: [{ code: 1, offset: '+0200' }],
        recEntities: [
          { code: 1, type: 1, id: 'foo' },
          { code: 22, type: 1, id: 'bar' },
          { code: 142, type: 4, id: 'baz' },
        ],
      },
      events: [
        publishedCall('mtc', '133713371337133', '20140301140342', 153n),
        publishedCall('moc', '232323232323232', '20140301150200', 213n),
        {
          kind: 'gprs',
          imsi: '232323232323232',
          apn: 'foo.example.net',
          start: { local: '20140301150800', code: 1 },
          duration: 500n,
          chargingId: 0n,
          location: { recEntities: [1] },
          bytesIn: 1200000000n,
          bytesOut: 2200000000n,
          charges: [{ item: 'X', details: total(66600n) }],
        },
        {
          kind: 'ss',
          imsi: '133713371337133',
          location: { recEntities: [1], locationArea: 3505, cellId: 7182 },
          code: '2B',
          action: 0,
          start: { local: '20140302150800', code: 1 },
        },
      ],
      // Its audit is a toy: neither its times nor its total are those of its events.
      audit: {
        earliest: { local: '20050404162453', offset: '+0200' },
        latest: { local: '20050405090059', offset: '+0200' },
        charge: 2300n,
      },
    };
    expect(hex(encodeTap(file))).toBe(hex(readFileSync(sample)));
  });
});
