/**
 * State of one batch's decoding: the cursor, the tables of the file, the columns its records go to, and what is known
 * of the call event at hand.
 */
import type { TakeBatch } from '../../arrow/batch.ts';
import type { ErrorCode } from '../../errors.ts';
import { Cursor, Fault, stop } from '../ber/cursor.ts';
import { skip } from '../ber/elements.ts';
import { type PathStep, pathAt } from '../ber/framing.ts';
import { WINDOW_OCTETS } from '../kernel/layout.ts';
import type { DecodeFailure, DecodeWarning, LocalTime, Td57Error } from '../outcome.ts';
import { TextDictionary } from '../text-dictionary.ts';
import { ChargeLedger } from './charge-ledger.ts';
import { RecordColumns } from './record-columns.ts';
import { RecordingEntities } from './recording-entities.ts';
import { formatPath, NEWEST_RELEASE, NRTRDE_TABLE, type TagTable, tapTable } from './tag-names.ts';
import { Tag } from './tags.ts';

/** The last release with the old structures: bare subscriber choices, GprsServiceUsageList, TotalChargeValueList. */
const LAST_OLD_RELEASE = 10;
/** Rejected events that are listed with their place; the others are only counted. */
export const MAX_LISTED_REJECTIONS = 1000;

interface Fault57 {
  readonly code: ErrorCode;
  readonly at: number;
  readonly detail: string;
  readonly td57?: Td57Error | undefined;
}

interface Counted extends Fault57Place {
  count: number;
  /** The call event around it; null outside of them. */
  readonly event: { readonly at: number; readonly step: PathStep } | null;
}
type Fault57Place = Omit<Fault57, 'code'>;

const NO_ROWS = new RecordColumns(null);

export class TapState {
  readonly c: Cursor;
  /** Offset of the root element; −1 where the octets are a part of the call events alone. */
  readonly from: number;
  /** Byte offset in the file of the first octet at hand. */
  readonly base: number;
  /** 1 to 12; the newest until the header is read. */
  release = NEWEST_RELEASE;
  table: TagTable = tapTable(NEWEST_RELEASE);
  /** The release is 3.10 or older. */
  old = false;
  failure: Fault57 | null = null;
  readonly #warnings = new Map<string, Counted>();

  // The file.
  available: LocalTime = { local: 0, offset: 0 };
  readonly utcOffsets = new Map<number, number>();
  /** The date read last (CCYYMMDD) and its day number. */
  lastDate = -1;
  lastDay = 0;
  readonly entities = new RecordingEntities();
  readonly texts = {
    partial_type: new TextDictionary({ lowerCase: false }),
    apn: new TextDictionary({ lowerCase: true }),
    apn_oi: new TextDictionary({ lowerCase: true }),
    serving_network: new TextDictionary({ lowerCase: false }),
    teleservice: new TextDictionary({ lowerCase: false }),
    rap_sequence: new TextDictionary({ lowerCase: false }),
    charged_item: new TextDictionary({ lowerCase: false }),
  };
  /** Instants of the first and the last event in UTC seconds: the events' own, so that the audit can be compared. */
  readonly span = {
    earliestLow: Infinity,
    earliestHigh: Infinity,
    latestLow: -Infinity,
    latestHigh: -Infinity,
  };
  /** An event has no time stamp or no known offset: the span is not the file's. */
  spanUnknown = false;
  /** An amount of a rejected event cannot be read: the money of the file is not known, and its audit not to be checked. */
  amountsUnread = false;
  /** Sums of Charge by ChargeType of old releases, whose audit lists them; type 00 apart. */
  readonly chargeTypes = new Map<string, bigint>();
  /** Such charges of the event at hand: the walk takes those of a refund out again. */
  readonly typedCharges: { readonly type: string; readonly amount: bigint }[] = [];

  /** Path of the list that holds the call events. */
  eventPath: readonly PathStep[] = [
    { cls: 1, tag: Tag.TransferBatch, index: 0 },
    { cls: 1, tag: Tag.CallEventDetailList, index: 0 },
  ];

