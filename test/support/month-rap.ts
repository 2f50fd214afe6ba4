/** RAP 1.5 and NRTRDE 2.1 files made by hand, written from tap312.md with the tests' own encoder. */
import { ascii, type BerElement, bcd, encodeBer, integer, list, sequence } from './ber-encoder.ts';
import { handEvents, long, rows } from './month-tap.ts';
import { callEventDetail } from './tap-events.ts';
import { stampLong } from './tap-parts.ts';
import { TAG } from './tap-tags.ts';

/** `fatal` returns the TAP file of that number, `severe` the events of `text` that came in it. */
export type Return =
  | { readonly fatal: number }
  | { readonly severe: number; readonly text: string }
  | { readonly missing: readonly [number, number] };

export interface RapFile {
  /** The home network that returns, and the network that sent the TAP files: `BBBHA AAAVP`. */
  readonly pair?: string;
  readonly seq: number;
  /** ISO 8601 with offset. */
  readonly available: string;
  /** ReturnDetailsCount; the truth where it is absent. */
  readonly count?: number;
}

const five = (number: number): string => String(number).padStart(5, '0');

const ERROR = list(520, [
  sequence(521, [
    list(549, [sequence(545, [integer(546, 16), integer(548, 1)])]),
    integer(524, 0),
    integer(519, 10),
  ]),
]);

function returns(entry: Return): BerElement[] {
  if ('fatal' in entry) {
    const error = sequence(542, [ERROR]);
    return [sequence(539, [ascii(TAG.fileSequenceNumber, five(entry.fatal)), error])];
  }
  if ('missing' in entry) {
    const [from, to] = entry.missing;
    return [sequence(538, [ascii(532, five(from)), ascii(518, five(to))])];
  }
  return handEvents(entry.text).map((event) =>
    sequence(540, [ascii(TAG.fileSequenceNumber, five(entry.severe)), callEventDetail(event), ERROR]),
  );
}

export function handRap(file: RapFile, entries: readonly Return[]): Uint8Array {
  const [sender = '', recipient = ''] = (file.pair ?? 'BBBHA AAAVP').split(' ');
  const details = entries.flatMap(returns);
  return encodeBer(
    sequence(534, [
      sequence(537, [
        ascii(TAG.sender, sender),
        ascii(TAG.recipient, recipient),
        ascii(TAG.rapFileSequenceNumber, five(file.seq)),
        stampLong(526, long(file.available)),
        stampLong(525, long(file.available)),
        integer(201, 3),
        integer(189, 12),
        integer(544, 1),
        integer(543, 5),
      ]),
      list(536, details),
      sequence(541, [integer(528, file.count ?? details.length)]),
    ]),
  ).bytes;
}

/** One early event: `IMSI SERVICE START key=value…` with up, down, dur, id, apn, charge. */
function early(line: string): BerElement {
  const [imsi = '', service = '', start = '', ...rest] = line.split(/\s+/);
  const keys = new Map(rest.map((pair) => pair.split('=') as [string, string]));
  const number = (tag: number, key: string) =>
    keys.has(key) ? integer(tag, BigInt(keys.get(key)!)) : undefined;
  const { local, offset } = long(start);
  const common = [
    bcd(34, imsi),
    ascii(21, local),
    ascii(45, offset),
    integer(19, BigInt(keys.get('dur') ?? '0')),
  ];
  if (service === 'data') {
    return sequence(5, [
      ...common,
      keys.has('apn') ? ascii(16, keys.get('apn')!) : undefined,
      number(28, 'down'),
      number(29, 'up'),
      ascii(32, 'ggsn-a'),
      number(26, 'id'),
      number(25, 'charge'),
    ]);
  }
  const tele = { sms_mo: '22', sms_mt: '21', voice_mo: '11', voice_mt: '11' }[service];
  if (tele === undefined) throw new Error(`No service ${service}`);
  return sequence(service.endsWith('_mo') ? 3 : 4, [
    ...common,
    sequence(46, [ascii(43, tele)]),
    ascii(35, 'msc-m'),
    number(23, 'id'),
    number(25, 'charge'),
  ]);
}

export function handNrtrde(
  file: { readonly pair?: string; readonly seq: number; readonly available: string; readonly count?: number },
  text: string,
): Uint8Array {
  const [sender = '', recipient = ''] = (file.pair ?? 'AAAVP BBBHA').split(' ');
  const events = rows(text).map(early);
  const { local, offset } = long(file.available);
  return encodeBer(
    sequence(1, [
      integer(41, 2),
      integer(37, 1),
      ascii(38, sender),
      ascii(36, recipient),
      ascii(39, String(file.seq).padStart(7, '0')),
      ascii(31, local),
      ascii(45, offset),
      list(2, events),
      integer(20, file.count ?? events.length),
    ]),
  ).bytes;
}
