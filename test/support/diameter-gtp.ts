/** Diameter S6a (3GPP TS 29.272) and GTPv2-C (TS 29.274) messages, octet by octet. For tests alone. */
import { type Packet, padded, plmnOctets, type Route, sctp, tbcd, udp, uint } from './pcap.ts';

const S6A = 16_777_251;
const VENDOR_3GPP = 10_415;
const DIAMETER_PORT = 3868;
const DIAMETER_PROTOCOL = 46;
const GTP_PORT = 2123;

export const COMMAND = { ULR: 316, CLR: 317, AIR: 318, PUR: 321, NOR: 323 } as const;

function avp(code: number, data: Buffer | string | number, vendor = false): Buffer {
  const value = typeof data === 'number' ? uint(data, 4) : Buffer.from(data as Buffer);
  const flags = vendor ? 0xc0 : 0x40;
  const length = (vendor ? 12 : 8) + value.length;
  const head = [uint(code, 4), uint(flags, 1), uint(length, 3), ...(vendor ? [uint(VENDOR_3GPP, 4)] : [])];
  return padded(Buffer.concat([...head, value]));
}

export interface S6aMessage {
  readonly command: keyof typeof COMMAND;
  readonly request: boolean;
  /** Hop-by-hop and end-to-end identifier. */
  readonly id: number;
  readonly imsi?: string;
  readonly plmn?: string;
  /** RAT-Type, 1004 for E-UTRAN. */
  readonly rat?: number;
  readonly imei?: string;
  readonly result?: number;
  readonly experimental?: number;
}

/** The message without its transport. */
function s6a(message: S6aMessage): Buffer {
  const { command, request, id, imsi, plmn, rat, imei, result, experimental } = message;
  const avps = [
    avp(263, `mme.epc.mnc070.mcc999.example;1;${id}`),
    avp(277, 1),
    avp(264, request ? 'mme.epc.mnc070.mcc999.example' : 'hss.epc.mnc001.mcc999.example'),
    avp(296, request ? 'epc.mnc070.mcc999.example' : 'epc.mnc001.mcc999.example'),
    ...(imsi === undefined ? [] : [avp(1, imsi)]),
    ...(imei === undefined
      ? []
      : [avp(1401, Buffer.concat([avp(1402, imei, true), avp(1403, '01', true)]), true)]),
    ...(rat === undefined ? [] : [avp(1032, rat, true)]),
    ...(plmn === undefined ? [] : [avp(1407, plmnOctets(plmn), true)]),
    ...(result === undefined ? [] : [avp(268, result)]),
    ...(experimental === undefined
      ? []
      : [avp(297, Buffer.concat([avp(266, VENDOR_3GPP), avp(298, experimental)]))]),
  ];
  const body = Buffer.concat(avps);
  const head = [
    uint(1, 1),
    uint(20 + body.length, 3),
    uint(request ? 0xc0 : 0x40, 1),
    uint(COMMAND[command], 3),
    uint(S6A, 4),
    uint(id, 4),
    uint(id + 0x1000, 4),
  ];
  return Buffer.concat([...head, body]);
}

/** The messages in one SCTP packet. */
export function s6aPacket(timeUs: number, route: Route, ...messages: S6aMessage[]): Packet {
  return { timeUs, bytes: sctp(route, DIAMETER_PORT, DIAMETER_PROTOCOL, messages.map(s6a)) };
}

export interface GtpMessage {
  /** 32 and 33 create a session, 36 and 37 delete one. */
  readonly type: 32 | 33 | 36 | 37;
  readonly teid: number;
  readonly sequence: number;
  readonly imsi?: string;
  readonly imei?: string;
  readonly apn?: string;
  readonly plmn?: string;
  /** 6 for E-UTRAN. */
  readonly rat?: number;
  readonly cause?: number;
  /** Own tunnel end: interface type, TEID and address. */
  readonly tunnel?: { readonly type: number; readonly teid: number; readonly address: string };
}

function ie(type: number, value: Buffer): Buffer {
  return Buffer.concat([uint(type, 1), uint(value.length, 2), uint(0, 1), value]);
}

export function gtpPacket(timeUs: number, route: Route, message: GtpMessage): Packet {
  const { type, teid, sequence, imsi, imei, apn, plmn, rat, cause, tunnel } = message;
  const labels = (name: string) =>
    Buffer.concat(name.split('.').map((label) => Buffer.concat([uint(label.length, 1), Buffer.from(label)])));
  const ies = [
    ...(imsi === undefined ? [] : [ie(1, tbcd(imsi))]),
    ...(cause === undefined ? [] : [ie(2, Buffer.from([cause, 0]))]),
    ...(imei === undefined ? [] : [ie(75, tbcd(imei))]),
    ...(plmn === undefined ? [] : [ie(83, plmnOctets(plmn))]),
    ...(rat === undefined ? [] : [ie(82, uint(rat, 1))]),
    ...(tunnel === undefined
      ? []
      : [
          ie(
            87,
            Buffer.concat([
              uint(0x80 | tunnel.type, 1),
              uint(tunnel.teid, 4),
              Buffer.from(tunnel.address.split('.').map(Number)),
            ]),
          ),
        ]),
    ...(apn === undefined ? [] : [ie(71, labels(apn))]),
    ...(type === 36 ? [ie(73, uint(5, 1))] : []),
  ];
  const body = Buffer.concat([uint(teid, 4), uint(sequence, 3), uint(0, 1), ...ies]);
  const bytes = Buffer.concat([uint(0x48, 1), uint(type, 1), uint(body.length, 2), body]);
  return { timeUs, bytes: udp(route, GTP_PORT, bytes) };
}
