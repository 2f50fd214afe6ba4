/**
 * The kernel: signaling events and known records of a slice → what is known of each device beside the sums of its records
 * (rules 1 to 4). One pass over DuckDB's result stream, grouping by IMSI, order by time within it, and a few passes over
 * the rows of each (agreement, IMSI). SQL of the same meaning is in test/features/reference.
 */
import type { Db } from '../../store/db.ts';
import { openColumns, type ReadColumns, streamColumns } from '../../store/stream.ts';
import { Activity } from './activity.ts';
import { DeviceRows } from './device-rows.ts';
import { Flag, recordFlags } from './flags.ts';
import { roomFor } from './grow.ts';
import { Identity } from './identity.ts';
import { DeviceApns, SignalColumns, UnmatchedEvents } from './output.ts';
import { NOBODY } from './owners.ts';
import { Presence } from './presence.ts';
import { writeRhythm } from './rhythm.ts';
import { SliceRows, Word, wordsOf } from './rows.ts';
import { type KernelScope, readKernelScope } from './scope.ts';
import { Tally } from './tally.ts';
import { TimeOrder } from './time-order.ts';

/** Where the columns begin that events and records do not have in common. */
const OWN_COLUMNS = 6;

/** Buffers are kept from one slice to the next. */
export class SignalKernel {
  readonly #scope: KernelScope;
  /** What is worked out, and what is read for the slice after it. */
  #slice = new SliceRows();
  #other = new SliceRows();
  #ahead: Promise<void> | null = null;
  readonly #order = new TimeOrder();
  readonly #rows = new DeviceRows();
  readonly #presence = new Presence();
  readonly #activity = new Activity();
  readonly #identity = new Identity();
  readonly #signals = new SignalColumns();
  readonly #apns = new DeviceApns();
  readonly #unmatched = new UnmatchedEvents();
  /** Events of the device at hand that belong to nobody, by PLMN code. */
  readonly #strays = new Tally();
  /** Agreement of each row of the device at hand, in order of time. */
  #ownerOf = new Int32Array(1024);
  /** Agreements of the device at hand. */
  readonly #nos: number[] = [];

  private constructor(scope: KernelScope) {
    this.#scope = scope;
  }

  /** For the agreements in the scope relations. The dictionary must not change while the kernel is used. */
  static async of(db: Db): Promise<SignalKernel> {
    return new SignalKernel(await readKernelScope(db));
  }

  /**
   * Begins to read the events that slice_event of `beside`, a second connection, holds. They belong to the slice that `read`
   * is called for next; what was read before can be worked out meanwhile. Over when DuckDB is at work.
   */
  async readAhead(beside: Db): Promise<void> {
    const events = await this.#openEvents(beside);
    this.#ahead = this.#takeEvents(events);
    // Told where it is waited for.
    this.#ahead.catch(() => undefined);
  }

  /** Waits until nothing is read ahead any more, whatever comes of it. */
  async quiet(): Promise<void> {
    await this.#ahead?.catch(() => undefined);
  }

