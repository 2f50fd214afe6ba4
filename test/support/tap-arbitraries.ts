/** fast-check generators of valid TAP files: every event type, every column, in every style of writing. */
import fc from 'fast-check';
import type {
  CamelModel,
  ChargeModel,
  LocationModel,
  Stamp,
  StampLong,
  TapEvent,
  TapFileModel,
  TaxModel,
} from './tap-model.ts';
import type { Style } from './tap-style.ts';

const OFFSETS = ['+0000', '+0200', '-0330', '+0545', '+1400', '-1200'] as const;
const REC_ENTITIES = [
  { code: 0, type: 1, id: 'msc-zero' },
  { code: 1, type: 4, id: '192.0.2.1' },
  { code: 7, type: 3, id: 'ggsn.example' },
  { code: 99, type: 7, id: '2001:db8::7' },
  { code: 142, id: 'no type' },
] as const;
const RATES = [
  { code: 0, decimals: 5, rate: 116203n },
  { code: 300, decimals: 0, rate: 1n },
] as const;

/** A record whose keys may each be absent. */
function partial<T extends object>(shape: { [K in keyof T]-?: fc.Arbitrary<Exclude<T[K], undefined>> }) {
  return fc.record(shape as never, { requiredKeys: [] }) as unknown as fc.Arbitrary<Partial<T>>;
}

const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((list) => list.join(''));

const local: fc.Arbitrary<string> = fc
  .integer({ min: Date.UTC(1999, 0, 1) / 1000, max: Date.UTC(2037, 11, 31) / 1000 })
  .map((seconds) => new Date(seconds * 1000).toISOString().replace(/[-:T]/g, '').slice(0, 14));

const stamp: fc.Arbitrary<Stamp> = fc.record({ local, code: fc.nat(OFFSETS.length - 1) });
const stampLong: fc.Arbitrary<StampLong> = fc.record({ local, offset: fc.constantFrom(...OFFSETS) });
const amount: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt(0n, 300n),
  fc.bigInt(0n, 5_000_000_000_000n),
  fc.constantFrom(0x7fffffffn, 0x80000000n, 0xffffffffn, 0x100000000n),
);
const volume: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt(0n, 70_000n),
  fc.bigInt(0n, 1n << 40n),
  fc.constantFrom(0x7fffffffn, 0x80000000n, 0xffffffffn, (1n << 53n) - 1n),
);
/** Seconds; beyond 10^9 the decoder refuses. */
const duration: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt(0n, 70_000n),
  fc.constantFrom(999_999_999n, 1_000_000_000n),
);
const rateCode = fc.constantFrom(...RATES.map((rate) => rate.code));

const taxes: fc.Arbitrary<TaxModel[]> = fc.array(
  fc.record({ code: fc.nat(99), value: amount, base: amount }),
  {
    maxLength: 2,
  },
);
const discount = fc.record({ code: fc.nat(99), value: amount });
const charge: fc.Arbitrary<ChargeModel> = fc
  .record({
    // Type 00 is the total, the others break it down: they never add up with it.
    details: fc.array(
      fc.record({ type: fc.constantFrom('00', '00', '01', '03', '100'), amount, units: volume }),
      { minLength: 1, maxLength: 4 },
    ),
    more: partial<Omit<ChargeModel, 'details'>>({
      item: fc.constantFrom('D', 'V', 'X', 'E'),
      rateCode,
      callType: fc.nat(20),
      taxes,
      discount,
    }),
  })
  .map(({ details, more }) => ({ ...more, details }));
const charges = fc.array(charge, { maxLength: 3 });
const withoutDiscount = ({ discount: _, ...rest }: ChargeModel): ChargeModel => rest;
const sessionCharges = fc.array(charge.map(withoutDiscount), { maxLength: 3 });

const camel: fc.Arbitrary<CamelModel> = partial<CamelModel>({
  level: fc.nat(3),
  key: fc.nat(70_000),
  rateCode,
  taxes,
  discount,
  fee: amount,
  destination: digits(1, 15),
});

const location: fc.Arbitrary<LocationModel> = partial<LocationModel>({
  recEntities: fc.array(fc.constantFrom(...REC_ENTITIES.map((entity) => entity.code)), {
    minLength: 1,
    maxLength: 3,
  }),
  callReference: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  locationArea: fc.nat(65_535),
  cellId: fc.oneof(fc.nat(65_535), fc.nat(0x0fff_ffff)),
  homeBid: fc.constant('12345'),
  servingNetwork: fc.constantFrom('AAAVP', 'CCCXY'),
});

const identities = {
  imsi: digits(6, 15),
  msisdn: digits(1, 15),
  imei: fc.oneof(digits(14, 16), fc.constant('35123456789012a')),
  operatorInfo: fc.constant(['note', 'more']),
};
const resent = fc.constantFrom('00001', '00317');
const apn = fc.constantFrom('internet', 'iot0.bbbha.example', 'M2M.Example', 'a');
const kind = <K extends string>(name: K) => ({ kind: name });

