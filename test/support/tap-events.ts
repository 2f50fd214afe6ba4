/** Every CallEventDetail alternative of TAP 3.12 as BER elements, members in the order of the grammar. */
import { ascii, type BerElement, bcd, choice, integer, list, octets, sequence } from './ber-encoder.ts';
import type {
  CallEvent,
  CentreEvent,
  ContentEvent,
  GprsEvent,
  LocationEvent,
  MessagingModel,
  SessionModel,
  SupplEvent,
  TapEvent,
  UnknownEvent,
} from './tap-model.ts';
import {
  callLocation,
  callTypeGroup,
  camelServiceUsed,
  chargeableSubscriber,
  chargeInformation,
  chargeList,
  equipmentIdentifier,
  geographicalLocation,
  gprsLocation,
  maybe,
  maybeAscii,
  maybeBcd,
  maybeInteger,
  maybeStamp,
  operatorInfo,
  optionalSequence,
  recEntityCodeList,
  simSubscriber,
  taxList,
} from './tap-parts.ts';
import { TAG } from './tap-tags.ts';

function gprsCall(event: GprsEvent): BerElement {
  return sequence(TAG.gprsCall, [
    sequence(TAG.gprsBasicCallInformation, [
      optionalSequence(TAG.gprsChargeableSubscriber, [
        chargeableSubscriber(event.imsi, event.msisdn),
        maybeAscii(TAG.pdpAddress, event.pdpAddress),
      ]),
      maybeAscii(TAG.rapFileSequenceNumber, event.rapSequence),
      optionalSequence(TAG.gprsDestination, [
        maybeAscii(TAG.accessPointNameNi, event.apn),
        maybeAscii(TAG.accessPointNameOi, event.apnOi),
      ]),
      maybeStamp(TAG.callEventStartTimeStamp, event.start),
      maybeInteger(TAG.totalCallEventDuration, event.duration),
      maybeInteger(TAG.causeForTerm, event.cause),
      maybeAscii(TAG.partialTypeIndicator, event.partial),
      maybeStamp(TAG.pdpContextStartTimestamp, event.contextStart),
      maybeInteger(TAG.chargingId, event.chargingId),
    ]),
    gprsLocation(event.location),
    equipmentIdentifier(event.imei),
    sequence(TAG.gprsServiceUsed, [
      maybeInteger(TAG.dataVolumeIncoming, event.bytesIn),
      maybeInteger(TAG.dataVolumeOutgoing, event.bytesOut),
      chargeList(event.charges),
    ]),
    camelServiceUsed(event.camel),
    operatorInfo(event.operatorInfo),
  ]);
}

function basicServiceCode(service: CallEvent['services'][number]): BerElement | undefined {
  if (service.tele !== undefined) {
    return choice(TAG.basicServiceCode, ascii(TAG.teleServiceCode, service.tele));
  }
  return maybe(service.bearer, (code) => choice(TAG.basicServiceCode, ascii(TAG.bearerServiceCode, code)));
}

function call(event: CallEvent): BerElement {
  const originated = event.kind === 'moc';
  const other = maybe(event.otherNumber, (digits) =>
    originated
      ? sequence(TAG.destination, [bcd(TAG.calledNumber, digits)])
      : sequence(TAG.callOriginator, [bcd(TAG.callingNumber, digits)]),
  );
  return sequence(originated ? TAG.mobileOriginatedCall : TAG.mobileTerminatedCall, [
    sequence(originated ? TAG.moBasicCallInformation : TAG.mtBasicCallInformation, [
      chargeableSubscriber(event.imsi, event.msisdn),
      maybeAscii(TAG.rapFileSequenceNumber, event.rapSequence),
      other,
      maybeStamp(TAG.callEventStartTimeStamp, event.start),
      maybeInteger(TAG.totalCallEventDuration, event.duration),
      maybeInteger(TAG.causeForTerm, event.cause),
    ]),
    callLocation(event.location),
    equipmentIdentifier(event.imei),
    list(
      TAG.basicServiceUsedList,
      event.services.map((service) =>
        sequence(TAG.basicServiceUsed, [
          sequence(TAG.basicService, [basicServiceCode(service)]),
          maybeStamp(TAG.chargingTimeStamp, service.at),
          chargeList(service.charges),
        ]),
      ),
    ),
    camelServiceUsed(event.camel),
    operatorInfo(event.operatorInfo),
  ]);
}

