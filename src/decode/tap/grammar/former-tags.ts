/**
 * Tags that TAP 3.12 no longer has, or has under another name, by the first and last release that has them so. Forms as
 * in current-tags.ts; of the old texts some are told by their names alone.
 */
export const FORMER_TAGS: readonly {
  readonly first: number;
  readonly last: number;
  readonly tags: string;
}[] = [
  {
    first: 1,
    last: 1,
    tags: `
  97+DiscountInformationList 197$ServiceCentreIdentity`,
  },
  {
    first: 1,
    last: 3,
    tags: `
  47=CallType 48=CallTypeSubtype 172+QoSInformation 177+QoSRequested 178+QoSUsed`,
  },
  {
    first: 1,
    last: 9,
    tags: `
  7+VasInfo 8+MessageDescriptionInfo 32$AccessPointName 51#CamelDestination 61+ChannelCodingsAcceptable
  78+CountryCodeTable 80+CurrencyConversion 94+DiscountDefinition 95+Discounting 106+ExchangeRateDefinition
  127+IacTable 143+MessageDescriptionDefinition 149=ModificationIndicator 160=NumberingPlan
  183+RecEntityDefinition 188+RecEntityTable 211+Taxation 216+TaxRateDefinition 230=TypeOfNumber
  233+UtcTimeOffsetDefinition 234+UtcTimeOffsetInfo 238+VasDefinition`,
  },
  {
    first: 1,
    last: 10,
    tags: `
  13+ValueAddedService 33#AddressStringDigits 34=AiurRequested 35+BasicHSCSDParameters 49+CamelCallReference
  50%CamelCallReferenceNumber 52=CamelInitiatedCFIndicator 53%CamelModification 54+CamelModificationList
  60=ChannelCoding 77$CountryCode 81=DataVolume 82=DataVolumeReference 83+DateTime 84+DateTimeLong
  85$DayCategory 86$DayCategorySubtype 93=DiscountValue 99=DualBearerServiceCode 100=DualTeleServiceCode
  102+EquipmentInformation 112$FraudMonitorIndicator 119+GprsServiceUsage 120+GprsServiceUsageList
  124+HSCSDInformation 125+HSCSDParameterModification 126$Iac 130=InitiatingParty 131$IPTextV4Address
  132$IPTextV6Address 134=Latitude 137$LocationDescription 139=Longitude 148%MobileStationClassMark
  150=ModificationTimestamp 151$MscId 154=MultiRateIndicator 155$NetworkId 157=NetworkType
  158+NonChargedParty 161=NumberOfChannels 168=PdpType 171=QoSDelay 173=QoSMeanThroughput
  174=QoSPeakThroughput 175=QoSPrecedence 176=QoSReliability 179=RadioChannelRequested 180=RadioChannelUsed
  190+RemotePdpAddressList 202=SpeechVersionRequested 203=SpeechVersionUsed 207+SupplServiceUsedList
  220$TimeBand 221$TimeBandSubtype 222+TotalChargeValue 224+TotalChargeValueList 229=TypeOfControllingNode
  235+ValueAddedServiceUsedList 236+ValueAddedServiceUsed 237=VasCode 239$VasDescription
  240$VasShortDescription 241=AbsoluteAmount 242$Bid 243=Code 246+CalledNumAnalysis
  247=CalledNumAnalysisCode 249+CalledNumAnalysisList 252=NumberOfChannelsUsed`,
  },
  {
    first: 2,
    last: 10,
    tags: `
  140+HSCSDParameterModificationList`,
  },
  {
    first: 4,
    last: 9,
    tags: `
  265=QoSMaxSDUsize 266=QoSResidualBER 267=QoSSDUErrorRatio 269=QoSTransferDelay 276=QoSHandlingpriority
  277=QoSErroneousSDUs 278=QoSDeliveryOrder 300+OrderPlacementTimeStamp 306$LoginName 307$AccountNumber
  308$EmailAddress 309+ChargedPartyId 312$Name 313+ChargedPartyHomeId 316$CountryName 317$CountryAsciCode
  318$Region 319$Place 325=ProviderIdType 326$Url 327+ContentProviderId 329+InternetServiceProviderId
  332+NetworkIdGroup 333+NetworkIdList`,
  },
  {
    first: 4,
    last: 10,
    tags: `
  257=CalledCountryCode 263=ChargingCharacteristics 264=QoSMaxBitRateUplink 268=QoSTrafficClass
  270+UMTSQoSRequested 271+UMTSQoSUsed 272+GSMQoSRequested 273+GSMQoSUsed 274=QoSMaxBitRateDownlink
  275=QoSAllocRetenPriority`,
  },
  {
    first: 10,
    last: 10,
    tags: `
  7+VasInfoList 61+ChannelCodingAcceptableList 78+CountryCodeList 127+IacList 238+VasInformation
  283=QoSGuaranteedBitRateDownlink 284=QoSGuaranteedBitRateUplink 296$GmlcAddress 399#CamelServerAddress`,
  },
];

/** Tags of another form under the same name. */
export const FORMER_FORMS: readonly {
  readonly first: number;
  readonly last: number;
  readonly tags: string;
}[] = [
  { first: 1, last: 1, tags: '45=CallReference' },
  { first: 2, last: 3, tags: '72%ChargingId' },
];
