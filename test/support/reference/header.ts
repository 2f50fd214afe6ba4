/** BatchControlInfo and Notification, AccountingInfo, NetworkInfo: a wrong value refuses the file. */
import type { LocalTime, TapHeader, TapTables } from '../../../src/decode/outcome.ts';
import type { Node } from './ber.ts';
import { type Knowledge, TAG } from './tags.ts';
import {
  addressOf,
  codeOf,
  dateTimeLongOf,
  headerTextOf,
  membersOf,
  naturalOf,
  offsetOf,
  ValueFault,
} from './values.ts';

const MAX_DECIMALS = 6;

/** The header, and the release it names; a missing or wrong field throws. */
export function readHeader(bytes: Uint8Array, node: Node): { header: TapHeader; release: number } {
  const texts = new Map<number, string>();
  const times = new Map<number, LocalTime | null>();
  const numbers = new Map<number, bigint>();
  let misfit: number | null = null;
  for (const member of membersOf(node)) {
    switch (member.tag) {
      case TAG.sender:
      case TAG.recipient:
      case TAG.fileSequenceNumber:
      case TAG.rapFileSequenceNumber:
      case TAG.fileTypeIndicator: {
        const text = headerTextOf(bytes, member);
        if (member.tag === TAG.fileSequenceNumber && !/^[0-9]{5}$/.test(text)) syntax(member);
        if (member.tag === TAG.fileTypeIndicator && text !== 'T') syntax(member);
        texts.set(member.tag, text);
        break;
      }
      case TAG.fileAvailableTimeStamp:
      case TAG.fileCreationTimeStamp:
      case TAG.transferCutOffTimeStamp: {
        if (!member.constructed) misfit ??= member.at;
        const time = member.constructed ? dateTimeLongOf(bytes, member, TAG) : null;
        if (time === null && member.tag === TAG.fileAvailableTimeStamp) structure(member);
        times.set(member.tag, time);
        break;
      }
      case TAG.specificationVersionNumber:
      case TAG.releaseVersionNumber:
        numbers.set(member.tag, naturalOf(bytes, member));
    }
  }
  const release = Number(numbers.get(TAG.releaseVersionNumber) ?? 0n);
  if (numbers.get(TAG.specificationVersionNumber) !== 3n || release < 1 || release > 12) structure(node);
  if (misfit !== null) throw new ValueFault(misfit, 'structure');
  return { header: complete(node, texts, times, release), release };
}

function complete(
  node: Node,
  texts: ReadonlyMap<number, string>,
  times: ReadonlyMap<number, LocalTime | null>,
  release: number,
): TapHeader {
  const available = times.get(TAG.fileAvailableTimeStamp);
  const [sender, recipient, sequence] = [TAG.sender, TAG.recipient, TAG.fileSequenceNumber].map((tag) =>
    texts.get(tag),
  );
  if (sender === undefined || recipient === undefined || sequence === undefined || !available)
    throw new ValueFault(node.at, 'structure');
  return {
    sender,
    recipient,
    sequence,
    type: texts.has(TAG.fileTypeIndicator) ? 'TD' : 'CD',
    notification: node.tag === TAG.notification,
    release: `3.${release}`,
    available,
    created: times.get(TAG.fileCreationTimeStamp) ?? null,
    cutOff: times.get(TAG.transferCutOffTimeStamp) ?? null,
    rapSequence: texts.get(TAG.rapFileSequenceNumber) ?? null,
  };
}

function syntax(node: Node): never {
  throw new ValueFault(node.at, 'tap-syntax');
}

function structure(node: Node): never {
  throw new ValueFault(node.at, 'structure');
}

/** The rows of a list; one that lacks its code or value (null) is left out. */
function rowsOf<T>(list: Node, tag: number, read: (row: Node) => T | null): T[] {
  return membersOf(list)
    .filter((row) => row.tag === tag)
    .map(read)
    .filter((row) => row !== null);
}

/** The last value that `read` gives for a member with the tag. */
function lastOf<T>(row: Node, tag: number, read: (member: Node) => T): T | null {
  let found: T | null = null;
  for (const member of membersOf(row)) if (member.tag === tag) found = read(member);
  return found;
}