  /** Octets of the file that the kernel is shown at a time; with none it decodes nothing. */
  windowOctets = WINDOW_OCTETS;
  /** Where the records go; without call events an empty one. */
  rows = NO_ROWS;
  /** What becomes of them, a batch at a time. */
  readonly take: TakeBatch;

  // The call event.
  inEvent = false;
  eventAt = 0;
  eventTag = 0;
  flags = 0;
  /** A start was read. */
  hasStart = false;
  /** The start in UTC seconds; NaN where it or its offset is not known. */
  startUtc = Number.NaN;
  /** Minutes east of UTC; meaningful when `hasOffset`. */
  offset = 0;
  hasOffset = false;
  /** Charge informations, CAMEL fees and charges that stand by themselves: their number, and each of them. */
  charges = 0;
  readonly ledger = new ChargeLedger();
  /** Charge informations so far: the first one's item and exchange rate are the record's. */
  chargeInformations = 0;
  /** A short-message teleservice: 21 or 22. */
  isShortMessage = false;
  /** MessagingEventService of the event; -1 where it has none. */
  messagingService = -1;
  /** A ChargeRefundIndicator stands somewhere in an event that is decoded by its own walker. */
  refundSeen = false;
  /** Of the generic walk: how good the start time found so far is (0 is best). */
  startRank = 0;
  /** Of the generic walk: the time stamps that may date the event, in UTC seconds. */
  timeLow = 0;
  timeHigh = 0;
  /** The event's own tag is not of the release: look into groups of unknown tags too. */
  enterUnknown = false;
  /** Why the event is rejected (TD.57 Severe): its first wrong value. */
  #rejection: Fault57 | null = null;
  readonly rejected: DecodeFailure[] = [];
  rejectedCount = 0;

  constructor(bytes: Uint8Array, from: number, take: TakeBatch, base = 0) {
    this.c = new Cursor(bytes, this.table.groups);
    this.from = from;
    this.take = take;
    this.base = base;
  }

  /** The release that the header names, 1 to 12. `table` is that of a grammar around it. */
  setRelease(release: number, table: TagTable = tapTable(release)): void {
    this.release = release;
    this.old = release <= LAST_OLD_RELEASE;
    this.setTable(table);
  }

  /** The grammar of the batch, where it is not that of a TAP release. */
  setTable(table: TagTable): void {
    this.table = table;
    this.c.groups = table.groups;
  }

  beginRecord(at: number, tag: number): void {
    this.rows.beginRow();
    this.inEvent = true;
    this.eventAt = at;
    this.eventTag = tag;
    this.flags = 0;
    this.hasStart = false;
    this.startUtc = Number.NaN;
    this.hasOffset = false;
    this.charges = 0;
    this.ledger.clear();
    this.enterUnknown = false;
    this.chargeInformations = 0;
    this.isShortMessage = false;
    this.messagingService = -1;
    this.refundSeen = false;
    this.entities.clear();
  }