function supplServiceEvent(event: SupplEvent): BerElement {
  return sequence(TAG.supplServiceEvent, [
    chargeableSubscriber(event.imsi, event.msisdn),
    callLocation(event.location),
    equipmentIdentifier(event.imei),
    sequence(TAG.supplServiceUsed, [
      maybeAscii(TAG.supplServiceCode, event.code),
      maybeInteger(TAG.supplServiceActionCode, event.action),
      maybeStamp(TAG.chargingTimeStamp, event.start),
      maybe(event.charge, (charge) => chargeInformation(charge)),
    ]),
    operatorInfo(event.operatorInfo),
  ]);
}

function serviceCentreUsage(event: CentreEvent): BerElement {
  return sequence(TAG.serviceCentreUsage, [
    sequence(TAG.scuBasicInformation, [
      maybe(simSubscriber(TAG.gsmChargeableSubscriber, event.imsi, event.msisdn), (gsm) =>
        choice(TAG.scuChargeableSubscriber, gsm),
      ),
    ]),
    maybeAscii(TAG.servingNetwork, event.servingNetwork),
    maybeInteger(TAG.recEntityCode, event.recEntity),
    maybe(event.charge, (charge) => chargeInformation(charge)),
    sequence(TAG.scuChargeType, [integer(TAG.messageStatus, 1)]),
    optionalSequence(TAG.scuTimeStamps, [
      maybeStamp(TAG.depositTimeStamp, event.start),
      maybeStamp(TAG.completionTimeStamp, event.completion),
    ]),
    operatorInfo(event.operatorInfo),
  ]);
}

function contentTransaction(event: ContentEvent): BerElement {
  return sequence(TAG.contentTransaction, [
    optionalSequence(TAG.contentTransactionBasicInfo, [
      maybeStamp(TAG.orderPlacedTimeStamp, event.start),
      maybeStamp(TAG.actualDeliveryTimeStamp, event.delivered),
      maybeInteger(TAG.totalTransactionDuration, event.duration),
    ]),
    optionalSequence(TAG.chargedPartyInformation, [
      maybe(event.parties, (parties) =>
        list(
          TAG.chargedPartyIdList,
          parties.map((party) =>
            sequence(TAG.chargedPartyIdentification, [
              integer(TAG.chargedPartyIdType, party.type),
              ascii(TAG.chargedPartyIdentifier, party.id),
            ]),
          ),
        ),
      ),
      maybe(event.equipment, (equipment) =>
        sequence(TAG.chargedPartyEquipment, [
          integer(TAG.equipmentIdType, equipment.type),
          ascii(TAG.equipmentId, equipment.id),
        ]),
      ),
    ]),
    list(
      TAG.contentServiceUsedList,
      event.services.map((service) =>
        sequence(TAG.contentServiceUsed, [
          maybeInteger(TAG.dataVolumeIncoming, service.bytesIn),
          maybeInteger(TAG.dataVolumeOutgoing, service.bytesOut),
          maybeInteger(TAG.chargeRefundIndicator, service.refund),
          chargeList(service.charges),
          maybe(service.advised, (amount) =>
            sequence(TAG.advisedChargeInformation, [integer(TAG.advisedCharge, amount)]),
          ),
        ]),
      ),
    ),
    operatorInfo(event.operatorInfo),
  ]);
}

function customers(
  group: number,
  idList: number,
  identification: number,
  parties: LocationEvent['tracking'],
): BerElement | undefined {
  return maybe(parties, (present) =>
    sequence(group, [
      list(
        idList,
        present.map((party) =>
          sequence(identification, [
            integer(TAG.customerIdType, party.type),
            ascii(TAG.customerIdentifier, party.id),
          ]),
        ),
      ),
    ]),
  );
}

