/** Tags of NRTRDE 2.1 (TD.35) and RAP 1.5 (TD.32); forms as in current-tags.ts. RAP also holds TAP's groups. */
export const NRTRDE_TAGS = `
  1+Nrtrde 2+CallEventList 3+Moc 4+Mtc 5+Gprs 15$ServingNetwork 16$AccessPointNameNI 17$AccessPointNameOI
  18$BearerServiceCode 19=CallEventDuration 20=CallEventsCount 21$CallEventStartTimeStamp 22$CallingNumber
  23=CallReference 24=CauseForTermination 25=ChargeAmount 26=ChargingId 27$ConnectedNumber
  28=DataVolumeIncoming 29=DataVolumeOutgoing 30$DialledDigits 31$FileAvailableTimeStamp 32$GgsnAddress
  33#Imei 34#Imsi 35$RecEntityId 36$Recipient 37=ReleaseVersionNumber 38$Sender 39$SequenceNumber
  40$SgsnAddress 41=SpecificationVersionNumber 42$SupplementaryServiceCode 43$TeleServiceCode
  44$ThirdPartyNumber 45$UtcTimeOffset 46+ServiceCode 47=CellId 48=LocationArea 49#Msisdn`;

export const RAP_TAGS = `
  8+MessageDescriptionInfoList 143+MessageDescriptionInformationDefinition 512+AccountingInfoError
  513+AuditControlInfoError 515+AckFileAvailableTimeStamp 516+AckFileCreationTimeStamp 517+BatchControlError
  518$EndMissingSeqNumber 519=ErrorCode 520+ErrorDetailList 521+ErrorDetail 522+MessageDescriptionError
  523+NetworkInfoError 524=ItemOffset 525+RapFileAvailableTimeStamp 526+RapFileCreationTimeStamp
  528=ReturnDetailsCount 532$StartMissingSeqNumber 533=TotalSevereReturnValue 534+ReturnBatch
  535+Acknowledgement 536+ReturnDetailList 537+RapBatchControlInfo 538+MissingReturn 539+FatalReturn
  540+SevereReturn 541+RapAuditControlInfo 542+TransferBatchError 543=RapReleaseVersionNumber
  544=RapSpecificationVersionNumber 545+ErrorContext 546=PathItemId 547=ItemOccurrence 548=ItemLevel
  549+ErrorContextList 550$RoamingPartner 551+OperatorSpecList 552+NotificationError
  553=TotalSevereReturnTax 554+StopReturn 555$LastSeqNumber`;
