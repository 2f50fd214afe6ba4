/** GprsCall [14] of 3.11 and later: the packet data call event, and the walkers of its groups. */
import { enter, more } from '../ber/cursor.ts';
import {
  causeForTerm,
  cellId,
  chargingId,
  dataVolume,
  duration,
  geographicalLocation,
  locationArea,
  rapSequence,
  recEntityCodeList,
  subscriber,
  text,
} from './fields.ts';
import { camelServiceUsed, chargeInformationList } from './money.ts';
import { Has } from './record-columns.ts';
import { skipMember, type TapState } from './state.ts';
import { Tag } from './tags.ts';
import { contextStart, startTime } from './time.ts';

export function gprsCall(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.GprsBasicCallInformation:
        basicInformation(d);
        break;
      case Tag.GprsLocationInformation:
        location(d);
        break;
      case Tag.ImeiOrEsn:
        subscriber(d);
        break;
      case Tag.GprsServiceUsed:
        serviceUsed(d);
        break;
      case Tag.CamelServiceUsed:
        camelServiceUsed(d);
        break;
      default:
        skipMember(d);
    }
  }
}

function basicInformation(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.GprsChargeableSubscriber:
        subscriber(d);
        break;
      case Tag.GprsDestination:
        destination(d);
        break;
      case Tag.CallEventStartTimeStamp:
        startTime(d);
        break;
      case Tag.TotalCallEventDuration:
        duration(d);
        break;
      case Tag.CauseForTerm:
        causeForTerm(d);
        break;
      case Tag.PartialTypeIndicator:
        text(d, d.texts.partial_type, d.rows.partialType, Has.PARTIAL_TYPE);
        break;
      case Tag.PDPContextStartTimestamp:
        contextStart(d);
        break;
      case Tag.ChargingId:
        chargingId(d);
        break;
      case Tag.RapFileSequenceNumber:
        rapSequence(d);
        break;
      default:
        skipMember(d);
    }
  }
}

function destination(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.AccessPointNameNI) text(d, d.texts.apn, d.rows.apn, Has.APN);
    else if (c.tag === Tag.AccessPointNameOI) text(d, d.texts.apn_oi, d.rows.apnOi, Has.APN_OI);
    else skipMember(d);
  }
}

function location(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.GprsNetworkLocation) networkLocation(d);
    else if (c.tag === Tag.GeographicalLocation) geographicalLocation(d);
    else skipMember(d);
  }
}

function networkLocation(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.RecEntityCodeList:
        recEntityCodeList(d);
        break;
      case Tag.LocationArea:
        locationArea(d);
        break;
      case Tag.CellId:
        cellId(d);
        break;
      default:
        skipMember(d);
    }
  }
}

function serviceUsed(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.DataVolumeIncoming:
        dataVolume(d, d.rows.bytesDown, Has.BYTES_DOWN);
        break;
      case Tag.DataVolumeOutgoing:
        dataVolume(d, d.rows.bytesUp, Has.BYTES_UP);
        break;
      case Tag.ChargeInformationList:
        chargeInformationList(d);
        break;
      default:
        skipMember(d);
    }
  }
}
