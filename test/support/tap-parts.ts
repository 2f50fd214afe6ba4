/** Groups that several call events share: time stamps, subscribers, charges, CAMEL, places. */
import { ascii, type BerElement, bcd, choice, integer, list, octets, sequence } from './ber-encoder.ts';
import type {
  CamelModel,
  ChargeModel,
  DiscountModel,
  LocationModel,
  Stamp,
  StampLong,
  TaxModel,
} from './tap-model.ts';
import { TAG } from './tap-tags.ts';

type Maybe = BerElement | undefined;

/** Applies a writer to a value that may be absent. */
export function maybe<T>(value: T | undefined, write: (value: T) => BerElement): Maybe {
  return value === undefined ? undefined : write(value);
}

export const maybeInteger = (tag: number, value: bigint | number | undefined): Maybe =>
  maybe(value, (present) => integer(tag, present));
export const maybeAscii = (tag: number, value: string | undefined): Maybe =>
  maybe(value, (present) => ascii(tag, present));
export const maybeBcd = (tag: number, value: string | undefined): Maybe =>
  maybe(value, (present) => bcd(tag, present));

function stamp(tag: number, value: Stamp): BerElement {
  return sequence(tag, [
    ascii(TAG.localTimeStamp, value.local),
    maybeInteger(TAG.utcTimeOffsetCode, value.code),
  ]);
}

export const maybeStamp = (tag: number, value: Stamp | undefined): Maybe =>
  maybe(value, (present) => stamp(tag, present));

export function stampLong(tag: number, value: StampLong): BerElement {
  return sequence(tag, [ascii(TAG.localTimeStamp, value.local), ascii(TAG.utcTimeOffset, value.offset)]);
}

/** A group that is left out when nothing is in it. */
export function optionalSequence(tag: number, members: readonly Maybe[]): Maybe {
  return members.some((member) => member !== undefined) ? sequence(tag, members) : undefined;
}

export const operatorInfo = (texts: readonly string[] | undefined): Maybe =>
  maybe(texts, (present) =>
    list(
      TAG.operatorSpecInfoList,
      present.map((text) => ascii(TAG.operatorSpecInformation, text)),
    ),
  );

export function taxList(taxes: readonly TaxModel[] | undefined): Maybe {
  return maybe(taxes, (present) =>
    list(
      TAG.taxInformationList,
      present.map((tax) =>
        sequence(TAG.taxInformation, [
          integer(TAG.taxCode, tax.code),
          integer(TAG.taxValue, tax.value),
          maybeInteger(TAG.taxableAmount, tax.base),
        ]),
      ),
    ),
  );
}

function discountInformation(discount: DiscountModel | undefined): Maybe {
  return maybe(discount, (present) =>
    sequence(TAG.discountInformation, [
      maybeInteger(TAG.discountCode, present.code),
      integer(TAG.discount, present.value),
      maybeInteger(TAG.discountableAmount, present.base),
    ]),
  );
}

export const callTypeGroup = (level: number | undefined): Maybe =>
  maybe(level, (present) => sequence(TAG.callTypeGroup, [integer(TAG.callTypeLevel1, present)]));

/** A ChargeInformation, or another group of the same members under `tag`. */
export function chargeInformation(
  charge: ChargeModel,
  tag: number = TAG.chargeInformation,
  extra: readonly Maybe[] = [],
): BerElement {
  return sequence(tag, [
    maybeAscii(TAG.chargedItem, charge.item),
    maybeInteger(TAG.exchangeRateCode, charge.rateCode),
    callTypeGroup(charge.callType),
    list(
      TAG.chargeDetailList,
      charge.details.map((detail) =>
        sequence(TAG.chargeDetail, [
          ascii(TAG.chargeType, detail.type),
          integer(TAG.charge, detail.amount),
          maybeInteger(TAG.chargeableUnits, detail.units),
          maybeInteger(TAG.chargedUnits, detail.units),
          maybeStamp(TAG.chargeDetailTimeStamp, detail.at),
        ]),
      ),
    ),
    taxList(charge.taxes),
    discountInformation(charge.discount),
    ...extra,
  ]);
}

export const chargeList = (charges: readonly ChargeModel[] | undefined): Maybe =>
  maybe(charges, (present) =>
    list(
      TAG.chargeInformationList,
      present.map((charge) => chargeInformation(charge)),
    ),
  );

export function camelServiceUsed(camel: CamelModel | undefined): Maybe {
  return maybe(camel, (present) =>
    sequence(TAG.camelServiceUsed, [
      maybeInteger(TAG.camelServiceLevel, present.level),
      maybeInteger(TAG.camelServiceKey, present.key),
      maybeInteger(TAG.exchangeRateCode, present.rateCode),
      taxList(present.taxes),
      discountInformation(present.discount),
      maybeInteger(TAG.camelInvocationFee, present.fee),
      maybe(present.destination, (digits) =>
        choice(TAG.threeGcamelDestination, bcd(TAG.camelDestinationNumber, digits)),
      ),
    ]),
  );
}

export function simSubscriber(tag: number, imsi: string | undefined, msisdn: string | undefined): Maybe {
  return optionalSequence(tag, [maybeBcd(TAG.imsi, imsi), maybeBcd(TAG.msisdn, msisdn)]);
}

export function chargeableSubscriber(imsi: string | undefined, msisdn: string | undefined): Maybe {
  return maybe(simSubscriber(TAG.simChargeableSubscriber, imsi, msisdn), (sim) =>
    choice(TAG.chargeableSubscriber, sim),
  );
}

export const equipmentIdentifier = (imei: string | undefined): Maybe =>
  maybe(imei, (digits) => choice(TAG.imeiOrEsn, bcd(TAG.imei, digits)));

export const recEntityCodeList = (codes: readonly number[] | undefined): Maybe =>
  maybe(codes, (present) =>
    list(
      TAG.recEntityCodeList,
      present.map((code) => integer(TAG.recEntityCode, code)),
    ),
  );

export const geographicalLocation = (servingNetwork: string | undefined): Maybe =>
  maybe(servingNetwork, (network) =>
    sequence(TAG.geographicalLocation, [ascii(TAG.servingNetwork, network)]),
  );

const homeLocation = (bid: string | undefined): Maybe =>
  maybe(bid, (text) => sequence(TAG.homeLocationInformation, [ascii(TAG.homeBid, text)]));

/** LocationInformation of calls and supplementary services. */
export function callLocation(location: LocationModel | undefined): Maybe {
  return maybe(location, (present) =>
    sequence(TAG.locationInformation, [
      optionalSequence(TAG.networkLocation, [
        maybeInteger(TAG.recEntityCode, present.recEntities?.[0]),
        maybe(present.callReference, (bytes) => octets(TAG.callReference, bytes)),
        maybeInteger(TAG.locationArea, present.locationArea),
        maybeInteger(TAG.cellId, present.cellId),
      ]),
      homeLocation(present.homeBid),
      geographicalLocation(present.servingNetwork),
    ]),
  );
}

export function gprsLocation(location: LocationModel | undefined): Maybe {
  return maybe(location, (present) =>
    sequence(TAG.gprsLocationInformation, [
      optionalSequence(TAG.gprsNetworkLocation, [
        recEntityCodeList(present.recEntities),
        maybeInteger(TAG.locationArea, present.locationArea),
        maybeInteger(TAG.cellId, present.cellId),
      ]),
      homeLocation(present.homeBid),
      geographicalLocation(present.servingNetwork),
    ]),
  );
}
