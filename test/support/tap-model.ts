/**
 * Plain objects that describe a TAP file, for the test encoder. An absent key is an absent element. Numbers that can
 * pass 2^53, and all amounts and volumes, are bigint.
 */

/** DateTime: 14 digits of the local clock, and a code of the file's UTC offset table. */
export interface Stamp {
  readonly local: string;
  readonly code?: number;
}

/** DateTimeLong: 14 digits of the local clock, and the offset itself, `+hhmm`. */
export interface StampLong {
  readonly local: string;
  readonly offset: string;
}

export interface HeaderModel {
  readonly sender?: string;
  readonly recipient?: string;
  readonly sequence?: string;
  readonly created?: StampLong;
  readonly cutOff?: StampLong;
  readonly available?: StampLong;
  readonly specification?: number;
  readonly release?: number;
  readonly fileType?: string;
  readonly rapSequence?: string;
  readonly operatorInfo?: readonly string[];
}

export interface AccountingModel {
  readonly taxation?: readonly { readonly code: number; readonly type?: string; readonly rate?: string }[];
  readonly discounting?: readonly { readonly code: number; readonly rate: number }[];
  readonly localCurrency?: string;
  readonly tapCurrency?: string;
  readonly exchangeRates?: readonly {
    readonly code: number;
    readonly decimals: number;
    readonly rate: bigint;
  }[];
  readonly decimals?: number;
}

export interface NetworkModel {
  readonly utcOffsets: readonly { readonly code: number; readonly offset: string }[];
  readonly recEntities: readonly { readonly code: number; readonly type?: number; readonly id: string }[];
}

export interface TaxModel {
  readonly code: number;
  readonly value: bigint;
  readonly base?: bigint;
}

export interface DiscountModel {
  readonly code?: number;
  readonly value: bigint;
  readonly base?: bigint;
}

/** A ChargeInformation (or SessionChargeInformation, which has no discount). */
export interface ChargeModel {
  readonly item?: string;
  readonly rateCode?: number;
  readonly callType?: number;
  readonly details: readonly {
    readonly type: string;
    readonly amount: bigint;
    readonly units?: bigint;
    readonly at?: Stamp;
  }[];
  readonly taxes?: readonly TaxModel[];
  readonly discount?: DiscountModel;
}

export interface CamelModel {
  readonly level?: number;
  readonly key?: number;
  readonly rateCode?: number;
  readonly taxes?: readonly TaxModel[];
  readonly discount?: DiscountModel;
  readonly fee?: bigint;
  /** BCD digits of a CAMEL destination. */
  readonly destination?: string;
}

/** Where an event was recorded. A call takes the first recording entity only. */
export interface LocationModel {
  readonly recEntities?: readonly number[];
  /** 1..8 octets. */
  readonly callReference?: Uint8Array;
  readonly locationArea?: number;
  readonly cellId?: number;
  readonly homeBid?: string;
  readonly servingNetwork?: string;
}

interface Common {
  readonly imsi?: string;
  readonly msisdn?: string;
  readonly imei?: string;
  /** RapFileSequenceNumber: of calls and data sent again. */
  readonly rapSequence?: string;
  readonly start?: Stamp;
  readonly operatorInfo?: readonly string[];
}

export interface GprsEvent extends Common {
  readonly kind: 'gprs';
  readonly pdpAddress?: string;
  readonly apn?: string;
  readonly apnOi?: string;
  readonly duration?: bigint;
  readonly cause?: number;
  readonly partial?: string;
  readonly contextStart?: Stamp;
  readonly chargingId?: bigint;
  readonly location?: LocationModel;
  readonly bytesIn?: bigint;
  readonly bytesOut?: bigint;
  readonly charges?: readonly ChargeModel[];
  readonly camel?: CamelModel;
}

