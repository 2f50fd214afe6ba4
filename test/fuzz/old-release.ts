/** A tree of 3.12 with the structures of an older release: bare choices, amounts by the tags of their types, old lists. */
import { ascii, type BerElement, integer, list, sequence } from '../support/ber-encoder.ts';
import { TAG } from '../support/reference/tags.ts';

/** Choices that carry no tag of their own up to 3.10. */
const UNTAGGED: readonly number[] = [
  TAG.chargeableSubscriber,
  TAG.scuChargeableSubscriber,
  TAG.basicServiceCode,
  TAG.discountApplied,
  TAG.threeGcamelDestination,
];
/** Since 3.10 TaxValue has a tag of its own. */
const TAX_VALUE_RELEASE = 10;
const EQUIPMENT_INFORMATION = 102;

/** The tree as a file of `release` (1 to 10) has it. */
export function asOldRelease(element: BerElement, release: number): BerElement {
  const children = element.children?.flatMap((child): readonly BerElement[] => {
    if (UNTAGGED.includes(child.tag))
      return (child.children ?? []).map((inner) => asOldRelease(inner, release));
    return [asOldRelease(child, release)];
  });
  const out: BerElement = children === undefined ? element : { ...element, children };
  switch (element.tag) {
    case TAG.camelInvocationFee:
      return { ...out, tag: TAG.absoluteAmount };
    case TAG.taxValue:
      return release < TAX_VALUE_RELEASE ? { ...out, tag: TAG.absoluteAmount } : out;
    case TAG.discount:
      return { ...out, tag: TAG.discountValue };
    case TAG.recEntityId:
      return { ...out, tag: TAG.mscId };
    case TAG.imeiOrEsn:
      return { ...out, tag: EQUIPMENT_INFORMATION };
    case TAG.chargeDetailTimeStamp:
      return { ...out, tag: TAG.chargingTimeStamp };
    case TAG.totalTransactionDuration:
      return { ...out, tag: TAG.totalCallEventDuration };
    case TAG.totalCharge:
      return list(TAG.totalChargeValueList, [
        sequence(TAG.totalChargeValue, [ascii(TAG.chargeType, '00'), { ...out, tag: TAG.absoluteAmount }]),
        sequence(TAG.totalChargeValue, [ascii(TAG.chargeType, '01'), integer(TAG.absoluteAmount, 0)]),
      ]);
    default:
      return out;
  }
}
