/** Notification, NRTRDE 2.1 and RAP 1.5, written from tap312.md. */
import { ascii, type BerElement, bcd, encodeBer, integer, list, sequence } from '../support/ber-encoder.ts';
import { notificationElement } from '../support/tap-encoder.ts';
import { callEventDetail } from '../support/tap-events.ts';
import { stampLong } from '../support/tap-parts.ts';
import { TAG } from '../support/tap-tags.ts';
import { written } from './charges.ts';
import { header, IMSI, MSISDN } from './parts.ts';

const STAMP = { local: '20260305120000', offset: '+0000' };

const ERROR = list(520, [
  sequence(521, [
    list(549, [sequence(545, [integer(546, 14), integer(548, 1)])]),
    integer(524, 0),
    integer(519, 261),
  ]),
]);

function rapReturn(): BerElement {
  const [call, data] = written('00030').events!;
  return sequence(534, [
    sequence(537, [
      ascii(TAG.sender, 'BBBHA'),
      ascii(TAG.recipient, 'AAAVP'),
      ascii(TAG.rapFileSequenceNumber, '00017'),
      stampLong(526, STAMP),
      stampLong(525, { local: '20260305123000', offset: '+0000' }),
      integer(TAG.specificationVersionNumber, 3),
      integer(TAG.releaseVersionNumber, 12),
      integer(544, 1),
      integer(543, 5),
      integer(TAG.tapDecimalPlaces, 3),
    ]),
    list(536, [
      sequence(539, [ascii(TAG.fileSequenceNumber, '00029'), sequence(542, [ERROR])]),
      sequence(540, [ascii(TAG.fileSequenceNumber, '00030'), callEventDetail(data!), ERROR]),
      sequence(540, [ascii(TAG.fileSequenceNumber, '00031'), callEventDetail(call!), ERROR]),
      sequence(538, [ascii(532, '00032'), ascii(518, '00034')]),
    ]),
    sequence(541, [integer(533, 661), integer(528, 4)]),
  ]);
}

const acknowledgement = (): BerElement =>
  sequence(535, [
    ascii(TAG.sender, 'AAAVP'),
    ascii(TAG.recipient, 'BBBHA'),
    ascii(TAG.rapFileSequenceNumber, '00017'),
    stampLong(516, STAMP),
    stampLong(515, { local: '20260305140000', offset: '+0100' }),
    ascii(TAG.fileTypeIndicator, 'T'),
  ]);

function nrtrde(): BerElement {
  const common = (clock: string): BerElement[] => [
    bcd(34, IMSI),
    bcd(33, '3512340012345678'),
    ascii(21, `20260301${clock}`),
    ascii(45, '-0330'),
  ];
  return sequence(1, [
    integer(41, 2),
    integer(37, 1),
    ascii(38, 'AAAVP'),
    ascii(36, 'BBBHA'),
    ascii(39, '0000042'),
    ascii(31, '20260301200000'),
    ascii(45, '+0100'),
    list(2, [
      sequence(3, [
        ...common('100000'),
        integer(19, 60),
        integer(24, 16),
        sequence(46, [ascii(43, '22')]),
        ascii(30, '15559999'),
        ascii(35, 'msc-a'),
        integer(23, 258),
        integer(25, 44),
        ascii(15, 'AAAVP'),
        bcd(49, MSISDN),
        integer(48, 300),
        integer(47, 400),
      ]),
      sequence(4, [...common('110000'), integer(19, 5), sequence(46, [ascii(43, '11')]), ascii(35, 'msc-a')]),
      sequence(5, [
        ...common('120000'),
        integer(19, 3600),
        ascii(16, 'IoT.Example'),
        ascii(17, 'mnc001.mcc999.gprs'),
        integer(28, 5000),
        integer(29, 200),
        ascii(40, '10.0.0.2'),
        ascii(32, '10.0.0.3'),
        integer(26, 4294967295),
        integer(25, 7),
      ]),
    ]),
    integer(20, 3),
  ]);
}

export const OTHER_FILES: Readonly<Record<string, () => Uint8Array>> = {
  notification: () => encodeBer(notificationElement({ ...header('00040'), rapSequence: '00002' })).bytes,
  nrtrde: () => encodeBer(nrtrde()).bytes,
  'rap-return': () => encodeBer(rapReturn()).bytes,
  'rap-acknowledgement': () => encodeBer(acknowledgement()).bytes,
};
