/** One TAP file of a partner pair: TransferBatch with its tables and a true audit, or a Notification. */
import type { BerWriter } from './ber-writer.ts';
import { localMidnight, type Month, offsetMinutes, offsetText, stamp } from './calendar.ts';
import type { Usage } from './day.ts';
import { type Partner, VISITED } from './partners.ts';
import { type EntityRole, type RecordContext, writeUsage } from './tap-record.ts';
import { T } from './tap-tags.ts';
import { priceOf } from './tariff.ts';

/** Recording entities: role, RecEntityType, ids of the mainland and of the islands. */
const ENTITIES: readonly { role: EntityRole; type: number; ids: readonly [string, string] }[] = [
  { role: 'msc', type: 1, ids: ['99970000101', '99970000102'] },
  { role: 'ggsn', type: 3, ids: ['192.0.2.3', '192.0.2.3'] },
  { role: 'sgsn', type: 4, ids: ['203.0.113.4', '203.0.113.104'] },
  { role: 'pgw', type: 7, ids: ['192.0.2.7', '192.0.2.7'] },
  { role: 'sgw', type: 8, ids: ['203.0.113.8', '203.0.113.108'] },
  { role: 'cscf', type: 9, ids: ['203.0.113.9', '203.0.113.109'] },
];
const OFFSETS = [0, 60, 120];
/** The file is made two hours after its day ends, and is available this much later (seconds). */
const CREATION_DELAY = 2 * 3600 + 17 * 60;
const AVAILABLE_DELAY = 1800;

interface TapFileSpec {
  readonly partner: Partner;
  readonly month: Month;
  /** Day whose usage it holds, 0 = first of the month. */
  readonly day: number;
  /** 1..99999. */
  readonly sequence: number;
  readonly test: boolean;
}

export interface TapFile {
  /** CD or TD, sender, recipient, five digits. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Collects the usage of one file; `finish` gives its bytes and starts over. */
export class TapFileWriter {
  readonly #spec: TapFileSpec;
  readonly #out: BerWriter;
  readonly #context: RecordContext;
  #records = 0;
  #charge = 0;
  #tax = 0;
  #discount = 0;
  #earliest = { utc: Number.POSITIVE_INFINITY, minutes: 0 };
  #latest = { utc: Number.NEGATIVE_INFINITY, minutes: 0 };

  /** `out` is an empty writer whose buffer may be used again. */
  constructor(spec: TapFileSpec, out: BerWriter) {
    this.#spec = spec;
    this.#out = out;
    const loose = spec.sequence % 4 === 1;
    // Codes mean something only inside their file: every other file numbers its tables backwards.
    const turned = spec.sequence % 2 === 1;
    const entities = 2 * ENTITIES.length;
    this.#context = {
      loose,
      offsetCode: (minutes) =>
        turned ? OFFSETS.length - 1 - OFFSETS.indexOf(minutes) : OFFSETS.indexOf(minutes),
      entityCode: (role, region) => {
        const row = 2 * ENTITIES.findIndex((entity) => entity.role === role) + region;
        return turned ? entities - 1 - row : row;
      },
    };
  }