export interface CallEvent extends Common {
  readonly kind: 'moc' | 'mtc';
  /** BCD digits of the other party. */
  readonly otherNumber?: string;
  readonly duration?: bigint;
  readonly cause?: number;
  readonly location?: LocationModel;
  readonly services: readonly {
    readonly tele?: string;
    readonly bearer?: string;
    readonly at?: Stamp;
    readonly charges?: readonly ChargeModel[];
  }[];
  readonly camel?: CamelModel;
}

export interface SupplEvent extends Common {
  readonly kind: 'ss';
  readonly location?: LocationModel;
  readonly code?: string;
  readonly action?: number;
  readonly charge?: ChargeModel;
}

/** `start` is the deposit time. */
export interface CentreEvent extends Common {
  readonly kind: 'scu';
  readonly servingNetwork?: string;
  readonly recEntity?: number;
  readonly completion?: Stamp;
  readonly charge?: ChargeModel;
}

/** `start` is the order time; `imsi`, `msisdn` and `imei` have no place of their own type here. */
export interface ContentEvent extends Omit<Common, 'imsi' | 'msisdn' | 'imei'> {
  readonly kind: 'content';
  readonly delivered?: Stamp;
  readonly duration?: bigint;
  readonly parties?: readonly { readonly type: number; readonly id: string }[];
  readonly equipment?: { readonly type: number; readonly id: string };
  readonly services: readonly {
    readonly bytesIn?: bigint;
    readonly bytesOut?: bigint;
    readonly refund?: number;
    readonly charges?: readonly ChargeModel[];
    /** Told to the subscriber by a third party: never part of a charge. */
    readonly advised?: bigint;
  }[];
}

/** `start` is the time of the location request. */
export interface LocationEvent extends Omit<Common, 'imsi' | 'msisdn' | 'imei'> {
  readonly kind: 'location';
  readonly recEntity?: number;
  readonly callReference?: Uint8Array;
  readonly tracking?: readonly { readonly type: number; readonly id: string }[];
  readonly tracked?: readonly { readonly type: number; readonly id: string }[];
  readonly charges?: readonly ChargeModel[];
}

export interface MessagingModel extends Common {
  readonly kind: 'messaging';
  readonly service?: number;
  readonly publicUserId?: string;
  readonly location?: LocationModel;
  readonly eventReference?: string;
  readonly rateCode?: number;
  readonly callType?: number;
  readonly charge?: bigint;
  readonly taxes?: readonly TaxModel[];
}

export interface SessionModel extends Common {
  readonly kind: 'session';
  readonly service?: number;
  readonly publicUserId?: string;
  readonly location?: LocationModel;
  readonly eventReference?: string;
  readonly cause?: number;
  readonly duration?: bigint;
  readonly charges?: readonly (ChargeModel & { readonly refund?: number })[];
}

/** A CallEventDetail alternative of a later release: it holds charge informations under tags that are known. */
export interface UnknownEvent {
  readonly kind: 'unknown';
  readonly tag: number;
  readonly charges?: readonly ChargeModel[];
}

export type TapEvent =
  | GprsEvent
  | CallEvent
  | SupplEvent
  | CentreEvent
  | ContentEvent
  | LocationEvent
  | MessagingModel
  | SessionModel
  | UnknownEvent;

/** A key that is absent is worked out from the events; null leaves the element out. */
export interface AuditOverride {
  readonly earliest?: StampLong | null;
  readonly latest?: StampLong | null;
  readonly charge?: bigint | null;
  readonly refund?: bigint | null;
  readonly taxRefund?: bigint | null;
  readonly tax?: bigint | null;
  readonly discount?: bigint | null;
  readonly discountRefund?: bigint | null;
  readonly records?: bigint | null;
}

/** Null leaves the whole group out. */
export interface TapFileModel {
  readonly header: HeaderModel | null;
  readonly accounting: AccountingModel | null;
  readonly network: NetworkModel | null;
  readonly messages?: readonly { readonly code: number; readonly text: string }[];
  readonly events: readonly TapEvent[] | null;
  readonly audit?: AuditOverride | null;
}
