/** One usage as a CallEventDetail of TAP 3.12. Member order is the order on the wire. */
import type { BerWriter } from './ber-writer.ts';
import { offsetMinutes, stamp } from './calendar.ts';
import type { Usage } from './day.ts';
import { apnOperatorId, VISITED } from './partners.ts';
import { mix } from './prng.ts';
import { T } from './tap-tags.ts';
import type { Price } from './tariff.ts';

/** What differs from file to file. */
export interface RecordContext {
  /** UtcTimeOffsetCode of an offset in minutes, in this file's table. */
  readonly offsetCode: (minutes: number) => number;
  /** RecEntityCode of an entity, in this file's table. */
  readonly entityCode: (entity: EntityRole, region: number) => number;
  /** Some groups are written with indefinite length. */
  readonly loose: boolean;
}

export type EntityRole = 'msc' | 'ggsn' | 'sgsn' | 'pgw' | 'sgw' | 'cscf';

/** Appends the event. */
export function writeUsage(w: BerWriter, usage: Usage, price: Price, file: RecordContext): void {
  const loose = file.loose && mix(usage.reference, 7) % 2 === 0;
  if (usage.type === 'gprs') gprsCall(w, usage, price, file, loose);
  else if (usage.type === 'supplementary') supplementary(w, usage, price, file);
  else if (usage.type === 'message') messagingEvent(w, usage, price, file);
  else if (usage.type === 'session') mobileSession(w, usage, price, file, loose);
  else call(w, usage, price, file, loose);
}

function gprsCall(w: BerWriter, u: Usage, price: Price, file: RecordContext, loose: boolean): void {
  const { device } = u;
  const legacy = device.rat === 'GERAN' || device.rat === 'UTRAN';
  w.open(T.GprsCall, loose);
  w.open(T.GprsBasicCallInformation);
  w.open(T.GprsChargeableSubscriber);
  subscriber(w, u);
  w.text(T.PdpAddress, `198.51.100.${u.reference % 254}`);
  w.close();
  w.open(T.GprsDestination);
  // A few networks write the APN in capitals; it is one name.
  w.text(T.AccessPointNameNI, u.reference % 64 === 0 ? device.apn.toUpperCase() : device.apn);
  w.text(T.AccessPointNameOI, apnOperatorId(device.partner));
  w.close();
  time(w, T.CallEventStartTimeStamp, u.start, u, file);
  w.integer(T.TotalCallEventDuration, u.seconds);
  w.integer(T.CauseForTerm, u.partial === 'F' || u.partial === 'I' ? 17 : 0);
  if (u.partial !== '') {
    w.text(T.PartialTypeIndicator, u.partial);
    time(w, T.PdpContextStartTimestamp, u.contextStart, u, file);
  }
  w.integer(T.ChargingId, u.reference);
  w.close();
  w.open(T.GprsLocationInformation);
  w.open(T.GprsNetworkLocation);
  w.open(T.RecEntityCodeList);
  w.integer(T.RecEntityCode, file.entityCode(legacy ? 'sgsn' : 'sgw', device.region));
  w.integer(T.RecEntityCode, file.entityCode(legacy ? 'ggsn' : 'pgw', device.region));
  w.close();
  place(w, u);
  w.close();
  if (u.reference % 5 === 0) serving(w);
  w.close();
  equipment(w, u);
  w.open(T.GprsServiceUsed, loose);
  w.integer(T.DataVolumeIncoming, u.down);
  w.integer(T.DataVolumeOutgoing, u.up);
  charges(w, 'X', price, u.up + u.down, u, loose);
  w.close();
  w.close();
}

