/** A file for each call event of TAP 3.12, and for the ways it is charged. */
import type { TapFileModel } from '../support/tap-model.ts';
import { at, IMSI, MSISDN, tapFile } from './parts.ts';

const REFERENCE = Uint8Array.of(0x0a, 0x0b, 0x0c, 0x0d);
const CALL_PLACE = {
  recEntities: [0],
  callReference: REFERENCE,
  locationArea: 300,
  cellId: 40000,
  homeBid: 'HOM01',
  servingNetwork: 'AAAVP',
};
const DATA_PLACE = { recEntities: [2, 1], locationArea: 301, cellId: 70001, servingNetwork: 'AAAVP' };

export const EVENT_FILES: Readonly<Record<string, TapFileModel>> = {
  'mobile-originated-call': tapFile('00001', [
    {
      kind: 'moc',
      imsi: IMSI,
      msisdn: MSISDN,
      imei: '3512340012345678',
      otherNumber: '999155509999',
      start: at('101500'),
      duration: 125n,
      cause: 16,
      location: CALL_PLACE,
      services: [
        {
          tele: '11',
          charges: [{ item: 'D', rateCode: 0, details: [{ type: '00', amount: 1250n, units: 125n }] }],
        },
      ],
    },
    {
      kind: 'moc',
      imsi: IMSI,
      start: at('063000', 1),
      location: { recEntities: [3], callReference: Uint8Array.of(0xff) },
      services: [
        { tele: '22', charges: [{ item: 'E', rateCode: 1, details: [{ type: '00', amount: 60n }] }] },
      ],
    },
  ]),
  'mobile-terminated-call': tapFile('00002', [
    {
      kind: 'mtc',
      imsi: IMSI,
      msisdn: MSISDN,
      imei: '35123400123456',
      otherNumber: '99915550',
      start: at('235959'),
      duration: 61n,
      location: CALL_PLACE,
      services: [
        { tele: '11', charges: [{ item: 'D', rateCode: 0, details: [{ type: '00', amount: 305n }] }] },
      ],
    },
    {
      kind: 'mtc',
      imsi: '99901123456789',
      start: at('120000'),
      duration: 0n,
      location: { recEntities: [0] },
      services: [{ tele: '21' }],
    },
    {
      kind: 'mtc',
      imsi: IMSI,
      start: at('130000'),
      duration: 900n,
      location: { recEntities: [0], callReference: Uint8Array.of(7) },
      services: [
        { bearer: '26', charges: [{ item: 'D', rateCode: 0, details: [{ type: '00', amount: 9000n }] }] },
      ],
    },
  ]),
  'suppl-service-event': tapFile('00003', [
    {
      kind: 'ss',
      imsi: IMSI,
      msisdn: MSISDN,
      imei: '3512340012345678',
      start: at('110000'),
      location: CALL_PLACE,
      code: '42',
      action: 1,
      charge: { item: 'E', rateCode: 0, details: [{ type: '00', amount: 15n }] },
    },
  ]),
  'service-centre-usage': tapFile('00004', [
    {
      kind: 'scu',
      imsi: IMSI,
      msisdn: MSISDN,
      servingNetwork: 'AAAVP',
      recEntity: 3,
      start: at('113000'),
      completion: at('113005'),
      charge: { item: 'E', rateCode: 1, details: [{ type: '00', amount: 70n }] },
    },
  ]),
  'gprs-call': tapFile('00005', [
    {
      kind: 'gprs',
      imsi: IMSI,
      msisdn: MSISDN,
      imei: '3512340012345678',
      pdpAddress: '10.0.0.1',
      apn: 'IoT.Example',
      apnOi: 'mnc001.mcc999.gprs',
      start: at('200000'),
      duration: 3600n,
      cause: 17,
      partial: 'F',
      contextStart: at('200000'),
      chargingId: 4294967295n,
      location: DATA_PLACE,
      bytesIn: 5368709120n,
      bytesOut: 1048576n,
      charges: [{ item: 'X', rateCode: 0, details: [{ type: '00', amount: 5120n, units: 5369757696n }] }],
    },
    {
      kind: 'gprs',
      imsi: IMSI,
      start: at('210000'),
      duration: 3600n,
      partial: 'I',
      contextStart: at('200000'),
      chargingId: 4294967295n,
      location: DATA_PLACE,
      bytesIn: 200n,
      bytesOut: 100n,
      charges: [{ item: 'X', rateCode: 0, details: [{ type: '00', amount: 1n }] }],
    },
    {
      kind: 'gprs',
      imsi: IMSI,
      rapSequence: '00017',
      start: at('220000'),
      duration: 10n,
      partial: 'L',
      contextStart: at('200000'),
      chargingId: 4294967295n,
      location: DATA_PLACE,
      bytesIn: 0n,
      bytesOut: 0n,
      charges: [{ item: 'X', rateCode: 0, details: [{ type: '00', amount: 0n }] }],
    },
  ]),
  'content-transaction': tapFile('00006', [
    {
      kind: 'content',
      start: at('140000'),
      delivered: at('140030'),
      duration: 30n,
      parties: [{ type: 1, id: IMSI }],
      services: [
        {
          bytesIn: 4000n,
          bytesOut: 300n,
          charges: [
            {
              item: 'C',
              rateCode: 0,
              details: [{ type: '00', amount: 2500n }],
              taxes: [{ code: 0, value: 475n, base: 2500n }],
            },
          ],
          advised: 99999n,
        },
        {
          bytesIn: 1000n,
          bytesOut: 20n,
          refund: 1,
          charges: [
            {
              item: 'C',
              rateCode: 1,
              details: [{ type: '00', amount: 500n }],
              taxes: [{ code: 0, value: 95n }],
              discount: { value: 7n },
            },
          ],
        },
      ],
    },
  ]),
  'location-service': tapFile('00007', [
    {
      kind: 'location',
      recEntity: 0,
      callReference: Uint8Array.of(0x12, 0x34),
      tracking: [{ type: 1, id: IMSI }],
      tracked: [{ type: 2, id: MSISDN }],
      start: at('150000'),
      charges: [{ item: 'E', rateCode: 0, details: [{ type: '00', amount: 40n }] }],
    },
  ]),
  'messaging-event': tapFile('00008', [
    {
      kind: 'messaging',
      service: 1,
      imsi: IMSI,
      msisdn: MSISDN,
      imei: '3512340012345678',
      location: { recEntities: [3], locationArea: 5, cellId: 6, servingNetwork: 'AAAVP', homeBid: 'HOM01' },
      eventReference: 'MSG00001',
      start: at('160000'),
      rateCode: 1,
      callType: 1,
      charge: 33n,
      taxes: [{ code: 0, value: 6n }],
    },
    {
      kind: 'messaging',
      service: 2,
      imsi: IMSI,
      eventReference: 'MSG00002',
      start: at('160001'),
      charge: 0n,
    },
  ]),
  'mobile-session': tapFile('00009', [
    {
      kind: 'session',
      service: 1,
      imsi: IMSI,
      msisdn: MSISDN,
      publicUserId: 'sip:a@example',
      location: { recEntities: [0], locationArea: 7, cellId: 268435455, servingNetwork: 'AAAVP' },
      eventReference: 'S1',
      start: at('170000'),
      cause: 0,
      duration: 240n,
      charges: [
        {
          item: 'D',
          rateCode: 0,
          details: [{ type: '00', amount: 800n }],
          taxes: [{ code: 0, value: 152n }],
        },
        { item: 'E', rateCode: 0, details: [{ type: '00', amount: 50n }], refund: 1 },
      ],
    },
  ]),
};
