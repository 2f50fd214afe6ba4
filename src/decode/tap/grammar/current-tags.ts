/**
 * Every APPLICATION tag of TAP (TD.57), NRTRDE 2.1 (TD.35) and RAP 1.5 (TD.32) by the release that has it: number, form and
 * name. Forms: `+` a group (SEQUENCE, SEQUENCE OF, tagged CHOICE), `=` INTEGER, `$` text (AsciiString, NumberString,
 * HexString), `#` digits (BCDString), `%` octets. Numbers and names only; the standards belong to the GSMA.
 */

/** Tags of TAP 3.12, by the first of the releases 3.1, 3.4, 3.10, 3.11 and 3.12 that has them under that name. */
export const CURRENT_TAGS: Readonly<Record<number, string>> = {
  1: `
  1+TransferBatch 2+Notification 3+CallEventDetailList 4+BatchControlInfo 5+AccountingInfo 6+NetworkInfo
  9+MobileOriginatedCall 10+MobileTerminatedCall 11+SupplServiceEvent 12+ServiceCentreUsage 14+GprsCall
  15+AuditControlInfo 16$LocalTimeStamp 36+BasicService 37+BasicServiceCodeList 38+BasicServiceUsedList
  39+BasicServiceUsed 40$BearerServiceCode 41+CallOriginator 42$CalledPlace 43=CallEventDetailsCount
  44+CallEventStartTimeStamp 45%CallReference 46$CalledRegion 55=CamelServiceKey 56=CamelServiceLevel
  57+CamelServiceUsed 58=CauseForTerm 59=CellId 62=Charge 63+ChargeDetail 64+ChargeDetailList
  65=ChargeableUnits 66$ChargedItem 67=ChargedPartyStatus 68=ChargedUnits 69+ChargeInformation
  70+ChargeInformationList 71$ChargeType 72=ChargingId 73$ChargingPoint 74+ChargingTimeStamp
  75=ClirIndicator 76+CompletionTimeStamp 79%CseInformation 87=DefaultCallHandlingIndicator
  88+DepositTimeStamp 89+Destination 90$DestinationNetwork 91=DiscountCode 92=DiscountRate
  96+DiscountInformation 98$DistanceChargeBandCode 101+EarliestCallTimeStamp 103$Esn 104=ExchangeRate
  105=ExchangeRateCode 107+FileAvailableTimeStamp 108+FileCreationTimeStamp 109$FileSequenceNumber
  110$FileTypeIndicator 111=Fnur 113+GeographicalLocation 114+GprsBasicCallInformation
  115+GprsChargeableSubscriber 116+GprsDestination 117+GprsLocationInformation 118+GprsNetworkLocation
  121+GprsServiceUsed 122$HomeBid 123+HomeLocationInformation 128#Imei 129#Imsi 133+LatestCallTimeStamp
  135$LocalCurrency 136=LocationArea 138+LocationInformation 141=MessageDescriptionCode
  142$MessageDescription 144=MessageStatus 145=MessageType 146$Min 147+MoBasicCallInformation 152#Msisdn
  153+MtBasicCallInformation 156+NetworkLocation 159=NumberOfDecimalPlaces 163$OperatorSpecInformation
  164$OriginatingNetwork 165$PacketDataProtocolAddress 166$PartialTypeIndicator 167$PdpAddress 169$PlmnId
  170=PriorityCode 181$RapFileSequenceNumber 182$Recipient 184=RecEntityCode 185+RecEntityCodeList
  186=RecEntityType 189=ReleaseVersionNumber 191+ScuBasicInformation 192+ScuChargeType 193+ScuTimeStamps
  196$Sender 198$ServingBid 199+SimChargeableSubscriber 200$SimToolkitIndicator
  201=SpecificationVersionNumber 204$SsParameters 206+SupplServiceUsed 208=SupplServiceActionCode
  209$SupplServiceCode 210$TapCurrency 212=TaxCode 213+TaxInformation 214+TaxInformationList 215$TaxRate
  217$TaxType 218$TeleServiceCode 219+ThirdPartyInformation 223=TotalCallEventDuration
  225=TotalDiscountValue 226=TotalTaxValue 227+TransferCutOffTimeStamp 228=TransparencyIndicator
  231$UtcTimeOffset 232=UtcTimeOffsetCode 244=TapDecimalPlaces 245=NetworkInitPDPContext
  250=DataVolumeIncoming 251=DataVolumeOutgoing`,
  4: `
  17+ContentTransaction 162+OperatorSpecInfoList 195$ServingNetwork 253$Mdn 254+MinChargeableSubscriber
  255=CallTypeLevel2 256=CallTypeLevel3 258+CallTypeGroup 259=CallTypeLevel1 260+PDPContextStartTimestamp
  261$AccessPointNameNI 262$AccessPointNameOI 301+RequestedDeliveryTimeStamp 302+ActualDeliveryTimeStamp
  303=TransactionStatus 304+ContentTransactionBasicInfo 305=ChargedPartyIdType 310+ChargedPartyIdList
  311=HomeIdType 314+ChargedPartyHomeIdList 315=LocationIdType 320+ChargedPartyLocation
  321+ChargedPartyLocationList 322=EquipmentIdType 323+ChargedPartyEquipment 324+ChargedPartyInformation
  328+ContentProviderIdList 330+InternetServiceProviderIdList 331=NetworkIdType 334$ContentProviderName
  335+ServingPartiesInformation 336=ContentTransactionCode 337=ContentTransactionType
  338=TransactionDescriptionSupp 339$TransactionDetailDescription 340$TransactionShortDescription
  341$TransactionIdentifier 342$TransactionAuthCode 343=TotalDataVolume 344=ChargeRefundIndicator
  345=ContentChargingPoint 346=PaidIndicator 347=PaymentMethod 348$AdvisedChargeCurrency 349=AdvisedCharge
  350=Commission 351+AdvisedChargeInformation 352+ContentServiceUsed 353=TotalTaxRefund
  354=TotalDiscountRefund 355=TotalChargeRefund 356=TotalAdvisedCharge 357=TotalAdvisedChargeRefund
  358=TotalCommission 359=TotalCommissionRefund 360+TotalAdvisedChargeValue 361+TotalAdvisedChargeValueList`,
  10: `
  8+MessageDescriptionInfoList 80+CurrencyConversionList 94+Discounting 95+DiscountingList
  106+CurrencyConversion 143+MessageDescriptionInformation 183+RecEntityInformation 188+RecEntityInfoList
  211+TaxationList 216+Taxation 233+UtcTimeOffsetInfo 234+UtcTimeOffsetInfoList 279$DialledDigits
  280=UserProtocolIndicator 281=ObjectType 285+ContentServiceUsedList 286+GsmChargeableSubscriber
  287$ChargedPartyIdentifier 288$HomeIdentifier 289$LocationIdentifier 290$EquipmentId
  291=ContentProviderIdType 292$ContentProviderIdentifier 293=IspIdType 294$IspIdentifier
  295$NetworkIdentifier 297+LocationService 298+TrackingCustomerInformation 299+TrackingCustomerIdList
  300+OrderPlacedTimeStamp 309+ChargedPartyIdentification 313+ChargedPartyHomeIdentification
  327+ContentProvider 329+InternetServiceProvider 332+Network 333+NetworkList
  362+TrackingCustomerIdentification 363=CustomerIdType 364$CustomerIdentifier
  365+TrackingCustomerHomeIdList 366+TrackingCustomerHomeId 367+TrackedCustomerInformation
  368+TrackingCustomerLocList 369+TrackingCustomerLocation 370+TrackedCustomerIdList
  371+TrackingCustomerEquipment 372+TrackedCustomerIdentification 373+LCSSPInformation
  374+LCSSPIdentificationList 375+LCSSPIdentification 376+TrackedCustomerHomeIdList
  377+TrackedCustomerHomeId 378+ISPList 379+TrackedCustomerLocList 380+TrackedCustomerLocation
  381+TrackedCustomerEquipment 382+LocationServiceUsage 383+LCSQosRequested 384+LCSRequestTimestamp
  385=HorizontalAccuracyRequested 386=VerticalAccuracyRequested 387=ResponseTimeCategory 388=TrackingPeriod
  389=TrackingFrequency 390+LCSQosDelivered 391=LCSTransactionStatus 392=HorizontalAccuracyDelivered
  393=VerticalAccuracyDelivered 394=ResponseTime 395=PositioningMethod 396=AgeOfLocation 397=TaxValue
  398=TaxableAmount`,
  11: `
  400$RecEntityId 402$NonChargedNumber 403#ThirdPartyNumber 404#CamelDestinationNumber 405#CallingNumber
  407#CalledNumber 410+ChargeDetailTimeStamp 411=FixedDiscountValue 412=Discount 413$HomeLocationDescription
  414$ServingLocationDescription 415=TotalCharge 416=TotalTransactionDuration 417$NetworkAccessIdentifier
  418=IMSSignallingContext 419$SMSDestinationNumber 420%GuaranteedBitRate 421%MaximumBitRate
  422=CamelInvocationFee 423=DiscountableAmount 424$HSCSDIndicator 425$SMSOriginator 426+BasicServiceCode
  427+ChargeableSubscriber 428+DiscountApplied 429+ImeiOrEsn 430+ScuChargeableSubscriber
  431+ThreeGcamelDestination 432$TaxIndicator`,
  12: `
  433+MessagingEvent 434+MobileSession 435$EventReference 436+ChargedParty 437$ElementId 438=ElementType
  439=MessagingEventService 440=MobileSessionService 441+NetworkElement 442+NetworkElementList
  443+NonChargedParty 444#NonChargedPartyNumber 445$NonChargedPublicUserId 446$PublicUserId
  447+ServiceStartTimestamp 448+SessionChargeInfoList 449+SessionChargeInformation 450+RequestedDestination
  451#RequestedNumber 452$RequestedPublicUserId`,
};
