/** The fields of call events, one reader each: tag → column. */
import type { Node } from './ber.ts';
import type { EventReading, Fields } from './event.ts';
import { TAG } from './tags.ts';
import {
  bcdOf,
  codeOf,
  int32Of,
  integerOf,
  naturalOf,
  octetsOf,
  textOf,
  timeStampOf,
  unsignedOf,
  ValueFault,
} from './values.ts';

/** Bits of `flags`, as the schema documents them. */
export const FLAG = {
  startMissing: 1,
  offsetUnknown: 2,
  volumeSign: 4,
  noReference: 8,
  notDecoded: 16,
  imeiUnusable: 32,
  rejected: 64,
} as const;

const MAX_VOLUME = 1n << 53n;
const MAX_VOLUME_SUM = 1n << 60n;
const MAX_DURATION = 1_000_000_000n;
const MAX_ENTITIES = 16;
const REFERENCE_OCTETS = 8;

type Reader = (event: EventReading, node: Node) => void;

const text =
  (column: keyof Fields, lowerCase = false): Reader =>
  (event, node) =>
    event.set(column, (bytes) => {
      const found = textOf(bytes, node);
      return (lowerCase ? found?.toLowerCase() : found) ?? null;
    });

const volume =
  (column: 'bytes_up' | 'bytes_down'): Reader =>
  (event, node) =>
    event.set(column, (bytes) => {
      const { value, signBit } = unsignedOf(bytes, node);
      if (value >= MAX_VOLUME) throw new ValueFault(node.at, 'range');
      if (signBit) event.flags |= FLAG.volumeSign;
      const before = event.fields[column];
      if (before === undefined || before === null) return value;
      if (before + value >= MAX_VOLUME_SUM) throw new ValueFault(node.at, 'range');
      return before + value;
    });

const duration: Reader = (event, node) =>
  event.set('duration', (bytes) => {
    const value = naturalOf(bytes, node);
    if (value > MAX_DURATION) throw new ValueFault(node.at, 'range');
    return value;
  });

const int32 =
  (column: 'location_area' | 'cause_for_term'): Reader =>
  (event, node) =>
    event.set(column, (bytes) => int32Of(bytes, node));

const digits =
  (column: 'imsi' | 'imei' | 'msisdn'): Reader =>
  (event, node) => {
    const value = event.value((bytes) => bcdOf(bytes, node), null);
    if (value !== null) event.fields[column] = value;
    else if (column === 'imsi') event.rejected = true;
    else if (column === 'imei') event.flags |= FLAG.imeiUnusable;
  };

/** References by their octets up to 64 bits; longer ones and texts by what they are. */
const reference =
  (isText: boolean): Reader =>
  (event, node) =>
    event.set('reference', (bytes) => {
      const octets = octetsOf(bytes, node);
      if (octets.length === 0) return null;
      if (isText || octets.length > REFERENCE_OCTETS) return `hash:${Buffer.from(octets).toString('hex')}`;
      return BigInt.asIntN(64, unsignedOf(bytes, node).value);
    });

const teleservice: Reader = (event, node) => {
  const found = event.value((bytes) => textOf(bytes, node), null);
  if (found !== null) event.fields.teleservice ??= found;
};

const entityCode: Reader = (event, node) => {
  const code = event.value((bytes) => codeOf(bytes, node), null);
  if (code === null) return;
  if (event.codes.length === MAX_ENTITIES) event.rejected = true;
  else event.codes.push(code);
};

/** A DateTime as far as it is known: `bad` where its time stamp is wrong. */
function dateTime(
  event: EventReading,
  node: Node,
): { local: number | null; offset: number | null; bad: boolean } {
  const found = { local: null as number | null, offset: null as number | null, bad: false };
  for (const member of event.members(node)) {
    if (member.tag === TAG.localTimeStamp) {
      const local = event.value((bytes) => timeStampOf(bytes, member), null);
      found.bad = local === null;
      found.local = local ?? found.local;
    } else if (member.tag === TAG.utcTimeOffsetCode) {
      const code = event.value((bytes) => codeOf(bytes, member), -1);
      found.offset = event.file.offsets.get(code) ?? found.offset;
    } else if (member.tag === TAG.chargeRefundIndicator) {
      event.refundSeen = true;
    }
  }
  return found;
}

/** The start of the event. */
export const startTime: Reader = (event, node) => {
  const { local, offset } = dateTime(event, node);
  event.start = local;
  event.offset = offset;
};

/** Any other time stamp: only its form is looked at. */
export const otherTime: Reader = (event, node) => {
  dateTime(event, node);
};

const contextStart: Reader = (event, node) => {
  // An offset code that the table lacks takes back the one before it.
  let offset: number | null = null;
  for (const member of event.members(node)) {
    if (member.tag !== TAG.utcTimeOffsetCode) continue;
    const code = event.value((bytes) => codeOf(bytes, member), -1);
    offset = event.file.offsets.get(code) ?? null;
  }
  const { local, bad } = dateTime(event, node);
  if (local !== null && !bad && offset !== null) event.fields.context_start_utc = BigInt(local - 60 * offset);
};

/** Every field that has a column, by its tag. */
export const READERS: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [TAG.imsi, digits('imsi')],
  [TAG.imei, digits('imei')],
  [TAG.msisdn, digits('msisdn')],
  [TAG.accessPointName, text('apn', true)],
  [TAG.accessPointNameNi, text('apn', true)],
  [TAG.accessPointNameOi, text('apn_oi', true)],
  [TAG.partialTypeIndicator, text('partial_type')],
  [TAG.servingNetwork, text('serving_network')],
  [TAG.rapFileSequenceNumber, text('rap_sequence')],
  [TAG.teleServiceCode, teleservice],
  [TAG.dataVolumeIncoming, volume('bytes_down')],
  [TAG.dataVolumeOutgoing, volume('bytes_up')],
  [TAG.totalCallEventDuration, duration],
  [TAG.totalTransactionDuration, duration],
  [TAG.causeForTerm, int32('cause_for_term')],
  [TAG.locationArea, int32('location_area')],
  [TAG.cellId, (event, node) => event.set('cell_id', (bytes) => integerOf(bytes, node))],
  [TAG.recEntityCode, entityCode],
  [TAG.callReference, reference(false)],
  [TAG.eventReference, reference(true)],
  [
    TAG.chargingId,
    (event, node) => event.set('reference', (bytes) => BigInt.asIntN(64, unsignedOf(bytes, node).value)),
  ],
  [TAG.pdpContextStartTimestamp, contextStart],
  [
    TAG.messagingEventService,
    (event, node) => {
      event.messagingService = event.value((bytes) => integerOf(bytes, node), event.messagingService);
    },
  ],
]);
