/** Paths of elements that tests of broken files change, from the root of a TransferBatch. */
import { TAG } from './tap-tags.ts';

export const GPRS = [TAG.callEventDetailList, TAG.gprsCall] as const;
export const BASIC = [...GPRS, TAG.gprsBasicCallInformation] as const;
export const IMSI = [
  ...BASIC,
  TAG.gprsChargeableSubscriber,
  TAG.chargeableSubscriber,
  TAG.simChargeableSubscriber,
  TAG.imsi,
] as const;
export const SERVICE = [...GPRS, TAG.gprsServiceUsed] as const;
export const CHARGE = [
  ...SERVICE,
  TAG.chargeInformationList,
  TAG.chargeInformation,
  TAG.chargeDetailList,
  TAG.chargeDetail,
  TAG.charge,
] as const;
