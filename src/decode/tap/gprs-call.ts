/** GprsCall [14]: the packet data call event, and the walkers of its groups. */
import { enter, more } from '../ber/cursor.ts';
import {
  chargingId,
  durationField,
  geographicalLocation,
  integerField,
  locationArea,
  recEntityCodeList,
  startTime,
  subscriber,
  textField,
  volumeField,
} from './fields.ts';
import { camelServiceUsed, chargeInformationList } from './money.ts';
import { skipMember, type TapState } from './state.ts';
import { Tag } from './tags.ts';

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
        durationField(d, d.duration);
        break;
      case Tag.PartialTypeIndicator:
        d.partialType = textField(d, d.texts.partial_type);
        break;
      case Tag.ChargingId:
        chargingId(d);
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
    if (c.tag === Tag.AccessPointNameNI) d.apn = textField(d, d.texts.apn);
    else if (c.tag === Tag.AccessPointNameOI) d.apnOi = textField(d, d.texts.apn_oi);
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
        integerField(d, d.cellId);
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
        volumeField(d, d.bytesDown);
        break;
      case Tag.DataVolumeOutgoing:
        volumeField(d, d.bytesUp);
        break;
      case Tag.ChargeInformationList:
        chargeInformationList(d);
        break;
      default:
        skipMember(d);
    }
  }
}
