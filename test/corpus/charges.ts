/** Files about money and about what events lack, and the same small file written in every legal way. */
import type { TapFileModel } from '../support/tap-model.ts';
import { PLAIN, type Style } from '../support/tap-style.ts';
import { at, header, IMSI, tapFile } from './parts.ts';

const AVAILABLE = { available: { local: '20260302040000', offset: '+0100' } };

const MAX_INT64 = (1n << 63n) - 1n;
/** Bytes of one volume that are too many to be held. */
const VOLUME_LIMIT = 1n << 53n;

export const CHARGE_FILES: Readonly<Record<string, TapFileModel>> = {
  camel: tapFile('00010', [
    {
      kind: 'moc',
      imsi: IMSI,
      start: at('080000'),
      duration: 30n,
      location: { recEntities: [0], callReference: Uint8Array.of(1) },
      services: [
        { tele: '11', charges: [{ item: 'D', rateCode: 0, details: [{ type: '00', amount: 300n }] }] },
      ],
      camel: {
        level: 2,
        key: 7,
        rateCode: 1,
        taxes: [{ code: 0, value: 19n }],
        discount: { code: 1, value: 4n },
        fee: 100n,
        destination: '99915557',
      },
    },
    {
      kind: 'gprs',
      imsi: IMSI,
      start: at('090000'),
      chargingId: 9n,
      location: { recEntities: [2, 1] },
      bytesIn: 10n,
      bytesOut: 20n,
      camel: { level: 3, fee: 11n },
    },
  ]),
  'several-charges': tapFile('00011', [
    {
      kind: 'moc',
      imsi: IMSI,
      start: at('100000'),
      duration: 600n,
      location: { recEntities: [0], callReference: Uint8Array.of(2) },
      services: [
        {
          tele: '11',
          charges: [
            {
              item: 'D',
              rateCode: 0,
              callType: 2,
              details: [
                { type: '00', amount: 1000n, units: 600n, at: at('100000') },
                { type: '01', amount: 700n },
                { type: '03', amount: 300n },
              ],
              taxes: [
                { code: 0, value: 190n, base: 1000n },
                { code: 0, value: 10n },
              ],
              discount: { code: 1, value: 50n, base: 1050n },
            },
            { item: 'E', rateCode: 1, details: [{ type: '00', amount: 20n }] },
          ],
        },
        { tele: '12', charges: [{ item: 'D', rateCode: 0, details: [{ type: '01', amount: 8n }] }] },
      ],
    },
    {
      kind: 'gprs',
      imsi: IMSI,
      start: at('103000'),
      chargingId: 10n,
      location: { recEntities: [2, 1] },
      bytesIn: 1n,
      bytesOut: 2n,
      charges: [
        {
          item: 'V',
          rateCode: 1,
          details: [
            { type: '00', amount: 9007199254740993n },
            { type: '00', amount: 7n },
          ],
        },
        { item: 'W', rateCode: 0, details: [{ type: '00', amount: 128n }], taxes: [{ code: 0, value: 24n }] },
      ],
    },
  ]),
  'event-of-a-later-release': tapFile('00012', [
    {
      kind: 'unknown',
      tag: 460,
      charges: [{ item: 'D', rateCode: 0, details: [{ type: '00', amount: 77n }] }],
    },
    {
      kind: 'moc',
      imsi: IMSI,
      start: at('120000'),
      location: { recEntities: [0], callReference: Uint8Array.of(3) },
      services: [{ tele: '11', charges: [{ item: 'D', details: [{ type: '00', amount: 1n }] }] }],
    },
  ]),
  'what-events-lack': tapFile('00013', [
    // No start, no reference, an IMEI with a letter.
    { kind: 'gprs', imsi: IMSI, imei: '35123400123456a', bytesIn: 1n, bytesOut: 1n },
    // An offset code and a recording entity that no table has.
    {
      kind: 'gprs',
      imsi: IMSI,
      start: at('010203', 9),
      chargingId: 1n,
      location: { recEntities: [8] },
      bytesIn: 2n,
      bytesOut: 2n,
    },
    // 0x9c in one octet: an encoder that forgot the leading zero of 156.
    { kind: 'gprs', imsi: IMSI, start: at('010204'), chargingId: 2n, bytesIn: -100n, bytesOut: 3n },
  ]),
  'edge-values': tapFile('00017', [
    {
      kind: 'moc',
      imsi: IMSI,
      start: at('120000'),
      location: { recEntities: [0], callReference: new Uint8Array(8).fill(0xff) },
      services: [
        { tele: '11', charges: [{ item: 'D', rateCode: 0, details: [{ type: '00', amount: MAX_INT64 }] }] },
      ],
    },
    {
      kind: 'gprs',
      imsi: IMSI,
      start: at('120001'),
      chargingId: 18446744073709551615n,
      bytesIn: VOLUME_LIMIT - 1n,
      bytesOut: VOLUME_LIMIT,
      charges: [{ item: 'X', rateCode: 0, details: [{ type: '00', amount: MAX_INT64 }] }],
    },
    // ChargeRefundIndicator 0: a charge like any other.
    {
      kind: 'session',
      imsi: IMSI,
      start: at('120002'),
      charges: [{ item: 'D', details: [{ type: '00', amount: 5n }], refund: 0 }],
    },
  ]),
  'no-events': tapFile('00014', []),
  'test-file': {
    ...tapFile('00015', []),
    header: { ...header('00015'), fileType: 'T', rapSequence: '00003', operatorInfo: ['corpus'] },
  },
  'warnings-of-header-and-tables': {
    header: {
      sender: 'AAAVP',
      recipient: 'bad',
      sequence: '00016',
      specification: 3,
      release: 12,
      ...AVAILABLE,
    },
    accounting: { decimals: 0 },
    network: {
      utcOffsets: [
        { code: 0, offset: '+0000' },
        { code: 0, offset: '+0200' },
      ],
      recEntities: [],
    },
    // Its offset is that of the first of the two rows with its code.
    events: [{ kind: 'gprs', imsi: IMSI, start: at('010000'), chargingId: 5n, bytesIn: 1n, bytesOut: 1n }],
  },
};

