/**
 * A TAP file, as it is read → parts of its call events, and the frame around them: neither the file nor its list is ever
 * held whole. What cannot be cut comes together as one buffer.
 */
import type { ColumnBatch } from '../../arrow/batch.ts';
import { BATCH_ROWS } from '../../arrow/batch-builder.ts';
import type { DecodedTap } from '../outcome.ts';
import { type Cut, Cutter } from './cutter.ts';
import { type EventList, eventList, readFrame } from './frame.ts';
import { joinParts } from './join.ts';
import type { DecodedPart, EventContext } from './part.ts';

/** The list of call events begins within so many octets of the file, or the file is not cut. */
const MAX_HEAD_OCTETS = 4 * 1024 ** 2;

/** A part, and where it comes from. */
export interface FilePart {
  readonly cut: Cut;
  /** Byte offset of the list's content. */
  readonly listAt: number;
  readonly context: EventContext;
}

export interface SplitOptions {
  /** Octets of a part. */
  readonly partOctets: number;
  /** Makes or finds a buffer of at least so many octets. */
  readonly buffer: (octets: number) => Uint8Array<ArrayBuffer>;
  readonly onPart: (part: FilePart) => void;
}

export class SplitFile {
  readonly #options: SplitOptions;
  /** As long as the file; of the call events only what came with the head. Pages nobody writes to cost nothing. */
  readonly #octets: Uint8Array;
  #taken = 0;
  #list: EventList | null = null;
  #cutter: Cutter | null = null;
  #isWhole = false;
  #records = 0;

  /** `size`: octets of the file. */
  constructor(size: number, options: SplitOptions) {
    this.#octets = new Uint8Array(size);
    this.#options = options;
  }

  /** Takes the next octets of the file; they are only lent. */
  take(octets: Uint8Array): void {
    const at = this.#taken;
    this.#taken += octets.length;
    // More than was announced is another file.
    if (this.#taken > this.#octets.length) return;
    if (this.#list !== null) this.#pass(octets, at, this.#list);
    else {
      this.#octets.set(octets, at);
      if (!this.#isWhole) this.#begin();
    }
  }

  /** The whole file, where it has no list that can be cut; valid when all is taken. */
  get whole(): Uint8Array | null {
    return this.#list === null && this.#taken === this.#octets.length ? this.#octets : null;
  }

  /** The last part goes out. False where the file is not the one that was announced, or cannot be cut. */
  end(): boolean {
    this.#cutter?.finish();
    return this.#cutter?.isBroken === false && this.#taken === this.#octets.length;
  }

  /**
   * Joins the decoded parts, in any order. Null where one is not sound, or the frame is not: the pass over the whole file
   * is to say what that means.
   */
  join<Batch extends ColumnBatch>(parts: readonly (DecodedPart<Batch> | null)[]): DecodedTap<Batch> | null {
    const sound = parts.filter((part) => part !== null).sort((a, b) => a.firstIndex - b.firstIndex);
    const records = sound.reduce((sum, part) => sum + part.records, 0);
    if (this.#list === null || records !== this.#records) return null;
    const frame = readFrame(this.#octets, this.#list.root);
    return frame === null ? null : joinParts(frame, sound);
  }

  /** Looks for the list in what there is. */
  #begin(): void {
    const list = eventList(this.#octets, this.#taken);
    // Of a list without events there is nothing to cut.
    this.#isWhole = list === null ? this.#taken >= MAX_HEAD_OCTETS : list.from === list.to;
    if (list === null || this.#isWhole) return;
    const { from, to, context } = list;
    const { partOctets, buffer, onPart } = this.#options;
    this.#list = list;
    this.#cutter = new Cutter({
      size: to - from,
      partOctets,
      // So that a part gives one batch, and a full one.
      partElements: BATCH_ROWS,
      buffer,
      onPart: (cut) => {
        this.#records += cut.elements;
        onPart({ cut, listAt: from, context });
      },
    });
    this.#cutter.take(this.#octets.subarray(from, Math.min(to, this.#taken)));
  }

  /** Octets of the list go to the cutter, those behind it into the frame. */
  #pass(octets: Uint8Array, at: number, { to }: EventList): void {
    const inList = Math.max(0, Math.min(octets.length, to - at));
    if (inList > 0) this.#cutter!.take(octets.subarray(0, inList));
    if (inList < octets.length) this.#octets.set(octets.subarray(inList), at + inList);
  }
}