  /** Adds a call event. */
  add(usage: Usage): void {
    if (this.#records === 0) this.#header();
    const price = priceOf(usage);
    writeUsage(this.#out, usage, price, this.#context);
    this.#records += 1;
    this.#charge += price.charge + price.camelFee;
    this.#tax += price.tax;
    this.#discount += price.discount;
    const minutes = offsetMinutes(usage.device.region, usage.start);
    if (usage.start < this.#earliest.utc) this.#earliest = { utc: usage.start, minutes };
    if (usage.start > this.#latest.utc) this.#latest = { utc: usage.start, minutes };
  }

  /** Closes the file; without any event it is a Notification. */
  finish(): TapFile {
    if (this.#records === 0) this.#notification();
    else this.#trailer();
    const { partner, sequence, test } = this.#spec;
    const name = `${test ? 'TD' : 'CD'}${VISITED.tadig}${partner.tadig}${String(sequence).padStart(5, '0')}`;
    return { name, bytes: this.#out.take() };
  }

  #header(): void {
    const out = this.#out;
    const { loose } = this.#context;
    out.open(T.TransferBatch, loose);
    out.open(T.BatchControlInfo);
    this.#parties();
    this.#times([T.FileCreationTimeStamp, T.TransferCutOffTimeStamp, T.FileAvailableTimeStamp]);
    this.#release();
    out.close();
    this.#accounting();
    this.#network();
    out.open(T.CallEventDetailList, loose);
  }

  #notification(): void {
    this.#out.open(T.Notification);
    this.#parties();
    this.#times([T.FileCreationTimeStamp, T.FileAvailableTimeStamp, T.TransferCutOffTimeStamp]);
    this.#release();
    this.#out.close();
  }

  #parties(): void {
    this.#out.text(T.Sender, VISITED.tadig);
    this.#out.text(T.Recipient, this.#spec.partner.tadig);
    this.#out.text(T.FileSequenceNumber, String(this.#spec.sequence).padStart(5, '0'));
  }

  #times(tags: readonly number[]): void {
    const cutOff = localMidnight(this.#spec.month, this.#spec.day + 1, 0);
    for (const tag of tags) {
      const after =
        tag === T.TransferCutOffTimeStamp
          ? 0
          : CREATION_DELAY + (tag === T.FileAvailableTimeStamp ? AVAILABLE_DELAY : 0);
      this.#longTime(tag, cutOff + after, offsetMinutes(0, cutOff + after));
    }
  }

  #release(): void {
    this.#out.integer(T.SpecificationVersionNumber, 3);
    this.#out.integer(T.ReleaseVersionNumber, 12);
    if (this.#spec.test) this.#out.text(T.FileTypeIndicator, 'T');
  }

  #accounting(): void {
    const out = this.#out;
    const { tariff } = this.#spec.partner;
    out.open(T.AccountingInfo);
    if (tariff.taxRate > 0) {
      out.open(T.TaxationList);
      out.open(T.Taxation);
      out.integer(T.TaxCode, 0);
      out.text(T.TaxType, '13');
      out.text(T.TaxRate, String(tariff.taxRate).padStart(7, '0'));
      out.close();
      out.close();
    }
    if (tariff.discountPercent > 0) {
      out.open(T.DiscountingList);
      out.open(T.Discounting);
      out.integer(T.DiscountCode, 0);
      out.open(T.DiscountApplied);
      out.integer(T.DiscountRate, tariff.discountPercent * 100);
      out.close();
      out.close();
      out.close();
    }
    out.text(T.LocalCurrency, 'EUR');
    if (tariff.currency !== null) out.text(T.TapCurrency, tariff.currency);
    out.open(T.CurrencyConversionList);
    out.open(T.CurrencyConversion);
    out.integer(T.ExchangeRateCode, tariff.exchange.code);
    out.integer(T.NumberOfDecimalPlaces, tariff.exchange.places);
    out.integer(T.ExchangeRate, tariff.exchange.rate);
    out.close();
    out.close();
    out.integer(T.TapDecimalPlaces, tariff.decimals);
    out.close();
  }

  #network(): void {
    const out = this.#out;
    out.open(T.NetworkInfo);
    out.open(T.UtcTimeOffsetInfoList);
    for (const minutes of OFFSETS) {
      out.open(T.UtcTimeOffsetInfo);
      out.integer(T.UtcTimeOffsetCode, this.#context.offsetCode(minutes));
      out.text(T.UtcTimeOffset, offsetText(minutes));
      out.close();
    }
    out.close();
    out.open(T.RecEntityInfoList);
    for (const { role, type, ids } of ENTITIES) {
      for (const [region, id] of ids.entries()) {
        out.open(T.RecEntityInformation);
        out.integer(T.RecEntityCode, this.#context.entityCode(role, region));
        out.integer(T.RecEntityType, type);
        out.text(T.RecEntityId, id);
        out.close();
      }
    }
    out.close();
    out.close();
  }

  #trailer(): void {
    const out = this.#out;
    out.close();
    out.open(T.AuditControlInfo);
    this.#longTime(T.EarliestCallTimeStamp, this.#earliest.utc, this.#earliest.minutes);
    this.#longTime(T.LatestCallTimeStamp, this.#latest.utc, this.#latest.minutes);
    out.integer(T.TotalCharge, exact(this.#charge));
    out.integer(T.TotalTaxValue, exact(this.#tax));
    out.integer(T.TotalDiscountValue, exact(this.#discount));
    out.integer(T.CallEventDetailsCount, this.#records);
    out.close();
    out.close();
  }

  #longTime(tag: number, utc: number, minutes: number): void {
    this.#out.open(tag);
    this.#out.text(T.LocalTimeStamp, stamp(utc + 60 * minutes));
    this.#out.text(T.UtcTimeOffset, offsetText(minutes));
    this.#out.close();
  }
}

/** Totals stay below 2^53; beyond that a number would no longer be exact. */
function exact(total: number): number {
  if (!Number.isSafeInteger(total)) throw new Error('a total left the range of exact integers');
  return total;
}