type Accounting = Omit<TapTables, 'utcOffsets' | 'recEntities'>;

/** AccountingInfo. */
export function readAccounting(bytes: Uint8Array, node: Node): Accounting {
  const text = (member: Node) => headerTextOf(bytes, member);
  const code = (member: Node) => codeOf(bytes, member);
  let decimals: number | null = null;
  let exchangeRates: Accounting['exchangeRates'] = [];
  let taxation: Accounting['taxation'] = [];
  for (const member of membersOf(node)) {
    if (member.tag === TAG.tapDecimalPlaces) {
      decimals = code(member);
      if (decimals > MAX_DECIMALS) throw new ValueFault(member.at, 'range');
    } else if (member.tag === TAG.tapCurrency) {
      if (!/^[A-Z]{3}$/.test(text(member))) syntax(member);
    } else if (member.tag === TAG.currencyConversionList) {
      exchangeRates = rowsOf(member, TAG.currencyConversion, (row) => {
        const found = {
          code: lastOf(row, TAG.exchangeRateCode, code),
          decimals: lastOf(row, TAG.numberOfDecimalPlaces, code),
          rate: lastOf(row, TAG.exchangeRate, (rate) => String(naturalOf(bytes, rate))),
        };
        return found.code === null || found.decimals === null || found.rate === null
          ? null
          : { code: found.code, decimals: found.decimals, rate: found.rate };
      });
    } else if (member.tag === TAG.taxationList) {
      taxation = rowsOf(member, TAG.taxation, (row) => {
        const type = lastOf(row, TAG.taxType, text);
        const rate = lastOf(row, TAG.taxRate, text);
        const found = lastOf(row, TAG.taxCode, code);
        return found === null ? null : { code: found, type, rate };
      });
    }
  }
  if (decimals === null) structure(node);
  const localCurrency = lastOf(node, TAG.localCurrency, text);
  const tapCurrency = lastOf(node, TAG.tapCurrency, text) ?? 'XDR';
  return { localCurrency, tapCurrency, decimals, exchangeRates, taxation };
}

type Network = Pick<TapTables, 'utcOffsets' | 'recEntities'>;

/** NetworkInfo, and the first row of every code. */
export function readNetwork(
  bytes: Uint8Array,
  node: Node,
  tags: Knowledge,
): Network & {
  readonly offsets: ReadonlyMap<number, number>;
  readonly entities: ReadonlyMap<number, { type: number | null; id: string }>;
} {
  const ids: readonly number[] = [
    TAG.recEntityId,
    ...(tags.old ? [TAG.mscId, TAG.ipTextV4Address, TAG.ipTextV6Address, TAG.gmlcAddress] : []),
  ];
  const code = (member: Node) => codeOf(bytes, member);
  const offsets = new Map<number, number>();
  const entities = new Map<number, { type: number | null; id: string }>();
  let utcOffsets: Network['utcOffsets'] = [];
  let recEntities: Network['recEntities'] = [];
  for (const member of membersOf(node)) {
    if (member.tag === TAG.utcTimeOffsetInfoList) {
      utcOffsets = rowsOf(member, TAG.utcTimeOffsetInfo, (row) => {
        const found = lastOf(row, TAG.utcTimeOffsetCode, code);
        const minutes = lastOf(row, TAG.utcTimeOffset, (offset) => offsetOf(bytes, offset));
        if (found === null || minutes === null) return null;
        if (!offsets.has(found)) offsets.set(found, minutes);
        return { code: found, minutes };
      });
    } else if (member.tag === TAG.recEntityInfoList) {
      recEntities = rowsOf(member, TAG.recEntityInformation, (row) => {
        let id: string | null = null;
        for (const part of membersOf(row)) {
          if (ids.includes(part.tag)) id = headerTextOf(bytes, part);
          else if (tags.old && part.tag === TAG.msisdn) id = addressOf(bytes, part);
        }
        const found = lastOf(row, TAG.recEntityCode, code);
        const type = lastOf(row, TAG.recEntityType, code);
        if (found === null || id === null) return null;
        if (!entities.has(found)) entities.set(found, { type, id });
        return { code: found, type, id };
      });
    }
  }
  return { utcOffsets, recEntities, offsets, entities };
}
