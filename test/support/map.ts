/** MAP (3GPP TS 29.002) over TCAP (Q.773), SCCP (Q.713) and M3UA (RFC 4666), octet by octet. For tests alone. */
import { type Packet, padded, type Route, sctp, tbcd, uint } from './pcap.ts';

const M3UA_PORT = 2905;
const M3UA_PROTOCOL = 3;

/** MAP operation codes. */
export const OPERATION = { UL: 2, CL: 3, ISD: 7, GPRS_UL: 23, SAI: 56, PURGE: 67 } as const;
/** Application contexts and versions under 0.4.0.0.1.0. */
const CONTEXT: Record<keyof typeof OPERATION, readonly [number, number]> = {
  UL: [1, 3],
  CL: [2, 3],
  ISD: [16, 3],
  GPRS_UL: [32, 3],
  SAI: [14, 3],
  PURGE: [27, 3],
};

/** A network element: global title and subsystem (6 HLR, 7 VLR, 149 SGSN). */
export interface Element {
  readonly title: string;
  readonly subsystem: number;
}

export type Component =
  | {
      readonly kind: 'invoke';
      readonly operation: keyof typeof OPERATION;
      readonly id: number;
      readonly imsi?: string;
    }
  | { readonly kind: 'result'; readonly operation?: keyof typeof OPERATION; readonly id: number }
  | { readonly kind: 'error'; readonly code: number; readonly id: number };

export interface MapMessage {
  readonly from: Element;
  readonly to: Element;
  /** A message with both is a Continue, with `otid` alone a Begin, with `dtid` alone an End. */
  readonly otid?: string;
  readonly dtid?: string;
  readonly context?: keyof typeof OPERATION;
  readonly components: readonly Component[];
}

function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const length = value.length < 128 ? [value.length] : [0x81, value.length];
  return Buffer.concat([Buffer.from([tag, ...length]), value]);
}

const address = (digits: string) => Buffer.concat([Buffer.from([0x91]), tbcd(digits)]);

function argument({ operation, imsi = '' }: { operation: keyof typeof OPERATION; imsi?: string }): Buffer {
  const subscriber = tlv(0x04, tbcd(imsi));
  const node = address('99970000001');
  switch (operation) {
    case 'UL':
      return tlv(0x30, subscriber, tlv(0x81, node), tlv(0x04, node));
    case 'GPRS_UL':
      return tlv(0x30, subscriber, tlv(0x04, node), tlv(0x04, Buffer.from([0x04, 10, 0, 0, 1])));
    case 'SAI':
      return tlv(0x30, tlv(0x80, tbcd(imsi)), tlv(0x02, Buffer.from([5])));
    case 'ISD':
      return tlv(0x30, tlv(0x81, address('99901000001')));
    case 'CL':
      return tlv(0xa3, subscriber);
    case 'PURGE':
      return tlv(0xa3, subscriber, tlv(0x80, node));
  }
}

function component(item: Component): Buffer {
  const id = tlv(0x02, uint(item.id, 1));
  if (item.kind === 'error') return tlv(0xa3, id, tlv(0x02, uint(item.code, 1)));
  const operation = item.operation === undefined ? null : tlv(0x02, uint(OPERATION[item.operation], 1));
  if (item.kind === 'invoke') return tlv(0xa1, id, operation!, argument(item));
  if (operation === null) return tlv(0xa2, id);
  // The result of an update names the HLR.
  return tlv(0xa2, id, tlv(0x30, operation, tlv(0x30, tlv(0x04, address('99901000009')))));
}

function dialogue(context: keyof typeof OPERATION, response: boolean): Buffer {
  const [name, version] = CONTEXT[context];
  const oid = tlv(0xa1, tlv(0x06, Buffer.from([4, 0, 0, 1, 0, name, version])));
  const accepted = [tlv(0xa2, tlv(0x02, uint(0, 1))), tlv(0xa3, tlv(0xa1, tlv(0x02, uint(0, 1))))];
  const protocol = tlv(0x80, Buffer.from([0x07, 0x80]));
  const pdu = response ? tlv(0x61, protocol, oid, ...accepted) : tlv(0x60, protocol, oid);
  const asId = tlv(0x06, Buffer.from([0x00, 0x11, 0x86, 0x05, 0x01, 0x01, 0x01]));
  return tlv(0x6b, tlv(0x28, asId, tlv(0xa0, pdu)));
}

function tcap({ otid, dtid, context, components }: MapMessage): Buffer {
  const tag = otid === undefined ? 0x64 : dtid === undefined ? 0x62 : 0x65;
  return tlv(
    tag,
    ...(otid === undefined ? [] : [tlv(0x48, Buffer.from(otid, 'hex'))]),
    ...(dtid === undefined ? [] : [tlv(0x49, Buffer.from(dtid, 'hex'))]),
    ...(context === undefined ? [] : [dialogue(context, dtid !== undefined)]),
    tlv(0x6c, ...components.map(component)),
  );
}

function party({ title, subsystem }: Element): Buffer {
  const scheme = title.length % 2 === 1 ? 0x11 : 0x12;
  const bytes = Buffer.concat([Buffer.from([0x12, subsystem, 0, scheme, 4]), tbcd(title, '0')]);
  return Buffer.concat([uint(bytes.length, 1), bytes]);
}

function m3ua(message: MapMessage): Buffer {
  const called = party(message.to);
  const calling = party(message.from);
  const user = tcap(message);
  const pointers = [3, 2 + called.length, 1 + called.length + calling.length];
  const sccp = Buffer.concat([
    Buffer.from([0x09, 0x00, ...pointers]),
    called,
    calling,
    uint(user.length, 1),
    user,
  ]);
  const label = Buffer.concat([uint(1, 4), uint(2, 4), Buffer.from([3, 2, 0, 0])]);
  const data = padded(Buffer.concat([uint(0x0210, 2), uint(4 + label.length + sccp.length, 2), label, sccp]));
  return Buffer.concat([Buffer.from([1, 0, 1, 1]), uint(8 + data.length, 4), data]);
}

/** The messages in one SCTP packet. */
export function mapPacket(timeUs: number, route: Route, ...messages: MapMessage[]): Packet {
  return { timeUs, bytes: sctp(route, M3UA_PORT, M3UA_PROTOCOL, messages.map(m3ua)) };
}