  /** The event's first wrong value, or null; the next call gives null. Ends the event. */
  endRecord(): boolean {
    this.inEvent = false;
    const { c } = this;
    if (c.misfit >= 0) {
      this.#reject({ code: 'TAP_SYNTAX', at: c.misfit, detail: MISFIT });
      this.amountsUnread = true;
      c.misfit = -1;
    }
    const rejection = this.#rejection;
    if (rejection === null) return false;
    this.#rejection = null;
    this.rejectedCount++;
    if (this.rejected.length < MAX_LISTED_REJECTIONS) this.rejected.push(this.#rejectedEvent(rejection));
    return true;
  }

  /**
   * A wrong value. Inside a call event it rejects the event (TD.57 Severe) and the walk goes on; elsewhere it stops the
   * decoding (Fatal). The first one is kept. `detail` names no subscriber.
   */
  fail(code: ErrorCode, at: number, detail: string, td57?: Td57Error): void {
    if (this.inEvent) this.#reject({ code, at, detail, td57 });
    else this.fatal(code, at, detail, td57);
  }

  /** Stops the decoding wherever it is: the first failure is kept. */
  fatal(code: ErrorCode, at: number, detail: string, td57?: Td57Error): void {
    if (this.c.err === Fault.NONE) this.failure = { code, at, detail, td57 };
    stop(this.c, Fault.VALUE, at);
  }

  /** A group that arrived as octets or the reverse outside the call events is fatal. */
  checkMisfit(): void {
    if (this.c.misfit >= 0 && !this.inEvent) this.fatal('TAP_SYNTAX', this.c.misfit, MISFIT);
  }

  #reject(rejection: Fault57): void {
    if (this.#rejection === null || rejection.at < this.#rejection.at) this.#rejection = rejection;
  }

  #rejectedEvent({ code, at, detail, td57 }: Fault57): DecodeFailure {
    const inside = this.#pathFrom(this.eventAt, at);
    const path = [...this.eventPath, this.#eventStep(), ...inside.slice(1)];
    return failureAt({ code, at: this.base + at, detail, td57 }, path, this.rows.records, this.table);
  }

  #eventStep(): PathStep {
    return { cls: 1, tag: this.eventTag, index: this.rows.records };
  }

  #pathFrom(from: number, at: number): readonly PathStep[] {
    return pathAt(this.c.buf, this.table.groups, at, from);
  }

  /** Counts a problem that does not stop the file; place and detail are those of the first one. */
  warn(code: string, at: number, detail: string, count = 1, td57?: Td57Error): void {
    const known = this.#warnings.get(code);
    if (known !== undefined) {
      known.count += count;
      return;
    }
    const event = this.inEvent ? { at: this.eventAt, step: this.#eventStep() } : null;
    this.#warnings.set(code, { count, at, detail, td57, event });
  }

  /** The warnings by code, with the tag paths of their places. */
  warnings(): DecodeWarning[] {
    return [...this.#warnings]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, warning]) => ({
        code,
        count: warning.count,
        detail: warning.detail,
        byteOffset: this.base + warning.at,
        tagPath: this.#pathOf(warning),
        ...(warning.td57 && { td57: warning.td57 }),
      }));
  }

  /** From the root; in a part of the call events, which has none, from the event. */
  #pathOf({ at, event }: Counted): string {
    if (this.from >= 0 || event === null) return formatPath(this.#pathFrom(this.from, at), this.table);
    const inside = this.#pathFrom(event.at, at);
    const path = inside.length === 0 ? [] : [...this.eventPath, event.step, ...inside.slice(1)];
    return formatPath(path, this.table);
  }
}

export const MISFIT = 'A group arrives as octets, or octets as a group.';

/** A wrong value with its place; a value of the wrong form or range is error 10 or 20 of its own field in TD.57. */
export function failureAt(
  { code, at, detail, td57 }: Fault57,
  path: readonly PathStep[],
  recordIndex: number | null,
  table: TagTable,
): DecodeFailure {
  const field = path.at(-1);
  const item = field?.cls === 1 ? table.names.get(field.tag) : undefined;
  const error = code === 'TAP_SYNTAX' ? 10 : code === 'TAP_RANGE' ? 20 : null;
  // NRTRDE is another standard's, which has no such numbers.
  const isNumbered = table !== NRTRDE_TABLE && item !== undefined && error !== null;
  const numbered = td57 ?? (isNumbered ? { item, error } : undefined);
  return {
    code,
    detail,
    byteOffset: at,
    tagPath: formatPath(path, table),
    recordIndex,
    ...(numbered && { td57: numbered }),
  };
}

/** Steps over a member that is not needed; a refund indicator is noted, so that the money is walked again. */
export function skipMember(d: TapState): void {
  if (d.c.tag === Tag.ChargeRefundIndicator) d.refundSeen = true;
  skip(d.c);
}
