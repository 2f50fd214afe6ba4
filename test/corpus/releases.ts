/** Files of releases 3.1, 3.4, 3.9 and 3.10: untagged choices, usage lists, totals by charge type. */
import { asOldRelease } from '../fuzz/old-release.ts';
import { ascii, type BerElement, bcd, integer, list, octets, sequence } from '../support/ber-encoder.ts';
import { tapElement } from '../support/tap-encoder.ts';
import type { TapFileModel } from '../support/tap-model.ts';
import { TAG } from '../support/tap-tags.ts';
import { change } from '../support/tree.ts';
import { at, IMSI, tapFile } from './parts.ts';

const GPRS_SERVICE_USAGE = 119;
const GPRS_SERVICE_USAGE_LIST = 120;
const GPRS = [TAG.callEventDetailList, TAG.gprsCall] as const;
const SERVICE = [...GPRS, TAG.gprsServiceUsed] as const;
const SUBSCRIBER = [...GPRS, TAG.gprsBasicCallInformation, TAG.gprsChargeableSubscriber] as const;

/** A call, a supplementary service with its ChargeInformation, and a data session. */
const releaseModel = (release: number): TapFileModel =>
  tapFile(
    `000${20 + release}`,
    [
      {
        kind: 'moc',
        imsi: IMSI,
        imei: '3512340012345678',
        start: at('100000'),
        duration: 60n,
        location: { recEntities: [0], callReference: Uint8Array.of(0x01, 0x02) },
        services: [
          {
            tele: '11',
            charges: [
              {
                item: 'D',
                rateCode: 0,
                details: [{ type: '00', amount: 600n }],
                taxes: [{ code: 0, value: 114n }],
                discount: { code: 1, value: 6n },
              },
            ],
          },
        ],
        // CAMEL invocation fees begin with release 3.4 here.
        ...(release >= 4 ? { camel: { level: 1, fee: 12n } } : {}),
      },
      {
        kind: 'ss',
        imsi: IMSI,
        start: at('110000'),
        location: { recEntities: [0] },
        code: '21',
        action: 2,
        charge: { item: 'E', rateCode: 0, details: [{ type: '00', amount: 15n }] },
      },
      {
        kind: 'gprs',
        imsi: IMSI,
        start: at('120000', 1),
        duration: 300n,
        chargingId: 77n,
        location: { recEntities: [2, 1] },
        // What the two usages of the list add up to.
        bytesIn: 3000n,
        bytesOut: 30n,
        charges: [{ item: 'X', rateCode: 1, details: [{ type: '00', amount: 3n }] }],
      },
    ],
    release,
  );

const usage = (incoming: number, outgoing: number): BerElement =>
  sequence(GPRS_SERVICE_USAGE, [
    integer(TAG.dataVolumeIncoming, incoming),
    integer(TAG.dataVolumeOutgoing, outgoing),
  ]);

export function releaseElement(release: number): BerElement {
  const usages = list(GPRS_SERVICE_USAGE_LIST, [usage(1000, 10), usage(2000, 20)]);
  let root = tapElement(releaseModel(release));
  root = change(root, [...SERVICE, TAG.dataVolumeIncoming], () => []);
  root = change(root, [...SERVICE, TAG.dataVolumeOutgoing], () => usages);
  // In 3.1 the subscriber of a data session stands there without a choice.
  if (release === 1)
    root = change(root, [...SUBSCRIBER, TAG.chargeableSubscriber], () => bcd(TAG.imsi, IMSI));
  return asOldRelease(root, release);
}

/** 3.2 and 3.3 write a ChargingId as octets: leading zeros are part of it. */
export function chargingIdOctets(): BerElement {
  const root = releaseElement(3);
  return change(root, [...GPRS, TAG.gprsBasicCallInformation, TAG.chargingId], ({ tag }) =>
    octets(tag, Uint8Array.of(0, 0, 0, 77)),
  );
}

const TOTAL_CHARGE_VALUE = 222;
const TOTAL_CHARGE_VALUE_LIST = 224;
const ABSOLUTE_AMOUNT = 241;

const total = (type: string, amount: number, refund?: number): BerElement =>
  sequence(TOTAL_CHARGE_VALUE, [
    ascii(TAG.chargeType, type),
    integer(ABSOLUTE_AMOUNT, amount),
    refund === undefined ? undefined : integer(TAG.totalChargeRefund, refund),
  ]);

/** A breakdown by charge type and a refund in 3.10; the audit's sum of type 03 is one too low. */
export function totalsByType(): BerElement {
  const model = tapFile(
    '00041',
    [
      {
        kind: 'moc',
        imsi: IMSI,
        start: at('100000'),
        location: { recEntities: [0], callReference: Uint8Array.of(5) },
        services: [
          {
            tele: '11',
            charges: [
              {
                item: 'D',
                rateCode: 0,
                details: [
                  { type: '00', amount: 1000n },
                  { type: '01', amount: 700n },
                  { type: '03', amount: 300n },
                ],
              },
            ],
          },
        ],
      },
      {
        kind: 'content',
        start: at('110000'),
        services: [
          { refund: 1, charges: [{ item: 'C', rateCode: 0, details: [{ type: '00', amount: 40n }] }] },
        ],
      },
    ],
    10,
  );
  const root = asOldRelease(tapElement(model), 10);
  const without = change(root, [TAG.auditControlInfo, TAG.totalChargeRefund], () => []);
  return change(without, [TAG.auditControlInfo, TOTAL_CHARGE_VALUE_LIST], () =>
    list(TOTAL_CHARGE_VALUE_LIST, [total('00', 1000, 40), total('01', 700), total('03', 299)]),
  );
}
