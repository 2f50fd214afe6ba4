/**
 * A seeded TAP 3.12 file of GprsCall events alone, with a true audit: what bench/decode.ts measures. Values vary in
 * length and in presence as in files of the field; every event has one charge information, because events with several
 * also fill `tap_charge`, which the C decoder does not.
 */
import { BerWriter } from '../src/generate/ber-writer.ts';
import { offsetText, stamp } from '../src/generate/calendar.ts';
import { Rng } from '../src/generate/prng.ts';
import { T } from '../src/generate/tap-tags.ts';

const SENDER = 'AAAVP';
/** 2026-10-01 UTC, and the days the events are spread over. */
const FIRST_SECOND = 1_790_812_800;
const DAYS = 31;
const DAY = 86_400;
/** Minutes east of UTC; the code of each is its position. */
const OFFSETS = [0, 60, 120, -210, 345] as const;
/** Recording entities: SGSN (4), GGSN (3), S-GW (8), P-GW (7) by turns; the code of each is its position + 1. */
const ENTITY_TYPES = [4, 3, 8, 7] as const;
const ENTITIES = 60;
const APNS = 400;

interface Totals {
  charge: number;
  tax: number;
  discount: number;
  earliest: readonly [utc: number, minutes: number];
  latest: readonly [utc: number, minutes: number];
}

/** The file's bytes; the same for the same arguments. */
export function gprsFile(records: number, seed: number): Uint8Array {
  const w = new BerWriter();
  const rng = new Rng(seed);
  const end = FIRST_SECOND + DAYS * DAY;
  w.open(T.TransferBatch);
  w.open(T.BatchControlInfo);
  w.text(T.Sender, SENDER);
  w.text(T.Recipient, 'BBBHA');
  w.text(T.FileSequenceNumber, '00001');
  for (const tag of [T.FileCreationTimeStamp, T.TransferCutOffTimeStamp, T.FileAvailableTimeStamp])
    longTime(w, tag, end, 120);
  w.integer(T.SpecificationVersionNumber, 3);
  w.integer(T.ReleaseVersionNumber, 12);
  w.close();
  tables(w);
  w.open(T.CallEventDetailList);
  const totals: Totals = { charge: 0, tax: 0, discount: 0, earliest: [end, 0], latest: [0, 0] };
  for (let i = 0; i < records; i++) gprsCall(w, rng, totals);
  w.close();
  w.open(T.AuditControlInfo);
  longTime(w, T.EarliestCallTimeStamp, ...totals.earliest);
  longTime(w, T.LatestCallTimeStamp, ...totals.latest);
  w.integer(T.TotalCharge, totals.charge);
  w.integer(T.TotalTaxValue, totals.tax);
  w.integer(T.TotalDiscountValue, totals.discount);
  w.integer(T.CallEventDetailsCount, records);
  w.close();
  w.close();
  return w.take();
}

function longTime(w: BerWriter, tag: number, utc: number, minutes: number): void {
  w.open(tag);
  w.text(T.LocalTimeStamp, stamp(utc + 60 * minutes));
  w.text(T.UtcTimeOffset, offsetText(minutes));
  w.close();
}

/** AccountingInfo and NetworkInfo. */
function tables(w: BerWriter): void {
  w.open(T.AccountingInfo);
  w.text(T.LocalCurrency, 'EUR');
  w.text(T.TapCurrency, 'EUR');
  w.open(T.CurrencyConversionList);
  w.open(T.CurrencyConversion);
  w.integer(T.ExchangeRateCode, 1);
  w.integer(T.NumberOfDecimalPlaces, 5);
  w.integer(T.ExchangeRate, 100_000);
  w.close();
  w.close();
  w.integer(T.TapDecimalPlaces, 5);
  w.close();
  w.open(T.NetworkInfo);
  w.open(T.UtcTimeOffsetInfoList);
  for (const [code, minutes] of OFFSETS.entries()) {
    w.open(T.UtcTimeOffsetInfo);
    w.integer(T.UtcTimeOffsetCode, code);
    w.text(T.UtcTimeOffset, offsetText(minutes));
    w.close();
  }
  w.close();
  w.open(T.RecEntityInfoList);
  for (let i = 0; i < ENTITIES; i++) {
    w.open(T.RecEntityInformation);
    w.integer(T.RecEntityCode, i + 1);
    w.integer(T.RecEntityType, ENTITY_TYPES[i % ENTITY_TYPES.length]!);
    w.text(T.RecEntityId, `203.0.113.${i}`);
    w.close();
  }
  w.close();
  w.close();
}

