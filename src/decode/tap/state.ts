/**
 * State of one file's decoding: the cursor, the tables of the file, and the fields of the call event at hand. Fields
 * are int32 (64-bit values as two halves), so that nothing is boxed per record.
 */
import type { ErrorCode } from '../../errors.ts';
import { Cursor, Fault, stop } from '../ber/cursor.ts';
import { skip } from '../ber/elements.ts';
import { pathAt } from '../ber/framing.ts';
import type { DecodeWarning, LocalTime } from '../outcome.ts';
import { TextDictionary } from '../text-dictionary.ts';
import { RecordingEntities } from './recording-entities.ts';
import { formatPath, TAP_TABLE } from './tag-names.ts';
import { Tag } from './tags.ts';

/** Slots of `TapState.money`: the low half's index, the high half follows. */
export const Money = {
  CHARGE: 0,
  CAMEL_FEE: 2,
  REFUND: 4,
  TAX: 6,
  TAX_REFUND: 8,
  DISCOUNT: 10,
  DISCOUNT_REFUND: 12,
} as const;

/** Two halves for each of the seven slots. */
const MONEY_WORDS = 14;

/** A 64-bit field that may be absent. */
export interface Wide {
  lo: number;
  hi: number;
  set: boolean;
}

const wide = (): Wide => ({ lo: 0, hi: 0, set: false });

export class TapState {
  readonly c: Cursor;
  failure: { code: ErrorCode; at: number; detail: string } | null = null;
  readonly #warnings = new Map<string, { count: number; at: number; detail: string }>();

  // The file.
  available: LocalTime = { local: 0, offset: 0 };
  readonly utcOffsets = new Map<number, number>();
  readonly entities = new RecordingEntities();
  readonly texts = {
    partial_type: new TextDictionary({ lowerCase: false }),
    apn: new TextDictionary({ lowerCase: true }),
    apn_oi: new TextDictionary({ lowerCase: true }),
    serving_network: new TextDictionary({ lowerCase: false }),
    teleservice: new TextDictionary({ lowerCase: false }),
  };

  // The call event.
  recordIndex = -1;
  eventAt = 0;
  eventTag = 0;
  flags = 0;
  readonly imsi = wide();
  readonly imei = wide();
  /** Seconds on the local clock. */
  readonly start = wide();
  /** Minutes east of UTC; meaningful when `hasOffset`. */
  offset = 0;
  hasOffset = false;
  readonly duration = wide();
  readonly bytesUp = wide();
  readonly bytesDown = wide();
  readonly reference = wide();
  readonly cellId = wide();
  locationArea = 0;
  hasLocationArea = false;
  /** Of the first charge information; CAMEL fees have codes of their own, which are not kept. */
  exchangeRateCode = 0;
  hasExchangeRateCode = false;
  chargeInformations = 0;
  partialType = -1;
  apn = -1;
  apnOi = -1;
  servingNetwork = -1;
  teleservice = -1;
  /** A short-message teleservice: 21 or 22. */
  isShortMessage = false;
  /** MessagingEventService of the event; -1 where it has none. */
  messagingService = -1;
  readonly money = new Int32Array(MONEY_WORDS);
  /** A ChargeRefundIndicator stands somewhere in an event that is decoded by its own walker. */
  refundSeen = false;
  /** Of the generic walk: how good the start time found so far is (0 is best). */
  startRank = 0;
  /** Of the generic walk: look into groups of unknown tags. */
  enterUnknown = false;

  constructor(bytes: Uint8Array) {
    this.c = new Cursor(bytes, TAP_TABLE.groups);
  }

  beginRecord(at: number, tag: number): void {
    this.recordIndex++;
    this.eventAt = at;
    this.eventTag = tag;
    this.flags = 0;
    this.imsi.set = false;
    this.imei.set = false;
    this.start.set = false;
    this.hasOffset = false;
    this.duration.set = false;
    this.bytesUp.set = false;
    this.bytesDown.set = false;
    this.reference.set = false;
    this.cellId.set = false;
    this.hasLocationArea = false;
    this.hasExchangeRateCode = false;
    this.chargeInformations = 0;
    this.partialType = -1;
    this.apn = -1;
    this.apnOi = -1;
    this.servingNetwork = -1;
    this.teleservice = -1;
    this.isShortMessage = false;
    this.messagingService = -1;
    this.clearMoney();
    this.refundSeen = false;
    this.entities.clear();
  }

  /** A loop: for 14 words it is many times faster than `fill`. */
  clearMoney(): void {
    for (let i = 0; i < MONEY_WORDS; i++) this.money[i] = 0;
  }

  /** Stops the decoding: the first failure is kept. `detail` names no subscriber. */
  fail(code: ErrorCode, at: number, detail: string): void {
    if (this.c.err === Fault.NONE) this.failure = { code, at, detail };
    stop(this.c, Fault.VALUE, at);
  }

  /** Counts a problem that does not stop the file; place and detail are those of the first one. */
  warn(code: string, at: number, detail: string, count = 1): void {
    const known = this.#warnings.get(code);
    if (known === undefined) this.#warnings.set(code, { count, at, detail });
    else known.count += count;
  }

  /** The warnings by code, with the tag paths of their places. */
  warnings(): DecodeWarning[] {
    return [...this.#warnings]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { count, at, detail }]) => ({
        code,
        count,
        detail,
        byteOffset: at,
        tagPath: this.pathOf(at),
      }));
  }

  pathOf(at: number): string {
    return formatPath(pathAt(this.c.buf, TAP_TABLE.groups, at), TAP_TABLE);
  }
}

/** Steps over a member that is not needed; a refund indicator is noted, so that the money is walked again. */
export function skipMember(d: TapState): void {
  if (d.c.tag === Tag.ChargeRefundIndicator) d.refundSeen = true;
  skip(d.c);
}
