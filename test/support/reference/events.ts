/** CallEventDetailList: one row for every element. */
import type { DecodedCharge } from '../decoded-rows.ts';
import type { Node } from './ber.ts';
import { EventReading, type FileContext, type ReferenceRow } from './event.ts';
import { FLAG } from './fields.ts';
import { readAnywhere, readMoneyAgain } from './generic.ts';
import { readByGrammar } from './strict.ts';
import { TAG } from './tags.ts';
import { membersOf, ValueFault } from './values.ts';

const MAX_EVENT_TAG = 0x7fff;
const MAX_ENTITY_TEXT = 255;
/** RecEntityType of a GGSN and of a P-GW. */
const GATEWAYS: readonly (number | null)[] = [3, 7];

const DECODED: readonly number[] = [
  TAG.gprsCall,
  TAG.mobileOriginatedCall,
  TAG.mobileTerminatedCall,
  TAG.mobileSession,
];

/** Rows, charges and the indexes of rejected events. */
export interface ReferenceEvents {
  readonly rows: readonly ReferenceRow[];
  readonly charges: readonly DecodedCharge[];
  readonly rejected: readonly number[];
}

/**
 * Reads the list. An event whose tag is above 15 bits refuses the file.
 */
export function readEvents(list: Node, file: FileContext): ReferenceEvents {
  const rows: ReferenceRow[] = [];
  const charges: DecodedCharge[] = [];
  const rejected: number[] = [];
  for (const [index, node] of membersOf(list).entries()) {
    if (node.tag > MAX_EVENT_TAG) throw new ValueFault(node.at, 'range');
    const event = new EventReading(node, file);
    if (readByGrammar(event)) {
      if (event.refundSeen) readMoneyAgain(event);
    } else {
      if (!DECODED.includes(node.tag)) event.flags |= FLAG.notDecoded;
      readAnywhere(event);
    }
    rows.push(row(event, index));
    charges.push(...event.chargeRows(index));
    if (event.rejected) rejected.push(index);
  }
  return { rows, charges, rejected };
}

function row(event: EventReading, index: number): ReferenceRow {
  const { node, file, fields, money } = event;
  const known = event.codes.map((code) => file.entities.get(code));
  const text = event.codes.map((code, i) => known[i]?.id ?? `#${code}`).join('+');
  if (text.length > MAX_ENTITY_TEXT) event.rejected = true;
  if (event.start === null) event.flags |= FLAG.startMissing;
  else if (event.offset === null) event.flags |= FLAG.offsetUnknown;
  if (fields.reference === undefined) event.flags |= FLAG.noReference;
  if (event.rejected) event.flags |= FLAG.rejected;
  return {
    record_index: index,
    byte_offset: BigInt(node.at),
    event_tag: node.tag,
    service: serviceOf(event),
    start_local: BigInt(event.start ?? file.available.local),
    utc_offset: (event.start === null ? null : event.offset) ?? file.available.offset,
    imsi: fields.imsi ?? null,
    imei: fields.imei ?? null,
    duration: fields.duration ?? null,
    bytes_up: fields.bytes_up ?? null,
    bytes_down: fields.bytes_down ?? null,
    ...money,
    exchange_rate_code: fields.exchange_rate_code ?? null,
    reference: fields.reference ?? null,
    rec_entity: text === '' || text.length > MAX_ENTITY_TEXT ? null : text,
    gateway: known.find((entity) => entity !== undefined && GATEWAYS.includes(entity.type))?.id ?? null,
    partial_type: fields.partial_type ?? null,
    apn: fields.apn ?? null,
    apn_oi: fields.apn_oi ?? null,
    serving_network: fields.serving_network ?? null,
    teleservice: fields.teleservice ?? null,
    location_area: fields.location_area ?? null,
    cell_id: fields.cell_id ?? null,
    flags: event.flags,
    msisdn: fields.msisdn ?? null,
    context_start_utc: fields.context_start_utc ?? null,
    cause_for_term: fields.cause_for_term ?? null,
    rap_sequence: fields.rap_sequence ?? null,
    charged_item: fields.charged_item ?? null,
    charges: event.charges.filter((entry) => entry.charged).length,
  };
}

function serviceOf(event: EventReading): string {
  const shortMessage = event.fields.teleservice === '21' || event.fields.teleservice === '22';
  switch (event.node.tag) {
    case TAG.gprsCall:
      return 'data';
    case TAG.mobileOriginatedCall:
      return shortMessage ? 'sms_mo' : 'voice_mo';
    case TAG.mobileTerminatedCall:
      return shortMessage ? 'sms_mt' : 'voice_mt';
    case TAG.mobileSession:
      return 'volte';
    case TAG.messagingEvent:
      if (event.messagingService === 1n) return 'sms_mo';
      return event.messagingService === 2n ? 'sms_mt' : 'other';
    case TAG.contentTransaction:
      return 'content';
    case TAG.locationService:
      return 'location';
    default:
      return 'other';
  }
}
