/**
 * TAP 3.11 and 3.12 files for tests, from plain objects (tap-model.ts) to BER. Written from the tag tables alone: it
 * imports nothing of the product, so that a mistake in the decoder cannot hide in it.
 */
import { ascii, type BerElement, choice, encodeBer, integer, list, sequence } from './ber-encoder.ts';
import { callEventDetail } from './tap-events.ts';
import type {
  AccountingModel,
  AuditOverride,
  HeaderModel,
  NetworkModel,
  StampLong,
  TapFileModel,
} from './tap-model.ts';
import { maybe, maybeAscii, maybeInteger, operatorInfo, stampLong } from './tap-parts.ts';
import { PLAIN, restyle, type Style } from './tap-style.ts';
import { TAG } from './tap-tags.ts';
import { callTimeSpan, fileTotals } from './tap-totals.ts';

type Maybe = BerElement | undefined;

const maybeStampLong = (tag: number, value: StampLong | undefined): Maybe =>
  maybe(value, (present) => stampLong(tag, present));

function batchControlInfo(header: HeaderModel): BerElement {
  return sequence(TAG.batchControlInfo, [
    maybeAscii(TAG.sender, header.sender),
    maybeAscii(TAG.recipient, header.recipient),
    maybeAscii(TAG.fileSequenceNumber, header.sequence),
    maybeStampLong(TAG.fileCreationTimeStamp, header.created),
    maybeStampLong(TAG.transferCutOffTimeStamp, header.cutOff),
    maybeStampLong(TAG.fileAvailableTimeStamp, header.available),
    maybeInteger(TAG.specificationVersionNumber, header.specification),
    maybeInteger(TAG.releaseVersionNumber, header.release),
    maybeAscii(TAG.fileTypeIndicator, header.fileType),
    maybeAscii(TAG.rapFileSequenceNumber, header.rapSequence),
    operatorInfo(header.operatorInfo),
  ]);
}

/** A Notification: the fields of a header without any group around them. */
export function notificationElement(header: HeaderModel): BerElement {
  return sequence(TAG.notification, [
    maybeAscii(TAG.sender, header.sender),
    maybeAscii(TAG.recipient, header.recipient),
    maybeAscii(TAG.fileSequenceNumber, header.sequence),
    maybeAscii(TAG.rapFileSequenceNumber, header.rapSequence),
    maybeStampLong(TAG.fileCreationTimeStamp, header.created),
    maybeStampLong(TAG.fileAvailableTimeStamp, header.available),
    maybeStampLong(TAG.transferCutOffTimeStamp, header.cutOff),
    maybeInteger(TAG.specificationVersionNumber, header.specification),
    maybeInteger(TAG.releaseVersionNumber, header.release),
    maybeAscii(TAG.fileTypeIndicator, header.fileType),
    operatorInfo(header.operatorInfo),
  ]);
}

function accountingInfo(accounting: AccountingModel): BerElement {
  return sequence(TAG.accountingInfo, [
    maybe(accounting.taxation, (rows) =>
      list(
        TAG.taxationList,
        rows.map((row) =>
          sequence(TAG.taxation, [
            integer(TAG.taxCode, row.code),
            maybeAscii(TAG.taxType, row.type),
            maybeAscii(TAG.taxRate, row.rate),
          ]),
        ),
      ),
    ),
    maybe(accounting.discounting, (rows) =>
      list(
        TAG.discountingList,
        rows.map((row) =>
          sequence(TAG.discounting, [
            integer(TAG.discountCode, row.code),
            choice(TAG.discountApplied, integer(TAG.discountRate, row.rate)),
          ]),
        ),
      ),
    ),
    maybeAscii(TAG.localCurrency, accounting.localCurrency),
    maybeAscii(TAG.tapCurrency, accounting.tapCurrency),
    maybe(accounting.exchangeRates, (rows) =>
      list(
        TAG.currencyConversionList,
        rows.map((row) =>
          sequence(TAG.currencyConversion, [
            integer(TAG.exchangeRateCode, row.code),
            integer(TAG.numberOfDecimalPlaces, row.decimals),
            integer(TAG.exchangeRate, row.rate),
          ]),
        ),
      ),
    ),
    maybeInteger(TAG.tapDecimalPlaces, accounting.decimals),
  ]);
}

function networkInfo(network: NetworkModel): BerElement {
  return sequence(TAG.networkInfo, [
    list(
      TAG.utcTimeOffsetInfoList,
      network.utcOffsets.map((row) =>
        sequence(TAG.utcTimeOffsetInfo, [
          integer(TAG.utcTimeOffsetCode, row.code),
          ascii(TAG.utcTimeOffset, row.offset),
        ]),
      ),
    ),
    list(
      TAG.recEntityInfoList,
      network.recEntities.map((row) =>
        sequence(TAG.recEntityInformation, [
          integer(TAG.recEntityCode, row.code),
          maybeInteger(TAG.recEntityType, row.type),
          ascii(TAG.recEntityId, row.id),
        ]),
      ),
    ),
  ]);
}

/** The override where there is one (null: none at all), else what was worked out. */
function decided<T>(override: T | null | undefined, computed: T | undefined): T | undefined {
  return override === undefined ? computed : (override ?? undefined);
}

function auditControlInfo(file: TapFileModel, audit: AuditOverride): BerElement {
  const totals = fileTotals(file.events ?? []);
  const span = callTimeSpan(file);
  // Refund totals are greater than zero or absent.
  const positive = (value: bigint): bigint | undefined => (value > 0n ? value : undefined);
  return sequence(TAG.auditControlInfo, [
    maybeStampLong(TAG.earliestCallTimeStamp, decided(audit.earliest, span.earliest)),
    maybeStampLong(TAG.latestCallTimeStamp, decided(audit.latest, span.latest)),
    maybeInteger(TAG.totalCharge, decided(audit.charge, totals.charge)),
    maybeInteger(TAG.totalChargeRefund, decided(audit.refund, positive(totals.refund))),
    maybeInteger(TAG.totalTaxRefund, decided(audit.taxRefund, positive(totals.taxRefund))),
    maybeInteger(TAG.totalTaxValue, decided(audit.tax, totals.tax)),
    maybeInteger(TAG.totalDiscountValue, decided(audit.discount, totals.discount)),
    maybeInteger(TAG.totalDiscountRefund, decided(audit.discountRefund, positive(totals.discountRefund))),
    maybeInteger(TAG.callEventDetailsCount, decided(audit.records, BigInt(totals.records))),
  ]);
}

/** The element tree of a TransferBatch, definite minimal lengths, members in grammar order. */
export function tapElement(file: TapFileModel): BerElement {
  const { header, accounting, network, messages, events, audit = {} } = file;
  return sequence(TAG.transferBatch, [
    header ? batchControlInfo(header) : undefined,
    accounting ? accountingInfo(accounting) : undefined,
    network ? networkInfo(network) : undefined,
    maybe(messages, (rows) =>
      list(
        TAG.messageDescriptionInfoList,
        rows.map((row) =>
          sequence(TAG.messageDescriptionInformation, [
            integer(TAG.messageDescriptionCode, row.code),
            ascii(TAG.messageDescription, row.text),
          ]),
        ),
      ),
    ),
    events ? list(TAG.callEventDetailList, events.map(callEventDetail)) : undefined,
    audit ? auditControlInfo(file, audit) : undefined,
  ]);
}

/** The bytes of a TAP file, written in the given style. */
export function encodeTap(file: TapFileModel, style: Style = PLAIN): Uint8Array {
  return encodeBer(restyle(tapElement(file), style)).bytes;
}