function locationService(event: LocationEvent): BerElement {
  return sequence(TAG.locationService, [
    maybeInteger(TAG.recEntityCode, event.recEntity),
    maybe(event.callReference, (bytes) => octets(TAG.callReference, bytes)),
    customers(
      TAG.trackingCustomerInformation,
      TAG.trackingCustomerIdList,
      TAG.trackingCustomerIdentification,
      event.tracking,
    ),
    customers(
      TAG.trackedCustomerInformation,
      TAG.trackedCustomerIdList,
      TAG.trackedCustomerIdentification,
      event.tracked,
    ),
    sequence(TAG.locationServiceUsage, [
      optionalSequence(TAG.lcsQosRequested, [maybeStamp(TAG.lcsRequestTimestamp, event.start)]),
      chargeList(event.charges),
    ]),
    operatorInfo(event.operatorInfo),
  ]);
}

function chargedParty(event: MessagingModel | SessionModel): BerElement | undefined {
  return optionalSequence(TAG.chargedParty, [
    maybeBcd(TAG.imsi, event.imsi),
    maybeBcd(TAG.msisdn, event.msisdn),
    maybeAscii(TAG.publicUserId, event.publicUserId),
    maybeAscii(TAG.homeBid, event.location?.homeBid),
    maybeBcd(TAG.imei, event.imei),
  ]);
}

function messagingEvent(event: MessagingModel): BerElement {
  return sequence(TAG.messagingEvent, [
    maybeInteger(TAG.messagingEventService, event.service),
    chargedParty(event),
    geographicalLocation(event.location?.servingNetwork),
    maybeAscii(TAG.eventReference, event.eventReference),
    recEntityCodeList(event.location?.recEntities),
    maybeInteger(TAG.locationArea, event.location?.locationArea),
    maybeInteger(TAG.cellId, event.location?.cellId),
    maybeStamp(TAG.serviceStartTimestamp, event.start),
    maybeInteger(TAG.exchangeRateCode, event.rateCode),
    callTypeGroup(event.callType),
    maybeInteger(TAG.charge, event.charge),
    taxList(event.taxes),
    operatorInfo(event.operatorInfo),
  ]);
}

function mobileSession(event: SessionModel): BerElement {
  return sequence(TAG.mobileSession, [
    maybeInteger(TAG.mobileSessionService, event.service),
    chargedParty(event),
    geographicalLocation(event.location?.servingNetwork),
    maybeInteger(TAG.locationArea, event.location?.locationArea),
    maybeInteger(TAG.cellId, event.location?.cellId),
    maybeAscii(TAG.eventReference, event.eventReference),
    recEntityCodeList(event.location?.recEntities),
    maybeStamp(TAG.serviceStartTimestamp, event.start),
    maybeInteger(TAG.causeForTerm, event.cause),
    maybeInteger(TAG.totalCallEventDuration, event.duration),
    maybe(event.charges, (charges) =>
      list(
        TAG.sessionChargeInfoList,
        charges.map((charge) =>
          chargeInformation(charge, TAG.sessionChargeInformation, [
            maybeInteger(TAG.chargeRefundIndicator, charge.refund),
          ]),
        ),
      ),
    ),
    operatorInfo(event.operatorInfo),
  ]);
}

function unknownEvent(event: UnknownEvent): BerElement {
  return sequence(event.tag, [chargeList(event.charges)]);
}

/** One CallEventDetail; the CHOICE is untagged, so the event's own tag is all there is. */
export function callEventDetail(event: TapEvent): BerElement {
  switch (event.kind) {
    case 'gprs':
      return gprsCall(event);
    case 'moc':
    case 'mtc':
      return call(event);
    case 'ss':
      return supplServiceEvent(event);
    case 'scu':
      return serviceCentreUsage(event);
    case 'content':
      return contentTransaction(event);
    case 'location':
      return locationService(event);
    case 'messaging':
      return messagingEvent(event);
    case 'session':
      return mobileSession(event);
    case 'unknown':
      return unknownEvent(event);
  }
}
