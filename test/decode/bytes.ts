/** Byte arrays for decoder tests: short forms written by hand, nothing shared with the decoder. */
export type Octets = readonly number[];

export const ascii = (text: string): Octets => [...text].map((char) => char.charCodeAt(0));
/** Octets from hex, blanks ignored. */
export const hex = (text: string): number[] =>
  (text.replace(/\s+/g, '').match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));

function tagOctets(tag: number, constructed: boolean): number[] {
  const first = constructed ? 0x60 : 0x40;
  if (tag < 31) return [first + tag];
  if (tag < 128) return [first + 31, tag];
  if (tag < 16384) return [first + 31, 128 + Math.floor(tag / 128), tag % 128];
  return [first + 31, 128 + Math.floor(tag / 16384), 128 + (Math.floor(tag / 128) % 128), tag % 128];
}

function lengthOctets(length: number): number[] {
  if (length < 128) return [length];
  if (length < 256) return [0x81, length];
  return length < 65536
    ? [0x82, length >> 8, length % 256]
    : [0x83, length >> 16, (length >> 8) % 256, length % 256];
}

/** A primitive APPLICATION element. */
export const prim = (tag: number, value: Octets): number[] => [
  ...tagOctets(tag, false),
  ...lengthOctets(value.length),
  ...value,
];
/** A group of definite length. */
export const group = (tag: number, ...members: Octets[]): number[] => {
  const content = members.flat();
  return [...tagOctets(tag, true), ...lengthOctets(content.length), ...content];
};
/** A group of indefinite length, closed. */
export const open = (tag: number, ...members: Octets[]): number[] => [
  ...tagOctets(tag, true),
  0x80,
  ...members.flat(),
  0,
  0,
];
/** INTEGER of a natural number, with the leading 00 it needs. */
export function int(n: number | bigint): Octets {
  let digits = n.toString(16);
  if (digits.length % 2 === 1) digits = `0${digits}`;
  const octets = hex(digits);
  return octets[0]! > 127 ? [0, ...octets] : octets;
}
export const num = (tag: number, n: number | bigint): number[] => prim(tag, int(n));
export const text = (tag: number, value: string): number[] => prim(tag, ascii(value));
/** DateTimeLong. */
export const longTime = (tag: number, stamp: string, offset = '+0200'): number[] =>
  group(tag, text(16, stamp), text(231, offset));
/** DateTime with an offset code. */
export const time = (tag: number, stamp: string, code = 0): number[] =>
  group(tag, text(16, stamp), num(232, code));

export interface FileParts {
  header?: Octets;
  accounting?: Octets;
  network?: Octets;
  events?: Octets[];
  audit?: Octets;
  release?: number;
}

export const headerFields = (release = 12): Octets[] => [
  text(196, 'AAAVP'),
  text(182, 'BBBHA'),
  text(109, '00042'),
  longTime(108, '20261101000000'),
  longTime(227, '20261101000000'),
  longTime(107, '20261102030405', '+0100'),
  num(201, 3),
  num(189, release),
];

export const network = group(
  6,
  group(234, group(233, num(232, 0), text(231, '+0200')), group(233, num(232, 7), text(231, '-0330'))),
  group(
    188,
    group(183, num(184, 1), num(186, 4), text(400, 'sgsn-1')),
    group(183, num(184, 2), num(186, 3), text(400, 'ggsn-1')),
    group(183, num(184, 3), num(186, 7), text(400, 'pgw-1')),
  ),
);

/** AuditControlInfo with the totals given by tag. */
export const audit = (
  records: number,
  charge: number | bigint,
  others: Record<number, number> = {},
): number[] =>
  group(
    15,
    num(415, charge),
    num(43, records),
    ...Object.entries(others).map(([tag, value]) => num(Number(tag), value)),
  );

export function tapMembers(parts: FileParts = {}): Octets[] {
  const events = parts.events ?? [];
  return [
    parts.header ?? group(4, ...headerFields(parts.release)),
    parts.accounting ?? group(5, text(135, 'EUR'), text(210, 'EUR'), num(244, 3)),
    parts.network ?? network,
    group(3, ...events),
    parts.audit ?? audit(events.length, 0),
  ];
}

/** A whole TransferBatch. */
export const tapFile = (parts: FileParts = {}): Uint8Array => Uint8Array.from(group(1, ...tapMembers(parts)));

export const IMSI = hex('99901 70000 12345 f');
export const simSubscriber = (imsi: Octets = IMSI): number[] => group(427, group(199, prim(129, imsi)));
/** ChargeDetail. */
export const detail = (type: string, charge: number | bigint): number[] =>
  group(63, text(71, type), num(62, charge));
export const chargeInfo = (...members: Octets[]): number[] => group(69, text(66, 'X'), ...members);
/** GprsCall with the members of GprsServiceUsed given. */
export const gprs = (...serviceUsed: Octets[]): number[] =>
  group(
    14,
    group(114, group(115, simSubscriber()), time(44, '20261010101010'), num(72, 77)),
    group(121, ...serviceUsed),
  );