/** One call and one data session with money of every kind, for the files that differ in their writing only. */
export const written = (sequence: string): TapFileModel =>
  tapFile(sequence, [
    {
      kind: 'moc',
      imsi: IMSI,
      start: at('180000'),
      duration: 59n,
      cause: 16,
      location: {
        recEntities: [0],
        callReference: Uint8Array.of(0x80, 0x01),
        locationArea: 300,
        cellId: 400,
      },
      services: [
        {
          tele: '11',
          charges: [
            {
              item: 'D',
              rateCode: 0,
              details: [{ type: '00', amount: 590n }],
              taxes: [{ code: 0, value: 112n }],
              discount: { code: 1, value: 9n },
            },
          ],
        },
      ],
      camel: { fee: 5n },
    },
    {
      kind: 'gprs',
      imsi: IMSI,
      imei: '3512340012345678',
      apn: 'iot.example',
      start: at('190000', 1),
      partial: 'F',
      contextStart: at('185959', 1),
      chargingId: 305419896n,
      location: { recEntities: [2, 1] },
      bytesIn: 65536n,
      bytesOut: 255n,
      charges: [{ item: 'X', rateCode: 1, details: [{ type: '00', amount: 66n }] }],
    },
  ]);

export const STYLES: Readonly<Record<string, Style>> = {
  'indefinite-lengths': { ...PLAIN, indefinite: 1 },
  'over-long-lengths': { ...PLAIN, overLong: 0.6 },
  'segmented-octets': { ...PLAIN, seed: 3, segments: 0.7 },
  'unknown-tags': { ...PLAIN, seed: 4, unknown: 0.5 },
  'members-in-another-order': { ...PLAIN, seed: 5, shuffle: 1, leadingZeros: 0.5 },
};
