/**
 * Every APPLICATION tag of TAP 3.12 (TD.57), NRTRDE 2.1 (TD.35) and RAP 1.5 (TD.32): number and name, `+` for a group
 * (SEQUENCE, SEQUENCE OF, tagged CHOICE), `=` for a primitive. RAP also holds TAP's groups, so its table adds to TAP's.
 */
import { GROUP_TABLE_SIZE } from '../ber/cursor.ts';
import type { PathStep } from '../ber/framing.ts';

const TAP_TAGS = `
  1+TransferBatch 2+Notification 3+CallEventDetailList 4+BatchControlInfo 5+AccountingInfo 6+NetworkInfo
  8+MessageDescriptionInfoList 9+MobileOriginatedCall 10+MobileTerminatedCall 11+SupplServiceEvent
  12+ServiceCentreUsage 14+GprsCall 15+AuditControlInfo 16=LocalTimeStamp 17+ContentTransaction
  36+BasicService 37+BasicServiceCodeList 38+BasicServiceUsedList 39+BasicServiceUsed
  40=BearerServiceCode 41+CallOriginator 42=CalledPlace 43=CallEventDetailsCount
  44+CallEventStartTimeStamp 45=CallReference 46=CalledRegion 55=CamelServiceKey 56=CamelServiceLevel
  57+CamelServiceUsed 58=CauseForTerm 59=CellId 62=Charge 63+ChargeDetail 64+ChargeDetailList
  65=ChargeableUnits 66=ChargedItem 67=ChargedPartyStatus 68=ChargedUnits 69+ChargeInformation
  70+ChargeInformationList 71=ChargeType 72=ChargingId 73=ChargingPoint 74+ChargingTimeStamp
  75=ClirIndicator 76+CompletionTimeStamp 79=CseInformation 80+CurrencyConversionList
  87=DefaultCallHandlingIndicator 88+DepositTimeStamp 89+Destination 90=DestinationNetwork
  91=DiscountCode 92=DiscountRate 94+Discounting 95+DiscountingList 96+DiscountInformation
  98=DistanceChargeBandCode 101+EarliestCallTimeStamp 103=Esn 104=ExchangeRate 105=ExchangeRateCode
  106+CurrencyConversion 107+FileAvailableTimeStamp 108+FileCreationTimeStamp 109=FileSequenceNumber
  110=FileTypeIndicator 111=Fnur 113+GeographicalLocation 114+GprsBasicCallInformation
  115+GprsChargeableSubscriber 116+GprsDestination 117+GprsLocationInformation 118+GprsNetworkLocation
  121+GprsServiceUsed 122=HomeBid 123+HomeLocationInformation 128=Imei 129=Imsi 133+LatestCallTimeStamp
  135=LocalCurrency 136=LocationArea 138+LocationInformation 141=MessageDescriptionCode
  142=MessageDescription 143+MessageDescriptionInformation 144=MessageStatus 145=MessageType 146=Min
  147+MoBasicCallInformation 152=Msisdn 153+MtBasicCallInformation 156+NetworkLocation
  159=NumberOfDecimalPlaces 162+OperatorSpecInfoList 163=OperatorSpecInformation 164=OriginatingNetwork
  165=PacketDataProtocolAddress 166=PartialTypeIndicator 167=PdpAddress 169=PlmnId 170=PriorityCode
  181=RapFileSequenceNumber 182=Recipient 183+RecEntityInformation 184=RecEntityCode
  185+RecEntityCodeList 186=RecEntityType 188+RecEntityInfoList 189=ReleaseVersionNumber
  191+ScuBasicInformation 192+ScuChargeType 193+ScuTimeStamps 195=ServingNetwork 196=Sender
  198=ServingBid 199+SimChargeableSubscriber 200=SimToolkitIndicator 201=SpecificationVersionNumber
  204=SsParameters 206+SupplServiceUsed 208=SupplServiceActionCode 209=SupplServiceCode 210=TapCurrency
  211+TaxationList 212=TaxCode 213+TaxInformation 214+TaxInformationList 215=TaxRate 216+Taxation
  217=TaxType 218=TeleServiceCode 219+ThirdPartyInformation 223=TotalCallEventDuration
  225=TotalDiscountValue 226=TotalTaxValue 227+TransferCutOffTimeStamp 228=TransparencyIndicator
  231=UtcTimeOffset 232=UtcTimeOffsetCode 233+UtcTimeOffsetInfo 234+UtcTimeOffsetInfoList
  244=TapDecimalPlaces 245=NetworkInitPDPContext 250=DataVolumeIncoming 251=DataVolumeOutgoing 253=Mdn
  254+MinChargeableSubscriber 255=CallTypeLevel2 256=CallTypeLevel3 258+CallTypeGroup 259=CallTypeLevel1
  260+PDPContextStartTimestamp 261=AccessPointNameNI 262=AccessPointNameOI 279=DialledDigits
  280=UserProtocolIndicator 281=ObjectType 285+ContentServiceUsedList 286+GsmChargeableSubscriber
  287=ChargedPartyIdentifier 288=HomeIdentifier 289=LocationIdentifier 290=EquipmentId
  291=ContentProviderIdType 292=ContentProviderIdentifier 293=IspIdType 294=IspIdentifier
  295=NetworkIdentifier 297+LocationService 298+TrackingCustomerInformation 299+TrackingCustomerIdList
  300+OrderPlacedTimeStamp 301+RequestedDeliveryTimeStamp 302+ActualDeliveryTimeStamp
  303=TransactionStatus 304+ContentTransactionBasicInfo 305=ChargedPartyIdType
  309+ChargedPartyIdentification 310+ChargedPartyIdList 311=HomeIdType
  313+ChargedPartyHomeIdentification 314+ChargedPartyHomeIdList 315=LocationIdType
  320+ChargedPartyLocation 321+ChargedPartyLocationList 322=EquipmentIdType 323+ChargedPartyEquipment
  324+ChargedPartyInformation 327+ContentProvider 328+ContentProviderIdList 329+InternetServiceProvider
  330+InternetServiceProviderIdList 331=NetworkIdType 332+Network 333+NetworkList
  334=ContentProviderName 335+ServingPartiesInformation 336=ContentTransactionCode
  337=ContentTransactionType 338=TransactionDescriptionSupp 339=TransactionDetailDescription
  340=TransactionShortDescription 341=TransactionIdentifier 342=TransactionAuthCode 343=TotalDataVolume
  344=ChargeRefundIndicator 345=ContentChargingPoint 346=PaidIndicator 347=PaymentMethod
  348=AdvisedChargeCurrency 349=AdvisedCharge 350=Commission 351+AdvisedChargeInformation
  352+ContentServiceUsed 353=TotalTaxRefund 354=TotalDiscountRefund 355=TotalChargeRefund
  356=TotalAdvisedCharge 357=TotalAdvisedChargeRefund 358=TotalCommission 359=TotalCommissionRefund
  360+TotalAdvisedChargeValue 361+TotalAdvisedChargeValueList 362+TrackingCustomerIdentification
  363=CustomerIdType 364=CustomerIdentifier 365+TrackingCustomerHomeIdList 366+TrackingCustomerHomeId
  367+TrackedCustomerInformation 368+TrackingCustomerLocList 369+TrackingCustomerLocation
  370+TrackedCustomerIdList 371+TrackingCustomerEquipment 372+TrackedCustomerIdentification
  373+LCSSPInformation 374+LCSSPIdentificationList 375+LCSSPIdentification 376+TrackedCustomerHomeIdList
  377+TrackedCustomerHomeId 378+ISPList 379+TrackedCustomerLocList 380+TrackedCustomerLocation
  381+TrackedCustomerEquipment 382+LocationServiceUsage 383+LCSQosRequested 384+LCSRequestTimestamp
  385=HorizontalAccuracyRequested 386=VerticalAccuracyRequested 387=ResponseTimeCategory
  388=TrackingPeriod 389=TrackingFrequency 390+LCSQosDelivered 391=LCSTransactionStatus
  392=HorizontalAccuracyDelivered 393=VerticalAccuracyDelivered 394=ResponseTime 395=PositioningMethod
  396=AgeOfLocation 397=TaxValue 398=TaxableAmount 400=RecEntityId 402=NonChargedNumber
  403=ThirdPartyNumber 404=CamelDestinationNumber 405=CallingNumber 407=CalledNumber
  410+ChargeDetailTimeStamp 411=FixedDiscountValue 412=Discount 413=HomeLocationDescription
  414=ServingLocationDescription 415=TotalCharge 416=TotalTransactionDuration
  417=NetworkAccessIdentifier 418=IMSSignallingContext 419=SMSDestinationNumber 420=GuaranteedBitRate
  421=MaximumBitRate 422=CamelInvocationFee 423=DiscountableAmount 424=HSCSDIndicator 425=SMSOriginator
  426+BasicServiceCode 427+ChargeableSubscriber 428+DiscountApplied 429+ImeiOrEsn
  430+ScuChargeableSubscriber 431+ThreeGcamelDestination 432=TaxIndicator 433+MessagingEvent
  434+MobileSession 435=EventReference 436+ChargedParty 437=ElementId 438=ElementType
  439=MessagingEventService 440=MobileSessionService 441+NetworkElement 442+NetworkElementList
  443+NonChargedParty 444=NonChargedPartyNumber 445=NonChargedPublicUserId 446=PublicUserId
  447+ServiceStartTimestamp 448+SessionChargeInfoList 449+SessionChargeInformation
  450+RequestedDestination 451=RequestedNumber 452=RequestedPublicUserId`;