function call(w: BerWriter, u: Usage, price: Price, file: RecordContext, loose: boolean): void {
  const outgoing = u.type === 'moc';
  w.open(outgoing ? T.MobileOriginatedCall : T.MobileTerminatedCall, loose);
  w.open(outgoing ? T.MoBasicCallInformation : T.MtBasicCallInformation);
  subscriber(w, u);
  const number = otherParty(u);
  if (outgoing) {
    w.open(T.Destination);
    w.bcd(T.CalledNumber, number);
    w.text(T.DialledDigits, `00${number}`);
    w.close();
  } else {
    w.open(T.CallOriginator);
    w.bcd(T.CallingNumber, number);
    w.close();
  }
  time(w, T.CallEventStartTimeStamp, u.start, u, file);
  w.integer(T.TotalCallEventDuration, u.seconds);
  w.integer(T.CauseForTerm, 0);
  w.close();
  location(w, u, file);
  equipment(w, u);
  w.open(T.BasicServiceUsedList);
  w.open(T.BasicServiceUsed);
  w.open(T.BasicService);
  w.open(T.BasicServiceCode);
  w.text(T.TeleServiceCode, u.teleservice);
  w.close();
  w.close();
  charges(w, u.teleservice === '11' ? 'D' : 'E', price, u.seconds, u, loose);
  w.close();
  w.close();
  if (price.camelFee > 0) {
    w.open(T.CamelServiceUsed);
    w.integer(T.CamelServiceLevel, 1);
    w.integer(T.CamelServiceKey, 10);
    w.integer(T.ExchangeRateCode, u.device.partner.tariff.exchange.code);
    w.integer(T.CamelInvocationFee, price.camelFee);
    w.close();
  }
  w.close();
}

function supplementary(w: BerWriter, u: Usage, price: Price, file: RecordContext): void {
  w.open(T.SupplServiceEvent);
  subscriber(w, u);
  location(w, u, file);
  equipment(w, u);
  w.open(T.SupplServiceUsed);
  w.text(T.SupplServiceCode, '21');
  w.integer(T.SupplServiceActionCode, 2);
  time(w, T.ChargingTimeStamp, u.start, u, file);
  chargeInformation(w, T.ChargeInformation, 'E', price, 1, u);
  w.close();
  w.close();
}

function messagingEvent(w: BerWriter, u: Usage, price: Price, file: RecordContext): void {
  w.open(T.MessagingEvent);
  w.integer(T.MessagingEventService, 1);
  party(w, u);
  w.open(T.GeographicalLocation);
  w.text(T.ServingNetwork, VISITED.tadig);
  w.close();
  w.text(T.EventReference, `AAAVP-${u.reference}`);
  w.open(T.RecEntityCodeList);
  w.integer(T.RecEntityCode, file.entityCode('cscf', u.device.region));
  w.close();
  place(w, u);
  time(w, T.ServiceStartTimestamp, u.start, u, file);
  nonCharged(w, u);
  w.integer(T.ExchangeRateCode, u.device.partner.tariff.exchange.code);
  w.integer(T.Charge, price.charge);
  taxes(w, price);
  w.close();
}

function mobileSession(w: BerWriter, u: Usage, price: Price, file: RecordContext, loose: boolean): void {
  w.open(T.MobileSession, loose);
  w.integer(T.MobileSessionService, 1);
  party(w, u);
  place(w, u);
  w.text(T.EventReference, `AAAVP-${u.reference}`);
  w.open(T.RecEntityCodeList);
  w.integer(T.RecEntityCode, file.entityCode('cscf', u.device.region));
  w.close();
  time(w, T.ServiceStartTimestamp, u.start, u, file);
  w.integer(T.CauseForTerm, 0);
  w.integer(T.TotalCallEventDuration, u.seconds);
  nonCharged(w, u);
  w.open(T.SessionChargeInfoList);
  chargeInformation(w, T.SessionChargeInformation, 'D', price, u.seconds, u);
  w.close();
  w.close();
}

function subscriber(w: BerWriter, u: Usage): void {
  w.open(T.ChargeableSubscriber);
  w.open(T.SimChargeableSubscriber);
  w.bcd(T.Imsi, u.device.imsi);
  w.bcd(T.Msisdn, u.device.msisdn);
  w.close();
  w.close();
}

