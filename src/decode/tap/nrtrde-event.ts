/** A call event of NRTRDE 2.1 (TD.35) → a row like TAP's, without money. */
import { RecordFlag } from '../../arrow/schemas.ts';
import { SERVICES, type Service } from '../../domain/service.ts';
import { enter, Fault, more } from '../ber/cursor.ts';
import { skip, value } from '../ber/elements.ts';
import { teleservice } from './circuit-call.ts';
import { endEvent, placeEntities } from './event-row.ts';
import {
  causeForTerm,
  cellId,
  chargingId,
  dataVolume,
  duration,
  imei,
  imsi,
  locationArea,
  msisdn,
  octetReference,
  text,
} from './fields.ts';
import { NRTRDE as N } from './nrtrde-tags.ts';
import { Has } from './record-columns.ts';
import type { TapState } from './state.ts';
import { Tag } from './tags.ts';
import { localTimeStamp, readOffset, setStart } from './time.ts';

/** Longest name of a recording entity, in octets. */
const MAX_ENTITY = 100;

/** Decodes the current Moc, Mtc or Gprs into one row, under the tag of the TAP event that it announces; 0 for an unknown one. */
export function earlyEvent(d: TapState, tapTag: number): void {
  const { c } = d;
  d.beginRecord(c.at, c.tag);
  const entity: string[] = [];
  let gateway: string | null = null;
  let local: number | null = null;
  if (tapTag === 0) skip(c);
  const limit = tapTag === 0 ? c.pos : enter(c);
  while (tapTag !== 0 && more(c, limit)) {
    if (c.tag === N.CallEventStartTimeStamp) local = localTimeStamp(d);
    else if (c.tag === N.GgsnAddress) gateway = entityText(d);
    else if (c.tag === N.RecEntityId || c.tag === N.SgsnAddress) entity.push(entityText(d));
    else field(d);
  }
  if (c.err !== Fault.NONE) return;
  start(d, local);
  recordingEntity(d, gateway === null ? entity : [...entity, gateway], gateway);
  endEvent(d, tapTag, SERVICES.indexOf(serviceOf(d, tapTag)));
}

function serviceOf(d: TapState, tapTag: number): Service {
  if (tapTag === 0) return 'other';
  if (tapTag === Tag.GprsCall) return 'data';
  if (tapTag === Tag.MobileOriginatedCall) return d.isShortMessage ? 'sms_mo' : 'voice_mo';
  return d.isShortMessage ? 'sms_mt' : 'voice_mt';
}

function start(d: TapState, local: number | null): void {
  if (local === null || Number.isNaN(local)) {
    d.flags |= RecordFlag.START_MISSING;
    setStart(d, d.available.local);
    d.offset = d.available.offset;
    return;
  }
  setStart(d, local);
  if (d.hasOffset) return;
  d.flags |= RecordFlag.OFFSET_UNKNOWN;
  d.offset = d.available.offset;
}

function entityText(d: TapState): string {
  const { c } = d;
  const b = value(c);
  return Buffer.from(b.subarray(c.vs, Math.min(c.ve, c.vs + MAX_ENTITY))).toString('latin1');
}

function recordingEntity(d: TapState, names: readonly string[], gateway: string | null): void {
  const { entities } = d;
  entities.text = names.length === 0 ? -1 : entities.texts.internText(names.join('+'));
  entities.gateway = gateway === null ? -1 : entities.gateways.internText(gateway);
  if (names.length > 0 && entities.text < 0)
    d.fail('TAP_RANGE', d.eventAt, 'The recording entities are too many or too long.');
  placeEntities(d);
}

function field(d: TapState): void {
  const { c, rows, texts } = d;
  switch (c.tag) {
    case N.Imsi:
      imsi(d);
      break;
    case N.Imei:
      imei(d);
      break;
    case N.Msisdn:
      msisdn(d);
      break;
    case N.UtcTimeOffset:
      d.offset = readOffset(d);
      d.hasOffset = !Number.isNaN(d.offset);
      break;
    case N.CallEventDuration:
      duration(d);
      break;
    case N.CauseForTermination:
      causeForTerm(d);
      break;
    case N.CallReference:
      octetReference(d, false);
      break;
    case N.ChargingId:
      chargingId(d);
      break;
    case N.DataVolumeIncoming:
      dataVolume(d, rows.bytesDown, Has.BYTES_DOWN);
      break;
    case N.DataVolumeOutgoing:
      dataVolume(d, rows.bytesUp, Has.BYTES_UP);
      break;
    case N.AccessPointNameNI:
      text(d, texts.apn, rows.apn, Has.APN);
      break;
    case N.AccessPointNameOI:
      text(d, texts.apn_oi, rows.apnOi, Has.APN_OI);
      break;
    case N.ServingNetwork:
      text(d, texts.serving_network, rows.servingNetwork, Has.SERVING_NETWORK);
      break;
    case N.LocationArea:
      locationArea(d);
      break;
    case N.CellId:
      cellId(d);
      break;
    case N.ServiceCode:
      serviceCode(d);
      break;
    default:
      skip(c);
  }
}

function serviceCode(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === N.TeleServiceCode) teleservice(d);
    else skip(c);
  }
}