const NRTRDE_TAGS = `
  1+Nrtrde 2+CallEventList 3+Moc 4+Mtc 5+Gprs 15=ServingNetwork 16=AccessPointNameNI
  17=AccessPointNameOI 18=BearerServiceCode 19=CallEventDuration 20=CallEventsCount
  21=CallEventStartTimeStamp 22=CallingNumber 23=CallReference 24=CauseForTermination 25=ChargeAmount
  26=ChargingId 27=ConnectedNumber 28=DataVolumeIncoming 29=DataVolumeOutgoing 30=DialledDigits
  31=FileAvailableTimeStamp 32=GgsnAddress 33=Imei 34=Imsi 35=RecEntityId 36=Recipient
  37=ReleaseVersionNumber 38=Sender 39=SequenceNumber 40=SgsnAddress 41=SpecificationVersionNumber
  42=SupplementaryServiceCode 43=TeleServiceCode 44=ThirdPartyNumber 45=UtcTimeOffset 46+ServiceCode
  47=CellId 48=LocationArea 49=Msisdn`;

const RAP_TAGS = `
  512+AccountingInfoError 513+AuditControlInfoError 515+AckFileAvailableTimeStamp
  516+AckFileCreationTimeStamp 517+BatchControlError 518=EndMissingSeqNumber 519=ErrorCode
  520+ErrorDetailList 521+ErrorDetail 522+MessageDescriptionError 523+NetworkInfoError 524=ItemOffset
  525+RapFileAvailableTimeStamp 526+RapFileCreationTimeStamp 528=ReturnDetailsCount
  532=StartMissingSeqNumber 533=TotalSevereReturnValue 534+ReturnBatch 535+Acknowledgement
  536+ReturnDetailList 537+RapBatchControlInfo 538+MissingReturn 539+FatalReturn 540+SevereReturn
  541+RapAuditControlInfo 542+TransferBatchError 543=RapReleaseVersionNumber
  544=RapSpecificationVersionNumber 545+ErrorContext 546=PathItemId 547=ItemOccurrence 548=ItemLevel
  549+ErrorContextList 550=RoamingPartner 551+OperatorSpecList 552+NotificationError
  553=TotalSevereReturnTax 554+StopReturn 555=LastSeqNumber`;

