/**
 * The row that an event of a TAP file must become, from docs/inputs.md and the specification alone. `undefined` stands for a
 * column that they leave open for that event; everything else is compared.
 */
import type { DecodedRow } from './decoded-rows.ts';
import type { CallEvent, LocationModel, Stamp, TapEvent, TapFileModel } from './tap-model.ts';
import { TAG } from './tap-tags.ts';
import {
  eventCharges,
  eventMoney,
  firstRateCode,
  localSeconds,
  offsetMinutes,
  startOf,
} from './tap-totals.ts';

/** `duplicate_hash` is tested for its own properties, `byte_offset` comes from the encoder's places. */
type ExpectedRow = {
  readonly [K in keyof Omit<DecodedRow, 'duplicate_hash' | 'byte_offset'>]: DecodedRow[K] | undefined;
};

/** Bits of `flags`, as the schema documents them. */
export const FLAG = {
  startMissing: 1,
  offsetUnknown: 2,
  volumeSign: 4,
  noReference: 8,
  notDecoded: 16,
  imeiUnusable: 32,
} as const;

const EVENT_TAG = {
  gprs: TAG.gprsCall,
  moc: TAG.mobileOriginatedCall,
  mtc: TAG.mobileTerminatedCall,
  ss: TAG.supplServiceEvent,
  scu: TAG.serviceCentreUsage,
  content: TAG.contentTransaction,
  location: TAG.locationService,
  messaging: TAG.messagingEvent,
  session: TAG.mobileSession,
} as const;

/**
 * Bits of `flags` that docs/inputs.md leaves open: whether an event is decoded field by field is certain only for calls
 * and data (it is) and for what becomes `other` (it is not).
 */
export function openFlags(event: TapEvent): number {
  return ['content', 'location', 'messaging', 'session'].includes(event.kind) ? FLAG.notDecoded : 0;
}

/** The integer `1` followed by the digits. */
function identity(digits: string | undefined): bigint | null {
  return digits === undefined ? null : BigInt(`1${digits}`);
}

/** The contracts do not say which of several: the first that a BasicServiceUsed names. */
function teleserviceOf(event: CallEvent): string | null {
  return event.services.find((service) => service.tele !== undefined)?.tele ?? null;
}

function serviceOf(event: TapEvent): string | undefined {
  switch (event.kind) {
    case 'gprs':
      return 'data';
    case 'moc':
    case 'mtc': {
      const tele = teleserviceOf(event);
      return `${tele === '21' || tele === '22' ? 'sms' : 'voice'}_${event.kind === 'moc' ? 'mo' : 'mt'}`;
    }
    case 'session':
      return 'volte';
    case 'content':
      return 'content';
    case 'location':
      return 'location';
    // "sms by direction": the code values of MessagingEventService are in none of the public tables.
    case 'messaging':
      return undefined;
    default:
      return 'other';
  }
}

