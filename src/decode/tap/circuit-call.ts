/** Groups that mobile originated and mobile terminated calls of 3.11 and later share. */
import { enter, more } from '../ber/cursor.ts';
import {
  causeForTerm,
  cellId,
  duration,
  geographicalLocation,
  locationArea,
  octetReference,
  rapSequence,
  recEntityCode,
  subscriber,
  textCode,
} from './fields.ts';
import { camelServiceUsed, chargeInformationList } from './money.ts';
import { Has } from './record-columns.ts';
import { skipMember, type TapState } from './state.ts';
import { Tag } from './tags.ts';
import { startTime } from './time.ts';

/** MobileOriginatedCall or MobileTerminatedCall; `basicTag` is its basic call information. */
export function circuitCall(d: TapState, basicTag: number): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    switch (c.tag) {
      case basicTag:
        basicInformation(d);
        break;
      case Tag.LocationInformation:
        location(d);
        break;
      case Tag.ImeiOrEsn:
        subscriber(d);
        break;
      case Tag.BasicServiceUsedList:
        basicServiceUsedList(d);
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
      case Tag.ChargeableSubscriber:
        subscriber(d);
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
      case Tag.RapFileSequenceNumber:
        rapSequence(d);
        break;
      default:
        skipMember(d);
    }
  }
}

function location(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.NetworkLocation) networkLocation(d);
    else if (c.tag === Tag.GeographicalLocation) geographicalLocation(d);
    else skipMember(d);
  }
}

function networkLocation(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.RecEntityCode:
        recEntityCode(d);
        break;
      case Tag.CallReference:
        octetReference(d, false);
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

function basicServiceUsedList(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.BasicServiceUsed) basicServiceUsed(d);
    else skipMember(d);
  }
}

function basicServiceUsed(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.BasicService) basicService(d);
    else if (c.tag === Tag.ChargeInformationList) chargeInformationList(d);
    else skipMember(d);
  }
}

function basicService(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.BasicServiceCode) basicServiceCode(d);
    else skipMember(d);
  }
}

function basicServiceCode(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.TeleServiceCode) teleservice(d);
    else skipMember(d);
  }
}

/** ASCII: 21 and 22 are short messages, mobile terminated and originated point to point. The first of a call counts. */
export function teleservice(d: TapState): void {
  const { rows } = d;
  const code = textCode(d, d.texts.teleservice);
  if (code < 0 || (rows.present & Has.TELESERVICE) !== 0) return;
  rows.teleservice[rows.row] = code;
  rows.present |= Has.TELESERVICE;
  const text = d.texts.teleservice.values[code];
  d.isShortMessage = text === '21' || text === '22';
}
