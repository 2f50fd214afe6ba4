/** The capture behind test/corpus/tshark: every message kind that profiles/tshark.yaml reads, with invented numbers. */
import { type GtpMessage, gtpPacket, type S6aMessage, s6aPacket } from './diameter-gtp.ts';
import { type MapMessage, mapPacket } from './map.ts';
import { type Packet, pcapFile, type Route } from './pcap.ts';

const START_US = Date.UTC(2026, 9, 5, 10) * 1000;
const MME_HSS: Route = { from: '10.0.70.1', to: '10.0.1.1' };
const VLR_HLR: Route = { from: '10.0.70.2', to: '10.0.1.2' };
const SGW_PGW: Route = { from: '10.0.70.3', to: '10.0.1.3' };
const back = ({ from, to }: Route): Route => ({ from: to, to: from });

const VLR = { title: '99970000001', subsystem: 7 };
const SGSN = { title: '99970000002', subsystem: 149 };
const HLR = { title: '99901000009', subsystem: 6 };

/** The last digits of an IMSI of the invented home network. */
const imsi = (number: number) => `99901${String(number).padStart(10, '0')}`;
const IMEI = '35123456000001';

/** The packets, one a second. */
function packets(): Packet[] {
  const list: Packet[] = [];
  const at = () => START_US + list.length * 1_000_000 + 123_456;
  const diameter = (...messages: S6aMessage[]) =>
    list.push(s6aPacket(at(), messages[0]?.request ? MME_HSS : back(MME_HSS), ...messages));
  const map = (...messages: MapMessage[]) =>
    list.push(mapPacket(at(), messages[0]?.from === HLR ? back(VLR_HLR) : VLR_HLR, ...messages));
  const gtp = (message: GtpMessage) =>
    list.push(gtpPacket(at(), message.type % 2 === 0 ? SGW_PGW : back(SGW_PGW), message));

  // S6a: an attach, a refusal by Experimental-Result beside a Result-Code, every other command.
  diameter({ command: 'AIR', request: true, id: 1, imsi: imsi(1), plmn: '99970' });
  diameter({ command: 'AIR', request: false, id: 1, result: 2001 });
  const attach = { command: 'ULR', request: true, id: 2, imsi: imsi(1), plmn: '99970' } as const;
  diameter({ ...attach, rat: 1004, imei: IMEI });
  diameter({ command: 'ULR', request: false, id: 2, result: 2001 });
  diameter({ command: 'ULR', request: true, id: 3, imsi: imsi(2), plmn: '001001', rat: 1005 });
  diameter({ command: 'ULR', request: false, id: 3, result: 5012, experimental: 5004 });
  diameter({ command: 'CLR', request: true, id: 4, imsi: imsi(1) });
  diameter({ command: 'PUR', request: true, id: 5, imsi: imsi(2) });
  diameter({ command: 'CLR', request: false, id: 4, result: 2001 });
  diameter({ command: 'PUR', request: false, id: 5, experimental: 5001 });
  diameter({ command: 'NOR', request: true, id: 6, imsi: imsi(1), imei: IMEI });
  diameter({ command: 'NOR', request: false, id: 6, result: 2001 });
  // Sent again, and answered once.
  diameter({ command: 'AIR', request: true, id: 7, imsi: imsi(3), plmn: '99970' });
  diameter({ command: 'AIR', request: true, id: 7, imsi: imsi(3), plmn: '99970' });
  diameter({ command: 'AIR', request: false, id: 7, experimental: 5001 });
  // Never answered; an answer whose request is not in the capture; two messages in one packet.
  diameter({ command: 'ULR', request: true, id: 8, imsi: imsi(4), plmn: '99970', rat: 1004 });
  diameter({ command: 'ULR', request: false, id: 9, result: 2001 });
  diameter(
    { command: 'AIR', request: true, id: 10, imsi: imsi(5), plmn: '99970' },
    { command: 'AIR', request: true, id: 11, imsi: imsi(6), plmn: '99970' },
  );

  // MAP: an update with the insertion of subscriber data inside its dialogue.
  map({
    from: VLR,
    to: HLR,
    otid: '00000001',
    context: 'UL',
    components: [{ kind: 'invoke', operation: 'UL', id: 1, imsi: imsi(11) }],
  });
  map({
    from: HLR,
    to: VLR,
    otid: '0000a001',
    dtid: '00000001',
    context: 'UL',
    components: [{ kind: 'invoke', operation: 'ISD', id: 1 }],
  });
  map({ from: VLR, to: HLR, otid: '00000001', dtid: '0000a001', components: [{ kind: 'result', id: 1 }] });
  map({ from: HLR, to: VLR, dtid: '00000001', components: [{ kind: 'result', operation: 'UL', id: 1 }] });
  map({
    from: SGSN,
    to: HLR,
    otid: '00000002',
    context: 'GPRS_UL',
    components: [{ kind: 'invoke', operation: 'GPRS_UL', id: 1, imsi: imsi(12) }],
  });
  map({
    from: HLR,
    to: SGSN,
    dtid: '00000002',
    context: 'GPRS_UL',
    components: [{ kind: 'error', code: 8, id: 1 }],
  });
  map({
    from: VLR,
    to: HLR,
    otid: '00000003',
    context: 'SAI',
    components: [{ kind: 'invoke', operation: 'SAI', id: 1, imsi: imsi(13) }],
  });
  map({
    from: HLR,
    to: VLR,
    dtid: '00000003',
    context: 'SAI',
    components: [{ kind: 'error', code: 1, id: 1 }],
  });
  map({
    from: VLR,
    to: HLR,
    otid: '00000004',
    context: 'PURGE',
    components: [{ kind: 'invoke', operation: 'PURGE', id: 1, imsi: imsi(11) }],
  });
  map({ from: HLR, to: VLR, dtid: '00000004', context: 'PURGE', components: [{ kind: 'result', id: 1 }] });
  map({
    from: HLR,
    to: VLR,
    otid: '00000005',
    context: 'CL',
    components: [{ kind: 'invoke', operation: 'CL', id: 1, imsi: imsi(11) }],
  });
  map({ from: VLR, to: HLR, dtid: '00000005', context: 'CL', components: [{ kind: 'result', id: 1 }] });

  // GTPv2: a session made and deleted, one refused.
  const session = {
    type: 32,
    teid: 0,
    sequence: 1,
    imsi: imsi(21),
    imei: `${IMEI}0`,
    plmn: '99970',
    rat: 6,
  } as const;
  gtp({ ...session, apn: 'iot0.bbbha.example', tunnel: { type: 6, teid: 0x101, address: SGW_PGW.from } });
  gtp({
    type: 33,
    teid: 0x101,
    sequence: 1,
    cause: 16,
    tunnel: { type: 7, teid: 0x201, address: SGW_PGW.to },
  });
  gtp({
    type: 32,
    teid: 0,
    sequence: 2,
    imsi: imsi(22),
    apn: 'internet',
    plmn: '001001',
    rat: 8,
    tunnel: { type: 6, teid: 0x102, address: SGW_PGW.from },
  });
  gtp({ type: 33, teid: 0x102, sequence: 2, cause: 93 });
  gtp({ type: 36, teid: 0x201, sequence: 3 });
  gtp({ type: 37, teid: 0x101, sequence: 3, cause: 16 });
  return list;
}

export function roamingCapture(): Buffer {
  return pcapFile(packets());
}
