/** `devices.csv` → the devices as settlement sees them: kinds with their segments by the agreement's own rules, fee facts. */
import { type JudgedKind, kindOf } from '../classify/classify.ts';
import type { InForce } from '../domain/agreement/types.ts';
import type { FeeFacts, ListedDevices } from '../domain/devices.ts';
import { invalid, type Manifest, MEMBER } from './format.ts';
import { integerIn, type RowSource, rowBatches } from './rows.ts';

/** Devices of a pack. */
const MAX_DEVICES = 20_000_000;
/** Kinds of devices, and of fee facts: a month has a few hundred. */
const MAX_KINDS = 20_000;
/** Days of a month. */
const MAX_DAYS = 31;
const MAX_ATTACHES = 10_000_000;
/** Sum of RAT_BITS. */
const MAX_RATS = 63;

const DEVICE = ['iot', 'unknown', 'human'] as const;
const PRESENCE = ['permanent', 'temporary', 'insufficient_history'] as const;
const ACTIVITY = ['silent', 'low', 'normal'] as const;
const DECISION = ['charge', 'review', 'ignore'] as const;
const DETECTED_BY = /^(|[a-z_]{1,30}(;[a-z_]{1,30}){0,9})$/;

const JUDGED = [
  'device',
  'presence',
  'activity',
  'declared',
  'detected_by',
  'rats',
  'decision',
  'excluded',
  'volume_only_iot',
  'has_tap',
] as const;
const FEE = ['fee_days', 'present_fee_days', 'attaches', 'fee_version'] as const;
const COLUMNS = ['ordinal', 'imsi', ...JUDGED, ...FEE] as const;

/** Of IMSIs as they are, and of pseudonyms; the empty one stands for records without. */
const NAMES = { plain: /^[0-9]{0,15}$/, pseudonyms: /^(|p[0-9a-f]{24})$/ } as const;

/**
 * Throws PACK_INVALID where a row is none, is not in its place, or plain IMSIs do not ascend: shares hang on their order.
 */
export async function readDevices(
  source: RowSource,
  imsis: Manifest['imsis'],
  agreement: InForce,
): Promise<ListedDevices> {
  const kinds = new Numbered<JudgedKind>();
  const fees = new Numbered<FeeFacts>();
  const members: bigint[] = [];
  const kindAt = new GrowingInts();
  const feeAt = new GrowingInts();
  const name = MEMBER.devices;
  let before: string | null = null;
  for await (const { rows, line } of rowBatches(source, name, COLUMNS)) {
    for (const [i, cells] of rows.entries()) {
      const refuse = (detail: string) => invalid(detail, name, line + i);
      const imsi = cells[1]!;
      if (cells[0] !== String(kindAt.length)) throw refuse('Ordinals do not count from 0 up.');
      if (!NAMES[imsis].test(imsi)) throw refuse('An IMSI is none.');
      if (imsis === 'plain' && before !== null && imsi <= before)
        throw refuse('Its IMSI does not come after the one before.');
      before = imsi;
      // Commas: no cell of these holds one.
      const kind = kinds.of(`${cells.slice(2, 12).join(',')},${imsi === ''}`, () =>
        judged(cells.slice(2, 12), imsi === ''),
      );
      const fee = fees.of(cells.slice(12).join(','), () =>
        feeFacts(cells.slice(12), agreement.versions.length - 1),
      );
      if (kind === null || fee === null) throw refuse('A cell has a value that it cannot have.');
      members[kind] = (members[kind] ?? 0n) + 1n;
      kindAt.push(kind);
      feeAt.push(fee);
    }
    if (kindAt.length > MAX_DEVICES || kinds.items.length > MAX_KINDS || fees.items.length > MAX_KINDS)
      throw invalid('It has more devices, or kinds of them, than any month.', name);
  }
  return {
    kinds: kinds.items.map((kind, i) => kindOf(agreement, { ...kind, devices: members[i]! })),
    kindAt: kindAt.whole(),
    fees: fees.items,
    feeAt: feeAt.whole(),
  };
}

function judged(cells: readonly string[], nobody: boolean): JudgedKind | null {
  const [device, presence, activity, declared, detectedBy, rats, decision, excluded, volumeOnly, hasTap] =
    cells as [string, string, string, string, string, string, string, string, string, string];
  const of = {
    device: oneOf(DEVICE, device),
    presence: oneOf(PRESENCE, presence),
    activity: oneOf(ACTIVITY, activity),
    declared: flag(declared),
    detected_by: DETECTED_BY.test(detectedBy) ? detectedBy : null,
    rats: integerIn(rats, 0, MAX_RATS),
    decision: oneOf(DECISION, decision),
    excluded: flag(excluded),
    volume_only_iot: flag(volumeOnly),
    has_tap: flag(hasTap),
  };
  // What the list says besides, no amount hangs on.
  return isWhole(of) ? { ...of, no: 0, nobody, contested: false, ruling: '', devices: 0n } : null;
}

function isWhole<T extends object>(values: T): values is { [K in keyof T]: NonNullable<T[K]> } & T {
  return !Object.values(values).includes(null);
}

/** Without a fee day nothing is due: the device stands with the latest version then. */
function feeFacts(cells: readonly string[], latest: number): FeeFacts | null {
  const observed = integerIn(cells[0]!, 0, MAX_DAYS);
  const present = integerIn(cells[1]!, 0, MAX_DAYS);
  const attaches = integerIn(cells[2]!, 0, MAX_ATTACHES);
  const version = cells[3] === '' ? latest : integerIn(cells[3]!, 0, latest);
  if (observed === null || present === null || attaches === null || version === null) return null;
  return { observed, present, attaches, version };
}

function oneOf<T extends string>(words: readonly T[], text: string): T | null {
  return words.find((word) => word === text) ?? null;
}

function flag(text: string): boolean | null {
  return text === 'true' ? true : text === 'false' ? false : null;
}

/** Different items by the text that they are read from, in the order they come. */
class Numbered<T> {
  readonly items: T[] = [];
  readonly #numbers = new Map<string, number>();

  /** null where the text is no item. */
  of(text: string, read: () => T | null): number | null {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const item = read();
    if (item === null) return null;
    this.#numbers.set(text, this.items.length);
    return this.items.push(item) - 1;
  }
}

class GrowingInts {
  length = 0;
  #values = new Int32Array(1024);

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  whole(): Int32Array<ArrayBuffer> {
    return this.#values.slice(0, this.length);
  }
}