function octetsAsInteger(bytes: Uint8Array): bigint {
  return BigInt.asIntN(64, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}

/** `undefined`: a 64-bit identity of a text, whose value is the decoder's own. */
function referenceOf(event: TapEvent, location: LocationModel): bigint | null | undefined {
  if (event.kind === 'gprs')
    return event.chargingId === undefined ? null : BigInt.asIntN(64, event.chargingId);
  if (event.kind === 'messaging' || event.kind === 'session') {
    return event.eventReference === undefined ? null : undefined;
  }
  const bytes = event.kind === 'location' ? event.callReference : location.callReference;
  return bytes === undefined ? null : octetsAsInteger(bytes);
}

function locationOf(event: TapEvent): LocationModel {
  if (event.kind === 'scu' || event.kind === 'location') {
    const network = event.kind === 'scu' ? event.servingNetwork : undefined;
    return {
      ...(event.recEntity === undefined ? {} : { recEntities: [event.recEntity] }),
      ...(network === undefined ? {} : { servingNetwork: network }),
    };
  }
  const location = ('location' in event ? event.location : undefined) ?? {};
  // Only packet events and 3.12 events have a list of recording entities.
  const single = event.kind === 'moc' || event.kind === 'mtc' || event.kind === 'ss';
  return single && location.recEntities
    ? { ...location, recEntities: location.recEntities.slice(0, 1) }
    : location;
}

/** Volume of a data record, or the sum over the services of a content transaction. */
function volumeOf(event: TapEvent, side: 'bytesIn' | 'bytesOut'): bigint | null {
  if (event.kind === 'gprs') return event[side] ?? null;
  const named = (event.kind === 'content' ? event.services : []).flatMap((service) => service[side] ?? []);
  return named.length === 0 ? null : named.reduce((sum, volume) => sum + volume, 0n);
}

/** Seconds since 1970-01-01 UTC; null where the file's table lacks the offset code. */
function utcSeconds(stamp: Stamp | undefined, file: TapFileModel): bigint | null {
  const entry = file.network?.utcOffsets.find((row) => row.code === stamp?.code);
  return stamp && entry ? BigInt(localSeconds(stamp.local) - 60 * offsetMinutes(entry.offset)) : null;
}

/** The row of `file.events[index]`. */
export function expectedRow(file: TapFileModel, index: number): ExpectedRow {
  const event = file.events![index]!;
  const location = locationOf(event);
  const entities = (location.recEntities ?? []).map(
    (code) => file.network!.recEntities.find((row) => row.code === code)!,
  );
  const start = startOf(event, file) ?? file.header!.available!;
  const money = eventMoney(event);
  const call = event.kind === 'moc' || event.kind === 'mtc';
  const gprs = event.kind === 'gprs' ? event : undefined;
  const imei = 'imei' in event ? event.imei : undefined;
  const imeiUnusable = imei !== undefined && /[^0-9]/.test(imei);
  const reference = referenceOf(event, location);
  const service = serviceOf(event);
  const charges = eventCharges(event);
  const timed = event.kind === 'gprs' || call || event.kind === 'session';
  return {
    record_index: index,
    event_tag: event.kind === 'unknown' ? event.tag : EVENT_TAG[event.kind],
    service,
    // A content or location event names its subscriber by a type code that the public tables do not list.
    imsi:
      event.kind === 'content' || event.kind === 'location'
        ? undefined
        : identity('imsi' in event ? event.imsi : undefined),
    imei: event.kind === 'content' ? undefined : imeiUnusable ? null : identity(imei),
    start_local: BigInt(localSeconds(start.local)),
    utc_offset: offsetMinutes(start.offset),
    duration: timed ? (event.duration ?? null) : event.kind === 'content' ? undefined : null,
    bytes_up: volumeOf(event, 'bytesOut'),
    bytes_down: volumeOf(event, 'bytesIn'),
    charge: money.charge,
    camel_fee: money.camel,
    refund: money.refund,
    tax: money.tax,
    tax_refund: money.taxRefund,
    discount: money.discount,
    discount_refund: money.discountRefund,
    exchange_rate_code: firstRateCode(event),
    reference,
    rec_entity: entities.length > 0 ? entities.map((entity) => entity.id).join('+') : null,
    gateway: entities.find((entity) => entity.type === 3 || entity.type === 7)?.id ?? null,
    partial_type: gprs?.partial ?? null,
    apn: gprs?.apn?.toLowerCase() ?? null,
    apn_oi: gprs?.apnOi ?? null,
    serving_network: location.servingNetwork ?? null,
    teleservice: call ? teleserviceOf(event) : null,
    location_area: location.locationArea ?? null,
    cell_id: location.cellId === undefined ? null : BigInt(location.cellId),
    flags:
      (startOf(event, file) ? 0 : FLAG.startMissing) |
      (reference === null ? FLAG.noReference : 0) |
      (service === 'other' ? FLAG.notDecoded : 0) |
      (imeiUnusable ? FLAG.imeiUnusable : 0),
    msisdn: 'msisdn' in event ? identity(event.msisdn) : null,
    context_start_utc: utcSeconds(gprs?.contextStart, file),
    cause_for_term: ('cause' in event ? event.cause : undefined) ?? null,
    rap_sequence: ('rapSequence' in event ? event.rapSequence : undefined) ?? null,
    charged_item: charges[0]?.item ?? null,
    charges: charges.length,
  };
}