/** What a grammar needs: names for paths, and which tags are known to be groups (1) for the framing. */
export interface TagTable {
  readonly names: ReadonlyMap<number, string>;
  readonly groups: Uint8Array;
}

function table(...texts: readonly string[]): TagTable {
  const names = new Map<number, string>();
  const groups = new Uint8Array(GROUP_TABLE_SIZE);
  for (const item of texts.join(' ').trim().split(/\s+/)) {
    const [, number = '', form, name = ''] = /^(\d+)([+=])(\w+)$/.exec(item) ?? [];
    names.set(Number(number), name);
    groups[Number(number)] = form === '+' ? 1 : 0;
  }
  return { names, groups };
}

export const TAP_TABLE = table(TAP_TAGS);
export function tapTable(_release: number): TagTable {
  return TAP_TABLE;
}
export const NRTRDE_TABLE = table(NRTRDE_TAGS);
export const RAP_TABLE = table(TAP_TAGS, RAP_TAGS);

const CLASSES = ['UNIVERSAL', 'APPLICATION', 'CONTEXT', 'PRIVATE'] as const;

/**
 * Names from the root: `TransferBatch/CallEventDetailList/GprsCall[2]/[777]`. Elements of a list (TD.57 names all of
 * them …List) carry their 0-based position; an unknown tag is its number in brackets.
 */
export function formatPath(path: readonly PathStep[], tags: TagTable): string {
  let inList = false;
  const parts: string[] = [];
  for (const { cls, tag, index } of path) {
    const name = cls === 1 ? tags.names.get(tag) : undefined;
    const shown = name ?? (cls === 1 ? `[${tag}]` : `[${CLASSES[cls]} ${tag}]`);
    parts.push(inList ? `${shown}[${index}]` : shown);
    inList = name?.endsWith('List') ?? false;
  }
  return parts.join('/');
}