const gprs = fc.tuple(
  stamp,
  partial({
    ...identities,
    pdpAddress: fc.constant('10.0.0.1'),
    apn,
    apnOi: fc.constant('mnc001.mcc999.gprs'),
    duration,
    cause: fc.nat(58),
    rapSequence: resent,
    partial: fc.constantFrom('F', 'I', 'L'),
    contextStart: stamp,
    chargingId: fc.oneof(fc.bigInt(0n, 0xffffffffn), fc.bigInt(0n, (1n << 63n) - 1n)),
    location,
    bytesIn: volume,
    bytesOut: volume,
    charges,
    camel,
  }),
);
const call = fc.tuple(
  stamp,
  fc.constantFrom('moc', 'mtc'),
  fc.array(
    partial({ tele: fc.constantFrom('11', '21', '22', '62'), bearer: fc.constant('26'), at: stamp, charges }),
    { minLength: 1, maxLength: 2 },
  ),
  partial({
    ...identities,
    rapSequence: resent,
    otherNumber: digits(1, 18),
    duration,
    cause: fc.nat(9),
    location,
    camel,
  }),
);
const party = fc.record({ type: fc.constant(90), id: fc.constant('someone@example') });
const contentService = partial({
  bytesIn: volume,
  bytesOut: volume,
  refund: fc.constantFrom(0, 1),
  charges,
  advised: amount,
});

/** Any event of TAP 3.12 with a start whose offset code is in the file's table (an unknown event has none). */
const tapEvent: fc.Arbitrary<TapEvent> = fc.oneof(
  { weight: 4, arbitrary: gprs.map(([start, rest]) => ({ ...rest, ...kind('gprs'), start })) },
  {
    weight: 4,
    arbitrary: call.map(([start, which, services, rest]) => ({
      ...rest,
      ...kind(which as 'moc' | 'mtc'),
      start,
      services,
    })),
  },
  fc
    .tuple(stamp, partial({ ...identities, location, code: fc.constant('2B'), action: fc.nat(6), charge }))
    .map(([start, rest]) => ({ ...rest, ...kind('ss'), start })),
  fc
    .tuple(
      stamp,
      partial({
        imsi: identities.imsi,
        msisdn: identities.msisdn,
        servingNetwork: fc.constant('AAAVP'),
        recEntity: fc.constantFrom(0, 7),
        completion: stamp,
        charge,
      }),
    )
    .map(([start, rest]) => ({ ...rest, ...kind('scu'), start })),
  fc
    .tuple(
      stamp,
      fc.array(contentService, { minLength: 1, maxLength: 3 }),
      partial({
        delivered: stamp,
        duration,
        parties: fc.array(party, { minLength: 1, maxLength: 2 }),
      }),
    )
    .map(([start, services, rest]) => ({ ...rest, ...kind('content'), start, services })),
  fc
    .tuple(
      stamp,
      partial({
        recEntity: fc.constantFrom(0, 7),
        callReference: fc.uint8Array({ minLength: 1, maxLength: 8 }),
        tracking: fc.array(party, { minLength: 1, maxLength: 2 }),
        tracked: fc.array(party, { minLength: 1, maxLength: 2 }),
        charges,
      }),
    )
    .map(([start, rest]) => ({ ...rest, ...kind('location'), start })),
  fc
    .tuple(
      stamp,
      partial({
        ...identities,
        service: fc.nat(3),
        location,
        eventReference: fc.constantFrom('ref-1', 'icid-value;orig-ioi=home.example'),
        rateCode,
        charge: amount,
        taxes,
      }),
    )
    .map(([start, rest]) => ({ ...rest, ...kind('messaging'), start })),
  fc
    .tuple(
      stamp,
      partial({
        ...identities,
        service: fc.nat(3),
        location,
        eventReference: fc.constantFrom('s', 'icid-value;orig-ioi=home.example'),
        cause: fc.nat(9),
        duration,
        charges: sessionCharges,
      }),
    )
    .map(([start, rest]) => ({ ...rest, ...kind('session'), start })),
  fc
    .tuple(fc.constantFrom(13, 600, 8000), partial({ charges }))
    .map(([tag, rest]) => ({ ...rest, ...kind('unknown'), tag })),
) as fc.Arbitrary<TapEvent>;

/** A valid TAP file of at most `maxEvents` events whose audit is right. */
export function tapFile(maxEvents: number): fc.Arbitrary<TapFileModel> {
  return fc
    .record({
      events: fc.array(tapEvent, { maxLength: maxEvents }),
      available: stampLong,
      created: stampLong,
      release: fc.constantFrom(11, 12),
      sequence: digits(5, 5),
      decimals: fc.integer({ min: 0, max: 6 }),
      extras: partial({ rapSequence: digits(5, 5), fileType: fc.constant('T'), cutOff: stampLong }),
      currency: partial({ tapCurrency: fc.constant('EUR'), localCurrency: fc.constant('GBP') }),
      taxed: fc.boolean(),
    })
    .map((x) => ({
      header: {
        ...x.extras,
        sender: 'AAAVP',
        recipient: 'BBBHA',
        sequence: x.sequence,
        created: x.created,
        available: x.available,
        specification: 3,
        release: x.release,
      },
      accounting: {
        ...x.currency,
        ...(x.taxed ? { taxation: [{ code: 4, type: '13', rate: '1900000' }, { code: 5 }] } : {}),
        discounting: [{ code: 1, rate: 250 }],
        exchangeRates: RATES,
        decimals: x.decimals,
      },
      network: { utcOffsets: OFFSETS.map((offset, code) => ({ code, offset })), recEntities: REC_ENTITIES },
      messages: [{ code: 1, text: 'hello' }],
      events: x.events,
    }));
}

const share = fc.constantFrom(0, 0.2, 1);

/** Any style of writing. */
export const anyStyle: fc.Arbitrary<Style> = fc.record({
  seed: fc.integer(),
  shuffle: share,
  unknown: fc.constantFrom(0, 0.1, 0.4),
  indefinite: share,
  overLong: share,
  leadingZeros: share,
  segments: share,
});
