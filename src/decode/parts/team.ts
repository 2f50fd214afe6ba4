/**
 * The threads that decode the parts of one file: the one that reads and cuts it, and helpers that take parts off it. A helper
 * says when it is ready; where none is, the reader decodes the part itself, so that it never runs ahead.
 */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { ArrangedBatch } from '../../arrow/arrange.ts';
import type { DecodedTap } from '../outcome.ts';
import type { DecodedPart } from './part.ts';
import type { FilePart } from './split-file.ts';

/** Parts that a helper may have at a time: it decodes one while the next one comes. */
const PARTS_AHEAD = 2;

/** Buffers that a thread keeps from one file to the next: fresh ones cost their pages. */
const MAX_KEPT = 4;
/** Larger ones were made for an element that is larger than a part. */
const MAX_KEPT_OCTETS = 16 * 1024 ** 2;
const kept: Uint8Array<ArrayBuffer>[] = [];

type Part = DecodedPart<ArrangedBatch> | null;
/** Decodes a part; null where it is not sound. */
export type Decode = (part: FilePart, withoutRows: boolean) => Part;

/** To a helper: a part, or nothing more. */
type Order = { readonly part: FilePart; readonly withoutRows: boolean } | 'end';
/** From a helper: it is ready for another part; with the one that it had, and its buffer. */
interface Answer {
  readonly decoded?: Part;
  readonly buffer?: Uint8Array<ArrayBuffer>;
}

class Helper {
  readonly port: MessagePort;
  /** Parts that it can take. */
  ready = 0;
  /** Parts that it has. */
  busy = 0;
  isGone = false;

  constructor(port: MessagePort) {
    this.port = port;
  }
}

/** The reader's side. */
export class Team {
  readonly #helpers: readonly Helper[];
  readonly #decode: Decode;
  readonly #withoutRows: boolean;
  readonly #parts: Part[] = [];
  #waiting: (() => void) | null = null;
  #ended: Promise<Part[]> | null = null;

  constructor(ports: readonly MessagePort[], decode: Decode, withoutRows: boolean) {
    this.#decode = decode;
    this.#withoutRows = withoutRows;
    this.#helpers = ports.map((port) => new Helper(port));
    for (const helper of this.#helpers)
      helper.port.on('close', () => {
        helper.isGone = true;
        this.#waiting?.();
      });
  }

  /** A buffer of at least so many octets: one that has come back, where it is large enough. */
  buffer(octets: number): Uint8Array<ArrayBuffer> {
    const at = kept.findIndex(({ length }) => length >= octets);
    return at < 0 ? new Uint8Array(octets) : kept.splice(at, 1)[0]!;
  }

  /** Has a part decoded, here or elsewhere; behind one that is not sound nothing is. */
  give(part: FilePart): void {
    for (const helper of this.#helpers) this.#hear(helper);
    if (this.#parts.at(-1) === null) return;
    const helper = this.#helpers.find(({ ready, isGone }) => ready > 0 && !isGone);
    if (helper === undefined) {
      this.#take({ decoded: this.#decode(part, this.#withoutRows), buffer: wholeBuffer(part) });
      return;
    }
    helper.ready--;
    helper.busy++;
    helper.port.postMessage({ part, withoutRows: this.#withoutRows } satisfies Order, [
      part.cut.octets.buffer,
    ]);
  }

  /**
   * All parts, in any order, when the last one is decoded; null stands for those that are not sound or got lost. Lets the
   * helpers go, once.
   */
  end(): Promise<Part[]> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<Part[]> {
    for (const helper of this.#helpers) {
      helper.port.on('message', (answer: Answer) => {
        this.#answered(helper, answer);
        this.#waiting?.();
      });
    }
    while (this.#helpers.some(({ busy, isGone }) => busy > 0 && !isGone))
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    for (const { port, isGone } of this.#helpers) if (!isGone) port.postMessage('end' satisfies Order);
    const isLost = this.#helpers.some(({ busy }) => busy > 0);
    return isLost ? [...this.#parts, null] : this.#parts;
  }

  /** Takes what a helper has said since, without waiting. */
  #hear(helper: Helper): void {
    for (;;) {
      const said = receiveMessageOnPort(helper.port) as { message: Answer } | undefined;
      if (said === undefined) return;
      this.#answered(helper, said.message);
    }
  }

  #answered(helper: Helper, answer: Answer): void {
    helper.ready++;
    if (answer.buffer === undefined) return;
    helper.busy--;
    this.#take(answer);
  }

  #take({ decoded, buffer }: Answer): void {
    // The last one tells whether one is not sound.
    if (this.#parts.at(-1) !== null) this.#parts.push(decoded ?? null);
    if (buffer !== undefined && buffer.length <= MAX_KEPT_OCTETS && kept.length < MAX_KEPT) kept.push(buffer);
  }
}

/** The helper's side: decodes what comes until there is no more. */
export function helpOn(port: MessagePort, decode: Decode): Promise<void> {
  return new Promise((resolve) => {
    port.on('close', resolve);
    port.on('message', (order: Order) => {
      if (order === 'end') {
        port.close();
        return;
      }
      const decoded = decode(order.part, order.withoutRows);
      const buffer = wholeBuffer(order.part);
      const buffers = decoded === null ? [] : buffersOf(decoded);
      port.postMessage({ decoded, buffer } satisfies Answer, [buffer.buffer, ...buffers]);
    });
    for (let i = 0; i < PARTS_AHEAD; i++) port.postMessage({} satisfies Answer);
  });
}

function wholeBuffer({ cut }: FilePart): Uint8Array<ArrayBuffer> {
  return new Uint8Array(cut.octets.buffer);
}

/** All buffers of what was decoded, to be transferred. */
export function buffersOf({
  batches,
  charges,
}: Pick<DecodedTap<ArrangedBatch>, 'batches' | 'charges'>): ArrayBuffer[] {
  const columns = [...batches, ...charges].flatMap((batch) =>
    batch.columns.flatMap(({ values, validity }) => (validity === null ? [values] : [values, validity])),
  );
  return [...columns, ...batches.map(({ patterns }) => patterns.words)];
}
