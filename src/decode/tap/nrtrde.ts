/**
 * NRTRDE 2.1 (TD.35): usage told within hours, long before the TAP file that bills it. Its events become rows like TAP's,
 * without money: a charge told here is never billed.
 */
import type { TakeBatch } from '../../arrow/batch.ts';
import { enter, Fault, more, readRoot } from '../ber/cursor.ts';
import { skip } from '../ber/elements.ts';
import { asBigInt } from '../ber/values.ts';
import { kernelOfThread } from '../kernel/kernel.ts';
import type { DecodeOutcome, LocalTime } from '../outcome.ts';
import { conclude, type Decoded, recordsOf } from './conclude.ts';
import { natural } from './fields.ts';
import { headerText } from './header.ts';
import { earlyEvent } from './nrtrde-event.ts';
import { NRTRDE as N } from './nrtrde-tags.ts';
import { copyOut, RecordColumns } from './record-columns.ts';
import { TapState } from './state.ts';
import { NRTRDE_TABLE } from './tag-names.ts';
import { Tag } from './tags.ts';
import { localTimeStamp, readOffset } from './time.ts';

/** An alternative that came with a later release: one event all the same. */
const UNKNOWN_EVENT = 0;

/** The TAP event of each NRTRDE event, so that the two can be held together. */
const TAP_EVENT = new Map<number, number>([
  [N.Moc, Tag.MobileOriginatedCall],
  [N.Mtc, Tag.MobileTerminatedCall],
  [N.Gprs, Tag.GprsCall],
]);

const ROOT = { cls: 1, tag: 1, index: 0 } as const;
const EVENT_PATH = [ROOT, { cls: 1, tag: N.CallEventList, index: 0 }] as const;
const SPECIFICATION = 2n;
interface Fields {
  sender: string | null;
  recipient: string | null;
  sequence: string | null;
  specification: bigint | null;
  release: bigint | null;
  local: number | null;
  offset: number | null;
  count: bigint | null;
  events: number;
}

/** Decodes one NRTRDE batch whose root begins at `from`. Never throws for its content. */
export function decodeNrtrde(bytes: Uint8Array, from: number, take: TakeBatch = copyOut): DecodeOutcome {
  const d = new TapState(bytes, from, take);
  d.setTable(NRTRDE_TABLE);
  d.eventPath = EVENT_PATH;
  return conclude(d, batch(d));
}

function batch(d: TapState): Decoded | null {
  const { c } = d;
  if (!readRoot(c, d.from)) return null;
  const rootAt = c.at;
  const f: Fields = {
    sender: null,
    recipient: null,
    sequence: null,
    specification: null,
    release: null,
    local: null,
    offset: null,
    count: null,
    events: 0,
  };
  const limit = enter(c);
  while (more(c, limit)) {
    member(d, f);
    d.checkMisfit();
  }
  if (c.err !== Fault.NONE) return null;
  const { sender, recipient, sequence } = f;
  if (sender === null || recipient === null || sequence === null) {
    d.fatal('TAP_MISSING', rootAt, 'Sender, Recipient or SequenceNumber of NRTRDE.');
    return null;
  }
  if (f.specification !== SPECIFICATION) {
    d.fatal('TAP_RELEASE_UNSUPPORTED', rootAt, `The specification version is ${f.specification}, not 2.`);
    return null;
  }
  if (f.count !== null && f.count !== BigInt(f.events))
    d.warn('NRTRDE_COUNT', rootAt, `CallEventsCount is ${f.count}, the file has ${f.events} events.`);
  if (!/^[0-9]{7}$/.test(sequence)) d.warn('NRTRDE_SEQUENCE', rootAt, 'The SequenceNumber is not 7 digits.');
  return {
    ok: true,
    header: {
      sender,
      recipient,
      sequence,
      type: 'CD',
      notification: false,
      release: `${f.specification}.${f.release ?? 0}`,
      available: availableOf(f),
      created: null,
      cutOff: null,
      rapSequence: null,
    },
    tables: null,
    audit: null,
    ...recordsOf(d),
  };
}

function availableOf({ local, offset }: Fields): LocalTime | null {
  return local === null || Number.isNaN(local) ? null : { local, offset: offset ?? 0 };
}

function member(d: TapState, f: Fields): void {
  const { c } = d;
  switch (c.tag) {
    case N.Sender:
      f.sender = headerText(d);
      break;
    case N.Recipient:
      f.recipient = headerText(d);
      break;
    case N.SequenceNumber:
      f.sequence = headerText(d);
      break;
    case N.SpecificationVersionNumber:
      f.specification = natural(d) ? asBigInt(c) : null;
      break;
    case N.ReleaseVersionNumber:
      f.release = natural(d) ? asBigInt(c) : null;
      break;
    case N.FileAvailableTimeStamp:
      f.local = localTimeStamp(d);
      break;
    case N.UtcTimeOffset:
      f.offset = readOffset(d);
      break;
    case N.CallEventsCount:
      f.count = natural(d) ? asBigInt(c) : null;
      break;
    case N.CallEventList:
      d.available = availableOf(f) ?? d.available;
      list(d, f);
      break;
    default:
      skip(c);
  }
}

function list(d: TapState, f: Fields): void {
  const { c } = d;
  // A second list would begin its records again: it goes on with the first one's.
  if (d.rows.records === 0) d.rows = new RecordColumns(kernelOfThread(), d.take);
  const limit = enter(c);
  while (more(c, limit)) {
    f.events++;
    earlyEvent(d, TAP_EVENT.get(c.tag) ?? UNKNOWN_EVENT);
    if (c.err !== Fault.NONE) return;
  }
}
