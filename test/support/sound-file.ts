import type { TapFileModel } from './tap-model.ts';

/** A small valid file of TAP 3.12 with every kind of money; all defects are made from it. */
export const SOUND_FILE: TapFileModel = {
  header: {
    sender: 'AAAVP',
    recipient: 'BBBHA',
    sequence: '00042',
    created: { local: '20260102030405', offset: '+0100' },
    available: { local: '20260102040000', offset: '+0100' },
    specification: 3,
    release: 12,
  },
  accounting: {
    localCurrency: 'EUR',
    tapCurrency: 'EUR',
    exchangeRates: [{ code: 1, decimals: 5, rate: 100000n }],
    decimals: 4,
  },
  network: {
    utcOffsets: [{ code: 1, offset: '+0100' }],
    recEntities: [
      { code: 1, type: 3, id: 'ggsn' },
      { code: 2, type: 1, id: 'msc' },
    ],
  },
  events: [
    {
      kind: 'gprs',
      imsi: '999017123456789',
      imei: '3512345678901234',
      apn: 'iot.example',
      start: { local: '20260101100000', code: 1 },
      duration: 60n,
      partial: 'I',
      chargingId: 305419896n,
      location: { recEntities: [1], locationArea: 12, cellId: 345, servingNetwork: 'AAAVP' },
      bytesIn: 1000n,
      bytesOut: 2000n,
      charges: [
        {
          item: 'X',
          rateCode: 1,
          details: [
            { type: '00', amount: 70n },
            { type: '01', amount: 60n },
          ],
          taxes: [{ code: 1, value: 7n }],
          discount: { code: 1, value: 3n },
        },
      ],
      camel: { fee: 5n },
    },
    {
      kind: 'content',
      start: { local: '20260101110000', code: 1 },
      services: [
        { charges: [{ details: [{ type: '00', amount: 900n }] }] },
        {
          refund: 1,
          charges: [
            {
              details: [{ type: '00', amount: 100n }],
              taxes: [{ code: 1, value: 9n }],
              discount: { value: 2n },
            },
          ],
        },
      ],
    },
    {
      kind: 'moc',
      imsi: '99901712345678',
      start: { local: '20260101120000', code: 1 },
      duration: 30n,
      location: { recEntities: [2], callReference: Uint8Array.of(1, 2, 3) },
      services: [{ tele: '11', charges: [{ details: [{ type: '00', amount: 11n }] }] }],
    },
  ],
};