  /** Reads the slice that slice_event and device_record hold, or waits for the events that are read ahead. */
  async read(db: Db): Promise<void> {
    await (this.#ahead ?? this.#openEvents(db).then((events) => this.#takeEvents(events)));
    this.#ahead = null;
    [this.#slice, this.#other] = [this.#other, this.#slice];
    const slice = this.#slice;
    await streamColumns(db, 'features/slice_known_record', {}, (columns, rows) =>
      slice.add(columns, rows, recordFlags(columns[OWN_COLUMNS] as Int32Array, rows)),
    );
  }

  #openEvents(db: Db): Promise<ReadColumns> {
    return openColumns(db, 'features/slice_signal', this.#scope.reach);
  }

  async #takeEvents(read: ReadColumns): Promise<void> {
    const slice = this.#other;
    const { words } = this.#scope;
    slice.clear();
    await read((columns, rows) => slice.add(columns, rows, words.flagsOf(columns.slice(OWN_COLUMNS), rows)));
  }

  /** Works out what was read; keeps the thread, and needs no database. */
  compute(): void {
    const slice = this.#slice;
    this.#signals.clear();
    this.#apns.clear();
    this.#unmatched.clear();
    slice.group();
    for (let device = 0; device < slice.devices.count; device++) {
      const length = this.#sort(device);
      this.#assign(device, length);
      for (const no of this.#nos) this.#write(no, device, length);
    }
  }

  /** Makes device_signal, device_apn and unmatched_event of what was worked out. */
  async write(db: Db): Promise<void> {
    await this.#signals.write(db);
    await this.#apns.write(db);
    await this.#unmatched.write(db);
  }

  /** Takes the device's rows by time; at equal times the sign of life comes last (rule 3). Returns how many they are. */
  #sort(device: number): number {
    const order = this.#order;
    const { words, instants, starts, grouped, begins } = this.#slice;
    const until = starts[device + 1]!;
    let length = 0;
    for (let at = starts[device]!; at < until; at++) {
      const begin = begins[grouped[at]!]!;
      const end = begins[grouped[at]! + 1]!;
      order.reserve(length + end - begin);
      const { keys, rows } = order;
      for (let row = begin; row < end; row++) {
        const word = wordsOf(row);
        rows[length] = row;
        keys[length] = instants[word >> 1]! * 2 + ((words[word + Word.flags]! & Flag.detach) === 0 ? 1 : 0);
        length++;
      }
    }
    order.sort(length);
    return length;
  }

  /** Gives each row of the device to an agreement (rule 1), and counts what belongs to none. */
  #assign(device: number, length: number): void {
    const { words, instants, devices } = this.#slice;
    const { rows } = this.#order;
    const { owners, periodFromMs, periodUntilMs } = this.#scope;
    const low = devices.low[device]!;
    const high = devices.high[device]!;
    const byPlmn = owners.of(low, high);
    this.#ownerOf = roomFor(this.#ownerOf, length);
    const ownerOf = this.#ownerOf;
    this.#nos.length = 0;
    this.#strays.clear();
    let plmn = -2;
    let owner = NOBODY;
    let noted = NOBODY;
    for (let i = 0; i < length; i++) {
      const at = wordsOf(rows[i]!);
      const value = words[at + Word.plmnOrNo]!;
      let no = value;
      if ((words[at + Word.flags]! & Flag.record) === 0) {
        if (value !== plmn) {
          plmn = value;
          owner = byPlmn.get(plmn) ?? NOBODY;
        }
        no = owner;
      }
      ownerOf[i] = no;
      if (no === NOBODY) {
        const instant = instants[at >> 1]!;
        if (instant >= periodFromMs && instant < periodUntilMs) this.#strays.add(plmn, 1);
      } else if (no !== noted) {
        noted = no;
        if (!this.#nos.includes(no)) this.#nos.push(no);
      }
    }
    const { values, counts, size } = this.#strays;
    for (let i = 0; i < size; i++) this.#unmatched.add(low, high, values[i]!, counts[i]!);
  }

  /** The row of device_signal of a device under one of its agreements; none where all lies outside the reach. */
  #write(no: number, device: number, length: number): void {
    const rows = this.#rows;
    const terms = this.#scope.terms[no]!;
    rows.gather(this.#slice, this.#order, this.#ownerOf, length, terms);
    if (rows.length === 0) return;
    const out = this.#signals;
    const row = out.begin(no, this.#slice.devices.low[device]!, this.#slice.devices.high[device]!);
    rows.write(out, row);
    this.#activity.write(rows, terms, out, row);
    this.#presence.write(rows, terms, out, row);
    writeRhythm(rows, out, row);
    this.#identity.write(rows, terms, out, row, this.#apns);
  }
}