function gprsCall(w: BerWriter, rng: Rng, totals: Totals): void {
  const offset = rng.chance(0.8) ? 1 : rng.below(OFFSETS.length);
  const minutes = OFFSETS[offset]!;
  const utc = FIRST_SECOND + rng.below(DAYS * DAY);
  if (utc < totals.earliest[0]) totals.earliest = [utc, minutes];
  if (utc > totals.latest[0]) totals.latest = [utc, minutes];
  w.open(T.GprsCall);
  w.open(T.GprsBasicCallInformation);
  w.open(T.GprsChargeableSubscriber);
  w.open(T.ChargeableSubscriber);
  w.open(T.SimChargeableSubscriber);
  w.bcd(T.Imsi, `99901${digits(rng, 10)}`);
  if (rng.chance(0.9)) w.bcd(T.Msisdn, `9997${digits(rng, rng.between(7, 9))}`);
  w.close();
  w.close();
  w.text(T.PdpAddress, `10.${rng.below(256)}.${rng.below(256)}.1`);
  w.close();
  w.open(T.GprsDestination);
  const apn = `iot${rng.below(APNS)}.bbbha.example`;
  w.text(T.AccessPointNameNI, rng.chance(0.02) ? apn.toUpperCase() : apn);
  if (rng.chance(0.95)) w.text(T.AccessPointNameOI, 'mnc001.mcc999.gprs');
  w.close();
  time(w, T.CallEventStartTimeStamp, utc, offset);
  w.integer(T.TotalCallEventDuration, rng.skewed(1800, 6));
  if (rng.chance(0.97)) w.integer(T.CauseForTerm, rng.below(20));
  if (rng.chance(0.3)) {
    w.text(T.PartialTypeIndicator, rng.pick(['F', 'I', 'L']));
    time(w, T.PdpContextStartTimestamp, utc - rng.below(DAY), offset);
  } else if (rng.chance(0.7)) {
    time(w, T.PdpContextStartTimestamp, utc, offset);
  }
  if (rng.chance(0.99)) w.integer(T.ChargingId, rng.next());
  w.close();
  location(w, rng);
  if (rng.chance(0.85)) {
    w.open(T.ImeiOrEsn);
    w.bcd(T.Imei, `35000${digits(rng, 11)}`);
    w.close();
  }
  service(w, rng, totals);
  w.close();
}

function location(w: BerWriter, rng: Rng): void {
  w.open(T.GprsLocationInformation);
  w.open(T.GprsNetworkLocation);
  w.open(T.RecEntityCodeList);
  const pair = 2 * rng.below(ENTITIES / 2);
  w.integer(T.RecEntityCode, pair + 1);
  if (rng.chance(0.97)) w.integer(T.RecEntityCode, pair + 2);
  w.close();
  w.integer(T.LocationArea, rng.below(65_536));
  if (rng.chance(0.95)) w.integer(T.CellId, rng.below(2 ** 28));
  w.close();
  if (rng.chance(0.8)) {
    w.open(T.GeographicalLocation);
    w.text(T.ServingNetwork, SENDER);
    w.close();
  }
  w.close();
}

function service(w: BerWriter, rng: Rng, totals: Totals): void {
  const down = rng.skewed(200_000, 12);
  const up = rng.skewed(50_000, 12);
  const charge = rng.skewed(8_000, 6);
  w.open(T.GprsServiceUsed);
  w.integer(T.DataVolumeIncoming, down);
  w.integer(T.DataVolumeOutgoing, up);
  w.open(T.ChargeInformationList);
  w.open(T.ChargeInformation);
  w.text(T.ChargedItem, rng.chance(0.9) ? 'X' : 'V');
  w.integer(T.ExchangeRateCode, 1);
  w.open(T.ChargeDetailList);
  chargeDetail(w, '00', charge, down + up);
  // Parts of the total, which do not count again.
  if (rng.chance(0.2)) chargeDetail(w, '01', charge, down + up);
  w.close();
  if (rng.chance(0.8)) tax(w, rng.below(1000), charge, totals);
  if (rng.chance(0.1)) discount(w, rng.below(1000), totals);
  w.close();
  w.close();
  w.close();
  totals.charge += charge;
}

function chargeDetail(w: BerWriter, type: string, charge: number, units: number): void {
  w.open(T.ChargeDetail);
  w.text(T.ChargeType, type);
  w.integer(T.Charge, charge);
  w.integer(T.ChargeableUnits, units);
  w.integer(T.ChargedUnits, units);
  w.close();
}

function tax(w: BerWriter, value: number, taxable: number, totals: Totals): void {
  w.open(T.TaxInformationList);
  w.open(T.TaxInformation);
  w.integer(T.TaxCode, 1);
  w.integer(T.TaxValue, value);
  w.integer(T.TaxableAmount, taxable);
  w.close();
  w.close();
  totals.tax += value;
}

function discount(w: BerWriter, value: number, totals: Totals): void {
  w.open(T.DiscountInformation);
  w.integer(T.DiscountCode, 1);
  w.integer(T.Discount, value);
  w.close();
  totals.discount += value;
}

function time(w: BerWriter, tag: number, utc: number, offset: number): void {
  w.open(tag);
  w.text(T.LocalTimeStamp, stamp(utc + 60 * OFFSETS[offset]!));
  w.integer(T.UtcTimeOffsetCode, offset);
  w.close();
}

function digits(rng: Rng, count: number): string {
  return String(rng.below(10 ** count)).padStart(count, '0');
}