function party(w: BerWriter, u: Usage): void {
  w.open(T.ChargedParty);
  w.bcd(T.Imsi, u.device.imsi);
  w.bcd(T.Msisdn, u.device.msisdn);
  w.text(T.PublicUserId, `user.${u.device.index}@ims.${u.device.partner.domain}`);
  if (showsEquipment(u)) w.bcd(T.Imei, u.device.imei);
  w.close();
}

function nonCharged(w: BerWriter, u: Usage): void {
  w.open(T.NonChargedParty);
  w.bcd(T.NonChargedPartyNumber, otherParty(u));
  w.close();
}

/** One record in nine comes without an IMEI, and as many more as the world hides. */
function showsEquipment(u: Usage): boolean {
  const { hiddenInTap } = u.device;
  return (
    mix(u.reference, 0x1e1) % 9 !== 0 &&
    (hiddenInTap === 0 || mix(u.reference, 0x1e2) % 10_000 >= hiddenInTap * 10_000)
  );
}

function equipment(w: BerWriter, u: Usage): void {
  if (!showsEquipment(u)) return;
  w.open(T.ImeiOrEsn);
  w.bcd(T.Imei, u.device.imei);
  w.close();
}

function location(w: BerWriter, u: Usage, file: RecordContext): void {
  w.open(T.LocationInformation);
  w.open(T.NetworkLocation);
  w.integer(T.RecEntityCode, file.entityCode('msc', u.device.region));
  w.octets(T.CallReference, u.reference, 6);
  place(w, u);
  w.close();
  w.close();
}

function place(w: BerWriter, u: Usage): void {
  w.integer(T.LocationArea, Math.floor(u.cell / 65_536));
  w.integer(T.CellId, u.cell % 65_536);
}

function serving(w: BerWriter): void {
  w.open(T.GeographicalLocation);
  w.text(T.ServingNetwork, VISITED.tadig);
  w.close();
}

function time(w: BerWriter, tag: number, utc: number, u: Usage, file: RecordContext): void {
  const minutes = offsetMinutes(u.device.region, utc);
  w.open(tag);
  w.text(T.LocalTimeStamp, stamp(utc + 60 * minutes));
  w.integer(T.UtcTimeOffsetCode, file.offsetCode(minutes));
  w.close();
}

function charges(w: BerWriter, item: string, price: Price, units: number, u: Usage, loose: boolean): void {
  w.open(T.ChargeInformationList, loose);
  chargeInformation(w, T.ChargeInformation, item, price, units, u);
  w.close();
}

function chargeInformation(
  w: BerWriter,
  tag: number,
  item: string,
  price: Price,
  units: number,
  u: Usage,
): void {
  w.open(tag);
  w.text(T.ChargedItem, item);
  w.integer(T.ExchangeRateCode, u.device.partner.tariff.exchange.code);
  w.open(T.ChargeDetailList);
  chargeDetail(w, '00', price.charge, units);
  if (price.toll > 0) {
    chargeDetail(w, '01', price.airtime, units);
    chargeDetail(w, '03', price.toll, units);
  }
  w.close();
  taxes(w, price);
  if (price.discount > 0) {
    w.open(T.DiscountInformation);
    w.integer(T.DiscountCode, 0);
    w.integer(T.Discount, price.discount);
    w.integer(T.DiscountableAmount, price.charge);
    w.close();
  }
  w.close();
}

function chargeDetail(w: BerWriter, type: string, charge: number, units: number): void {
  w.open(T.ChargeDetail);
  w.text(T.ChargeType, type);
  w.integer(T.Charge, charge);
  w.integer(T.ChargeableUnits, units);
  w.integer(T.ChargedUnits, units);
  w.close();
}

function taxes(w: BerWriter, price: Price): void {
  if (price.tax === 0) return;
  w.open(T.TaxInformationList);
  w.open(T.TaxInformation);
  w.integer(T.TaxCode, 0);
  w.integer(T.TaxValue, price.tax);
  w.integer(T.TaxableAmount, price.charge);
  w.close();
  w.close();
}

/** A number in a range that belongs to nobody. */
function otherParty(u: Usage): string {
  return `999${String(mix(u.reference, 3) % 1_000_000_000).padStart(9, '0')}`;
}
