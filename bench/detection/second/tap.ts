/** A small writer of TAP 3.12 for the second generator: data sessions, calls, short messages, and the files around them. */

const ZERO_OFFSET = whole(232, 0);

function head(tag: number, constructed: boolean): Buffer {
  const base = constructed ? 0x60 : 0x40;
  if (tag < 31) return Buffer.of(base | tag);
  if (tag < 128) return Buffer.of(base | 31, tag);
  return Buffer.of(base | 31, 0x80 | (tag >> 7), tag & 127);
}

function element(tag: number, constructed: boolean, body: Buffer): Buffer {
  const n = body.length;
  const length =
    n < 128
      ? Buffer.of(n)
      : n < 65_536
        ? Buffer.of(0x82, n >> 8, n & 255)
        : Buffer.of(0x84, n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255);
  return Buffer.concat([head(tag, constructed), length, body]);
}

function group(tag: number, ...parts: readonly (Buffer | null)[]): Buffer {
  return element(tag, true, Buffer.concat(parts.filter((part) => part !== null)));
}

function text(tag: number, value: string): Buffer {
  return element(tag, false, Buffer.from(value, 'latin1'));
}

function whole(tag: number, value: number): Buffer {
  let hex = Math.round(value).toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  if (Number.parseInt(hex.slice(0, 2), 16) > 127) hex = `00${hex}`;
  return element(tag, false, Buffer.from(hex, 'hex'));
}

function bcd(tag: number, digits: string): Buffer {
  return element(tag, false, Buffer.from(digits.length % 2 === 1 ? `${digits}f` : digits, 'hex'));
}

function charges(item: string, units: number, charge: number): Buffer {
  const detail = group(64, group(63, text(71, '00'), whole(62, charge), whole(65, units)));
  return group(70, group(69, text(66, item), whole(105, 0), detail));
}

/** Whose record it is, and where it came about; `imei` may be empty. */
export interface Party {
  readonly imsi: string;
  readonly msisdn: string;
  readonly imei: string;
  readonly cell: number;
}

const subscriber = ({ imsi, msisdn }: Party): Buffer =>
  group(427, group(199, bcd(129, imsi), bcd(152, msisdn)));
const equipment = ({ imei }: Party): Buffer | null => (imei === '' ? null : group(429, bcd(128, imei)));
const when = (tag: number, local: string): Buffer => group(tag, text(16, local), ZERO_OFFSET);

/** A piece of a data session: octets, seconds, local times (CCYYMMDDhhmmss), charge in the file's units. */
export function gprsCall(
  party: Party,
  piece: {
    apn: string;
    start: string;
    begun: string | null;
    seconds: number;
    id: number;
    up: number;
    down: number;
    charge: number;
  },
): Buffer {
  return group(
    14,
    group(
      114,
      group(115, subscriber(party)),
      group(116, text(261, piece.apn)),
      when(44, piece.start),
      whole(223, piece.seconds),
      whole(58, 0),
      piece.begun === null ? null : text(166, 'I'),
      piece.begun === null ? null : when(260, piece.begun),
      whole(72, piece.id),
    ),
    group(
      117,
      group(
        118,
        group(185, whole(184, 2), whole(184, 3)),
        whole(136, party.cell >> 8),
        whole(59, party.cell),
      ),
    ),
    equipment(party),
    group(
      121,
      whole(250, piece.down),
      whole(251, piece.up),
      charges('X', piece.up + piece.down, piece.charge),
    ),
  );
}

/** A call, or a short message where `seconds` is null. */
export function circuitCall(
  party: Party,
  call: { out: boolean; other: string; start: string; seconds: number | null; id: number; charge: number },
): Buffer {
  const { out, seconds } = call;
  const service = seconds !== null ? '11' : out ? '22' : '21';
  const reference = element(45, false, Buffer.from(call.id.toString(16).padStart(8, '0'), 'hex'));
  return group(
    out ? 9 : 10,
    group(
      out ? 147 : 153,
      subscriber(party),
      out ? group(89, bcd(407, call.other)) : group(41, bcd(405, call.other)),
      when(44, call.start),
      whole(223, seconds ?? 0),
      whole(58, 0),
    ),
    group(138, group(156, whole(184, 1), reference, whole(136, party.cell >> 8), whole(59, party.cell))),
    equipment(party),
    group(38, group(39, group(36, group(426, text(218, service))), charges('D', seconds ?? 1, call.charge))),
  );
}

/** Who bills whom, and the file's number and local time. */
export interface FileHead {
  readonly sender: string;
  readonly recipient: string;
  readonly number: string;
  readonly made: string;
  /** ±hhmm */
  readonly offset: string;
}

/** The file of a day: a batch, or a notification where nothing was used. */
export function tapFile(
  { sender, recipient, number, made, offset }: FileHead,
  records: readonly Buffer[],
  audit: { total: number; first: string; last: string },
): Buffer {
  const at = (tag: number, local: string) => group(tag, text(16, local), text(231, offset));
  const names = [text(196, sender), text(182, recipient), text(109, number)];
  const release = [whole(201, 3), whole(189, 12)];
  if (records.length === 0)
    return group(2, ...names, at(108, made), at(107, made), at(227, made), ...release);
  const entity = (code: number, type: number, id: string) =>
    group(183, whole(184, code), whole(186, type), text(400, id));
  return group(
    1,
    group(4, ...names, at(108, made), at(227, made), at(107, made), ...release),
    group(
      5,
      text(135, 'EUR'),
      text(210, 'EUR'),
      group(80, group(106, whole(105, 0), whole(159, 5), whole(104, 100_000))),
      whole(244, 4),
    ),
    group(
      6,
      group(234, group(233, whole(232, 0), text(231, offset))),
      group(188, entity(1, 1, 'msc'), entity(2, 3, 'ggsn'), entity(3, 4, 'sgsn')),
    ),
    group(3, ...records),
    group(
      15,
      at(101, audit.first),
      at(133, audit.last),
      whole(415, audit.total),
      whole(226, 0),
      whole(225, 0),
      whole(43, records.length),
    ),
  );
}
