/**
 * A classic pcap file of raw IPv4 packets (link type 101), and the transports under Diameter, GTPv2 and MAP: UDP, and
 * SCTP with one or several chunks. Checksums are left zero, which dissectors accept. For tests alone.
 */

/** One captured packet. */
export interface Packet {
  /** Microseconds since 1970-01-01 UTC. */
  readonly timeUs: number;
  readonly bytes: Buffer;
}

/** Where a packet comes from and goes to. */
export interface Route {
  readonly from: string;
  readonly to: string;
}

const LINK_RAW_IP = 101;

export function pcapFile(packets: readonly Packet[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(LINK_RAW_IP, 20);
  const parts = packets.map(({ timeUs, bytes }) => {
    const head = Buffer.alloc(16);
    head.writeUInt32LE(Math.floor(timeUs / 1_000_000), 0);
    head.writeUInt32LE(timeUs % 1_000_000, 4);
    head.writeUInt32LE(bytes.length, 8);
    head.writeUInt32LE(bytes.length, 12);
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat([header, ...parts]);
}

/** Big-endian integer of `octets` octets. */
export function uint(value: number, octets: number): Buffer {
  const bytes = Buffer.alloc(octets);
  bytes.writeUIntBE(value, 0, octets);
  return bytes;
}

/** Octets padded to a multiple of four. */
export function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

/** Digits two an octet, the first in the low half; an odd number is filled with F. */
export function tbcd(digits: string, filler = 'f'): Buffer {
  const even = digits.length % 2 === 0 ? digits : digits + filler;
  return Buffer.from(even.replace(/(.)(.)/g, '$2$1'), 'hex');
}

/** MCC and MNC in three octets (3GPP TS 23.003, TS 29.272 7.3.9). */
export function plmnOctets(plmn: string): Buffer {
  const [a, b, c, d, e, f = 'f'] = plmn;
  return Buffer.from(`${b}${a}${f}${c}${e}${d}`, 'hex');
}

function ipv4(protocol: number, { from, to }: Route, payload: Buffer): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(20 + payload.length, 2);
  header.writeUInt8(64, 8);
  header.writeUInt8(protocol, 9);
  for (const [place, address] of [[12, from] as const, [16, to] as const]) {
    for (const [i, part] of address.split('.').entries()) header.writeUInt8(Number(part), place + i);
  }
  return Buffer.concat([header, payload]);
}

export function udp(route: Route, port: number, payload: Buffer): Buffer {
  const header = Buffer.concat([uint(port, 2), uint(port, 2), uint(8 + payload.length, 2), uint(0, 2)]);
  return ipv4(17, route, Buffer.concat([header, payload]));
}

let tsn = 1;

/** One SCTP packet; each payload is a DATA chunk of its own, so several make a bundle. */
export function sctp(route: Route, port: number, protocolId: number, payloads: readonly Buffer[]): Buffer {
  const common = Buffer.concat([uint(port, 2), uint(port, 2), uint(1, 4), uint(0, 4)]);
  const chunks = payloads.map((payload) =>
    padded(
      Buffer.concat([
        Buffer.from([0, 3]),
        uint(16 + payload.length, 2),
        uint(tsn++, 4),
        uint(0, 2),
        uint(tsn & 0xffff, 2),
        uint(protocolId, 4),
        payload,
      ]),
    ),
  );
  return ipv4(132, route, Buffer.concat([common, ...chunks]));
}
